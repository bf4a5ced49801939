import { DatabaseError } from 'pg';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { partyNames, type PartyCode } from '#kernel/domain.ts';
import { closeTasks, notify, openTask } from '#kernel/inbox/inbox.ts';
import { record } from '#kernel/journal/journal.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { toUtf8 } from './encoding.ts';
import { fingerprintOf } from './keys.ts';
import { isSignedByAll } from './documents.ts';
import { signingRefusals } from './refusals.ts';
import { readKeyStatement, type KeyStatement } from './statement.ts';
import { isSignatory, loadAccountOf, loadKey, loadKeys, loadSignatory, storeAppointment, storeApproval, storeDismissal, storeKey, storeRevocation, type SignatoryRow } from './store.ts';

const page = '/workspace/signing/keys';
const subjectOf = (id: string) => ({ type: 'signing.signatory', id });

export type Term = { readonly party: PartyCode; /** First and last day, 'YYYY-MM-DD'. */ readonly from: string; readonly until: string };
export type Who = { readonly accountId: string } | { readonly personId: string };

/** Appoints a signatory by a resolution of the four; called by whoever carries the resolution out. They also need the role to act in. */
export async function appointSignatory(tx: Tx, { party, from, until, resolution, ...who }: Term & Who & { readonly resolution: string }): Promise<string> {
  return asSystem(tx, 'signing', async (system) => {
    const accountId = await loadAccountOf(system, party, who);
    if (accountId === undefined) throw refuse(signingRefusals.noAccount);
    const id = await storeAppointment(system, { party, accountId, validFrom: from, validTo: until, basis: 'resolution', resolution }).catch(explain);
    await recordAppointment(system, 'appoint', { id, party }, { account: accountId, from, until, resolution });
    return id;
  });
}

/** A party's officer proposes a signatory; it holds once a second person of the party approves. */
export async function proposeSignatory(platform: Platform, actor: Actor, { party, from, until, reason, ...who }: Term & Who & { readonly reason: string }): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    if (!isPerson(actor) || actor.role !== 'party_officer' || actor.party !== party) throw refuse(commonRefusals.notAllowed);
    const accountId = await loadAccountOf(tx, party, who);
    if (accountId === undefined) throw refuse(signingRefusals.noAccount);
    const id = await storeAppointment(tx, { party, accountId, validFrom: from, validTo: until, basis: 'officer', reason }).catch(explain);
    await recordAppointment(tx, 'propose', { id, party }, { account: accountId, from, until }, reason);
    for (const role of ['party_officer', 'party_signatory'] as const) {
      await openTask(tx, { kind: 'signing/approveSignatory', subject: subjectOf(id), to: { role, party }, title: { zh: '批准签署人任命（须由提名人以外的人办理）', en: 'Approve a signatory (by somebody other than the proposer)' }, link: page });
    }
    return { id };
  });
}

/** The second person's approval: neither the proposer nor the one appointed, in whatever role or account. */
export async function approveSignatory(platform: Platform, actor: Actor, id: string): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const appointment = await loadPending(tx, actor, id);
    if (!(await storeApproval(tx, id).catch(explain))) throw refuse(commonRefusals.notAllowed);
    await recordAppointment(tx, 'approve', appointment, { from: appointment.validFrom, until: appointment.validTo });
    await closeTasks(tx, subjectOf(id));
    await notify(tx, { kind: 'signing/appointed', subject: subjectOf(id), to: { role: 'party_signatory', party: appointment.party }, title: { zh: '签署人任命已批准，请登记签署密钥', en: 'The signatory is approved: register a signing key' }, link: page });
  });
}

/** Ends an appointment, or rejects one that is proposed; what was signed stays signed. */
export async function dismissSignatory(platform: Platform, actor: Actor, id: string, reason: string): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const appointment = await loadSignatory(tx, id);
    if (appointment === undefined) throw refuse(commonRefusals.notFound);
    if (!isPerson(actor) || actor.party !== appointment.party) throw refuse(commonRefusals.notAllowed);
    if (appointment.withdrawnAt !== null) throw refuse(signingRefusals.notPending);
    if (!(await storeDismissal(tx, id, reason))) throw refuse(commonRefusals.notAllowed);
    await recordAppointment(tx, 'dismiss', appointment, {}, reason);
    await closeTasks(tx, subjectOf(id));
  });
}

/** Registers a public key of the signatory who acts, for their party; `proof` is the key's own signature over the statement. */
export async function registerKey(platform: Platform, actor: Actor, { statement, proof }: { statement: string; proof: Uint8Array }): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    if (!isPerson(actor) || actor.role !== 'party_signatory' || actor.party === undefined) throw refuse(commonRefusals.notAllowed);
    if (!(await isSignatory(tx, actor.accountId, actor.party))) throw refuse(signingRefusals.notSignatory, { party: partyNames[actor.party] });
    const { key, validFrom, validTo, party } = parse(statement);
    if (party !== actor.party || !isSignedByAll(key, toUtf8(statement), proof)) throw refuse(signingRefusals.badKey);
    const day = today(platform);
    if (validFrom !== day.toString() || Temporal.PlainDate.compare(validTo, day.add({ years: 3 })) > 0) throw refuse(signingRefusals.keyPeriod, { today: day.toString() });
    const fingerprint = fingerprintOf(key);
    if ((await loadKeys(tx, { fingerprint })).length > 0) throw refuse(signingRefusals.keyTaken);
    const id = await storeKey(tx, { algorithm: key.algorithm, publicKey: key.spki, fingerprint, statement, proof, validFrom, validTo });
    await record(tx, { act: 'signing.key/register', subject: { type: 'signing.key', id }, changes: { key: fingerprint, algorithm: key.algorithm, party, validFrom, validTo }, access: { visibility: 'region', party } });
    return { id };
  });
}

/** Revokes a key from this moment on; by its owner or an officer of their party. */
export async function revokeKey(platform: Platform, actor: Actor, id: string, reason: string): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const key = await loadKey(tx, id);
    if (key === undefined) throw refuse(commonRefusals.notFound);
    if (key.revokedAt !== null) throw refuse(signingRefusals.keyRevoked, { at: key.revokedAt.slice(0, 16).replace('T', ' ') });
    if (!(await storeRevocation(tx, id, reason))) throw refuse(commonRefusals.notAllowed);
    await record(tx, { act: 'signing.key/revoke', subject: { type: 'signing.key', id }, reason, changes: { key: key.fingerprint, party: key.party }, access: { visibility: 'region', party: key.party } });
  });
}

async function loadPending(tx: Tx, actor: Actor, id: string): Promise<SignatoryRow> {
  const appointment = await loadSignatory(tx, id);
  if (appointment === undefined) throw refuse(commonRefusals.notFound);
  if (!isPerson(actor) || actor.party !== appointment.party) throw refuse(commonRefusals.notAllowed);
  if (appointment.approvedAt !== null || appointment.withdrawnAt !== null) throw refuse(signingRefusals.notPending);
  return appointment;
}

function parse(statement: string): KeyStatement & ReturnType<typeof readKeyStatement> {
  try {
    return readKeyStatement(statement);
  } catch {
    throw refuse(signingRefusals.badKey);
  }
}

/** The table's own checks in words: who may not be whom, and no two terms at a time. */
function explain(error: unknown): never {
  if (error instanceof DatabaseError && error.code === '23P01') throw refuse(signingRefusals.overlaps);
  if (error instanceof DatabaseError && ['signatory_not_oneself', 'signatory_second_person'].includes(error.constraint ?? '')) throw refuse(signingRefusals.samePerson);
  throw error;
}

async function recordAppointment(tx: Tx, act: string, { id, party }: { id: string; party: PartyCode }, changes: Record<string, string>, reason?: string): Promise<void> {
  await record(tx, { act: `signing.signatory/${act}`, subject: { type: 'signing.signatory', id }, reason, changes: { party, ...changes }, access: { visibility: 'region', party } });
}
