import fc from 'fast-check';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isPerson, type Actor, type PersonActor } from '#kernel/actor/actor.ts';
import { systemActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { prepareQueue } from '#kernel/jobs/worker.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Platform } from '#kernel/platform.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { parseCsv, readSheet } from '#kernel/sheets/read.ts';
import { csvCell } from '#kernel/sheets/csv.ts';
import { directory } from './index.ts';
import { readDivisions, readUniversities } from './reference.ts';
import { isIdNumber, normalIdNumber } from './id-number.ts';
import { checkImport, commitImport, discardImport, listBadRows, listImportRows, listImports, showImport, storeImport, takeSheet } from './import/import.ts';
import { readRows } from './import/rows.ts';
import { seal, unseal } from './private.ts';
import { addInstitution, changeInstitution, listInstitutions } from './service/institutions.ts';
import { decideMerge, listMerges } from './service/merges.ts';
import { addPerson, beginAffiliation, changePerson, endAffiliation, listAllPeople, listLooks, listPeople, lookAtPerson, showPerson } from './service/people.ts';

let db: TestDatabase;
let platform: Platform;
beforeAll(async () => {
  db = await createTestDatabase([...kernelMigrations, directory.migrations]);
  await prepareQueue(db.adminUrl);
  platform = testPlatform(db);
  await inTransaction(db, systemActor('test'), async (tx) => directory.loadReferenceData?.(tx));
});
afterAll(() => db.drop());

const jiangsu = anOfficer('32');
const zhejiang = anOfficer('33');
const idNumber = '11010519491231002X';
const aSchool = (name: string) => addInstitution(platform, jiangsu, { kind: 'school', name, division: '320106', level: '小学' });
const aPerson = (institutionId: string, name = '许海涛', actor: Actor = jiangsu, number?: string) => addPerson(platform, actor, { name, institutionId, position: '教师', since: '2019-09-01', ...(number === undefined ? {} : { personal: { idNumber: number, phone: '13800000000' } }) });

describe('reference data', () => {
  test('has 4 provincial, 41 prefectural and 329 county-level divisions and the 457 universities', async () => {
    const divisions = await readDivisions();
    const count = (level: string) => divisions.filter((division) => division.level === level).length;
    expect([count('province'), count('city'), count('county')]).toEqual([4, 41, 329]);
    const universities = await readUniversities();
    expect(universities).toHaveLength(457);
    expect(universities.filter(({ name, authority }) => /[\\\s]/.test(name + authority)), 'no line break of the list is left in a name').toEqual([]);
  });
});

describe('institutions', () => {
  test('are added by their party, and not by another', async () => {
    const { id } = await aSchool('南京市鼓楼区求真小学');
    await expect(addInstitution(platform, zhejiang, { kind: 'school', name: '越界小学', division: '320106' })).rejects.toThrow(/row-level security|not-allowed|out-of-scope/);
    await expect(changeInstitution(platform, zhejiang, id, { version: 1, name: '改名', level: null, authority: null })).rejects.toThrow();
  });

  test('have one name in one place', async () => {
    await aSchool('南京市鼓楼区明德小学');
    await expect(aSchool('南京市鼓楼区明德小学')).rejects.toThrow(/same-name/);
  });
});

describe('people', () => {
  test('are seen by their party and institution, not by others', async () => {
    const { id: school } = await aSchool('南京市鼓楼区育才小学');
    const { id } = await aPerson(school);
    expect(await showPerson(platform, jiangsu, id)).toMatchObject({ name: '许海涛', affiliations: [{ position: '教师', from: '2019-09-01', to: null }] });
    await expect(showPerson(platform, zhejiang, id)).rejects.toThrow(/not-found/);
    expect((await listPeople(platform, zhejiang, { words: '许海涛', limit: 50 })).items).toEqual([]);
    expect((await listPeople(platform, jiangsu, { words: '许海涛 育才', limit: 50 })).items.map((person) => person.id)).toEqual([id]);
    await expect(changePerson(platform, anOfficer('32', { role: 'institution_officer', organizationId: '00000000-0000-4000-8000-000000000000' }), id, { version: 1, name: '改', position: null, title: null, field: null })).rejects.toThrow();
  });

  test('are found by words within a filter, page by page, and exported as they are listed', async () => {
    const { id: school } = await aSchool('南京市鼓楼区排序小学');
    const { id: other } = await aSchool('南京市鼓楼区壬小学');
    for (const name of ['邹晓一', '邹晓二', '邹晓三']) await aPerson(school, name);
    await aPerson(other, '邹晓四');
    const first = await listPeople(platform, jiangsu, { words: '邹', institutionId: school, limit: 2 });
    const second = await listPeople(platform, jiangsu, { words: '邹', institutionId: school, limit: 2, cursor: first.next });
    expect([...first.items, ...second.items].map(({ name }) => name).toSorted()).toEqual(['邹晓一', '邹晓三', '邹晓二'].toSorted());
    expect(second.next).toBeUndefined();
    expect(await listAllPeople(platform, jiangsu, { words: '邹', institutionId: school })).toHaveLength(3);
  });

  test('move on: the new affiliation is the present one, the old one stays in the history', async () => {
    const { id: first } = await aSchool('南京市鼓楼区甲小学');
    const { id: second } = await aSchool('南京市鼓楼区乙小学');
    const { id } = await aPerson(first, '陈静');
    await beginAffiliation(platform, jiangsu, id, { institutionId: second, position: '教研组长', from: '2026-09-01' });
    const { institutionId, affiliations } = await showPerson(platform, jiangsu, id);
    expect(institutionId).toBe(second);
    expect(affiliations).toHaveLength(2);
  });

  test('who leaves for nowhere keeps a keeper, but no position', async () => {
    const { id: school } = await aSchool('南京市鼓楼区己小学');
    const { id } = await aPerson(school, '何平');
    const { affiliations } = await showPerson(platform, jiangsu, id);
    await endAffiliation(platform, jiangsu, id, affiliations[0]!.id, '2026-07-31');
    expect(await showPerson(platform, jiangsu, id)).toMatchObject({ institutionId: school, position: null, affiliations: [{ to: '2026-07-31' }] });
  });
});

describe('lists', () => {
  test('in any order give every row once, page by page', async () => {
    const { id: school } = await aSchool('南京市鼓楼区辛小学');
    for (const name of ['张伟', '安琪', '王芳', '李娜', '王芳', 'Zoe']) await aPerson(school, name);
    for (const sort of ['entered', 'name', '-name', 'institution', '-position', 'title'] as const) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await listPeople(platform, jiangsu, { institutionId: school, sort, limit: 2, cursor });
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.next;
      } while (cursor !== undefined);
      expect([sort, seen.length, new Set(seen).size]).toEqual([sort, 6, 6]);
    }
    const names = async (sort: 'name' | '-name') => (await listPeople(platform, jiangsu, { institutionId: school, sort, limit: 10 })).items.map(({ name }) => name);
    expect(await names('name')).toEqual(['安琪', '李娜', '王芳', '王芳', '张伟', 'Zoe']); // by pinyin
    expect(await names('-name')).toEqual(['Zoe', '张伟', '王芳', '王芳', '李娜', '安琪']);
  });

  test('refuse a page marker of another order', async () => {
    const { next } = await listInstitutions(platform, jiangsu, { sort: 'name', limit: 1 });
    await expect(listInstitutions(platform, jiangsu, { sort: 'code', limit: 1, cursor: next })).rejects.toThrow(/bad-cursor/);
  });
});

describe('personal data', () => {
  test('keeps what a change does not name', async () => {
    const { id: school } = await aSchool('南京市鼓楼区庚小学');
    const { id } = await aPerson(school, '韩雪', jiangsu, '320106198803070024');
    await changePerson(platform, jiangsu, id, { version: 1, name: '韩雪', position: null, title: null, field: null, personal: { phone: '13911112222' } });
    expect(await lookAtPerson(platform, jiangsu, id, '核对')).toEqual({ idNumber: '320106198803070024', phone: '13911112222' });
  });

  test('is shown to its keeper for a purpose, and each look is recorded; to nobody else', async () => {
    const { id: school } = await aSchool('南京市鼓楼区丙小学');
    const { id } = await aPerson(school, '吴芳', jiangsu, '320106199001010016');
    expect(await lookAtPerson(platform, jiangsu, id, '核对挂职材料')).toEqual({ idNumber: '320106199001010016', phone: '13800000000' });
    expect(await listLooks(platform, { ...anOfficer('32'), accountId: isPerson(jiangsu) ? jiangsu.accountId : '' }, id)).toMatchObject([{ purpose: '核对挂职材料', role: { zh: '省级经办人' }, party: '32' }]);
    await expect(lookAtPerson(platform, zhejiang, id, '好奇')).rejects.toThrow();
    await expect(inTransaction(db, jiangsu, (tx) => tx.db.withTables<{ 'directory.personPrivate': { sealed: Buffer } }>().selectFrom('directory.personPrivate').selectAll().execute())).rejects.toThrow(/permission denied/);
  });

  test('lies sealed, bound to its person', () => {
    const sealed = seal('secret', 'a', { phone: '138' });
    expect(JSON.stringify(sealed)).not.toContain('138');
    expect(unseal('secret', 'a', sealed)).toEqual({ phone: '138' });
    expect(() => unseal('secret', 'b', sealed)).toThrow();
  });

  test('the check character of an id number finds every single wrong digit', () => {
    expect(isIdNumber(idNumber)).toBe(true);
    fc.assert(fc.property(fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (place, by) => {
      const digit = String((Number(idNumber[place]) + by) % 10);
      return !isIdNumber(idNumber.slice(0, place) + digit + idNumber.slice(place + 1));
    }));
    expect(normalIdNumber(' 11010519491231002x ')).toBe(idNumber);
  });
});

describe('duplicates', () => {
  test('are proposed to both keepers, and become one only when both agree', async () => {
    const { id: here } = await aSchool('南京市鼓楼区丁小学');
    const { id: there } = await addInstitution(platform, zhejiang, { kind: 'school', name: '杭州市丁小学', division: '330106' });
    const { id: a } = await aPerson(here, '章平', jiangsu, idNumber);
    const { id: b } = await aPerson(there, '章平', zhejiang, idNumber);
    const [proposal] = await listMerges(platform, jiangsu);
    const [mine, theirs] = proposal!.a.mine ? [proposal!.a, proposal!.b] : [proposal!.b, proposal!.a];
    expect(mine).toMatchObject({ id: a, mine: true, agreed: false, name: '章平', party: '32', institutionName: '南京市鼓楼区丁小学' });
    expect(theirs).toEqual({ id: b, mine: false, agreed: false, name: null, party: null, divisionName: null, institutionName: null, position: null, title: null, field: null });
    expect(await listMerges(platform, anOfficer('34'))).toEqual([]);
    await expect(decideMerge(platform, anOfficer('34'), proposal!.id, { agrees: true, reason: '冒充' })).rejects.toThrow(/not-found/);
    expect(await decideMerge(platform, jiangsu, proposal!.id, { agrees: true, reason: '同一人' })).toEqual({ state: 'proposed' });
    expect((await listMerges(platform, zhejiang))[0]).toMatchObject({ id: proposal!.id, ...(proposal!.a.mine ? { a: { mine: false, agreed: true }, b: { mine: true, agreed: false } } : { b: { mine: false, agreed: true }, a: { mine: true, agreed: false } }) });
    expect(await decideMerge(platform, zhejiang, proposal!.id, { agrees: true, reason: '同一人' })).toEqual({ state: 'merged' });
    const kept = [a, b].toSorted()[0]!;
    expect((await showPerson(platform, systemActor('test'), kept)).affiliations).toHaveLength(2);
  });
});

const job = { report: async () => undefined };
async function imported(kind: 'institutions' | 'people', csv: string, actor: PersonActor, mode?: 'all' | 'good') {
  const { id } = await takeSheet(platform, actor, { kind, fileName: '表.csv', bytes: Buffer.from(csv) });
  await checkImport(platform, { importId: id, actor }, job);
  if (mode !== undefined) {
    await commitImport(platform, actor, id, mode);
    await storeImport(platform, { importId: id, actor }, job);
    await storeImport(platform, { importId: id, actor }, job); // a job may run twice
  }
  return { ...(await showImport(platform, actor, id)), rows: (await listImportRows(platform, actor, id, { limit: 200 })).items };
}

describe('import', () => {
  const officer = jiangsu as PersonActor;

  test('tells every row’s fate, and what is wrong by row and column, and stores nothing before it is told to', async () => {
    const { totals, rows } = await imported('institutions', '名称*,类别*,行政区划代码*,层次\n南京市鼓楼区导入一小,中小学,320106,小学\n南京市鼓楼区导入一小,中小学,320106,小学\n,中小学,320106,\n杭州导入小学,中小学,330106,\n南京导入小学,幼儿园,320106,\n', officer);
    expect(totals).toEqual({ new: 1, error: 4 });
    expect(rows.map(({ line, fate, errors }) => [line, fate, errors.map(({ column }) => column).join()])).toEqual([[2, 'new', ''], [3, 'error', 'name'], [4, 'error', 'name'], [5, 'error', 'division'], [6, 'error', 'kind']]);
    const found = await db.admin.query("select from directory.institution where name like '%导入%'");
    expect(found.rowCount).toBe(0);
  });

  test('all or nothing is refused while rows have errors; the good rows go in alone', async () => {
    const sheet = '名称,类别,行政区划代码\n南京市鼓楼区导入二小,中小学,320106\n,中小学,320106\n';
    const { id } = await imported('institutions', sheet, officer);
    await expect(commitImport(platform, officer, id, 'all')).rejects.toThrow(/has-errors/);
    expect(await listBadRows(platform, officer, id)).toMatchObject({ kind: 'institutions', rows: [{ line: 3, errors: [{ column: 'name' }] }] });
    expect((await showImport(platform, officer, id)).job).toMatchObject({ state: 'queued', progress: 0 });
    expect((await listImports(platform, officer))[0]).toMatchObject({ id, fileName: '表.csv', state: 'checked' });
    const { state } = await imported('institutions', sheet, officer, 'good');
    expect(state).toBe('stored');
    expect((await db.admin.query("select from directory.institution where name = '南京市鼓楼区导入二小'")).rowCount).toBe(1);
    expect((await imported('institutions', '名称,类别,行政区划代码\n南京市鼓楼区导入二小,中小学,320106\n', officer)).totals).toEqual({ same: 1 });
    expect((await imported('institutions', '名称,类别,行政区划代码,层次\n南京市鼓楼区导入二小,中小学,320106,小学\n', officer, 'all')).totals).toEqual({ changed: 1 });
  });

  test('people come in with affiliation and sealed data, and are known again by their id number', async () => {
    await aSchool('南京市鼓楼区戊小学');
    const sheet = '姓名,单位,证件号码,职务,任职起始\n周敏,南京市鼓楼区戊小学,320106199203150017,教师,2015-09-01\n钱多多,没有的学校,,教师,\n';
    const first = await imported('people', sheet, officer, 'good');
    expect(first.totals).toEqual({ new: 1, error: 1 });
    expect(JSON.stringify(first.rows)).not.toContain('320106199203150017');
    const second = await imported('people', sheet.replace('教师,2015', '教研组长,2015'), officer, 'good');
    expect(second.totals).toEqual({ changed: 1, error: 1 });
    const { rows } = await db.admin.query("select p.id from directory.person p where name = '周敏'");
    expect(rows).toHaveLength(1);
    expect(await lookAtPerson(platform, officer, rows[0].id, '测试')).toMatchObject({ idNumber: '320106199203150017' });
  });

  test('thrown away leaves nothing behind, and what is stored cannot be thrown away', async () => {
    const sheet = '姓名,单位,证件号码\n周敏,没有的学校,320106199203150017\n';
    const { id } = await imported('people', sheet, officer);
    await expect(discardImport(platform, anOfficer('32'), id)).rejects.toThrow(/not-found/);
    await discardImport(platform, officer, id);
    expect((await db.admin.query('select from directory.import_row where import_id = $1', [id])).rowCount).toBe(0);
    await expect(showImport(platform, officer, id)).rejects.toThrow(/not-found/);
    const { id: stored } = await imported('people', sheet, officer, 'good');
    await expect(discardImport(platform, officer, stored)).rejects.toThrow(/not-checked/);
  });

  test('is its importer’s own', async () => {
    const { id } = await imported('institutions', '名称,类别,行政区划代码\n南京市鼓楼区导入三小,中小学,320106\n', officer);
    await expect(showImport(platform, anOfficer('32'), id)).rejects.toThrow(/not-found/);
  });

  test('rubbish is refused or told row by row, never stored and never a crash', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      await expect(takeSheet(platform, officer, { kind: 'institutions', fileName: 'x', bytes })).rejects.toMatchObject({ name: 'Refusal' });
    }), { numRuns: 60 });
    fc.assert(fc.property(fc.array(fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { maxLength: 9 }), { maxLength: 12 }), (cells) => {
      const { rows } = readRows('people', [['姓名', '单位', '证件号码', '任职起始'], ...cells]);
      return rows.every(({ line, errors }) => line >= 2 && errors.every(({ column }) => column !== ''));
    }));
    const before = await db.admin.query('select count(*) from directory.institution');
    await fc.assert(fc.asyncProperty(fc.array(fc.record({ name: fc.string({ unit: 'grapheme', maxLength: 120 }), kind: fc.constantFrom('中小学', '?', ''), division: fc.constantFrom('330106', '999999', 'x', '') }), { minLength: 1, maxLength: 5 }), async (rows) => {
      const csv = ['名称,类别,行政区划代码', ...rows.map(({ name, kind, division }) => [name.replaceAll('\0', ''), kind, division].map(csvCell).join(','))].join('\n');
      const taken = await imported('institutions', csv, officer, 'good').catch((error: unknown) => error);
      if (taken instanceof Error) expect(taken.name).toBe('Refusal');
    }), { numRuns: 40 });
    expect((await db.admin.query('select count(*) from directory.institution')).rows).toEqual(before.rows);
  });
});

describe('workbooks', () => {
  test('one whose directory lies about what it unpacks to is refused, not unpacked', async () => {
    const archive = zipSync({ 'xl/worksheets/sheet1.xml': Buffer.alloc(200 * 1024 * 1024) });
    const directoryAt = archive.lastIndexOf(0x02, archive.length - 1); // PK\x01\x02 of the one entry
    new DataView(archive.buffer, archive.byteOffset).setUint32(directoryAt - 3 + 24, 1000, true);
    const before = process.memoryUsage().rss;
    await expect(readSheet(archive, 10)).rejects.toMatchObject({ name: 'Refusal' });
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });
});

describe('CSV', () => {
  test('what is written is read again, and nothing in it is a formula', () => {
    fc.assert(fc.property(fc.array(fc.array(fc.string({ maxLength: 20 }).map((text) => text.replace(/[\r\0]/g, '').replace(/^['\s]+/, '').trim()), { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
      const written = ['a,b', ...rows.map((row) => row.map(csvCell).join(','))].join('\r\n');
      expect(parseCsv(written).slice(1).map((row) => row.map((cell) => cell.replace(/^'(?=[=+\-@])/, '')))).toEqual(rows);
    }));
    expect(csvCell('=1+1')).toBe("'=1+1");
  });
});
