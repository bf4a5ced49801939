import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { PartyCode } from '#kernel/domain.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import { canonicalJson, type Json } from './canonical.ts';

export type Visibility = 'public' | 'region' | 'party' | 'organization' | 'self';

/** Who may see a record, in the terms of `kernel.may_see`. */
export type Access = {
  readonly visibility: Visibility;
  readonly party?: PartyCode | undefined;
  readonly division?: string | undefined;
  readonly organizationId?: string | undefined;
  readonly personId?: string | undefined;
};

/** An act that changes something. Who acts, in which role, and when are added by the database. */
export type Act = {
  /** What was done, e.g. `plan.milestone/complete`. */
  readonly act: string;
  readonly subject: { readonly type: string; readonly id: string; readonly title?: string | undefined };
  readonly initiativeId?: string | undefined;
  readonly reason?: string | undefined;
  /** What is said of the act: the fields set, or before and after. No personal data. */
  readonly changes: Json;
  readonly access: Access;
};

/** An act as the history of a record shows it. */
export type JournalEntry = {
  id: number;
  at: string;
  act: string;
  role: string | null;
  roleParty: PartyCode | null;
  job: string | null;
  accountId: string | null;
  personId: string | null;
  reason: string | null;
  changes: Json;
  digest: string;
};

/** Adds one entry to the journal, in the transaction of the act itself. Gives the entry's number. */
export async function record(tx: Tx, act: Act): Promise<number> {
  const { access, subject } = act;
  const { rows } = await sql<{ id: number }>`
    insert into kernel.journal_entry
      (act, subject_type, subject_id, subject_title, initiative_id, reason, changes, digest, visibility, party, division, organization_id, subject_person_id)
    values (${act.act}, ${subject.type}, ${subject.id}, ${subject.title ?? null}, ${act.initiativeId ?? null}, ${act.reason ?? null},
      ${canonicalJson(act.changes)}::jsonb, ${digestOf(act.changes)}, ${access.visibility}, ${access.party ?? null},
      ${access.division ?? null}, ${access.organizationId ?? null}, ${access.personId ?? null})
    returning id`.execute(tx.db);
  const [row] = rows;
  if (row === undefined) throw new Error('the journal took no entry');
  return row.id;
}

/** SHA-256 over the canonical form of what an act says; 32 bytes. */
export function digestOf(changes: Json): Buffer {
  return createHash('sha256').update(canonicalJson(changes)).digest();
}

/** The history of one record, newest first, as far as the actor may see it; at most `limit` entries, older than `before` where given. */
export async function loadHistory(
  tx: Tx,
  { subjectType, subjectId, limit = 50, before }: { subjectType: string; subjectId: string; limit?: number; before?: number | undefined },
): Promise<JournalEntry[]> {
  const { rows } = await sql<JournalEntry>`
    select id, at, act, role, role_party, job, account_id, person_id, reason, changes, encode(digest, 'hex') as digest
    from kernel.journal_entry
    where subject_type = ${subjectType} and subject_id = ${subjectId} and (${before ?? null}::bigint is null or id < ${before ?? null})
    order by id desc limit ${limit}`.execute(tx.db);
  return rows;
}
