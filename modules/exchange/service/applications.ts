import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { closeTasks, notify, openTask, type Addressee } from '#kernel/inbox/inbox.ts';
import { record } from '#kernel/journal/journal.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import { viewLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { move, moveLocked, type Move } from '#kernel/lifecycle/move.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { checkDeclared } from '../fit/mentors.ts';
import { refusals as fitRefusals } from '../fit/refusals.ts';
import { applicationLifecycle, schemeLink } from '../lifecycle.ts';
import { nominatorNames } from '../messages.ts';
import { presetOf } from '../presets.ts';
import { refusals } from '../refusals.ts';
import { mayNominate } from '../rules.ts';
import { loadApplicant, loadApplications, loadOutcome, loadWished, lockNominations, lockSubmission, tables, type ApplicationRow, type ApplicationView, type SchemeRow, type WishedOffer } from '../store.ts';
import { askToConfirm, closeSettled } from '../confirmation/confirm.ts';
import { refusals as confirmationRefusals } from '../confirmation/refusals.ts';
import { onwardFrom, onwardMoves } from '../confirmation/rules.ts';
import { loadDeferred } from '../answers/service/deferrals.ts';
import { moveUp } from '../answers/service/reserves.ts';
import { refusals as answerRefusals } from '../answers/refusals.ts';
import { hasUnmet } from '../answers/store.ts';
import { beginAgreement } from '../stay/service/agreements.ts';
import { freeOwnSlots } from '../ordering/interviews.ts';
import { loadTeam } from './limits.ts';
import { findScheme } from './schemes.ts';
import { settleGone } from './withdrawn-posts.ts';

/** The actor's own application to a scheme, if there is one, and what they would apply with. */
export async function showOwn(platform: Platform, actor: Actor, schemeId: string) {
  if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
  return inTransaction(platform.database, actor, async (tx) => {
    await findScheme(tx, schemeId);
    const profile = await loadApplicant(tx, actor.personId);
    const [application] = await loadApplications(tx, schemeId, { personId: actor.personId });
    return { profile: profile ?? null, application: application === undefined ? null : { ...application, lifecycle: viewLifecycle(applicationLifecycle, application, actor), outcome: (await loadOutcome(tx, application.id)) ?? null, teammates: application.team === null ? [] : await loadTeam(tx, application.id) } };
  });
}

export type ApplicationText = { statement: string; wishes: readonly string[]; category?: string | null | undefined; team?: string | null | undefined; fields?: readonly string[] | undefined; aims?: readonly string[] | undefined };

/** Begins an application as a draft; name and home come from the directory. */
export async function beginApplication(platform: Platform, actor: Actor, schemeId: string): Promise<{ id: string; version: number }> {
  if (!isPerson(actor) || actor.role !== 'member') throw refuse(commonRefusals.notAllowed);
  return inTransaction(platform.database, actor, async (tx) => {
    const scheme = await findScheme(tx, schemeId);
    checkOpen(platform, scheme);
    const [known] = await loadApplications(tx, schemeId, { personId: actor.personId });
    if (known !== undefined) throw refuse(refusals.appliedAlready, {}, { details: { id: known.id } });
    const profile = await loadApplicant(tx, actor.personId);
    if (profile === undefined || profile.institutionId === null || profile.party === null) throw refuse(refusals.noHome);
    const deferred = await loadDeferred(tx, scheme, actor.personId);
    const application = await tables(tx).insertInto('exchange.application').values({
      schemeId, personId: actor.personId, personName: profile.name, homeId: profile.institutionId, party: profile.party, statement: deferred?.statement ?? '', deferredFrom: deferred?.id ?? null,
    }).returningAll().executeTakeFirstOrThrow();
    if (deferred !== undefined) {
      await storeWishes(tx, application.id, deferred.wishes.slice(0, scheme.mostWishes));
      await closeTasks(tx, { type: 'exchange.application', id: deferred.id }, 'exchange.application/carry-over');
    }
    await recordApplication(tx, 'begin', scheme, application, deferred === undefined ? {} : { deferredFrom: deferred.id });
    return { id: application.id, version: application.version };
  });
}

/** Saves what the applicant has written so far; goes on while they write, and until the deadline after they have sent it. */
export async function saveApplication(platform: Platform, actor: Actor, id: string, { version, statement, wishes, category = null, team = null, fields = [], aims = [] }: ApplicationText & { version: number }): Promise<{ version: number }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const before = await findApplication(tx, id);
    const scheme = await findScheme(tx, before.schemeId);
    checkOpen(platform, scheme);
    if (before.state !== 'draft' && (!mayWishAnew(before) || statement !== before.statement)) throw refuse(refusals.notOpen);
    if (before.state !== 'draft' && wishes.length === 0) throw refuse(refusals.noWishes, {}, { field: '/wishes' });
    checkWishes(scheme, before, await loadWished(tx, wishes));
    if (team !== null && !scheme.limits.teams) throw refuse(refusals.noTeams, {}, { field: '/team' });
    checkDeclared(scheme.preset, { fields, aims });
    const values = { statement, ...(before.state === 'draft' ? { category, team, fields: [...fields], aims: [...aims] } : {}) };
    const after = await changeRecord<ApplicationRow>(tx, { table: 'exchange.application', id, version, values }).catch((error: unknown) => {
      if (error instanceof Error && 'constraint' in error && error.constraint === 'team_of_four') throw refuse(refusals.teamFull, {}, { field: '/team' });
      throw error;
    });
    if (before.wishesAnew) await settleGone(tx, scheme, before);
    await tables(tx).deleteFrom('exchange.wish').where('applicationId', '=', id).execute();
    await storeWishes(tx, id, wishes);
    await recordApplication(tx, 'save', scheme, after, { wishes: [...wishes], characters: statement.length });
    return { version: after.version };
  });
}

/** In a later round whoever is in reserve wishes anew for what is left, and so does whoever listed a post that was withdrawn; what they wrote stays. */
const mayWishAnew = ({ state, wishesAnew }: ApplicationRow): boolean => state === 'reserve' || (wishesAnew && ['submitted', 'atDivision', 'atParty', 'nominated'].includes(state));

async function storeWishes(tx: Tx, applicationId: string, wishes: readonly string[]): Promise<void> {
  if (wishes.length > 0) await tables(tx).insertInto('exchange.wish').values(wishes.map((offerId, i) => ({ applicationId, rank: i + 1, offerId }))).execute();
}

function checkWishes({ mostWishes }: Pick<SchemeRow, 'mostWishes'>, application: ApplicationRow, wishes: readonly WishedOffer[]): void {
  if (wishes.length > mostWishes) throw refuse(refusals.tooManyWishes, { most: mostWishes }, { field: '/wishes' });
  if (new Set(wishes.map(({ offerId }) => offerId)).size !== wishes.length) throw refuse(refusals.wishTwice, {}, { field: '/wishes' });
  for (const [i, { offerId, title, state, institutionId, schemeId }] of wishes.entries()) {
    if (state !== 'published' || schemeId !== application.schemeId) throw refuse(refusals.wishGone, { title: schemeId === application.schemeId && title !== null ? title : offerId }, { field: `/wishes/${i}` });
    if (institutionId === application.homeId) throw refuse(refusals.ownInstitution, {}, { field: `/wishes/${i}` });
  }
}

/** Sends an application, takes it back, nominates, refuses with a reason, answers a place. */
export async function moveApplication(platform: Platform, actor: Actor, request: Move): Promise<void> {
  // Onward from the home there is one way for a scheme; above the home there is `settleNominations`.
  if (onwardMoves.includes(request.transition) && request.transition !== 'nominate') throw refuse(commonRefusals.notAllowed);
  await inTransaction(platform.database, actor, async (tx) => {
    if (request.transition === 'submit') return submit(tx, platform, request);
    const before = await findApplication(tx, request.id);
    const scheme = await findScheme(tx, before.schemeId);
    switch (request.transition) {
      case 'withdraw': return leave(tx, platform, scheme, before, request);
      case 'nominate': return nominate(tx, scheme, actor, before, request);
      case 'refuse': case 'undo': return homesWord(tx, scheme, actor, before, request);
      case 'decline': case 'defer': return giveUp(tx, platform, scheme, before, request);
      case 'acceptConditionally': throw refuse(answerRefusals.noConditions);
      case 'accept': {
        if (await hasUnmet(tx, before.id)) throw refuse(answerRefusals.conditionsOpen);
        const after = await move<ApplicationRow, string, string>(tx, applicationLifecycle, request);
        return beginAgreement(tx, scheme, after);
      }
    }
    await move<ApplicationRow, string, string>(tx, applicationLifecycle, request);
  });
}

/** Sends an application to its home. In the last minutes thousands do: what is asked of it is read in one go, and what follows is written in one. */
async function submit(tx: Tx, platform: Platform, request: Move): Promise<void> {
  const submission = await lockSubmission(tx, request.id);
  if (submission === undefined) return void (await move<ApplicationRow, string, string>(tx, applicationLifecycle, request)); // which says whether it is not there, or not theirs
  const { schemeState, applyUntil, mostWishes, limits, nominatedBy, preset, papers, wishes, ...application } = submission;
  checkOpen(platform, { state: schemeState, applyUntil });
  if (wishes.length === 0) throw refuse(refusals.noWishes, {}, { field: '/wishes' });
  if (application.statement.trim() === '') throw refuse(refusals.noStatement, {}, { field: '/statement' });
  if (limits.by === 'category' && !limits.quotas.some(({ category }) => category === application.category)) throw refuse(refusals.noCategory, {}, { field: '/category' });
  if (presetOf(preset).pairs !== undefined) for (const what of ['fields', 'aims'] as const) if (application[what].length === 0) throw refuse(fitRefusals.declareFirst, {}, { field: `/${what}` });
  checkWishes({ mostWishes }, application, wishes);
  await checkPapers(tx, { preset, papers }, application.id);
  await Promise.all([
    moveLocked<ApplicationRow, string, string>(tx, applicationLifecycle, application, request),
    openTask(tx, {
      kind: 'exchange.application/nominate', subject: { type: 'exchange.application', id: application.id }, to: nominatorOf({ nominatedBy }, application), link: `${schemeLink(application.schemeId)}?tab=nominations`,
      title: { zh: `请审核报名：${application.personName}`, en: `Check an application: ${application.personName}` }, dueOn: applyUntil,
    }),
  ]);
}

/** What the programme asks for is there; the database asks once more. */
async function checkPapers(tx: Tx, { preset, papers }: Pick<SchemeRow, 'preset' | 'papers'>, id: string): Promise<void> {
  if (!papers.some(({ required }) => required)) return;
  const { rows } = await sql<{ key: string }>`
    select p.key from exchange.paper p where p.application_id = ${id} and p.required
      and not exists (select from kernel.file f where f.subject_type = 'exchange.paper' and f.subject_id = p.id::text and f.withdrawn_at is null) order by p.id`.execute(tx.db);
  if (rows.length === 0) return;
  const labels = rows.map(({ key }) => presetOf(preset).papers.find((paper) => paper.key === key)?.label ?? { zh: key, en: key });
  throw refuse(refusals.paperMissing, { papers: { zh: labels.map(({ zh }) => zh).join('、'), en: labels.map(({ en }) => en).join(', ') } }, { field: '/papers' });
}

/** Nominates as the home's next. One at a time for each home, so that the order has no gaps; the quota itself is kept by the database. */
async function nominate(tx: Tx, scheme: SchemeRow, actor: Actor, application: ApplicationRow, request: Move): Promise<void> {
  checkNominator(scheme, actor);
  if (scheme.state !== 'open') throw refuse(refusals.notOpen);
  await lockNominations(tx, scheme.id, application.homeId);
  const { rows: [last] } = await sql<{ rank: number }>`select coalesce(max(nomination_rank), 0) as rank from exchange.application where scheme_id = ${scheme.id} and home_id = ${application.homeId}`.execute(tx.db);
  const transition = onwardFrom(scheme.confirms, 'submitted') ?? 'nominate';
  const after = await move<ApplicationRow, string, string>(tx, applicationLifecycle, { ...request, transition, fields: { nominationRank: (last?.rank ?? 0) + 1 } }).catch((error: unknown) => {
    if (error instanceof Error && 'constraint' in error && error.constraint === 'nominated_within_quota') throw refuse(refusals.overQuota);
    throw error;
  });
  await askToConfirm(tx, scheme, after);
}

/** Who looks at an application first. */
export function nominatorOf({ nominatedBy }: Pick<SchemeRow, 'nominatedBy'>, { homeId, division, party }: Pick<ApplicationRow, 'homeId' | 'division' | 'party'>): Addressee {
  switch (nominatedBy) {
    case 'institution': return { role: 'institution_officer', organizationId: homeId };
    case 'division': return { role: 'division_officer', division };
    case 'party': return { role: 'party_officer', party };
  }
}

/** Throws for those who do not nominate in this scheme. */
export function checkNominator(scheme: SchemeRow, actor: Actor): void {
  if (!mayNominate(scheme, actor)) throw refuse(refusals.nominatedByOthers, { who: nominatorNames[scheme.nominatedBy] });
}

/** Whoever nominates refuses with a reason, or takes their word back; what was refused above them is not theirs to take back. */
async function homesWord(tx: Tx, scheme: SchemeRow, actor: Actor, before: ApplicationRow, request: Move): Promise<void> {
  checkNominator(scheme, actor);
  if (scheme.state !== 'open') throw refuse(refusals.notOpen);
  if (request.transition === 'undo' && actor.role !== 'party_officer' && before.refusedBy !== null && before.refusedBy !== 'home') throw refuse(confirmationRefusals.refusedAbove);
  await move<ApplicationRow, string, string>(tx, applicationLifecycle, request);
  await closeConfirming(tx, scheme, before);
}

/** Whoever was to confirm somebody has nothing to do about them any more. */
async function closeConfirming(tx: Tx, scheme: SchemeRow, before: ApplicationRow): Promise<void> {
  const { state } = before;
  if (state === 'atDivision' || state === 'atParty') await asSystem(tx, 'exchange.confirmation', (system) => closeSettled(system, scheme, [{ ...before, state }]));
}

/** Until the deadline whoever has not been matched leaves, and from the reserve once the matching is known: the place in the quota is free, nobody waits for them any more, and whoever nominates hears of it; of a draft nobody knew. */
async function leave(tx: Tx, platform: Platform, scheme: SchemeRow, before: ApplicationRow, request: Move): Promise<void> {
  if (before.state !== 'reserve' || scheme.state !== 'matched') checkOpen(platform, scheme);
  await freeOwnSlots(tx, before.id);
  await move<ApplicationRow, string, string>(tx, applicationLifecycle, request);
  await closeConfirming(tx, scheme, before);
  if (before.state === 'draft') return;
  const frees = scheme.state === 'open' && before.nominationRank !== null;
  await notify(tx, {
    kind: 'exchange.application/left', subject: { type: 'exchange.application', id: before.id }, to: nominatorOf(scheme, before), link: `${schemeLink(scheme.id)}?tab=nominations`,
    title: frees ? { zh: `${before.personName} 撤回了报名，推荐名额已空出：${scheme.title}`, en: `${before.personName} has withdrawn; the place in your quota is free: ${scheme.title}` } : { zh: `${before.personName} 撤回了报名：${scheme.title}`, en: `${before.personName} has withdrawn: ${scheme.title}` },
  });
}

/** A place that is given up goes to the next in reserve by rule, at once, and they are told. */
async function giveUp(tx: Tx, platform: Platform, scheme: SchemeRow, before: ApplicationRow, request: Move): Promise<void> {
  await move<ApplicationRow, string, string>(tx, applicationLifecycle, request);
  if (before.offerId !== null) await moveUp(tx, platform, scheme, [{ applicationId: before.id, offerId: before.offerId, homeId: before.homeId }]);
}

/** The applications of a scheme that are the actor's to look at: a home's own, or those that wish for its posts. */
export async function listApplications(platform: Platform, actor: Actor, schemeId: string, view: 'home' | 'host'): Promise<(ApplicationView & { lifecycle: ReturnType<typeof viewLifecycle>; mayNominate: boolean })[]> {
  return inTransaction(platform.database, actor, async (tx) => {
    const scheme = await findScheme(tx, schemeId);
    if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
    const rows = await loadApplications(tx, schemeId);
    const isHome = ({ party, homeId }: ApplicationView) => (actor.role === 'institution_officer' ? homeId === actor.organizationId : party === actor.party);
    return rows.filter((row) => isHome(row) === (view === 'home')).map((row) => ({ ...row, ...viewForOfficer(scheme, row, actor) }));
  });
}

/** What an officer may do; the way onward from the home is one button, whichever step is next. */
function viewForOfficer(scheme: SchemeRow, row: ApplicationView, actor: Actor) {
  const whole = viewLifecycle(applicationLifecycle, row, actor);
  const view = { ...whole, transitions: whole.transitions.filter(({ name }) => mayNominate(scheme, actor) || ![...onwardMoves, 'refuse', 'undo'].includes(name)) };
  return { lifecycle: { ...view, transitions: view.transitions.filter(({ name }) => !onwardMoves.includes(name)) }, mayNominate: view.transitions.some(({ name }) => name === 'nominate') };
}

function checkOpen(platform: Platform, scheme: Pick<SchemeRow, 'state' | 'applyUntil'>): void {
  if (scheme.state !== 'open') throw refuse(refusals.notOpen);
  if (today(platform).toString() > scheme.applyUntil) throw refuse(refusals.deadlinePassed, { date: scheme.applyUntil });
}

export async function findApplication(tx: Tx, id: string): Promise<ApplicationRow> {
  const application = await tables(tx).selectFrom('exchange.application').selectAll().where('id', '=', id).executeTakeFirst();
  if (application === undefined) throw refuse(commonRefusals.notFound);
  return application;
}

async function recordApplication(tx: Tx, act: string, scheme: SchemeRow, application: ApplicationRow, changes: Parameters<typeof record>[1]['changes']): Promise<void> {
  await record(tx, { act: `exchange.application/${act}`, subject: { type: 'exchange.application', id: application.id }, initiativeId: scheme.itemId, changes, access: applicationLifecycle.access(application) });
}
