import { z } from 'zod';
import { faces } from './faces.ts';
import type { Printer } from './compiler.ts';
import * as geometry from './geometry.ts';
import { blocksToPrint, gridPoints, officialDate, titleLines } from './layout.ts';
import { paragraphsOf, words } from './model.ts';
import { inWorker } from './pool.ts';

const content = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** The papers of a meeting, as they are put together for those who come to it. */
export const packSchema = z.strictObject({
  title: words(200),
  subtitle: words(200).optional(),
  /** The day of the meeting, 'YYYY-MM-DD'. */
  date: z.iso.date(),
  items: z.array(z.strictObject({
    /** The item's number as the agenda has it, such as 一 or 1. */
    number: words(10),
    title: words(200),
    presenter: words(100).optional(),
    /** A paper is a PDF, whose pages are placed as they are, or a picture on a page of its own, or text, or text with either. */
    papers: z.array(z.strictObject({ title: words(200), pdf: content.optional(), picture: z.strictObject({ kind: z.enum(['png', 'jpg']), content }).optional(), text: z.string().trim().min(1).max(200_000).optional() })).max(50),
  })).max(100),
});
export type Pack = z.infer<typeof packSchema>;

/**
 * The pack as one PDF: cover, contents with page numbers, then item by item the papers, numbered through, with bookmarks.
 * A PDF or a picture that cannot be read (damaged, or locked by a password) has a page that says so in its place.
 */
export function renderPack(pack: Pack): Promise<Uint8Array<ArrayBuffer>> {
  return inWorker({ kind: 'pack', pack });
}

/** What pack.typ reads; the printer says how many pages a PDF has, and whether a picture can be placed. */
export function packData(pack: Pack, { pagesOf, canPlace }: Pick<Printer, 'pagesOf' | 'canPlace'>): { data: string; files: Record<string, Uint8Array> } {
  const files: Record<string, Uint8Array> = {};
  const items = pack.items.map(({ papers, ...item }) => ({ ...item, papers: papers.map(({ title, pdf, picture, text }) => {
    const pages = pdf && pagesOf(pdf);
    const file = `${Object.keys(files).length}.pdf`;
    if (pdf !== undefined && pages !== undefined) files[file] = pdf;
    const seen = picture && `${Object.keys(files).length}.${picture.kind}`;
    const readable = picture !== undefined && canPlace(picture.kind, picture.content);
    if (readable && seen !== undefined) files[seen] = picture.content;
    return { title, ...(seen !== undefined && { picture: { file: seen, readable } }), ...(pdf && { pdf: { file, pages: pages ?? 0 } }), text: text === undefined ? [] : blocksToPrint(paragraphsOf(text)) };
  }) }));
  const [year, month, day] = pack.date.split('-').map(Number);
  return { files, data: JSON.stringify({
    geometry: { ...geometry, ...gridPoints }, faces: faces(),
    pack: { ...pack, items, 'title-lines': titleLines(pack.title), date: officialDate(pack.date), 'date-parts': { year, month, day } },
  }) };
}
