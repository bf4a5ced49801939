import { type Generated, sql } from 'kysely';
import type { PartyCode } from '#kernel/domain.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import type { Visibility } from '#kernel/journal/journal.ts';
import type { MilestoneFacts, Status } from '../rules.ts';
import { tables, type MilestoneRow } from '../store.ts';
import type { keyPointsStates } from './messages.ts';
import type { InitiativeSoFar, ProposedPoint, Verdict } from './rules.ts';

export type KeyPointsState = keyof typeof keyPointsStates;

export type KeyPointsRow = {
  id: string; planId: string; year: number; edition: number; amends: string | null; reason: string | null; title: string; number: string; preamble: string;
  party: PartyCode; visibility: Visibility; state: KeyPointsState; version: number; texts: number; commentUntil: string | null; consentUntil: string | null;
  inForceOn: string | null; createdAt: string;
};

export type PointRow = {
  id: string; keyPointsId: string; clause: string; position: number; itemId: string; heading: string; text: string;
  measure: string | null; target: number | null; unit: string | null; deliverable: string | null;
  lead: PartyCode | null; partners: PartyCode[]; dueOn: string | null; milestoneId: string | null; version: number;
};

export type TextRow = { keyPointsId: string; number: number; purpose: 'comment' | 'consent'; content: string; sha256: Buffer; putForwardAt: string; putForwardBy: string | null };

export type CommentRow = {
  id: string; keyPointsId: string; clause: string | null; textNumber: number; party: PartyCode; text: string; verdict: Verdict | null; answer: string | null;
  answeredAt: string | null; withdrawnAt: string | null; version: number; createdBy: string | null; createdAt: string;
};

export type ReviewKind = 'midYear' | 'yearEnd';

/** How one point stood when a review was compiled. */
export type Standing = {
  clause: string; target: number | null; unit: string | null; reached: number; reports: number; status: Status;
  milestone: { title: string; dueOn: string; doneOn: string | null; percent: number; status: Status } | null;
};

export type ReviewRow = { id: string; keyPointsId: string; kind: ReviewKind; party: PartyCode; compiledOn: string; standings: Standing[]; remark: string; version: number; publishedAt: string | null };
export type RemarkRow = { reviewId: string; clause: string; party: PartyCode; text: string; writtenAt: string };

type Filled<R, K extends keyof R> = { [C in keyof R]: C extends K ? Generated<R[C]> : R[C] };

type KeyPointsTables = {
  'plan.key_points': Filled<KeyPointsRow, 'id' | 'edition' | 'amends' | 'reason' | 'preamble' | 'visibility' | 'state' | 'version' | 'texts' | 'commentUntil' | 'consentUntil' | 'inForceOn' | 'createdAt'>;
  'plan.point': Filled<PointRow, 'id' | 'clause' | 'version'>;
  'plan.key_points_text': Filled<TextRow, 'putForwardAt' | 'putForwardBy'>;
  'plan.point_comment': Filled<CommentRow, 'id' | 'verdict' | 'answer' | 'answeredAt' | 'withdrawnAt' | 'version' | 'createdBy' | 'createdAt'>;
};

/** The key points' tables in this transaction. */
export function keyPointsTables(tx: Tx) {
  return tx.db.withTables<KeyPointsTables>();
}

export async function loadKeyPoints(tx: Tx, id: string): Promise<KeyPointsRow | undefined> {
  return keyPointsTables(tx).selectFrom('plan.key_points').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The same, held until the transaction ends: whoever changes a text, or moves it, does so one after the other. */
export async function lockKeyPoints(tx: Tx, id: string): Promise<KeyPointsRow | undefined> {
  return keyPointsTables(tx).selectFrom('plan.key_points').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

/** Every year's key points and their amendments that the actor may see, newest first. */
export async function loadAllKeyPoints(tx: Tx): Promise<(KeyPointsRow & { points: number; comments: number; answered: number })[]> {
  const { rows } = await sql<KeyPointsRow & { points: number; comments: number; answered: number }>`
    select k.*, (select count(*)::integer from plan.point p where p.key_points_id = k.id) as points,
      (select count(*)::integer from plan.point_comment c where c.key_points_id = k.id and c.withdrawn_at is null) as comments,
      (select count(*)::integer from plan.point_comment c where c.key_points_id = k.id and c.withdrawn_at is null and c.verdict is not null) as answered
    from plan.key_points k where k.state <> 'withdrawn' order by k.year desc, k.edition desc limit 100`.execute(tx.db);
  return rows;
}

/** A point with what it refers to, as far as the actor may see that. */
export type PointDetails = PointRow & {
  itemCode: string | null; itemTitle: string | null; measureReached: number; reports: number;
  milestone: (MilestoneFacts & { title: string; doneOn: string | null }) | null;
};

/** The points of a document in their order; `reached` sums the facts of the year in the point's measure and unit. */
export async function loadPoints(tx: Tx, { id, year }: Pick<KeyPointsRow, 'id' | 'year'>): Promise<PointDetails[]> {
  const { rows } = await sql<PointDetails>`
    select p.*, i.code as item_code, i.title as item_title,
      coalesce((select sum(f.value) from plan.fact f where f.item_id = p.item_id and f.measure = p.measure and f.unit = p.unit and left(f.period, 4) = ${String(year)}), 0) as measure_reached,
      (select count(*)::integer from plan.report r where r.item_id = p.item_id and r.state in ('submitted', 'accepted') and extract(year from r.reported_on) = ${year}) as reports,
      (select json_build_object('id', m.id, 'title', m.title, 'state', m.state, 'startsOn', m.starts_on, 'dueOn', m.due_on, 'doneOn', m.done_on, 'percent', m.percent,
          'dependsOn', (select coalesce(json_agg(d.depends_on_id), '[]') from plan.dependency d where d.milestone_id = m.id))
        from plan.milestone m where m.id = p.milestone_id) as milestone
    from plan.point p left join plan.item i on i.id = p.item_id
    where p.key_points_id = ${id} order by p.position`.execute(tx.db);
  return rows;
}

/** The milestones that those of the points wait for, so that it can be told whether these are held up. */
export async function loadUpstream(tx: Tx, milestoneIds: readonly string[]): Promise<MilestoneFacts[]> {
  if (milestoneIds.length === 0) return [];
  const { rows } = await sql<MilestoneRow>`
    select m.* from plan.milestone m where m.id in (select depends_on_id from plan.dependency where milestone_id = any(${[...milestoneIds]}::uuid[]))`.execute(tx.db);
  return rows.map(({ id, state, startsOn, dueOn, percent }) => ({ id, state, startsOn, dueOn, percent, dependsOn: [] }));
}

export type Choice = InitiativeSoFar & { id: string; code: string; kind: 'initiative' | 'safeguard'; group: string };

/** What a plan's initiatives and safeguards already have, in the order of the plan; all of them, or those named. */
export async function loadChoices(tx: Tx, planId: string, itemIds?: readonly string[]): Promise<Choice[]> {
  const { rows } = await sql<Choice>`
    select i.id, i.code, i.kind, i.title, i.text, i.lead, coalesce(u.title, '') as "group", l.starts_on as plan_starts_on,
      array(select distinct r.party::text from plan.partner r where r.item_id = i.id and r.party is distinct from i.lead order by 1) as partners,
      coalesce((select json_agg(json_build_object('measure', a.measure, 'unit', a.unit, 'target', a.target, 'targetOn', a.target_on) order by a.target_on)
        from plan.aim a where a.item_id = i.id and a.withdrawn_at is null), '[]') as aims,
      coalesce((select json_agg(json_build_object('id', m.id, 'title', m.title, 'deliverable', m.deliverable, 'dueOn', m.due_on) order by m.due_on)
        from plan.milestone m where m.item_id = i.id and m.state <> 'dropped'), '[]') as milestones
    from plan.item i join plan.plan l on l.id = i.plan_id left join plan.item u on u.id = i.parent_id
    where i.plan_id = ${planId} and i.kind in ('initiative', 'safeguard') and (${itemIds === undefined} or i.id = any(${[...(itemIds ?? [])]}::uuid[])) order by i.position`.execute(tx.db);
  return rows;
}

export type NewPoint = ProposedPoint & { itemId: string; clause?: string };

/** Adds points after the last. */
export async function storePoints(tx: Tx, keyPointsId: string, points: readonly NewPoint[]): Promise<void> {
  const last = await keyPointsTables(tx).selectFrom('plan.point').select((eb) => eb.fn.max('position').as('position')).where('keyPointsId', '=', keyPointsId).executeTakeFirst();
  const first = (last?.position ?? 0) + 1;
  await keyPointsTables(tx).insertInto('plan.point').values(points.map((point, i) => ({ ...point, partners: [...point.partners], keyPointsId, position: first + i }))).execute();
}

/** Numbers the points of a document in the order in which they are named. */
export async function storeOrder(tx: Tx, keyPointsId: string, ids: readonly string[]): Promise<void> {
  await sql`update plan.point p set position = o.place from unnest(${[...ids]}::uuid[]) with ordinality as o (id, place) where p.id = o.id and p.key_points_id = ${keyPointsId}`.execute(tx.db);
}

export async function loadComments(tx: Tx, keyPointsId: string): Promise<CommentRow[]> {
  return keyPointsTables(tx).selectFrom('plan.point_comment').selectAll().where('keyPointsId', '=', keyPointsId).orderBy('id').limit(2000).execute();
}

export async function loadTexts(tx: Tx, keyPointsId: string): Promise<TextRow[]> {
  return keyPointsTables(tx).selectFrom('plan.key_points_text').selectAll().where('keyPointsId', '=', keyPointsId).orderBy('number').execute();
}

export async function loadText(tx: Tx, keyPointsId: string, number: number): Promise<TextRow | undefined> {
  return keyPointsTables(tx).selectFrom('plan.key_points_text').selectAll().where('keyPointsId', '=', keyPointsId).where('number', '=', number).executeTakeFirst();
}

/** The files that hang on a document, with their SHA-256. */
export async function loadAttachments(tx: Tx, keyPointsId: string): Promise<{ id: string; name: string; sha256: string }[]> {
  const { rows } = await sql<{ id: string; name: string; sha256: string }>`
    select id, name, encode(sha256, 'hex') as sha256 from kernel.file
    where subject_type = 'plan.keyPoints' and subject_id = ${keyPointsId} and withdrawn_at is null order by id`.execute(tx.db);
  return rows;
}

export async function loadPlanOf(tx: Tx, planId: string): Promise<{ id: string; title: string; startsOn: string; endsOn: string; state: string; sha256: string } | undefined> {
  const plan = await tables(tx).selectFrom('plan.plan').select(['id', 'title', 'startsOn', 'endsOn', 'state', 'sourceDigest']).where('id', '=', planId).executeTakeFirst();
  if (plan === undefined) return undefined;
  const { sourceDigest, ...shown } = plan;
  return { ...shown, sha256: sourceDigest.toString('hex') };
}
