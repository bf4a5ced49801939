import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import { record } from '#kernel/journal/journal.ts';
import { allowedTransitions } from '#kernel/lifecycle/lifecycle.ts';
import { move, type Move } from '#kernel/lifecycle/move.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { readAll } from '#kernel/sheets/export.ts';
import { refusals } from '../refusals.ts';
import { loadMember, loadPool } from '../store.ts';
import { postLifecycle } from './lifecycle.ts';
import type { Grade, PostField, PostKind, PostLevel } from './messages.ts';
import { loadCadreRecords, loadPost, loadPosts, type CadreRecord, type PostFilter, type PostRow } from './store.ts';

export type ShownPost = PostRow & { may: { withdraw: boolean } };

export async function listPosts(platform: Platform, actor: Actor, { limit, cursor, ...filter }: PostFilter & { limit: number; cursor?: string | undefined }): Promise<Page<ShownPost>> {
  const [before] = cursor === undefined ? [] : decodeCursor(cursor, ['string']);
  return inTransaction(platform.database, actor, async (tx) => {
    const { items, ...rest } = cutPage(await loadPosts(tx, filter, { limit: limit + 1, before: before === undefined || before === null ? undefined : String(before) }), limit, ({ id }) => [id]);
    return { items: items.map((post) => ({ ...post, may: { withdraw: allowedTransitions(postLifecycle, post, actor).includes('withdraw') } })), ...rest };
  });
}

/** Every post of a filter, to take along. */
export async function listAllPosts(platform: Platform, actor: Actor, filter: PostFilter): Promise<PostRow[]> {
  return inTransaction(platform.database, actor, (tx) => readAll<PostRow>((last, limit) => loadPosts(tx, filter, { limit, before: last?.id })));
}

export type NewPost = { kind: PostKind; institutionId: string; level: PostLevel; field: PostField; count: number; from: string; until: string; about?: string | undefined };

/** Says what post an institution would offer a cadre of the others, or wants for one of its own. */
export async function addPost(platform: Platform, actor: Actor, { kind, institutionId, level, field, count, from, until, about }: NewPost): Promise<{ id: string }> {
  if (until < from) throw refuse(refusals.periodReversed, {}, { field: '/until' });
  return inTransaction(platform.database, actor, async (tx) => {
    const { rows: [made] } = await sql<{ id: string }>`
      insert into pools.post (kind, party, division, institution_id, level, field, count, during, about)
      select ${kind}, i.party, i.division, i.id, ${level}, ${field}, ${count}, daterange(${from}, ${until}, '[]'), ${about ?? null} from directory.institution i where i.id = ${institutionId} and i.state = 'active' returning id`.execute(tx.db);
    const post = made === undefined ? undefined : await loadPost(tx, made.id);
    if (made === undefined || post === undefined) throw refuse(commonRefusals.notFound, {}, { field: '/institutionId' });
    await record(tx, { act: 'pools.post/add', subject: { type: 'pools.post', id: made.id, title: post.institutionName }, changes: { kind, level, field, count, from, until }, access: postLifecycle.access(post) });
    return made;
  });
}

export async function movePost(platform: Platform, actor: Actor, request: Move): Promise<void> {
  await inTransaction(platform.database, actor, (tx) => move(tx, postLifecycle, request));
}

/** What a cadre learned and how they were assessed, as far as the actor may know it. */
export async function showCadreRecords(platform: Platform, actor: Actor, memberId: string): Promise<{ items: CadreRecord[]; may: { add: boolean } }> {
  return inTransaction(platform.database, actor, async (tx) => {
    if ((await loadMember(tx, memberId)) === undefined) throw refuse(commonRefusals.notFound);
    const { rows: [kept] } = await sql<{ keeps: boolean }>`select pools.keeps_member(${memberId}) as keeps`.execute(tx.db);
    return { items: await loadCadreRecords(tx, memberId), may: { add: isPerson(actor) && kept?.keeps === true } };
  });
}

export type NewCadreRecord = { title: string; from: string; until: string; about?: string | undefined } & ({ kind: 'training'; hours?: number | undefined } | { kind: 'assessment'; grade: Grade });

/** A keeper writes down a training or an assessment of a cadre. */
export async function addCadreRecord(platform: Platform, actor: Actor, memberId: string, given: NewCadreRecord): Promise<{ id: string }> {
  const { kind, title, from, until, about } = given;
  if (until < from) throw refuse(refusals.periodReversed, {}, { field: '/until' });
  return inTransaction(platform.database, actor, async (tx) => {
    const member = await loadMember(tx, memberId);
    if (member === undefined) throw refuse(commonRefusals.notFound);
    if ((await loadPool(tx, member.poolId))?.preset !== 'secondment_cadres') throw refuse(refusals.notACadre);
    const { rows: [made] } = await sql<{ id: string }>`
      insert into pools.cadre_record (member_id, kind, title, during, hours, grade, about)
      values (${memberId}, ${kind}, ${title}, daterange(${from}, ${until}, '[]'), ${kind === 'training' ? (given.hours ?? null) : null}, ${kind === 'assessment' ? given.grade : null}, ${about ?? null}) returning id`.execute(tx.db);
    if (made === undefined) throw refuse(commonRefusals.notAllowed);
    // the journal says that it was written down, not what: the region reads there too
    await record(tx, { act: `pools.cadre/${kind === 'training' ? 'add-training' : 'add-assessment'}`, subject: { type: 'pools.member', id: memberId, title: member.name }, changes: {}, access: { visibility: 'organization', party: member.party, division: member.division ?? undefined, organizationId: member.institutionId ?? undefined, personId: member.personId } });
    return made;
  });
}
