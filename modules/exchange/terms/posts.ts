import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { Platform } from '#kernel/platform.ts';
import { refuse } from '#kernel/refusal.ts';
import { loadCadrePosts, postFields, postLevels, type CadrePost } from '#modules/pools/index.ts';
import { refusals } from '../refusals.ts';
import { recordScheme } from '../service/schemes.ts';
import { tables, type SchemeRow } from '../store.ts';
import { findOwnDraft } from './terms.ts';

/**
 * Takes the cadre pool's posts of a scheme's year over while it is drafted: each post offered becomes an offer of its host, not yet published, with its
 * own days; each home that wants people seconded gets as many places. May be done again: a post is taken once, and a quota that is there stays.
 */
export async function takePosts(platform: Platform, actor: Actor, schemeId: string): Promise<{ offers: number; quotas: number }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const scheme = await findOwnDraft(tx, actor, schemeId);
    const posts = await loadCadrePosts(tx, { year: scheme.year });
    if (posts.length === 0) throw refuse(refusals.noPosts);
    const taken = await asSystem(tx, 'exchange.posts', async (system) => ({ offers: await storeOffers(system, scheme, posts), quotas: await storeQuotas(system, scheme, posts) }));
    await recordScheme(tx, 'take-posts', scheme, taken);
    return taken;
  });
}

async function storeOffers(system: Tx, { id: schemeId }: SchemeRow, posts: readonly CadrePost[]): Promise<number> {
  const offered = posts.filter(({ kind }) => kind === 'offered').map(({ id, party, institutionId, count, from, until, about, ...post }) => ({
    schemeId, postId: id, party, institutionId, title: titleOf({ ...post, about }), description: about ?? `${nameOf(post)}岗位，工作内容由接收单位补充。`, capacity: count, startsOn: from, endsOn: until, requirements: null, tutor: null, lodging: null, allowance: null,
  }));
  if (offered.length === 0) return 0;
  const rows = await tables(system).insertInto('exchange.offer').values(offered).onConflict((conflict) => conflict.doNothing()).returning('id').execute();
  return rows.length;
}

async function storeQuotas(system: Tx, { id }: SchemeRow, posts: readonly CadrePost[]): Promise<number> {
  const wanted = posts.filter(({ kind }) => kind === 'wanted').map(({ institutionId, party, count }) => ({ institutionId, party, count }));
  const { rows } = await sql`
    insert into exchange.quota (scheme_id, institution_id, party, places)
    select ${id}, w."institutionId", w.party, sum(w.count) from json_to_recordset(${JSON.stringify(wanted)}::json) as w("institutionId" uuid, party text, count integer) group by 2, 3
    on conflict (scheme_id, institution_id) do nothing returning institution_id`.execute(system.db);
  return rows.length;
}

const nameOf = ({ level, field }: Pick<CadrePost, 'level' | 'field'>): string => `${postLevels[level].zh}（${postFields[field].zh}）`;
/** What the host wrote, where it is short enough to be a title. */
const titleOf = (post: Pick<CadrePost, 'level' | 'field' | 'about'>): string => (post.about !== null && post.about.length <= 40 ? post.about : nameOf(post));
