import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { closeTasks, notify, openTask } from '#kernel/inbox/inbox.ts';
import { digestOf, record } from '#kernel/journal/journal.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { stayLink } from '../lifecycle.ts';
import { presetOf } from '../presets.ts';
import { refusals } from '../refusals.ts';
import { differences } from '../rules.ts';
import { lockUntilEnd, tables, type AgreementContent, type AgreementRow, type ApplicationRow, type SchemeRow, type Side } from '../store.ts';
import { findScheme } from './schemes.ts';

export const sides: readonly Side[] = ['person', 'home', 'host'];

/** When a person has accepted, the three sides have something to agree on: an empty agreement, for the host to draft. */
export async function beginAgreement(tx: Tx, scheme: SchemeRow, application: ApplicationRow): Promise<void> {
  await asSystem(tx, 'exchange.agreement', async (system) => {
    const { rows: [offer] } = await sql<{ institutionId: string; party: AgreementRow['hostParty'] }>`select institution_id, party from exchange.offer where id = ${application.offerId}`.execute(system.db);
    if (offer === undefined) throw refuse(refusals.agreementNotOpen);
    const parts = { personId: application.personId, homeId: application.homeId, hostId: offer.institutionId, content: {} };
    await tables(system).insertInto('exchange.agreement')
      .values({ applicationId: application.id, schemeId: scheme.id, ...parts, content: sql`'{}'::jsonb`, homeParty: application.party, hostParty: offer.party, digest: digestOfAgreement(scheme, parts) })
      // After a post was closed: the same person and home, another host.
      .onConflict((conflict) => conflict.column('applicationId').doUpdateSet({ hostId: offer.institutionId, hostParty: offer.party, content: sql`'{}'::jsonb`, digest: digestOfAgreement(scheme, parts), inForce: null, firstVersion: null, state: 'proposed', version: sql`agreement.version + 1` }))
      .execute();
    await openTask(system, {
      kind: 'exchange.agreement/draft', subject: { type: 'exchange.agreement', id: application.id }, to: { role: 'institution_officer', organizationId: offer.institutionId }, link: stayLink(application.id),
      title: { zh: `请起草三方协议：${application.personName}`, en: `Please draft the agreement: ${application.personName}` },
    });
  });
}

/** Sets aside what was being agreed on with a host that closed its post; a stay that had not begun leaves the days free. */
export async function setAgreementsAside(system: Tx, applications: readonly string[]): Promise<void> {
  await sql`update exchange.agreement set state = 'withdrawn', version = version + 1 where application_id = any(${applications}::uuid[])`.execute(system.db);
  await sql`update exchange.placement set state = 'ended', during = 'empty', version = version + 1 where application_id = any(${applications}::uuid[]) and state = 'ready'`.execute(system.db);
  for (const id of applications) await closeTasks(system, { type: 'exchange.agreement', id });
}

/** What an approval names: the parties, the dates and every word. */
function digestOfAgreement(scheme: SchemeRow, { personId, homeId, hostId, content }: Pick<AgreementRow, 'personId' | 'homeId' | 'hostId' | 'content'>): Buffer {
  return digestOf({ schemeId: scheme.id, startsOn: scheme.startsOn, endsOn: scheme.endsOn, personId, homeId, hostId, content: { ...content } });
}

/** Writes the agreement anew. Approvals name what they approve, so those of the earlier words do not count for these; what is in force stays so meanwhile. */
export async function writeAgreement(platform: Platform, actor: Actor, applicationId: string, { version, content }: { version: number; content: AgreementContent }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    await lockUntilEnd(tx, `exchange.agreement ${applicationId}`);
    const before = await findAgreement(tx, applicationId);
    const scheme = await findScheme(tx, before.schemeId);
    const side = sideOf(actor, before);
    if (side !== 'home' && side !== 'host') throw refuse(commonRefusals.notAllowed);
    const over = await tables(tx).selectFrom('exchange.placement').select('id').where('agreementId', '=', before.id).where('state', 'in', ['finished', 'certified', 'ended']).executeTakeFirst();
    if (over !== undefined) throw refuse(refusals.notUnderway);
    const { agreement: fields } = presetOf(scheme.preset);
    const unknown = Object.keys(content).find((key) => !fields.some((field) => field.key === key));
    if (unknown !== undefined) throw refuse(refusals.unknownField, { field: unknown }, { field: `/content/${unknown}` });
    const after = await changeRecord<AgreementRow>(tx, { table: 'exchange.agreement', id: before.id, version, values: { content: JSON.stringify(content), digest: digestOfAgreement(scheme, { ...before, content }), state: 'proposed' } });
    await recordAgreement(tx, 'write', scheme, after, { digest: after.digest.toString('hex'), fields: differences(before.content, content).map(({ field }) => field) });
    const subject = { type: 'exchange.agreement', id: applicationId };
    await closeTasks(tx, subject);
    for (const to of sides) {
      await openTask(tx, {
        kind: `exchange.agreement/approve/${to}`, subject, link: stayLink(applicationId), title: { zh: '请审阅并同意三方协议', en: 'Please read and approve the agreement' },
        to: to === 'person' ? { personId: after.personId } : { role: 'institution_officer', organizationId: to === 'home' ? after.homeId : after.hostId },
      });
    }
  });
}

/** A side approves the words that it read, by their digest. When all three have, the agreement is in force, and with the first the placement is made. */
export async function approveAgreement(platform: Platform, actor: Actor, applicationId: string, digest: string): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    await lockUntilEnd(tx, `exchange.agreement ${applicationId}`); // the last two at the same moment: the second counts the first
    const agreement = await findAgreement(tx, applicationId);
    const scheme = await findScheme(tx, agreement.schemeId);
    const side = sideOf(actor, agreement);
    if (side === undefined) throw refuse(refusals.notASide);
    if (agreement.digest.toString('hex') !== digest) {
      throw refuse(refusals.agreementChanged, {}, { details: { current: { digest: agreement.digest.toString('hex'), content: agreement.content }, differences: differences(agreement.inForce ?? {}, agreement.content) } });
    }
    const missing = presetOf(scheme.preset).agreement.find(({ key, required }) => required && (agreement.content[key] ?? '').trim() === '');
    if (missing !== undefined) throw refuse(refusals.agreementIncomplete, { field: missing.label });
    if ((await loadApprovals(tx, agreement)).some((approval) => approval.side === side)) throw refuse(refusals.approvedAlready);
    await tables(tx).insertInto('exchange.approval').values({ agreementId: agreement.id, digest: agreement.digest, side }).execute();
    await recordAgreement(tx, 'approve', scheme, agreement, { side, digest });
    await closeTasks(tx, { type: 'exchange.agreement', id: applicationId }, `exchange.agreement/approve/${side}`);
    await asSystem(tx, 'exchange.agreement', (system) => settle(system, scheme, agreement));
  });
}

async function settle(tx: Tx, scheme: SchemeRow, agreement: AgreementRow): Promise<void> {
  const { id } = agreement;
  const approved = await loadApprovals(tx, agreement);
  if (sides.some((side) => !approved.some((approval) => approval.side === side))) return;
  const content = JSON.stringify(agreement.content);
  await sql`update exchange.agreement set state = 'inForce', in_force = ${content}::jsonb, first_version = coalesce(first_version, ${content}::jsonb), version = version + 1 where id = ${id}`.execute(tx.db);
  await sql`
    insert into exchange.placement (agreement_id, application_id, scheme_id, person_id, person_name, home_id, home_party, host_id, host_party, during)
    select ${id}, a.id, a.scheme_id, a.person_id, a.person_name, a.home_id, a.party, ${agreement.hostId}, ${agreement.hostParty}, daterange(${scheme.startsOn}, ${scheme.endsOn}, '[]')
    from exchange.application a where a.id = ${agreement.applicationId}
    on conflict (application_id) do update set host_id = excluded.host_id, host_party = excluded.host_party, during = excluded.during, state = 'ready', version = placement.version + 1 where placement.state = 'ended' and isempty(placement.during)`.execute(tx.db);
  await notify(tx, { kind: 'exchange.agreement/inForce', subject: { type: 'exchange.agreement', id: agreement.applicationId }, to: { personId: agreement.personId }, title: { zh: '三方协议已生效', en: 'The agreement is in force' }, link: stayLink(agreement.applicationId) });
}

export async function loadApprovals(tx: Tx, { id, digest }: Pick<AgreementRow, 'id' | 'digest'>): Promise<{ side: Side; approvedAt: string }[]> {
  return tables(tx).selectFrom('exchange.approval').select(['side', 'approvedAt']).where('agreementId', '=', id).where('digest', '=', digest).orderBy('approvedAt').execute();
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
  const agreement = await tables(tx).selectFrom('exchange.agreement').selectAll().where('applicationId', '=', applicationId).executeTakeFirst();
  if (agreement === undefined) throw refuse(commonRefusals.notFound);
  return agreement;
}

async function recordAgreement(tx: Tx, act: string, scheme: SchemeRow, agreement: AgreementRow, changes: Parameters<typeof record>[1]['changes']): Promise<void> {
  await record(tx, {
    act: `exchange.agreement/${act}`, subject: { type: 'exchange.agreement', id: agreement.id }, initiativeId: scheme.itemId, changes,
    access: { visibility: 'organization', party: agreement.hostParty, organizationId: agreement.hostId, personId: agreement.personId },
  });
}
