import { sql } from 'kysely';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { record } from '#kernel/journal/journal.ts';
import type { Platform } from '#kernel/platform.ts';
import { declareRefusals, refuse } from '#kernel/refusal.ts';
import { systemActor } from './actor.ts';
import { hashNewPassword } from './sign-in.ts';

const refusals = declareRefusals('accounts', {
  notEmpty: { status: 409, zh: '本安装已有账号。', en: 'This installation has accounts already.' },
});

/** Adds the person behind an account; the directory knows how. Gives the person's id. */
export type AddPerson = (tx: Tx, person: { name: string }) => Promise<string>;

/** Makes the first account of an installation that has none, as its administrator; everybody else's roles come from there. */
export async function createFirstAdministrator(platform: Platform, { login, name, password }: { login: string; name: string; password: string }, addPerson: AddPerson): Promise<{ accountId: string }> {
  const passwordHash = await hashNewPassword(password, login, '/password');
  return inTransaction(platform.database, systemActor('first administrator'), async (tx) => {
    const { rows: known } = await sql`select from kernel.account limit 1`.execute(tx.db);
    if (known.length > 0) throw refuse(refusals.notEmpty);
    const personId = await addPerson(tx, { name });
    const { rows } = await sql<{ id: string }>`insert into kernel.account (person_id, login, name, password_hash) values (${personId}, ${login}, ${name}, ${passwordHash}) returning id`.execute(tx.db);
    const [account] = rows;
    if (account === undefined) throw new Error('the account was not stored');
    await sql`insert into kernel.role_grant (account_id, role, reason) values (${account.id}, 'administrator', '首任平台管理员')`.execute(tx.db);
    await record(tx, { act: 'actor.account/create-first-administrator', subject: { type: 'actor.account', id: account.id }, changes: { login }, access: { visibility: 'self', personId } });
    return { accountId: account.id };
  });
}
