import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { partyCodes } from '#kernel/domain.ts';
import { directory } from '#modules/directory/index.ts';
import { countOpen } from './eligibility.ts';
import { pools } from './index.ts';
import type { DrawAsked } from './rules.ts';
import { aRegion, asked, experts, type Region } from './testing.ts';

let db: TestDatabase;
let region: Region;
const today = '2027-03-15';

/** Three hundred people over the four, of every kind that a count tells apart, some of whom came, left, moved or changed fields since; their bits lie in two rows. */
beforeAll(async () => {
  db = await createTestDatabase([...kernelMigrations, directory.migrations, pools.migrations]);
  region = await aRegion(db);
  await db.admin.query("select setval(pg_get_serial_sequence('pools.member', 'ordinal'), 8100)");
  await db.admin.query(`
    with person as (insert into directory.person (name, party, division, institution_id)
      select '人' || n % 40, i.party, i.division, i.id from generate_series(1, 300) n join directory.institution i on i.id = (array[$1, $2, $3, $4]::uuid[])[1 + n % 4] returning *)
    insert into pools.member (pool_id, person_id, party, division, institution_id, name, institution_name, title, categories, sex, state, state_reason, consented_on, term_ends_on)
    select '${experts}', id, party, division, institution_id, name, '大学', (array['教授', '研究员', '副教授'])[1 + n % 3], array[(array['880', '110', '820', '520'])[1 + n % 4], (array['880', '110', '790'])[1 + n % 3]], (array['f', 'm', null])[1 + n % 3],
      (array['admitted', 'admitted', 'admitted', 'suspended', 'nominated'])[1 + n % 5], '借调', '2026-01-01', date '${today}' + (n * 7 % 400)
    from (select *, abs(hashtext(id::text)) % 10000 as n from person) p`, partyCodes.map((party) => region.universities[party]));
  await db.admin.query(`insert into pools.unavailability (person_id, during) select person_id, daterange(date '${today}' + (ordinal % 30), date '${today}' + (ordinal % 30) + 9) from pools.member where ordinal % 3 = 0`);
  await db.admin.query(`insert into pools.duty (person_id, subject_type, subject_id, title, party, year, begun_on) select person_id, 'test', uuidv7(), '评审', party, 2027, '2027-01-10' from pools.member, generate_series(1, ordinal % 4)`);
  await db.admin.query("insert into pools.duty (person_id, subject_type, subject_id, title, party, year, begun_on, kept_by) select person_id, 'blind', uuidv7(), '盲审', party, 2027, '2027-01-10', '32' from pools.member where ordinal % 5 = 0"); // nobody but an office knows of these
  await db.admin.query("update pools.member set state = 'suspended' where ordinal % 7 = 0; update pools.member set state = 'admitted' where ordinal % 14 = 0; update pools.member set categories = array['820'], title = '讲师', sex = 'f' where ordinal % 11 = 0");
});
afterAll(() => db.drop());

const days = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 })).map(([from, more]) => { const first = Temporal.PlainDate.from(today).add({ days: from }); return { from: first.toString(), to: first.add({ days: more }).toString() }; });
const requests = fc.record({
  categories: fc.subarray(['880', '110', '820', '520', '790', '000'], { maxLength: 4 }), recusedParties: fc.subarray([...partyCodes]), loadCap: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }), days: fc.option(days, { nil: {} }),
  institutionsOf: fc.subarray([...partyCodes], { maxLength: 2 }), sameInstitution: fc.boolean(), names: fc.subarray(['人1', '人2', ' 人39 ', '无名'], { maxLength: 2 }),
});

/** The same count written the plain way, a row a person. */
async function countPlainly({ categories, recusedParties, loadCap, recusedInstitutions, recusals, from, to }: DrawAsked, names: readonly string[]) {
  const { rows } = await db.admin.query<{ category: string; value: string; people: number }>(`
    with open as (
      select m.*, coalesce(d.name, m.division) as city, case when m.party in (select party from directory.institution where id = any($1)) then 'inside' else 'outside' end as side
      from pools.member m left join directory.division d on d.code = pools.city_of(m.division)
      where pool_id = '${experts}' and state = 'admitted' and term_ends_on >= coalesce($6::date, '${today}') and (cardinality($2::text[]) = 0 or categories && $2) and m.party <> all($3::text[]) and m.name <> all($4::text[])
        and (not $8 or institution_id <> all($1::uuid[])) and not exists (select from pools.unavailability u where u.person_id = m.person_id and u.during && daterange($5::date, $6::date, '[]') and $5::date is not null)
        and ($7::integer is null or $7 > (select count(*) from pools.duty y where y.person_id = m.person_id and y.year = 2027 and y.kept_by is null)))
    select 'all' as category, '' as value, count(*)::integer as people from open union all select 'party', party, count(*) from open group by 2 union all select 'city', city, count(*) from open group by 2
    union all select 'title', title, count(*) from open group by 2 union all select 'field', categories[1], count(*) from open group by 2 union all select 'sex', coalesce(sex, ''), count(*) from open group by 2 union all select 'side', side, count(*) from open group by 2`,
  [recusedInstitutions, categories, recusedParties, names.map((name) => name.trim()), from ?? null, to ?? null, loadCap ?? null, recusals.includes('sameInstitution')]);
  return rows;
}

const inOrder = (counts: readonly { category: string; value: string; people: number }[]) => counts.map(({ category, value, people }) => `${category} ${value} ${people}`).sort();

describe('the counts of who may be drawn', () => {
  test('are those that looking at every row gives, whatever is asked', async () => {
    let counted = 0;
    await fc.assert(fc.asyncProperty(requests, async ({ categories, recusedParties, loadCap, days: period, institutionsOf, sameInstitution, names }) => {
      const request: DrawAsked = { ...asked, categories, recusedParties, loadCap, ...period, recusedInstitutions: institutionsOf.map((party) => region.universities[party]), recusals: sameInstitution ? ['sameInstitution'] : [] };
      const counts = await inTransaction(db, systemActor('test'), (tx) => countOpen(tx, experts, request, { persons: names.map((name) => ({ name })), projects: [] }, today));
      counted += counts[0]!.people;
      expect(inOrder(counts)).toEqual(inOrder(await countPlainly(request, names)));
    }), { numRuns: 80 });
    expect(counted).toBeGreaterThan(1_000);
    const { rows: [chunks] } = await db.admin.query("select count(distinct chunk)::integer as n from pools.bits");
    expect(chunks).toEqual({ n: 2 });
  });
});
