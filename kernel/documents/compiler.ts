import { NodeCompiler, type NodeError, PdfStandard } from '@myriaddreamin/typst-ts-node-compiler';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { loadFonts } from './faces.ts';

/** The templates that this folder holds; nothing else can be compiled. */
export type TemplateName = 'official' | 'pack';

export type Printing = {
  readonly template: TemplateName;
  /** What the template reads as its data: JSON, in which every word is printed as it is. */
  readonly data: string;
  /** Files that the template may place, by name: PDF pages. */
  readonly files: Readonly<Record<string, Uint8Array>>;
};

const templates = fileURLToPath(new URL('templates/', import.meta.url));

/**
 * Makes a compiler with the faces loaded: about half a second and 80 MB. It blocks while it works, so it runs in a worker (typst.ts).
 * A template sees its own folder, its data and the files given with it; data are values and never run.
 */
export function createPrinter(): (printing: Printing) => Uint8Array {
  const compiler = NodeCompiler.create({ workspace: templates, fontArgs: [{ fontBlobs: loadFonts() }] });
  return ({ template, data, files }) => {
    const names = Object.keys(files).map((name) => {
      if (!/^[\w-]+\.pdf$/.test(name)) throw new Error(`no file name for a template: ${name}`);
      return join(templates, 'files', name);
    });
    try {
      Object.values(files).forEach((bytes, i) => compiler.mapShadow(names[i] ?? '', Buffer.from(bytes)));
      const compiled = compiler.compile({ mainFilePath: join(templates, `${template}.typ`), inputs: { data } });
      const document = compiled.result;
      if (document === null) throw new Error(`${template}.typ: ${describe(compiler, compiled.takeError())}`);
      return compiler.pdf(document, { pdfStandard: template === 'official' ? PdfStandard.A_2u : PdfStandard.V_1_7, creationTimestamp: 0 });
    } finally {
      for (const name of names) compiler.unmapShadow(name);
      compiler.evictCache(3);
    }
  };
}

function describe(compiler: NodeCompiler, error: NodeError | null): string {
  return error === null ? 'no document' : JSON.stringify(compiler.fetchDiagnostics(error));
}
