import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { closeTasks, notify } from '#kernel/inbox/inbox.ts';
import type { FileSubject } from '#kernel/module.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { nameOfPerson } from '#modules/directory/index.ts';
import { stayLink } from '../../lifecycle.ts';
import { presetOf } from '../../presets.ts';
import { findScheme } from '../../service/schemes.ts';
import { lockUntilEnd, type SchemeRow } from '../../store.ts';
import { clearanceNames } from '../messages.ts';
import type { ClearanceKind } from '../field-rules.ts';
import { refusals } from '../refusals.ts';
import { daysOfRange, daysSigned, differences, readOut, type Signatory } from '../rules.ts';
import { loadClearances, loadSignatures, loadVersions, stayTables, type AgreementRow, type SignatureRow, type VersionRow } from '../store.ts';
import { findAgreement, recordAgreement, sideOf } from './agreements.ts';

type Signing = { readonly tx: Tx; readonly scheme: SchemeRow; readonly agreement: AgreementRow; readonly open: VersionRow; readonly signatures: readonly SignatureRow[] };

/** A signatory signs here the words that they read, by their digest. When all have, the version is in force. */
export async function signAgreement(platform: Platform, actor: Actor, applicationId: string, { signatory, digest }: { signatory: Signatory; digest: string }): Promise<void> {
  await whileOpen(platform, actor, applicationId, digest, async (signing) => {
    const { tx, agreement, open, signatures } = signing;
    const asked = signatures.find((signature) => signature.number === open.number && signature.signatory === signatory);
    if (asked === undefined || !maySign(actor, agreement, asked)) throw refuse(refusals.notASide);
    await storeSignature(platform, signing, asked, { means: 'electronic', signedOn: today(platform).toString() });
    await settle(platform, tx, signing);
  });
}

/** Enters a signature that was given on paper: the scan hangs on it already. The sides enter those of their own people. */
export async function signOnPaper(platform: Platform, actor: Actor, applicationId: string, { signatory, digest, signedOn }: { signatory: Signatory; digest: string; signedOn: string }): Promise<void> {
  await whileOpen(platform, actor, applicationId, digest, async (signing) => {
    const { tx, agreement, open, signatures } = signing;
    const asked = signatures.find((signature) => signature.number === open.number && signature.signatory === signatory);
    if (asked === undefined || !mayEnter(actor, agreement, asked)) throw refuse(refusals.notASide);
    const sentOn = Temporal.Instant.from(asked.sentAt).toZonedDateTimeISO('Asia/Shanghai').toPlainDate().toString();
    if (signedOn < sentOn || signedOn > today(platform).toString()) throw refuse(refusals.signedInFuture, {}, { field: '/signedOn' });
    const scan = await sql`select from kernel.file where subject_type = 'exchange.signature' and subject_id = ${asked.id} and withdrawn_at is null`.execute(tx.db);
    if (scan.rows.length === 0) throw refuse(refusals.scanNeeded);
    await storeSignature(platform, signing, asked, { means: 'paper', signedOn });
    await settle(platform, tx, signing);
  });
}

/** One signature after the other: the last two at the same moment, and the second counts the first. */
async function whileOpen(platform: Platform, actor: Actor, applicationId: string, digest: string, work: (signing: Signing) => Promise<void>): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    await lockUntilEnd(tx, `exchange.agreement ${applicationId}`);
    const agreement = await findAgreement(tx, applicationId);
    const scheme = await findScheme(tx, agreement.schemeId);
    const versions = await loadVersions(tx, agreement.id);
    const signatures = await loadSignatures(tx, agreement.id);
    const read = versions.find((version) => version.digest.toString('hex') === digest);
    const open = versions.find(({ state }) => state === 'open');
    if (open === undefined || read?.number !== open.number) {
      const current = open ?? versions.find(({ state }) => state === 'inForce');
      if (read?.state === 'inForce' && open === undefined) throw refuse(refusals.signedAlready);
      throw refuse(refusals.agreementChanged, {}, { details: {
        current: current === undefined ? null : { number: current.number, digest: current.digest.toString('hex') },
        differences: current === undefined ? [] : differences(read === undefined ? {} : readVersion(read, signatures), readVersion(current, signatures)),
      } });
    }
    await work({ tx, scheme, agreement, open, signatures });
  });
}

/** A version as one would read it out. */
export function readVersion(version: VersionRow, signatures: readonly SignatureRow[]): Record<string, string> {
  const names = Object.fromEntries(signatures.filter(({ number }) => number === version.number).map(({ signatory, name }) => [signatory, name]));
  return readOut({ content: version.content, ...daysOfRange(version.during), names });
}

async function storeSignature(platform: Platform, { tx, scheme, agreement, open }: Signing, asked: SignatureRow, { means, signedOn }: { means: 'electronic' | 'paper'; signedOn: string }): Promise<void> {
  if (asked.means !== null) throw refuse(refusals.signedAlready);
  const { actor } = tx;
  if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
  const enteredName = (await nameOfPerson(tx, actor.personId)) ?? null;
  const { numUpdatedRows } = await stayTables(tx).updateTable('exchange.signature')
    .set({ means, signedOn, enteredBy: actor.accountId, enteredName, enteredAt: platform.now().toString() }).where('id', '=', asked.id).executeTakeFirst();
  if (numUpdatedRows !== 1n) throw refuse(commonRefusals.notAllowed);
  await recordAgreement(tx, means === 'paper' ? 'sign-on-paper' : 'sign', scheme, agreement, { number: open.number, signatory: asked.signatory, digest: open.digest.toString('hex'), signedOn });
  await closeTasks(tx, { type: 'exchange.agreement', id: agreement.applicationId }, `exchange.agreement/sign/${asked.signatory}`);
}

/** When nobody's signature is missing any more: what was in force is replaced, the days are held, and everybody knows. */
async function settle(platform: Platform, tx: Tx, { scheme, agreement, open }: Signing): Promise<void> {
  const missing = (await loadSignatures(tx, agreement.id)).filter(({ number, means }) => number === open.number && means === null);
  if (missing.length > 0) return;
  const now = platform.now().toString();
  const signedOn = today(platform).toString();
  await asSystem(tx, 'exchange.agreement', async (system) => {
    await stayTables(system).updateTable('exchange.agreementVersion').set({ state: 'replaced' }).where('agreementId', '=', agreement.id).where('state', '=', 'inForce').execute();
    await stayTables(system).updateTable('exchange.agreementVersion').set({ state: 'inForce', inForceAt: now }).where('agreementId', '=', agreement.id).where('number', '=', open.number).execute();
    await sql`update exchange.agreement set state = 'inForce', version = version + 1 where id = ${agreement.id}`.execute(system.db);
    await holdDays(system, scheme, agreement, open, signedOn);
    const subject = { type: 'exchange.agreement', id: agreement.applicationId };
    await closeTasks(system, subject, 'exchange.agreement/unsigned');
    const told = { kind: 'exchange.agreement/inForce', subject, title: { zh: '协议已签齐生效', en: 'The agreement is signed by all and in force' }, link: stayLink(agreement.applicationId) };
    for (const to of [{ personId: agreement.personId }, ...[agreement.homeId, agreement.hostId].map((organizationId) => ({ role: 'institution_officer' as const, organizationId }))]) await notify(system, { ...told, to });
  });
}

/** The placement of an agreement: made with its first version in force, its days changed with a later one. */
async function holdDays(tx: Tx, scheme: SchemeRow, agreement: AgreementRow, open: VersionRow, signedOn: string): Promise<void> {
  const agreed = daysOfRange(open.during);
  const { rows: [held] } = await sql<{ id: string; state: string; during: string }>`select id, state, during from exchange.placement where agreement_id = ${agreement.id} and state <> 'withdrawn'`.execute(tx.db);
  if (held !== undefined) {
    // Days that have been are what they were.
    const from = held.state === 'underway' ? daysOfRange(held.during).from : daysSigned({ ...agreed, signedOn })?.from ?? agreed.from;
    if (from > agreed.to) throw refuse(refusals.daysWrong);
    await sql`update exchange.placement set during = daterange(${from}, ${agreed.to}, '[]') where id = ${held.id}`.execute(tx.db);
    return;
  }
  const days = daysSigned({ ...agreed, signedOn });
  if (days === undefined) throw refuse(refusals.daysWrong);
  await sql`
    insert into exchange.placement (agreement_id, application_id, scheme_id, person_id, person_name, home_id, home_party, host_id, host_party, during)
    select ${agreement.id}, a.id, a.scheme_id, a.person_id, a.person_name, a.home_id, a.party, ${agreement.hostId}, ${agreement.hostParty}, daterange(${days.from}, ${days.to}, '[]')
    from exchange.application a where a.id = ${agreement.applicationId}`.execute(tx.db);
}

/** Whether the actor signs here as this signatory. */
export function maySign(actor: Actor, agreement: AgreementRow, { signatory, personId, means }: SignatureRow): boolean {
  if (!isPerson(actor) || means !== null) return false;
  if (signatory === 'home' || signatory === 'host') return sideOf(actor, agreement) === signatory;
  return actor.role === 'member' && personId !== null && actor.personId === personId;
}

/** Whether the actor may enter this signature from paper. */
export function mayEnter(actor: Actor, agreement: AgreementRow, { signatory, means }: SignatureRow): boolean {
  return means === null && sideOf(actor, agreement) === (signatory === 'tutor' || signatory === 'host' ? 'host' : 'home');
}

/** A department gives what an arrival in another province needs: the home's approves, the host's takes it on file. */
export async function giveClearance(platform: Platform, actor: Actor, applicationId: string, { kind, number, givenOn }: { kind: ClearanceKind; number: string; givenOn: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const agreement = await findAgreement(tx, applicationId);
    if (!agreement.needs.includes(kind)) throw refuse(refusals.notNeeded);
    if (!mayClear(actor, agreement, kind)) throw refuse(commonRefusals.notAllowed);
    const known = (await loadClearances(tx, agreement.id)).find((clearance) => clearance.kind === kind);
    if (known !== undefined) throw refuse(refusals.clearedAlready, { number: known.number });
    if (givenOn > today(platform).toString()) throw refuse(refusals.signedInFuture, {}, { field: '/givenOn' });
    await stayTables(tx).insertInto('exchange.clearance').values({ agreementId: agreement.id, kind, number, givenOn }).execute();
    await recordAgreement(tx, kind === 'approval' ? 'approve' : 'file', await findScheme(tx, agreement.schemeId), agreement, { kind, number, givenOn });
    await closeTasks(tx, { type: 'exchange.agreement', id: applicationId }, `exchange.agreement/clear/${kind}`);
  });
}

export function mayClear(actor: Actor, { homeParty, hostParty }: AgreementRow, kind: ClearanceKind): boolean {
  return actor.role === 'party_officer' && actor.party === (kind === 'approval' ? homeParty : hostParty);
}

/** What is still missing before somebody may arrive in another province. */
export async function loadMissingClearances(tx: Tx, { id, needs }: Pick<AgreementRow, 'id' | 'needs'>): Promise<ClearanceKind[]> {
  const given = new Set((await loadClearances(tx, id)).map(({ kind }) => kind));
  return needs.filter((kind) => !given.has(kind));
}

/** Those of a language, after one another. */
export function namesOfClearances(kinds: readonly ClearanceKind[]): { zh: string; en: string } {
  return { zh: kinds.map((kind) => clearanceNames[kind].zh).join('、'), en: kinds.map((kind) => clearanceNames[kind].en).join(', ') };
}

/** The labels of an agreement's parts, for those who read a difference. */
export function labelsOf(scheme: SchemeRow): Record<string, { zh: string; en: string }> {
  return Object.fromEntries(presetOf(scheme.preset).agreement.map(({ key, label }) => [key, label]));
}

/** Scans hang on the signature that they show; none is added or taken away once it is entered. */
export const signatureFiles: FileSubject = {
  maySee: async (tx, id) => (await loadSignature(tx, id)) !== undefined,
  mayAttach: async (tx, id) => {
    const signature = await loadSignature(tx, id);
    if (signature === undefined) return false;
    const agreement = await stayTables(tx).selectFrom('exchange.agreement').selectAll().where('id', '=', signature.agreementId).executeTakeFirst();
    return agreement !== undefined && mayEnter(tx.actor, agreement, signature);
  },
};

async function loadSignature(tx: Tx, id: string): Promise<SignatureRow | undefined> {
  return stayTables(tx).selectFrom('exchange.signature').selectAll().where('id', '=', id).executeTakeFirst();
}
