import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor, PersonActor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction } from '#kernel/database/transaction.ts';
import type { TestDatabase } from '#kernel/database/testing.ts';
import { newApi } from '#kernel/http/api.ts';
import type { Platform } from '#kernel/platform.ts';
import { anOfficer } from '#kernel/testing.ts';
import { enterLearning } from '#modules/directory/index.ts';
import { directoryApi } from '../../directory/api.ts';
import { exchange } from '../index.ts';
import { migrations } from '../../../server/modules.ts';
import { aMember, type Region } from '../testing.ts';
import { overviewApi } from './overview-api.ts';
import { writeEntry } from './service/stays.ts';
import { aCertified, anUnderway, aWorld, onDay, type World } from './testing.ts';

let db: TestDatabase;
let platform: Platform;
let region: Region;
let world: World;
beforeAll(async () => {
  world = await aWorld(migrations);
  ({ db, platform, region } = world);
});
afterAll(() => db.drop());

/** The routes as an actor meets them, without a socket. */
const ask = (api: 'directory' | 'exchange', actor: Actor, path: string) => {
  const app = newApi();
  app.use(async (c, next) => { c.set('actor', actor); await next(); });
  return app.route('/', api === 'directory' ? directoryApi(platform) : overviewApi(onDay(world, '2028-02-01T02:00:00Z'))).request(path);
};
const learningOf = async (actor: PersonActor, personId: string) => ((await (await ask('directory', actor, `/people/${personId}/learning`)).json()) as { items: Record<string, unknown>[] }).items;
const recognised = [{ course: '现代教育技术', hostCourse: '教育技术学导论', hours: 48, credits: 3, grade: '92' }, { course: '支教实践', hours: 32, credits: 1.5, grade: '合格' }];

describe('what a home recognises', () => {
  test('is entered in the person’s record with the certificate: theirs, their home’s and their department’s to see, nobody else’s', async () => {
    const { person, application, number } = await aCertified(world, recognised);
    const items = await learningOf(person, person.personId);
    expect(items).toMatchObject([
      { kind: 'study', title: '现代教育技术', hostTitle: '教育技术学导论', hours: 48, credits: 3, grade: '92', scale: '百分制', homeGrade: '优秀', homeScale: '五级制', from: '2027-09-01', to: '2028-01-15', certificate: number, recognisedOn: '2028-01-15', sourceLink: `/workspace/exchange/stays/${application}` },
      { title: '支教实践', hours: 32, credits: 1.5, grade: '合格', scale: null, homeGrade: null },
    ]);
    for (const actor of [region.deans['32'], region.officers['32'], { ...anOfficer('32'), role: 'auditor' } as PersonActor]) expect(await learningOf(actor, person.personId), actor.role).toHaveLength(2);
    for (const actor of [region.deans['33'], region.officers['33'], region.officers['31'], await aMember(db, region, '32', '同学'), { ...anOfficer('31'), role: 'auditor' } as PersonActor]) expect(await learningOf(actor, person.personId), actor.role).toEqual([]);
    expect(((await (await ask('directory', person, '/learning')).json()) as { items: unknown[] }).items).toEqual(items);
    const csv = await (await ask('directory', person, '/learning/export?format=csv')).text();
    expect(csv.split('\r\n')[1]).toContain(`课程学习,现代教育技术,教育技术学导论`);
    expect(csv).toContain(number);
  });

  test('is nobody’s to write, to change or to take away, and is not entered twice', async () => {
    const { person } = await aCertified(world, recognised);
    const as = async (actor: Actor, statement: ReturnType<typeof sql>) => inTransaction(db, actor, (tx) => statement.execute(tx.db)).then(({ numAffectedRows }) => Number(numAffectedRows), (error: { code?: string }) => error.code);
    for (const actor of [person, region.deans['32'], region.officers['32']]) {
      expect(await as(actor, sql`insert into directory.learning (person_id, institution_id, party, kind, title, host_id, hours, credits, during, source_type, source_id, source_link, line, certificate, recognised_on)
        select person_id, institution_id, party, kind, '自填', host_id, 999, 99, during, source_type, source_id, source_link, 9, certificate, recognised_on from directory.learning where person_id = ${person.personId} limit 1`)).toBe('42501');
      expect(await as(actor, sql`update directory.learning set credits = 99 where person_id = ${person.personId}`)).toBe('42501');
      expect(await as(actor, sql`delete from directory.learning where person_id = ${person.personId}`)).toBe('42501');
    }
    const { rows: [placement] } = await db.admin.query<{ id: string }>('select id from exchange.placement where person_id = $1', [person.personId]);
    await inTransaction(db, region.deans['32'], (tx) => asSystem(tx, 'test', (system) => enterLearning(system, {
      personId: person.personId, institutionId: region.universities['32'], party: '32', hostId: region.universities['33'], kind: 'study', from: '2027-09-01', to: '2028-01-15', certificate: 'JL', recognisedOn: '2028-01-15', recognisedBy: null,
      source: { type: 'exchange.placement', id: placement!.id, link: '/' }, lines: [{ title: '再来一次', hostTitle: null, hours: 1, credits: 1, grade: null, scale: null, homeGrade: null, homeScale: null }],
    })));
    expect((await learningOf(person, person.personId)).map(({ title }) => title)).toEqual(['现代教育技术', '支教实践']);
  });

  test('follows the person when two records of theirs become one', async () => {
    const { person } = await aCertified(world, recognised);
    const kept = await aMember(db, region, '32');
    await db.admin.query('update directory.person set merged_into = $1 where id = $2', [kept.personId, person.personId]);
    expect(await learningOf(kept, kept.personId)).toHaveLength(2);
  });
});

describe('figures', () => {
  test('are taken along as a sheet with the names of programme, parties and cities, and every month’s sums', async () => {
    const answer = await ask('exchange', region.officers['34'], '/figures/export?format=csv&language=zh');
    expect(answer.headers.get('content-type')).toContain('text/csv');
    const [head, ...lines] = (await answer.text()).replace(/^\uFEFF/, '').trim().split('\r\n');
    expect(head).toBe('月份,类别,派出方,派出城市,接收方,接收城市,人次,天数,学时,学分,发证');
    const certified = lines.filter((line) => line.startsWith('2028-01'));
    expect(certified).toEqual(['2028-01,高校交换生,江苏省,常州市,浙江省,杭州市,0,45,240,13.5,3']);
    expect((await ask('exchange', region.officers['34'], '/figures/export?format=xlsx')).headers.get('content-type')).toContain('spreadsheetml');
    expect((await (await ask('exchange', await aMember(db, region, '32'), '/figures/export?format=csv')).text()).trim().split('\r\n')).toHaveLength(1);
  });

  test('of a stay under way grow on the first of each month, by the days that have been and the hours of its journal, however often the job runs', async () => {
    const { person, application } = await anUnderway(world);
    await writeEntry(onDay(world, '2027-10-20T02:00:00Z'), person, application, { month: '2027-10', text: '修读三门课', hours: 40 });
    const facts = async () => (await db.admin.query<{ line: string }>(
      "select measure || ' ' || period || ' ' || value::int as line from plan.fact f join exchange.placement p on p.id::text = f.subject_id::text where p.application_id = $1 order by 1", [application])).rows.map(({ line }) => line);
    const monthly = (now: string) => exchange.jobs!['exchange.monthly']!(onDay(world, now), {}, { report: async () => undefined });
    expect(exchange.schedule).toContainEqual({ cron: '30 17 1 * *', job: 'exchange.monthly' });
    await monthly('2027-10-01T17:30:00Z');
    expect(await facts()).toEqual(['交换生 2027-09 1', '交换生天数 2027-09 30', '交换生天数 2027-10 1', '交换生学时 2027-10 40']);
    await monthly('2027-11-01T17:30:00Z');
    await monthly('2027-11-01T17:30:00Z');
    expect(await facts()).toEqual(['交换生 2027-09 1', '交换生天数 2027-09 30', '交换生天数 2027-10 31', '交换生天数 2027-11 1', '交换生学时 2027-10 40']);
  });
});
