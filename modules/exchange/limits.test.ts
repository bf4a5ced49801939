import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { objectionTo } from '#algorithms/matching/certificate.ts';
import type { PersonActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { readProblem } from '../../cli/match-files.ts';
import { migrations } from '../../server/modules.ts';
import { storeOrder } from './ordering/orders.ts';
import { noLimits } from './restrictions.ts';
import { showOwn } from './service/applications.ts';
import { setLimits } from './service/limits.ts';
import { showInputs, showMatching } from './service/matching.ts';
import { addScheme, changeScheme, moveScheme, showScheme } from './service/schemes.ts';
import { decideMatching, rehearse, anExchange, actOn, aMember, anApplication, anOpenScheme, clausesBefore, putToFour, schemeText, refusedWith, type Exchange } from './testing.ts';

let db: Exchange['db'];
let platform: Exchange['platform'];
let region: Exchange['region'];
let nextYear: Exchange['nextYear'];
beforeAll(async () => void ({ db, platform, region, nextYear } = await anExchange(migrations)));
afterAll(() => db.drop());

const aScheme = (more: Parameters<typeof anOpenScheme>[2]) => anOpenScheme(platform, region, { year: nextYear(), mechanism: 'da-applicant', quota: 9, ...more });
const matchNow = async (id: string, orders: Record<string, string[]> = {}, parties: readonly ('31' | '33')[] = ['33']) => {
  const version = async () => (await showScheme(platform, region.officers['32'], id)).version;
  await moveScheme(platform, region.officers['32'], { id, transition: 'order', version: await version() });
  for (const [i, [offer, order]] of Object.entries(orders).entries()) await storeOrder(platform, region.deans[parties[i] ?? '33'], offer, order);
  const rehearsal = await rehearse(platform, region.officers['32'], id);
  await decideMatching(platform, region.officers['32'], id, await version());
  return rehearsal;
};
const outcomeOf = async (member: PersonActor, id: string) => (await showOwn(platform, member, id)).application;
/** An auditor runs the matching again from the tables that the scheme gives out. */
const audit = async (id: string) => {
  const folder = await mkdtemp(join(tmpdir(), 'delta-audit-'));
  const auditor: PersonActor = { role: 'auditor', accountId: crypto.randomUUID(), personId: crypto.randomUUID() };
  const caps = await showInputs(platform, auditor, id, 'caps');
  for (const table of ['applicants', 'positions', 'caps'] as const) await writeFile(join(folder, table), await showInputs(platform, auditor, id, table));
  const { problem, names } = await readProblem({ applicants: join(folder, 'applicants'), positions: join(folder, 'positions'), ...(caps === '' ? {} : { caps: join(folder, 'caps') }) });
  await rm(folder, { recursive: true });
  return objectionTo((await showMatching(platform, auditor, id)).run!.certificate, problem, names);
};

describe('limits of a scheme', () => {
  test('are set while it is drafted, by whoever drafts it, for a mechanism that keeps them; the four agree to them with the rest', async () => {
    const { id } = await addScheme(platform, region.officers['32'], { ...schemeText, mechanism: 'da-applicant', year: nextYear(), itemId: region.itemId });
    const limits = { ...noLimits, by: 'party' as const, quotas: [{ category: '', most: 1 }] };
    expect(await refusedWith(setLimits(platform, region.officers['33'], id, { version: 1, ...limits }))).toBe('common/not-allowed');
    await setLimits(platform, region.officers['32'], id, { version: 1, ...limits });
    const { preset: _preset, year: _year, ...text } = schemeText;
    expect(await refusedWith(changeScheme(platform, region.officers['32'], id, { ...text, version: 2 }))).toBe('exchange/limits-stand');
    await putToFour(platform, region, id);
    expect(await clausesBefore(platform, region, id)).toContainEqual({ id: 'limits', heading: '限额与团队', text: '每个岗位最多接收同一省（市）的1人。' });
    expect(await refusedWith(setLimits(platform, region.officers['32'], id, { version: 3, ...noLimits }))).toBe('exchange/scheme-not-draft');
  });

  test('by category and by party are kept by the matching, explained to who was passed over, and certified', async () => {
    const { id, offers } = await aScheme({ places: 3, limits: { by: 'category', quotas: [{ category: '校级干部', most: 1 }, { category: '教师', most: 3 }], caps: [{ region: '33', most: 2 }], teams: false } });
    const people = await Promise.all(['校级干部', '校级干部', '教师', '教师'].map(async (category, i) => {
      const member = await aMember(db, region, '32', `类别${i}`);
      if (i === 0) expect(await refusedWith(anApplication(platform, member, id, [offers['33']]))).toBe('exchange/no-category');
      if (i === 0) await actOn(platform, db, member, (await outcomeOf(member, id))!.id, 'withdraw');
      return { member, id: await anApplication(platform, member, id, [offers['33']], { category }) };
    }));
    for (const person of people) await actOn(platform, db, region.deans['32'], person.id, 'nominate');
    const rehearsal = await matchNow(id, { [offers['33']]: people.map((person) => person.id) });
    expect(rehearsal.items.map(({ mechanism, ignoresLimits, summary }) => [mechanism, ignoresLimits, summary.placed])).toEqual([['da-applicant', false, 2], ['da-position', true, 3], ['ttc-balanced', true, 0], ['assignment', true, 3]]);
    const states = await Promise.all(people.map(({ member }) => outcomeOf(member, id)));
    expect(states.map((application) => application?.state)).toEqual(['offered', 'reserve', 'offered', 'reserve']);
    expect(states[1]?.outcome?.refused).toEqual([{ offer: '交换名额33', reason: { kind: 'quota', places: 3, taken: 2 } }]);
    expect((await showMatching(platform, region.officers['33'], id)).run?.certificate.blockingPairs).toBe(0);
    expect(await audit(id)).toBeUndefined();
  });
});

describe('a team', () => {
  test('goes together or not at all: who knows the code joins while they write, four at most, and nobody else names a team for them', async () => {
    const { id, offers } = await aScheme({ places: 2, limits: { ...noLimits, teams: true }, parties: ['31', '32', '33'] });
    const team = 'AB2345';
    const members = await Promise.all(['甲', '乙', '丙'].map((name) => aMember(db, region, '32', name)));
    const [one, two, single] = members as [PersonActor, PersonActor, PersonActor];
    const a = await anApplication(platform, one, id, [offers['33'], offers['31']], { team });
    const b = await anApplication(platform, two, id, [offers['33'], offers['31']], { team });
    const c = await anApplication(platform, single, id, [offers['33']]);
    expect((await outcomeOf(one, id))?.teammates).toEqual([{ personName: '乙', wishes: 2, state: 'submitted' }]);
    expect((await outcomeOf(single, id))?.teammates).toEqual([]);
    const look = await inTransaction(db, single, (tx) => sql`select * from exchange.team_of(${a})`.execute(tx.db));
    expect(look.rows).toEqual([]);
    const forged = inTransaction(db, region.deans['32'], (tx) => sql`update exchange.application set team = ${team} where id = ${c}`.execute(tx.db));
    expect(await refusedWith(forged)).toBe('42501');
    for (const name of ['丁', '戊']) await anApplication(platform, await aMember(db, region, '32', name), id, [offers['33']], { team });
    expect(await refusedWith(anApplication(platform, await aMember(db, region, '32', '己'), id, [offers['33']], { team }))).toBe('exchange/team-full');
    const { rows } = await db.admin.query<{ id: string; person: string }>("select id, person_id as person from exchange.application where scheme_id = $1 and person_name in ('丁', '戊')", [id]);
    for (const row of rows) await actOn(platform, db, { ...one, personId: row.person }, row.id, 'withdraw');
    for (const application of [a, b, c]) await actOn(platform, db, region.deans['32'], application, 'nominate');
    await matchNow(id, { [offers['33']]: [c, a, b], [offers['31']]: [a, b] }, ['33', '31']);
    expect((await Promise.all([one, two, single].map((member) => outcomeOf(member, id)))).map((application) => application?.offerId)).toEqual([offers['31'], offers['31'], offers['33']]);
    expect((await outcomeOf(one, id))?.outcome).toMatchObject({ wish: 2, refused: [{ offer: '交换名额33', reason: { kind: 'team' } }] });
    expect(await audit(id)).toBeUndefined();
  });

  test('of whom somebody was not nominated stays out whole, and the rehearsal says so', async () => {
    const { id, offers } = await aScheme({ limits: { ...noLimits, teams: true } });
    const [one, two, single] = (await Promise.all(['甲', '乙', '丙'].map((name) => aMember(db, region, '32', name)))) as [PersonActor, PersonActor, PersonActor];
    const a = await anApplication(platform, one, id, [offers['33']], { team: 'XY2345' });
    const b = await anApplication(platform, two, id, [offers['33']], { team: 'XY2345' });
    const c = await anApplication(platform, single, id, [offers['33']]);
    for (const application of [a, c]) await actOn(platform, db, region.deans['32'], application, 'nominate');
    expect((await matchNow(id, { [offers['33']]: [a, c] })).incomplete).toBe(1);
    expect((await outcomeOf(one, id))).toMatchObject({ state: 'reserve', outcome: { wish: 0, refused: [{ reason: { kind: 'team' } }] } });
    expect((await outcomeOf(single, id))?.state).toBe('offered');
    expect(b).not.toBe(a);
  });

  test('goes together within a cap as well; the rehearsal, the sentence and the certificate say what they say without one, and an auditor runs it again', async () => {
    const { id, offers } = await aScheme({ places: 3, limits: { ...noLimits, caps: [{ region: '33', most: 2 }], teams: true }, parties: ['31', '32', '33'] });
    const [one, two, single] = (await Promise.all(['甲', '乙', '丙'].map((name) => aMember(db, region, '32', name)))) as [PersonActor, PersonActor, PersonActor];
    const a = await anApplication(platform, one, id, [offers['33'], offers['31']], { team: 'CD2345' });
    const b = await anApplication(platform, two, id, [offers['33'], offers['31']], { team: 'CD2345' });
    const c = await anApplication(platform, single, id, [offers['33']]);
    for (const application of [a, b, c]) await actOn(platform, db, region.deans['32'], application, 'nominate');
    const rehearsal = await matchNow(id, { [offers['33']]: [a, c, b], [offers['31']]: [a, b] }, ['33', '31']);
    expect(rehearsal.items[0]).toMatchObject({ mechanism: 'da-applicant', ignoresLimits: false, summary: { placed: 3, blockingPairs: 0 } });
    expect((await Promise.all([one, two, single].map((member) => outcomeOf(member, id)))).map((application) => application?.offerId)).toEqual([offers['31'], offers['31'], offers['33']]);
    expect((await outcomeOf(one, id))?.outcome).toMatchObject({ wish: 2, refused: [{ offer: '交换名额33', reason: { kind: 'team' } }] });
    expect(await audit(id)).toBeUndefined();
  });

  test('for which no outcome without objections exists is told so, by name in the certificate and in the sentence to each of them', async () => {
    // Klaus & Klijn 2005: the couple takes both posts or nothing; each host would rather have the other side of the knot.
    const { id, offers } = await aScheme({ places: 1, limits: { ...noLimits, teams: true }, parties: ['31', '32', '33'] });
    const [one, two, single] = (await Promise.all(['甲', '乙', '丙'].map((name) => aMember(db, region, '32', name)))) as [PersonActor, PersonActor, PersonActor];
    const a = await anApplication(platform, one, id, [offers['31']], { team: 'EF2345' });
    const b = await anApplication(platform, two, id, [offers['33']], { team: 'EF2345' });
    const c = await anApplication(platform, single, id, [offers['31'], offers['33']]);
    for (const application of [a, b, c]) await actOn(platform, db, region.deans['32'], application, 'nominate');
    const rehearsal = await matchNow(id, { [offers['31']]: [a, c], [offers['33']]: [c, b] }, ['31', '33']);
    expect(rehearsal.items[0]?.summary.blockingPairs).toBe(1);
    const { certificate } = (await showMatching(platform, region.officers['33'], id)).run!;
    expect(certificate).toMatchObject({ blockingPairs: 1, blocking: [{ applicants: [a, b], positions: [offers['31'], offers['33']] }] });
    expect((await outcomeOf(one, id))).toMatchObject({ state: 'reserve', outcome: { wish: 0, refused: [{ offer: '交换名额31', reason: { kind: 'unsettled' } }] } });
    expect((await outcomeOf(single, id))?.offerId).toBe(offers['31']);
    expect(await audit(id)).toBeUndefined();
  });

  test('is not torn apart by a place that comes free, nor is a quota then exceeded: the next who may take it moves up', async () => {
    const { id, offers } = await aScheme({ places: 2, limits: { ...noLimits, by: 'party', quotas: [{ category: '', most: 1 }], teams: true }, parties: ['31', '32', '33'] });
    const parties = ['32', '32', '32', '32', '31', '31'] as const;
    const members = await Promise.all(parties.map((party, i) => aMember(db, region, party, `候补${i}`)));
    const ids: string[] = [];
    for (const [i, member] of members.entries()) ids.push(await anApplication(platform, member, id, [offers['33']], i === 1 || i === 2 ? { team: 'GH2345' } : {}));
    for (const [i, application] of ids.entries()) await actOn(platform, db, region.deans[parties[i]!], application, 'nominate');
    await matchNow(id, { [offers['33']]: ids });
    const states = async () => (await Promise.all(members.map((member) => outcomeOf(member, id)))).map((application) => application?.state);
    expect(await states()).toEqual(['offered', 'reserve', 'reserve', 'reserve', 'offered', 'reserve']);
    await actOn(platform, db, members[4]!, ids[4]!, 'decline', '家中有事');
    expect(await states()).toEqual(['offered', 'reserve', 'reserve', 'reserve', 'declined', 'offered']);
    await actOn(platform, db, members[0]!, ids[0]!, 'decline', '改期');
    expect(await states()).toEqual(['declined', 'reserve', 'reserve', 'offered', 'declined', 'offered']);
  });
});

describe('another round', () => {
  test('counts those who have a place against quotas and caps', async () => {
    const { id, offers } = await aScheme({ places: 3, limits: { ...noLimits, caps: [{ region: '33', most: 2 }] } });
    const nominated = async (name: string) => {
      const member = await aMember(db, region, '32', name);
      const application = await anApplication(platform, member, id, [offers['33']]);
      await actOn(platform, db, region.deans['32'], application, 'nominate');
      return { member, id: application };
    };
    const first = await nominated('甲');
    await matchNow(id, { [offers['33']]: [first.id] });
    const { version } = await showScheme(platform, region.officers['32'], id);
    await moveScheme(platform, region.officers['32'], { id, transition: 'nextRound', version, fields: { applyUntil: '2027-05-20', answerUntil: '2027-06-20' } });
    const others = [await nominated('乙'), await nominated('丙')];
    await matchNow(id, { [offers['33']]: others.map((other) => other.id) });
    expect((await Promise.all([first, ...others].map(({ member }) => outcomeOf(member, id)))).map((application) => application?.state)).toEqual(['offered', 'offered', 'reserve']);
    expect((await outcomeOf(others[1]!.member, id))?.outcome?.refused).toEqual([{ offer: '交换名额33', reason: { kind: 'region', places: 2, taken: 1, cap: 1, share: 1 } }]);
    expect(await audit(id)).toBeUndefined();
  });
});
