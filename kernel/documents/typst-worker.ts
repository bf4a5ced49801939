import { parentPort } from 'node:worker_threads';
import { createPrinter, type Printing } from './compiler.ts';

export type Answer = { readonly pdf: Uint8Array<ArrayBuffer> } | { readonly error: string };

const port = parentPort;
if (port === null) throw new Error('typst-worker.ts runs as a worker');
const print = createPrinter();

port.on('message', (printing: Printing) => {
  try {
    const pdf = new Uint8Array(print(printing)); // a copy of its own: the addon's memory cannot be handed over
    port.postMessage({ pdf } satisfies Answer, [pdf.buffer]);
  } catch (error) {
    port.postMessage({ error: error instanceof Error ? error.message : String(error) } satisfies Answer);
  }
});
