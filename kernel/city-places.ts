/** Where each city stands: rows from north to south, places from west to east, as on the map; '' is sea or another province. */
const rows: readonly (readonly string[])[] = [
  ['', '340600', '320300', '', '320700'],
  ['341600', '341300', '321300', '320800', '320900'],
  ['341200', '340400', '340300', '321000', '321200', '320600'],
  ['341500', '340100', '341100', '320100', '321100', '320400', '320200'],
  ['340800', '340700', '340200', '340500', '330500', '320500', '310100'],
  ['', '341700', '341000', '341800', '330100', '330400'],
  ['', '', '', '330800', '330700', '330600', '330200', '330900'],
  ['', '', '', '', '331100', '330300', '331000'],
];

export type Place = { readonly row: number; readonly column: number };

/** The place of each of the 41 cities, by its code; rows and columns from 1. */
export const cityPlaces: ReadonlyMap<string, Place> = new Map(
  rows.flatMap((codes, row) => codes.flatMap((code, column): [string, Place][] => (code === '' ? [] : [[code, { row: row + 1, column: column + 1 }]]))),
);
