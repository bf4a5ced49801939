import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import * as oidc from 'openid-client';
import type { PartyCode } from '#kernel/domain.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { record } from '#kernel/journal/journal.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, declareRefusals, refuse } from '#kernel/refusal.ts';
import type { Text } from '#kernel/text.ts';
import { systemActor, type PersonActor } from './actor.ts';
import { openSession } from './sign-in.ts';

/** A party's own OpenID provider, which signs in that party's people. */
export type OidcProvider = {
  readonly id: string; readonly party: PartyCode; readonly label: Text;
  readonly issuer: string; readonly clientId: string; readonly clientSecret?: string | undefined;
};

export const oidcRefusals = declareRefusals('oidc', {
  providerFailed: { status: 503, zh: '统一身份认证服务没有应答，请稍后再试。', en: 'The identity provider did not answer; try again shortly.' },
  notCompleted: { status: 401, zh: '统一身份认证未能完成，请重试。', en: 'The identity provider did not complete the sign-in; try again.' },
  unknownIdentity: { status: 403, zh: '您的统一身份尚未与本平台账号关联。', en: 'Your identity is not linked to an account here yet.' },
  otherParty: { status: 403, zh: '该身份认证服务不属于您的账号所在的省（市）。', en: 'This identity provider is not that of your account’s party.' },
  linkedElsewhere: { status: 409, zh: '该统一身份已与另一个账号关联。', en: 'This identity is linked to another account already.' },
});

/** What the person came for: to sign in, or to link the identity to the account they are signed in to. */
export type Intent = { readonly kind: 'sign-in'; readonly next: string } | { readonly kind: 'link'; readonly accountId: string };

type Pending = { readonly provider: string; readonly state: string; readonly nonce: string; readonly verifier: string; readonly intent: Intent; readonly until: number };

/** The person has this long at the provider. */
export const pendingMinutes = 15;

export function findProvider(platform: Platform, id: string): OidcProvider {
  const provider = (platform.config.oidc ?? []).find((known) => known.id === id);
  if (provider === undefined) throw refuse(commonRefusals.notFound);
  return provider;
}

/**
 * Where to send the browser (authorization code flow with PKCE, OpenID Connect Core 1.0 and RFC 7636), and what it must bring back,
 * sealed, in a cookie: nothing of a sign-in that may never be completed is kept here.
 */
export async function beginAtProvider(platform: Platform, provider: OidcProvider, intent: Intent): Promise<{ url: string; pending: string }> {
  const configuration = await discover(provider);
  const pending: Pending = {
    provider: provider.id, state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier(), intent,
    until: platform.now().epochMilliseconds + pendingMinutes * 60_000,
  };
  const url = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri(platform, provider), scope: 'openid', state: pending.state, nonce: pending.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier), code_challenge_method: 'S256',
  });
  return { url: url.href, pending: sealPending(platform, pending) };
}

/** Who came back from the provider: the subject that it vouches for. @throws Refusal when state, nonce, code or token do not fit */
export async function completeAtProvider(platform: Platform, provider: OidcProvider, { query, cookie }: { query: string; cookie: string | undefined }): Promise<{ subject: string; intent: Intent }> {
  const pending = openPending(platform, cookie);
  if (pending === undefined || pending.provider !== provider.id) throw refuse(oidcRefusals.notCompleted);
  const configuration = await discover(provider);
  const tokens = await oidc
    .authorizationCodeGrant(configuration, new URL(`${redirectUri(platform, provider)}${query}`), {
      pkceCodeVerifier: pending.verifier, expectedState: pending.state, expectedNonce: pending.nonce, idTokenExpected: true,
    })
    .catch((error: unknown) => {
      platform.log.warn({ provider: provider.id, code: error instanceof Error && 'code' in error ? error.code : undefined }, 'sign-in at a provider failed');
      throw refuse(oidcRefusals.notCompleted);
    });
  const subject = tokens.claims()?.sub;
  if (subject === undefined || subject.length > 255) throw refuse(oidcRefusals.notCompleted);
  return { subject, intent: pending.intent };
}

/** Signs in the account that the identity belongs to: one of the provider's own party. */
export async function signInWithIdentity(platform: Platform, provider: OidcProvider, subject: string, from: { readonly agent?: string | undefined }): Promise<{ token: string }> {
  return inTransaction(platform.database, systemActor('oidc'), async (tx) => {
    const { rows } = await sql<{ id: string; personId: string }>`
      update kernel.external_identity i set used_at = now() from kernel.account a
      where i.issuer = ${provider.issuer} and i.subject = ${subject} and a.id = i.account_id and a.disabled_at is null and (a.party is null or a.party = ${provider.party})
      returning a.id, a.person_id`.execute(tx.db);
    const [account] = rows;
    if (account === undefined) throw refuse(oidcRefusals.unknownIdentity);
    return openSession(tx, account, 'oidc', from);
  });
}

/** From now on the identity signs in to the actor's account, in place of one that did before. */
export async function linkIdentity(platform: Platform, actor: PersonActor, provider: OidcProvider, subject: string): Promise<void> {
  const elsewhere = await inTransaction(platform.database, systemActor('oidc'), (tx) => sql`
    select from kernel.external_identity where issuer = ${provider.issuer} and subject = ${subject} and account_id <> ${actor.accountId}`.execute(tx.db));
  if (elsewhere.rows.length > 0) throw refuse(oidcRefusals.linkedElsewhere);
  await inTransaction(platform.database, actor, async (tx) => {
    const { rows } = await sql<{ party: PartyCode | null }>`select party from kernel.account where id = ${actor.accountId}`.execute(tx.db);
    if (rows[0]?.party !== null && rows[0]?.party !== provider.party) throw refuse(oidcRefusals.otherParty);
    await sql`delete from kernel.external_identity where account_id = ${actor.accountId} and issuer = ${provider.issuer}`.execute(tx.db);
    await sql`insert into kernel.external_identity (issuer, subject, account_id) values (${provider.issuer}, ${subject}, ${actor.accountId})`.execute(tx.db);
    await recordIdentity(tx, 'link', actor, provider);
  });
}

export async function unlinkIdentity(platform: Platform, actor: PersonActor, provider: OidcProvider): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const { numAffectedRows } = await sql`delete from kernel.external_identity where account_id = ${actor.accountId} and issuer = ${provider.issuer}`.execute(tx.db);
    if (numAffectedRows === 0n) throw refuse(commonRefusals.notFound);
    await recordIdentity(tx, 'unlink', actor, provider);
  });
}

/** The providers that may be linked to the actor's account, and which are. */
export async function listIdentities(platform: Platform, actor: PersonActor): Promise<{ id: string; label: Text; party: PartyCode; linkedAt: string | null; usedAt: string | null }[]> {
  return inTransaction(platform.database, actor, async (tx) => {
    const { rows } = await sql<{ issuer: string; linkedAt: string; usedAt: string | null }>`select issuer, linked_at, used_at from kernel.external_identity where account_id = ${actor.accountId}`.execute(tx.db);
    const { rows: accounts } = await sql<{ party: PartyCode | null }>`select party from kernel.account where id = ${actor.accountId}`.execute(tx.db);
    const party = accounts[0]?.party ?? null;
    return (platform.config.oidc ?? []).filter((provider) => party === null || provider.party === party).map(({ id, label, party: of, issuer }) => {
      const linked = rows.find((row) => row.issuer === issuer);
      return { id, label, party: of, linkedAt: linked?.linkedAt ?? null, usedAt: linked?.usedAt ?? null };
    });
  });
}

async function recordIdentity(tx: Parameters<typeof record>[0], act: string, actor: PersonActor, { id }: OidcProvider): Promise<void> {
  await record(tx, { act: `actor.identity/${act}`, subject: { type: 'actor.account', id: actor.accountId }, changes: { provider: id }, access: { visibility: 'self', personId: actor.personId } });
}

function redirectUri(platform: Platform, { id }: OidcProvider): string {
  return `${platform.config.publicUrl}/api/session/oidc/${id}/callback`;
}

const discovered = new Map<string, Promise<oidc.Configuration>>();

/** A provider's metadata, asked for once; a provider that did not answer is asked again next time. */
async function discover({ issuer, clientId, clientSecret }: OidcProvider): Promise<oidc.Configuration> {
  const key = `${issuer} ${clientId}`;
  let configuration = discovered.get(key);
  if (configuration === undefined) {
    // plain HTTP is for a provider on this very machine only; settings refuse it elsewhere
    const options = issuer.startsWith('http:') ? { execute: [oidc.allowInsecureRequests] } : {};
    configuration = oidc.discovery(new URL(issuer), clientId, clientSecret, undefined, { timeout: 10, ...options });
    discovered.set(key, configuration);
  }
  try {
    return await configuration;
  } catch {
    discovered.delete(key);
    throw refuse(oidcRefusals.providerFailed);
  }
}

function sealPending(platform: Platform, pending: Pending): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', pendingKey(platform), nonce);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(pending), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

function openPending(platform: Platform, cookie: string | undefined): Pending | undefined {
  try {
    const bytes = Buffer.from(cookie ?? '', 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', pendingKey(platform), bytes.subarray(0, 12)).setAuthTag(bytes.subarray(12, 28));
    const pending = JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')) as Pending;
    return pending.until > platform.now().epochMilliseconds ? pending : undefined;
  } catch {
    return undefined;
  }
}

function pendingKey(platform: Platform): Buffer {
  return Buffer.from(hkdfSync('sha256', platform.config.secret, 'delta actor', 'oidc pending', 32));
}
