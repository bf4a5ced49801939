import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { PartyCode } from '#kernel/domain.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import { notify } from '#kernel/inbox/inbox.ts';
import { record, type Access } from '#kernel/journal/journal.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, declareRefusals, refuse } from '#kernel/refusal.ts';
import { readAll } from '#kernel/sheets/export.ts';
import { isPerson, roles, type Actor, type PersonActor, type PersonRole } from './actor.ts';
import { hashOf } from './session.ts';
import type { ScopeRow } from './scopes.ts';

const refusals = declareRefusals('accounts', {
  loginTaken: { status: 409, zh: '登录名“{login}”已被使用。', en: 'The login “{login}” is taken.' },
  heldAlready: { status: 409, zh: '该账号在这段时间内已有这个身份。', en: 'The account holds this role in this time already.' },
  ownRole: { status: 403, zh: '不能授予或收回自己的身份，请由其他人办理。', en: 'Nobody grants themselves a role or withdraws their own; ask somebody else.' },
});

/** An invitation is good for a week, once. */
export const invitationDays = 7;

/** The people behind accounts, who are the directory's. */
export type AccountPeople = {
  /** The name of a person whom the actor may see; `undefined` when there is none. */
  readonly nameOf: (tx: Tx, personId: string) => Promise<string | undefined>;
  /** Adds a person of whom only the name is known: the region's own, and each party's first officers. */
  readonly add: (tx: Tx, person: { name: string }) => Promise<string>;
};

export type AccountRow = { id: string; personId: string; login: string; name: string; party: PartyCode | null; email: string | null; disabledAt: string | null; createdAt: string; roles: PersonRole[] };

export type AccountFilter = { words?: string | undefined; party?: PartyCode | undefined; role?: PersonRole | undefined };

/** One page of the accounts that the actor may see, by login. */
export async function listAccounts(platform: Platform, actor: Actor, { limit, cursor, ...filter }: AccountFilter & { limit: number; cursor?: string | undefined }): Promise<Page<AccountRow>> {
  const [after] = cursor === undefined ? [] : decodeCursor(cursor, ['string']);
  return inTransaction(platform.database, administering(actor), async (tx) => cutPage(await loadAccounts(tx, filter, { after: after?.toString(), limit: limit + 1 }), limit, ({ login }) => [login.toLowerCase()]));
}

/** All accounts that fit, as far as a list is exported. */
export async function listAllAccounts(platform: Platform, actor: Actor, filter: AccountFilter): Promise<AccountRow[]> {
  return inTransaction(platform.database, administering(actor), (tx) => readAll((last: AccountRow | undefined, limit) => loadAccounts(tx, filter, { after: last?.login.toLowerCase(), limit })));
}

async function loadAccounts(tx: Tx, { words, party, role }: AccountFilter, { after, limit }: { after: string | undefined; limit: number }): Promise<AccountRow[]> {
  const like = words === undefined ? null : `%${words.replace(/[\\%_]/g, '\\$&')}%`;
  const { rows } = await sql<AccountRow>`
    select a.id, a.person_id, a.login, a.name, a.party, a.email, a.disabled_at, a.created_at,
      array(select distinct g.role from kernel.role_grant g where g.account_id = a.id and ${held} order by g.role) as roles
    from kernel.account a
    where (${like}::text is null or a.login ilike ${like} or a.name ilike ${like}) and (${party ?? null}::text is null or a.party = ${party ?? null})
      and (${role ?? null}::text is null or exists (select from kernel.role_grant g where g.account_id = a.id and g.role = ${role ?? null} and ${held}))
      and (${after ?? null}::text is null or lower(a.login) > ${after ?? null})
    order by lower(a.login) limit ${limit}`.execute(tx.db);
  return rows;
}

const held = sql`g.withdrawn_at is null and current_date >= g.valid_from and (g.valid_to is null or current_date <= g.valid_to)`;

export type GrantRow = ScopeRow & { id: string; from: string; to: string | null; reason: string; grantedBy: string | null; grantedAt: string; withdrawnAt: string | null; withdrawnReason: string | null };

/** An account with every role that it holds or ever held, the latest first. */
export async function showAccount(platform: Platform, actor: Actor, id: string): Promise<AccountRow & { grants: GrantRow[]; mayAdminister: boolean }> {
  return inTransaction(platform.database, administering(actor), async (tx) => {
    const account = await findAccount(tx, id);
    const { rows: grants } = await sql<GrantRow>`
      select g.id, g.role, g.party, g.division, g.organization_id, g.valid_from as from, g.valid_to as to, g.reason, b.name as granted_by, g.granted_at, g.withdrawn_at, g.withdrawn_reason
      from kernel.role_grant g left join kernel.account b on b.id = g.granted_by where g.account_id = ${id} order by g.id desc limit 200`.execute(tx.db);
    const { rows } = await sql<{ may: boolean }>`select kernel.may_administer(${id}) as may`.execute(tx.db);
    return { ...account, grants, mayAdminister: rows[0]?.may ?? false };
  });
}

export type NewAccount = { login: string; email?: string | undefined; party?: PartyCode | undefined; who: { personId: string } | { name: string } };

/** Opens an account for a person; gives the invitation by which its owner sets a password. */
export async function openAccount(platform: Platform, actor: Actor, people: AccountPeople, { login, email, party, who }: NewAccount): Promise<{ id: string; invitation: string }> {
  return inTransaction(platform.database, administering(actor), async (tx) => {
    const personId = 'personId' in who ? who.personId : await people.add(tx, who);
    const name = 'personId' in who ? await people.nameOf(tx, personId) : who.name;
    if (name === undefined) throw refuse(commonRefusals.notFound, {}, { field: '/personId' });
    const of = isPerson(actor) && actor.role === 'party_officer' ? actor.party : party;
    const { rows } = await sql<{ id: string }>`insert into kernel.account (person_id, login, name, party, email) values (${personId}, ${login}, ${name}, ${of ?? null}, ${email ?? null}) returning id`
      .execute(tx.db)
      .catch((error: unknown) => { throw isCode(error, '23505') ? refuse(refusals.loginTaken, { login }, { field: '/login' }) : error; });
    const id = rows[0]?.id ?? '';
    await recordAccount(tx, 'open', { id, login, party: of ?? null, personId }, { login });
    return { id, invitation: await makeInvitation(tx, id) };
  });
}

/** A new invitation for an account whose owner cannot sign in; earlier ones end. */
export async function invite(platform: Platform, actor: Actor, id: string): Promise<{ invitation: string }> {
  return inTransaction(platform.database, administering(actor), async (tx) => {
    const account = await administered(tx, id);
    const invitation = await makeInvitation(tx, id);
    await recordAccount(tx, 'invite', account, {});
    return { invitation };
  });
}

async function makeInvitation(tx: Tx, accountId: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await sql`delete from kernel.invitation where account_id = ${accountId}`.execute(tx.db);
  await sql`insert into kernel.invitation (token_hash, account_id, expires_at) values (${hashOf(token)}, ${accountId}, now() + make_interval(days => ${invitationDays}))`.execute(tx.db);
  return token;
}

/** Closes an account, whose sessions end at once, or opens it again. */
export async function setClosed(platform: Platform, actor: Actor, id: string, { closed, reason }: { closed: boolean; reason: string }): Promise<void> {
  await inTransaction(platform.database, administering(actor), async (tx) => {
    const account = await findAccount(tx, id);
    const { rows } = await sql<{ done: boolean }>`select kernel.set_disabled(${id}, ${closed}) as done`.execute(tx.db);
    if (rows[0]?.done !== true) throw refuse(commonRefusals.notAllowed);
    await recordAccount(tx, closed ? 'close' : 'reopen', account, {}, reason);
  });
}

export type NewGrant = {
  role: Exclude<PersonRole, 'member'>; party?: PartyCode | undefined; division?: string | undefined; organizationId?: string | undefined;
  from: string; to?: string | undefined; reason: string;
};

/** Gives an account a role from a day on; the database says who may give which. */
export async function giveGrant(platform: Platform, actor: Actor, accountId: string, { role, party, division, organizationId, from, to, reason }: NewGrant): Promise<{ id: string }> {
  return inTransaction(platform.database, administering(actor), async (tx) => {
    const account = await findAccount(tx, accountId);
    if (isPerson(actor) && actor.accountId === accountId) throw refuse(refusals.ownRole);
    const { rows } = await sql<{ id: string }>`
      insert into kernel.role_grant (account_id, role, party, division, organization_id, valid_from, valid_to, reason)
      values (${accountId}, ${role}, ${party ?? null}, ${division ?? null}, ${organizationId ?? null}, ${from}, ${to ?? null}, ${reason}) returning id`
      .execute(tx.db)
      .catch((error: unknown) => { throw isCode(error, '23P01') ? refuse(refusals.heldAlready) : error; });
    const id = rows[0]?.id ?? '';
    await recordAccount(tx, 'give-role', account, { grantId: id, role, party, division, organizationId, from, to }, reason);
    await tellOwner(tx, account, { kind: 'actor.grant/given', grantId: id, zh: `您获得了新的身份：${roles[role].label.zh}`, en: `You were given a role: ${roles[role].label.en}` });
    return { id };
  });
}

/** Takes a role away from now on; what was done in it stays done. */
export async function withdrawGrant(platform: Platform, actor: Actor, accountId: string, grantId: string, reason: string): Promise<void> {
  await inTransaction(platform.database, administering(actor), async (tx) => {
    const account = await findAccount(tx, accountId);
    if (isPerson(actor) && actor.accountId === accountId) throw refuse(refusals.ownRole);
    const { rows } = await sql<{ role: PersonRole }>`
      update kernel.role_grant set withdrawn_at = now(), withdrawn_reason = ${reason} where id = ${grantId} and account_id = ${accountId} and withdrawn_at is null returning role`.execute(tx.db);
    const [withdrawn] = rows;
    if (withdrawn === undefined) throw refuse(commonRefusals.notFound);
    await recordAccount(tx, 'withdraw-role', account, { grantId, role: withdrawn.role }, reason);
    await tellOwner(tx, account, { kind: 'actor.grant/withdrawn', grantId, zh: `您的身份已被收回：${roles[withdrawn.role].label.zh}`, en: `A role of yours was withdrawn: ${roles[withdrawn.role].label.en}` });
  });
}

async function findAccount(tx: Tx, id: string): Promise<AccountRow> {
  const { rows } = await sql<AccountRow>`
    select a.id, a.person_id, a.login, a.name, a.party, a.email, a.disabled_at, a.created_at,
      array(select distinct g.role from kernel.role_grant g where g.account_id = a.id and ${held} order by g.role) as roles from kernel.account a where a.id = ${id}`.execute(tx.db);
  const [account] = rows;
  if (account === undefined) throw refuse(commonRefusals.notFound);
  return account;
}

async function administered(tx: Tx, id: string): Promise<AccountRow> {
  const account = await findAccount(tx, id);
  const { rows } = await sql<{ may: boolean }>`select kernel.may_administer(${id}) as may`.execute(tx.db);
  if (rows[0]?.may !== true) throw refuse(commonRefusals.notAllowed);
  return account;
}

function administering(actor: Actor): PersonActor {
  if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
  if (!['party_officer', 'administrator', 'auditor'].includes(actor.role)) throw refuse(commonRefusals.notAllowed);
  return actor;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

type Recorded = Pick<AccountRow, 'id' | 'login' | 'party' | 'personId'>;

async function recordAccount(tx: Tx, act: string, { id, login, party, personId }: Recorded, changes: Parameters<typeof record>[1]['changes'], reason?: string): Promise<void> {
  const access: Access = party === null ? { visibility: 'region', personId } : { visibility: 'organization', party, personId };
  await record(tx, { act: `actor.account/${act}`, subject: { type: 'actor.account', id, title: login }, changes, reason, access });
}

async function tellOwner(tx: Tx, { personId }: Recorded, { kind, grantId, zh, en }: { kind: string; grantId: string; zh: string; en: string }): Promise<void> {
  await notify(tx, { kind, subject: { type: 'actor.grant', id: grantId }, to: { personId }, title: { zh, en }, link: '/workspace/account' });
}
