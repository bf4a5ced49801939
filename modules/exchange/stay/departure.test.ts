import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor, PersonActor } from '#kernel/actor/actor.ts';
import { setClosed } from '#kernel/actor/accounts.ts';
import { deleteAccount, foreseeDeletion } from '#kernel/actor/deletion.ts';
import { hashPassword } from '#kernel/actor/password.ts';
import { signInWithPassword } from '#kernel/actor/sign-in.ts';
import type { TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { prepareQueue } from '#kernel/jobs/worker.ts';
import { sequence } from '#kernel/journal/sequencer.ts';
import { departures, migrations } from '../../../server/modules.ts';
import { aMember, anApplication, anOpenScheme, type Region } from '../testing.ts';
import { listWhereabouts } from './service/whereabouts.ts';
import { showStay, writeEntry } from './service/stays.ts';
import { aCertified, anAccepted, anUnderway, aVersion, aWorld, inForce, onDay, refusedWith, type World } from './testing.ts';

let db: TestDatabase;
let region: Region;
let world: World;
let passwordHash: string;
beforeAll(async () => {
  world = await aWorld(migrations);
  ({ db, region } = world);
  await prepareQueue(db.adminUrl);
  passwordHash = await hashPassword(password);
});
afterAll(() => db.drop());

const password = 'correct horse battery';
const october = () => onDay(world, '2027-10-20T02:00:00Z');
const from = { address: '10.0.0.1' };
const name = '蒋雨欣';

/** A person of 32's university with an account, a password, personal data and a passkey. */
async function aHolder(): Promise<PersonActor & { login: string }> {
  const member = await aMember(db, region, '32', name);
  const login = `jiang-${member.personId.slice(-12)}`;
  const { rows: [account] } = await db.admin.query<{ id: string }>('insert into kernel.account (login, name, person_id, party, email, password_hash) values ($1, $2, $3, $4, $5, $6) returning id', [login, name, member.personId, '32', `${login}@example.edu`, passwordHash]);
  await db.admin.query("insert into directory.person_private (person_id, id_hash, sealed) values ($1, sha256('number'), '{\"phone\": \"x\"}')", [member.personId]);
  await db.admin.query("insert into kernel.passkey (account_id, credential_id, public_key, name) values ($1, $2, '\\x00', '手机')", [account!.id, `key-${login}`]);
  return { ...member, accountId: account!.id, login };
}

const leave = async (actor: PersonActor, more: { reason?: string; password?: string; digest?: string } = {}, at = october()) => {
  const { digest } = await foreseeDeletion(at, actor, departures);
  await deleteAccount(at, actor, departures, { digest, reason: '家庭原因，不再参加', password, ...more });
};
const one = async <T extends object>(text: string, values: unknown[]) => (await db.admin.query<T>(text, values)).rows[0];
const told = async (application: string) => (await db.admin.query<{ to: string; zh: string }>("select coalesce(to_organization_id::text, to_person_id::text) as to, title ->> 'zh' as zh from kernel.notification where kind = 'exchange.placement/accountDeleted' and subject_id = $1", [application])).rows;

describe('an applicant who deletes their account in mid-placement', () => {
  test('sees what it touches; confirmed, the stay ends early with the reason, home, host and tutor are told, and the four keep the record under a pseudonym', async () => {
    const person = await aHolder();
    const { rows: [tutor] } = await db.admin.query<{ id: string }>("insert into directory.person (name, party, institution_id, visibility) values ('潘俊杰', '33', $1, 'organization') returning id", [region.universities['33']]);
    const accepted = await anAccepted(world, {}, person);
    await inForce(world, accepted, aVersion());
    const { application } = accepted;
    // The tutor's signature as it stands in an agreement that names one.
    await db.admin.query("insert into exchange.signature (agreement_id, number, signatory, name, person_id, means, signed_on, entered_at) select id, 1, 'tutor', '潘俊杰', $2, 'electronic', '2027-04-01', now() from exchange.agreement where application_id = $1", [application, tutor!.id]);
    await db.admin.query("update exchange.placement set state = 'underway', version = 2 where application_id = $1", [application]);
    await writeEntry(october(), person, application, { month: '2027-09', text: '我的私人感想', hours: 40 });
    const { items } = await foreseeDeletion(october(), person, departures);
    expect(items.map(({ consequence }) => consequence.zh.slice(0, 6))).toEqual(['派出提前结束', '证件号码、手']);

    const { rows: before } = await db.admin.query<{ id: string; digest: string; title: string | null; changes: string }>("select id, encode(digest, 'hex') as digest, subject_title as title, changes::text from kernel.journal_entry order by id");
    await leave(person);

    const { placement, agreement } = await showStay(october(), region.deans['33'], application);
    expect(placement).toMatchObject({ state: 'ended', endReason: '家庭原因，不再参加', from: '2027-09-01', to: '2027-10-20' });
    expect(placement!.personName).toMatch(/^已注销用户[0-9A-F]{8}$/);
    expect(placement!.entries).toMatchObject([{ text: '（本人已注销账号，内容已删除）', hours: 40 }]);
    expect(agreement!.versions[0]!.signatures.map(({ name: of }) => of)).toEqual([placement!.personName, '潘俊杰', expect.anything(), expect.anything()]);
    expect(agreement!.versions[0]!.content.texts['emergency']).toBe('（本人已注销账号，内容已删除）');
    expect((await told(application)).map(({ to }) => to).toSorted()).toEqual([region.universities['32'], region.universities['33'], tutor!.id].toSorted());
    expect((await told(application))[0]!.zh).toMatch(/^蒋雨欣已注销账号，派出提前结束/);
    expect((await listWhereabouts(october(), region.deans['32'])).items.some(({ applicationId }) => applicationId === application)).toBe(false);
    const facts = await db.admin.query("select from plan.fact f join exchange.placement p on p.id::text = f.subject_id::text where p.application_id = $1", [application]);
    expect(facts.rowCount).toBeGreaterThan(0);

    // Nothing of the journal has changed: it goes on where it was.
    const { rows: after } = await db.admin.query<(typeof before)[number]>("select id, encode(digest, 'hex') as digest, subject_title as title, changes::text from kernel.journal_entry where id <= $1 order by id", [before.at(-1)!.id]);
    expect(after).toEqual(before);
    expect(await one("select act from kernel.journal_entry where subject_type = 'actor.account' and subject_id = $1", [person.accountId])).toEqual({ act: 'actor.account/delete' });
    await sequence(world.platform);

    expect(await one('select name, position, title, field from directory.person where id = $1', [person.personId])).toEqual({ name: placement!.personName, position: null, title: null, field: null });
    for (const [text, id] of [['select from directory.person_private where person_id = $1', person.personId], ['select from kernel.passkey where account_id = $1', person.accountId], ['select from kernel.session where account_id = $1', person.accountId], ['select from kernel.notification where to_person_id = $1', person.personId]] as const) {
      expect((await db.admin.query(text, [id])).rowCount, text).toBe(0);
    }
    expect(await refusedWith(signInWithPassword(october(), { login: person.login, password }, from))).toBe('sign-in/wrong');
    const remaining = await db.admin.query<{ row: string }>("select row_to_json(a)::text as row from kernel.account a where id = $1 union all select row_to_json(p)::text from exchange.application p where p.person_id = $2 union all select row_to_json(p)::text from exchange.placement p where p.person_id = $2", [person.accountId, person.personId]);
    expect(remaining.rows.map(({ row }) => row).join()).not.toMatch(/蒋雨欣|example\.edu|jiang-|argon2/);
  });

  test('who has not arrived gives the place up, and the agreement is void; an application that waits is withdrawn', async () => {
    const person = await aHolder();
    const ready = await inForce(world, await anAccepted(world, {}, person));
    const { id: scheme, offers } = await anOpenScheme(world.platform, region, { year: 2099 });
    const waiting = await anApplication(world.platform, person, scheme, [offers['33']]);
    await leave(person, {}, world.platform);
    expect((await db.admin.query<{ state: string }>('select state from exchange.application where id = any($1) order by state', [[ready.application, waiting]])).rows).toEqual([{ state: 'declined' }, { state: 'withdrawn' }]);
    expect(await one('select p.state as placement, a.state as agreement from exchange.placement p join exchange.agreement a on a.id = p.agreement_id where p.application_id = $1', [ready.application])).toEqual({ placement: 'withdrawn', agreement: 'withdrawn' });
    expect(await told(ready.application)).toHaveLength(2);
  });

  test('who is back keeps nothing here but the hours and credits, which their home goes on to see under the pseudonym', async () => {
    const person = await aHolder();
    const { application, number } = await aCertified(world, [{ course: '现代教育技术', hours: 48, credits: 3, grade: '92' }], person);
    await leave(person, {}, onDay(world, '2028-03-01T02:00:00Z'));
    expect((await showStay(world.platform, region.deans['32'], application)).placement).toMatchObject({ state: 'certified', certificateNumber: number, recognised: [{ credits: 3 }], personName: expect.stringMatching(/^已注销用户/) });
    expect(await one('select credits::int as credits from directory.learning where person_id = $1', [person.personId])).toEqual({ credits: 3 });
    expect(await told(application)).toEqual([]);
  });
});

describe('the deletion of an account', () => {
  test('is refused with a wrong password, for another list than was seen, and while somebody acts for others; nothing is done by halves', async () => {
    const person = await aHolder();
    const { application } = await anUnderway(world, {}, aVersion(), person);
    const { digest } = await foreseeDeletion(world.platform, { ...person, personId: person.personId }, []);
    expect(await refusedWith(leave(person, { password: 'wrong password' }))).toBe('sign-in/wrong-current');
    expect(await refusedWith(leave(person, { digest }))).toBe('deletion/list-changed');
    const { rows: [grant] } = await db.admin.query<{ id: string }>("insert into kernel.role_grant (account_id, role, party, organization_id, reason, valid_from) values ($1, 'institution_officer', '32', $2, '任职', '2026-01-01') returning id", [person.accountId, region.universities['32']]);
    expect((await foreseeDeletion(october(), person, departures)).items[0]).toMatchObject({ blocks: true, title: { zh: '仍担任：院校经办人' } });
    expect(await refusedWith(leave(person))).toBe('deletion/blocked');
    expect((await showStay(october(), region.deans['33'], application)).placement).toMatchObject({ state: 'underway', personName: name });
    await db.admin.query('delete from kernel.role_grant where id = $1', [grant!.id]);
    for (let i = 0; i < 4; i += 1) expect(await refusedWith(leave(person, { password: 'guess again 1' }))).toBe('sign-in/wrong-current');
    expect(await refusedWith(leave(person))).toBe('sign-in/slow-down');
  });

  test('of one without a password needs a sign-in just now', async () => {
    const person = await aHolder();
    await db.admin.query('update kernel.account set password_hash = null where id = $1', [person.accountId]);
    const session = async (ago: string) => (await one<{ id: string }>("insert into kernel.session (token_hash, account_id, signed_in_by, created_at, expires_at) values (sha256($1::text::bytea), $2, 'passkey', now() - $3::interval, now() + interval '1 day') returning id", [crypto.randomUUID(), person.accountId, ago]))!.id;
    expect(await refusedWith(leave({ ...person, sessionId: await session('1 hour') }, { password }))).toBe('deletion/sign-in-again');
    const others = await aHolder();
    expect(await refusedWith(leave({ ...person, accountId: others.accountId, sessionId: await session('1 minute') }, { password: 'not theirs at all' }))).toBe('sign-in/wrong-current');
    await leave({ ...person, sessionId: await session('1 minute') });
    expect(await one('select deleted_at is not null as deleted from kernel.account where id = $1', [person.accountId])).toEqual({ deleted: true });
  });

  test('is the platform’s alone to carry out, and nobody lets anybody in again', async () => {
    const person = await aHolder();
    const as = (actor: Actor, statement: ReturnType<typeof sql>) => refusedWith(inTransaction(db, actor, (tx) => statement.execute(tx.db)));
    const administrator: PersonActor = { role: 'administrator', accountId: crypto.randomUUID(), personId: crypto.randomUUID() };
    for (const actor of [person, administrator, region.officers['32'], region.deans['32'], { role: 'visitor' } as const]) {
      expect(await as(actor, sql`select kernel.forget_account(${person.accountId}, '某')`), actor.role).toBe('42501');
      expect(await as(actor, sql`select directory.forget_person(${person.personId}, '某')`), actor.role).toBe('42501');
      expect(await as(actor, sql`select exchange.forget_person(${person.personId}, ${person.accountId}, '某')`), actor.role).toBe('42501');
      expect(await as(actor, sql`update kernel.account set deleted_at = now() where id = ${person.accountId}`), actor.role).toBe('42501');
    }
    await leave(person);
    expect(await refusedWith(setClosed(world.platform, administrator, person.accountId, { closed: false, reason: '误删' }))).toBe('42501');
    expect(await refusedWith(db.admin.query("update kernel.account set password_hash = $2, disabled_at = null where id = $1", [person.accountId, passwordHash]))).toBe('42501');
  });
});
