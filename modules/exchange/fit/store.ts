import { sql } from 'kysely';
import type { Entries } from '#algorithms/matching/entries.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import { totalOf } from '../ordering/rules.ts';
import { presetOf, type PresetName } from '../presets.ts';
import { countedScores, declaredFit, fitOf, type Declared, type Fit } from './rules.ts';

/** Of each applicant by id, and of each offer that would take them, how the two fit. */
export type Fits = ReadonlyMap<string, ReadonlyMap<string, Fit>>;

/** How mentees and mentors fit, by what both declared, the mentors' marks and both sides' orders, where the mentor gave one (`ordered`); `undefined` in programmes where nobody declares. */
export async function loadFits(tx: Tx, preset: PresetName, { applicants, positions }: Entries, ordered: ReadonlySet<string>): Promise<Fits | undefined> {
  const { pairs, rubric } = presetOf(preset);
  if (pairs === undefined) return undefined;
  const nothing: Declared = { fields: [], aims: [] };
  const { rows: declared } = await sql<Declared & { id: string }>`
    select id, fields, aims from exchange.application where id = any(${applicants.map(({ id }) => id)}::uuid[])
    union all select id, fields, aims from exchange.offer where id = any(${positions.map(({ id }) => id)}::uuid[])`.execute(tx.db);
  const of = new Map(declared.map((row) => [row.id, row]));
  const { rows: marks } = await sql<{ key: string; rater: string; criterion: string; points: number }>`
    select s.offer_id || ' ' || s.application_id as key, s.rater, s.criterion, s.points from exchange.score s where s.offer_id = any(${positions.map(({ id }) => id)}::uuid[])`.execute(tx.db);
  const byPair = Map.groupBy(marks, ({ key }) => key);
  const markOf = (offer: string, applicant: string) => totalOf(rubric, [...Map.groupBy(byPair.get(`${offer} ${applicant}`) ?? [], ({ rater }) => rater).values()].map((rows) => Object.fromEntries(rows.map(({ criterion, points }) => [criterion, points]))));
  const posts = new Map(positions.map(({ id, priorities }) => [id, { places: new Map(priorities.map((applicant, i) => [applicant, ordered.has(id) ? i + 1 : 1])), scores: countedScores(priorities, (applicant) => markOf(id, applicant)) }]));
  return new Map(applicants.map(({ id, wishes }) => [id, new Map(wishes.flatMap((offer, i): [string, Fit][] => {
    const post = posts.get(offer);
    const rank = post?.places.get(id);
    return post === undefined || rank === undefined ? [] : [[offer, fitOf({ declared: declaredFit(of.get(id) ?? nothing, of.get(offer) ?? nothing), score: post.scores.get(id) ?? null, wish: i + 1, rank })]];
  }))]));
}

/** The entries of a matching with their fit, as the assignment and `delta match` read it. */
export function withFits(entries: Entries, fits: Fits | undefined): Entries {
  if (fits === undefined) return entries;
  return { ...entries, applicants: entries.applicants.map((applicant) => ({ ...applicant, fit: new Map(applicant.wishes.map((offer) => [offer, fits.get(applicant.id)?.get(offer)?.total ?? 0])) })) };
}
