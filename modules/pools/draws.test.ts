import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reviewedDigest, type FrozenNow } from '#algorithms/draw/transcript.ts';
import { verifyTranscript } from '#algorithms/draw/verify.ts';
import { systemActor, visitor, type PersonActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { prepareQueue } from '#kernel/jobs/worker.ts';
import { partyCodes } from '#kernel/domain.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Platform } from '#kernel/platform.ts';
import { testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { pools } from './index.ts';
import { loadEligible } from './eligibility.ts';
import { heldValues, type DrawAsked, type Reviewed } from './rules.ts';
import { countEligible, freezeDraw, requestDraw, withdrawDraw } from './service/draws.ts';
import { addAway, declareConflict, showMine, withdrawConflict } from './service/members.ts';
import { answerObjection, objectTo } from './service/objections.ts';
import { commit, depart, readBeacon, reveal, settleRounds, showDraw, writeDrawTranscript } from './service/rounds.ts';
import { anExpert, aRegion, asked, commitAll, experts, revealAll, type Region } from './testing.ts';

let db: TestDatabase;
let platform: Platform;
let region: Region;
let members: { id: string; person: PersonActor; party: string }[];
const memberNames = new Map<string, string>();
const later = (seconds: number) => testPlatform(db, { now: Temporal.Instant.from('2027-03-15T02:00:00Z').add({ seconds }).toString() });

beforeAll(async () => {
  db = await createTestDatabase([...kernelMigrations, directory.migrations, pools.migrations]);
  await prepareQueue(db.adminUrl);
  platform = testPlatform(db);
  region = await aRegion(db);
  members = [];
  for (const party of partyCodes) {
    for (let n = 1; n <= 4; n += 1) {
      const name = `专家${party}${n}`;
      const member = await anExpert(db, platform, region, party, { name, title: n % 2 === 0 ? '教授' : '研究员' });
      members.push({ party, ...member });
      memberNames.set(member.id, name);
    }
  }
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

  test('keeps whom it drew unless their own party takes them off, also past the service; not even their own party does so without the panel changing with it', async () => {
    const id = await aFrozenDraw();
    await revealAll(platform, region, id, 1, await commitAll(platform, region, id, 1));
    const [drawn] = (await showDraw(platform, region.officers['32'], id)).drawnPeople;
    for (const party of partyCodes) await expect(inTransaction(db, region.officers[party], (tx) => sql`insert into pools.draw_departure (draw_id, place, kind, reason, party) values (${id}, ${drawn!.place}, 'conflict', '回避', ${party})`.execute(tx.db))).rejects.toMatchObject({ code: '42501' });
    for (const party of partyCodes.filter((other) => other !== drawn!.party)) await expect(depart(platform, region.officers[party], id, { place: drawn!.place, kind: 'conflict', reason: '回避' })).rejects.toMatchObject({ kind: { code: 'common/not-allowed' } });
  });

  test('lets another party object to whom it drew: where the platform finds the tie by the rules that were frozen they leave, otherwise their own party decides', async () => {
    const code = (call: Promise<unknown>) => call.then(() => 'done', (error: { kind: { code: string } }) => error.kind.code);
    const id = await aFrozenDraw({ bounds: [], persons: [{ name: '钱锡麟' }], recusals: ['kinship'] });
    await revealAll(platform, region, id, 1, await commitAll(platform, region, id, 1));
    const { drawnPeople } = await showDraw(platform, region.officers['32'], id);
    const { place, party, label } = drawnPeople[0]!;
    const other = partyCodes.find((code) => code !== party)!;
    const officer = region.officers[other];
    expect(await code(objectTo(platform, region.officers[party], id, { place, reason: '师生' }))).toBe('pools/own-person');
    expect(await code(objectTo(platform, members[0]!.person, id, { place, reason: '师生' }))).toBe('common/not-allowed');
    expect(await objectTo(platform, officer, id, { place, reason: '曾是师生' })).toEqual({ left: false });
    expect(await code(objectTo(platform, officer, id, { place, reason: '曾是师生' }))).toBe('pools/objected-already');
    const [objection] = (await showDraw(platform, region.officers[party], id)).objections;
    const { rows } = await db.admin.query("select to_party as party from kernel.task where subject_id = $1 and kind = $2 and closed_at is null", [id, `pools.draw/objection-${place}`]);
    expect(rows).toEqual([{ party }]);
    expect(await code(answerObjection(platform, officer, id, { objectionId: objection!.id, answer: 'upheld', reason: '同意' }))).toBe('common/not-allowed');
    await answerObjection(platform, region.officers[party], id, { objectionId: objection!.id, answer: 'rejected', reason: '师生关系不在回避情形之内' });
    expect(await code(answerObjection(platform, region.officers[party], id, { objectionId: objection!.id, answer: 'upheld', reason: '同意' }))).toBe('pools/objection-answered');
    expect((await showDraw(platform, officer, id)).panel).toContain(place);
    // a tie that the rules name came to light
    const member = members.find(({ party: of, id: memberId }) => of === party && label.startsWith(memberNames.get(memberId)!))!;
    await declareConflict(platform, member.person, { kind: 'kinship', institutionId: null, name: '钱锡麟', about: '表亲' });
    expect(await objectTo(platform, officer, id, { place, reason: '据反映有亲属关系' })).toEqual({ left: true });
    const after = await showDraw(platform, officer, id);
    expect(after).toMatchObject({ vacant: 0, departures: [{ place, kind: 'conflict', party: other }] });
    expect(after.panel).not.toContain(place);
    // and one whose own party agrees leaves too
    const next = after.drawnPeople[0]!;
    const from = partyCodes.find((code) => code !== next.party)!;
    await objectTo(platform, region.officers[from], id, { place: next.place, reason: '共同署名' });
    await answerObjection(platform, region.officers[next.party], id, { objectionId: (await showDraw(platform, officer, id)).objections.at(-1)!.id, answer: 'upheld', reason: '属实' });
    expect((await showDraw(platform, officer, id)).panel).not.toContain(next.place);
    expect(verifyTranscript(await writeDrawTranscript(platform, officer, id)).ok).toBe(true);
    for (const { id: conflict } of (await showMine(platform, member.person)).conflicts) await withdrawConflict(platform, member.person, conflict);
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

  test('freezes by which rules its list was made, and whom it reviews under a digest that only the salt opens', async () => {
    const id = await aFrozenDraw({ recusedInstitutions: [region.universities['32']], recusedParties: ['34'], loadCap: 3, from: '2027-05-01', to: '2027-05-03', categories: ['880'], persons: [{ name: '周明远' }], projects: ['JY2027'] });
    await revealAll(platform, region, id, 1, await commitAll(platform, region, id, 1));
    const text = await writeDrawTranscript(platform, region.officers['31'], id);
    const { frozen } = verifyTranscript(text).transcript as { frozen: FrozenNow };
    expect(frozen.rules).toEqual({
      pool: ['高等教育专家库'], asOf: ['2027-03-15'], recusals: ['coMembership', 'declared', 'kinship', 'sameInstitution'], recusalYears: ['3'], recusedInstitutions: [expect.stringContaining(region.universities['32'])], recusedParties: ['34'],
      fields: ['880'], loadCap: ['3'], freeOn: ['2027-05-01', '2027-05-03'],
    });
    expect(text).not.toContain('周明远');
    const { reviewed } = await showDraw(platform, region.officers['32'], id);
    expect(reviewed!.salted.map(reviewedDigest).sort()).toEqual(frozen.reviewed);
    expect(frozen.reviewed).toHaveLength(2);
    expect((await showDraw(platform, region.officers['31'], id)).reviewed).toBeNull();
  });

  test('that names a beacon is drawn when three parties have read the same, after it was published; whoever read otherwise is seen', async () => {
    const code = (call: Promise<unknown>) => call.then(() => 'done', (error: { kind: { code: string } }) => error.kind.code);
    const beacon = { name: '双色球第 2027031 期', at: '2027-03-15T13:15:00Z' };
    expect(await code(aFrozenDraw({ beacon: { ...beacon, at: '2027-03-15T01:59:00Z' } }))).toBe('pools/beacon-known');
    const id = await aFrozenDraw({ beacon });
    await revealAll(platform, region, id, 1, await commitAll(platform, region, id, 1));
    expect(await showDraw(platform, region.officers['31'], id)).toMatchObject({ state: 'reading', drawnPeople: [], panel: null });
    const evening = later(12 * 3_600);
    const read = (party: '31' | '32' | '33' | '34', value: string, at = evening) => code(readBeacon(at, region.officers[party], id, value));
    expect(await read('31', '03 08', platform)).toBe('pools/beacon-not-yet');
    expect(await code(readBeacon(evening, members[0]!.person, id, '03 08'))).toBe('common/not-allowed');
    expect(await read('31', '03 08')).toBe('done');
    expect(await read('32', '03 09')).toBe('done');
    expect(await read('34', '０３  09 ')).toBe('done');
    expect(await showDraw(evening, region.officers['31'], id)).toMatchObject({ state: 'reading', readings: [{ value: '03 08' }, { value: '03 09' }, { value: '03 09' }] });
    expect(await read('34', '03 08')).toBe('done');
    expect(await read('33', '03 08')).toBe('done');
    expect(await read('32', '03 08')).toBe('pools/not-reading');
    const { ok, checks, transcript } = verifyTranscript(await writeDrawTranscript(platform, region.officers['31'], id));
    expect(ok).toBe(true);
    expect(checks.find(({ name }) => name === 'beacon')!.zh).toContain('32 读数不同');
    expect(transcript).toMatchObject({ beacon: '03 08', frozen: { format: 'delta-draw/2', beacon } });
  });

  test('whose beacon was published before the list was frozen is not drawn', async () => {
    const { id } = await requestDraw(platform, region.officers['32'], { poolId: experts, title: '教育学评议', ...asked, beacon: { name: '双色球第 2027031 期', at: '2027-03-15T02:10:00Z' } });
    await freezeDraw(later(601), { drawId: id }, { report: async () => undefined });
    expect(await showDraw(platform, region.officers['31'], id)).toMatchObject({ state: 'impossible', problem: { zh: expect.stringContaining('请另选一期') } });
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

  test('a beacon is read by each party for itself, and only while it is awaited', async () => {
    const id = await aFrozenDraw({ beacon: { name: '双色球第 2027031 期', at: '2027-03-15T13:15:00Z' } });
    const reading = (party: string) => `insert into pools.draw_reading (draw_id, party, value) values ('${id}', '${party}', '1')`;
    await expect(as(region.officers['32'], reading('32'))).rejects.toMatchObject({ code: '42501' });
    await revealAll(platform, region, id, 1, await commitAll(platform, region, id, 1));
    await expect(as(region.officers['32'], reading('33'))).rejects.toMatchObject({ code: '42501' });
    await as(region.officers['32'], reading('32'));
    expect(await as(region.officers['33'], `update pools.draw_reading set value = '2' where draw_id = '${id}'`)).toBe(0n);
    await expect(as(region.officers['32'], `update pools.draw_reading set party = '33' where draw_id = '${id}'`)).rejects.toMatchObject({ code: '42501' });
    expect((await inTransaction(db, members[0]!.person, (tx) => sql`select * from pools.draw_reading where draw_id = ${id}`.execute(tx.db))).rows).toEqual([]);
  });

  test('an objection is made by a party for itself, to another party\'s person on the panel, and answered by that party alone, once', async () => {
    const id = await aFrozenDraw({ bounds: [] });
    await revealAll(platform, region, id, 1, await commitAll(platform, region, id, 1));
    const { drawnPeople, panel } = await showDraw(platform, region.officers['32'], id);
    const { place, party } = drawnPeople[0]!;
    const [one, two] = partyCodes.filter((code) => code !== party);
    const object = (by: string, at: number, of: string) => `insert into pools.draw_objection (draw_id, place, party, reason, member_party) values ('${id}', ${at}, '${by}', '据反映', '${of}')`;
    await expect(as(region.officers[one!], object(two!, place, party))).rejects.toMatchObject({ code: '42501' });
    await expect(as(region.officers[one!], object(one!, place, two!))).rejects.toMatchObject({ code: '42501' });
    await expect(as(region.officers[one!], object(one!, [0, 1, 2, 3].find((at) => !panel!.includes(at))!, party))).rejects.toMatchObject({ code: '42501' });
    await as(region.officers[one!], object(one!, place, party));
    const answer = `update pools.draw_objection set answer = 'upheld', answer_reason = '同意', answered_at = now() where draw_id = '${id}'`;
    expect(await as(region.officers[one!], answer)).toBe(0n);
    expect(await as(region.officers[two!], answer)).toBe(0n);
    await expect(as(region.officers[party], `update pools.draw_objection set reason = '无' where draw_id = '${id}'`)).rejects.toMatchObject({ code: '42501' });
    expect(await as(region.officers[party], answer)).toBe(1n);
    expect(await as(region.officers[party], answer)).toBe(0n);
  });

  test('a draw begins with nothing but what is asked', async () => {
    for (const [column, value] of [['digest', "repeat('0', 64)"], ['frozen', "'{}'"], ['round', '3'], ['panel', "'{1}'"]] as const) await expect(as(region.officers['32'], `insert into pools.draw (pool_id, title, request, party, ${column}) values ('${experts}', '预先定好', '{}', '32', ${value})`), column).rejects.toThrow();
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
