import type { PersonActor } from '#kernel/actor/actor.ts';
import { anAccount } from '#kernel/actor/testing.ts';
import type { TestDatabase } from '#kernel/database/testing.ts';
import { systemActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { sign } from './documents.ts';
import { toUtf8 } from './encoding.ts';
import { fingerprintOf, newKey, signWith, type Algorithm, type PrivateKey } from './keys.ts';
import { appointSignatory, registerKey } from './signatories.ts';
import { writeKeyStatement, writeStatement, type Digests, type SignatureStatement } from './statement.ts';

export type TestSignatory = { readonly actor: PersonActor; readonly key: PrivateKey; readonly keyId: string };

/** Somebody with an account and a role of a party. */
export async function aColleague(db: TestDatabase, party: PartyCode, role: PersonActor['role'] = 'party_officer'): Promise<PersonActor> {
  const { id, personId, grantId } = await anAccount(db, { login: `u${crypto.randomUUID().slice(0, 12)}`, party, role });
  return { role, party, accountId: id, personId, grantId };
}

/** A statement by which `key` is registered today, and the key's signature over it. */
export function aRegistration(platform: Platform, party: PartyCode, key: PrivateKey, more: { validFrom?: string; validTo?: string } = {}): { statement: string; proof: Uint8Array } {
  const day = today(platform);
  const statement = writeKeyStatement({ key, party, validFrom: day.toString(), validTo: day.add({ years: 1 }).toString(), ...more });
  return { statement, proof: signWith(key, toUtf8(statement)) };
}

/** A signatory of a party, appointed by a resolution, with a key. */
export async function aSignatory(db: TestDatabase, platform: Platform, party: PartyCode, algorithm: Algorithm = 'SM2'): Promise<TestSignatory> {
  const actor = await aColleague(db, party, 'party_signatory');
  const day = today(platform);
  await inTransaction(db, systemActor('test'), (tx) => appointSignatory(tx, { party, accountId: actor.accountId, from: day.toString(), until: day.add({ years: 2 }).toString(), resolution: '长三角教〔2027〕1号' }));
  const key = newKey(algorithm);
  const { id } = await registerKey(platform, actor, aRegistration(platform, party, key));
  return { actor, key, keyId: id };
}

/** What a signatory's page sends. */
export function aSignature(platform: Platform, { documentId, sm3, sha256 }: Digests & { documentId: string }, { actor, key }: Pick<TestSignatory, 'actor' | 'key'>, more: Partial<SignatureStatement> = {}) {
  const signedAt = platform.now().toString({ smallestUnit: 'second' });
  const statement = writeStatement({ document: { id: documentId, sm3, sha256 }, party: actor.party ?? '31', key: fingerprintOf(key), reason: '经党组会议研究，同意签署。', signedAt, ...more });
  return { documentId, statement, signature: signWith(key, toUtf8(statement)) };
}

export async function signAs(platform: Platform, document: Digests & { documentId: string }, signatory: TestSignatory, more: Partial<SignatureStatement> = {}) {
  return sign(platform, signatory.actor, aSignature(platform, document, signatory, more));
}
