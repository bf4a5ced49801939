import { renderSVG } from 'uqr';
import { faces } from './faces.ts';
import * as geometry from './geometry.ts';
import { blocksToPrint, gridPoints, letterhead, officialDate, titleLines } from './layout.ts';
import type { OfficialDocument } from './model.ts';
import { inWorker } from './pool.ts';

/** The red of 版头 (6.2: yellow and magenta 80 %), as it is shown on a screen. */
const red = '#d7000f';

/**
 * The document by GB/T 9704-2012 as a PDF/A-2u; the same document gives the same bytes.
 * A character that no face has is printed as an empty box, and the file is then a PDF 1.7.
 */
export function renderPdf(document: OfficialDocument): Promise<Uint8Array<ArrayBuffer>> {
  return inWorker({ kind: 'typst', template: 'official', data: officialData(document), files: {} });
}

/** What official.typ reads: the document with its numbers, dates and lines as they are printed. */
export function officialData(document: OfficialDocument): string {
  const { year, month, day } = Temporal.PlainDate.from(document.date);
  return JSON.stringify({
    geometry: { ...geometry, ...gridPoints, red },
    faces: faces(),
    document: {
      ...document,
      authorities: document.authorities.map(({ name, signedOn }) => ({ name, signed: signedOn && officialDate(signedOn) })),
      letterhead: letterhead(document),
      'title-lines': titleLines(document.title),
      body: blocksToPrint(document.body),
      attachments: document.attachments.map(({ title, body }) => ({ title, 'title-lines': titleLines(title), body: blocksToPrint(body) })),
      date: officialDate(document.date),
      'date-parts': { year, month, day },
      imprint: document.imprint && { ...document.imprint, issued: officialDate(document.imprint.issuedOn) },
      verification: document.verification && { ...document.verification, svg: renderSVG(document.verification.url, { ecc: 'M', border: 0 }) },
    },
  });
}
