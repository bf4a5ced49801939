import { sql } from 'kysely';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { record } from '#kernel/journal/journal.ts';
import type { Platform } from '#kernel/platform.ts';
import { declareRefusals, refuse } from '#kernel/refusal.ts';
import { systemActor } from './actor.ts';
import { endSessions, hashOf } from './session.ts';
import { hashNewPassword, openSession } from './sign-in.ts';

const refusals = declareRefusals('invitation', {
  over: { status: 410, zh: '这个链接已失效或已使用，请联系开通账号的人重新发一个。', en: 'This link has been used or is out of date; ask whoever sent it for another.' },
});

type Invited = { id: string; personId: string; login: string; name: string };

/** For whom an invitation is. */
export async function showInvitation(platform: Platform, token: string): Promise<{ login: string; name: string }> {
  const { login, name } = await inTransaction(platform.database, systemActor('invitation'), (tx) => findInvited(tx, token));
  return { login, name };
}

/** Sets the password of the invited account and signs its owner in; the invitation is used up, and whoever was signed in before is out. */
export async function acceptInvitation(platform: Platform, { token, password }: { token: string; password: string }, from: { readonly agent?: string | undefined }): Promise<{ token: string }> {
  const { login } = await showInvitation(platform, token);
  const passwordHash = await hashNewPassword(password, login, '/password');
  return inTransaction(platform.database, systemActor('invitation'), async (tx) => {
    const account = await findInvited(tx, token);
    const { numAffectedRows } = await sql`delete from kernel.invitation where account_id = ${account.id}`.execute(tx.db);
    if (numAffectedRows === 0n) throw refuse(refusals.over); // somebody was quicker
    await sql`update kernel.account set password_hash = ${passwordHash} where id = ${account.id}`.execute(tx.db);
    await endSessions(tx, { accountId: account.id });
    await record(tx, { act: 'actor.account/accept-invitation', subject: { type: 'actor.account', id: account.id }, changes: {}, access: { visibility: 'self', personId: account.personId } });
    return openSession(tx, account, 'password', from);
  });
}

async function findInvited(tx: Tx, token: string): Promise<Invited> {
  const { rows } = await sql<Invited>`select a.id, a.person_id, a.login, a.name from kernel.invitation i join kernel.account a on a.id = i.account_id
    where i.token_hash = ${hashOf(token)} and i.expires_at > now() and a.disabled_at is null`.execute(tx.db);
  const [invited] = rows;
  if (invited === undefined) throw refuse(refusals.over);
  return invited;
}
