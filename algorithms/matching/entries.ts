import { nominatedBy } from './balanced-exchange.ts';
import type { Names } from './certificate.ts';
import { layOut, none, type Market } from './market.ts';
import { fitOfRanks, type Problem } from './solve.ts';

/** A matching problem as one writes it down: each applicant's wishes, each position's order; homes send in the order of the applicants. */
export type Entries = {
  readonly applicants: readonly { readonly id: string; readonly home: string; readonly wishes: readonly string[] }[];
  readonly positions: readonly { readonly id: string; readonly host: string; readonly capacity: number; readonly priorities: readonly string[] }[];
};

/** The problem in numbers; ids must be known and listed once each. Institutions are numbered as they come, homes before hosts. */
export function problemOf({ applicants, positions }: Entries): { problem: Problem; names: Names } {
  const institutions = [...new Set([...applicants.map(({ home }) => home), ...positions.map(({ host }) => host)])];
  const numbers = (ids: readonly string[]) => new Map(ids.map((id, i) => [id, i]));
  const institution = numbers(institutions);
  const position = numbers(positions.map(({ id }) => id));
  const wishes = applicants.map((applicant) => applicant.wishes.map((id) => position.get(id) ?? none));
  const rankAt = positions.map(({ priorities }) => numbers(priorities));
  const rows = layOut(wishes);
  const wishRank = Int32Array.from(wishes.flatMap((list, a) => list.map((p) => rankAt[p]?.get(applicants[a]?.id ?? '') ?? none)));
  const market: Market = { ...rows, wishRank, capacity: Int32Array.from(positions, ({ capacity }) => capacity) };
  const home = Int32Array.from(applicants, (applicant) => institution.get(applicant.home) ?? none);
  return {
    problem: {
      market, home, host: Int32Array.from(positions, ({ host }) => institution.get(host) ?? none), institutions: institutions.length,
      nominated: nominatedBy(home, institutions.length, Int32Array.from(home.keys())), fit: fitOfRanks(market),
    },
    names: { applicants: applicants.map(({ id }) => id), positions: positions.map(({ id }) => id), institutions },
  };
}

/** The same as the two tables that `delta match` reads; ids without commas, semicolons, quotation marks or line feeds. */
export function tablesOf({ applicants, positions }: Entries): { applicants: string; positions: string } {
  const lines = (rows: readonly (readonly (string | number)[])[]) => `${rows.map((row) => row.join(',')).join('\n')}\n`;
  return {
    applicants: lines([['id', 'home', 'preferences'], ...applicants.map(({ id, home, wishes }) => [id, home, wishes.join(';')])]),
    positions: lines([['id', 'host', 'capacity', 'priorities'], ...positions.map(({ id, host, capacity, priorities }) => [id, host, capacity, priorities.join(';')])]),
  };
}
