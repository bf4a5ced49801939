import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { visitor, type PersonActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Platform } from '#kernel/platform.ts';
import { testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { pools } from './index.ts';
import { addAway, declareConflict, listMembers, listPools, moveMember, nominate, showMember, showMine, withdrawConflict } from './service/members.ts';
import { anExpert, aPerson, aRegion, experts, type Region } from './testing.ts';

let db: TestDatabase;
let platform: Platform;
let region: Region;
beforeAll(async () => {
  db = await createTestDatabase([...kernelMigrations, directory.migrations, pools.migrations]);
  platform = testPlatform(db);
  region = await aRegion(db);
});
afterAll(() => db.drop());

const nomination = (person: PersonActor) => ({ poolId: experts, personId: person.personId, title: '教授', categories: ['880'], languages: ['英语'], remark: '学科带头人' });

describe('the way into a pool', () => {
  test('is nomination, check by the party, consent of the person; then the region finds them, and what the party keeps stays with it', async () => {
    const person = await aPerson(db, region, '32', '蒋雨欣');
    const dean: PersonActor = { role: 'institution_officer', party: '32', organizationId: region.universities['32'], accountId: randomUUID(), personId: randomUUID() };
    const { id } = await nominate(platform, dean, nomination(person));
    await expect(showMember(platform, region.officers['33'], id)).rejects.toMatchObject({ kind: { code: 'common/not-found' } });
    await expect(moveMember(platform, dean, { id, transition: 'check', version: 1 })).rejects.toMatchObject({ kind: { code: 'common/not-allowed' } });
    await moveMember(platform, region.officers['32'], { id, transition: 'check', version: 1 });
    await expect(moveMember(platform, region.officers['32'], { id, transition: 'consent', version: 2 })).rejects.toMatchObject({ kind: { code: 'pools/not-same-person' } });
    expect((await showMine(platform, person)).members).toMatchObject([{ id, state: 'checked', poolName: '高等教育专家库' }]);
    await moveMember(platform, person, { id, transition: 'consent', version: 2 });
    expect(await showMember(platform, region.officers['33'], id)).toMatchObject({ state: 'admitted', consentedOn: '2027-03-15', termEndsOn: '2030-03-14', remark: null, cityName: expect.any(String) });
    expect(await showMember(platform, region.officers['32'], id)).toMatchObject({ remark: '学科带头人' });
    expect((await listMembers(platform, region.officers['34'], { poolId: experts, words: '蒋雨欣', limit: 10 })).items.map((member) => member.id)).toEqual([id]);
    expect((await listMembers(platform, region.officers['34'], { poolId: experts, words: '教育学', limit: 10 })).items.map((member) => member.id)).toEqual([id]);
    expect((await listMembers(platform, visitor, { poolId: experts, limit: 10 })).items).toEqual([]);
  });

  test('does not begin twice for one person, with a category that the pool has not, or for whom one does not look after', async () => {
    const person = await aPerson(db, region, '31', '沈思嘉');
    await nominate(platform, region.officers['31'], nomination(person));
    await expect(nominate(platform, region.officers['31'], nomination(person))).rejects.toMatchObject({ kind: { code: 'pools/in-pool-already' } });
    await expect(nominate(platform, region.officers['31'], { ...nomination(person), categories: ['999'] })).rejects.toMatchObject({ kind: { code: 'pools/unknown-category' } });
    await expect(nominate(platform, region.officers['34'], nomination(person))).rejects.toMatchObject({ kind: { code: 'common/not-found' } });
  });

  test('ends when the person says no, and begins again when they are nominated anew', async () => {
    const person = await aPerson(db, region, '34', '汪思远');
    const { id } = await nominate(platform, region.officers['34'], nomination(person));
    await moveMember(platform, region.officers['34'], { id, transition: 'check', version: 1 });
    await moveMember(platform, person, { id, transition: 'decline', version: 2 });
    expect((await nominate(platform, region.officers['34'], nomination(person))).id).not.toBe(id);
  });

  test('leaves the pool with its person: nobody of another party finds or counts them then', async () => {
    const { id, person } = await anExpert(db, platform, region, '33', { name: '叶子涵' });
    const counted = async () => (await listPools(platform, region.officers['34'])).find((pool) => pool.id === experts)!.members;
    const before = await counted();
    await expect(moveMember(platform, person, { id, transition: 'leave', version: 3 })).rejects.toMatchObject({ kind: { code: 'lifecycle/reason-required' } });
    await moveMember(platform, person, { id, transition: 'leave', version: 3, reason: '即将退休' });
    expect(await counted()).toBe(before - 1);
    expect(await showMember(platform, person, id)).toMatchObject({ state: 'left', stateReason: '即将退休' });
    expect((await listMembers(platform, region.officers['34'], { poolId: experts, words: '叶子涵', limit: 10 })).items).toEqual([]);
  });
});

describe('in SQL, past the services', () => {
  test('nobody gives consent for another, checks another party\'s people, or skips the way', async () => {
    const person = await aPerson(db, region, '32', '吴志强');
    const { id } = await nominate(platform, region.officers['32'], nomination(person));
    const set = (actor: PersonActor, values: string) => inTransaction(db, actor, async (tx) => (await sql.raw(`update pools.member set ${values} where id = '${id}'`).execute(tx.db)).numAffectedRows);
    expect(await set(region.officers['33'], "state = 'checked'")).toBe(0n);
    await expect(set(region.officers['32'], "state = 'admitted'")).rejects.toMatchObject({ code: '42501' });
    await expect(set(person, "state = 'checked'")).rejects.toMatchObject({ code: '42501' });
    await expect(set(region.officers['32'], "party = '33'")).rejects.toMatchObject({ code: '42501' });
    expect(await set(region.officers['32'], "state = 'checked'")).toBe(1n);
    await expect(set(region.officers['32'], "state = 'admitted'")).rejects.toMatchObject({ code: '42501' });
    await expect(inTransaction(db, region.officers['33'], (tx) => sql`insert into pools.member (pool_id, person_id, party, name, institution_name, title, categories) values (${experts}, ${person.personId}, '32', '甲', '乙', '教授', array['880'])`.execute(tx.db))).rejects.toMatchObject({ code: '42501' });
  });

  test('nobody nominates another party\'s person, or under another name; nobody describes anew whom others have seen; each step is taken by whom it belongs to, and pauses, ends and renewals say why', async () => {
    const { id, person } = await anExpert(db, platform, region, '32', { name: '许建国' });
    const stranger = await aPerson(db, region, '33', '冯小宁');
    const added = (values: string) => inTransaction(db, region.officers['32'], (tx) => sql.raw(`insert into pools.member (pool_id, person_id, party, institution_id, name, institution_name, title, categories) values ('${experts}', ${values}, '大学', '教授', array['880'])`).execute(tx.db));
    await expect(added(`'${stranger.personId}', '32', '${region.universities['32']}', '冯小宁'`)).rejects.toMatchObject({ code: '42501' });
    const own = await aPerson(db, region, '32', '韩雪梅');
    await expect(added(`'${own.personId}', '32', '${region.universities['32']}', '院士'`)).rejects.toMatchObject({ code: '42501' });
    const set = (actor: PersonActor, values: string) => inTransaction(db, actor, async (tx) => (await sql.raw(`update pools.member set ${values} where id = '${id}'`).execute(tx.db)).numAffectedRows);
    const dean: PersonActor = { role: 'institution_officer', party: '32', organizationId: region.universities['32'], accountId: randomUUID(), personId: randomUUID() };
    for (const actor of [person, dean, region.officers['32']]) for (const values of ["title = '院士'", "categories = '{110}'", "name = '另一人'", 'ordinal = default', "words = to_tsvector('simple', '名家')", "state = 'declined'", "state = 'expired'"]) await expect(set(actor, values), values).rejects.toMatchObject({ code: '42501' });
    for (const values of ["term_ends_on = '2050-01-01', state_reason = '续任'", "consented_on = '2040-01-01', term_ends_on = '2050-01-01', state_reason = '续任'", "consented_on = '2028-01-01', term_ends_on = '2030-12-31'", "state = 'suspended', state_reason = '暂停'"]) await expect(set(person, values), values).rejects.toMatchObject({ code: '42501' });
    await expect(set(dean, "state = 'left', state_reason = '退出'")).rejects.toMatchObject({ code: '42501' });
    for (const state of ['suspended', 'left']) await expect(set(region.officers['32'], `state = '${state}'`)).rejects.toMatchObject({ code: '23514' });
    expect(await set(region.officers['32'], "state = 'suspended', state_reason = '借调'")).toBe(1n);
    await expect(set(person, "state = 'admitted'")).rejects.toMatchObject({ code: '42501' });
    await declareConflict(platform, person, { kind: 'person', institutionId: null, name: '周明远', about: '师生' });
    await expect(inTransaction(db, person, (tx) => sql`update pools.conflict set about = '无' where person_id = ${person.personId}`.execute(tx.db))).rejects.toMatchObject({ code: '42501' });
  });

  test('what a person declared is theirs and their party\'s', async () => {
    const { person } = await anExpert(db, platform, region, '31', { name: '顾晓燕' });
    const { id } = await declareConflict(platform, person, { kind: 'institution', institutionId: region.universities['34'], name: null, about: '曾任教' });
    const seen = (actor: PersonActor) => inTransaction(db, actor, async (tx) => (await sql`select id from pools.conflict where id = ${id}`.execute(tx.db)).rows.length);
    expect([await seen(person), await seen(region.officers['31']), await seen(region.officers['34'])]).toEqual([1, 1, 0]);
    await addAway(platform, person, { from: '2027-05-01', to: '2027-05-07' });
    await expect(addAway(platform, person, { from: '2027-05-07', to: '2027-05-09' })).rejects.toMatchObject({ kind: { code: 'pools/period-overlaps' } });
    expect(await showMine(platform, person)).toMatchObject({ conflicts: [{ id, about: '曾任教' }], away: [{ from: '2027-05-01', to: '2027-05-07' }] });
    expect((await listMembers(platform, region.officers['34'], { poolId: experts, words: '顾晓燕', freeFrom: '2027-05-03', freeTo: '2027-05-04', limit: 5 })).items).toEqual([]);
    expect((await listMembers(platform, region.officers['34'], { poolId: experts, words: '顾晓燕', freeFrom: '2027-05-08', limit: 5 })).items).toHaveLength(1);
    await withdrawConflict(platform, person, id);
    expect((await showMine(platform, person)).conflicts).toEqual([]);
  });
});
