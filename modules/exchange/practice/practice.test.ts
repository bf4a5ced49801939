import fc from 'fast-check';
import { sql, type RawBuilder } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor, type PersonActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { at } from '#kernel/testing.ts';
import { migrations } from '../../../server/modules.ts';
import { answerLeave, askLeave } from '../stay/service/during.ts';
import { departure } from '../stay/service/departure.ts';
import { signOnPaper } from '../stay/service/signatures.ts';
import { moveStay, showStay } from '../stay/service/stays.ts';
import { anAccepted, aVersion, aWorld, inForce, refusedWith, scanOf, type World } from '../stay/testing.ts';
import { aMember } from '../testing.ts';
import { enterPractice, movePractice, practiceFiles } from './elsewhere.ts';
import { listPractice, showPractice } from './list.ts';

let world: World;
let college: string;
let dean: PersonActor;
beforeAll(async () => {
  world = await aWorld(migrations);
  const { rows: [made] } = await world.db.admin.query<{ id: string }>("insert into directory.institution (kind, name, division, party, level) select 'university', '江苏某高等职业学校', division, '32', '专科' from directory.institution where id = $1 returning id", [world.region.universities['32']]);
  college = made?.id ?? '';
  dean = { role: 'institution_officer', party: '32', organizationId: college, accountId: crypto.randomUUID(), personId: crypto.randomUUID() };
});
afterAll(() => world.db.drop());

const on = (day: string) => at(world.platform, `${day}T02:00:00Z`);
const department = (party: PartyCode) => world.region.officers[party];

/** Somebody of the college, a teacher unless another title says otherwise. */
async function aTeacher(name: string, title: string | null = '讲师', position: string | null = null): Promise<PersonActor> {
  const { rows: [person] } = await world.db.admin.query<{ id: string }>("insert into directory.person (name, party, institution_id, visibility, title, position) values ($1, '32', $2, 'region', $3, $4) returning id", [name, college, title, position]);
  return { role: 'member', party: '32', accountId: crypto.randomUUID(), personId: person?.id ?? '' };
}

const evidence = (actor: PersonActor, id: string) => inTransaction(world.db, actor, (tx) => sql`
  insert into kernel.file (sha256, size, media_type, name, subject_type, subject_id, party) values (sha256('evidence'), 8, 'application/pdf', '企业证明.pdf', 'exchange.practice', ${id}, '32')`.execute(tx.db));
const entered = (teacher: PersonActor, from: string, to: string) => enterPractice(on('2028-06-01'), dean, { personId: teacher.personId, enterprise: '苏州某机器人公司', work: '产线调试', from, to });
const days = async (actor: PersonActor, day = '2028-06-01') => (await listPractice(on(day), actor, { limit: 50 })).items.map(({ personName, days: sum }) => [personName, sum]);

describe('six months in five years', () => {
  test('is asked of every vocational teacher of the directory, those with no day first, and shown to those who keep them', async () => {
    const [, some] = [await aTeacher('无一日'), await aTeacher('有一月')];
    await aTeacher('只是学生', null, '学生');
    await aTeacher('行政', '会计师', '财务处科员');
    const { id } = await entered(some, '2028-04-01', '2028-04-30');
    expect(await days(dean)).toEqual([['无一日', 0], ['有一月', 0]]);
    await evidence(dean, id);
    await movePractice(on('2028-06-01'), dean, { id, transition: 'send', version: 1 });
    await movePractice(on('2028-06-01'), department('32'), { id, transition: 'confirm', version: 2 });
    expect(await days(dean)).toEqual([['无一日', 0], ['有一月', 30]]);
    const first = await listPractice(on('2028-06-01'), department('32'), { limit: 1 });
    expect([first.items[0]?.personName, (await listPractice(on('2028-06-01'), department('32'), { limit: 1, cursor: first.next })).items[0]?.personName]).toEqual(['无一日', '有一月']);
    // Seen by name in the whole region, but of their days others know nothing, and so do not count them as none.
    for (const other of [department('33'), world.region.deans['32'], await aMember(world.db, world.region, '32', '同事')]) expect(await days(other)).toEqual([]);
    expect(await days(some)).toEqual([['有一月', 30]]);
    expect((await showPractice(on('2028-06-01'), some, some.personId)).practice).toMatchObject({ days: 30, needed: 180, reached: false, mayEnter: false, elsewhere: [{ enterprise: '苏州某机器人公司' }] });
    expect(await days(dean, '2033-04-15')).toEqual([['无一日', 0], ['有一月', 15]]);
  });

  test('counts stays of the programme without the leave that was granted, and days told twice once', async () => {
    const { region, platform } = world;
    const teacher = await aMember(world.db, region, '32', '教师甲');
    const duties = { content: { texts: { duties: '参与产线改造', tutor: '李师傅', insurance: '意外险', emergency: '家人' }, courses: [], scale: null }, tutor: { name: '李师傅', personId: null } };
    for (const [from, to] of [['2027-09-01', '2027-11-30'], ['2028-03-01', '2028-05-31']] as const) {
      const accepted = await anAccepted(world, { preset: 'enterprisePractice', startsOn: from, endsOn: to }, teacher);
      await inForce(world, accepted, aVersion({ ...duties, from, to }));
      const version = (await showStay(platform, region.deans['33'], accepted.application)).agreement!.versions[0]!;
      await scanOf(world, region.deans['33'], version.signatures.find(({ signatory }) => signatory === 'tutor')!.id);
      await signOnPaper(platform, region.deans['33'], accepted.application, { signatory: 'tutor', digest: version.digest, signedOn: '2027-04-01' });
      await moveStay(on(from), region.deans['33'], accepted.application, { transition: 'arrive', version: 1 });
      if (from === '2027-09-01') {
        const { id } = await askLeave(on(from), teacher, accepted.application, { from: '2027-10-10', to: '2027-10-12', reason: '回家' });
        await answerLeave(on(from), region.deans['33'], accepted.application, { id, granted: true, answer: null });
      }
      await moveStay(on(to), region.deans['33'], accepted.application, { transition: 'finish', version: 2 });
    }
    const of = async (day: string, actor = teacher) => (await showPractice(on(day), actor, teacher.personId)).practice;
    expect(await of('2028-06-01')).toMatchObject({ days: 91 - 3 + 92, needed: 180, reached: true, times: [{ from: '2028-03-01' }, { from: '2027-09-01' }] });
    expect(await of('2033-01-01')).toMatchObject({ days: 92, reached: false });
    expect(await of('2028-06-01', await aMember(world.db, region, '32', '另一同事'))).toBeNull();
    await world.db.admin.query("insert into exchange.practice (person_id, institution_id, party, enterprise, work, during, state) values ($1, $2, '32', '另一企业', '实习', '[2028-05-20,2028-06-01]', 'confirmed')", [teacher.personId, region.universities['32']]);
    expect((await of('2028-06-01'))?.days).toBe(91 - 3 + 93);
  });

  test('is counted in the database as a count of the days themselves counts it', async () => {
    const teacher = await aTeacher('计数');
    const start = Temporal.PlainDate.from('2020-01-01');
    const span = fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 400 })).map(([from, length]) => ({ from: start.add({ days: from }), to: start.add({ days: from + length }) }));
    await fc.assert(fc.asyncProperty(fc.array(span, { maxLength: 3 }), fc.integer({ min: 0, max: 3500 }), async (times, then) => {
      const day = start.add({ days: then });
      const first = day.subtract({ years: 5 }).add({ days: 1 });
      const counted = new Set<string>();
      const kept = times.filter(({ from, to }, i) => times.slice(0, i).every((other) => Temporal.PlainDate.compare(to, other.from) < 0 || Temporal.PlainDate.compare(from, other.to) > 0));
      for (const { from, to } of kept) for (let one = from; Temporal.PlainDate.compare(one, to) <= 0; one = one.add({ days: 1 })) if (Temporal.PlainDate.compare(one, first) >= 0 && Temporal.PlainDate.compare(one, day) <= 0) counted.add(one.toString());
      await world.db.admin.query('delete from exchange.practice where person_id = $1', [teacher.personId]);
      for (const { from, to } of kept) await world.db.admin.query("insert into exchange.practice (person_id, institution_id, party, enterprise, work, during, state) values ($1, $2, '32', '某企业', '实践', daterange($3, $4, '[]'), 'confirmed')", [teacher.personId, college, from.toString(), to.toString()]);
      expect((await showPractice(on(day.toString()), teacher, teacher.personId)).practice?.days).toBe(counted.size);
    }), { numRuns: 25 });
  });
});

describe('practice that was not arranged here', () => {
  test('is entered by the teacher’s own institution when it is over, with evidence, and confirmed or sent back by their department', async () => {
    const teacher = await aTeacher('钱老师');
    const stranger = await aMember(world.db, world.region, '33', '外单位');
    expect(await refusedWith(entered(stranger, '2028-01-01', '2028-01-31'))).toBe('exchange/not-your-teacher');
    expect(await refusedWith(entered(teacher, '2028-05-01', '2028-06-30'))).toBe('exchange/practice-days');
    expect(await refusedWith(enterPractice(on('2028-06-01'), department('32'), { personId: teacher.personId, enterprise: '某企业', work: '实践', from: '2028-01-01', to: '2028-01-02' }))).toBe('common/not-allowed');
    const { id } = await entered(teacher, '2028-01-01', '2028-01-31');
    expect(await refusedWith(entered(teacher, '2028-01-31', '2028-02-10'))).toBe('exchange/practice-twice');
    const go = (actor: PersonActor, transition: string, version: number, reason?: string) => refusedWith(movePractice(on('2028-06-01'), actor, { id, transition, version, ...(reason === undefined ? {} : { reason }) }));
    expect(await go(dean, 'send', 1)).toBe('exchange/evidence-needed');
    const attach = (actor: PersonActor) => inTransaction(world.db, actor, (tx) => practiceFiles.mayAttach(tx, id));
    expect([await attach(dean), await attach(teacher), await attach(department('32'))]).toEqual([true, false, false]);
    await evidence(dean, id);
    expect(await go(dean, 'send', 1)).toBe('done');
    expect(await attach(dean)).toBe(false);
    expect(await go(dean, 'confirm', 2)).not.toBe('done');
    expect(await go(department('33'), 'confirm', 2)).not.toBe('done');
    expect(await go(department('32'), 'sendBack', 2, '证明没有盖章')).toBe('done');
    expect((await showPractice(on('2028-06-01'), dean, teacher.personId)).practice).toMatchObject({ days: 0, mayEnter: true, elsewhere: [{ reason: '证明没有盖章', mayAttach: true }] });
    expect(await go(dean, 'send', 3)).toBe('done');
    expect(await go(department('32'), 'confirm', 4)).toBe('done');
    expect((await showPractice(on('2028-06-01'), teacher, teacher.personId)).practice?.days).toBe(31);
    expect((await world.db.admin.query("select from kernel.task where subject_id = $1 and closed_at is null", [id])).rowCount).toBe(0);
    expect(await go(department('32'), 'revoke', 5, '材料不实')).toBe('done');
    expect((await showPractice(on('2028-06-01'), teacher, teacher.personId)).practice).toMatchObject({ days: 0, elsewhere: [] });
  });

  test('cannot be confirmed past the services: by whom, without evidence, in other days or another name', async () => {
    const teacher = await aTeacher('孙老师');
    const colleague = await aTeacher('李老师');
    const { id } = await entered(teacher, '2028-03-01', '2028-03-31');
    const as = (actor: PersonActor, statement: RawBuilder<unknown>) => refusedWith(inTransaction(world.db, actor, async (tx) => { if ((await statement.execute(tx.db)).numAffectedRows === 0n) throw Object.assign(new Error(), { code: 'nothing' }); }));
    const set = (actor: PersonActor, what: RawBuilder<unknown>) => as(actor, sql`update exchange.practice set ${what} where id = ${id}`);
    const add = (actor: PersonActor, state: string, of = teacher.personId) => as(actor, sql`insert into exchange.practice (person_id, institution_id, party, enterprise, work, during, state) values (${of}, ${college}, '32', '某企业', '实践', '[2028-04-01,2028-04-03]', ${state})`);
    expect(await set(dean, sql`state = 'sent'`)).toBe('23514');
    await evidence(dean, id);
    expect(await set(dean, sql`state = 'confirmed'`)).toBe('42501');
    expect(await set(department('32'), sql`state = 'confirmed', confirmed_by = ${department('32').accountId}`)).toBe('42501'); // not sent
    expect(await set(dean, sql`state = 'sent'`)).toBe('done');
    expect(await set(dean, sql`state = 'confirmed', confirmed_by = ${dean.accountId}`)).toBe('42501');
    expect(await set(department('32'), sql`state = 'confirmed', confirmed_by = ${dean.accountId}`)).toBe('42501'); // in another's name
    expect(await set(department('33'), sql`state = 'confirmed', confirmed_by = ${department('33').accountId}`)).toBe('nothing');
    expect(await set(teacher, sql`state = 'confirmed'`)).toBe('nothing');
    for (const what of [sql`during = '[2027-01-01,2028-03-31]'`, sql`person_id = ${colleague.personId}`, sql`created_at = '2020-01-01'`, sql`entered_by = null`]) expect(await set(dean, what)).toBe('42501');
    expect(await add(dean, 'confirmed')).toBe('42501');
    expect(await add(department('32'), 'entered')).toBe('42501');
    expect(await add(world.region.deans['32'], 'entered')).toBe('42501');
    expect(await add(dean, 'entered', (await aMember(world.db, world.region, '32', '外人')).personId)).toBe('42501');
    expect(await as(dean, sql`delete from exchange.practice where id = ${id}`)).toBe('42501');
    for (const what of [sql`exchange.forget_practice(${teacher.personId})`, sql`exchange.move_practice(${teacher.personId}, ${colleague.personId})`]) expect(await refusedWith(inTransaction(world.db, dean, (tx) => sql`select ${what}`.execute(tx.db)))).toBe('42501');
  });

  test('goes with a record that is merged, the same days once; of an account that is deleted the days stay and the words go', async () => {
    const [gone, kept] = [await aTeacher('周老师'), await aTeacher('周老师')];
    await entered(gone, '2028-01-01', '2028-01-31');
    await entered(gone, '2028-03-01', '2028-03-31');
    await entered(kept, '2028-01-15', '2028-02-15');
    await inTransaction(world.db, systemActor('test'), (tx) => sql`select exchange.move_practice(${gone.personId}, ${kept.personId})`.execute(tx.db));
    const rows = async () => (await world.db.admin.query('select lower(during)::text as from, state, work from exchange.practice where person_id = $1 order by 1', [kept.personId])).rows;
    expect(await rows()).toMatchObject([{ from: '2028-01-01', state: 'withdrawn' }, { from: '2028-01-15', state: 'entered' }, { from: '2028-03-01', state: 'entered' }]);
    await inTransaction(world.db, systemActor('test'), (tx) => departure.leave(tx, world.platform, { personId: kept.personId, accountId: kept.accountId, pseudonym: '已注销用户2', reason: '离职' }));
    expect((await rows()).map(({ work }: { work: string }) => work)).toEqual(Array.from({ length: 3 }, () => '（本人已注销账号，内容已删除）'));
  });
});
