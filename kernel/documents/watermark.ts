import { faces } from './faces.ts';
import type { Printer } from './compiler.ts';
import { inWorker } from './pool.ts';

export type Watermark = {
  readonly pdf: Uint8Array;
  /** What the copy calls itself; nothing of the original's own properties (title, author, program, dates) is kept. */
  readonly title: string;
  /** What stands across each page, on one line. */
  readonly words: string;
};

/**
 * A copy of a PDF for one reader: its pages as they were, words across each of them, and none of its properties, links or attachments.
 * `undefined` when the PDF cannot be read: damaged, or locked by a password.
 */
export async function renderWatermarked(watermark: Watermark): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const copy = await inWorker({ kind: 'watermark', watermark });
  return copy.length === 0 ? undefined : copy;
}

/** In the worker: the copy, or nothing where the PDF cannot be read. */
export function printWatermarked({ pdf, title, words }: Watermark, printer: Pick<Printer, 'pagesOf' | 'print'>): Uint8Array {
  const pages = printer.pagesOf(pdf);
  if (pages === undefined) return new Uint8Array();
  return printer.print({ template: 'watermark', data: JSON.stringify({ faces: faces(), title, words, pages, file: 'given.pdf' }), files: { 'given.pdf': pdf } });
}
