import { faces } from './faces.ts';
import { inWorker } from './pool.ts';

type TableColumn = { readonly title: string; /** How wide against the others. */ readonly share: number; readonly align?: 'left' | 'right' };
type Tile = { readonly row: number; readonly column: number; readonly name: string; readonly value?: string; /** '#rrggbb' */ readonly fill?: string; readonly ink?: string };

export type ReportBlock =
  | { readonly kind: 'heading'; readonly level: 1 | 2; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'table'; readonly columns: readonly TableColumn[]; readonly rows: readonly (readonly string[])[] }
  /** Places as tiles in rows and columns, counted from 1. */
  | { readonly kind: 'map'; readonly columns: number; readonly rows: number; readonly tiles: readonly Tile[]; readonly legend: string }
  /** Who signs: a line each with room for a hand and a seal, or what is said of a signature that was given. */
  | { readonly kind: 'signatures'; readonly rows: readonly { readonly part: string; readonly name: string; readonly said: string }[] }
  /** Ranks with the interval that they lie in, from 1 to `most`. */
  | { readonly kind: 'ranges'; readonly most: number; readonly rows: readonly { readonly name: string; readonly rank: number; readonly low: number; readonly high: number; readonly label: string }[] };

export type Report = { readonly title: string; readonly subtitle?: string | undefined; /** 'YYYY-MM-DD' */ readonly date: string; readonly blocks: readonly ReportBlock[] };

/** A statistical report as a PDF/A; the same report gives the same bytes. */
export function renderReport(report: Report): Promise<Uint8Array<ArrayBuffer>> {
  const { year, month, day } = Temporal.PlainDate.from(report.date);
  return inWorker({ kind: 'typst', template: 'report', data: JSON.stringify({ faces: faces(), report, 'date-parts': { year, month, day } }), files: {} });
}
