import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor, visitor, type PersonActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Platform } from '#kernel/platform.ts';
import { testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { loadCadrePosts, pools } from '../index.ts';
import { anExpert, aRegion, cadres, type Region } from '../testing.ts';
import { addCadreRecord, addPost, listAllPosts, listPosts, movePost, showCadreRecords, type NewPost } from './service.ts';

let db: TestDatabase;
let platform: Platform;
let region: Region;
beforeAll(async () => {
  db = await createTestDatabase([...kernelMigrations, directory.migrations, pools.migrations]);
  platform = testPlatform(db);
  region = await aRegion(db);
});
afterAll(() => db.drop());

const aPost = (party: '31' | '32' | '33' | '34', more: Partial<NewPost> = {}): NewPost => ({ kind: 'offered', institutionId: region.universities[party], level: 'division', field: 'higher', count: 2, from: '2028-03-01', until: '2028-12-31', ...more });
const dean = (party: '31' | '32' | '33' | '34'): PersonActor => ({ role: 'institution_officer', party, organizationId: region.universities[party], accountId: randomUUID(), personId: randomUUID() });

describe('posts for secondment', () => {
  test('are offered and wanted by institutions, seen by the four, found by year, level and field, and withdrawn with a reason', async () => {
    const { id } = await addPost(platform, dean('32'), aPost('32', { about: '教务处副处长' }));
    const wanted = await addPost(platform, region.officers['33'], aPost('33', { kind: 'wanted', level: 'section', count: 1 }));
    const later = await addPost(platform, region.officers['33'], aPost('33', { from: '2029-01-01', until: '2029-06-30' }));
    expect((await listPosts(platform, region.officers['34'], { year: 2028, limit: 10 })).items.map((post) => [post.id, post.may.withdraw])).toEqual([[wanted.id, false], [id, false]]);
    expect((await listPosts(platform, dean('32'), { kind: 'offered', level: 'division', field: 'higher', year: 2028, limit: 10 })).items).toMatchObject([{ id, from: '2028-03-01', until: '2028-12-31', about: '教务处副处长', may: { withdraw: true } }]);
    expect(await listAllPosts(platform, region.officers['31'], {})).toHaveLength(3);
    const ofYear = await inTransaction(db, region.officers['31'], (tx) => loadCadrePosts(tx, { year: 2028 }));
    expect(ofYear).toEqual([
      { id, party: '32', institutionId: region.universities['32'], kind: 'offered', level: 'division', field: 'higher', count: 2, from: '2028-03-01', until: '2028-12-31', about: '教务处副处长' },
      { id: wanted.id, party: '33', institutionId: region.universities['33'], kind: 'wanted', level: 'section', field: 'higher', count: 1, from: '2028-03-01', until: '2028-12-31', about: null },
    ]);
    await expect(movePost(platform, region.officers['31'], { id, transition: 'withdraw', version: 1, reason: '不再需要' })).rejects.toMatchObject({ kind: { code: 'common/not-allowed' } });
    await movePost(platform, dean('32'), { id, transition: 'withdraw', version: 1, reason: '已有人选' });
    expect((await inTransaction(db, systemActor('test'), (tx) => loadCadrePosts(tx, { year: 2028 }))).map((post) => post.id)).toEqual([wanted.id]);
    expect((await inTransaction(db, systemActor('test'), (tx) => loadCadrePosts(tx, { year: 2029 }))).map((post) => post.id)).toEqual([later.id]);
  });

  test('are said by who looks after the institution only, with days in order', async () => {
    await expect(addPost(platform, region.officers['31'], aPost('32'))).rejects.toMatchObject({ code: '42501' });
    await expect(addPost(platform, dean('31'), aPost('31', { until: '2028-02-01' }))).rejects.toMatchObject({ kind: { code: 'pools/period-reversed' } });
    await expect(addPost(platform, dean('31'), aPost('31', { institutionId: randomUUID() }))).rejects.toMatchObject({ kind: { code: 'common/not-found' } });
    expect((await listPosts(platform, visitor, { limit: 10 })).items).toEqual([]);
  });

  test('are not changed afterwards, and nobody says one for another party, in SQL past the services', async () => {
    const { id } = await addPost(platform, region.officers['34'], aPost('34'));
    const as = (actor: PersonActor, text: string) => inTransaction(db, actor, async (tx) => (await sql.raw(text).execute(tx.db)).numAffectedRows);
    await expect(as(region.officers['34'], `update pools.post set count = 9 where id = '${id}'`)).rejects.toMatchObject({ code: '42501' });
    expect(await as(region.officers['31'], `update pools.post set state = 'withdrawn' where id = '${id}'`)).toBe(0n);
    const insert = (party: string, of: '31' | '34') => `insert into pools.post (kind, party, division, institution_id, level, field, count, during) select 'offered', '${party}', division, id, 'division', 'higher', 1, '[2028-01-01,2028-02-01)' from directory.institution where id = '${region.universities[of]}'`;
    await expect(as(region.officers['31'], insert('34', '34'))).rejects.toMatchObject({ code: '42501' });
    await expect(as(region.officers['31'], insert('31', '34'))).rejects.toMatchObject({ code: '42501' });
  });
});

describe('what is known of a cadre', () => {
  test('is their training, to the four, and their assessments, to their keepers and themselves', async () => {
    const { id, person } = await anExpert(db, platform, region, '33', { name: '陆一鸣', poolId: cadres, categories: ['division', 'higher'] });
    await addCadreRecord(platform, region.officers['33'], id, { kind: 'training', title: '长三角教育治理研修班', from: '2026-09-01', until: '2026-09-10', hours: 64 });
    await addCadreRecord(platform, dean('33'), id, { kind: 'assessment', title: '2026 年度考核', from: '2026-01-01', until: '2026-12-31', grade: 'excellent' });
    const seen = async (actor: PersonActor) => { const { items, may } = await showCadreRecords(platform, actor, id); return [items.map(({ kind }) => kind), may.add]; };
    expect(await seen(region.officers['33'])).toEqual([['assessment', 'training'], true]);
    expect(await seen(person)).toEqual([['assessment', 'training'], false]);
    expect(await seen(region.officers['32'])).toEqual([['training'], false]);
    expect(await seen(dean('32'))).toEqual([['training'], false]);
    await expect(addCadreRecord(platform, region.officers['32'], id, { kind: 'training', title: '甲', from: '2026-09-01', until: '2026-09-10' })).rejects.toMatchObject({ code: '42501' });
    const { rows } = await db.admin.query("select changes::text as said from kernel.journal_entry where act = 'pools.cadre/add-assessment'");
    expect(rows).toEqual([{ said: '{}' }]);
  });

  test('is kept of cadres only', async () => {
    const { id } = await anExpert(db, platform, region, '31');
    await expect(addCadreRecord(platform, region.officers['31'], id, { kind: 'training', title: '甲', from: '2026-09-01', until: '2026-09-10' })).rejects.toMatchObject({ kind: { code: 'pools/not-a-cadre' } });
  });
});
