import { nominatedBy } from './balanced-exchange.ts';
import type { Names } from './certificate.ts';
import { layOut, none, type Market } from './market.ts';
import { isRestricted, type Restrictions } from './restrictions.ts';
import { fitOfRanks, type Problem } from './solve.ts';

/** A matching problem as one writes it down: each applicant's wishes, each position's order; homes send in the order of the applicants. */
export type Entries = {
  readonly applicants: readonly { readonly id: string; readonly home: string; readonly wishes: readonly string[]; readonly category?: string; readonly team?: string; /** How well each wish fits, more is better; without it the two sides' orders say. */ readonly fit?: ReadonlyMap<string, number> }[];
  readonly positions: readonly { readonly id: string; readonly host: string; readonly capacity: number; readonly priorities: readonly string[]; readonly region?: string; readonly quotas?: ReadonlyMap<string, number> }[];
  readonly caps?: Restrictions['caps'];
};

/** The problem in numbers; ids must be known and listed once each. Institutions are numbered as they come, homes before hosts. */
export function problemOf({ applicants, positions, caps = [] }: Entries): { problem: Problem; names: Names } {
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
  const restrictions: Restrictions = {
    categories: applicants.map(({ category = '' }) => category), teams: applicants.map(({ team = '' }) => team), regions: positions.map(({ region = '' }) => region), quotas: positions.map(({ quotas = new Map() }) => quotas), caps,
  };
  return {
    problem: {
      market, ...(isRestricted(restrictions) ? { restrictions } : {}), home, host: Int32Array.from(positions, ({ host }) => institution.get(host) ?? none), institutions: institutions.length,
      nominated: nominatedBy(home, institutions.length, Int32Array.from(home.keys())), fit: applicants.some(({ fit }) => fit !== undefined) ? Float64Array.from(applicants.flatMap(({ wishes: list, fit }) => list.map((id) => fit?.get(id) ?? 0))) : fitOfRanks(market),
    },
    names: { applicants: applicants.map(({ id }) => id), positions: positions.map(({ id }) => id), institutions },
  };
}

/** The same as the tables that `delta match` reads, with the columns for restrictions where there are any; ids and names without commas, colons, semicolons, quotation marks or line feeds. */
export function tablesOf({ applicants, positions, caps = [] }: Entries): { applicants: string; positions: string; caps: string } {
  const lines = (rows: readonly (readonly (string | number)[])[]) => `${rows.map((row) => row.join(',')).join('\n')}\n`;
  return {
    applicants: lines(withColumns(['id', 'home', 'preferences'], applicants, ({ id, home, wishes }) => [id, home, wishes.join(';')], { category: ({ category }) => category, team: ({ team }) => team, fit: ({ fit }) => (fit === undefined ? undefined : [...fit].map(([id, value]) => `${id}:${value}`).join(';')) })),
    positions: lines(withColumns(['id', 'host', 'capacity', 'priorities'], positions, ({ id, host, capacity, priorities }) => [id, host, capacity, priorities.join(';')], {
      region: ({ region }) => region, quotas: ({ quotas }) => (quotas === undefined ? undefined : [...quotas].map(([name, most]) => `${name}:${most}`).join(';')),
    })),
    caps: caps.length === 0 ? '' : lines([['region', 'cap', 'within'], ...caps.map(({ region, cap, within }) => [region, cap, within])]),
  };
}

/** A table with those of the further columns that say something. */
function withColumns<R>(columns: readonly string[], rows: readonly R[], cells: (row: R) => readonly (string | number)[], further: Readonly<Record<string, (row: R) => string | undefined>>): (readonly (string | number)[])[] {
  const used = Object.entries(further).filter(([, of]) => rows.some((row) => (of(row) ?? '') !== ''));
  return [[...columns, ...used.map(([name]) => name)], ...rows.map((row) => [...cells(row), ...used.map(([, of]) => of(row) ?? '')])];
}
