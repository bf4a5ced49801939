import type { PartyCode } from '#kernel/domain.ts';
import { balanceByParty } from '../rules.ts';

/** How many a party sends and takes of a category; a scheme without categories has one row a party, under ''. */
export type Numbers = { readonly party: PartyCode; readonly category: string; readonly sends: number; readonly takes: number };

export const payers = ['home', 'host', 'fund', 'person'] as const;
export const periods = ['person', 'term', 'month', 'day'] as const;

/** Money in fen: for what, how much, per what, and who pays. */
export type Money = { readonly item: string; readonly fen: number; readonly per: (typeof periods)[number]; readonly payer: (typeof payers)[number] };

/** What the four agree to beside the calendar and the quotas. */
export type SchemeTerms = { readonly level: string | null; readonly numbers: readonly Numbers[]; readonly money: readonly Money[] };

export const noTerms: SchemeTerms = { level: null, numbers: [], money: [] };

/** Whether a party has two rows for one category: the sums would count it twice. */
export function hasTwice(numbers: readonly Numbers[]): boolean {
  return new Set(numbers.map(({ party, category }) => `${party} ${category}`)).size < numbers.length;
}

/** What each category comes to: in all, as many are sent as are taken, or the difference. */
export function sumsOf(numbers: readonly Numbers[]): { category: string; sends: number; takes: number }[] {
  return [...Map.groupBy(numbers, ({ category }) => category)].map(([category, rows]) => ({ category, sends: rows.reduce((sum, { sends }) => sum + sends, 0), takes: rows.reduce((sum, { takes }) => sum + takes, 0) }));
}

/** What each party comes to over all categories, also while the rows are still being typed. */
export function balanceOf(numbers: readonly { readonly party?: PartyCode | undefined; readonly sends?: number | null | undefined; readonly takes?: number | null | undefined }[]): { party: PartyCode; sends: number; takes: number }[] {
  const rows = numbers.flatMap(({ party, sends, takes }) => (party === undefined ? [] : [{ party, sends: sends ?? 0, takes: takes ?? 0 }]));
  return balanceByParty(rows);
}

/** A cadre scheme's numbers from the posts that institutions want and offer: those who want one send, those who offer take, level by level. */
export function numbersFromPosts(posts: readonly { readonly party: PartyCode; readonly kind: 'wanted' | 'offered'; readonly level: string; readonly count: number }[], levelName: (level: string) => string): Numbers[] {
  const groups = Map.groupBy(posts, ({ party, level }) => `${party} ${level}`);
  const count = (rows: typeof posts, kind: 'wanted' | 'offered') => rows.filter((row) => row.kind === kind).reduce((sum, row) => sum + row.count, 0);
  return [...groups.values()].flatMap((rows) => (rows[0] === undefined ? [] : [{ party: rows[0].party, category: levelName(rows[0].level), sends: count(rows, 'wanted'), takes: count(rows, 'offered') }]))
    .toSorted((one, other) => one.party.localeCompare(other.party) || one.category.localeCompare(other.category));
}
