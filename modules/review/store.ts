import { sql, type Generated } from 'kysely';
import type { PartyCode } from '#kernel/domain.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import type { Verdict } from './messages.ts';
import type { Criterion, PresetName, Rubric } from './presets.ts';
import type { Answers } from './rules.ts';

export type ReviewState = 'draft' | 'inviting' | 'reviewing' | 'discussing' | 'concluded' | 'withdrawn';
export type ReviewRow = {
  id: string; preset: PresetName; title: string; purpose: string; party: PartyCode; requesterParty: PartyCode; requesterInstitutionId: string | null; requesterName: string; poolId: string; drawId: string | null; initiativeId: string | null;
  anonymous: boolean; rubric: Rubric; rubricNumber: number; pledge: string; reviewsPerItem: number; loadCap: number; pairCap: number | null; recusalYears: number; dueOn: string; feeFen: number;
  state: ReviewState; openedAt: string | null; concludedAt: string | null; version: number; createdAt: string;
};

export type ReviewerRow = {
  id: string; reviewId: string; number: number; memberId: string; personId: string; name: string; institutionName: string; memberParty: PartyCode; party: PartyCode; drawPlace: number | null; chair: boolean;
  state: 'listed' | 'invited' | 'accepted' | 'declined' | 'removed'; pledgedAt: string | null; pledgeDigest: Buffer | null; keywords: string[]; version: number;
};

export type ItemRow = { id: string; reviewId: string; number: number; categories: string[] };
export type SubjectRow = { itemId: string; reviewId: string; title: string; summary: string; keywords: string[]; persons: string[]; institutionIds: string[]; institutionNames: string[] };
export type AssignmentRow = { id: string; reviewId: string; itemId: string; reviewerId: string; state: 'active' | 'conflict' | 'removed'; origin: 'all' | 'computed' | 'hand' | 'reserve'; reason: string | null };
export type SheetRow = { assignmentId: string; reviewId: string; personId: string; answers: Answers; remark: string; total: number | null; state: 'draft' | 'submitted'; submittedAt: string | null; version: number };
export type MaterialRow = { id: string; reviewId: string; itemId: string; number: number; mediaType: string; withdrawnAt: string | null };
export type SourceRow = { materialId: string; reviewId: string; name: string; size: number; sha256: Buffer };
export type LookedRow = { id: string; reviewId: string; materialId: string; personId: string; at: string };
export type PostRow = { id: string; reviewId: string; itemId: string; reviewerId: string; text: string; at: string };
export type OpinionRow = { itemId: string; reviewId: string; verdict: Verdict; score: number; text: string; version: number };
export type DutyRow = { reviewerId: string; reviewId: string; party: PartyCode; hours: number; feeFen: number; note: string | null; version: number };
export type PlanRow = { id: string; reviewId: string; party: PartyCode; jobId: string | null; state: 'computing' | 'proposed' | 'confirmed' | 'discarded'; seed: string; pairs: [string, string, number][]; short: [string, number][]; madeAt: string; version: number };
export type RubricRow = { id: string; preset: PresetName; number: number; title: string; criteria: Criterion[]; passAt: number | null; party: PartyCode; visibility: 'region'; state: 'draft' | 'put' | 'in_force' | 'superseded' | 'withdrawn'; version: number; createdAt: string };

type Filled<R, K extends keyof R> = { [C in keyof R]: C extends K ? Generated<R[C]> : R[C] };

type ReviewTables = {
  'review.review': Filled<ReviewRow, 'id' | 'initiativeId' | 'state' | 'openedAt' | 'concludedAt' | 'version' | 'createdAt'>;
  'review.reviewer': Filled<ReviewerRow, 'id' | 'keywords' | 'chair' | 'state' | 'pledgedAt' | 'pledgeDigest' | 'version' | 'drawPlace'>;
  'review.item': Filled<ItemRow, 'id'>;
  'review.itemSubject': SubjectRow;
  'review.assignment': Filled<AssignmentRow, 'id' | 'state' | 'reason'>;
  'review.sheet': Filled<SheetRow, 'personId' | 'state' | 'submittedAt' | 'version'>;
  'review.material': Filled<MaterialRow, 'id' | 'withdrawnAt'>;
  'review.materialSource': SourceRow;
  'review.look': Filled<LookedRow, 'id' | 'at'>;
  'review.post': Filled<PostRow, 'id' | 'at'>;
  'review.opinion': Filled<OpinionRow, 'version'>;
  'review.duty': Filled<DutyRow, 'version'>;
  'review.plan': Filled<PlanRow, 'id' | 'jobId' | 'state' | 'pairs' | 'short' | 'madeAt' | 'version'>;
  'review.rubric': Filled<RubricRow, 'id' | 'visibility' | 'state' | 'version' | 'createdAt'>;
};

/** The reviews' tables in this transaction. */
export function tables(tx: Tx) {
  return tx.db.withTables<ReviewTables>();
}

/** A review that the actor may see. */
export async function loadReview(tx: Tx, id: string): Promise<ReviewRow> {
  return tables(tx).selectFrom('review.review').selectAll().where('id', '=', id).executeTakeFirstOrThrow(() => refuse(commonRefusals.notFound));
}

/** The same, with acts on it one after another from here on. */
export async function lockReview(tx: Tx, id: string): Promise<ReviewRow> {
  await sql`select pg_advisory_xact_lock(hashtext(${`review ${id}`}))`.execute(tx.db);
  return loadReview(tx, id);
}

export async function loadReviewer(tx: Tx, id: string): Promise<ReviewerRow> {
  return tables(tx).selectFrom('review.reviewer').selectAll().where('id', '=', id).executeTakeFirstOrThrow(() => refuse(commonRefusals.notFound));
}

/** What somebody has in a review, the newest of it; `undefined` when they are none of its reviewers. */
export async function loadOwnReviewer(tx: Tx, reviewId: string, personId: string): Promise<ReviewerRow | undefined> {
  return tables(tx).selectFrom('review.reviewer').selectAll().where('reviewId', '=', reviewId).where('personId', '=', personId).orderBy('id', 'desc').executeTakeFirst();
}

export type ShownItem = ItemRow & { title: string | null; summary: string | null; keywords: string[] | null; persons: string[] | null; institutionIds: string[] | null; institutionNames: string[] | null };

/** Items of a review in their order, after one; whose they are only where the actor may know. */
export async function loadItems(tx: Tx, reviewId: string, { limit, after = 0, ids }: { limit: number; after?: number | undefined; ids?: readonly string[] }): Promise<ShownItem[]> {
  const { rows } = await sql<ShownItem>`
    select i.id, i.review_id, i.number, i.categories, s.title, s.summary, s.keywords, s.persons, s.institution_ids, s.institution_names
    from review.item i left join review.item_subject s on s.item_id = i.id
    where i.review_id = ${reviewId} and i.number > ${after} and (${ids === undefined ? null : [...ids]}::uuid[] is null or i.id = any(${ids === undefined ? null : [...ids]}::uuid[])) order by i.number limit ${limit}`.execute(tx.db);
  return rows;
}

export async function loadSubjects(tx: Tx, reviewId: string): Promise<(SubjectRow & { number: number; categories: string[] })[]> {
  const { rows } = await sql<SubjectRow & { number: number; categories: string[] }>`
    select s.*, i.number, i.categories from review.item_subject s join review.item i on i.id = s.item_id where s.review_id = ${reviewId} order by i.number`.execute(tx.db);
  return rows;
}

/** Who is asked in a review and has not left it. */
export async function loadReviewers(tx: Tx, reviewId: string): Promise<ReviewerRow[]> {
  return tables(tx).selectFrom('review.reviewer').selectAll().where('reviewId', '=', reviewId).orderBy('number').execute();
}

/** Materials of items, with name and size where the actor may know them. */
export async function loadMaterials(tx: Tx, itemIds: readonly string[]): Promise<(MaterialRow & { name: string | null; size: number | null })[]> {
  const { rows } = await sql<MaterialRow & { name: string | null; size: number | null }>`
    select m.*, s.name, s.size from review.material m left join review.material_source s on s.material_id = m.id
    where m.item_id = any(${[...itemIds]}::uuid[]) and m.withdrawn_at is null order by m.item_id, m.number`.execute(tx.db);
  return rows;
}
