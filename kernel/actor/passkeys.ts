import {
  generateAuthenticationOptions, generateRegistrationOptions, verifyAuthenticationResponse, verifyRegistrationResponse,
  type AuthenticationResponseJSON, type AuthenticatorTransport, type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { sql } from 'kysely';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { record } from '#kernel/journal/journal.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, declareRefusals, refuse } from '#kernel/refusal.ts';
import { systemActor, type PersonActor } from './actor.ts';
import { openSession } from './sign-in.ts';

const refusals = declareRefusals('passkey', {
  notVerified: { status: 401, zh: '通行密钥未通过验证，请重试。', en: 'The passkey could not be verified; try again.' },
  unknown: { status: 401, zh: '本平台没有登记这个通行密钥，它可能已被移除。', en: 'This passkey is not registered here; it may have been removed.' },
  tooMany: { status: 409, zh: '最多登记 {most} 个通行密钥，请先移除不用的。', en: 'At most {most} passkeys; remove one that you no longer use.' },
});

/** What a device is asked to sign is good for this long, once. */
const challengeMinutes = 5;
const mostPasskeys = 20;

/** A passkey as its owner sees it. */
export type Passkey = { id: string; name: string; createdAt: string; usedAt: string | null };

export type NewPasskey = { name: string; response: RegistrationResponseJSON };

/** The options with which a browser makes a new passkey (W3C WebAuthn Level 3, 5.4). */
export async function offerRegistration(platform: Platform, actor: PersonActor): Promise<Awaited<ReturnType<typeof generateRegistrationOptions>>> {
  return inTransaction(platform.database, actor, async (tx) => {
    const { rows: accounts } = await sql<{ login: string; name: string }>`select login, name from kernel.account where id = ${actor.accountId}`.execute(tx.db);
    const { rows: known } = await sql<{ credentialId: string; transports: AuthenticatorTransport[] }>`select credential_id, transports from kernel.passkey where account_id = ${actor.accountId}`.execute(tx.db);
    if (known.length >= mostPasskeys) throw refuse(refusals.tooMany, { most: mostPasskeys });
    const options = await generateRegistrationOptions({
      rpName: 'Delta', rpID: relyingParty(platform), userName: accounts[0]?.login ?? '', userDisplayName: accounts[0]?.name ?? '',
      userID: new TextEncoder().encode(actor.accountId), attestationType: 'none',
      excludeCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    await keepChallenge(tx, options.challenge, actor.accountId);
    return options;
  });
}

/** Keeps the passkey that a browser made for the options given to this account. */
export async function registerPasskey(platform: Platform, actor: PersonActor, { name, response }: NewPasskey): Promise<{ id: string }> {
  const challenge = await takeChallenge(platform, response.response.clientDataJSON, actor.accountId);
  const verified = await verifyRegistrationResponse({ response, ...expected(platform, challenge) }).catch(() => undefined);
  if (verified?.verified !== true) throw refuse(refusals.notVerified);
  const { credential } = verified.registrationInfo;
  return inTransaction(platform.database, actor, async (tx) => {
    const { rows } = await sql<{ id: string }>`
      insert into kernel.passkey (account_id, credential_id, public_key, counter, transports, name)
      values (${actor.accountId}, ${credential.id}, ${Buffer.from(credential.publicKey)}, ${credential.counter}, ${(credential.transports ?? []).slice(0, 10)}, ${name}) returning id`.execute(tx.db);
    const id = rows[0]?.id ?? '';
    await recordPasskey(tx, 'register', actor, { id, name });
    return { id };
  });
}

export async function listPasskeys(platform: Platform, actor: PersonActor): Promise<Passkey[]> {
  return inTransaction(platform.database, actor, async (tx) => {
    const { rows } = await sql<Passkey>`select id, name, created_at, used_at from kernel.passkey where account_id = ${actor.accountId} order by id limit ${mostPasskeys}`.execute(tx.db);
    return rows;
  });
}

export async function removePasskey(platform: Platform, actor: PersonActor, id: string): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const { rows } = await sql<{ name: string }>`delete from kernel.passkey where id = ${id} and account_id = ${actor.accountId} returning name`.execute(tx.db);
    const [removed] = rows;
    if (removed === undefined) throw refuse(commonRefusals.notFound);
    await recordPasskey(tx, 'remove', actor, { id, name: removed.name });
  });
}

/** The options with which a browser signs in by a passkey; which one, and so who, the person chooses on their device. */
export async function offerSignIn(platform: Platform): Promise<Awaited<ReturnType<typeof generateAuthenticationOptions>>> {
  const options = await generateAuthenticationOptions({ rpID: relyingParty(platform), userVerification: 'required' });
  await inTransaction(platform.database, systemActor('passkey'), (tx) => keepChallenge(tx, options.challenge, null));
  return options;
}

/** Signs in whoever's passkey has signed our challenge. */
export async function signInWithPasskey(platform: Platform, response: AuthenticationResponseJSON, from: { readonly agent?: string | undefined }): Promise<{ token: string }> {
  const challenge = await takeChallenge(platform, response.response.clientDataJSON, null);
  const known = await inTransaction(platform.database, systemActor('passkey'), (tx) => loadCredential(tx, response.id));
  if (known === undefined) throw refuse(refusals.unknown);
  const { accountId, personId, publicKey, counter, transports } = known;
  const verified = await verifyAuthenticationResponse({
    response, ...expected(platform, challenge), credential: { id: response.id, publicKey: new Uint8Array(publicKey), counter: Number(counter), transports },
  }).catch(() => undefined);
  if (verified?.verified !== true) throw refuse(refusals.notVerified);
  return inTransaction(platform.database, systemActor('passkey'), async (tx) => {
    await sql`update kernel.passkey set counter = ${verified.authenticationInfo.newCounter}, used_at = now() where credential_id = ${response.id}`.execute(tx.db);
    return openSession(tx, { id: accountId, personId }, 'passkey', from);
  });
}

type Credential = { accountId: string; personId: string; publicKey: Buffer; counter: string; transports: AuthenticatorTransport[] };

async function loadCredential(tx: Tx, credentialId: string): Promise<Credential | undefined> {
  const { rows } = await sql<Credential>`select p.account_id, a.person_id, p.public_key, p.counter, p.transports
    from kernel.passkey p join kernel.account a on a.id = p.account_id and a.disabled_at is null where p.credential_id = ${credentialId}`.execute(tx.db);
  return rows[0];
}

function expected(platform: Platform, challenge: string) {
  return { expectedChallenge: challenge, expectedOrigin: platform.config.publicUrl, expectedRPID: relyingParty(platform), requireUserVerification: true };
}

function relyingParty(platform: Platform): string {
  return new URL(platform.config.publicUrl).hostname;
}

async function keepChallenge(tx: Tx, challenge: string, accountId: string | null): Promise<void> {
  await sql`delete from kernel.passkey_challenge where expires_at < now()`.execute(tx.db);
  await sql`insert into kernel.passkey_challenge (challenge, account_id, expires_at) values (${challenge}, ${accountId}, now() + make_interval(mins => ${challengeMinutes}))`.execute(tx.db);
}

/** The challenge that a response answers, taken away so that it is answered once; refused when we did not make it for this account. */
async function takeChallenge(platform: Platform, clientData: string, accountId: string | null): Promise<string> {
  const challenge = challengeIn(clientData);
  const { rows } = await inTransaction(platform.database, systemActor('passkey'), (tx) => sql<{ challenge: string }>`
    delete from kernel.passkey_challenge where challenge = ${challenge} and account_id is not distinct from ${accountId} and expires_at > now() returning challenge`.execute(tx.db));
  const [taken] = rows;
  if (taken === undefined) throw refuse(refusals.notVerified);
  return taken.challenge;
}

function challengeIn(clientData: string): string {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientData, 'base64url').toString('utf8')) as { challenge?: unknown };
    return typeof challenge === 'string' && challenge.length <= 200 && !challenge.includes('\0') ? challenge : '';
  } catch {
    return '';
  }
}

async function recordPasskey(tx: Tx, act: string, actor: PersonActor, changes: { id: string; name: string }): Promise<void> {
  await record(tx, { act: `actor.passkey/${act}`, subject: { type: 'actor.account', id: actor.accountId }, changes, access: { visibility: 'self', personId: actor.personId } });
}
