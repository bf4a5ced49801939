import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor, type PersonActor } from '#kernel/actor/actor.ts';
import type { TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { Platform } from '#kernel/platform.ts';
import { Refusal } from '#kernel/refusal.ts';
import { appointSignatory } from '#kernel/signing/signatories.ts';
import { decideMerge } from '#modules/directory/service/merges.ts';
import { seal, unseal, type Sealed } from '#modules/directory/private.ts';
import { anUnderway, aVersion, aWorld, refusedWith, type World } from '#modules/exchange/stay/testing.ts';
import { aMember, anApplication, anOpenScheme } from '#modules/exchange/testing.ts';
import { moveMember, nominate } from '#modules/pools/service/members.ts';
import { mergings, migrations } from './modules.ts';

const experts = '0198c000-0000-7000-8000-000000000001';
let world: World;
let db: TestDatabase;
let platform: Platform;
beforeAll(async () => {
  world = await aWorld(migrations);
  ({ db } = world);
  platform = { ...world.platform, mergings };
});
afterAll(() => db.drop());

type Two = { kept: PersonActor; gone: PersonActor; merge: string };
/** One person whom 32 and 33 each keep a record of; the one of 32 is the older. */
async function twoRecords(): Promise<Two> {
  const kept = await aMember(db, world.region, '32', '蒋雨欣');
  const gone = await aMember(db, world.region, '33', '蒋雨欣');
  const { rows: [merge] } = await db.admin.query<{ id: string }>('insert into directory.merge (person_a, person_b) values ($1, $2) returning id', [kept.personId, gone.personId]);
  return { kept, gone, merge: merge!.id };
}
/** Both keepers agree; gives the state, or the sentence of the refusal. */
async function agree({ merge }: Two): Promise<string> {
  await decideMerge(platform, world.region.officers['32'], merge, { agrees: true, reason: '同一人' });
  return decideMerge(platform, world.region.officers['33'], merge, { agrees: true, reason: '同一人' }).then(({ state }) => state, (error: unknown) => (error instanceof Refusal ? error.text.zh : String(error)));
}
const stateOf = async ({ merge }: Two) => (await db.admin.query<{ state: string; one: boolean }>('select state, confirmed_b is null as one from directory.merge where id = $1', [merge])).rows[0];
async function inPool(person: PersonActor, party: '32' | '33'): Promise<string> {
  const { id } = await nominate(platform, world.region.officers[party], { poolId: experts, personId: person.personId, title: '教授', categories: ['880'], languages: [] });
  await moveMember(platform, world.region.officers[party], { id, transition: 'check', version: 1 });
  await moveMember(platform, person, { id, transition: 'consent', version: 2 });
  return id;
}
/** Every row of every table that still says the person's id, but those that tell what was. */
async function rowsOf(personId: string): Promise<string[]> {
  const { rows } = await db.admin.query<{ table: string; column: string }>(`select format('%I.%I', n.nspname, c.relname) as table, a.attname as column from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and a.atttypid = 'uuid'::regtype and a.attnum > 0 and not a.attisdropped and a.attname ~ 'person' and n.nspname !~ '^pg_' order by 1, 2`);
  const found: string[] = [];
  for (const { table, column } of rows) if ((await db.admin.query(`select from ${table} where ${column} = $1 limit 1`, [personId])).rowCount === 1) found.push(`${table}.${column}`);
  return found;
}

describe('two records that are one person', () => {
  test('become one with all that hangs on them: stays, pools, reviews, meetings, lists, personal data', async () => {
    const two = await twoRecords();
    const { kept, gone } = two;
    const { id: scheme, offers } = await anOpenScheme(platform, world.region, { year: 2091 });
    const application = await anApplication(platform, gone, scheme, [offers['32']]);
    const member = await inPool(gone, '33');
    const secret = platform.config.secret;
    await db.admin.query('insert into directory.person_private (person_id, id_hash, sealed) values ($1, sha256($2), $3), ($4, sha256($2), $5)', [kept.personId, Buffer.from('no'), seal(secret, kept.personId, { idNumber: '1' }), gone.personId, seal(secret, gone.personId, { idNumber: '1', phone: '13900000000' })]);
    const meeting = randomUUID();
    const review = randomUUID();
    for (const [text, values] of [
      ["insert into directory.look (person_id, purpose) values ($1, '核对')", [gone.personId]],
      ["insert into pools.unavailability (person_id, during) values ($1, '[2027-05-01,2027-05-10)'), ($2, '[2027-05-05,2027-05-20)')", [kept.personId, gone.personId]],
      ["insert into pools.conflict (person_id, kind, name, key, about, party) values ($1, 'person', '某人', 'k', '合作', '33')", [gone.personId]],
      ["insert into pools.duty (person_id, subject_type, subject_id, title, party, year, begun_on) values ($1, 'pools.draw', $2, '评议', '33', 2027, '2027-04-01'), ($3, 'pools.draw', $2, '评议', '32', 2027, '2027-04-01')", [gone.personId, randomUUID(), kept.personId]],
      ["insert into governance.meeting (id, preset, title, starts_at, ends_at, place, party, state) values ($1, 'office', '办公会', '2026-01-01', '2026-01-02', '南京', '32', 'concluded')", [meeting]],
      ["insert into governance.attendee (meeting_id, party, person_id, name) values ($1, '33', $2, '蒋雨欣')", [meeting, gone.personId]],
      ["insert into review.review (id, preset, title, purpose, party, requester_party, requester_name, pool_id, anonymous, rubric, rubric_number, pledge, reviews_per_item, load_cap, recusal_years, due_on, state) values ($1, 'subjectEvaluation', '学科评估', '评估', '31', '32', '某厅', $2, false, '{}', 0, repeat('承诺', 20), 1, 5, 3, '2027-05-01', 'reviewing')", [review, experts]],
      ["insert into review.reviewer (review_id, number, member_id, person_id, name, institution_name, member_party, party, state) values ($1, 1, $2, $3, '蒋雨欣', '某大学', '33', '31', 'accepted')", [review, member, gone.personId]],
      ["insert into kernel.task (kind, subject_type, subject_id, title, link, to_person_id) values ('x', 'x', 'x', '{}', '/', $1), ('x', 'x', 'x', '{}', '/', $2)", [gone.personId, kept.personId]],
      ["insert into kernel.notification (kind, subject_type, subject_id, title, link, to_person_id) values ('x', 'x', 'x', '{}', '/', $1)", [gone.personId]],
    ] as const) await db.admin.query(text, [...values]);

    expect(await agree(two)).toBe('merged');
    // What was done stays written: the journal, and that the two were one.
    expect(await rowsOf(gone.personId)).toEqual(['directory.merge.person_b', 'kernel.journal_entry.person_id', 'kernel.journal_entry.subject_person_id']);
    expect((await db.admin.query('select person_id from exchange.application where id = $1', [application])).rows).toEqual([{ person_id: kept.personId }]);
    expect((await db.admin.query("select during::text from pools.unavailability where person_id = $1", [kept.personId])).rows).toEqual([{ during: '[2027-05-01,2027-05-20)' }]);
    expect((await db.admin.query('select from pools.duty where person_id = $1', [kept.personId])).rowCount).toBe(1);
    expect((await db.admin.query('select from kernel.task where to_person_id = $1 and closed_at is null and kind = $2', [kept.personId, 'x'])).rowCount).toBe(1);
    const { rows: [sealed] } = await db.admin.query<{ sealed: Sealed }>('select sealed from directory.person_private where person_id = $1', [kept.personId]);
    expect(unseal(secret, kept.personId, sealed!.sealed)).toEqual({ idNumber: '1', phone: '13900000000' });
    // As themselves they find their application where they sign in now.
    expect((await inTransaction(db, kept, (tx) => sql`select id from exchange.application`.execute(tx.db))).rows).toEqual([{ id: application }]);
  });

  test('that both applied to one call are not merged, and nothing has moved; when one application is withdrawn they are', async () => {
    const two = await twoRecords();
    const { id: scheme, offers } = await anOpenScheme(platform, world.region, { year: 2092, title: '2092年高校交换生方案' });
    await anApplication(platform, two.kept, scheme, [offers['33']]);
    const other = await anApplication(platform, two.gone, scheme, [offers['32']]);
    expect(await agree(two)).toBe('两份记录暂时不能合并：两份记录都报名了“2092年高校交换生方案”，请本人先撤回其中一份；已经匹配的，由派出单位办理退出。');
    expect(await stateOf(two)).toEqual({ state: 'proposed', one: true });
    expect((await db.admin.query('select person_id from exchange.application where id = $1', [other])).rows).toEqual([{ person_id: two.gone.personId }]);
    await db.admin.query("update exchange.application set state = 'withdrawn' where id = $1", [other]);
    expect(await agree(two)).toBe('merged');
  });

  test('that are away at the same time, in one pool, or on one panel at work are not merged', async () => {
    const two = await twoRecords();
    const { application } = await anUnderway(world, {}, aVersion(), two.kept);
    const { rows: [other] } = await db.admin.query<{ id: string }>(`
      with s as (insert into exchange.scheme (preset, item_id, year, title, starts_on, ends_on, apply_until, answer_until, most_wishes, mechanism, party) select preset, item_id, 2093, '2093年方案', starts_on, ends_on, apply_until, answer_until, most_wishes, mechanism, party from exchange.scheme where id = (select scheme_id from exchange.application where id = $1) returning id),
        a as (insert into exchange.application (scheme_id, person_id, person_name, home_id, party) select s.id, $2, '蒋雨欣', $3, '33' from s returning id, scheme_id),
        g as (insert into exchange.agreement (application_id, scheme_id, person_id, home_id, home_party, host_id, host_party) select a.id, a.scheme_id, $2, $3, '33', $4, '32' from a returning id, application_id, scheme_id)
      insert into exchange.placement (agreement_id, application_id, scheme_id, person_id, person_name, home_id, home_party, host_id, host_party, during) select g.id, g.application_id, g.scheme_id, $2, '蒋雨欣', $3, '33', $4, '32', '[2027-12-01,2028-03-01)' from g returning id`, [application, two.gone.personId, world.region.universities['33'], world.region.universities['32']]);
    const own = await inPool(two.kept, '32');
    const theirs = await inPool(two.gone, '33');
    const review = randomUUID();
    await db.admin.query("insert into review.review (id, preset, title, purpose, party, requester_party, requester_name, pool_id, anonymous, rubric, rubric_number, pledge, reviews_per_item, load_cap, recusal_years, due_on, state) values ($1, 'subjectEvaluation', '保密的评审', '评估', '31', '32', '某厅', $2, true, '{}', 0, repeat('承诺', 20), 1, 5, 3, '2027-05-01', 'reviewing')", [review, experts]);
    await db.admin.query("insert into review.reviewer (review_id, number, member_id, person_id, name, institution_name, member_party, party, state) values ($1, 1, $2, $3, '蒋雨欣', '某大学', '32', '31', 'accepted'), ($1, 2, $4, $5, '蒋雨欣', '某大学', '33', '31', 'invited')", [review, own, two.kept.personId, theirs, two.gone.personId]);
    const refusal = await agree(two);
    expect(refusal).toMatch(/“.*高校交换生方案”|“2093年方案”/);
    expect(refusal).toContain('派出时间重叠');
    expect(refusal).toContain('两份记录都在高等教育专家库');
    expect(refusal).toContain('两份记录同在一项进行中的评审');
    expect(refusal).not.toContain('保密的评审'); // whom an office chose, keepers do not learn
    await db.admin.query("update exchange.placement set state = 'withdrawn' where id = $1", [other!.id]);
    await db.admin.query("update pools.member set state = 'left', state_reason = '退出' where id = $1", [theirs]);
    await db.admin.query("update review.review set state = 'withdrawn' where id = $1", [review]);
    expect(await agree(two)).toBe('merged');
    // Of a panel that is over each part stays as it was.
    expect((await db.admin.query('select person_id from review.reviewer where review_id = $1 order by number', [review])).rows).toEqual([{ person_id: two.kept.personId }, { person_id: two.gone.personId }]);
  });

  test('of which the newer signs for a party are not merged while it does', async () => {
    const two = await twoRecords();
    const { rows: [account] } = await db.admin.query<{ id: string }>("insert into kernel.account (login, name, person_id, party) values ('signs', '蒋雨欣', $1, '33') returning id", [two.gone.personId]);
    const from = Temporal.Now.plainDateISO('Asia/Shanghai');
    await inTransaction(db, systemActor('test'), (tx) => appointSignatory(tx, { party: '33', accountId: account!.id, from: from.toString(), until: from.add({ years: 1 }).toString(), resolution: '长三角教〔2027〕2号' }));
    expect(await agree(two)).toContain('请先免去任命');
  });

  test('are moved by the platform alone', async () => {
    const { kept, gone } = await twoRecords();
    for (const schema of ['directory', 'exchange', 'governance', 'kernel', 'pools', 'review']) {
      expect(await refusedWith(inTransaction(db, world.region.officers['32'], (tx) => sql`select ${sql.raw(schema)}.merge_person(${gone.personId}, ${kept.personId})`.execute(tx.db))), schema).toBe('42501');
    }
  });
});
