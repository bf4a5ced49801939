import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import { closeTasks, openTask } from '#kernel/inbox/inbox.ts';
import type { Json } from '#kernel/journal/canonical.ts';
import { digestOf, record } from '#kernel/journal/journal.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import { viewLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { move, type Move } from '#kernel/lifecycle/move.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { loadInitiatives } from '#modules/plan/index.ts';
import { tellDeferred } from '../answers/service/deferrals.ts';
import { openNextRound } from '../answers/service/rounds.ts';
import { schemeLifecycle, schemeLink } from '../lifecycle.ts';
import { presetOf, type PresetName } from '../presets.ts';
import { refusals } from '../refusals.ts';
import { faultOfLimits, noLimits } from '../restrictions.ts';
import { noTerms } from '../terms/rules.ts';
import { balanceByParty, datesFollow } from '../rules.ts';
import { loadOffers, loadQuotas, loadScheme, lockUntilEnd, tables, type QuotaView, type SchemeRow } from '../store.ts';

export type SchemeText = Pick<SchemeRow, 'title' | 'note' | 'startsOn' | 'endsOn' | 'applyUntil' | 'answerUntil' | 'mostWishes' | 'mechanism' | 'tolerance'>;
export type NewScheme = SchemeText & { preset: PresetName; itemId: string; year: number };

/** The schemes that the actor may see, newest first. */
export async function listSchemes(platform: Platform, actor: Actor, { limit, cursor }: { limit: number; cursor?: string | undefined }): Promise<Page<SchemeRow & { itemTitle: string; itemCode: string; presetLabel: { zh: string; en: string } }>> {
  const [before = null] = cursor === undefined ? [] : decodeCursor(cursor, ['string']);
  return inTransaction(platform.database, actor, async (tx) => {
    const { rows } = await sql<SchemeRow & { itemTitle: string; itemCode: string }>`
      select s.*, coalesce(i.title, '') as item_title, coalesce(i.code, '') as item_code from exchange.scheme s left join plan.item i on i.id = s.item_id
      where s.state <> 'withdrawn' and (${before}::text is null or s.id::text < ${before}) order by s.id desc limit ${limit + 1}`.execute(tx.db);
    return cutPage(rows.map((row) => ({ ...row, presetLabel: presetOf(row.preset).label })), limit, ({ id }) => [id]);
  });
}

/** The initiatives on which the actor's party may draft a scheme: those it leads or takes part in that run on this mechanism. */
export async function listInitiatives(platform: Platform, actor: Actor): Promise<{ id: string; code: string; title: string }[]> {
  if (actor.role !== 'party_officer') return [];
  const { party } = actor;
  return party === undefined ? [] : inTransaction(platform.database, actor, (tx) => loadInitiatives(tx, party, ['exchange']));
}

export async function addScheme(platform: Platform, actor: Actor, scheme: NewScheme): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    if (actor.role !== 'party_officer' || actor.party === undefined) throw refuse(commonRefusals.notAllowed);
    checkScheme(scheme);
    const { rows: [may] } = await sql<{ may: boolean }>`select plan.takes_part(${scheme.itemId}, ${actor.party}) as may`.execute(tx.db);
    if (may?.may !== true) throw refuse(refusals.notTakingPart, {}, { field: '/itemId' });
    const twice = await tables(tx).selectFrom('exchange.scheme').select('id').where('preset', '=', scheme.preset).where('itemId', '=', scheme.itemId).where('year', '=', scheme.year).where('state', '<>', 'withdrawn').executeTakeFirst();
    if (twice !== undefined) throw refuse(refusals.schemeTwice, {}, { details: { id: twice.id } });
    const row = await tables(tx).insertInto('exchange.scheme').values({ ...scheme, party: actor.party }).returningAll().executeTakeFirstOrThrow();
    await recordScheme(tx, 'add', row, { ...scheme });
    return { id: row.id };
  });
}

export async function changeScheme(platform: Platform, actor: Actor, id: string, { version, ...text }: SchemeText & { version: number }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await findScheme(tx, id);
    checkScheme(text);
    if (before.state !== 'draft') throw refuse(refusals.schemeNotDraft);
    if (faultOfLimits(before.limits, text.mechanism) !== undefined) throw refuse(refusals.limitsStand, {}, { field: '/mechanism' });
    const after = await changeRecord<SchemeRow>(tx, { table: 'exchange.scheme', id, version, values: text });
    await recordScheme(tx, 'change', after, { ...text });
  });
}

function checkScheme(scheme: SchemeText): void {
  if (!datesFollow(scheme)) throw refuse(refusals.datesWrong, {}, { field: '/applyUntil' });
  if (scheme.tolerance > 0 && scheme.mechanism !== 'ttc-balanced') throw refuse(refusals.toleranceWithoutBalance, {}, { field: '/tolerance' });
}

/** Moves a scheme: puts it before the four, takes it back, opens it to applications, ends nominations, closes it. */
export async function moveScheme(platform: Platform, actor: Actor, request: Move): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    if (request.transition === 'nextRound') return openNextRound(tx, request);
    const scheme = await move<SchemeRow, string, string>(tx, schemeLifecycle, request);
    if (request.transition === 'open') await asSystem(tx, 'exchange.deferrals', (system) => tellDeferred(system, scheme));
    // From here on whoever may apply must see it; before, it is the officers' affair.
    if (scheme.state === 'open') await tables(tx).updateTable('exchange.scheme').set({ visibility: 'public' }).where('id', '=', scheme.id).execute();
    if (scheme.state === 'consulting') await askParties(tx, scheme);
  });
}

async function askParties(tx: Tx, scheme: SchemeRow): Promise<void> {
  for (const party of partyCodes) {
    await openTask(tx, {
      kind: `exchange.scheme/agree/${party}`, subject: { type: 'exchange.scheme', id: scheme.id }, to: { role: 'party_officer', party }, link: schemeLink(scheme.id),
      title: { zh: `请研究并答复年度方案：${scheme.title}`, en: `Please consider the scheme: ${scheme.title}` },
    });
  }
}

/** A party agrees to the scheme as it read it, by its digest; when all four have, it is agreed. */
export async function approveScheme(platform: Platform, actor: Actor, id: string, digest: string): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    if (actor.role !== 'party_officer' || actor.party === undefined) throw refuse(commonRefusals.notAllowed);
    const { party } = actor;
    await lockUntilEnd(tx, `exchange.scheme ${id}`); // the last two at the same moment: the second counts the first
    const scheme = await findScheme(tx, id);
    if (scheme.state !== 'consulting') throw refuse(refusals.schemeNotConsulting);
    const current = schemeDigest(scheme, await loadQuotas(tx, id));
    if (current.toString('hex') !== digest) throw refuse(refusals.schemeChanged);
    const earlier = await loadApprovals(tx, id, current);
    if (earlier.includes(party)) throw refuse(refusals.approvedAlready);
    await tables(tx).insertInto('exchange.schemeApproval').values({ schemeId: id, digest: current, party }).execute();
    await recordScheme(tx, 'approve', scheme, { digest, party });
    await closeTasks(tx, { type: 'exchange.scheme', id }, `exchange.scheme/agree/${party}`);
    await asSystem(tx, 'exchange.scheme', async (system) => {
      const approved = await loadApprovals(system, id, current);
      if (partyCodes.every((code) => approved.includes(code))) await move<SchemeRow, string, string>(system, schemeLifecycle, { id, transition: 'agree', version: scheme.version });
    });
  });
}

async function loadApprovals(tx: Tx, schemeId: string, digest: Buffer): Promise<PartyCode[]> {
  const rows = await tables(tx).selectFrom('exchange.schemeApproval').select('party').where('schemeId', '=', schemeId).where('digest', '=', digest).orderBy('party').execute();
  return rows.map(({ party }) => party);
}

/** What the four agree to: the terms and the quotas. */
function schemeDigest({ preset, itemId, year, title, note, startsOn, endsOn, applyUntil, answerUntil, mostWishes, mechanism, tolerance, limits, terms }: SchemeRow, quotas: readonly QuotaView[]): Buffer {
  return digestOf({ preset, itemId, year, title, note, startsOn, endsOn, applyUntil, answerUntil, mostWishes, mechanism, tolerance, ...(isDeepStrictEqual(limits, noLimits) ? {} : { limits: limits as unknown as Json }), ...(isDeepStrictEqual(terms, noTerms) ? {} : { terms: terms as unknown as Json }), quotas: quotas.map(({ institutionId, places }) => ({ institutionId, places })) });
}

/** A scheme with what each may see of it: terms, who has agreed, offers, quotas, how many go where, and what the actor may do. */
export async function showScheme(platform: Platform, actor: Actor, id: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    const scheme = await findScheme(tx, id);
    const quotas = await loadQuotas(tx, id);
    const offers = await loadOffers(tx, id);
    const digest = schemeDigest(scheme, quotas);
    const { rows: [item] } = await sql<{ code: string; title: string }>`select code, title from plan.item where id = ${scheme.itemId}`.execute(tx.db);
    const { label, person, post, statement, certificate, recognises, agreement } = presetOf(scheme.preset);
    const published = offers.filter(({ state }) => state === 'published');
    const balance = balanceByParty([
      ...quotas.map(({ party, places }) => ({ party, sends: places, takes: 0 })),
      ...published.map(({ party, capacity }) => ({ party, sends: 0, takes: capacity })),
    ]);
    const approvals = await loadApprovals(tx, id, digest);
    const owns = actor.role === 'party_officer' && actor.party === scheme.party;
    const hosts = actor.role === 'institution_officer' || actor.role === 'party_officer';
    return {
      ...scheme, item: item ?? { code: '', title: '' }, words: { cadres: scheme.preset.endsWith('Cadres') || scheme.preset === 'schoolLeaders', label, person, post, statement, certificate, recognises, agreement: [...agreement] },
      today: today(platform).toString(), digest: digest.toString('hex'), approvals, quotas, offers, balance, lifecycle: viewLifecycle(schemeLifecycle, scheme, actor),
      may: {
        change: owns && scheme.state === 'draft',
        approve: actor.role === 'party_officer' && actor.party !== undefined && scheme.state === 'consulting' && !approvals.includes(actor.party),
        setQuotas: actor.role === 'party_officer' && ['draft', 'agreed', 'open'].includes(scheme.state),
        offer: hosts && ['agreed', 'open'].includes(scheme.state),
        apply: actor.role === 'member' && scheme.state === 'open',
        nominate: hosts && scheme.state === 'open',
        order: hosts && scheme.state === 'ordering',
        match: owns && scheme.state === 'ordering',
      },
    };
  });
}

export async function findScheme(tx: Tx, id: string): Promise<SchemeRow> {
  const scheme = await loadScheme(tx, id);
  if (scheme === undefined) throw refuse(commonRefusals.notFound);
  return scheme;
}

export async function recordScheme(tx: Tx, act: string, scheme: SchemeRow, changes: Parameters<typeof record>[1]['changes'], reason?: string): Promise<void> {
  await record(tx, { act: `exchange.scheme/${act}`, subject: { type: 'exchange.scheme', id: scheme.id, title: scheme.title }, initiativeId: scheme.itemId, reason, changes, access: schemeLifecycle.access(scheme) });
}
