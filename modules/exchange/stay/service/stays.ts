import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { closeTasks, openTask } from '#kernel/inbox/inbox.ts';
import { record } from '#kernel/journal/journal.ts';
import { viewLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { move, type Move } from '#kernel/lifecycle/move.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { nameOfPerson } from '#modules/directory/index.ts';
import { storeFacts } from '#modules/plan/index.ts';
import { stayLink } from '../../lifecycle.ts';
import { presetOf } from '../../presets.ts';
import { findScheme } from '../../service/schemes.ts';
import { loadOutcome, type SchemeRow } from '../../store.ts';
import { fieldRulesOf } from '../field-rules.ts';
import { homePlacementLifecycle, placementLifecycle } from '../lifecycle.ts';
import { signatoryNames } from '../messages.ts';
import { refusals } from '../refusals.ts';
import { convertGrade, daysOfRange, factsOf, finishesFrom, middleOf, missingMonths, monthsOf, objectUntil, obstacleTo, type Recognised, type Scale } from '../rules.ts';
import { loadDuring, loadVersions, stayTables as tables, type EntryRow, type Grade, type PlacementRow } from '../store.ts';
import { findAgreement, loadPlacement, loadUnsigned, sideOf } from './agreements.ts';
import { enterRecognised } from './learning.ts';
import { viewAgreement } from './show-agreement.ts';
import { loadMissingClearances, namesOfClearances } from './signatures.ts';

/** A stay as its three sides see it: the outcome, the agreement with who has approved it, the placement with its journal, the assessments. */
export async function showStay(platform: Platform, actor: Actor, applicationId: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    // A post may have days of its own; those are what is agreed on there.
    const { rows: [found] } = await sql<{ schemeId: string; personName: string; homeName: string; hostName: string; offerTitle: string; startsOn: string; endsOn: string; mentor: { personId: string; name: string } | null }>`
      select a.scheme_id, a.person_name, h.name as home_name, i.name as host_name, o.title as offer_title, coalesce(o.starts_on, s.starts_on) as starts_on, coalesce(o.ends_on, s.ends_on) as ends_on,
        case when o.one_to_one then json_build_object('personId', o.tutor_id, 'name', o.tutor) end as mentor
      from exchange.application a join directory.institution h on h.id = a.home_id join exchange.offer o on o.id = a.offer_id join directory.institution i on i.id = o.institution_id join exchange.scheme s on s.id = a.scheme_id
      where a.id = ${applicationId}`.execute(tx.db);
    if (found === undefined) throw refuse(commonRefusals.notFound);
    const scheme = await findScheme(tx, found.schemeId);
    const { label, person, agreement: fields, recognises, certificate } = presetOf(scheme.preset);
    const agreement = await tables(tx).selectFrom('exchange.agreement').selectAll().where('applicationId', '=', applicationId).executeTakeFirst();
    const placement = await loadPlacement(tx, applicationId);
    const side = agreement === undefined ? undefined : sideOf(actor, agreement);
    const { signatories, mayBeMinor, ends } = fieldRulesOf(scheme.preset);
    return {
      applicationId, schemeTitle: scheme.title, ...found, side: side ?? null, outcome: (await loadOutcome(tx, applicationId)) ?? null, today: today(platform).toString(),
      words: { label, person, recognises, certificate, agreement: [...fields] }, field: { signatories: [...signatories], mayBeMinor, journal: ends.journal, talk: ends.talk, assessedBy: [...ends.assessedBy] },
      agreement: agreement === undefined ? null : await viewAgreement(tx, scheme, agreement, { placement, today: today(platform).toString() }),
      placement: placement === undefined ? null : await viewPlacement(platform, tx, scheme, placement),
    };
  });
}

async function viewPlacement(platform: Platform, tx: Tx, scheme: SchemeRow, placement: PlacementRow) {
  const entries = await tables(tx).selectFrom('exchange.entry').selectAll().where('placementId', '=', placement.id).orderBy('month', 'desc').execute();
  const assessments = await tables(tx).selectFrom('exchange.assessment').selectAll().where('placementId', '=', placement.id).orderBy('side').execute();
  const { leaves, incidents, talk, objections } = await loadDuring(tx, placement.id);
  const days = daysOfRange(placement.during);
  const { during: _during, ...shown } = placement;
  const now = today(platform).toString();
  const { ends } = fieldRulesOf(scheme.preset);
  return {
    ...shown, ...days, entries, assessments, months: monthsOf(days.from, days.to), middle: days.from === '' || !ends.talk ? null : middleOf(days),
    missing: ends.journal && ['underway', 'finished'].includes(placement.state) ? missingMonths({ ...days, written: entries.map(({ month }) => month), today: now }) : [],
    mayAnswer: await mayAnswer(tx, placement), mentors: await isMentor(tx, placement), leaves: leaves.map(({ during, ...leave }) => ({ ...leave, ...daysOfRange(during) })), incidents, talk: talk ?? null, objections,
    objectUntil: objectUntil(assessments, ends) ?? null,
    obstacle: placement.state === 'finished' ? obstacleTo({ assessments, objections, noObjection: placement.noObjectionAt !== null, ends, today: now }) ?? null : null,
    scale: await loadScale(tx, placement.agreementId), lifecycle: viewMoves(tx.actor, placement, now),
  };
}

/** Where one person guides one other, the mentor is asked to assess, beside the host's officers. */
async function askMentorToAssess(tx: Tx, { id, applicationId, personName, schemeId }: PlacementRow): Promise<void> {
  const { rows: [tutor] } = presetOf((await findScheme(tx, schemeId)).preset).pairs === undefined ? { rows: [] } : await sql<{ personId: string | null }>`select exchange.tutor_of(${id}) as person_id`.execute(tx.db);
  if (tutor?.personId == null) return;
  await openTask(tx, { kind: 'exchange.placement/assess/host', subject: { type: 'exchange.placement', id }, to: { personId: tutor.personId }, link: stayLink(applicationId), title: { zh: `请鉴定：${personName}`, en: `Please assess: ${personName}` } });
}

/** What the actor may record now: that the time is over, only when it is. */
function viewMoves(actor: Actor, placement: PlacementRow, day: string) {
  const view = viewLifecycle(lifecycleFor(actor, placement), placement, actor);
  return { ...view, transitions: view.transitions.filter(({ name }) => name !== 'finish' || day >= finishesFrom(daysOfRange(placement.during))) };
}

/** How marks are converted, as the agreement in force says. */
export async function loadScale(tx: Tx, agreementId: string): Promise<Scale | null> {
  return (await loadVersions(tx, agreementId)).find(({ state }) => state === 'inForce')?.content.scale ?? null;
}

export type StayRow = { applicationId: string; personName: string; homeName: string; hostName: string; homeParty: string; hostParty: string; offerTitle: string; answer: string; agreement: string | null; placement: string | null };

/** Those of a scheme who have a place, as far as the actor may see them: where each stands. */
export async function listStays(platform: Platform, actor: Actor, schemeId: string): Promise<StayRow[]> {
  return inTransaction(platform.database, actor, async (tx) => {
    await findScheme(tx, schemeId);
    const { rows } = await sql<StayRow>`
      select a.id as application_id, a.person_name, h.name as home_name, i.name as host_name, a.party as home_party, o.party as host_party, o.title as offer_title, a.state as answer, g.state as agreement, p.state as placement
      from exchange.application a join directory.institution h on h.id = a.home_id join exchange.offer o on o.id = a.offer_id join directory.institution i on i.id = o.institution_id
        left join exchange.agreement g on g.application_id = a.id left join exchange.placement p on p.application_id = a.id and p.state <> 'withdrawn'
      where a.scheme_id = ${schemeId} order by h.name, a.person_name, a.id limit 2000`.execute(tx.db);
    return rows;
  });
}

/** Records arrival, the end of the time, or an early end. The days that count are those on which it was so. */
export async function moveStay(platform: Platform, actor: Actor, applicationId: string, request: Omit<Move, 'id'>): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    if (request.transition === 'arrive') await checkSigned(tx, applicationId);
    const placement = await findPlacement(tx, applicationId);
    const days = daysOfRange(placement.during);
    const day = today(platform).toString();
    if (request.transition === 'arrive' && day < days.from) throw refuse(refusals.tooEarly, { date: days.from });
    if (request.transition === 'finish' && day < finishesFrom(days)) throw refuse(refusals.notOver, { date: days.to });
    const after = await move<PlacementRow, string, string>(tx, lifecycleFor(tx.actor, placement), { ...request, id: placement.id });
    await settleDays(tx, { before: placement, after, day, reason: request.reason });
    if (after.state === 'finished') await askMentorToAssess(tx, after);
    await asSystem(tx, 'exchange.figures', async (system) => countStay(system, await findScheme(system, placement.schemeId), await findPlacement(system, applicationId), day));
  });
}

/** Of one who left before the end the time is what it was, with the reason; an end before the beginning leaves no time at all. */
export async function settleDays(tx: Tx, { before, after, day, reason }: { before: PlacementRow; after: PlacementRow; day: string; reason: string | undefined }): Promise<void> {
  if (after.state !== 'ended') return;
  await sql`update exchange.placement set end_reason = ${reason ?? null} where id = ${before.id}`.execute(tx.db);
  if (day >= daysOfRange(before.during).to) return;
  await sql`update exchange.placement set during = daterange(lower(during), greatest(lower(during), ${day}::date + ${before.state === 'underway' ? 1 : 0}::integer)) where id = ${before.id}`.execute(tx.db);
}

/** Nobody begins before all have signed and, in another province, before it is approved and filed; the database says the same. */
async function checkSigned(tx: Tx, applicationId: string): Promise<void> {
  const agreement = await findAgreement(tx, applicationId);
  if (agreement.state !== 'inForce' && (await loadPlacement(tx, applicationId)) === undefined) {
    const unsigned = await loadUnsigned(tx, agreement.id);
    const names = (language: 'zh' | 'en') => unsigned.map(({ signatory, name }) => `${signatoryNames[signatory][language]} ${name}`).join(language === 'zh' ? '、' : ', ') || '—';
    throw refuse(refusals.notAllSigned, { names: { zh: names('zh'), en: names('en') } });
  }
  const missing = await loadMissingClearances(tx, agreement);
  if (missing.length > 0) throw refuse(refusals.notCleared, { what: namesOfClearances(missing) });
}

function lifecycleFor(actor: Actor, placement: PlacementRow): typeof placementLifecycle {
  return sideOf(actor, placement) === 'home' ? homePlacementLifecycle : placementLifecycle;
}

/** The person's journal of a month; written until the tutor has answered, and what is missing until the certificate is given. */
export async function writeEntry(platform: Platform, actor: Actor, applicationId: string, { month, text, hours }: Pick<EntryRow, 'month' | 'text' | 'hours'>): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const placement = await findPlacement(tx, applicationId);
    if (sideOf(actor, placement) !== 'person') throw refuse(commonRefusals.notAllowed);
    if (placement.state !== 'underway' && placement.state !== 'finished') throw refuse(refusals.notUnderway);
    const { from, to } = daysOfRange(placement.during);
    if (!monthsOf(from, to).includes(month)) throw refuse(refusals.monthOutside, {}, { field: '/month' });
    const known = await tables(tx).selectFrom('exchange.entry').selectAll().where('placementId', '=', placement.id).where('month', '=', month).executeTakeFirst();
    if (known !== undefined && known.answer !== null) throw refuse(refusals.entryAnswered);
    if (known === undefined) await tables(tx).insertInto('exchange.entry').values({ placementId: placement.id, month, text, hours, writtenAt: platform.now().toString() }).execute();
    else await tables(tx).updateTable('exchange.entry').set({ text, hours }).where('placementId', '=', placement.id).where('month', '=', month).execute();
    for (const kind of ['exchange.placement/journal', 'exchange.placement/journal-alarm']) await closeTasks(tx, { type: 'exchange.placement', id: placement.id }, kind);
    await recordStay(tx, 'write-entry', placement, { month, hours });
    await askToAnswer(tx, placement, month);
  });
}

/** The tutor who signed the agreement is asked to answer; where none signed here, the host. */
async function askToAnswer(tx: Tx, { id, applicationId, personName, hostId }: PlacementRow, month: string): Promise<void> {
  const { rows: [tutor] } = await sql<{ personId: string | null }>`select exchange.tutor_of(${id}) as person_id`.execute(tx.db);
  const to = tutor?.personId == null ? { role: 'institution_officer' as const, organizationId: hostId } : { personId: tutor.personId };
  await openTask(tx, { kind: 'exchange.placement/answer', subject: { type: 'exchange.placement', id }, to, link: stayLink(applicationId), title: { zh: `请答复每月记录：${personName}（${month}）`, en: `Please answer the journal: ${personName} (${month})` } });
}

/** The host's officers answer the journal, and the tutor who signed the agreement. */
async function mayAnswer(tx: Tx, placement: PlacementRow): Promise<boolean> {
  if (sideOf(tx.actor, placement) === 'host') return true;
  const { rows: [tutor] } = await sql<{ is: boolean }>`select exchange.tutors(${placement.id}) as is`.execute(tx.db);
  return tutor?.is === true;
}

/** Whether the actor is the one who guides, where the post is a person: they assess for the host. */
async function isMentor(tx: Tx, { id }: PlacementRow): Promise<boolean> {
  const { rows: [mentor] } = await sql<{ is: boolean }>`select exchange.mentors(${id}) as is`.execute(tx.db);
  return mentor?.is === true;
}

export async function answerEntry(platform: Platform, actor: Actor, applicationId: string, { month, answer }: { month: string; answer: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const placement = await findPlacement(tx, applicationId);
    if (!(await mayAnswer(tx, placement))) throw refuse(commonRefusals.notAllowed);
    const { numUpdatedRows } = await tables(tx).updateTable('exchange.entry').set({ answer, answeredAt: platform.now().toString() }).where('placementId', '=', placement.id).where('month', '=', month).executeTakeFirst();
    if (numUpdatedRows === 0n) throw refuse(commonRefusals.notFound);
    await recordStay(tx, 'answer-entry', placement, { month });
    const waiting = await tables(tx).selectFrom('exchange.entry').select('month').where('placementId', '=', placement.id).where('answer', 'is', null).executeTakeFirst();
    if (waiting === undefined) for (const kind of ['exchange.placement/answer', 'exchange.placement/answer-alarm']) await closeTasks(tx, { type: 'exchange.placement', id: placement.id }, kind);
  });
}

/** A side's assessment at the end; the person's is their own view. */
export async function assess(platform: Platform, actor: Actor, applicationId: string, { grade, text }: { grade: Grade; text: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const placement = await findPlacement(tx, applicationId);
    const side = sideOf(actor, placement) ?? ((await isMentor(tx, placement)) ? 'host' : undefined);
    if (side === undefined) throw refuse(refusals.notASide);
    if (placement.state !== 'finished') throw refuse(refusals.notUnderway);
    if (!fieldRulesOf((await findScheme(tx, placement.schemeId)).preset).ends.assessedBy.includes(side)) throw refuse(refusals.notAsked);
    const known = await tables(tx).selectFrom('exchange.assessment').select('side').where('placementId', '=', placement.id).where('side', '=', side).executeTakeFirst();
    if (known !== undefined) throw refuse(refusals.assessedAlready);
    await tables(tx).insertInto('exchange.assessment').values({ placementId: placement.id, side, grade, text, assessedAt: platform.now().toString() }).execute();
    await recordStay(tx, 'assess', placement, { side, grade });
    await closeTasks(tx, { type: 'exchange.placement', id: placement.id }, `exchange.placement/assess/${side}`);
  });
}

/** The home recognises what was done and the certificate is given; what it comes to counts for the initiative. */
export async function certifyStay(platform: Platform, actor: Actor, applicationId: string, { version, recognised }: { version: number; recognised: readonly Recognised[] }): Promise<{ number: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const placement = await findPlacement(tx, applicationId);
    if (sideOf(actor, placement) !== 'home') throw refuse(commonRefusals.notAllowed);
    const scheme = await findScheme(tx, placement.schemeId);
    await checkCertifiable(platform, tx, scheme, placement);
    const scale = await loadScale(tx, placement.agreementId);
    const converted = recognised.map((line) => { const homeGrade = convertGrade(scale, line.grade); return homeGrade === undefined ? line : { ...line, homeGrade }; });
    const number = `JL${scheme.year}${placement.homeParty}${placement.hostParty}${placement.id.replaceAll('-', '').slice(-10).toUpperCase()}`;
    await asSystem(tx, 'exchange.certificate', async (system) => {
      const after = await move<PlacementRow, string, string>(system, placementLifecycle, { id: placement.id, transition: 'certify', version });
      await sql`update exchange.placement set recognised = ${JSON.stringify(converted)}::jsonb, certificate_number = ${number}, certified_on = ${today(platform).toString()} where id = ${placement.id}`.execute(system.db);
      const certified = { ...after, recognised: converted, certificateNumber: number, certifiedOn: today(platform).toString() };
      await countStay(system, scheme, certified, certified.certifiedOn);
      await enterRecognised(system, certified, { preset: scheme.preset, scale, by: isPerson(actor) ? (await nameOfPerson(system, actor.personId)) ?? null : null });
    });
    await recordStay(tx, 'recognise', placement, { number, recognised: converted.map((line) => ({ ...line })) });
    return { number };
  });
}

async function checkCertifiable(platform: Platform, tx: Tx, scheme: SchemeRow, placement: PlacementRow): Promise<void> {
  const days = daysOfRange(placement.during);
  if (today(platform).toString() < finishesFrom(days)) throw refuse(refusals.notOver, { date: days.to });
  const assessments = await tables(tx).selectFrom('exchange.assessment').selectAll().where('placementId', '=', placement.id).execute();
  const { objections } = await loadDuring(tx, placement.id);
  const { ends } = fieldRulesOf(scheme.preset);
  const obstacle = obstacleTo({ assessments, objections, noObjection: placement.noObjectionAt !== null, ends, today: today(platform).toString() });
  if (obstacle !== undefined) throw refuse(refusals[obstacle], { date: objectUntil(assessments, ends) ?? '' });
}

/** Tells the initiative what a stay comes to so far; what it was told before is replaced. */
export async function countStay(tx: Tx, scheme: SchemeRow, placement: PlacementRow, day: string): Promise<void> {
  const journal = await tables(tx).selectFrom('exchange.entry').select(['month', 'hours']).where('placementId', '=', placement.id).orderBy('month').execute();
  const { from, to } = daysOfRange(placement.during);
  const facts = from === '' || placement.state === 'ready' ? [] : factsOf({ measure: presetOf(scheme.preset).measure, party: placement.homeParty, toParty: placement.hostParty, from, to: to < day ? to : day, journal, recognised: placement.recognised, certifiedOn: placement.certifiedOn });
  await storeFacts(tx, { itemId: scheme.itemId, mechanism: 'exchange', subject: { type: 'exchange.placement', id: placement.id }, facts });
}

export async function findPlacement(tx: Tx, applicationId: string): Promise<PlacementRow> {
  const placement = await loadPlacement(tx, applicationId);
  if (placement === undefined) throw refuse(commonRefusals.notFound);
  return placement;
}

/** Enters an act on a stay in the journal, for those who may see the stay. */
export async function recordStay(tx: Tx, act: string, placement: PlacementRow, changes: Parameters<typeof record>[1]['changes']): Promise<void> {
  await record(tx, { act: `exchange.placement/${act}`, subject: { type: 'exchange.placement', id: placement.id, title: placement.personName }, changes, access: placementLifecycle.access(placement) });
}
