import { NodeCompiler, type NodeError, PdfStandard } from '@myriaddreamin/typst-ts-node-compiler';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { loadFonts } from './faces.ts';

/** The templates that this folder holds; nothing else can be compiled. */
export type TemplateName = 'certificate' | 'official' | 'pack' | 'report' | 'watermark';

export type Printing = {
  readonly template: TemplateName;
  /** What the template reads as its data: JSON, in which every word is printed as it is. */
  readonly data: string;
  /** Files that the template may place, by name: PDFs and pictures. */
  readonly files: Readonly<Record<string, Uint8Array>>;
};

export type Printer = {
  /** Sets a template with its data as a PDF. */
  readonly print: (printing: Printing) => Uint8Array;
  /** How many pages a PDF has; `undefined` where its pages cannot be placed: damaged, or locked by a password. */
  readonly pagesOf: (pdf: Uint8Array) => number | undefined;
  /** Whether a picture can be read. */
  readonly canPlace: (kind: 'png' | 'jpg', content: Uint8Array) => boolean;
};

const templates = fileURLToPath(new URL('templates/', import.meta.url));
const fileOf = (name: string) => {
  if (!/^[\w-]+\.(pdf|png|jpg)$/.test(name)) throw new Error(`no file name for a template: ${name}`);
  return join(templates, 'files', name);
};
/** The same document gives the same bytes: no time of making (which the templates set to the document's own day). */
const always = { creationTimestamp: 0 } as const;

/**
 * Makes a compiler with the faces loaded: about half a second and 250 MB. It blocks while it works, so it runs in a worker (pool.ts).
 * A template sees its own folder, its data and the files given with it; data are values and never run.
 */
export function createPrinter(): Printer {
  const compiler = NodeCompiler.create({ workspace: templates, fontArgs: [{ fontBlobs: loadFonts() }] });

  function withFiles<T>(files: Printing['files'], work: () => T): T {
    const given = Object.entries(files).map(([name, bytes]) => ({ path: fileOf(name), bytes: Buffer.from(bytes) }));
    try {
      for (const { path, bytes } of given) compiler.mapShadow(path, bytes);
      return work();
    } finally {
      for (const { path } of given) compiler.unmapShadow(path);
      compiler.evictCache(3);
    }
  }

  return {
    print: ({ template, data, files }) => withFiles(files, () => {
      const compiled = compiler.compile({ mainFilePath: join(templates, `${template}.typ`), inputs: { data } });
      const document = compiled.result;
      if (document === null) throw new Error(`${template}.typ: ${describe(compiler, compiled.takeError())}`);
      // whatever is placed from elsewhere may be newer than PDF/A allows
      if (template === 'pack' || template === 'watermark') return compiler.pdf(document, { pdfStandard: PdfStandard.V_2_0, ...always });
      try {
        return compiler.pdf(document, { pdfStandard: PdfStandard.A_2u, ...always });
      } catch { // a character that no face has: PDF/A forbids it, a reader still wants the rest
        return compiler.pdf(document, { pdfStandard: PdfStandard.V_1_7, ...always });
      }
    }),
    pagesOf: (pdf) => withFiles({ 'probe.pdf': pdf }, () => {
      const place = (page: number) => compiler.compile({ mainFileContent: `#image("files/probe.pdf", page: ${page})` });
      // asked for a page that no paper has, the compiler says how many there are
      const pages = /only has (\d+) page/.exec(describe(compiler, place(1_000_000).takeError()))?.[1];
      const first = place(1).result;
      if (pages === undefined || first === null) return undefined;
      try {
        compiler.pdf(first, { pdfStandard: PdfStandard.V_2_0, ...always });
        return Number(pages);
      } catch {
        return undefined;
      }
    }),
    canPlace: (kind, content) => withFiles({ [`probe.${kind}`]: content }, () => compiler.compile({ mainFileContent: `#image("files/probe.${kind}")` }).result !== null),
  };
}

function describe(compiler: NodeCompiler, error: NodeError | null): string {
  return error === null ? 'no document' : JSON.stringify(compiler.fetchDiagnostics(error));
}
