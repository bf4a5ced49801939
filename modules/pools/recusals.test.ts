import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor, type PersonActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { prepareQueue } from '#kernel/jobs/worker.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Platform } from '#kernel/platform.ts';
import { testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { loadEligible } from './eligibility.ts';
import { pools } from './index.ts';
import { nameKey, type DrawAsked, type Recusal, type Reviewed } from './rules.ts';
import { freezeDraw, requestDraw } from './service/draws.ts';
import { declareConflict } from './service/members.ts';
import { showDraw } from './service/rounds.ts';
import { anExpert, aPerson, aRegion, asked, commitAll, experts, revealAll, type Region } from './testing.ts';

let db: TestDatabase;
let platform: Platform;
let region: Region;
let expert: Record<'teacher' | 'friend' | 'kin' | 'moved' | 'colleague' | 'projectMember' | 'own' | 'free', { id: string; person: PersonActor }>;
let reviewed: PersonActor;

beforeAll(async () => {
  db = await createTestDatabase([...kernelMigrations, directory.migrations, pools.migrations]);
  await prepareQueue(db.adminUrl);
  platform = testPlatform(db);
  region = await aRegion(db);
  const made = [];
  for (const name of ['teacher', 'friend', 'kin', 'moved', 'colleague', 'projectMember', 'own', 'free']) made.push([name, await anExpert(db, platform, region, name === 'own' ? '32' : '33', { name })] as const);
  expert = Object.fromEntries(made) as typeof expert;
  reviewed = await aPerson(db, region, '32', '周明远');
  const { teacher, friend, kin, moved, colleague, projectMember } = expert;
  await declareConflict(platform, teacher.person, { kind: 'institution', institutionId: region.universities['32'], name: null, about: '兼职教授' });
  await declareConflict(platform, friend.person, { kind: 'person', institutionId: null, name: ' 周 明远 ', about: '共同署名' });
  await declareConflict(platform, kin.person, { kind: 'kinship', institutionId: null, name: '周明远', about: '姻亲' });
  await declareConflict(platform, projectMember.person, { kind: 'project', institutionId: null, name: 'ＪＹ—2027（01）', about: '参与申报' });
  const was = (person: PersonActor, institution: string, during: string) => db.admin.query('insert into directory.affiliation (person_id, institution_id, during) values ($1, $2, $3)', [person.personId, institution, during]);
  await was(moved.person, region.universities['32'], '[2018-01-01,2025-07-01)');
  await was(colleague.person, region.universities['34'], '[2016-01-01,2024-09-01)');
  await was(reviewed, region.universities['34'], '[2024-01-01,2024-12-31)');
});
afterAll(() => db.drop());

async function drawable(more: Partial<DrawAsked & Reviewed>): Promise<string[]> {
  const { persons, projects, ...request } = { ...asked, ...more };
  const rows = await inTransaction(db, systemActor('test'), (tx) => loadEligible(tx, experts, request, { persons, projects }, '2027-03-15'));
  return rows.map(({ name }) => name).sort();
}
const all = ['colleague', 'free', 'friend', 'kin', 'moved', 'own', 'projectMember', 'teacher'];
const without = (...gone: string[]) => all.filter((name) => !gone.includes(name));
const thing = () => ({ recusedInstitutions: [region.universities['32']], persons: [{ name: '周明远', personId: reviewed.personId }], projects: ['jy 2027 01'] });

describe('who is recused', () => {
  const rules: readonly (readonly [Recusal, string[]])[] = [
    ['sameInstitution', ['own', 'moved']],
    ['declared', ['teacher', 'friend', 'projectMember']],
    ['kinship', ['kin']],
    ['coMembership', ['colleague']],
  ];
  test.each(rules)('by the rule %s alone, is just those with that tie', async (rule, gone) => {
    expect(await drawable({ ...thing(), recusals: [rule] })).toEqual(without(...gone));
  });

  test('is everybody with any of the ties when all rules hold, and nobody when none does: a conflict that was switched off is not enforced', async () => {
    expect(await drawable({ ...thing(), recusals: rules.map(([rule]) => rule) })).toEqual(['free']);
    expect(await drawable({ ...thing(), recusals: [] })).toEqual(all);
    for (const [rule] of rules) {
      const others = rules.filter(([other]) => other !== rule);
      expect(await drawable({ ...thing(), recusals: others.map(([other]) => other) })).toEqual(without(...others.flatMap(([, gone]) => gone)));
    }
  });

  test('depends on how far back ties reach', async () => {
    expect(await drawable({ ...thing(), recusals: ['sameInstitution', 'coMembership'], recusalYears: 1 })).toEqual(without('own'));
    expect(await drawable({ ...thing(), recusals: ['sameInstitution', 'coMembership'], recusalYears: 3 })).toEqual(without('own', 'moved', 'colleague'));
    // they overlapped until September 2024: within three years of March 2027, not within two
    expect(await drawable({ ...thing(), recusals: ['coMembership'], recusalYears: 2 })).toEqual(all);
  });

  test('is the person under review, whatever the rules; one who is only named by that name', async () => {
    expect(await drawable({ recusals: [], persons: [{ name: 'free', personId: expert.free.person.personId }] })).toEqual(without('free'));
    expect(await drawable({ recusals: [], persons: [{ name: 'free' }] })).toEqual(without('free'));
    expect(await drawable({ recusals: ['declared', 'kinship'], persons: [{ name: '周明远' }] })).toEqual(without('friend', 'kin'));
  });

  test('is whoever sat on a panel with somebody under review in recent years', async () => {
    const panel = { categories: [], bounds: [], seats: 8, reserves: 0, recusals: [] };
    const { id } = await requestDraw(platform, region.officers['32'], { poolId: experts, title: '此前的评审', ...asked, ...panel });
    await freezeDraw(platform, { drawId: id }, { report: async () => undefined });
    await revealAll(platform, region, id, 1, await commitAll(platform, region, id, 1));
    expect(await drawable({ recusals: ['coMembership'], persons: [{ name: 'free', personId: expert.free.person.personId }] })).toEqual([]);
    expect(await drawable({ recusals: ['declared'], persons: [{ name: 'free', personId: expert.free.person.personId }] })).toEqual(without('free'));
  });
});

test('a name is the same however it was typed', () => {
  expect(nameKey('ＪＹ—2027（01）')).toBe(nameKey('jy 2027 01'));
  expect(nameKey(' 周 明远 ')).toBe('周明远');
  expect(nameKey('——')).toBe('');
});

test('whom a panel reviews is seen by the party that asked, and not put into the journal', async () => {
  const { id } = await requestDraw(platform, region.officers['32'], { poolId: experts, title: '职称评审', ...asked, ...thing(), seats: 1, recusals: ['declared'] });
  expect((await showDraw(platform, region.officers['32'], id)).reviewed).toMatchObject({ persons: [{ name: '周明远', personId: reviewed.personId }], projects: ['jy 2027 01'] });
  expect((await showDraw(platform, region.officers['33'], id)).reviewed).toBeNull();
  const seen = (actor: PersonActor) => inTransaction(db, actor, async (tx) => (await sql`select from pools.draw_reviewed where draw_id = ${id}`.execute(tx.db)).rows.length);
  expect([await seen(region.officers['32']), await seen(region.officers['33']), await seen(expert.free.person)]).toEqual([2, 0, 0]);
  const { rows } = await db.admin.query("select count(*)::int as n from kernel.journal_entry where changes::text like '%周明远%'");
  expect(rows).toEqual([{ n: 0 }]);
  await expect(inTransaction(db, region.officers['33'], (tx) => sql`insert into pools.draw_reviewed (draw_id, kind, name) values (${id}, 'person', '甲')`.execute(tx.db))).rejects.toMatchObject({ code: '42501' });
});
