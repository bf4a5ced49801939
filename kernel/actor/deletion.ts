import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { eraseJob } from '#kernel/files/erase.ts';
import { forgetTitles } from '#kernel/inbox/inbox.ts';
import { enqueue } from '#kernel/jobs/jobs.ts';
import { digestOf, record } from '#kernel/journal/journal.ts';
import type { Departure, Touched } from '#kernel/module.ts';
import type { Platform } from '#kernel/platform.ts';
import { declareRefusals, refuse } from '#kernel/refusal.ts';
import { systemActor, type PersonActor } from './actor.ts';
import { verifyPassword } from './password.ts';
import { roles, type PersonRole } from './roles.ts';
import { signInRefusals } from './sign-in.ts';
import { countFailure, secondsToWait, type ThrottleKey } from './throttle.ts';

const refusals = declareRefusals('deletion', {
  blocked: { status: 409, zh: '账号暂时不能注销，请先办理下列事项：{what}。', en: 'The account cannot be deleted yet. To be settled first: {what}.' },
  listChanged: { status: 409, zh: '注销会影响的事项有变化，请重新核对后再确认。', en: 'What the deletion touches has changed meanwhile; look at it again.' },
  signInAgain: { status: 403, zh: '为确认是您本人，请退出后重新登录，在 10 分钟内办理注销。', en: 'To be sure that it is you: sign out, sign in again, and delete the account within 10 minutes.' },
});

/** What the deletion of one's account touches, and the digest by which it is confirmed. */
export type Foreseen = { readonly items: readonly Touched[]; readonly digest: string; readonly byPassword: boolean };

/** What would become of one's own records; nothing is changed. */
export async function foreseeDeletion(platform: Platform, actor: PersonActor, departures: readonly Departure[]): Promise<Foreseen> {
  return inTransaction(platform.database, actor, async (tx) => foresee(tx, actor, departures));
}

async function foresee(tx: Tx, { accountId, personId }: PersonActor, departures: readonly Departure[]): Promise<Foreseen> {
  return asSystem(tx, 'actor.deletion', async (system) => {
    const items = [...(await heldRoles(system, accountId)), ...(await inOrder(departures, ({ touched }) => touched(system, { personId, accountId }))).flat()];
    const { rows: [account] } = await sql<{ byPassword: boolean }>`select kernel.password_hash(${accountId}) is not null as by_password`.execute(system.db);
    return { items, digest: digestOf({ accountId, items: items.map(({ id, state }) => ({ id, state })) }).toString('hex'), byPassword: account?.byPassword ?? false };
  });
}

/** Whoever acts for others hands that over first: an office is never left without anybody by the way. */
async function heldRoles(system: Tx, accountId: string): Promise<Touched[]> {
  const { rows } = await sql<{ id: string; role: PersonRole }>`
    select id, role from kernel.role_grant where account_id = ${accountId} and role <> 'member' and withdrawn_at is null and coalesce(valid_to >= current_date, true) order by id`.execute(system.db);
  return rows.map(({ id, role }) => ({
    id, state: 'held', blocks: true, title: { zh: `仍担任：${roles[role].label.zh}`, en: `You still act as: ${roles[role].label.en}` },
    consequence: { zh: '请先由管理人员收回这一身份，把工作交接给他人。', en: 'Have this role withdrawn and handed over first.' },
  }));
}

/**
 * Deletes one's own account: what is under way ends with the reason, those concerned are told, personal data is erased, and what others rely on stays under a pseudonym.
 * The journal is not touched. All of it in one transaction, and only for the list that the person saw; the content of files goes after the commit, by a job.
 */
export async function deleteAccount(platform: Platform, actor: PersonActor, departures: readonly Departure[], { digest, reason, password }: { digest: string; reason: string; password?: string | undefined }): Promise<void> {
  await checkHolder(platform, actor, password);
  await inTransaction(platform.database, actor, async (tx) => {
    const { items, digest: now } = await foresee(tx, actor, departures);
    const blocking = items.filter(({ blocks }) => blocks);
    const titles = (language: 'zh' | 'en') => blocking.map(({ title }) => title[language]).join(language === 'zh' ? '；' : '; ');
    if (blocking.length > 0) throw refuse(refusals.blocked, { what: { zh: titles('zh'), en: titles('en') } });
    if (now !== digest) throw refuse(refusals.listChanged);
    const { accountId, personId } = actor;
    const pseudonym = `已注销用户${randomBytes(4).toString('hex').toUpperCase()}`;
    // Before the name is gone, and without it: the account is known by its number.
    await record(tx, { act: 'actor.account/delete', subject: { type: 'actor.account', id: accountId, title: pseudonym }, changes: { touched: items.map(({ id, state }) => ({ id, state })) }, access: { visibility: 'self', personId } });
    await asSystem(tx, 'actor.deletion', async (system) => {
      const mentioned = (await inOrder(departures, ({ leave }) => leave(system, platform, { personId, accountId, pseudonym, reason }))).flat();
      await forgetTitles(system, mentioned, pseudonym);
      await enqueue(system, { kind: eraseJob, payload: {} });
      await sql`select kernel.forget_account(${accountId}, ${pseudonym})`.execute(system.db);
    });
  });
}

/** The password again, slowed down as a sign-in is; whoever has none has signed in just now. */
async function checkHolder(platform: Platform, { accountId, sessionId }: PersonActor, password: string | undefined): Promise<void> {
  const { account, seconds } = await inTransaction(platform.database, systemActor('sign-in'), async (tx) => {
    const { rows: [found] } = await sql<{ login: string; passwordHash: string | null; fresh: boolean }>`
      select a.login, kernel.password_hash(a.id) as password_hash, exists (select from kernel.session s where s.id = ${sessionId ?? null} and s.account_id = a.id and s.created_at > now() - interval '10 minutes') as fresh
      from kernel.account a where a.id = ${accountId}`.execute(tx.db);
    return { account: found, seconds: found === undefined ? 0 : await secondsToWait(tx, byLogin(found.login)) };
  });
  if (seconds > 0) throw refuse(signInRefusals.slowDown, { seconds }, { details: { retryAfter: seconds } });
  if (account?.passwordHash == null) {
    if (account?.fresh !== true) throw refuse(refusals.signInAgain);
    return;
  }
  if (password !== undefined && await verifyPassword(password, account.passwordHash)) return;
  await inTransaction(platform.database, systemActor('sign-in'), (tx) => countFailure(tx, byLogin(account.login)));
  throw refuse(signInRefusals.wrongCurrent, {}, { field: '/password' });
}

const byLogin = (login: string): ThrottleKey => ({ by: 'login', value: login });

/** One after the other, for they share a transaction. */
async function inOrder<T>(departures: readonly Departure[], work: (departure: Departure) => Promise<T>): Promise<T[]> {
  const done: T[] = [];
  // oxlint-disable-next-line no-await-in-loop -- in one transaction there is one at a time
  for (const departure of departures) done.push(await work(departure));
  return done;
}
