import { sql } from 'kysely';
import { adjustForSeverity } from '#algorithms/assignment/severity.ts';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { announce } from '#kernel/live/live.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import type { Verdict } from '../messages.ts';
import { presets } from '../presets.ts';
import { refusals } from '../refusals.ts';
import { standingOf, type Answers, type Standing } from '../rules.ts';
import { loadItems, loadOwnReviewer, loadReview, tables, type OpinionRow, type PostRow, type ReviewRow } from '../store.ts';
import { recordReview, reviewSubject } from './acting.ts';
import { settleLead } from './leading.ts';

export type PanelSheet = { reviewerId: string; answers: Answers; remark: string; total: number };
export type PanelItem = {
  id: string; number: number; title: string | null; sheets: PanelSheet[]; standing: (Omit<Standing, 'below'> & { below: string[] }) | null; posts: PostRow[];
  opinion: Pick<OpinionRow, 'verdict' | 'score' | 'text' | 'version'> | null; adjusted: number | null;
  /** Who leads it: the chair, or in the chair's place whoever the rule names. */
  lead: string | null; leads: boolean;
};
export type Panel = { reviewers: { id: string; number: number; name: string; chair: boolean }[]; items: PanelItem[]; next: number | null; discussing: boolean };

/** What the panel sees once the chair has opened it: every sheet, where each item stands, what was said of it. Before, there is nothing here for anybody. */
export async function showPanel(platform: Platform, actor: Actor, reviewId: string, { limit, after }: { limit: number; after?: number | undefined }): Promise<Panel> {
  return inTransaction(platform.database, actor, async (tx) => {
    const review = await loadReview(tx, reviewId);
    await checkOpen(tx, review);
    const rows = await loadItems(tx, reviewId, { limit: limit + 1, after });
    const items = rows.slice(0, limit);
    const ids = items.map(({ id }) => id);
    const sheets = Map.groupBy(await loadSheets(tx, reviewId), ({ itemId }) => itemId);
    const posts = Map.groupBy(ids.length === 0 ? [] : await tables(tx).selectFrom('review.post').selectAll().where('itemId', 'in', ids).orderBy('id').limit(1_000).execute(), ({ itemId }) => itemId);
    const opinions = new Map((ids.length === 0 ? [] : await tables(tx).selectFrom('review.opinion').selectAll().where('itemId', 'in', ids).execute()).map((row) => [row.itemId, row]));
    const leads = await loadLeads(tx, ids);
    const scored = new Set([...sheets.values()].flat().map(({ reviewerId }) => reviewerId)); // somebody may have left after handing in
    const reviewers = (await tables(tx).selectFrom('review.reviewer').select(['id', 'number', 'name', 'chair', 'state']).where('reviewId', '=', reviewId).orderBy('number').execute()).filter(({ id, state }) => state === 'accepted' || scored.has(id)).map(({ state: _, ...reviewer }) => reviewer);
    const { adjusted } = adjustForSeverity([...sheets.values()].flat().map(({ itemId, reviewerId, total }) => ({ item: itemId, judge: reviewerId, score: total })));
    const own = isPerson(actor) ? await loadOwnReviewer(tx, reviewId, actor.personId) : undefined;
    return {
      reviewers, next: rows.length > limit ? (items.at(-1)?.number ?? null) : null, discussing: review.state === 'discussing' && own?.state === 'accepted',
      items: items.map(({ id, number, title }) => {
        const given = (sheets.get(id) ?? []).map(({ reviewerId, answers, remark, total }) => ({ reviewerId, answers, remark, total }));
        const standing = standingOf(review.rubric, given);
        const opinion = opinions.get(id);
        return {
          id, number, title, sheets: given, posts: posts.get(id) ?? [], adjusted: adjusted?.get(id) ?? null, ...(leads.get(id) ?? { lead: null, leads: false }),
          standing: standing === undefined ? null : { ...standing, below: standing.below.map(({ name }) => name) },
          opinion: opinion === undefined ? null : { verdict: opinion.verdict, score: opinion.score, text: opinion.text, version: opinion.version },
        };
      }),
    };
  });
}

/** Once the scores are open they are the office's and the panel's; whoever asked sees the result, and who has left sees nothing. */
async function checkOpen(tx: Tx, { id, openedAt }: ReviewRow): Promise<void> {
  const { rows: [part] } = await sql<{ may: boolean }>`select review.runs(${id}) or review.sits(${id}) as may`.execute(tx.db);
  if (openedAt === null || part?.may !== true) throw refuse(commonRefusals.notFound);
}

async function loadLeads(tx: Tx, itemIds: readonly string[]): Promise<Map<string, { lead: string | null; leads: boolean }>> {
  const { rows } = await sql<{ id: string; lead: string | null; leads: boolean }>`select i as id, review.lead_of(i) as lead, review.leads(i) as leads from unnest(${[...itemIds]}::uuid[]) i`.execute(tx.db);
  return new Map(rows.map(({ id, ...of }) => [id, of]));
}

type SubmittedSheet = { itemId: string; reviewerId: string; answers: Answers; remark: string; total: number };

/** The sheets that were handed in, as far as the actor may see them. */
export async function loadSheets(tx: Tx, reviewId: string): Promise<SubmittedSheet[]> {
  const rows = await tables(tx).selectFrom('review.sheet').innerJoin('review.assignment', 'review.assignment.id', 'review.sheet.assignmentId')
    .select(['review.assignment.itemId', 'review.assignment.reviewerId', 'review.sheet.answers', 'review.sheet.remark', 'review.sheet.total'])
    .where('review.sheet.reviewId', '=', reviewId).where('review.sheet.state', '=', 'submitted').where('review.assignment.state', '=', 'active').orderBy('review.assignment.id').execute();
  return rows.flatMap(({ total, ...row }) => (total === null ? [] : [{ ...row, total }]));
}

/** Says something in the panel of one item. */
export async function addPost(platform: Platform, actor: Actor, itemId: string, { text }: { text: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const { review, reviewerId } = await inDiscussion(tx, actor, itemId);
    const { id } = await tables(tx).insertInto('review.post').values({ reviewId: review.id, itemId, reviewerId, text }).returning('id').executeTakeFirstOrThrow();
    await recordReview(tx, review, 'say', { item: itemId, post: id });
    await announce(tx, reviewSubject(review.id));
  });
}

/** Whoever leads an item writes what the panel concludes of it. */
export async function writeOpinion(platform: Platform, actor: Actor, itemId: string, { version, verdict, score, text }: { version: number; verdict: Verdict; score: number; text: string }): Promise<{ version: number }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const { review, reviewerId } = await inDiscussion(tx, actor, itemId);
    if ((await loadLeads(tx, [itemId])).get(itemId)?.leads !== true) throw refuse(refusals.notLead);
    if (!presets[review.preset].verdicts.includes(verdict)) throw refuse(refusals.unknownVerdict, {}, { field: '/verdict' });
    const stored = version === 0
      ? await tables(tx).insertInto('review.opinion').values({ itemId, reviewId: review.id, verdict, score, text }).onConflict((conflict) => conflict.doNothing()).returning('version').executeTakeFirst()
      : await tables(tx).updateTable('review.opinion').set({ verdict, score, text, version: version + 1 }).where('itemId', '=', itemId).where('version', '=', version).returning('version').executeTakeFirst();
    if (stored === undefined) throw refuse(commonRefusals.changedMeanwhile);
    await recordReview(tx, review, 'write-opinion', { item: itemId, verdict, score });
    await settleLead(tx, reviewerId);
    await announce(tx, reviewSubject(review.id));
    return stored;
  });
}

async function inDiscussion(tx: Tx, actor: Actor, itemId: string): Promise<{ review: ReviewRow; reviewerId: string }> {
  const item = await tables(tx).selectFrom('review.item').select('reviewId').where('id', '=', itemId).executeTakeFirstOrThrow(() => refuse(commonRefusals.notFound));
  const review = await loadReview(tx, item.reviewId);
  const own = isPerson(actor) ? await loadOwnReviewer(tx, review.id, actor.personId) : undefined;
  if (own?.state !== 'accepted') throw refuse(commonRefusals.notAllowed);
  if (review.state !== 'discussing') throw refuse(refusals.notNow);
  return { review, reviewerId: own.id };
}

export type SeverityView = {
  connected: boolean; parts: number[][];
  items: { id: string; number: number; title: string | null; reviews: number; raw: number; adjusted: number | null; rankRaw: number; rankAdjusted: number | null }[];
  judges: { id: string; number: number; name: string; items: number; severity: number | null }[];
};

/** Raw and adjusted scores side by side, with how strict each judge was; where judges never met, only the raw ones, and which items cannot be compared. */
export async function showSeverity(platform: Platform, actor: Actor, reviewId: string): Promise<SeverityView> {
  return inTransaction(platform.database, actor, async (tx) => {
    const review = await loadReview(tx, reviewId);
    await checkOpen(tx, review);
    const sheets = await loadSheets(tx, reviewId);
    const reviewers = await tables(tx).selectFrom('review.reviewer').select(['id', 'number', 'name']).where('reviewId', '=', reviewId).orderBy('number').execute();
    const items = await loadItems(tx, reviewId, { limit: 10_000 });
    const { raw, adjusted, severity, parts } = adjustForSeverity(sheets.map(({ itemId, reviewerId, total }) => ({ item: itemId, judge: reviewerId, score: total })));
    const byItem = Map.groupBy(sheets, ({ itemId }) => itemId);
    const byJudge = Map.groupBy(sheets, ({ reviewerId }) => reviewerId);
    const numberOf = new Map(items.map(({ id, number }) => [id, number]));
    const rankIn = (values: ReadonlyMap<string, number>, value: number) => 1 + [...values.values()].filter((other) => other > value + 1e-9).length;
    return {
      connected: adjusted !== undefined, parts: parts.length > 1 ? parts.map((part) => part.map((id) => numberOf.get(id) ?? 0)) : [],
      items: items.flatMap(({ id, number, title }) => {
        const [rawScore, adjustedScore] = [raw.get(id), adjusted?.get(id)];
        return rawScore === undefined ? [] : [{ id, number, title, reviews: byItem.get(id)?.length ?? 0, raw: rawScore, adjusted: adjustedScore ?? null, rankRaw: rankIn(raw, rawScore), rankAdjusted: adjusted === undefined || adjustedScore === undefined ? null : rankIn(adjusted, adjustedScore) }];
      }),
      judges: reviewers.flatMap(({ id, number, name }) => { const given = byJudge.get(id)?.length ?? 0; return given === 0 ? [] : [{ id, number, name, items: given, severity: severity?.get(id) ?? null }]; }),
    };
  });
}
