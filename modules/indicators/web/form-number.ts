/** Numbers beyond this a form does not hold. */
const most = 1e15;

/**
 * What somebody typed as a number, as people in offices write it: full-width digits, commas between thousands, spaces. `null` is an empty field, `undefined` not a number.
 */
export function readTypedNumber(text: string): number | null | undefined {
  const plain = text.normalize('NFKC').replaceAll(/[\s,]/g, '');
  if (plain === '') return null;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain)) return undefined;
  const value = Number(plain);
  return Math.abs(value) <= most ? value : undefined;
}

/** A column as it is copied out of a workbook: a number or an empty cell a line; `undefined` where it is a single value, or something else. */
export function readTypedColumn(text: string): (number | null)[] | undefined {
  const cells = text.replace(/\r?\n$/, '').split(/\r?\n/).map(readTypedNumber);
  return cells.length > 1 && cells.every((cell) => cell !== undefined) ? cells : undefined;
}
