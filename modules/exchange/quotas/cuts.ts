import { type Generated, sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { notify } from '#kernel/inbox/inbox.ts';
import { digestOf } from '#kernel/journal/journal.ts';
import { move } from '#kernel/lifecycle/move.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { refusals as answerRefusals } from '../answers/refusals.ts';
import { askToConfirm, closeSettled } from '../confirmation/confirm.ts';
import { applicationLifecycle, schemeLink } from '../lifecycle.ts';
import { refusals as exchangeRefusals } from '../refusals.ts';
import { nominatorOf } from '../service/applications.ts';
import { findScheme, recordScheme } from '../service/schemes.ts';
import { lockNominations, tables, type ApplicationRow, type QuotaRow, type SchemeRow } from '../store.ts';
import { refusals } from './refusals.ts';
import { ranksRestored, touchedByCut, type Nominated } from './rules.ts';

type Was = 'atDivision' | 'atParty' | 'nominated';
type CutRow = { id: string; schemeId: string; institutionId: string; party: PartyCode; placesBefore: number; places: number; reason: string; digest: Buffer; cutAt: string; undoneAt: string | null; undoneReason: string | null };
type Filled<R, K extends keyof R> = { [C in keyof R]: C extends K ? Generated<R[C]> : R[C] };
type CutTables = { 'exchange.quotaCut': Filled<CutRow, 'id' | 'cutAt' | 'undoneAt' | 'undoneReason'>; 'exchange.quotaCutItem': Filled<{ cutId: string; applicationId: string; was: Was; rank: number; restored: boolean }, 'restored'> };
const cutTables = (tx: Tx) => tx.db.withTables<CutTables>();

type Who = { readonly homeId: string; readonly division: string; readonly party: PartyCode };
type Line = Nominated & Who & { readonly version: number; readonly personName: string };
export type CutList = { digest: string; items: { applicationId: string; personName: string; state: string; rank: number }[] };
export type Cut = { readonly institutionId: string; readonly places: number };

/** Whose nomination a smaller quota would take back: only a list, for an officer of the home's party. */
export async function listCut(platform: Platform, actor: Actor, schemeId: string, cut: Cut): Promise<CutList> {
  return inTransaction(platform.database, actor, async (tx) => {
    const scheme = await findScheme(tx, schemeId);
    await findOwnQuota(tx, actor, schemeId, cut.institutionId);
    return (await touched(tx, scheme, cut)).list;
  });
}

/** Cuts a quota below those nominated, as listed: the last of them go back to their home, are told, and lose nothing of what they wrote; it can be undone. */
export async function cutQuota(platform: Platform, actor: Actor, schemeId: string, { digest, reason, ...cut }: Cut & { readonly digest: string; readonly reason: string }): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const scheme = await findScheme(tx, schemeId);
    if (scheme.state !== 'open') throw refuse(exchangeRefusals.notOpen);
    const quota = await findOwnQuota(tx, actor, schemeId, cut.institutionId);
    await lockNominations(tx, schemeId, cut.institutionId);
    const { lines, list } = await touched(tx, scheme, cut);
    if (lines.length === 0) throw refuse(refusals.quotaNotCut);
    if (list.digest !== digest) throw refuse(answerRefusals.listChanged, {}, { details: { current: list } });
    const id = await asSystem(tx, 'exchange.quotas', async (system) => {
      for (const { id: application, version } of lines) await move<ApplicationRow, string, string>(system, applicationLifecycle, { id: application, transition: 'cut', version, reason });
      await setPlaces(system, quota, cut.places);
      const { id: made } = await cutTables(system).insertInto('exchange.quotaCut')
        .values({ schemeId, institutionId: quota.institutionId, party: quota.party, placesBefore: quota.places, places: cut.places, reason, digest: Buffer.from(digest, 'hex') }).returning('id').executeTakeFirstOrThrow();
      await cutTables(system).insertInto('exchange.quotaCutItem').values(lines.map(({ id: applicationId, state, rank }) => ({ cutId: made, applicationId, was: wasOf(state), rank }))).execute();
      await closeSettled(system, scheme, lines.flatMap(({ state, division, party }) => (state === 'atDivision' || state === 'atParty' ? [{ state, division, party }] : [])));
      await tellHome(system, scheme, lines, { zh: `推荐名额由 ${quota.places} 调为 ${cut.places}，${lines.length} 人退回待审核：${scheme.title}`, en: `The quota goes from ${quota.places} to ${cut.places}; ${lines.length} nominations came back: ${scheme.title}` });
      return made;
    });
    await recordScheme(tx, 'cut-quota', scheme, { cut: id, institutionId: quota.institutionId, before: quota.places, places: cut.places, applications: lines.map((line) => line.id) }, reason);
    return { id };
  });
}

/** The cuts of a scheme that the actor may see, newest first. */
export async function listCuts(platform: Platform, actor: Actor, schemeId: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    const { rows } = await sql<{ id: string; institutionName: string; placesBefore: number; places: number; reason: string; cutAt: string; undoneReason: string | null; party: PartyCode; items: { rank: number; personName: string | null; restored: boolean }[] }>`
      select c.id, i.name as institution_name, c.places_before, c.places, c.reason, c.cut_at, c.undone_reason, c.party,
        (select json_agg(json_build_object('rank', t.rank, 'personName', a.person_name, 'restored', t.restored) order by t.rank) from exchange.quota_cut_item t left join exchange.application a on a.id = t.application_id where t.cut_id = c.id) as items
      from exchange.quota_cut c join directory.institution i on i.id = c.institution_id where c.scheme_id = ${schemeId} order by c.id desc limit 100`.execute(tx.db);
    return rows.map(({ party, ...cut }) => ({ ...cut, mayUndo: cut.undoneReason === null && actor.role === 'party_officer' && actor.party === party }));
  });
}

/** Undoes a cut: the quota is as before, and whoever still waits with their home is nominated again, in their old place where it is free. */
export async function undoCut(platform: Platform, actor: Actor, id: string, reason: string): Promise<{ restored: number; kept: number }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const cut = await cutTables(tx).selectFrom('exchange.quotaCut').selectAll().where('id', '=', id).executeTakeFirst();
    if (cut === undefined) throw refuse(commonRefusals.notFound);
    const scheme = await findScheme(tx, cut.schemeId);
    if (scheme.state !== 'open') throw refuse(exchangeRefusals.notOpen);
    await findOwnQuota(tx, actor, cut.schemeId, cut.institutionId);
    await lockNominations(tx, cut.schemeId, cut.institutionId);
    const quota = await findOwnQuota(tx, actor, cut.schemeId, cut.institutionId); // as it stands once nobody else nominates
    const result = await asSystem(tx, 'exchange.quotas', (system) => undo(system, platform, scheme, quota, cut, reason));
    await recordScheme(tx, 'undo-cut', scheme, { cut: id, ...result }, reason);
    return result;
  });
}

async function undo(system: Tx, platform: Platform, scheme: SchemeRow, quota: QuotaRow, cut: CutRow, reason: string): Promise<{ restored: number; kept: number }> {
  const { numUpdatedRows } = await cutTables(system).updateTable('exchange.quotaCut').set({ undoneAt: platform.now().toString(), undoneReason: reason }).where('id', '=', cut.id).where('undoneAt', 'is', null).executeTakeFirst();
  if (numUpdatedRows === 0n) throw refuse(refusals.cutUndone);
  if (quota.places !== cut.places) throw refuse(refusals.quotaMovedOn);
  await setPlaces(system, quota, cut.placesBefore);
  const { rows } = await sql<Who & { id: string; state: string; version: number; was: Was; rank: number }>`
    select a.id, a.state, a.version, a.home_id, a.division, a.party, t.was, t.rank from exchange.quota_cut_item t join exchange.application a on a.id = t.application_id where t.cut_id = ${cut.id} order by t.rank`.execute(system.db);
  const back = rows.filter(({ state }) => state === 'submitted');
  const ranks = ranksRestored(back.map(({ rank }) => rank), (await loadNominated(system, scheme.id, quota.institutionId)).map(({ rank }) => rank));
  for (const [i, { id, version, was }] of back.entries()) {
    // oxlint-disable-next-line no-await-in-loop -- each has its journal entry and its word to the person
    const after = await move<ApplicationRow, string, string>(system, applicationLifecycle, { id, version, transition: restoring[was], fields: { nominationRank: ranks[i] }, reason });
    // oxlint-disable-next-line no-await-in-loop -- as above
    await askToConfirm(system, scheme, after);
  }
  await sql`update exchange.quota_cut_item set restored = true where cut_id = ${cut.id} and application_id = any(${back.map(({ id }) => id)}::uuid[])`.execute(system.db);
  await tellHome(system, scheme, rows, { zh: `推荐名额恢复为 ${cut.placesBefore}，${back.length} 人恢复推荐：${scheme.title}`, en: `The quota is ${cut.placesBefore} again; ${back.length} nominations are restored: ${scheme.title}` });
  return { restored: back.length, kept: rows.length - back.length };
}

const restoring = { atDivision: 'restoreAtDivision', atParty: 'restoreAtParty', nominated: 'restoreNominated' } as const;

function wasOf(state: string): Was {
  if (state === 'atDivision' || state === 'atParty' || state === 'nominated') return state;
  throw new Error(`a nomination in the state ${state} is not taken back`);
}

async function touched(tx: Tx, scheme: SchemeRow, { institutionId, places }: Cut): Promise<{ lines: Line[]; list: CutList }> {
  const nominated = await loadNominated(tx, scheme.id, institutionId);
  const found = touchedByCut(nominated, places);
  if ('tooFew' in found) throw refuse(refusals.quotaBelowPlaced, { count: found.tooFew }, { field: '/places' });
  const lines = nominated.filter((line) => found.touched.some(({ id }) => id === line.id));
  return { lines, list: { digest: digestOf([places, ...lines.map(({ id, version }) => [id, version])]).toString('hex'), items: lines.map(({ id, personName, state, rank }) => ({ applicationId: id, personName, state, rank })) } };
}

/** All of a home who count against its quota, in its order. */
async function loadNominated(tx: Tx, schemeId: string, institutionId: string): Promise<Line[]> {
  const { rows } = await sql<Line>`
    select id, state, nomination_rank as rank, version, person_name, home_id, division, party from exchange.application
    where scheme_id = ${schemeId} and home_id = ${institutionId} and nomination_rank is not null and state not in ('draft', 'submitted', 'refused', 'withdrawn') order by nomination_rank`.execute(tx.db);
  return rows;
}

const setPlaces = (system: Tx, { schemeId, institutionId }: QuotaRow, places: number) => tables(system).updateTable('exchange.quota').set({ places }).where('schemeId', '=', schemeId).where('institutionId', '=', institutionId).execute();

/** Whoever nominates for the home hears of it. */
async function tellHome(system: Tx, scheme: SchemeRow, [one]: readonly Who[], title: { zh: string; en: string }): Promise<void> {
  if (one !== undefined) await notify(system, { kind: 'exchange.scheme/quota', subject: { type: 'exchange.scheme', id: scheme.id }, to: nominatorOf(scheme, one), title, link: `${schemeLink(scheme.id)}?tab=nominations` });
}

/** A quota is its party's to cut. */
async function findOwnQuota(tx: Tx, actor: Actor, schemeId: string, institutionId: string): Promise<QuotaRow> {
  const quota = await tables(tx).selectFrom('exchange.quota').selectAll().where('schemeId', '=', schemeId).where('institutionId', '=', institutionId).executeTakeFirst();
  if (quota === undefined) throw refuse(commonRefusals.notFound);
  if (actor.role !== 'party_officer' || actor.party !== quota.party) throw refuse(exchangeRefusals.quotaForOtherParty);
  return quota;
}
