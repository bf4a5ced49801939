import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { Database } from '#kernel/database/database.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { systemActor, type PersonActor, type PersonRole } from './actor.ts';

/** A session ends after 12 hours without a request, and after 7 days at the latest. */
export const idleHours = 12;
export const longestDays = 7;

/** `seen_at` is written at most this often: a write on every request would cost more than it tells. */
const seenEveryMs = 60_000;

export type SessionInfo = { id: string; accountId: string; name: string; login: string; language: 'zh' | 'en'; grantId?: string };

export type SignedInBy = 'password' | 'passkey' | 'oidc' | 'demonstration' | 'first administrator';

/** Opens a session for an account; gives the secret that the cookie carries, of which only the hash is kept. */
export async function createSession(tx: Tx, { accountId, signedInBy, agent, grantId }: { accountId: string; signedInBy: SignedInBy; agent?: string | undefined; grantId?: string | undefined }): Promise<{ token: string; sessionId: string }> {
  const token = randomBytes(32).toString('base64url');
  const { rows } = await sql<{ id: string }>`
    insert into kernel.session (token_hash, account_id, grant_id, signed_in_by, agent, expires_at)
    values (${hashOf(token)}, ${accountId}, ${grantId ?? null}, ${signedInBy}, ${agent?.slice(0, 300) ?? null}, now() + make_interval(days => ${longestDays}))
    returning id`.execute(tx.db);
  const [row] = rows;
  if (row === undefined) throw new Error('the session was not stored');
  return { token, sessionId: row.id };
}

type SessionRow = {
  session_id: string; account_id: string; person_id: string; name: string; login: string; language: 'zh' | 'en';
  grant_id: string | null; role: PersonRole; party: PartyCode | null; division: string | null; organization_id: string | null; seen_at: string;
};

/** Who a cookie stands for, and how they act; `undefined` when it is unknown, expired or idle too long. One query. */
export async function resolveSession(database: Database, token: string): Promise<{ actor: PersonActor; session: SessionInfo } | undefined> {
  if (!/^[\w-]{43}$/.test(token)) return undefined;
  const { rows } = await database.pool.query<SessionRow>({ name: 'session_actor', text: 'select * from kernel.session_actor($1)', values: [hashOf(token)] });
  const [row] = rows;
  if (row === undefined) return undefined;
  const idleMs = Date.now() - Date.parse(row.seen_at);
  if (idleMs > idleHours * 3_600_000) return undefined;
  if (idleMs > seenEveryMs) await touch(database, row.session_id);
  const actor: PersonActor = {
    role: row.role, accountId: row.account_id, personId: row.person_id, sessionId: row.session_id,
    ...(row.grant_id === null ? {} : { grantId: row.grant_id }),
    ...(row.party === null ? {} : { party: row.party }),
    ...(row.division === null ? {} : { division: row.division }),
    ...(row.organization_id === null ? {} : { organizationId: row.organization_id }),
  };
  const { login, name, language } = row;
  return { actor, session: { id: row.session_id, accountId: row.account_id, name, login, language, ...(row.grant_id === null ? {} : { grantId: row.grant_id }) } };
}

async function touch(database: Database, sessionId: string): Promise<void> {
  await inTransaction(database, systemActor('session'), (tx) => sql`update kernel.session set seen_at = now() where id = ${sessionId}`.execute(tx.db));
}

/** Ends one session of the actor, or all of them, or all but one. */
export async function endSessions(tx: Tx, which: { accountId: string; only?: string | undefined; except?: string | undefined }): Promise<void> {
  await sql`delete from kernel.session where account_id = ${which.accountId}
    and (${which.only ?? null}::uuid is null or id = ${which.only ?? null}) and id is distinct from ${which.except ?? null}`.execute(tx.db);
}

export type Grant = { id: string; role: PersonRole; party: PartyCode | null; division: string | null; organizationId: string | null };

/** The grants by which an account may act today; the widest scope last used first. */
export async function loadGrants(tx: Tx, accountId: string): Promise<Grant[]> {
  const { rows } = await sql<Grant>`
    select id, role, party, division, organization_id from kernel.role_grant
    where account_id = ${accountId} and withdrawn_at is null and current_date >= valid_from and (valid_to is null or current_date <= valid_to)
    order by role = 'member', id limit 100`.execute(tx.db);
  return rows;
}

export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
