import { sql, type RawBuilder } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor, type Actor, type PersonActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { prepareQueue } from '#kernel/jobs/worker.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { governance } from '#modules/governance/index.ts';
import { plan } from '#modules/plan/index.ts';
import { theFour } from '../governance/testing.ts';
import { indicators } from './index.ts';
import { passOnForms } from './service/forms.ts';
import { addSystem } from './service/systems.ts';
import { aCampaign } from './testing.ts';

/** Officers of schools, districts, cities and parties who do not go through the services but have SQL at hand. */
let db: TestDatabase;
let people: Awaited<ReturnType<typeof theFour>>;
let campaignId: string;
let systemId: string;
const schools: Record<string, string> = {};
const platform = () => testPlatform(db, { now: '2027-03-15T02:00:00Z', outcomes: { ...indicators.outcomes } });

const division = (code: string): PersonActor => anOfficer('32', { role: 'division_officer', division: code });
const school = (name: string): PersonActor => anOfficer('32', { role: 'institution_officer', organizationId: schools[name]! });
const secretariat = (): PersonActor => { const { party: _, ...officer } = anOfficer('31', { role: 'secretariat_officer' }); return officer; };
/** How many rows somebody changed, or why they could not. */
const tried = async (actor: Actor, statement: RawBuilder<unknown>): Promise<number | string> => {
  try {
    return Number((await inTransaction(db, actor, (tx) => statement.execute(tx.db))).numAffectedRows ?? 0n);
  } catch (error) {
    return (error as Error).message;
  }
};
const form = async (name: string) => (await db.admin.query<{ id: string; version: number; state: string; entries: Record<string, number>; submittedAt: string | null }>('select id, version, state, entries, submitted_at as "submittedAt" from indicators.form where campaign_id = $1 and organization_id = $2', [campaignId, schools[name]])).rows[0]!;
/** Puts a form where a test wants it. */
const put = (name: string, state: string, entries = '{"pupils": 500}') => db.admin.query('update indicators.form set state = $3, entries = $4, submitted_at = $5, version = version + 1 where campaign_id = $1 and organization_id = $2', [campaignId, schools[name], state, entries, state === 'open' ? null : '2027-03-01T00:00:00Z']);
const to = async (name: string, changes: RawBuilder<unknown>) => sql`update indicators.form set ${changes}, version = version + 1 where id = ${(await form(name)).id}`;

beforeAll(async () => {
  db = await createTestDatabase([...kernelMigrations, directory.migrations, governance.migrations, plan.migrations, indicators.migrations]);
  await prepareQueue(db.adminUrl);
  await inTransaction(db, systemActor('test'), async (tx) => directory.loadReferenceData?.(tx));
  people = await theFour(db);
  for (const [name, at] of [['玄武甲校', '320102'], ['玄武乙校', '320102'], ['秦淮丁校', '320104'], ['杭州戊校', '330102']] as const) {
    const { rows } = await db.admin.query<{ id: string }>("insert into directory.institution (kind, name, division, party, level) values ('school', $1, $2, $3, '小学') returning id", [name, at, at.slice(0, 2)]); // oxlint-disable-line no-await-in-loop
    schools[name] = rows[0]!.id;
  }
  ({ systemId, campaignId } = await aCampaign(platform(), people, '2026', 'compulsory-balance'));
});
afterAll(() => db.drop());

describe('a form, in SQL', () => {
  test('is filled in by its own school, and by those above it, not by a neighbour, another district or another party', async () => {
    await put('玄武甲校', 'open');
    const fill = async () => to('玄武甲校', sql`entries = '{"pupils": 501}', reasons = '{"pupils": "扩班"}'`);
    for (const actor of [school('玄武乙校'), division('320104'), division('320500'), people.officers['33'], secretariat(), anOfficer('32', { role: 'auditor' })]) expect(await tried(actor, await fill())).toBe(0); // oxlint-disable-line no-await-in-loop
    for (const actor of [school('玄武甲校'), division('320102'), division('320100'), people.officers['32']]) expect(await tried(actor, await fill())).toBe(1); // oxlint-disable-line no-await-in-loop
  });

  test.each(['submitted', 'verified', 'checked', 'approved', 'excluded'])('keeps its numbers and reasons once it is %s', async (state) => {
    await put('玄武甲校', state);
    for (const actor of [school('玄武甲校'), division('320102'), people.officers['32']]) {
      expect(await tried(actor, await to('玄武甲校', sql`entries = '{"pupils": 9}'`))).toMatch(/does not change/); // oxlint-disable-line no-await-in-loop
      expect(await tried(actor, await to('玄武甲校', sql`reasons = '{"pupils": "无"}'`))).toMatch(/does not change/); // oxlint-disable-line no-await-in-loop
      expect(await tried(actor, await to('玄武甲校', sql`entries = '{"pupils": 9}', state = 'open'`))).toMatch(/does not change/); // oxlint-disable-line no-await-in-loop
    }
  });

  test('does not change without a version of its own, so that every change is kept, the reasons too', async () => {
    await put('玄武甲校', 'open', '{"pupils": 500}');
    const { id, version } = await form('玄武甲校');
    expect(await tried(school('玄武甲校'), sql`update indicators.form set entries = '{"pupils": 7}' where id = ${id}`)).toMatch(/version by version/);
    expect(await tried(school('玄武甲校'), sql`update indicators.form set entries = '{"pupils": 7}', version = 1 where id = ${id}`)).toMatch(/version by version/);
    expect(await tried(school('玄武甲校'), sql`update indicators.form set entries = '{"pupils": 7}', reasons = '{"pupils": "撤点"}', version = ${version + 1} where id = ${id}`)).toBe(1);
    const { rows } = await db.admin.query('select role, changed, explained from indicators.revision where form_id = $1 and version = $2', [id, version + 1]);
    expect(rows).toMatchObject([{ role: 'institution_officer', changed: { pupils: [500, 7] }, explained: { pupils: [expect.anything(), '撤点'] } }]);
  });

  test('takes each step by whoever it is for, and no other way', async () => {
    const steps: readonly (readonly [from: string, to: string, by: Actor, answer: 1 | RegExp])[] = [
      ['open', 'submitted', school('玄武甲校'), 1], ['approved', 'submitted', school('玄武甲校'), /not a step/], ['excluded', 'submitted', school('玄武甲校'), /not a step/], ['submitted', 'open', school('玄武甲校'), /not a step/],
      ['submitted', 'verified', school('玄武甲校'), /not a step/], ['submitted', 'verified', division('320102'), 1], ['open', 'verified', division('320102'), /not a step/], ['submitted', 'checked', division('320102'), /not a step/],
      ['verified', 'checked', division('320100'), 1], ['checked', 'approved', division('320100'), /not a step/], ['open', 'approved', people.officers['32'], /not a step/], ['checked', 'approved', people.officers['32'], 1],
      ['verified', 'open', division('320102'), 1], ['approved', 'open', division('320102'), /not a step/], ['approved', 'open', division('320100'), /not a step/], ['approved', 'open', people.officers['32'], 1], ['submitted', 'excluded', division('320100'), /not a step/],
    ];
    for (const [from, next, by, answer] of steps) {
      await put('玄武甲校', from); // oxlint-disable-line no-await-in-loop
      const found = await tried(by, await to('玄武甲校', from === 'open' && next === 'submitted' ? sql`state = ${next}, submitted_at = now()` : sql`state = ${next}`)); // oxlint-disable-line no-await-in-loop
      if (answer === 1) expect(found, `${from} → ${next}`).toBe(1);
      else expect(found, `${from} → ${next}`).toMatch(answer);
    }
  });

  test('stays what it is: whose, of which stage, seen by whom, first handed in when', async () => {
    await put('玄武甲校', 'submitted');
    for (const change of [sql`visibility = 'self'`, sql`visibility = 'public'`, sql`attributes = '{"stage": "高中"}'`, sql`unit_name = '某校'`, sql`city = '320500'`, sql`division = '320104'`, sql`level = 'district'`]) expect(await tried(school('玄武甲校'), await to('玄武甲校', change))).toMatch(/stays its unit|violates/); // oxlint-disable-line no-await-in-loop
    expect(await tried(school('玄武甲校'), await to('玄武甲校', sql`submitted_at = '2026-01-01'`))).toMatch(/first came in/);
    expect(await tried(people.officers['32'], await to('玄武甲校', sql`submitted_at = null`))).toMatch(/first came in/);
    expect(await tried(school('玄武甲校'), await to('玄武甲校', sql`reminded_at = '2099-01-01'`))).toMatch(/reminders/);
    await put('玄武甲校', 'open');
    expect(await tried(school('玄武甲校'), await to('玄武甲校', sql`returned = null, submitted_at = now()`))).toMatch(/first came in/);
  });

  test('holds numbers only, and not more than a system asks for', async () => {
    await put('玄武甲校', 'open');
    expect(await tried(school('玄武甲校'), await to('玄武甲校', sql`entries = '{"pupils": "五百"}'`))).toMatch(/form_entries_are_numbers/);
    expect(await tried(school('玄武甲校'), await to('玄武甲校', sql`entries = '{"pupils": {"a": 1}}'`))).toMatch(/form_entries_are_numbers/);
    expect(await tried(school('玄武甲校'), await to('玄武甲校', sql`entries = (select jsonb_object_agg('element_' || i, i) from generate_series(1, 40000) i)`))).toMatch(/form_is_bounded/);
  });

  test('does not change when the campaign is locked', async () => {
    await put('玄武甲校', 'open');
    await db.admin.query(`update indicators.campaign set state = 'locked' where id = $1`, [campaignId]);
    expect(await tried(school('玄武甲校'), await to('玄武甲校', sql`entries = '{"pupils": 9}'`))).toMatch(/not open/);
    expect(await tried(people.officers['32'], await to('玄武甲校', sql`state = 'submitted', submitted_at = now()`))).toMatch(/not open/);
    await db.admin.query(`update indicators.campaign set state = 'open' where id = $1`, [campaignId]);
  });
});

describe('a fact, in SQL', () => {
  test('is written and removed by the platform alone, from the form that was approved', async () => {
    await put('玄武甲校', 'submitted', '{"pupils": 640}');
    await passOnForms(platform(), people.officers['32'], campaignId, {});
    const facts = async () => (await db.admin.query<{ value: number }>("select value from indicators.fact where campaign_id = $1 and element = 'pupils'", [campaignId])).rows.map(({ value }) => value);
    expect(await facts()).toContain(640);
    const { id } = await form('玄武甲校');
    for (const actor of [people.officers['32'], people.officers['33'], division('320100'), school('玄武甲校')]) {
      expect(await tried(actor, sql`insert into indicators.fact (period, campaign_id, unit, element, value, party, form_id) values ('2026', ${campaignId}, 'x', 'pupils', 99999, '32', ${id})`)).toMatch(/row-level security/); // oxlint-disable-line no-await-in-loop
      expect(await tried(actor, sql`delete from indicators.fact where campaign_id = ${campaignId}`)).toBe(0); // oxlint-disable-line no-await-in-loop
      expect(await tried(actor, sql`update indicators.fact set value = 1 where campaign_id = ${campaignId}`)).toMatch(/permission denied/); // oxlint-disable-line no-await-in-loop
      expect(await tried(actor, sql`insert into indicators.fact_2026 (period, campaign_id, unit, element, value, party, form_id) values ('2026', ${campaignId}, 'x', 'pupils', 99999, '32', ${id})`)).toMatch(/permission denied/); // oxlint-disable-line no-await-in-loop
      expect(await tried(actor, sql`select indicators.open_period('2077')`)).toMatch(/the platform opens a period/); // oxlint-disable-line no-await-in-loop
    }
  });
});

describe('a campaign, in SQL', () => {
  test('is opened only for a system that the four put in force, and as an open one', async () => {
    const { id: draft } = await addSystem(platform(), people.officers['32'], { preset: 'quality' });
    const open = (system: string, state: string) => sql`insert into indicators.campaign (system_id, title, period, due_on, party, state) values (${system}, '私自填报', '2031', '2031-06-30', '32', ${state})`;
    expect(await tried(people.officers['32'], open(draft, 'open'))).toMatch(/row-level security/);
    expect(await tried(people.officers['32'], open(systemId, 'locked'))).toMatch(/row-level security/);
    expect(await tried(people.officers['33'], open(systemId, 'open'))).toMatch(/row-level security/);
  });

  test('keeps its system, year and last day; one that was withdrawn stays so', async () => {
    for (const change of [sql`due_on = '2099-12-31'`, sql`period = '2025'`, sql`party = '33'`, sql`visibility = 'self'`]) expect(await tried(people.officers['32'], sql`update indicators.campaign set ${change} where id = ${campaignId}`)).toMatch(/stays what it was/); // oxlint-disable-line no-await-in-loop
    const { rows } = await db.admin.query<{ id: string }>(`insert into indicators.campaign (system_id, title, period, due_on, party, state) values ($1, '撤回的', '2027', '2027-06-30', '32', 'withdrawn') returning id`, [systemId]);
    expect(await tried(people.officers['32'], sql`update indicators.campaign set state = 'open' where id = ${rows[0]!.id}`)).toMatch(/not a step/);
  });
});

describe('handing over and successions, in SQL', () => {
  test('a party hands over its own numbers alone, when all of its forms are approved or set aside', async () => {
    await put('玄武甲校', 'open');
    expect(await tried(people.officers['33'], sql`update indicators.delivery set state = 'delivered' where campaign_id = ${campaignId} and party = '32'`)).toBe(0);
    expect(await tried(people.officers['32'], sql`update indicators.delivery set state = 'delivered' where campaign_id = ${campaignId} and party = '32'`)).toMatch(/not every form/);
    expect(await tried(people.officers['32'], sql`update indicators.delivery set state = 'delivered', delivered_at = '2026-01-01' where campaign_id = ${campaignId} and party = '32'`)).toMatch(/stays its party/);
  });

  test('no party says of another’s school that it has gone over into others', async () => {
    const merged = (party: string, from: string, into: string) => sql`insert into indicators.succession (predecessor, successor, kind, since, party) values (${schools[from]}, ${schools[into]}, 'merged', '2026', ${party})`;
    expect(await tried(people.officers['33'], merged('33', '玄武甲校', '杭州戊校'))).toMatch(/row-level security/);
    expect(await tried(people.officers['33'], merged('32', '玄武甲校', '玄武乙校'))).toMatch(/row-level security/);
    expect(await tried(people.officers['32'], merged('32', '玄武甲校', '玄武乙校'))).toBe(1);
  });
});
