import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { signedIn } from '#kernel/actor/requests.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { cosignedAt, parseCheckpoint } from './checkpoint.ts';
import { record } from './journal.ts';
import { BadNote, formatVerifier, keyTypes, parseSignature, parseVerifier, signaturesOf } from './note.ts';
import { journalRefusals } from './refusals.ts';
import { loadCheckpoint } from './tree-store.ts';

export type Witness = { id: string; party: PartyCode; name: string; verifier: string; registeredAt: string; withdrawnAt: string | null; version: number; lastSize: number | null; lastSignedAt: string | null };

/** A witness's clock may be so far from the platform's (ms). */
export const mostApart = 5 * 60_000;

/** The parties' witnesses, each with the largest checkpoint that it has cosigned. */
export async function loadWitnesses(tx: Tx): Promise<Witness[]> {
  const { rows } = await sql<Witness>`
    select w.id, w.party, w.name, w.verifier, w.registered_at, w.withdrawn_at, w.version, c.size as last_size, c.signed_at as last_signed_at
    from kernel.journal_witness w left join lateral (
      select size, signed_at from kernel.journal_cosignature where witness_id = w.id order by size desc limit 1) c on true
    order by w.party, w.id`.execute(tx.db);
  return rows;
}

/** A party names the public key of its witness. */
export async function registerWitness(platform: Platform, actor: Actor, text: string): Promise<{ id: string }> {
  const { party, role } = signedIn(actor);
  if (role !== 'party_officer' || party === undefined) throw refuse(commonRefusals.notAllowed);
  const verifier = (() => {
    try {
      return parseVerifier(text, keyTypes.cosignature);
    } catch (error) {
      if (error instanceof BadNote) throw refuse(journalRefusals.badKey, {}, { field: '/verifier' });
      throw error;
    }
  })();
  return inTransaction(platform.database, actor, async (tx) => {
    const { rows: [witness] } = await sql<{ id: string }>`
      insert into kernel.journal_witness (party, name, verifier) values (${party}, ${verifier.name}, ${formatVerifier(verifier)}) on conflict do nothing returning id`.execute(tx.db);
    if (witness === undefined) throw refuse(journalRefusals.keyTaken, {}, { field: '/verifier' });
    await record(tx, { act: 'journal.witness/register', subject: { type: 'journal.witness', id: witness.id, title: verifier.name }, changes: { verifier: formatVerifier(verifier) }, access: { visibility: 'region', party } });
    return witness;
  });
}

/** From now on nothing is taken from this witness; what it cosigned stays. */
export async function withdrawWitness(platform: Platform, actor: Actor, { id, version, reason }: { id: string; version: number; reason: string }): Promise<void> {
  signedIn(actor);
  await inTransaction(platform.database, actor, async (tx) => {
    const witness = (await loadWitnesses(tx)).find((known) => known.id === id);
    if (witness === undefined) throw refuse(commonRefusals.notFound);
    if (witness.withdrawnAt !== null) throw refuse(journalRefusals.alreadyWithdrawn);
    await changeRecord(tx, { table: 'kernel.journal_witness', id, version, values: { withdrawnAt: platform.now().toString() } });
    await record(tx, { act: 'journal.witness/withdraw', subject: { type: 'journal.witness', id, title: witness.name }, reason, changes: { verifier: witness.verifier }, access: { visibility: 'region', party: witness.party } });
  });
}

/**
 * Takes the cosignature of a party's witness under a checkpoint.
 * Not itself an entry of the journal: each would make a new checkpoint to cosign, without end.
 */
export async function addCosignature(platform: Platform, actor: Actor, { size, line }: { size: number; line: string }): Promise<void> {
  const { party } = signedIn(actor);
  await inTransaction(platform.database, actor, async (tx) => {
    const checkpoint = await loadCheckpoint(tx, size);
    if (checkpoint === undefined) throw refuse(journalRefusals.noCheckpoint);
    const signature = (() => {
      try {
        return parseSignature(line);
      } catch {
        throw refuse(journalRefusals.badCosignature, {}, { field: '/line' });
      }
    })();
    const known = (await loadWitnesses(tx)).map((witness) => ({ ...witness, key: parseVerifier(witness.verifier, keyTypes.cosignature) }));
    const witness = known.find(({ key, withdrawnAt, party: of }) => withdrawnAt === null && of === party && signaturesOf([signature], key).length > 0);
    if (witness === undefined) throw refuse(journalRefusals.unknownWitness);
    const at = cosignedAt(parseCheckpoint(checkpoint.note).note, signature, witness.key);
    if (at === undefined) throw refuse(journalRefusals.badCosignature, {}, { field: '/line' });
    const apart = Math.abs(at * 1000 - platform.now().epochMilliseconds);
    if (apart > mostApart) throw refuse(journalRefusals.clockApart, { minutes: Math.round(apart / 60_000) }, { field: '/line' });
    await sql`
      insert into kernel.journal_cosignature (size, witness_id, line, signed_at)
      values (${size}, ${witness.id}, ${line}, to_timestamp(${at})) on conflict do nothing`.execute(tx.db);
  });
}
