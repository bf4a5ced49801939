import { randomUUIDv7, verify } from 'node:crypto';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { partyNames, type PartyCode } from '#kernel/domain.ts';
import { closeTasks, notify, openTask, type Subject } from '#kernel/inbox/inbox.ts';
import type { Json } from '#kernel/journal/canonical.ts';
import { record } from '#kernel/journal/journal.ts';
import { announce } from '#kernel/live/live.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { toUtf8 } from './encoding.ts';
import { isSignedBy, readPublicKey, sha256Of, type PublicKey } from './keys.ts';
import { signingRefusals } from './refusals.ts';
import { digestsOf, isWithin, readStatement, writeDocument, type Attachment, type Digests, type SignatureStatement } from './statement.ts';
import { isSignatory, loadKeys, loadNewestDocument, loadSignatures, lockDocument, storeDocument, storeInForce, storeSignature, storeWithdrawal, type DocumentRow, type DocumentState } from './store.ts';

/** The longest canonical document, in bytes. */
const longestDocument = 1_000_000;
/** How far a signatory's clock may be from ours, in minutes. */
const clockTolerance = 5;

export const documentSubject = (id: string): Subject => ({ type: 'signing.document', id });
const waitsFor = (party: PartyCode) => `signing/sign/${party}`;

export type NewSigning = {
  /** The record that is signed; its module's `outcomes` say what follows. */
  readonly subject: Subject;
  readonly title: string;
  /** The text, as the signatories see it; best with `clauses: { heading, text }[]`, which the page shows as such. */
  readonly content: Json;
  readonly attachments: readonly Attachment[];
  readonly round: number;
  readonly required: readonly PartyCode[];
  /** The page of the record, a path from `/`. */
  readonly link: string;
  /** Once in force, whether everybody may have the bundle; `region` where not said. */
  readonly visibility?: 'region' | 'public';
};

/**
 * Puts a document before the signatories of the required parties. One that is still open for the same record is withdrawn: a new round.
 * @returns the digests of the canonical document, hex
 */
export async function openSigning(tx: Tx, { subject, title, content, attachments, round, required, link, visibility = 'region' }: NewSigning): Promise<{ documentId: string } & Digests> {
  const documentId = randomUUIDv7();
  const canonical = writeDocument({ id: documentId, subject, round, title, content, attachments, required: [...new Set(required)] });
  if (toUtf8(canonical).length > longestDocument) throw refuse(signingRefusals.tooLong, { limit: '1 MB' });
  const digests = digestsOf(canonical);
  const before = await loadNewestDocument(tx, subject);
  if (before?.state === 'open') await asSystem(tx, 'signing', () => withdraw(tx, before, `第 ${round} 轮文本已定 · superseded by round ${round}`));
  await storeDocument(tx, { id: documentId, subjectType: subject.type, subjectId: subject.id, title, round, canonical, ...digests, required: [...new Set(required)].toSorted(), link, visibility });
  await record(tx, { act: 'signing/open', subject: { ...subject, title }, changes: { document: documentId, round, required, ...digests }, access: { visibility: 'region' } });
  for (const party of required) {
    await openTask(tx, { kind: waitsFor(party), subject: documentSubject(documentId), to: { role: 'party_signatory', party }, title: { zh: `签署：${title}`.slice(0, 200), en: `Sign: ${title}`.slice(0, 200) }, link: `/workspace/signing/${documentId}` });
  }
  await announceDocument(tx, documentId, subject);
  return { documentId, ...digests };
}

/** Takes a document back that is not in force yet, with a reason; its signatures stay on record and count for nothing. */
export async function withdrawSigning(tx: Tx, documentId: string, reason: string): Promise<void> {
  await asSystem(tx, 'signing', async () => {
    const document = await lockDocument(tx, documentId);
    if (document === undefined) throw refuse(commonRefusals.notFound);
    if (document.state !== 'open') throw refuse(signingRefusals.notOpen, { state: stateNames[document.state] });
    await withdraw(tx, document, reason);
  });
}

/** How a record's newest document stands: which parties must sign, who has, when and why. */
export type Signing = Digests & {
  readonly documentId: string; readonly title: string; readonly round: number; readonly state: DocumentState; readonly required: readonly PartyCode[];
  readonly signatures: readonly { readonly party: PartyCode; readonly name: string; readonly reason: string; readonly signedAt: string; readonly fingerprint: string }[];
  readonly openedAt: string; readonly inForceAt: string | null; readonly withdrawnReason: string | null;
};

export async function loadSigning(tx: Tx, subject: Subject): Promise<Signing | undefined> {
  const row = await loadNewestDocument(tx, subject);
  if (row === undefined) return undefined;
  const { id, title, round, state, required, sm3, sha256, openedAt, inForceAt, withdrawnReason } = row;
  const signatures = (await loadSignatures(tx, [id])).map(({ party, name, reason, signedAt, fingerprint }) => ({ party, name, reason, signedAt, fingerprint }));
  return { documentId: id, title, round, state, required, sm3, sha256, signatures, openedAt, inForceAt, withdrawnReason };
}

/**
 * Takes a party's signature: checks everything that it says and the signature itself, stores it, and, when it was the last one,
 * puts the document in force and lets the record's module carry on, all in one transaction.
 * @param statement the canonical statement that was signed; `signature` is DER
 */
export async function sign(platform: Platform, actor: Actor, { documentId, statement, signature }: { documentId: string; statement: string; signature: Uint8Array }): Promise<{ state: DocumentState }> {
  return inTransaction(platform.database, actor, async (tx) => {
    if (!isPerson(actor) || actor.role !== 'party_signatory' || actor.party === undefined) throw refuse(commonRefusals.notAllowed);
    const { party, accountId } = actor;
    const document = await asSystem(tx, 'signing', () => lockDocument(tx, documentId));
    if (document === undefined) throw refuse(commonRefusals.notFound);
    const before = await loadSignatures(tx, [documentId]);
    mayStillSign(document, party, before.map((one) => one.party));
    const said = parse(statement);
    checkStatement(said, { document, party, now: platform.now() });
    if (!(await isSignatory(tx, accountId, party))) throw refuse(signingRefusals.notSignatory, { party: partyNames[party] });
    const keyId = await checkKey(tx, said, { accountId, party, statement, signature });
    await storeSignature(tx, { documentId, keyId, statement, signature, reason: said.reason, signedAt: said.signedAt });
    const subject = { type: document.subjectType, id: document.subjectId };
    await record(tx, {
      act: 'signing/sign', subject: { ...subject, title: document.title }, reason: said.reason,
      changes: { document: documentId, party, sm3: document.sm3, sha256: document.sha256, key: said.key, signature: sha256Of(signature), signedAt: said.signedAt }, access: { visibility: 'region' },
    });
    await closeTasks(tx, documentSubject(documentId), waitsFor(party));
    const signed = new Set([...before.map((one) => one.party), party]);
    const complete = document.required.every((one) => signed.has(one));
    if (complete) await asSystem(tx, 'signing', (system) => bringInForce(platform, system, document));
    await announceDocument(tx, documentId, subject);
    return { state: complete ? 'inForce' : 'open' };
  });
}

export const stateNames = { open: { zh: '签署中', en: 'open for signing' }, inForce: { zh: '已生效', en: 'in force' }, withdrawn: { zh: '已撤回', en: 'withdrawn' } } as const;

async function withdraw(tx: Tx, { id, subjectType, subjectId, title, sm3, sha256 }: DocumentRow, reason: string): Promise<void> {
  const subject = { type: subjectType, id: subjectId };
  await storeWithdrawal(tx, id, reason);
  await record(tx, { act: 'signing/withdraw', subject: { ...subject, title }, reason, changes: { document: id, sm3, sha256 }, access: { visibility: 'region' } });
  await closeTasks(tx, documentSubject(id));
  await announceDocument(tx, id, subject);
}

async function bringInForce(platform: Platform, tx: Tx, document: DocumentRow): Promise<void> {
  const { id: documentId, subjectType, subjectId, title, sm3, sha256, link, required } = document;
  const signatures = await loadSignatures(tx, [documentId]);
  const entry = await record(tx, {
    act: 'signing/inForce', subject: { type: subjectType, id: subjectId, title },
    changes: { document: documentId, sm3, sha256, signatures: signatures.map(({ party, signature }) => ({ party, sha256: sha256Of(signature) })) }, access: { visibility: document.visibility },
  });
  await storeInForce(tx, documentId, entry);
  for (const party of required) await notify(tx, { kind: 'signing/inForce', subject: documentSubject(documentId), to: { role: 'party_officer', party }, title: { zh: `已生效：${title}`, en: `In force: ${title}` }, link });
  await platform.outcomes[subjectType]?.onSigned?.(tx, { subjectId, documentId, sm3, sha256 });
}

function mayStillSign({ state, required }: DocumentRow, party: PartyCode, signed: readonly PartyCode[]): void {
  if (!required.includes(party)) throw refuse(signingRefusals.notRequired, { party: partyNames[party] });
  if (signed.includes(party)) throw refuse(signingRefusals.alreadySigned, { party: partyNames[party] });
  if (state !== 'open') throw refuse(signingRefusals.notOpen, { state: stateNames[state] });
}

function parse(statement: string): SignatureStatement {
  try {
    return readStatement(statement);
  } catch {
    throw refuse(signingRefusals.badStatement);
  }
}

function checkStatement(said: SignatureStatement, { document, party, now }: { document: DocumentRow; party: PartyCode; now: Temporal.Instant }): void {
  if (said.party !== party) throw refuse(signingRefusals.otherParty, { party: partyNames[said.party] });
  if (said.document.id !== document.id || said.document.sm3 !== document.sm3 || said.document.sha256 !== document.sha256) throw refuse(signingRefusals.otherDigest);
  const minutes = Math.abs(Temporal.Instant.from(said.signedAt).until(now).total('minutes'));
  if (minutes > clockTolerance) throw refuse(signingRefusals.clock, { minutes: Math.round(minutes) });
}

/** The key must be the signatory's own for this party, valid now, and the signature its own. */
async function checkKey(tx: Tx, said: SignatureStatement, { accountId, party, statement, signature }: { accountId: string; party: PartyCode; statement: string; signature: Uint8Array }): Promise<string> {
  const [key] = await loadKeys(tx, { fingerprint: said.key });
  if (key === undefined || key.accountId !== accountId || key.party !== party) throw refuse(signingRefusals.keyOfOther, { party: partyNames[party] });
  if (key.revokedAt !== null) throw refuse(signingRefusals.keyRevoked, { at: key.revokedAt.slice(0, 16).replace('T', ' ') });
  if (!isWithin(key, said.signedAt)) throw refuse(signingRefusals.keyExpired, { from: key.validFrom, to: key.validTo });
  const publicKey = readPublicKey(key.publicKey);
  if (publicKey === undefined || !isSignedByAll(publicKey, toUtf8(statement), signature)) throw refuse(signingRefusals.badSignature);
  return key.id;
}

/** Asks our verifier, and where Node's own OpenSSL can say, that too; for SM2 it cannot be told the id (docs/decisions/0014). */
export function isSignedByAll(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  if (!isSignedBy(key, message, signature)) return false;
  return key.algorithm === 'SM2' || verify('sha256', message, { key: Buffer.from(key.spki), format: 'der', type: 'spki' }, signature);
}

async function announceDocument(tx: Tx, id: string, subject: Subject): Promise<void> {
  await announce(tx, documentSubject(id));
  await announce(tx, subject);
  await announce(tx, { type: 'signing', id: 'list' });
}
