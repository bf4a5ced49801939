import { sql } from 'kysely';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { visitor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { asSystem, inTransaction } from '#kernel/database/transaction.ts';
import { partyCodes } from '#kernel/domain.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Platform } from '#kernel/platform.ts';
import { testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { governance } from './index.ts';
import { chairOf } from './rules.ts';
import { endTerm, enterTerm, showBodies, showTerms, withdrawTerm } from './service/bodies.ts';
import { beginChairYear, exceptChair, loadChair, showChair, tickDuty } from './service/chair.ts';
import { allAgree, answerAs, aProposal, theFour, type Four } from './testing.ts';

/** Bodies, seats, and whose year it is. Today is 2027-03-15; by the order that the platform starts with, 2027 is Zhejiang's. */
let db: TestDatabase;
let signatories: Four, officers: Four;
let platform: Platform;
beforeAll(async () => {
  db = await createTestDatabase([...kernelMigrations, directory.migrations, governance.migrations]);
  ({ signatories, officers } = await theFour(db));
  platform = testPlatform(db);
});
afterAll(() => db.drop());

const refusal = (code: string) => ({ name: 'Refusal', kind: { code } });
const seatOf = async (body: string, post: string, party: string | null) => (await db.admin.query<{ id: string }>('select id from governance.seat where body = $1 and post = $2 and party is not distinct from $3', [body, post, party])).rows[0]!.id;
const basis = '省政府任免通知';
const holders = async (on: string, seat: string) => (await showBodies(platform, officers['31'], on)).items.flatMap(({ seats }) => seats).find(({ id }) => id === seat)?.holders.map(({ name }) => name);

describe('a seat', () => {
  test('has its holder on each day of the term, the first and the last included', async () => {
    const seat = await seatOf('leadingGroup', 'head', '32');
    await enterTerm(platform, officers['32'], seat, { name: '赵启明', office: '副省长', startsOn: '2025-03-01', endsOn: '2026-08-31', basis });
    await enterTerm(platform, officers['32'], seat, { name: '钱卫东', office: '副省长', startsOn: '2026-09-01', basis });
    expect([await holders('2025-02-28', seat), await holders('2025-03-01', seat), await holders('2026-08-31', seat), await holders('2026-09-01', seat), await holders('2030-01-01', seat)])
      .toEqual([[], ['赵启明'], ['赵启明'], ['钱卫东'], ['钱卫东']]);
    expect((await showTerms(platform, officers['34'], seat)).items.map(({ name }) => name)).toEqual(['钱卫东', '赵启明']);
  });

  test('that is single is not held by two on one day: the service says who has it, the database refuses', async () => {
    const seat = await seatOf('leadingGroup', 'deputy', '33');
    const { id } = await enterTerm(platform, officers['33'], seat, { name: '孙文斌', startsOn: '2027-01-01', basis });
    await expect(enterTerm(platform, officers['33'], seat, { name: '李国华', startsOn: '2028-01-01', basis })).rejects.toMatchObject(refusal('governance/seat-taken'));
    await expect(db.admin.query("insert into governance.term (seat_id, single, name, starts_on, basis) values ($1, true, '李国华', '2028-01-01', '文件')", [seat])).rejects.toMatchObject({ code: '23P01' });
    await expect(db.admin.query("insert into governance.term (seat_id, single, name, starts_on, basis) values ($1, false, '李国华', '2028-01-01', '文件')", [seat]), 'a single seat is not called otherwise').rejects.toMatchObject({ code: '23503' });
    await expect(endTerm(platform, officers['33'], id, { version: 1, endsOn: '2026-12-31', reason: '早于任职' })).rejects.toMatchObject(refusal('governance/dates-reversed'));
    await endTerm(platform, officers['33'], id, { version: 1, endsOn: '2027-12-31', reason: '工作调动' });
    await enterTerm(platform, officers['33'], seat, { name: '李国华', startsOn: '2028-01-01', basis });
    expect(await holders('2028-06-01', seat)).toEqual(['李国华']);
  });

  test('for several has several, but nobody twice', async () => {
    const seat = await seatOf('leadingGroup', 'member', '31');
    await enterTerm(platform, officers['31'], seat, { name: '周立群', startsOn: '2027-01-01', basis });
    const { id } = await enterTerm(platform, officers['31'], seat, { name: '吴海燕', startsOn: '2027-01-01', basis });
    await expect(enterTerm(platform, officers['31'], seat, { name: '周立群', startsOn: '2027-06-01', basis })).rejects.toMatchObject(refusal('governance/seat-taken'));
    expect(await holders('2027-02-01', seat)).toEqual(['周立群', '吴海燕']);
    await withdrawTerm(platform, officers['31'], id, { version: 1, reason: '登记有误' });
    expect(await holders('2027-02-01', seat)).toEqual(['周立群']);
  });

  test('is filled by its own party; one that all four have together, by the chair', async () => {
    await expect(enterTerm(platform, officers['31'], await seatOf('leadingGroup', 'head', '34'), { name: '某某', startsOn: '2027-01-01', basis })).rejects.toMatchObject({ code: '42501' });
    const adviser = await seatOf('leadingGroup', 'adviser', null);
    const { rows: [chair] } = await db.admin.query<{ party: '31' }>('select governance.chair_today() as party');
    const other = partyCodes.find((party) => party !== chair!.party)!;
    await enterTerm(platform, officers[chair!.party], adviser, { name: '郑教授', startsOn: '2027-01-01', basis });
    await expect(enterTerm(platform, officers[other], adviser, { name: '王教授', startsOn: '2027-01-01', basis })).rejects.toMatchObject({ code: '42501' });
  });

  test('is shown to the officers of the four alone', async () => {
    expect((await showBodies(platform, visitor, '2027-01-01')).items).toEqual([]);
  });
});

describe('the chair', () => {
  test('goes round in the order that is set, and the database counts as the rule does', async () => {
    expect([2024, 2025, 2026, 2027, 2028, 2029].map((year) => chairOf(year, [{ fromYear: 2025, parties: ['31', '32', '33', '34'] }], []))).toEqual([undefined, '31', '32', '33', '34', '31']);
    expect(chairOf(2030, [{ fromYear: 2025, parties: ['31', '32', '33', '34'] }, { fromYear: 2029, parties: ['34', '33', '32', '31'] }], [{ year: 2031, party: '31' }])).toBe('33');
    const { rows } = await db.admin.query<{ year: number; party: string }>('select year, governance.chair_of(year) as party from generate_series(2020, 2100) year');
    for (const { year, party } of rows) expect([year, party ?? undefined]).toEqual([year, chairOf(year, [{ fromYear: 2025, parties: ['31', '32', '33', '34'] }], [])]);
  });

  test('comes to each of the four once in any four years of one order', () => {
    fc.assert(fc.property(fc.shuffledSubarray([...partyCodes], { minLength: 4 }), fc.integer({ min: 2025, max: 2150 }), (parties, year) => {
      expect([0, 1, 2, 3].map((more) => chairOf(year + more, [{ fromYear: 2025, parties }], [])).toSorted()).toEqual([...partyCodes]);
    }));
  });

  test('finds its duties on its list when its year begins, once, however often the job runs', async () => {
    const duties = async () => (await db.admin.query<{ to_party: string; due_on: string }>("select to_party, due_on::text from kernel.task where subject_type = 'governance.chairYear' and closed_at is null order by due_on")).rows;
    expect([await beginChairYear(platform), await beginChairYear(platform)]).toEqual([true, false]);
    expect((await Promise.all([beginChairYear(platform), beginChairYear(platform)]))).toEqual([false, false]);
    expect(await duties()).toEqual(['01-31', '03-31', '06-30', '07-31', '11-30', '12-31'].map((by) => ({ to_party: '33', due_on: `2027-${by}` })));
    await expect(tickDuty(platform, officers['31'], { year: 2027, duty: 'takeOver', note: '已交接' })).rejects.toMatchObject(refusal('common/not-allowed'));
    await tickDuty(platform, officers['33'], { year: 2027, duty: 'takeOver', note: '已交接' });
    await expect(tickDuty(platform, officers['33'], { year: 2027, duty: 'takeOver', note: '已交接' })).rejects.toMatchObject(refusal('governance/duty-done'));
    expect([await beginChairYear(platform), (await duties()).length]).toEqual([false, 5]);
    expect(await showChair(platform, officers['33'])).toMatchObject({ year: 2027, mayTick: true, years: [{ year: 2026, party: '32' }, { year: 2027, party: '33' }, { year: 2028 }, { year: 2029 }, { year: 2030 }, { year: 2031 }] });
  });

  test('passes to another party for a year when all four have resolved so, with what is still to do', async () => {
    const put = await aProposal(platform, officers['32'], { kind: 'rules' });
    const except = () => inTransaction(db, officers['32'], (tx) => asSystem(tx, 'test', (system) => exceptChair(system, { year: 2027, party: '34', proposalId: put.proposalId, round: 1 })));
    await expect(except()).rejects.toMatchObject({ code: '23514' });
    await answerAs(platform, signatories, put, allAgree);
    await except();
    expect(await inTransaction(db, officers['31'], (tx) => loadChair(tx, 2027))).toBe('34');
    const { rows } = await db.admin.query("select distinct to_party from kernel.task where subject_type = 'governance.chairYear' and closed_at is null");
    expect(rows).toEqual([{ to_party: '34' }]);
    await expect(inTransaction(db, officers['32'], (tx) => sql`insert into governance.chair_exception values (2028, '32', ${put.proposalId}, 1)`.execute(tx.db))).rejects.toMatchObject({ code: '42501' });
  });
});
