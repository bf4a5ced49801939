import { faces } from './faces.ts';
import { inWorker } from './pool.ts';

/** A certificate on one framed page; a long table goes on on the next. */
export type Certificate = {
  readonly number: string; readonly title: string; readonly text: string;
  readonly table: { readonly caption: string; readonly columns: readonly { readonly title: string; /** How wide against the others. */ readonly share: number }[]; readonly rows: readonly (readonly string[])[] };
  /** Who gives it, and as what. */
  readonly givers: readonly { readonly name: string; readonly part: string }[];
  /** 'YYYY-MM-DD' */
  readonly on: string;
};

/** A certificate as a PDF/A; the same certificate gives the same bytes. */
export function renderCertificate({ on, ...certificate }: Certificate): Promise<Uint8Array<ArrayBuffer>> {
  const { year, month, day } = Temporal.PlainDate.from(on);
  return inWorker({ kind: 'typst', template: 'certificate', data: JSON.stringify({ faces: faces(), certificate: { ...certificate, day: `${year}年${month}月${day}日` }, 'date-parts': { year, month, day } }), files: {} });
}
