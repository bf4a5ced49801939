import { sql } from 'kysely';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { notify } from '#kernel/inbox/inbox.ts';
import { record } from '#kernel/journal/journal.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, declareRefusals, refuse } from '#kernel/refusal.ts';
import { personRoles, systemActor, type PersonActor } from './actor.ts';
import { hashPassword, passwordWeakness, verifyPassword } from './password.ts';
import { createSession, endSessions, loadGrants, type Grant, type SignedInBy } from './session.ts';
import { countFailure, forgetFailures, isWorthTelling, secondsToWait, type ThrottleKey } from './throttle.ts';

export const signInRefusals = declareRefusals('sign-in', {
  wrong: { status: 401, zh: '账号或密码不正确。', en: 'The login or the password is wrong.' },
  slowDown: { status: 429, zh: '密码多次不正确，请在 {seconds} 秒后重试。', en: 'Too many wrong passwords; try again in {seconds} s.' },
  noSuchGrant: { status: 403, zh: '您没有这个身份，或它已被收回。', en: 'You do not hold this role, or it was withdrawn.' },
  tooShort: { status: 422, zh: '密码至少 10 个字符。', en: 'A password has at least 10 characters.' },
  tooCommon: { status: 422, zh: '这个密码太常见，请换一个。', en: 'This password is too common; choose another.' },
  likeLogin: { status: 422, zh: '密码不能包含账号。', en: 'The password must not contain the login.' },
  wrongCurrent: { status: 422, zh: '当前密码不正确。', en: 'The present password is wrong.' },
});

type Account = { id: string; personId: string; login: string; passwordHash: string | null; demonstration: boolean };
type From = { readonly agent?: string | undefined; readonly address: string };

/** Signs in with login and password. Wrong ones slow the next down, by login and by address, and the account's owner hears of a series. */
export async function signInWithPassword(platform: Platform, { login, password }: { login: string; password: string }, from: From): Promise<{ token: string }> {
  const keys: ThrottleKey[] = [{ by: 'login', value: login }, { by: 'address', value: from.address }];
  const account = await inTransaction(platform.database, systemActor('sign-in'), async (tx) => {
    const seconds = Math.max(...(await Promise.all(keys.map((key) => secondsToWait(tx, key)))));
    if (seconds > 0) throw refuse(signInRefusals.slowDown, { seconds }, { details: { retryAfter: seconds } });
    return loadAccount(tx, login);
  });
  if (await verifyPassword(password, account?.passwordHash) && account !== undefined) {
    return inTransaction(platform.database, systemActor('sign-in'), async (tx) => {
      await forgetFailures(tx, { by: 'login', value: login });
      return openSession(tx, account, 'password', from);
    });
  }
  await inTransaction(platform.database, systemActor('sign-in'), async (tx) => {
    const [failures = 1] = await Promise.all(keys.map((key) => countFailure(tx, key)));
    if (account !== undefined && isWorthTelling(failures)) await tellOwner(tx, account);
  });
  throw refuse(signInRefusals.wrong);
}

async function tellOwner(tx: Tx, account: Account): Promise<void> {
  const subject = { type: 'actor.account', id: account.id };
  await notify(tx, {
    kind: 'actor.account/failures', subject, to: { personId: account.personId },
    title: { zh: '有人多次用错误的密码尝试登录您的账号', en: 'Somebody tried wrong passwords on your account several times' },
    link: '/workspace/account',
  });
  await record(tx, { act: 'actor.account/failures', subject, changes: {}, access: { visibility: 'self', personId: account.personId } });
}

export type DemonstrationAccount = { login: string; name: string } & Omit<Grant, 'id'>;

/** The accounts that the sign-in page offers in a demonstration. */
export async function loadDemonstrationAccounts(platform: Platform): Promise<DemonstrationAccount[]> {
  return inTransaction(platform.database, systemActor('sign-in'), async (tx) => {
    const { rows } = await sql<DemonstrationAccount>`
      select a.login, a.name, g.role, g.party, g.organization_id, g.division from kernel.account a join kernel.role_grant g on g.account_id = a.id
      where a.demonstration and a.disabled_at is null and g.withdrawn_at is null order by g.party nulls last, array_position(${[...personRoles].toReversed()}::text[], g.role), a.login limit 200`.execute(tx.db);
    return rows;
  });
}

/** Signs in as one of the demonstration accounts; elsewhere there is no such thing. */
export async function signInForDemonstration(platform: Platform, login: string, from: From): Promise<{ token: string }> {
  if (!platform.config.demonstration) throw refuse(commonRefusals.notFound);
  return inTransaction(platform.database, systemActor('sign-in'), async (tx) => {
    const account = await loadAccount(tx, login);
    if (account === undefined || !account.demonstration) throw refuse(commonRefusals.notFound);
    return openSession(tx, account, 'demonstration', from);
  });
}

/** Opens the session of somebody who has shown who they are, acting by their first grant. */
export async function openSession(tx: Tx, account: Pick<Account, 'id' | 'personId'>, signedInBy: SignedInBy, { agent }: Pick<From, 'agent'>): Promise<{ token: string }> {
  const [grant] = await loadGrants(tx, account.id);
  const { token, sessionId } = await createSession(tx, { accountId: account.id, signedInBy, agent, grantId: grant?.id });
  await record(tx, { act: 'actor.session/sign-in', subject: { type: 'actor.account', id: account.id }, changes: { signedInBy, sessionId }, access: { visibility: 'self', personId: account.personId } });
  return { token };
}

/** Ends the present session, or every session of the account. */
export async function signOut(platform: Platform, actor: PersonActor, which: 'here' | 'everywhere'): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    await endSessions(tx, { accountId: actor.accountId, only: which === 'here' ? actor.sessionId : undefined });
    await record(tx, { act: `actor.session/sign-out-${which}`, subject: { type: 'actor.account', id: actor.accountId }, changes: {}, access: { visibility: 'self', personId: actor.personId } });
  });
}

/** From now on the session acts by another of the account's grants. */
export async function actAs(platform: Platform, actor: PersonActor, grantId: string): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const grants = await loadGrants(tx, actor.accountId);
    if (!grants.some((grant) => grant.id === grantId)) throw refuse(signInRefusals.noSuchGrant);
    await sql`update kernel.session set grant_id = ${grantId} where id = ${actor.sessionId ?? null}`.execute(tx.db);
    await record(tx, { act: 'actor.session/act-as', subject: { type: 'actor.account', id: actor.accountId }, changes: { grantId }, access: { visibility: 'self', personId: actor.personId } });
  });
}

/** Sets a new password after the present one was given; every other session of the account ends. */
export async function changePassword(platform: Platform, actor: PersonActor, { current, next }: { current: string; next: string }): Promise<void> {
  const account = await inTransaction(platform.database, actor, (tx) => loadAccountById(tx, actor.accountId));
  if (account === undefined || !(await verifyPassword(current, account.passwordHash))) throw refuse(signInRefusals.wrongCurrent, {}, { field: '/current' });
  const passwordHash = await hashNewPassword(next, account.login, '/next');
  await inTransaction(platform.database, actor, async (tx) => {
    await sql`update kernel.account set password_hash = ${passwordHash} where id = ${actor.accountId}`.execute(tx.db);
    await endSessions(tx, { accountId: actor.accountId, except: actor.sessionId });
    await record(tx, { act: 'actor.account/change-password', subject: { type: 'actor.account', id: actor.accountId }, changes: {}, access: { visibility: 'self', personId: actor.personId } });
  });
}

/** The hash of a password that is good enough; refused with the reason otherwise. */
export async function hashNewPassword(password: string, login: string, field: string): Promise<string> {
  const weakness = passwordWeakness(password, login);
  if (weakness !== undefined) throw refuse(signInRefusals[weakness], {}, { field });
  return hashPassword(password);
}

async function loadAccount(tx: Tx, login: string): Promise<Account | undefined> {
  const { rows } = await sql<Account>`select id, person_id, login, kernel.password_hash(id) as password_hash, demonstration from kernel.account where lower(login) = lower(${login}) and disabled_at is null`.execute(tx.db);
  return rows[0];
}

async function loadAccountById(tx: Tx, id: string): Promise<Account | undefined> {
  const { rows } = await sql<Account>`select id, person_id, login, kernel.password_hash(id) as password_hash, demonstration from kernel.account where id = ${id}`.execute(tx.db);
  return rows[0];
}
