import { csvText, type CellValue } from '#kernel/sheets/csv.ts';

/** Rows of a table, its heads first. */
export type TableRows = readonly (readonly CellValue[])[];

/** A drawing that stands for itself: the colours of the page written into it, white below, and the page's faces named. */
export function standaloneSvg(svg: SVGSVGElement): string {
  const style = getComputedStyle(document.documentElement);
  const copy = svg.cloneNode(true) as SVGSVGElement; // a clone is what it was cloned from
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('font-family', getComputedStyle(document.body).fontFamily);
  const text = new XMLSerializer().serializeToString(copy).replaceAll(/var\((--[\w-]+)\)/g, (_, name: string) => style.getPropertyValue(name).trim() || 'currentColor');
  const ground = style.getPropertyValue('--card').trim() || '#ffffff';
  return text.replace(/^(<svg[^>]*>)/, `$1<rect width="100%" height="100%" fill="${ground}"/>`);
}

export function saveSvg(svg: SVGSVGElement, name: string): void {
  saveText(standaloneSvg(svg), `${name}.svg`, 'image/svg+xml');
}

/** Twice as fine as the screen, for slides and print. */
const pixelsPerUnit = 2;

export async function savePng(svg: SVGSVGElement, name: string): Promise<void> {
  const { width, height } = svg.viewBox.baseVal;
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standaloneSvg(svg))}`;
  await picture.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: width * pixelsPerUnit, height: height * pixelsPerUnit });
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (blob !== null) saveBlob(blob, `${name}.png`);
}

/** A table as a workbook; what writes it is loaded when it is first asked for. */
export async function saveXlsx(name: string, rows: TableRows): Promise<void> {
  const { default: write } = await import('write-excel-file/browser');
  const data = rows.map((row, i) => row.map((value) => (value === null ? null : { value, type: typeof value === 'number' ? Number : String, ...(i === 0 ? { fontWeight: 'bold' as const } : {}) })));
  saveBlob(await write([{ sheet: name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31), data, stickyRowsCount: 1 }]).toBlob(), `${name}.xlsx`);
}

export function saveCsv(name: string, rows: TableRows): void {
  saveText(csvText(rows), `${name}.csv`, 'text/csv');
}

export function saveText(text: string, name: string, type: string): void {
  saveBlob(new Blob([text], { type: `${type};charset=utf-8` }), name);
}

function saveBlob(blob: Blob, name: string): void {
  const href = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
