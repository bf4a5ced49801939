import { parentPort } from 'node:worker_threads';
import { createPrinter, type Printer, type Printing } from './compiler.ts';
import { makeDocx } from './docx-document.ts';
import type { OfficialDocument } from './model.ts';
import { packData, type Pack } from './pack.ts';
import { printWatermarked, type Watermark } from './watermark.ts';

export type Job =
  | ({ readonly kind: 'typst' } & Printing)
  | { readonly kind: 'pack'; readonly pack: Pack }
  | { readonly kind: 'watermark'; readonly watermark: Watermark }
  | { readonly kind: 'docx'; readonly document: OfficialDocument };
export type Answer = { readonly file: Uint8Array<ArrayBuffer> } | { readonly error: string };

const port = parentPort;
if (port === null) throw new Error('kernel/documents/worker.ts runs as a worker');
let loaded: Printer | undefined;
const printer = () => (loaded ??= createPrinter());

port.on('message', async (job: Job) => {
  try {
    const file = new Uint8Array(await make(job)); // a copy of its own: the addon's memory cannot be handed over
    port.postMessage({ file } satisfies Answer, [file.buffer]);
  } catch (error) {
    port.postMessage({ error: error instanceof Error ? error.message : String(error) } satisfies Answer);
  }
});

function make(job: Job): Uint8Array | Promise<Uint8Array> {
  switch (job.kind) {
    case 'docx': return makeDocx(job.document);
    case 'watermark': return printWatermarked(job.watermark, printer());
    case 'typst': return printer().print(job);
    case 'pack': return printer().print({ template: 'pack', ...packData(job.pack, printer()) });
  }
}
