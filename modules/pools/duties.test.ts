import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyTranscript } from '#algorithms/draw/verify.ts';
import type { PersonActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { prepareQueue } from '#kernel/jobs/worker.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Platform } from '#kernel/platform.ts';
import { testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { pools } from './index.ts';
import { countEligible, freezeDraw, requestDraw } from './service/draws.ts';
import { declineDuty, judge, showDuties } from './service/duties.ts';
import { listMembers, moveMember, showMember, showMine } from './service/members.ts';
import { showDraw, writeDrawTranscript } from './service/rounds.ts';
import { keepTerms } from './service/terms.ts';
import { anExpert, aRegion, asked, commitAll, experts, revealAll, type Region } from './testing.ts';

let db: TestDatabase;
let platform: Platform;
let region: Region;
let members: { id: string; person: PersonActor; party: '31' | '32' | '33' | '34' }[];
beforeAll(async () => {
  db = await createTestDatabase([...kernelMigrations, directory.migrations, pools.migrations]);
  await prepareQueue(db.adminUrl);
  platform = testPlatform(db);
  region = await aRegion(db);
  members = [];
  for (const party of ['31', '32', '33', '34'] as const) for (let n = 1; n <= 2; n += 1) members.push({ party, ...(await anExpert(db, platform, region, party, { name: `专家${party}${n}` })) });
});
afterAll(() => db.drop());

async function aFrozenDraw(seats: number, reserves: number): Promise<string> {
  const { id } = await requestDraw(platform, region.officers['32'], { poolId: experts, title: '教育学评议', ...asked, seats, reserves, mode: 'uniform' });
  await freezeDraw(platform, { drawId: id }, { report: async () => undefined });
  return id;
}
async function drawn(id: string) {
  await revealAll(platform, region, id, 1, await commitAll(platform, region, id, 1));
  return showDraw(platform, region.officers['32'], id);
}
const memberAt = async (id: string, place: number) => {
  const { rows: [row] } = await db.admin.query<{ memberId: string }>('select member_id as "memberId" from pools.draw_place where draw_id = $1 and place = $2', [id, place]);
  return members.find((member) => member.id === row!.memberId)!;
};
const good = async (id: string) => verifyTranscript(await writeDrawTranscript(platform, region.officers['31'], id)).checks.filter(({ ok }) => !ok);

describe('whoever was drawn', () => {
  test('sees it on their page and says themselves that they cannot come; the first reserve comes in, and nobody declines for another', async () => {
    const id = await aFrozenDraw(3, 4);
    const { panel } = await drawn(id);
    const who = await memberAt(id, panel![0]!);
    expect((await showMine(platform, who.person)).duties).toMatchObject([{ drawId: id, title: '教育学评议', ended: null }]);
    const outsider = members[(await Promise.all(members.map(async (member) => ((await showMine(platform, member.person)).duties.length === 0)))).indexOf(true)]!;
    await expect(declineDuty(platform, outsider.person, id, '出差')).rejects.toMatchObject({ kind: { code: 'common/not-found' } });
    await declineDuty(platform, who.person, id, '出差');
    const after = await showDraw(platform, region.officers['33'], id);
    expect(after).toMatchObject({ vacant: 0, departures: [{ place: panel![0], kind: 'declined', reason: '出差', party: who.party }] });
    expect((await showMine(platform, who.person)).duties).toMatchObject([{ ended: 'declined' }]);
    await expect(declineDuty(platform, who.person, id, '再次')).rejects.toMatchObject({ kind: { code: 'common/not-found' } });
    expect(await good(id)).toEqual([]);
    // what was declined is no load, what was taken on is
    // by the database's clock, which says when somebody was drawn
    const thisYear = testPlatform(db, { now: `${Temporal.Now.zonedDateTimeISO('Asia/Shanghai').year}-06-15T02:00:00Z` });
    const loads = await Promise.all(members.map(async ({ id: member }) => (await showDuties(thisYear, region.officers['34'], member)).thisYear));
    expect(loads.reduce((sum, n) => sum + n, 0)).toBe(3);
    expect((await countEligible(thisYear, region.officers['31'], experts, { ...asked, loadCap: 1 })).people).toBe(5);
    expect((await listMembers(thisYear, region.officers['31'], { poolId: experts, state: 'admitted', load: 0, limit: 50 })).items).toHaveLength(5);
  });

  test('is judged once by the party that asked; their own party sees it, and neither they nor the others do', async () => {
    const id = await aFrozenDraw(8, 0);
    const { panel } = await drawn(id);
    const place = (await Promise.all(panel!.map(async (at) => ((await memberAt(id, at)).party === '33' ? at : undefined)))).find((at) => at !== undefined)!;
    const who = await memberAt(id, place);
    await expect(judge(platform, region.officers['33'], id, { place, grade: 5 })).rejects.toMatchObject({ kind: { code: 'common/not-allowed' } });
    await judge(platform, region.officers['32'], id, { place, grade: 2, about: '两次缺席讨论' });
    await expect(judge(platform, region.officers['32'], id, { place, grade: 5 })).rejects.toMatchObject({ kind: { code: 'pools/judged-already' } });
    const seen = async (actor: PersonActor) => (await showDuties(platform, actor, who.id)).judgements.map(({ grade }) => grade);
    expect([await seen(region.officers['33']), await seen(region.officers['32']), await seen(region.officers['34']), await seen(who.person)]).toEqual([[2], [2], [], []]);
    // past the services, too
    const rows = (actor: PersonActor) => inTransaction(db, actor, async (tx) => (await sql`select * from pools.judgement`.execute(tx.db)).rows.length);
    expect([await rows(region.officers['31']), await rows(who.person), await rows({ ...region.officers['33'], role: 'institution_officer', organizationId: region.universities['33'] })]).toEqual([0, 0, 0]);
    const insert = (party: string, ofParty: string) => sql.raw(`insert into pools.judgement (draw_id, place, member_id, member_party, party, grade) select '${id}', place, member_id, '${ofParty}', '${party}', 1 from pools.draw_place where draw_id = '${id}' and place <> ${place} limit 1`);
    await expect(inTransaction(db, region.officers['31'], (tx) => insert('31', '31').execute(tx.db))).rejects.toMatchObject({ code: '42501' });
    await expect(inTransaction(db, region.officers['31'], (tx) => insert('32', '31').execute(tx.db))).rejects.toMatchObject({ code: '42501' });
    expect((await db.admin.query("select count(*)::int as n from kernel.journal_entry where changes::text like '%缺席%' or reason like '%缺席%'")).rows).toEqual([{ n: 0 }]);
  });

  test('after their party withdrew them between freeze and draw is replaced at once, and the transcript still checks', async () => {
    const id = await aFrozenDraw(7, 1);
    const commits = await commitAll(platform, region, id, 1);
    const gone = members.find(({ party }) => party === '34')!;
    const { version } = await showMember(platform, region.officers['34'], gone.id);
    await moveMember(platform, region.officers['34'], { id: gone.id, transition: 'suspend', version, reason: '借调' });
    await revealAll(platform, region, id, 1, commits);
    const after = await showDraw(platform, region.officers['32'], id);
    const names = after.drawnPeople.map(({ label }) => label).join();
    expect(names).not.toContain('专家341');
    expect(after).toMatchObject({ vacant: 0, departures: [{ kind: 'withdrawn', reason: '借调', party: '34' }] });
    expect(await good(id)).toEqual([]);
    expect((await showMine(platform, gone.person)).duties.filter(({ drawId, ended }) => drawId === id && ended === null)).toEqual([]);
  });
});

describe('a term', () => {
  test('is asked about a month before it ends, ends by its date, and is taken up again by the person alone', async () => {
    const { id, person } = await anExpert(db, platform, region, '31', { name: '任满者' });
    const tasks = async () => (await db.admin.query("select kind, due_on::text from kernel.task where subject_id = $1 and closed_at is null", [id])).rows;
    expect(await keepTerms(testPlatform(db, { now: '2030-01-15T02:00:00Z' }))).toMatchObject({ ended: 0, asked: 0 });
    const soon = testPlatform(db, { now: '2030-02-20T02:00:00Z' });
    await keepTerms(soon);
    await keepTerms(soon);
    expect(await tasks()).toEqual([{ kind: 'pools.member/renew', due_on: '2030-03-14' }]);
    const later = testPlatform(db, { now: '2030-03-15T02:00:00Z' });
    expect((await keepTerms(later)).ended).toBeGreaterThan(0);
    expect((await keepTerms(later)).ended).toBe(0);
    await expect(showMember(later, region.officers['34'], id)).rejects.toMatchObject({ kind: { code: 'common/not-found' } });
    expect(await showMember(later, region.officers['31'], id)).toMatchObject({ state: 'expired' });
    const { version } = await showMember(later, person, id);
    const set = (actor: PersonActor, values: string) => inTransaction(db, actor, (tx) => sql.raw(`update pools.member set ${values} where id = '${id}'`).execute(tx.db));
    await expect(set(region.officers['31'], "state = 'admitted'")).rejects.toMatchObject({ code: '42501' });
    await expect(set(region.officers['31'], "term_ends_on = '2050-01-01'")).rejects.toMatchObject({ code: '42501' });
    await expect(moveMember(later, region.officers['31'], { id, transition: 'renew', version })).rejects.toMatchObject({ kind: { code: 'common/not-allowed' } });
    await expect(moveMember(later, person, { id, transition: 'renew', version })).rejects.toMatchObject({ kind: { code: 'lifecycle/reason-required' } });
    await moveMember(later, person, { id, transition: 'renew', version, reason: '仍在教学一线' });
    expect(await showMember(later, region.officers['34'], id)).toMatchObject({ state: 'admitted', termEndsOn: '2033-03-14' });
    expect(await tasks()).toEqual([]);
  });
});
