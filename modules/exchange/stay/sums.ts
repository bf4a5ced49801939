import { partyCodes, type PartyCode } from '#kernel/domain.ts';

/** What is summed. */
export type What = 'people' | 'days' | 'hours' | 'credits' | 'certified';

type Row = { readonly homeCity: string; readonly hostCity: string; readonly homeParty: PartyCode; readonly hostParty: PartyCode; readonly month: string } & Readonly<Record<What, number>>;

/** Flows from city to city, the largest first. */
export function flowsOf(rows: readonly Row[], what: What): { from: string; to: string; value: number }[] {
  const sums = sumBy(rows, ({ homeCity, hostCity }) => `${homeCity} ${hostCity}`, what);
  return [...sums].filter(([, value]) => value > 0).map(([pair, value]) => ({ from: pair.slice(0, 6), to: pair.slice(7), value })).toSorted((one, other) => other.value - one.value || one.from.localeCompare(other.from));
}

/** What each city sent and took in. */
export function byCity(rows: readonly Row[], what: What): { code: string; sent: number; received: number }[] {
  const [sent, received] = [sumBy(rows, ({ homeCity }) => homeCity, what), sumBy(rows, ({ hostCity }) => hostCity, what)];
  return [...new Set([...sent.keys(), ...received.keys()])].toSorted().map((code) => ({ code, sent: sent.get(code) ?? 0, received: received.get(code) ?? 0 }));
}

/** From party to party, by '32 33'. */
export function byPair(rows: readonly Row[], what: What): Map<string, number> {
  return sumBy(rows, ({ homeParty, hostParty }) => `${homeParty} ${hostParty}`, what);
}

/** What each party took in less what it sent, year by year; the four of a year sum to nothing. */
export function balanceByYear(rows: readonly Row[], what: What): { year: string; balance: Record<PartyCode, number> }[] {
  const years = Map.groupBy(rows, ({ month }) => month.slice(0, 4));
  return [...years].toSorted(([one], [other]) => one.localeCompare(other)).map(([year, of]) => {
    const [sent, received] = [sumBy(of, ({ homeParty }) => homeParty, what), sumBy(of, ({ hostParty }) => hostParty, what)];
    const balance = { '31': 0, '32': 0, '33': 0, '34': 0 };
    for (const party of partyCodes) balance[party] = (received.get(party) ?? 0) - (sent.get(party) ?? 0);
    return { year, balance };
  });
}

/** Everything, month by month. */
export function byMonth(rows: readonly Row[]): ({ month: string } & Record<What, number>)[] {
  return [...Map.groupBy(rows, ({ month }) => month)].toSorted(([one], [other]) => one.localeCompare(other)).map(([month, of]) => {
    const sum = (what: What) => of.reduce((total, row) => total + row[what], 0);
    return { month, people: sum('people'), days: sum('days'), hours: sum('hours'), credits: sum('credits'), certified: sum('certified') };
  });
}

function sumBy(rows: readonly Row[], key: (row: Row) => string, what: What): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(key(row), (sums.get(key(row)) ?? 0) + row[what]);
  return sums;
}
