import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { testPlatform } from '#kernel/testing.ts';
import { actorApp, anAccount, browser, testPassword } from './testing.ts';

let db: TestDatabase;
let app: ReturnType<typeof actorApp>;
let jiangsu: { id: string };
beforeAll(async () => {
  db = await createTestDatabase(kernelMigrations);
  app = actorApp(testPlatform(db));
  jiangsu = await anAccount(db, { login: 'js', party: '32', role: 'party_officer' });
  await anAccount(db, { login: 'zj', party: '33', role: 'party_officer' });
  await anAccount(db, { login: 'root', role: 'administrator' });
  await anAccount(db, { login: 'member', party: '32' });
});
afterAll(() => db.drop());

async function as(login: string, password = testPassword) {
  const somebody = browser(app);
  expect((await somebody.send('POST', '/api/session', { login, password })).status).toBe(200);
  return somebody;
}

const personId = () => crypto.randomUUID();
const from = '2026-01-01';

describe('accounts', () => {
  test('are opened by their party; the owner sets a password by an invitation that is good once', async () => {
    const officer = await as('js');
    const { id, invitation } = await officer.json('POST', '/api/accounts', { login: '南京经办', who: { personId: personId() } });
    const { rows } = await db.admin.query('select party, encode(i.token_hash, \'base64\') as hash from kernel.account a join kernel.invitation i on i.account_id = a.id where a.id = $1', [id]);
    expect(rows[0].party).toBe('32');
    expect(rows[0].hash).not.toContain(invitation);
    const owner = browser(app);
    expect(await owner.json('POST', '/api/session/invitation/show', { token: invitation })).toEqual({ login: '南京经办', name: '许海涛' });
    expect((await owner.send('POST', '/api/session/invitation', { token: invitation, password: '太短了' })).status).toBe(422);
    expect((await owner.send('POST', '/api/session/invitation', { token: invitation, password: '一个足够长的新密码' })).status).toBe(422);
    expect((await owner.send('POST', '/api/session/invitation', { token: invitation, password: '一个足够长的新密码吧' })).status).toBe(200);
    expect(await owner.json('GET', '/api/session')).toMatchObject({ signedIn: true, acting: { role: 'member' } });
    expect((await browser(app).send('POST', '/api/session/invitation', { token: invitation, password: '另一个足够长的密码吧' })).status).toBe(410);
  });

  test('have a login of their own, whatever its case', async () => {
    const officer = await as('js');
    await officer.send('POST', '/api/accounts', { login: 'wuxi', who: { personId: personId() } });
    const again = await officer.send('POST', '/api/accounts', { login: 'WuXi', who: { personId: personId() } });
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ code: 'accounts/login-taken', field: '/login' });
  });

  test('are seen by their party and the administrator, not by another party or a member', async () => {
    const logins = async (login: string) => ((await (await as(login)).json('GET', '/api/accounts?limit=200')) as unknown as { items: { login: string }[] }).items.map((account) => account.login);
    expect(await logins('zj')).toEqual(['zj']);
    expect(await logins('js')).toContain('member');
    expect(await logins('root')).toEqual(expect.arrayContaining(['js', 'zj', 'root']));
    expect((await (await as('member')).send('GET', '/api/accounts')).status).toBe(403);
    expect((await browser(app).send('GET', '/api/accounts')).status).toBe(401);
    expect((await (await as('zj')).send('GET', `/api/accounts/${jiangsu.id}`)).status).toBe(404);
  });

  test('that are closed are out at once, and come back with a reason', async () => {
    const { id } = await anAccount(db, { login: 'closing', party: '32' });
    const owner = await as('closing');
    expect((await (await as('zj')).send('POST', `/api/accounts/${id}/closed`, { closed: true, reason: '越权' })).status).toBe(404);
    const officer = await as('js');
    expect((await officer.send('POST', `/api/accounts/${id}/closed`, { closed: true, reason: '已调离' })).status).toBe(200);
    expect((await owner.send('GET', '/api/account/sessions')).status).toBe(401);
    expect((await browser(app).send('POST', '/api/session', { login: 'closing', password: testPassword })).status).toBe(401);
    await officer.send('POST', `/api/accounts/${id}/closed`, { closed: false, reason: '回任' });
    await as('closing');
    const { rows } = await db.admin.query("select act, reason from kernel.journal_entry where subject_id = $1 and act like 'actor.account/%' order by id", [id]);
    expect(rows).toEqual([{ act: 'actor.account/close', reason: '已调离' }, { act: 'actor.account/reopen', reason: '回任' }]);
  });
});

describe('roles', () => {
  test('are given and withdrawn with dates and reasons; their holder hears of it and the history stays', async () => {
    const { id, personId: person } = await anAccount(db, { login: 'signer', party: '32' });
    const officer = await as('js');
    const { id: grantId } = await officer.json('POST', `/api/accounts/${id}/grants`, { role: 'party_signatory', party: '32', from, to: '2027-12-31', reason: '厅党组会议决定' });
    expect((await officer.send('POST', `/api/accounts/${id}/grants`, { role: 'party_signatory', party: '32', from: '2027-01-01', reason: '重复' })).status).toBe(409);
    expect((await officer.send('POST', `/api/accounts/${id}/grants/${grantId}/withdrawal`, { reason: '不再分管' })).status).toBe(200);
    expect((await officer.send('POST', `/api/accounts/${id}/grants/${grantId}/withdrawal`, { reason: '再来一次' })).status).toBe(404);
    expect(await officer.json('GET', `/api/accounts/${id}`)).toMatchObject({ grants: [{ role: 'party_signatory', from, to: '2027-12-31', reason: '厅党组会议决定', withdrawnReason: '不再分管' }, { role: 'member' }] });
    expect((await officer.send('POST', `/api/accounts/${id}/grants`, { role: 'party_signatory', party: '32', from, reason: '重新任命' })).status).toBe(200);
    const { rows } = await db.admin.query('select kind from kernel.notification where to_person_id = $1 order by id', [person]);
    expect(rows.map(({ kind }) => kind)).toEqual(['actor.grant/given', 'actor.grant/withdrawn', 'actor.grant/given']);
  });

  test('of another party, of the region, or for oneself are nobody’s to give', async () => {
    const officer = await as('js');
    const { id: own } = await anAccount(db, { login: 'colleague', party: '32' });
    const gives = async (account: string, grant: object) => (await officer.send('POST', `/api/accounts/${account}/grants`, { from, reason: '试', ...grant })).status;
    expect(await gives(own, { role: 'party_officer', party: '33' })).toBe(403);
    expect(await gives(own, { role: 'administrator' })).toBe(403);
    expect(await gives(own, { role: 'secretariat_officer' })).toBe(403);
    expect(await gives(jiangsu.id, { role: 'party_signatory', party: '32' })).toBe(403);
    expect(await gives(own, { role: 'division_officer', party: '32', division: '330100' })).toBe(422);
    expect(await gives(own, { role: 'party_officer', party: '32', division: '320100' })).toBe(422);
    expect(await gives(own, { role: 'auditor', party: '32' })).toBe(200);
    const { rows } = await db.admin.query("select count(*)::int as n from kernel.role_grant where account_id = $1 and role <> 'member'", [own]);
    expect(rows[0].n).toBe(1);
  });

  test('of a party’s work are not the administrator’s to give, nor a way in by a new password', async () => {
    const administrator = await as('root');
    const { id } = await anAccount(db, { login: 'js-signatory', party: '32', role: 'party_signatory' });
    expect((await administrator.send('POST', `/api/accounts/${id}/grants`, { role: 'party_signatory', party: '32', from: '2020-01-01', to: '2020-12-31', reason: '试' })).status).toBe(403);
    expect((await administrator.send('POST', `/api/accounts/${id}/invitation`)).status).toBe(403);
    expect((await (await as('js')).send('POST', `/api/accounts/${id}/invitation`)).status).toBe(200);
    expect((await administrator.send('POST', `/api/accounts/${jiangsu.id}/invitation`)).status).toBe(200); // a role that the administrator gives
  });

  test('of a new party begin with its first officer, whom the administrator brings in', async () => {
    const administrator = await as('root');
    const { id, invitation } = await administrator.json('POST', '/api/accounts', { login: 'ah', party: '34', who: { name: '胡春梅' } });
    expect((await administrator.send('POST', `/api/accounts/${id}/grants`, { role: 'party_officer', party: '34', from, reason: '省教育厅来函' })).status).toBe(200);
    const officer = browser(app);
    await officer.send('POST', '/api/session/invitation', { token: invitation, password: '一个足够长的新密码吧' });
    expect(await officer.json('GET', '/api/session')).toMatchObject({ acting: { role: 'party_officer', party: '34' } });
  });

  test('cannot be put past the service either: the database itself refuses', async () => {
    const { rows } = await db.admin.query<{ id: string }>("select id from kernel.account where login = 'colleague'");
    await expect(asDatabaseActor('party_officer', '33', (query) => query("insert into kernel.role_grant (account_id, role, party, reason) values ($1, 'party_officer', '32', 'x')", [rows[0]!.id]))).rejects.toThrow(/row-level security/);
    await expect(asDatabaseActor('party_officer', '32', (query) => query('select password_hash from kernel.account'))).rejects.toThrow(/permission denied/);
    await expect(asDatabaseActor('party_officer', '32', (query) => query("update kernel.account set disabled_at = now()"))).rejects.toThrow(/permission denied/);
    expect(await asDatabaseActor('party_officer', '33', (query) => query("update kernel.role_grant set withdrawn_at = now(), withdrawn_reason = 'x' where party = '32'"))).toMatchObject({ rowCount: 0 });
    expect(await asDatabaseActor('party_officer', '33', (query) => query("select kernel.password_hash(id) as hash from kernel.account where login = 'js'"))).toMatchObject({ rowCount: 0 });
  });
});

/** A statement as the requests' own database role, with an actor of whom the service knows nothing. */
async function asDatabaseActor<T>(role: string, party: string, work: (query: (text: string, values?: unknown[]) => Promise<T>) => Promise<T>): Promise<T> {
  const client = await db.pool.connect();
  try {
    await client.query(`begin; select set_config('delta.role', '${role}', true), set_config('delta.party', '${party}', true), set_config('delta.account', '${crypto.randomUUID()}', true)`);
    return await work((text, values) => client.query(text, values as never) as Promise<T>);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

describe('the list of accounts as a file', () => {
  test('has what the list has, in the language asked for, and no e-mail addresses', async () => {
    await anAccount(db, { login: 'export-officer', party: '33', role: 'party_officer' });
    await anAccount(db, { login: 'export-signatory', party: '33', role: 'party_signatory' });
    await anAccount(db, { login: 'export-elsewhere', party: '31', role: 'party_officer' });
    await db.admin.query("update kernel.account set email = 'secret@example.org' where login = 'export-signatory'");
    const session = browser(actorApp(testPlatform(db)));
    await session.send('POST', '/api/session', { login: 'export-officer', password: testPassword });
    const csv = await (await session.send('GET', '/api/accounts/export?format=csv&language=en&words=export-')).text();
    expect(csv.split('\r\n').slice(0, 3)).toEqual(['Login,Name,Party,Roles,Closed on', 'export-officer,许海涛,Zhejiang,Party officer,', 'export-signatory,许海涛,Zhejiang,Party signatory,']);
    expect(csv).not.toMatch(/secret@|elsewhere/);
    expect((await browser(actorApp(testPlatform(db))).send('GET', '/api/accounts/export')).status).toBe(401);
  });
});
