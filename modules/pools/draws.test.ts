import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyTranscript } from '#algorithms/draw/verify.ts';
import { systemActor, visitor, type PersonActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { prepareQueue } from '#kernel/jobs/worker.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Platform } from '#kernel/platform.ts';
import { testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { pools } from './index.ts';
import { loadEligible } from './eligibility.ts';
import { heldValues, type DrawAsked, type Reviewed } from './rules.ts';
import { countEligible, freezeDraw, requestDraw, withdrawDraw } from './service/draws.ts';
import { addAway, declareConflict } from './service/members.ts';
import { commit, depart, reveal, settleRounds, showDraw, writeDrawTranscript } from './service/rounds.ts';
import { anExpert, aRegion, asked, commitAll, experts, revealAll, type Region } from './testing.ts';

let db: TestDatabase;
let platform: Platform;
let region: Region;
let members: { id: string; person: PersonActor; party: string }[];
const later = (seconds: number) => testPlatform(db, { now: Temporal.Instant.from('2027-03-15T02:00:00Z').add({ seconds }).toString() });

beforeAll(async () => {
  db = await createTestDatabase([...kernelMigrations, directory.migrations, pools.migrations]);
  await prepareQueue(db.adminUrl);
  platform = testPlatform(db);
  region = await aRegion(db);
  members = [];
  for (const party of ['31', '32', '33', '34'] as const) for (let n = 1; n <= 4; n += 1) members.push({ party, ...(await anExpert(db, platform, region, party, { name: `专家${party}${n}`, title: n % 2 === 0 ? '教授' : '研究员' })) });
});
afterAll(() => db.drop());

const bound = (category: 'party' | 'title', value: string, min: number, max: number) => ({ category, value, min, max });
async function aFrozenDraw(more: Partial<DrawAsked & Reviewed> = {}) {
  const { id } = await requestDraw(platform, region.officers['32'], { poolId: experts, title: '教育学评议', ...asked, bounds: [bound('party', '32', 0, 1), bound('title', '教授', 1, 2)], ...more });
  await freezeDraw(platform, { drawId: id }, { report: async () => undefined });
  return id;
}

describe('a draw by the four', () => {
  test('is frozen, committed to, revealed, drawn, and checked by anybody from its transcript', async () => {
    const id = await aFrozenDraw();
    const frozen = await showDraw(platform, region.officers['33'], id);
    expect(frozen).toMatchObject({ state: 'committing', round: 1, people: 16, drawnPeople: [] });
    const { rows } = await db.admin.query("select changes ->> 'digest' as digest from kernel.journal_entry where subject_id = $1 and act = 'pools.draw/freeze'", [id]);
    expect(rows).toEqual([{ digest: frozen.digest }]);
    await revealAll(platform, region, id, 1, await commitAll(platform, region, id, 1));
    const drawn = await showDraw(platform, region.officers['31'], id);
    expect(drawn).toMatchObject({ state: 'drawn', vacant: 0 });
    expect(drawn.drawnPeople).toHaveLength(3);
    const verdict = verifyTranscript(await writeDrawTranscript(platform, region.officers['34'], id));
    expect(verdict.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(verdict.transcript).toMatchObject({ digest: frozen.digest, panel: drawn.panel });
    await expect(writeDrawTranscript(platform, visitor, id)).rejects.toMatchObject({ kind: { code: 'common/not-found' } });
  });

  test('keeps whom it drew unless their own party or the one that asked takes them off, also past the service', async () => {
    const id = await aFrozenDraw();
    await revealAll(platform, region, id, 1, await commitAll(platform, region, id, 1));
    const [drawn] = (await showDraw(platform, region.officers['32'], id)).drawnPeople.filter(({ party }) => party !== '32');
    const stranger = (['31', '33', '34'] as const).find((party) => party !== drawn!.party)!;
    const takeOff = (party: '31' | '32' | '33' | '34') => inTransaction(db, region.officers[party], (tx) => sql`insert into pools.draw_departure (draw_id, place, kind, reason, party) values (${id}, ${drawn!.place}, 'conflict', '回避', ${party})`.execute(tx.db));
    await expect(takeOff(stranger)).rejects.toMatchObject({ code: '42501' });
    await takeOff(drawn!.party);
  });

  test('in which a party comes too late is void for that round: it is named, all commit anew, and the old numbers serve no more', async () => {
    const id = await aFrozenDraw();
    const first = await commitAll(platform, region, id, 1);
    await revealAll(platform, region, id, 1, { '31': first['31']!, '32': first['32']!, '33': first['33']! });
    await expect(reveal(later(601), region.officers['34'], id, { round: 1, secret: first['34']! })).rejects.toMatchObject({ kind: { code: 'pools/too-late' } });
    expect(await showDraw(platform, region.officers['31'], id)).toMatchObject({ state: 'committing', round: 2, rounds: [{ missing: ['34'], revealed: ['31', '32', '33'] }, { missing: [], commits: [] }] });
    await revealAll(platform, region, id, 2, await commitAll(platform, region, id, 2));
    const verdict = verifyTranscript(await writeDrawTranscript(platform, region.officers['31'], id));
    expect(verdict.ok).toBe(true);
    expect(verdict.transcript!.rounds.map(({ missing }) => missing)).toEqual([['34'], []]);
  });

  test('whose time is over is settled although nobody looks', async () => {
    const id = await aFrozenDraw();
    await commitAll(platform, region, id, 1);
    expect(await settleRounds(later(599))).toBe(0);
    expect(await settleRounds(later(601))).toBe(1);
    expect(await showDraw(platform, region.officers['31'], id)).toMatchObject({ round: 2, rounds: [{ missing: ['31', '32', '33', '34'] }, {}] });
  });

  test('takes one commit and one reveal of each party, in its turn, that fits', async () => {
    const id = await aFrozenDraw();
    const officer = region.officers['31'];
    const code = (call: Promise<unknown>) => call.then(() => 'done', (error: { kind: { code: string } }) => error.kind.code);
    expect(await code(reveal(platform, officer, id, { round: 1, secret: '0'.repeat(64) }))).toBe('pools/not-revealing');
    const some = await commitAll(platform, region, id, 1, ['31', '32']);
    expect(await code(commit(platform, officer, id, { round: 1, digest: 'a'.repeat(64) }))).toBe('pools/committed-already');
    expect(await code(commit(platform, region.officers['33'], id, { round: 2, digest: 'a'.repeat(64) }))).toBe('pools/not-committing');
    expect(await code(commit(platform, members[0]!.person, id, { round: 1, digest: 'a'.repeat(64) }))).toBe('common/not-allowed');
    const rest = await commitAll(platform, region, id, 1, ['33', '34']);
    expect(await code(reveal(platform, officer, id, { round: 1, secret: '1'.repeat(64) }))).toBe('pools/does-not-fit');
    await reveal(platform, officer, id, { round: 1, secret: some['31']! });
    expect(await code(reveal(platform, officer, id, { round: 1, secret: some['31']! }))).toBe('pools/revealed-already');
    expect((await showDraw(platform, region.officers['34'], id)).rounds[0]!.revealed).toEqual(['31']);
    await revealAll(platform, region, id, 1, { '32': some['32']!, ...rest });
    expect(await showDraw(platform, officer, id)).toMatchObject({ state: 'drawn' });
  });

  test('replaces whoever leaves by the first reserve that fits, and stays checkable', async () => {
    const id = await aFrozenDraw();
    await revealAll(platform, region, id, 1, await commitAll(platform, region, id, 1));
    const { drawnPeople } = await showDraw(platform, region.officers['32'], id);
    const leaving = drawnPeople.find(({ party }) => party !== '32') ?? drawnPeople[0]!;
    const stranger = region.officers[(['31', '33', '34'] as const).find((party) => party !== leaving.party)!];
    await expect(depart(platform, stranger, id, { place: leaving.place, kind: 'declined', reason: '出差' })).rejects.toMatchObject({ kind: { code: 'common/not-allowed' } });
    await depart(platform, region.officers[leaving.party], id, { place: leaving.place, kind: 'declined', reason: '出差' });
    const after = await showDraw(platform, region.officers['32'], id);
    expect(after.panel).not.toContain(leaving.place);
    expect(after).toMatchObject({ vacant: 0, departures: [{ place: leaving.place, kind: 'declined', reason: '出差' }] });
    expect(verifyTranscript(await writeDrawTranscript(platform, region.officers['31'], id)).ok).toBe(true);
    await expect(depart(platform, region.officers['32'], id, { place: leaving.place, kind: 'declined', reason: '出差' })).rejects.toMatchObject({ kind: { code: 'pools/not-in-panel' } });
  });

  test('that no panel can fulfil says in words which bounds, by how many, and what would do', async () => {
    const id = await aFrozenDraw({ bounds: [bound('party', '32', 3, 3), bound('title', '教授', 0, 0)] });
    const draw = await showDraw(platform, region.officers['31'], id);
    expect(draw.state).toBe('impossible');
    expect(draw.problem!.zh).toContain('“所属省市：江苏省”至少 3 人（可抽取的有 4 人）');
    expect(draw.problem!.zh).toContain('合计差 1 人');
  });

  test('is withdrawn by who asked for it, while nothing was revealed', async () => {
    const id = await aFrozenDraw();
    const { version } = await showDraw(platform, region.officers['32'], id);
    await expect(withdrawDraw(platform, region.officers['31'], id, { version, reason: '改期' })).rejects.toMatchObject({ kind: { code: 'common/not-allowed' } });
    await commitAll(platform, region, id, 1);
    const revealing = await showDraw(platform, region.officers['32'], id);
    await expect(withdrawDraw(platform, region.officers['32'], id, { version: revealing.version, reason: '改期' })).rejects.toMatchObject({ kind: { code: 'pools/cannot-withdraw' } });
  });

  test('of a uniform kind takes no bounds', async () => {
    await expect(aFrozenDraw({ mode: 'uniform' })).rejects.toMatchObject({ kind: { code: 'pools/no-bounds-when-uniform' } });
    const id = await aFrozenDraw({ mode: 'uniform', bounds: [] });
    await revealAll(platform, region, id, 1, await commitAll(platform, region, id, 1));
    expect(verifyTranscript(await writeDrawTranscript(platform, region.officers['31'], id)).ok).toBe(true);
  });
});

describe('who may be drawn', () => {
  const people = async (more: Partial<DrawAsked & Reviewed>) => (await countEligible(platform, region.officers['31'], experts, { ...asked, ...more })).people;

  test('is counted as far as every officer may know: field, party, institution at present, days away, load; what was declared is not told by any count', async () => {
    expect(await people({})).toBe(16);
    expect(await people({ recusedParties: ['32'] })).toBe(12);
    expect(await people({ recusedInstitutions: [region.universities['32']] })).toBe(12);
    await declareConflict(platform, members[0]!.person, { kind: 'institution', institutionId: region.universities['32'], name: null, about: '兼职' });
    await db.admin.query("insert into directory.affiliation (person_id, institution_id, during) values ($1, $2, '[2015-01-01,2025-06-30)')", [members[1]!.person.personId, region.universities['32']]);
    expect(await people({ recusedInstitutions: [region.universities['32']] })).toBe(12);
    await expect(aFrozenDraw({ recusedInstitutions: [region.universities['32']], seats: 99 })).rejects.toMatchObject({ text: { zh: '符合条件的只有 12 人，不足 99 人。' } });
    await addAway(platform, members[2]!.person, { from: '2027-04-01', to: '2027-04-10' });
    expect(await people({ from: '2027-04-10', to: '2027-04-12' })).toBe(15);
    expect(await people({ categories: ['110'] })).toBe(0);
  });

  test('is in a count just who is on the list, by each value, when no tie that only the platform knows is heeded', async () => {
    const university = [region.universities['33']];
    for (const more of [{}, { categories: ['880'] }, { categories: ['880', '110'], recusedParties: ['31' as const] }, { recusedInstitutions: university, recusals: ['sameInstitution' as const], recusalYears: 0 }, { from: '2027-04-03', to: '2027-04-05', categories: ['880'] }, { from: '2027-04-03', persons: [{ name: '专家344' }] }, { to: '2031-01-01' }]) {
      const { persons, projects, ...request } = { ...asked, recusals: [], ...more };
      const listed = await inTransaction(db, systemActor('test'), (tx) => loadEligible(tx, experts, request, { persons, projects }, '2027-03-15'));
      const expected = new Map<string, number>();
      for (const person of listed) for (const [category, value] of Object.entries(heldValues(person))) if (category !== 'institution' && value !== '') expected.set(`${category} ${value}`, (expected.get(`${category} ${value}`) ?? 0) + 1);
      const { people: sum, values } = await countEligible(platform, region.officers['31'], experts, { ...request, persons, projects });
      expect(sum).toBe(listed.length);
      expect(Object.fromEntries(values.map(({ category, value, people: n }) => [`${category} ${value}`, n]))).toEqual(Object.fromEntries(expected));
    }
  });

  test('too few once ties are heeded, is said when the draw is frozen', async () => {
    const id = await aFrozenDraw({ recusedInstitutions: [region.universities['32']], seats: 12, reserves: 0, bounds: [] });
    expect(await showDraw(platform, region.officers['33'], id)).toMatchObject({ state: 'impossible', problem: { zh: '可抽取的只有 10 人，少于所需的 12 人，还缺 2 人。' } });
  });

  test('counts for whoever asks, and names nobody', async () => {
    const counted = await countEligible(platform, region.officers['33'], experts, asked);
    expect(counted.values.filter(({ category }) => category === 'party').map(({ people }) => people)).toEqual([4, 4, 4, 4]);
    expect(JSON.stringify(counted)).not.toContain('专家3');
    await expect(countEligible(platform, members[0]!.person, experts, asked)).rejects.toMatchObject({ kind: { code: 'common/not-allowed' } });
  });

  test('is too few for the seats: said at once', async () => {
    await expect(aFrozenDraw({ seats: 20 })).rejects.toMatchObject({ kind: { code: 'pools/too-many-seats' } });
  });
});

describe('in SQL, past the services', () => {
  test('nobody but the platform gets a row of everybody, not even by a condition that fails on a row', async () => {
    for (const view of ['every_member', 'every_absence']) {
      expect((await inTransaction(db, region.officers['32'], (tx) => sql.raw(`select * from pools.${view}`).execute(tx.db))).rows).toEqual([]);
      // were a row looked at, dividing by nothing would tell
      expect((await inTransaction(db, region.officers['32'], (tx) => sql.raw(`select 1 from pools.${view} where 1 / (case when person_id is null then 1 else 0 end) = 1`).execute(tx.db))).rows).toEqual([]);
      expect((await inTransaction(db, region.officers['32'], (tx) => sql.raw(`select count(*)::int as n from pools.${view} e join pools.pool p on 1 / (case when e.person_id is null then 1 else 0 end) = 1`).execute(tx.db))).rows).toEqual([{ n: 0 }]);
    }
    await expect(inTransaction(db, region.officers['32'], (tx) => sql`update pools.bits set bits = ~bits`.execute(tx.db))).rejects.toMatchObject({ code: '42501' });
    expect((await inTransaction(db, members[0]!.person, (tx) => sql`select * from pools.bits`.execute(tx.db))).rows).toEqual([]);
  });

  test('the kept bits are those that the rows give, one for one', async () => {
    const given = "select m.pool_id, k.kind, k.value, m.ordinal from pools.member m, pools.marks(m.party, m.division, m.title, m.categories, m.sex) k where m.state = 'admitted'";
    const kept = 'select b.pool_id, b.kind, b.value, b.chunk * 8192 + i from pools.bits b, generate_series(0, 8191) i where get_bit(b.bits, i) = 1';
    expect((await db.admin.query(`(${given} except ${kept}) union all (${kept} except ${given})`)).rows).toEqual([]);
    expect((await db.admin.query("select sum(bit_count(bits))::integer as people from pools.bits where kind = 'party'")).rows).toEqual([{ people: 16 }]);
  });

  const as = (actor: PersonActor, text: string) => inTransaction(db, actor, async (tx) => (await sql.raw(text).execute(tx.db)).numAffectedRows);

  test('nobody changes what was asked or frozen, moves a draw on, or commits and reveals for another party', async () => {
    const id = await aFrozenDraw();
    const officer = region.officers['32'];
    for (const values of ["digest = repeat('0', 64)", "frozen = '{}'", "request = '{}'", "title = '另一件事'", "state = 'drawn'", "panel = '{1}'"]) await expect(as(officer, `update pools.draw set ${values} where id = '${id}'`), values).rejects.toThrow();
    await expect(as(officer, `insert into pools.draw_commit (draw_id, round, party, digest) values ('${id}', 1, '33', repeat('a', 64))`)).rejects.toMatchObject({ code: '42501' });
    await commitAll(platform, region, id, 1);
    await expect(as(officer, `insert into pools.draw_reveal (draw_id, round, party, secret) values ('${id}', 1, '33', repeat('a', 64))`)).rejects.toMatchObject({ code: '42501' });
    await expect(as(officer, `update pools.draw_commit set digest = repeat('b', 64) where draw_id = '${id}'`)).rejects.toMatchObject({ code: '42501' });
    await expect(as(officer, `update pools.draw_round set missing = '{33}' where draw_id = '${id}'`)).resolves.toBe(0n);
  });

  test('a party opens the places of its own people only, until they are drawn', async () => {
    const id = await aFrozenDraw();
    const seen = (actor: PersonActor) => inTransaction(db, actor, async (tx) => (await sql<{ party: string }>`select party from pools.draw_place where draw_id = ${id}`.execute(tx.db)).rows.map(({ party }) => party));
    expect(await seen(region.officers['33'])).toEqual(['33', '33', '33', '33']);
    expect(await seen(members[0]!.person)).toEqual([]);
    await revealAll(platform, region, id, 1, await commitAll(platform, region, id, 1));
    const { drawnPeople } = await showDraw(platform, region.officers['33'], id);
    expect((await seen(region.officers['33'])).length).toBe(4 + drawnPeople.filter(({ party }) => party !== '33').length);
  });
});
