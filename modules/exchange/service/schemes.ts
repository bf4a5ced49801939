import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import { record } from '#kernel/journal/journal.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import { viewLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { move, type Move } from '#kernel/lifecycle/move.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { loadInitiatives } from '#modules/plan/index.ts';
import { tellDeferred } from '../answers/service/deferrals.ts';
import { openNextRound } from '../answers/service/rounds.ts';
import { refusals as confirmationRefusals } from '../confirmation/refusals.ts';
import { countToConfirm } from '../confirmation/store.ts';
import { loadDecision } from '../consent/decision.ts';
import { putScheme, takeBack } from '../consent/moves.ts';
import { askMentors } from '../fit/mentors.ts';
import { schemeLifecycle } from '../lifecycle.ts';
import { presetOf, type PresetName } from '../presets.ts';
import { refusals } from '../refusals.ts';
import { faultOfLimits } from '../restrictions.ts';
import { balanceByParty, datesFollow, mayNominate } from '../rules.ts';
import { loadOffers, loadQuotas, loadScheme, tables, type OfferRow, type SchemeRow } from '../store.ts';
import { endWishingAnew } from './withdrawn-posts.ts';

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
    const row = await tables(tx).insertInto('exchange.scheme').values({ ...scheme, party: actor.party, ...ofPreset(scheme.preset) }).returningAll().executeTakeFirstOrThrow();
    await recordScheme(tx, 'add', row, { ...scheme });
    return { id: row.id };
  });
}

/** What a programme lays down for each of its schemes. */
function ofPreset(name: PresetName) {
  const { confirms = [], nominatedBy = 'institution', papers } = presetOf(name);
  return { confirms: [...confirms], nominatedBy, papers: sql<SchemeRow['papers']>`${JSON.stringify(papers.map(({ key, required }) => ({ key, required })))}::jsonb` };
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
  if (request.transition === 'revise') return takeBack(platform, actor, request);
  await inTransaction(platform.database, actor, async (tx) => {
    if (request.transition === 'nextRound') return openNextRound(tx, request);
    if (request.transition === 'consult') return putScheme(tx, platform, request);
    if (request.transition === 'order') await checkConfirmed(tx, request.id);
    const scheme = await move<SchemeRow, string, string>(tx, schemeLifecycle, request);
    if (request.transition === 'order') await asSystem(tx, 'exchange.posts', (system) => endWishingAnew(system, scheme.id));
    if (request.transition === 'order') await asSystem(tx, 'exchange.mentors', (system) => askMentors(system, scheme));
    if (request.transition === 'open') await asSystem(tx, 'exchange.deferrals', (system) => tellDeferred(system, scheme));
    // From here on whoever may apply must see it; before, it is the officers' affair.
    if (scheme.state === 'open') await tables(tx).updateTable('exchange.scheme').set({ visibility: 'public' }).where('id', '=', scheme.id).execute();
  });
}

/** Hosts begin when nobody's nomination is left without a word: nobody falls out silently. */
async function checkConfirmed(tx: Tx, id: string): Promise<void> {
  const count = await asSystem(tx, 'exchange.confirmation', (system) => countToConfirm(system, id));
  if (count > 0) throw refuse(confirmationRefusals.unconfirmed, { count });
}

/** A scheme with what each may see of it: terms, how the four stand to it, offers, quotas, how many go where, and what the actor may do. */
export async function showScheme(platform: Platform, actor: Actor, id: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    const scheme = await findScheme(tx, id);
    const quotas = await loadQuotas(tx, id);
    const offers = (await loadOffers(tx, id)).map((offer) => ({ ...offer, mayOrder: isHosts(actor, offer) }));
    const { rows: [item] } = await sql<{ code: string; title: string }>`select code, title from plan.item where id = ${scheme.itemId}`.execute(tx.db);
    const { label, person, post, statement, certificate, recognises, agreement, pairs, papers } = presetOf(scheme.preset);
    const published = offers.filter(({ state }) => state === 'published');
    const balance = balanceByParty([
      ...quotas.map(({ party, places }) => ({ party, sends: places, takes: 0 })),
      ...published.map(({ party, capacity }) => ({ party, sends: 0, takes: capacity })),
    ]);
    const owns = actor.role === 'party_officer' && actor.party === scheme.party;
    const hosts = actor.role === 'institution_officer' || actor.role === 'party_officer';
    return {
      ...scheme, item: item ?? { code: '', title: '' }, words: { pairs: pairs === undefined ? null : { fields: [...pairs.fields], aims: [...pairs.aims] }, cadres: scheme.preset.endsWith('Cadres') || scheme.preset === 'schoolLeaders', label, person, post, statement, certificate, recognises, agreement: [...agreement], papers: scheme.papers.map(({ key, required }) => ({ key, required, label: papers.find((paper) => paper.key === key)?.label ?? { zh: key, en: key } })) },
      today: today(platform).toString(), decision: await loadDecision(tx, id), quotas, offers, balance, lifecycle: viewLifecycle(schemeLifecycle, scheme, actor),
      may: {
        change: owns && scheme.state === 'draft',
        setQuotas: actor.role === 'party_officer' && ['draft', 'agreed', 'open'].includes(scheme.state),
        offer: hosts && ['agreed', 'open'].includes(scheme.state),
        apply: actor.role === 'member' && scheme.state === 'open',
        nominate: mayNominate(scheme, actor) && scheme.state === 'open',
        confirm: scheme.state === 'open' && ((actor.role === 'division_officer' && scheme.confirms.includes('division')) || (actor.role === 'party_officer' && scheme.confirms.length > 0)),
        order: (hosts || offers.some(({ mayOrder }) => mayOrder)) && scheme.state === 'ordering',
        match: owns && scheme.state === 'ordering',
      },
    };
  });
}

/** Whether an offer is the actor's to order: their institution's, their party's, or themselves. */
function isHosts(actor: Actor, { institutionId, party, oneToOne, tutorId, state }: OfferRow): boolean {
  if (!isPerson(actor)) return false;
  if (actor.role === 'member') return oneToOne && state === 'published' && tutorId === actor.personId;
  return actor.role === 'institution_officer' ? institutionId === actor.organizationId : actor.role === 'party_officer' && party === actor.party;
}

export async function findScheme(tx: Tx, id: string): Promise<SchemeRow> {
  const scheme = await loadScheme(tx, id);
  if (scheme === undefined) throw refuse(commonRefusals.notFound);
  return scheme;
}

export async function recordScheme(tx: Tx, act: string, scheme: SchemeRow, changes: Parameters<typeof record>[1]['changes'], reason?: string): Promise<void> {
  await record(tx, { act: `exchange.scheme/${act}`, subject: { type: 'exchange.scheme', id: scheme.id, title: scheme.title }, initiativeId: scheme.itemId, reason, changes, access: schemeLifecycle.access(scheme) });
}
