import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { prepareQueue } from '#kernel/jobs/worker.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Platform } from '#kernel/platform.ts';
import { testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { pools } from './index.ts';
import { nameKey, type DrawAsked, type DrawBound, type Recusal, type Reviewed } from './rules.ts';
import { freezeDraw, requestDraw } from './service/draws.ts';
import { depart, showDraw } from './service/rounds.ts';
import { aPerson, aRegion, asked, commitAll, experts, revealAll, type Region } from './testing.ts';

/** What the test knows of everybody, apart from the platform. */
type Somebody = { name: string; personId: string; party: PartyCode; title: string; sex: string; institution: string; was: { institution: string; from: string; to: string }[]; conflicts: { kind: string; name?: string; institution?: string }[]; away: { from: string; to: string } | undefined; duties: number };

let db: TestDatabase;
let platform: Platform;
let region: Region;
let people: Somebody[];
let judged: { name: string; personId: string; was: Somebody['was'] }[];
const today = '2027-03-15';
const projects = ['JY2027-01', '一流学科（二期）'];

beforeAll(async () => {
  db = await createTestDatabase([...kernelMigrations, directory.migrations, pools.migrations]);
  await prepareQueue(db.adminUrl);
  platform = testPlatform(db);
  region = await aRegion(db);
  const at = (n: number) => region.universities[partyCodes[n % 4]!];
  judged = await Promise.all(['周明远', '吴若兰'].map(async (name, i) => ({ name, personId: (await aPerson(db, region, '32', name)).personId, was: [{ institution: at(3 - i), from: '2021-01-01', to: '2024-06-30' }] })));
  people = [];
  for (let n = 0; n < 32; n += 1) {
    const party = partyCodes[n % 4]!;
    const name = `专家${String(n).padStart(2, '0')}`;
    const { personId } = await aPerson(db, region, party, name);
    people.push({
      name, personId, party, title: n % 3 === 0 ? '研究员' : '教授', sex: n % 5 < 2 ? 'f' : 'm', institution: region.universities[party],
      was: n % 3 === 1 ? [{ institution: at(n + 1 + (n % 2)), from: `${2012 + (n % 9)}-09-01`, to: `${2017 + (n % 9)}-07-01` }] : [],
      conflicts: n % 6 === 0 ? [{ kind: 'institution', institution: at(n / 6) }] : n % 6 === 1 ? [{ kind: 'person', name: ' 周 明远' }] : n % 6 === 2 && n > 8 ? [{ kind: 'kinship', name: '吴若兰', ...(n > 15 ? { institution: at(1) } : {}) }] : n % 6 === 3 ? [{ kind: 'project', name: 'ｊｙ2027 01' }] : [],
      away: n % 7 === 0 ? { from: '2027-05-01', to: '2027-05-10' } : undefined, duties: n % 8 === 5 ? 3 : 0,
    });
  }
  for (const { name, personId, party, title, sex, institution, was, conflicts, away, duties } of people) {
    await db.admin.query("insert into pools.member (pool_id, person_id, party, institution_id, name, institution_name, title, sex, categories, state, consented_on, term_ends_on) values ($1, $2, $3, $4, $5, '大学', $6, $7, array['880'], 'admitted', '2026-01-01', '2029-12-31')", [experts, personId, party, institution, name, title, sex]);
    for (const { institution: of, from, to } of was) await db.admin.query('insert into directory.affiliation (person_id, institution_id, during) values ($1, $2, daterange($3, $4))', [personId, of, from, to]);
    for (const { kind, name: with_ = null, institution: of = null } of conflicts) await db.admin.query("insert into pools.conflict (person_id, kind, institution_id, name, key, about, party) values ($1, $2, $3, $4, $5, '申报', $6)", [personId, kind, of, with_, with_ === null ? null : nameKey(with_), party]);
    if (away !== undefined) await db.admin.query("insert into pools.unavailability (person_id, during) values ($1, daterange($2, $3, '[]'))", [personId, away.from, away.to]);
    await db.admin.query("insert into pools.duty (person_id, subject_type, subject_id, title, party, year, begun_on) select $1, 'test', uuidv7(), '评审', $2, 2027, '2027-01-10' from generate_series(1, $3::integer)", [personId, party, duties]);
  }
  for (const { personId, was } of judged) for (const { institution, from, to } of was) await db.admin.query('insert into directory.affiliation (person_id, institution_id, during) values ($1, $2, daterange($3, $4))', [personId, institution, from, to]);
});
afterAll(() => db.drop());

type Request = DrawAsked & Reviewed;
const overlap = (a: { from: string; to: string }, b: { from: string; to: string }) => a.from < b.to && b.from < a.to;

/** Who may not be drawn, read from the rules as they are said in words, one person after another. */
function isOut(person: Somebody, { recusals, recusedInstitutions, recusedParties, recusalYears, loadCap, from, to, persons, projects: under }: Request): boolean {
  const lately = { from: Temporal.PlainDate.from(today).subtract({ years: recusalYears }).toString(), to: '9999-01-01' };
  const recent = (was: Somebody['was']) => was.filter((time) => overlap(time, lately));
  const names = persons.map(({ name }) => nameKey(name));
  const known = judged.filter(({ personId }) => persons.some((named) => named.personId === personId));
  const holds = (rule: Recusal) => recusals.includes(rule);
  const at = recusedInstitutions.includes(person.institution);
  return recusedParties.includes(person.party) || persons.some((named) => named.personId === person.personId || (named.personId === undefined && named.name === person.name))
    || (holds('sameInstitution') && (at || recent(person.was).some(({ institution }) => recusedInstitutions.includes(institution))))
    || (holds('declared') && person.conflicts.some(({ kind, name = '', institution = '' }) => (kind === 'institution' && recusedInstitutions.includes(institution)) || (kind === 'person' && names.includes(nameKey(name))) || (kind === 'project' && under.map(nameKey).includes(nameKey(name)))))
    || (holds('kinship') && person.conflicts.some(({ kind, name = '', institution = '' }) => kind === 'kinship' && (names.includes(nameKey(name)) || recusedInstitutions.includes(institution))))
    || (holds('coMembership') && known.some((one) => one.was.some((then) => person.was.some((own) => own.institution === then.institution && overlap({ from: [own.from, then.from, lately.from].sort().at(-1)!, to: [own.to, then.to].sort()[0]! }, lately) && overlap(own, then)))))
    || (loadCap !== undefined && person.duties >= loadCap) || (from !== undefined && person.away !== undefined && person.away.from <= (to ?? from) && from <= person.away.to);
}

const bound = (category: DrawBound['category'], value: string) => fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 1, max: 3 })).map(([min, max]): DrawBound => ({ category, value, min, max }));
const requests = fc.record({
  seats: fc.integer({ min: 2, max: 5 }), recusals: fc.subarray<Recusal>(['sameInstitution', 'declared', 'kinship', 'coMembership']), institutions: fc.subarray([...partyCodes], { maxLength: 2 }), recusedParties: fc.subarray([...partyCodes], { maxLength: 1 }),
  recusalYears: fc.integer({ min: 0, max: 9 }), loadCap: fc.constantFrom(undefined, 1, 3), days: fc.constantFrom({}, { from: '2027-05-10', to: '2027-05-12' }, { from: '2027-04-20' }),
  known: fc.subarray([0, 1]), named: fc.subarray(['周明远', '专家09', '专家10']), under: fc.subarray(projects), bounds: fc.option(fc.tuple(bound('party', '32'), bound('title', '研究员'), bound('sex', 'f')), { nil: [] }),
});

describe('a drawn panel', () => {
  test('keeps every bound and every recusal, before and after people leave, whatever is asked', async () => {
    let drawn = 0;
    let kept = 0;
    await fc.assert(fc.asyncProperty(requests, async ({ institutions, days, known, named, under, bounds, ...more }) => {
      const request: Request = {
        ...asked, ...more, ...days, bounds: [...bounds], mode: bounds.length === 0 ? 'uniform' : 'leximin', reserves: 6, recusedInstitutions: institutions.map((party) => region.universities[party]),
        persons: [...known.map((i) => ({ name: judged[i]!.name, personId: judged[i]!.personId })), ...named.map((name) => ({ name }))], projects: under,
      };
      const out = new Set(people.filter((person) => isOut(person, request)).map(({ name }) => name));
      kept += out.size;
      const { id } = await requestDraw(platform, region.officers['32'], { poolId: experts, title: '随机的一次抽取', ...request }).catch(() => ({ id: undefined }));
      if (id === undefined) return;
      await freezeDraw(platform, { drawId: id }, { report: async () => undefined });
      const { rows: places } = await db.admin.query<{ label: string }>('select label from pools.draw_place where draw_id = $1', [id]);
      if (places.length === 0) return;
      const free = people.filter(({ name }) => !out.has(name)).map(({ name }) => name);
      expect(places.map(({ label }) => label.slice(0, 4)).sort()).toEqual(free.sort());
      await revealAll(platform, region, id, 1, await commitAll(platform, region, id, 1));
      const sit = async () => {
        const { drawnPeople, vacant } = await showDraw(platform, region.officers['31'], id);
        const panel = drawnPeople.map(({ label }) => people.find(({ name }) => label.startsWith(name))!);
        expect(panel.filter(({ name }) => out.has(name))).toEqual([]);
        if (vacant > 0) return drawnPeople;
        expect(panel).toHaveLength(request.seats);
        for (const { category, value, min, max } of bounds) {
          const n = panel.filter((person) => ({ party: person.party as string, title: person.title, sex: person.sex })[category as 'party' | 'title' | 'sex'] === value).length;
          expect(n >= min && n <= max, `${category} ${value}: ${n} of ${min} to ${max}`).toBe(true);
        }
        return drawnPeople;
      };
      const [leaving] = await sit();
      await depart(platform, region.officers[leaving!.party], id, { place: leaving!.place, kind: 'declined', reason: '出差' });
      await sit();
      drawn += 1;
    }), { numRuns: 16 });
    expect(drawn).toBeGreaterThan(5);
    expect(kept).toBeGreaterThan(40);
  }, 120_000);
});
