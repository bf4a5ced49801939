import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import type { Subject } from '#kernel/inbox/inbox.ts';
import type { Algorithm } from './keys.ts';

export type DocumentState = 'open' | 'inForce' | 'withdrawn';
export type DocumentRow = {
  id: string; subjectType: string; subjectId: string; title: string; round: number; canonical: string; sm3: string; sha256: string; required: PartyCode[]; link: string;
  visibility: 'region' | 'public'; state: DocumentState; openedAt: string; inForceAt: string | null; withdrawnAt: string | null; withdrawnReason: string | null; journalEntry: number | null;
};
export type SignatureRow = { documentId: string; party: PartyCode; name: string; keyId: string; fingerprint: string; algorithm: Algorithm; statement: string; signature: Buffer; reason: string; signedAt: string; keyStatement: string; keyProof: Buffer };
export type KeyRow = { id: string; accountId: string; party: PartyCode; name: string; algorithm: Algorithm; publicKey: Buffer; fingerprint: string; validFrom: string; validTo: string; registeredAt: string; revokedAt: string | null; revokedReason: string | null };
export type SignatoryRow = {
  id: string; party: PartyCode; accountId: string; name: string; validFrom: string; validTo: string; basis: 'resolution' | 'officer'; resolution: string | null; reason: string | null;
  proposedByPerson: string | null; personId: string; proposedByName: string | null; proposedAt: string; approvedByName: string | null; approvedAt: string | null; withdrawnAt: string | null; withdrawnReason: string | null;
};

const listedColumns = sql`d.id, d.subject_type, d.subject_id, d.title, d.round, encode(d.sm3, 'hex') as sm3, encode(d.sha256, 'hex') as sha256, d.required, d.link,
  d.visibility, d.state, d.opened_at, d.in_force_at, d.withdrawn_at, d.withdrawn_reason, d.journal_entry`;
const documentColumns = sql`${listedColumns}, d.canonical`;

async function documentWhere(tx: Tx, condition: RawBuilder<unknown>): Promise<DocumentRow | undefined> {
  const { rows } = await sql<DocumentRow>`select ${documentColumns} from kernel.signing_document d where ${condition} order by d.id desc limit 1`.execute(tx.db);
  return rows[0];
}

export const loadDocument = (tx: Tx, id: string) => documentWhere(tx, sql`d.id = ${id}`);
/** The document, which nobody else signs or withdraws until this transaction ends; only the platform may lock it. */
export async function lockDocument(tx: Tx, id: string): Promise<DocumentRow | undefined> {
  await sql`select from kernel.signing_document where id = ${id} for update`.execute(tx.db);
  return loadDocument(tx, id); // a statement of its own: it sees what was committed while this one waited
}
export const loadNewestDocument = (tx: Tx, { type, id }: Subject) => documentWhere(tx, sql`d.subject_type = ${type} and d.subject_id = ${id}`);
export const loadDocumentByDigest = (tx: Tx, hex: string) => documentWhere(tx, sql`(d.sm3 = decode(${hex}, 'hex') or d.sha256 = decode(${hex}, 'hex'))`);

export async function storeDocument(tx: Tx, row: Pick<DocumentRow, 'id' | 'subjectType' | 'subjectId' | 'title' | 'round' | 'canonical' | 'sm3' | 'sha256' | 'required' | 'link' | 'visibility'>): Promise<void> {
  await sql`insert into kernel.signing_document (id, subject_type, subject_id, title, round, canonical, sm3, sha256, required, link, visibility)
    values (${row.id}, ${row.subjectType}, ${row.subjectId}, ${row.title}, ${row.round}, ${row.canonical}, decode(${row.sm3}, 'hex'), decode(${row.sha256}, 'hex'), ${row.required}, ${row.link}, ${row.visibility})`.execute(tx.db);
}

export async function storeWithdrawal(tx: Tx, id: string, reason: string): Promise<void> {
  await sql`update kernel.signing_document set state = 'withdrawn', withdrawn_at = now(), withdrawn_reason = ${reason} where id = ${id}`.execute(tx.db);
}

export async function storeInForce(tx: Tx, id: string, journalEntry: number): Promise<void> {
  await sql`update kernel.signing_document set state = 'inForce', in_force_at = now(), journal_entry = ${journalEntry} where id = ${id}`.execute(tx.db);
}

export async function storeSignature(tx: Tx, row: Pick<SignatureRow, 'documentId' | 'keyId' | 'statement' | 'reason' | 'signedAt'> & { signature: Uint8Array }): Promise<void> {
  await sql`insert into kernel.signature (document_id, key_id, statement, signature, reason, signed_at)
    values (${row.documentId}, ${row.keyId}, ${row.statement}, ${Buffer.from(row.signature)}, ${row.reason}, ${row.signedAt})`.execute(tx.db);
}

/** The signatures of documents, by party. */
export async function loadSignatures(tx: Tx, documentIds: readonly string[]): Promise<SignatureRow[]> {
  const { rows } = await sql<SignatureRow>`
    select s.document_id, s.party, s.name, s.key_id, encode(k.fingerprint, 'hex') as fingerprint, k.algorithm, s.statement, s.signature, s.reason, s.signed_at, k.statement as key_statement, k.proof as key_proof
    from kernel.signature s join kernel.signing_key k on k.id = s.key_id where s.document_id = any(${documentIds}::uuid[]) order by s.party`.execute(tx.db);
  return rows;
}

/** Documents in a state, the newest first, without their text. */
export async function loadDocuments(tx: Tx, { state, limit, before }: { state: DocumentState; limit: number; before: string | undefined }): Promise<Omit<DocumentRow, 'canonical'>[]> {
  const { rows } = await sql<Omit<DocumentRow, 'canonical'>>`select ${listedColumns} from kernel.signing_document d
    where d.state = ${state} and (${before ?? null}::uuid is null or d.id < ${before ?? null}::uuid) order by d.id desc limit ${limit}`.execute(tx.db);
  return rows;
}

const keyColumns = sql`id, account_id, party, name, algorithm, public_key, encode(fingerprint, 'hex') as fingerprint, valid_from, valid_to, registered_at, revoked_at, revoked_reason`;

export async function loadKeys(tx: Tx, of: { accountId: string } | { party: PartyCode } | { fingerprint: string }): Promise<KeyRow[]> {
  const condition = 'accountId' in of ? sql`account_id = ${of.accountId}` : 'party' in of ? sql`party = ${of.party}` : sql`fingerprint = decode(${of.fingerprint}, 'hex')`;
  const { rows } = await sql<KeyRow>`select ${keyColumns} from kernel.signing_key where ${condition} order by id desc limit 200`.execute(tx.db);
  return rows;
}

export async function loadKey(tx: Tx, id: string): Promise<KeyRow | undefined> {
  const { rows } = await sql<KeyRow>`select ${keyColumns} from kernel.signing_key where id = ${id}`.execute(tx.db);
  return rows[0];
}

export async function storeKey(tx: Tx, row: Pick<KeyRow, 'algorithm' | 'fingerprint' | 'validFrom' | 'validTo'> & { publicKey: Uint8Array; statement: string; proof: Uint8Array }): Promise<string> {
  const { rows } = await sql<{ id: string }>`insert into kernel.signing_key (algorithm, public_key, fingerprint, statement, proof, valid_from, valid_to)
    values (${row.algorithm}, ${Buffer.from(row.publicKey)}, decode(${row.fingerprint}, 'hex'), ${row.statement}, ${Buffer.from(row.proof)}, ${row.validFrom}, ${row.validTo}) returning id`.execute(tx.db);
  return madeId(rows);
}

export async function storeRevocation(tx: Tx, id: string, reason: string): Promise<boolean> {
  const { rows } = await sql<{ done: boolean }>`select kernel.revoke_signing_key(${id}, ${reason}) as done`.execute(tx.db);
  return rows[0]?.done === true;
}

const signatoryColumns = sql`id, party, account_id, person_id, proposed_by_person, name, valid_from, valid_to, basis, resolution, reason, proposed_by_name, proposed_at, approved_by_name, approved_at, withdrawn_at, withdrawn_reason`;

export async function loadSignatories(tx: Tx, party: PartyCode): Promise<SignatoryRow[]> {
  const { rows } = await sql<SignatoryRow>`select ${signatoryColumns} from kernel.signatory where party = ${party} order by id desc limit 200`.execute(tx.db);
  return rows;
}

export async function loadSignatory(tx: Tx, id: string): Promise<SignatoryRow | undefined> {
  const { rows } = await sql<SignatoryRow>`select ${signatoryColumns} from kernel.signatory where id = ${id}`.execute(tx.db);
  return rows[0];
}

export async function isSignatory(tx: Tx, accountId: string, party: PartyCode): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`select kernel.is_signatory(${accountId}, ${party}) as is`.execute(tx.db);
  return rows[0]?.is === true;
}

export async function storeAppointment(tx: Tx, row: { party: PartyCode; accountId: string; validFrom: string; validTo: string } & ({ basis: 'resolution'; resolution: string } | { basis: 'officer'; reason: string })): Promise<string> {
  const byResolution = row.basis === 'resolution';
  const { rows } = await sql<{ id: string }>`insert into kernel.signatory (party, account_id, valid_from, valid_to, basis, resolution, reason, approved_at)
    values (${row.party}, ${row.accountId}, ${row.validFrom}, ${row.validTo}, ${row.basis}, ${byResolution ? row.resolution : null}, ${byResolution ? null : row.reason}, ${byResolution ? sql`now()` : null}) returning id`.execute(tx.db);
  return madeId(rows);
}

export async function storeApproval(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql<{ done: boolean }>`select kernel.approve_signatory(${id}) as done`.execute(tx.db);
  return rows[0]?.done === true;
}

export async function storeDismissal(tx: Tx, id: string, reason: string): Promise<boolean> {
  const { numAffectedRows } = await sql`update kernel.signatory set withdrawn_at = now(), withdrawn_reason = ${reason} where id = ${id} and withdrawn_at is null`.execute(tx.db);
  return numAffectedRows === 1n;
}

/** The account by which a person can act for a party: one that holds a role of it, else one that the party keeps. */
export async function loadAccountOf(tx: Tx, party: PartyCode, who: { accountId: string } | { personId: string }): Promise<string | undefined> {
  const condition = 'accountId' in who ? sql`a.id = ${who.accountId}` : sql`a.person_id = ${who.personId}`;
  const { rows } = await sql<{ id: string }>`select a.id from kernel.account a left join kernel.role_grant g on g.account_id = a.id and g.party = ${party} and g.role = 'party_signatory' and g.withdrawn_at is null
    where ${condition} and a.disabled_at is null and (g.id is not null or a.party = ${party}) order by g.id is null, a.id limit 1`.execute(tx.db);
  return rows[0]?.id;
}

function madeId(rows: readonly { id: string }[]): string {
  const [row] = rows;
  if (row === undefined) throw new Error('nothing was stored');
  return row.id;
}
