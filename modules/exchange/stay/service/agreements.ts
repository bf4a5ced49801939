import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { closeTasks, notify, openTask } from '#kernel/inbox/inbox.ts';
import { digestOf, record } from '#kernel/journal/journal.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import { move } from '#kernel/lifecycle/move.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { refusals as fitRefusals } from '../../fit/refusals.ts';
import { stayLink } from '../../lifecycle.ts';
import { presetOf } from '../../presets.ts';
import { findScheme } from '../../service/schemes.ts';
import { lockUntilEnd, type ApplicationRow, type SchemeRow } from '../../store.ts';
import { fieldRulesOf } from '../field-rules.ts';
import { placementLifecycle } from '../lifecycle.ts';
import { signatoryNames } from '../messages.ts';
import { refusals } from '../refusals.ts';
import { daysBetween, missingField, signatories, type AgreementContent, type Signatory } from '../rules.ts';
import { loadSignatures, loadVersions, stayTables, type AgreementRow, type PlacementRow, type Side } from '../store.ts';

export const sides: readonly Side[] = ['person', 'home', 'host'];

/** Somebody who signs beside the three: by name, and as a person of the directory where they sign here themselves. */
export type Named = { readonly name: string; readonly personId: string | null };

/** What is sent to be signed. */
export type NewVersion = { readonly content: AgreementContent; readonly from: string; readonly to: string; readonly guardian: string | null; readonly teacher: Named | null; readonly tutor: Named | null };

/** An agreement lasts no longer than this many days. */
const longestStay = 550;

/** When a person has accepted, the sides have something to agree on: an empty agreement, for the host to draft. */
export async function beginAgreement(tx: Tx, scheme: SchemeRow, application: ApplicationRow): Promise<void> {
  await asSystem(tx, 'exchange.agreement', async (system) => {
    const { rows: [offer] } = await sql<{ institutionId: string; party: AgreementRow['hostParty'] }>`select institution_id, party from exchange.offer where id = ${application.offerId}`.execute(system.db);
    if (offer === undefined) throw refuse(refusals.agreementNotOpen);
    const needs = application.party === offer.party ? [] : fieldRulesOf(scheme.preset).acrossProvinces;
    await stayTables(system).insertInto('exchange.agreement')
      .values({ applicationId: application.id, schemeId: scheme.id, personId: application.personId, homeId: application.homeId, homeParty: application.party, hostId: offer.institutionId, hostParty: offer.party, needs: [...needs] })
      // After a post was closed: the same person and home, another host.
      .onConflict((conflict) => conflict.column('applicationId').doUpdateSet({ hostId: offer.institutionId, hostParty: offer.party, needs: [...needs], state: 'proposed', version: sql`agreement.version + 1` })).execute();
    await openTask(system, {
      kind: 'exchange.agreement/draft', subject: { type: 'exchange.agreement', id: application.id }, to: { role: 'institution_officer', organizationId: offer.institutionId }, link: stayLink(application.id),
      title: { zh: `请起草协议：${application.personName}`, en: `Please draft the agreement: ${application.personName}` },
    });
  });
}

/** Sets aside what was being agreed on with a host that closed its post; a stay that had not begun leaves its days free. */
export async function setAgreementsAside(system: Tx, applications: readonly string[]): Promise<void> {
  const agreements = sql`(select id from exchange.agreement where application_id = any(${applications}::uuid[]))`;
  await sql`update exchange.agreement_version set state = 'withdrawn' where agreement_id in ${agreements} and state in ('open', 'inForce')`.execute(system.db);
  await sql`update exchange.agreement set state = 'withdrawn', version = version + 1 where id in ${agreements}`.execute(system.db);
  await sql`update exchange.placement set state = 'withdrawn', version = version + 1 where agreement_id in ${agreements} and state = 'ready'`.execute(system.db);
  for (const id of applications) await closeTasks(system, { type: 'exchange.agreement', id });
}

/**
 * Sends the agreement, or a change of it, to be signed. What was sent before and is not signed by all is superseded, its signatures with it;
 * what is in force stays so meanwhile.
 */
export async function sendAgreement(platform: Platform, actor: Actor, applicationId: string, { version, ...sent }: NewVersion & { version: number }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    await lockUntilEnd(tx, `exchange.agreement ${applicationId}`);
    const before = await findAgreement(tx, applicationId);
    const scheme = await findScheme(tx, before.schemeId);
    const side = sideOf(actor, before);
    if (side !== 'home' && side !== 'host') throw refuse(commonRefusals.notAllowed);
    const placement = await loadPlacement(tx, applicationId);
    if (placement !== undefined && ['finished', 'certified', 'ended'].includes(placement.state)) throw refuse(refusals.agreementOver);
    checkVersion(scheme, sent);
    const named = await nameSignatories(tx, scheme, before, sent);
    const after = await changeRecord<AgreementRow>(tx, { table: 'exchange.agreement', id: before.id, version, values: { state: 'proposed' } });
    const earlier = await loadVersions(tx, before.id);
    const number = (earlier[0]?.number ?? 0) + 1;
    const digest = digestOfVersion(after, sent, named);
    const sentAt = platform.now().toString();
    await asSystem(tx, 'exchange.agreement', (system) => stayTables(system).updateTable('exchange.agreementVersion').set({ state: 'superseded' }).where('agreementId', '=', after.id).where('state', '=', 'open').execute());
    await stayTables(tx).insertInto('exchange.agreementVersion').values({ agreementId: after.id, number, content: sql`${JSON.stringify(sent.content)}::jsonb`, during: sql`daterange(${sent.from}, ${sent.to}, '[]')`, digest, sentAt }).execute();
    await stayTables(tx).insertInto('exchange.signature').values(named.map(({ signatory, name, personId }) => ({ agreementId: after.id, number, signatory, name, personId, sentAt }))).execute();
    await recordAgreement(tx, 'send', scheme, after, { number, digest: digest.toString('hex'), signatories: named.map(({ signatory }) => signatory) });
    await askToSign(tx, after, named);
    if (number === 1) await askToClear(tx, after);
  });
}

function checkVersion(scheme: SchemeRow, { content, from, to }: NewVersion): void {
  const fields = presetOf(scheme.preset).agreement;
  const unknown = Object.keys(content.texts).find((key) => !fields.some((field) => field.key === key));
  if (unknown !== undefined) throw refuse(refusals.unknownField, { field: unknown }, { field: `/content/texts/${unknown}` });
  const missing = missingField(fields, content);
  if (missing !== undefined) throw refuse(refusals.agreementIncomplete, { field: missing.label }, { field: `/content/texts/${missing.key}` });
  if (to < from || daysBetween(from, to) > longestStay) throw refuse(refusals.daysWrong, {}, { field: '/to' });
}

type NamedSignatory = { readonly signatory: Signatory; readonly name: string; readonly personId: string | null };

/** Everybody who signs this version: the three, those whom the programme asks for, and whoever else was named. */
async function nameSignatories(tx: Tx, scheme: SchemeRow, agreement: AgreementRow, { guardian, teacher, tutor }: NewVersion): Promise<NamedSignatory[]> {
  const needed = fieldRulesOf(scheme.preset).signatories;
  for (const [signatory, named, institutionId] of [['teacher', teacher, agreement.homeId], ['tutor', tutor, agreement.hostId]] as const) {
    if (named === null && needed.includes(signatory)) throw refuse(refusals.signatoryNeeded, { signatory: signatoryNames[signatory] }, { field: `/${signatory}` });
    if (named?.personId == null) continue;
    // Asked by the platform: the other side does not see whom an institution has.
    const { personId } = named;
    const found = await asSystem(tx, 'exchange.agreement', async (system) => (await sql`select from directory.person where id = ${personId} and institution_id = ${institutionId}`.execute(system.db)).rows.length);
    if (found === 0) throw refuse(refusals.notOfInstitution, {}, { field: `/${signatory}` });
  }
  const { rows: [names] } = await sql<{ person: string; home: string; host: string; mentorId: string | null }>`
    select a.person_name as person, h.name as home, i.name as host, (select o.tutor_id from exchange.offer o where o.id = a.offer_id and o.one_to_one) as mentor_id from exchange.application a join directory.institution h on h.id = a.home_id join directory.institution i on i.id = ${agreement.hostId}
    where a.id = ${agreement.applicationId}`.execute(tx.db);
  if (names === undefined) throw refuse(commonRefusals.notFound);
  if (names.mentorId !== null && tutor?.personId !== names.mentorId) throw refuse(fitRefusals.mentorSigns, {}, { field: '/tutor' });
  const all: Record<Signatory, Named | null> = {
    person: { name: names.person, personId: agreement.personId }, guardian: guardian === null ? null : { name: guardian, personId: null }, teacher, tutor,
    home: { name: names.home, personId: null }, host: { name: names.host, personId: null },
  };
  return signatories.flatMap((signatory) => { const named = all[signatory]; return named === null ? [] : [{ signatory, ...named }]; });
}

/** What a signature names: the sides, the days, every word, and who signs. */
export function digestOfVersion({ schemeId, personId, homeId, hostId }: Pick<AgreementRow, 'schemeId' | 'personId' | 'homeId' | 'hostId'>, { content, from, to }: Pick<NewVersion, 'content' | 'from' | 'to'>, named: readonly NamedSignatory[]): Buffer {
  const { texts, courses, scale } = content;
  return digestOf({
    schemeId, personId, homeId, hostId, from, to, texts: { ...texts }, courses: courses.map((course) => ({ ...course })),
    scale: scale === null ? null : { ...scale, lines: scale.lines.map((line) => ({ ...line })) }, signatories: named.map(({ signatory, name, personId: id }) => ({ signatory, name, personId: id })),
  });
}

async function askToSign(tx: Tx, agreement: AgreementRow, named: readonly NamedSignatory[]): Promise<void> {
  const subject = { type: 'exchange.agreement', id: agreement.applicationId };
  await closeTasks(tx, subject, 'exchange.agreement/draft');
  for (const signatory of signatories) await closeTasks(tx, subject, `exchange.agreement/sign/${signatory}`);
  for (const { signatory, personId } of named) {
    const institution = signatory === 'home' || signatory === 'teacher' || signatory === 'guardian' ? agreement.homeId : agreement.hostId;
    const to = personId === null ? { role: 'institution_officer', organizationId: institution } as const : { personId };
    await openTask(tx, { kind: `exchange.agreement/sign/${signatory}`, subject, to, link: stayLink(agreement.applicationId), title: { zh: `请签署协议（${signatoryNames[signatory].zh}）`, en: `Please sign the agreement (${signatoryNames[signatory].en})` } });
  }
}

async function askToClear(tx: Tx, { applicationId, needs, homeParty, hostParty }: AgreementRow): Promise<void> {
  const titles = { approval: { zh: '请审批跨省派出', en: 'Please approve a stay in another province' }, filing: { zh: '请办理跨省派出备案', en: 'Please file a stay from another province' } };
  for (const kind of needs) {
    await openTask(tx, { kind: `exchange.agreement/clear/${kind}`, subject: { type: 'exchange.agreement', id: applicationId }, to: { role: 'party_officer', party: kind === 'approval' ? homeParty : hostParty }, link: stayLink(applicationId), title: titles[kind] });
  }
}

/** Takes back what was sent, or what is in force while nobody has arrived; its days are free again, and another may be sent in its place. */
export async function withdrawAgreement(platform: Platform, actor: Actor, applicationId: string, { version, reason }: { version: number; reason: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    await lockUntilEnd(tx, `exchange.agreement ${applicationId}`);
    const before = await findAgreement(tx, applicationId);
    const scheme = await findScheme(tx, before.schemeId);
    const side = sideOf(actor, before);
    if (side !== 'home' && side !== 'host') throw refuse(commonRefusals.notAllowed);
    const placement = await loadPlacement(tx, applicationId);
    if (placement !== undefined && placement.state !== 'ready') throw refuse(refusals.agreementUnderway);
    const standing = (await loadVersions(tx, before.id)).filter(({ state }) => state === 'open' || state === 'inForce');
    if (standing.length === 0) throw refuse(refusals.nothingToWithdraw);
    const after = await changeRecord<AgreementRow>(tx, { table: 'exchange.agreement', id: before.id, version, values: { state: 'withdrawn' } });
    await asSystem(tx, 'exchange.agreement', async (system) => {
      await stayTables(system).updateTable('exchange.agreementVersion').set({ state: 'withdrawn' }).where('agreementId', '=', after.id).where('state', 'in', ['open', 'inForce']).execute();
      if (placement !== undefined) await move<PlacementRow, string, string>(system, placementLifecycle, { id: placement.id, transition: 'withdraw', version: placement.version });
    });
    await recordAgreement(tx, 'withdraw', scheme, after, { numbers: standing.map(({ number }) => number) }, reason);
    const subject = { type: 'exchange.agreement', id: applicationId };
    await closeTasks(tx, subject);
    await notify(tx, { kind: 'exchange.agreement/withdrawn', subject, to: { personId: after.personId }, link: stayLink(applicationId), title: { zh: '协议已撤回，将另行送签', en: 'The agreement was withdrawn; another will be sent' } });
  });
}

/** On which side of a stay the actor stands; the person only while they act for themselves. */
export function sideOf(actor: Actor, { personId, homeId, homeParty, hostId, hostParty }: Pick<AgreementRow, 'personId' | 'homeId' | 'homeParty' | 'hostId' | 'hostParty'>): Side | undefined {
  if (!isPerson(actor)) return undefined;
  if (actor.role === 'member') return actor.personId === personId ? 'person' : undefined;
  if (actor.role === 'institution_officer') return actor.organizationId === homeId ? 'home' : actor.organizationId === hostId ? 'host' : undefined;
  if (actor.role === 'party_officer') return actor.party === homeParty ? 'home' : actor.party === hostParty ? 'host' : undefined;
  return undefined;
}

export async function findAgreement(tx: Tx, applicationId: string): Promise<AgreementRow> {
  const agreement = await stayTables(tx).selectFrom('exchange.agreement').selectAll().where('applicationId', '=', applicationId).executeTakeFirst();
  if (agreement === undefined) throw refuse(commonRefusals.notFound);
  return agreement;
}

/** The stay that stands; one whose agreement was withdrawn does not. */
export async function loadPlacement(tx: Tx, applicationId: string): Promise<PlacementRow | undefined> {
  return stayTables(tx).selectFrom('exchange.placement').selectAll().where('applicationId', '=', applicationId).where('state', '<>', 'withdrawn').executeTakeFirst();
}

/** Who has not signed the version that waits, by name. */
export async function loadUnsigned(tx: Tx, agreementId: string): Promise<{ signatory: Signatory; name: string }[]> {
  const open = (await loadVersions(tx, agreementId)).find(({ state }) => state === 'open');
  return (await loadSignatures(tx, agreementId)).filter(({ number, means }) => number === open?.number && means === null);
}

export async function recordAgreement(tx: Tx, act: string, scheme: SchemeRow, agreement: AgreementRow, changes: Parameters<typeof record>[1]['changes'], reason?: string): Promise<void> {
  await record(tx, {
    act: `exchange.agreement/${act}`, subject: { type: 'exchange.agreement', id: agreement.id }, initiativeId: scheme.itemId, changes, reason,
    access: { visibility: 'organization', party: agreement.hostParty, organizationId: agreement.hostId, personId: agreement.personId },
  });
}
