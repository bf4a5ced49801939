import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PersonActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { prepareQueue } from '#kernel/jobs/worker.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Platform } from '#kernel/platform.ts';
import { writeWorkbook } from '#kernel/sheets/write.ts';
import { testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { pools } from '../index.ts';
import { nominate, showMember } from '../service/members.ts';
import { aPerson, aRegion, experts, type Region } from '../testing.ts';
import { readNominations } from './columns.ts';
import { approveSheet, checkSheet, listBadRows, nominateSheet, showSheet, storeSheet, takeSheet } from './service.ts';

let db: TestDatabase;
let platform: Platform;
let region: Region;
let dean: PersonActor;
let university: string;
let people: PersonActor[];
beforeAll(async () => {
  db = await createTestDatabase([...kernelMigrations, directory.migrations, pools.migrations]);
  await prepareQueue(db.adminUrl);
  platform = testPlatform(db);
  region = await aRegion(db);
  dean = { role: 'institution_officer', party: '32', organizationId: region.universities['32'], accountId: randomUUID(), personId: randomUUID() };
  university = (await db.admin.query<{ name: string }>('select name from directory.institution where id = $1', [region.universities['32']])).rows[0]!.name;
  people = [];
  for (const name of ['蒋雨欣', '沈思嘉', '重名者', '重名者']) people.push(await aPerson(db, region, '32', name));
});
afterAll(() => db.drop());

const heads = ['姓名*', '单位*', '职称*', '类别*', '工作语言', '性别', '推荐意见'];
const quiet = { report: async () => undefined };

describe('a sheet of nominations', () => {
  test('is checked row by row, names each mistake, nominates the good rows when its sender says so, and is approved at once by the party', async () => {
    const rows = [['蒋雨欣', university, '教授', '880 教育学、630', '普通话、英语', '女', '学科带头人'], ['沈思嘉', university, '教授', '教育学', '', '', ''], ['沈思嘉', university, '教授', '880', '', '', ''], ['查无此人', university, '教授', '880', '', '', ''], ['重名者', university, '教授', '880', '', '', ''], ['甲', '没有的大学', '教授', '880', '', '', ''], ['乙', university, '', '炼金术', '', '未知', '']];
    const bytes = await writeWorkbook([{ name: '推荐', columns: heads.map((label) => ({ label })), rows }]);
    const { id, rows: read } = await takeSheet(platform, dean, { poolId: experts, fileName: '推荐.xlsx', bytes });
    expect(read).toBe(7);
    await expect(storeSheet(platform, dean, id)).rejects.toMatchObject({ kind: { code: 'pools/sheet-not-checked' } });
    await checkSheet(platform, { sheetId: id, actor: dean }, quiet);
    await checkSheet(platform, { sheetId: id, actor: dean }, quiet);
    expect(await showSheet(platform, dean, id)).toMatchObject({ state: 'checked', good: 2, bad: 5 });
    const { items } = await listBadRows(platform, dean, id, { limit: 10 });
    expect(items.map(({ line, errors }) => `${line} ${errors.map(({ column, text }) => `${column}：${text.zh}`).join('；')}`)).toEqual([
      '4 name：与第 3 行重复', '5 name：该单位没有登记此人，请先在“人员”中补全', '6 name：该单位有多人同名，请在页面上单独推荐', '7 institution：没有找到这个单位', '8 title：必填；categories：类别不在本库的类别表中，请见填写说明；sex：应为“男”或“女”',
    ]);
    await expect(showSheet(platform, region.officers['32'], id)).rejects.toMatchObject({ kind: { code: 'common/not-found' } });
    await storeSheet(platform, dean, id);
    await nominateSheet(platform, { sheetId: id, actor: dean }, quiet);
    await nominateSheet(platform, { sheetId: id, actor: dean }, quiet);
    expect(await showSheet(platform, region.officers['32'], id)).toMatchObject({ state: 'stored', waiting: 2, may: { approve: true } });
    await expect(showSheet(platform, region.officers['33'], id)).rejects.toMatchObject({ kind: { code: 'common/not-found' } });
    await expect(approveSheet(platform, dean, id)).rejects.toMatchObject({ kind: { code: 'common/not-allowed' } });
    await approveSheet(platform, region.officers['32'], id);
    const { rows: members } = await db.admin.query<{ id: string; name: string; state: string; categories: string[]; languages: string[]; sex: string | null }>('select id, name, state, categories, languages, sex from pools.member order by id');
    expect(members).toMatchObject([{ name: '蒋雨欣', state: 'checked', categories: ['880', '630'], languages: ['普通话', '英语'], sex: 'f' }, { name: '沈思嘉', state: 'checked', sex: null }]);
    expect((await showMember(platform, people[0]!, members[0]!.id)).lifecycle.transitions.map(({ name }) => name)).toContain('consent');
    expect((await db.admin.query("select count(*)::int as n from kernel.task where kind = 'pools.member/consent' and closed_at is null")).rows).toEqual([{ n: 2 }]);
    // A row that has been approved, or waits to be, is pointed at nobody else, and a sheet does not go back a step.
    const attack = (actor: PersonActor, text: ReturnType<typeof sql>) => inTransaction(db, actor, (tx) => text.execute(tx.db)).then(() => 'done', (error: { code?: string }) => error.code);
    expect(await attack(dean, sql`update pools.sheet set state = 'storing' where id = ${id}`)).toBe('42501');
    const again = await takeSheet(platform, dean, { poolId: experts, fileName: '再来.xlsx', bytes });
    await checkSheet(platform, { sheetId: again.id, actor: dean }, quiet);
    expect((await listBadRows(platform, dean, again.id, { limit: 1 })).items[0]!.errors[0]!.text.zh).toBe('此人已在库中，或已在办理入库');
    await db.admin.query("update pools.member set state = 'nominated' where id = $1", [members[0]!.id]);
    const others = await aPerson(db, region, '32', '另一人');
    const other = (await nominate(platform, region.officers['32'], { poolId: experts, personId: others.personId, title: '教授', categories: ['880'], languages: [] })).id;
    for (const [state, text] of [
      ['stored', sql`update pools.sheet_row set member_id = ${other} where sheet_id = ${id} and line = 2`],
      ['storing', sql`update pools.sheet_row set member_id = ${other} where sheet_id = ${id} and line = 2`],
      ['storing', sql`update pools.sheet_row set person_id = ${others.personId}, member_id = ${other} where sheet_id = ${id} and line = 5`],
      ['checked', sql`update pools.sheet_row set person_id = ${others.personId}, errors = '[]' where sheet_id = ${id} and line = 5`],
      ['checking', sql`update pools.sheet_row set cells = '{}' where sheet_id = ${id} and line = 5`],
      ['stored', sql`insert into pools.sheet_row (sheet_id, line, cells, person_id, member_id) values (${id}, 99, '{}', ${others.personId}, ${other})`],
      ['checking', sql`insert into pools.sheet_row (sheet_id, line, cells, person_id, member_id) values (${id}, 99, '{}', ${others.personId}, ${other})`],
    ] as const) {
      await db.admin.query('update pools.sheet set state = $2 where id = $1', [id, state]);
      expect(await attack(dean, text), state).toBe('42501');
      expect(await attack(region.officers['32'], text), state).toMatch(/42501|done/); // to whom the row is not visible, nothing happens
    }
    expect((await db.admin.query('select from pools.sheet_row where member_id = $1', [other])).rowCount).toBe(0);
  });

  test('without a column that is needed is refused; of people whom its sender does not look after nobody is nominated', async () => {
    const bytes = await writeWorkbook([{ name: '推荐', columns: [{ label: '姓名' }], rows: [['甲']] }]);
    await expect(takeSheet(platform, dean, { poolId: experts, fileName: 'x', bytes })).rejects.toMatchObject({ text: { zh: '表格缺少必填的列：单位、职称、类别。请使用模板。' } });
    const stranger: PersonActor = { role: 'party_officer', party: '33', accountId: randomUUID(), personId: randomUUID() };
    const sheet = await writeWorkbook([{ name: '推荐', columns: heads.map((label) => ({ label })), rows: [['蒋雨欣', university, '教授', '880', '', '', '']] }]);
    const { id } = await takeSheet(platform, stranger, { poolId: experts, fileName: 'x', bytes: sheet });
    await checkSheet(platform, { sheetId: id, actor: stranger }, quiet);
    expect((await listBadRows(platform, stranger, id, { limit: 5 })).items[0]!.errors).toMatchObject([{ column: 'institution', text: { zh: '该单位不在您的管理范围内' } }]);
    expect((await inTransaction(db, region.officers['31'], (tx) => sql`select from pools.sheet_row`.execute(tx.db))).rows).toEqual([]);
    await expect(takeSheet(platform, people[0]!, { poolId: experts, fileName: 'x', bytes: sheet })).rejects.toMatchObject({ kind: { code: 'common/not-allowed' } });
  });

  test('of 100,000 rows with 3 broken ones: just those are named', async () => {
    await db.admin.query(`insert into directory.person (name, party, division, institution_id) select '教师' || n, '32', i.division, i.id from generate_series(1, 100000) n, directory.institution i where i.id = $1`, [region.universities['32']]);
    const rows = Array.from({ length: 100_000 }, (_, i) => [`教师${i + 1}`, university, '教授', '880', '', '', '']);
    rows[9]![0] = '教师5';
    rows[50_000]![3] = '999';
    rows[99_999]![0] = '不存在';
    const bytes = new TextEncoder().encode([heads, ...rows].map((row) => row.join(',')).join('\n'));
    const { id } = await takeSheet(platform, dean, { poolId: experts, fileName: '十万.csv', bytes });
    await checkSheet(platform, { sheetId: id, actor: dean }, quiet);
    expect(await showSheet(platform, dean, id)).toMatchObject({ good: 99_997, bad: 3 });
    expect((await listBadRows(platform, dean, id, { limit: 10 })).items.map(({ line }) => line)).toEqual([11, 50_002, 100_001]);
  }, 240_000);
});

test('a sheet is read by its heads, in any order and either language', () => {
  const { rows, missing } = readNominations([['Fields', 'name', 'Institution*', '职称'], ['教育学', '甲', '乙大学', '教授'], ['', '', '', '']], 'higher_experts');
  expect(missing).toEqual([]);
  expect(rows).toMatchObject([{ line: 2, cells: { name: '甲', categories: '教育学' }, errors: [] }]);
});
