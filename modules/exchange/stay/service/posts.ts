import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import { notify } from '#kernel/inbox/inbox.ts';
import { record } from '#kernel/journal/journal.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { nameOfPerson } from '#modules/directory/index.ts';
import { schemeLink } from '../../lifecycle.ts';
import { findScheme } from '../../service/schemes.ts';
import type { SchemeRow } from '../../store.ts';
import { refusals } from '../refusals.ts';

export type PostRow = { id: string; schemeId: string; personId: string; authorName: string; hostName: string; title: string; text: string; state: 'published' | 'withdrawn'; party: string; publishedAt: string };
export type ReplyRow = { id: string; postId: string; authorName: string; text: string; writtenAt: string };
export type PostView = Omit<PostRow, 'personId' | 'schemeId'> & { replies: ReplyRow[]; mayWithdraw: boolean };

/** What those who are or were away write of what they learnt, newest first, with what is said about it; for whoever applied, chosen or not. */
export async function listPosts(platform: Platform, actor: Actor, schemeId: string, { limit, cursor }: { limit: number; cursor?: string | undefined }): Promise<Page<PostView> & { mayWrite: boolean }> {
  const [before = null] = cursor === undefined ? [] : decodeCursor(cursor, ['string']);
  return inTransaction(platform.database, actor, async (tx) => {
    await findScheme(tx, schemeId);
    const { rows } = await sql<PostRow & { replies: ReplyRow[] }>`
      select p.*, coalesce((select json_agg(json_build_object('id', r.id, 'postId', r.post_id, 'authorName', r.author_name, 'text', r.text, 'writtenAt', r.written_at) order by r.id) from exchange.reply r where r.post_id = p.id), '[]') as replies
      from exchange.post p where p.scheme_id = ${schemeId} and p.state = 'published' and (${before}::text is null or p.id::text < ${before}) order by p.id desc limit ${limit + 1}`.execute(tx.db);
    const views = rows.map(({ personId, schemeId: _scheme, ...post }) => ({ ...post, mayWithdraw: isPerson(actor) && (actor.personId === personId || (actor.role === 'party_officer' && actor.party === post.party)) }));
    return { ...cutPage(views, limit, ({ id }) => [id]), mayWrite: (await loadPlace(tx, schemeId)) !== undefined };
  });
}

/** Where the actor is or was in this scheme, as a person. */
async function loadPlace(tx: Tx, schemeId: string): Promise<{ personName: string; hostName: string; homeParty: string } | undefined> {
  const { actor } = tx;
  if (!isPerson(actor) || actor.role !== 'member') return undefined;
  const { rows } = await sql<{ personName: string; hostName: string; homeParty: string }>`
    select p.person_name, i.name as host_name, p.home_party from exchange.placement p join directory.institution i on i.id = p.host_id
    where p.scheme_id = ${schemeId} and p.person_id = ${actor.personId} and p.state in ('underway', 'finished', 'certified')`.execute(tx.db);
  return rows[0];
}

export async function addPost(platform: Platform, actor: Actor, schemeId: string, { title, text }: { title: string; text: string }): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const scheme = await findScheme(tx, schemeId);
    const place = await loadPlace(tx, schemeId);
    if (place === undefined || !isPerson(actor)) throw refuse(refusals.notThere);
    const { rows: [post] } = await sql<{ id: string }>`
      insert into exchange.post (scheme_id, person_id, author_name, host_name, title, text, party) values (${schemeId}, ${actor.personId}, ${place.personName}, ${place.hostName}, ${title}, ${text}, ${place.homeParty}) returning id`.execute(tx.db);
    if (post === undefined) throw refuse(commonRefusals.notAllowed);
    await recordPost(tx, 'add', scheme, post.id, { title });
    return post;
  });
}

/** Whoever reads it may say something about it; its author hears of it. */
export async function addReply(platform: Platform, actor: Actor, postId: string, text: string): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
    const post = await findPost(tx, postId);
    const scheme = await findScheme(tx, post.schemeId);
    const authorName = (await nameOfPerson(tx, actor.personId)) ?? '—';
    await sql`insert into exchange.reply (post_id, author_name, text) values (${postId}, ${authorName}, ${text})`.execute(tx.db);
    await recordPost(tx, 'comment', scheme, postId, {});
    if (actor.personId !== post.personId) await notify(tx, { kind: 'exchange.post/reply', subject: { type: 'exchange.post', id: postId }, to: { personId: post.personId }, link: `${schemeLink(post.schemeId)}?tab=posts`, title: { zh: `${authorName}回复了“${post.title}”`, en: `${authorName} replied to "${post.title}"` } });
  });
}

export async function withdrawPost(platform: Platform, actor: Actor, postId: string, reason: string): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const post = await findPost(tx, postId);
    const { numAffectedRows } = await sql`update exchange.post set state = 'withdrawn', withdrawn_reason = ${reason} where id = ${postId} and state = 'published'`.execute(tx.db);
    if (numAffectedRows !== 1n) throw refuse(commonRefusals.notAllowed);
    await recordPost(tx, 'withdraw', await findScheme(tx, post.schemeId), postId, {}, reason);
  });
}

async function findPost(tx: Tx, id: string): Promise<PostRow> {
  const { rows: [post] } = await sql<PostRow>`select * from exchange.post where id = ${id} and state = 'published'`.execute(tx.db);
  if (post === undefined) throw refuse(commonRefusals.notFound);
  return post;
}

async function recordPost(tx: Tx, act: string, scheme: SchemeRow, id: string, changes: Parameters<typeof record>[1]['changes'], reason?: string): Promise<void> {
  await record(tx, { act: `exchange.post/${act}`, subject: { type: 'exchange.post', id }, initiativeId: scheme.itemId, changes, reason, access: { visibility: 'region', party: scheme.party } });
}
