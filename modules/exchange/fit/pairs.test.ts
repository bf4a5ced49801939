import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql, type RawBuilder } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { objectionTo } from '#algorithms/matching/certificate.ts';
import { systemActor, type PersonActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { at } from '#kernel/testing.ts';
import { readProblem } from '../../../cli/match-files.ts';
import { migrations } from '../../../server/modules.ts';
import { scoreCandidate, showOrder, storeOrder } from '../ordering/orders.ts';
import { presetNames, presetOf } from '../presets.ts';
import { beginApplication, moveApplication, saveApplication, showOwn } from '../service/applications.ts';
import { showInputs, showMatching } from '../service/matching.ts';
import { addOffer, changeOffer, moveOffer } from '../service/offers.ts';
import { moveScheme, showScheme } from '../service/schemes.ts';
import { departure } from '../stay/service/departure.ts';
import { sendAgreement } from '../stay/service/agreements.ts';
import { signAgreement } from '../stay/service/signatures.ts';
import { answerEntry, assess, moveStay, showStay, writeEntry } from '../stay/service/stays.ts';
import { actOn, decideMatching, rehearse, aMember, anExchange, anOpenScheme, refusedWith, type Exchange } from '../testing.ts';

let db: Exchange['db'];
let platform: Exchange['platform'];
let region: Exchange['region'];
let nextYear: Exchange['nextYear'];
beforeAll(async () => void ({ db, platform, region, nextYear } = await anExchange(migrations)));
afterAll(() => db.drop());

const post = { description: '每月听课、评课两次', requirements: null, capacity: 1, tutor: null, lodging: null, allowance: null };
const version = async (id: string) => (await showScheme(platform, region.officers['32'], id)).version;
const tasks = async (kind: string, person: PersonActor) => (await db.admin.query('select from kernel.task where kind = $1 and to_person_id = $2 and closed_at is null', [kind, person.personId])).rowCount;

/** Mentors of 33 and mentees of 32 who wish for them in this order, nominated; the mentors are about to order. */
async function pairs(mentors: readonly { fields: string[]; aims: string[] }[], mentees: readonly { fields: string[]; aims: string[]; wishes: readonly number[] }[]) {
  const { id } = await anOpenScheme(platform, region, { year: nextYear(), preset: 'mentoring', mechanism: 'assignment', parties: ['32', '33'], places: 0, quota: 9 });
  const dean = region.deans['33'];
  const offers: { id: string; mentor: PersonActor }[] = [];
  for (const [i, declared] of mentors.entries()) {
    const mentor = await aMember(db, region, '33', `导师${i}`);
    const made = await addOffer(platform, dean, id, { institutionId: region.universities['33'], title: `导师${i}`, ...post, tutorId: mentor.personId, ...declared });
    await moveOffer(platform, dean, { id: made.id, transition: 'publish', version: 1 });
    offers.push({ id: made.id, mentor });
  }
  const people: { id: string; member: PersonActor }[] = [];
  for (const [i, { wishes, ...declared }] of mentees.entries()) {
    const member = await aMember(db, region, '32', `学员${i}`);
    const begun = await beginApplication(platform, member, id);
    const saved = await saveApplication(platform, member, begun.id, { version: begun.version, statement: '希望学习', wishes: wishes.map((wish) => offers[wish]!.id), ...declared });
    await moveApplication(platform, member, { id: begun.id, transition: 'submit', version: saved.version });
    await actOn(platform, db, region.deans['32'], begun.id, 'nominate');
    people.push({ id: begun.id, member });
  }
  await moveScheme(platform, region.officers['32'], { id, transition: 'order', version: await version(id) });
  return { id, offers, people };
}

const chinese = { fields: ['chinese'], aims: ['teaching'] };
const sciences = { fields: ['sciences'], aims: ['research', 'digital'] };

describe('a post that is a person', () => {
  test('names somebody of the host, takes one, says what it offers, and is theirs once', async () => {
    const { id } = await anOpenScheme(platform, region, { year: nextYear(), preset: 'mentoring', mechanism: 'assignment', parties: ['32', '33'], places: 0 });
    const dean = region.deans['33'];
    const mentor = await aMember(db, region, '33', '许老师');
    const stranger = await aMember(db, region, '31', '外单位');
    const offer = (more: object = {}) => addOffer(platform, dean, id, { institutionId: region.universities['33'], title: '许老师', ...post, tutorId: mentor.personId, ...chinese, ...more });
    expect(await refusedWith(offer({ capacity: 2 }))).toBe('exchange/one-to-one');
    expect(await refusedWith(offer({ tutorId: null }))).toBe('exchange/mentor-needed');
    expect(await refusedWith(offer({ tutorId: stranger.personId }))).toBe('exchange/mentor-elsewhere');
    expect(await refusedWith(offer({ aims: [] }))).toBe('exchange/declare-first');
    expect(await refusedWith(offer({ fields: ['alchemy'] }))).toBe('exchange/unknown-choice');
    const made = await offer();
    expect((await showScheme(platform, dean, id)).offers).toMatchObject([{ tutor: '许老师', tutorId: mentor.personId, capacity: 1, fields: ['chinese'] }]);
    expect(await refusedWith(offer())).toBe('exchange/mentor-twice');
    expect(await refusedWith(changeOffer(platform, dean, made.id, { version: 1, title: '许老师', ...post, capacity: 3, tutorId: mentor.personId, ...chinese }))).toBe('exchange/one-to-one');
    // Past the services.
    const as = (actor: PersonActor, statement: RawBuilder<unknown>) => refusedWith(inTransaction(db, actor, (tx) => statement.execute(tx.db)));
    expect(await as(dean, sql`update exchange.offer set capacity = 5 where id = ${made.id}`)).toBe('23514');
    expect(await as(dean, sql`update exchange.offer set tutor_id = ${stranger.personId} where id = ${made.id}`)).toBe('23514');
    expect(await as(dean, sql`update exchange.offer set tutor_id = null where id = ${made.id}`)).toBe('23514');
    expect(await as(dean, sql`insert into exchange.offer (scheme_id, institution_id, party, title, description, capacity) values (${id}, ${region.universities['33']}, '33', '无名', '某', 4)`)).toBe('23514');
  });

  test('is so in just those programmes of which the database says it too', async () => {
    const { rows } = await db.admin.query<{ name: string; one: boolean }>('select name, exchange.is_one_to_one(name) as one from unnest($1::text[]) as name', [presetNames]);
    for (const { name, one } of rows) expect(one, name).toBe(presetOf(name as (typeof presetNames)[number]).pairs !== undefined);
  });
});

describe('a mentor', () => {
  test('orders and scores those who wish for them by their own account, sees nobody else, and changes nothing of the offer', async () => {
    const { id, offers: [first, second], people: [mentee, other] } = await pairs([chinese, sciences], [{ ...chinese, wishes: [0] }, { ...sciences, wishes: [1] }]);
    const { mentor } = first!;
    expect([await tasks('exchange.offer/order', mentor), await tasks('exchange.offer/order', second!.mentor)]).toEqual([1, 1]);
    const scheme = await showScheme(platform, mentor, id);
    expect([scheme.may.order, scheme.offers.filter(({ mayOrder }) => mayOrder).map((offer) => offer.id)]).toEqual([true, [first!.id]]);
    expect((await showScheme(platform, mentee!.member, id)).may.order).toBe(false);
    const { items } = await showOrder(platform, mentor, first!.id);
    expect(items).toMatchObject([{ personName: '学员0', fit: 100 }]);
    expect((await showOrder(platform, mentor, second!.id)).items).toEqual([]);
    await scoreCandidate(platform, mentor, first!.id, { applicationId: mentee!.id, points: { teaching: 90, plan: 80, record: 70 } });
    await storeOrder(platform, mentor, first!.id, [mentee!.id]);
    expect(await tasks('exchange.offer/order', mentor)).toBe(0);
    expect(await refusedWith(storeOrder(platform, mentor, second!.id, [other!.id]))).not.toBe('done');
    expect(await refusedWith(storeOrder(platform, mentee!.member, first!.id, [mentee!.id]))).not.toBe('done');
    const as = (statement: RawBuilder<unknown>) => refusedWith(inTransaction(db, mentor, async (tx) => { if ((await statement.execute(tx.db)).numAffectedRows === 0n) throw Object.assign(new Error(), { code: 'nothing' }); }));
    for (const set of [sql`state = 'withdrawn'`, sql`title = '别的'`, sql`aims = '{digital}'`, sql`version = 9`]) expect(await as(sql`update exchange.offer set ${set} where id = ${first!.id}`)).toBe('42501');
    expect(await as(sql`update exchange.offer set ordered_at = now() where id = ${second!.id}`)).toBe('nothing');
    expect(await as(sql`insert into exchange.ordering (offer_id, application_id, rank, level) values (${second!.id}, ${other!.id}, 1, 1)`)).toBe('42501');
    expect(await as(sql`update exchange.application set aims = '{digital}' where id = ${mentee!.id}`)).toBe('nothing');
    expect(await refusedWith(inTransaction(db, region.deans['32'], (tx) => sql`update exchange.application set aims = '{digital}' where id = ${mentee!.id}`.execute(tx.db)))).toBe('42501');
  });

  test('and a mentee who declare the same come together, in the rehearsal, in the outcome with its sum, and in an auditor’s run', async () => {
    // Both wish for the first mentor first; the second mentee fits the second mentor in nothing but the order of wishes.
    const { id, offers: [first, second], people: [one, two] } = await pairs([sciences, chinese], [{ ...chinese, wishes: [0, 1] }, { ...sciences, wishes: [0, 1] }]);
    await storeOrder(platform, first!.mentor, first!.id, [one!.id, two!.id]);
    await storeOrder(platform, second!.mentor, second!.id, [one!.id, two!.id]);
    const trial = (await rehearse(platform, region.officers['32'], id)).items.find(({ mechanism }) => mechanism === 'assignment');
    expect(trial?.summary).toMatchObject({ placed: 2, fit: Math.round((90 + 90) / 2) });
    await decideMatching(platform, region.officers['32'], id, await version(id));
    const outcome = (await showOwn(platform, one!.member, id)).application!.outcome!;
    expect(outcome).toMatchObject({ wish: 2, refused: [{ offer: '导师0', reason: { kind: 'fit', places: 1, taken: 1 } }], fits: [{ offer: '导师0', declared: 0, score: null, wish: 1, rank: 1, total: 0 }, { offer: '导师1', declared: 100, wish: 2, rank: 1, total: 90 }] });
    expect((await showOwn(platform, two!.member, id)).application!.outcome).toMatchObject({ wish: 1, refused: [] });
    const folder = await mkdtemp(join(tmpdir(), 'delta-pairs-'));
    const auditor: PersonActor = { role: 'auditor', accountId: crypto.randomUUID(), personId: crypto.randomUUID() };
    const file = async (name: 'applicants' | 'positions') => { const path = join(folder, `${name}.csv`); await writeFile(path, await showInputs(platform, auditor, id, name)); return path; };
    const { problem, names } = await readProblem({ applicants: await file('applicants'), positions: await file('positions') });
    const { run } = await showMatching(platform, auditor, id);
    expect(objectionTo(run!.certificate, problem, names)).toBeUndefined();
    expect(objectionTo(run!.certificate, { ...problem, fit: problem.fit.map((fit) => fit + 1) }, names)).toBe('other inputs');
    await rm(folder, { recursive: true });
  });

  test('who deletes their account is named no more, and their institution hears that it needs another', async () => {
    const { offers: [offer] } = await pairs([chinese], [{ ...chinese, wishes: [0] }]);
    await inTransaction(db, systemActor('test'), (tx) => departure.leave(tx, platform, { personId: offer!.mentor.personId, accountId: offer!.mentor.accountId, pseudonym: '已注销用户1', reason: '离职' }));
    expect((await db.admin.query('select tutor from exchange.offer where id = $1', [offer!.id])).rows).toEqual([{ tutor: '已注销用户1' }]);
    expect((await db.admin.query("select from kernel.notification where kind = 'exchange.offer/mentorGone' and to_organization_id = $1 and subject_id = $2", [region.universities['33'], offer!.id])).rowCount).toBe(1);
    for (const what of [sql`exchange.forget_mentor(${offer!.mentor.personId}, '某')`, sql`exchange.move_mentor(${offer!.mentor.personId}, ${offer!.mentor.personId})`]) expect(await refusedWith(inTransaction(db, region.deans['33'], (tx) => sql`select ${what}`.execute(tx.db)))).toBe('42501');
  });

  test('signs as tutor themselves, answers the journal and assesses for the host', async () => {
    const { id, offers: [offer], people: [mentee] } = await pairs([chinese], [{ ...chinese, wishes: [0] }]);
    const { mentor } = offer!;
    await storeOrder(platform, mentor, offer!.id, [mentee!.id]);
    await decideMatching(platform, region.officers['32'], id, await version(id));
    await actOn(platform, db, mentee!.member, mentee!.id, 'accept');
    const [home, host] = [region.deans['32'], region.deans['33']];
    const sent = (tutor: { name: string; personId: string | null } | null) => sendAgreement(platform, host, mentee!.id, { version: 1, content: { texts: { plan: '听课', meetings: '每月两次' }, courses: [], scale: null }, from: '2027-09-01', to: '2027-12-31', guardian: null, teacher: null, tutor });
    expect(await refusedWith(sent(null))).toBe('exchange/signatory-needed');
    expect(await refusedWith(sent({ name: '别人', personId: null }))).toBe('exchange/mentor-signs');
    await sent({ name: '导师0', personId: mentor.personId });
    const stay = (actor: PersonActor, then = platform) => showStay(then, actor, mentee!.id);
    const { digest } = (await stay(mentor)).agreement!.versions[0]!;
    for (const [signatory, actor] of [['person', mentee!.member], ['home', home], ['host', host]] as const) await signAgreement(platform, actor, mentee!.id, { signatory, digest });
    expect((await stay(home)).placement).toBeNull();
    expect(await refusedWith(signAgreement(platform, host, mentee!.id, { signatory: 'tutor', digest }))).toBe('exchange/not-a-side');
    await signAgreement(platform, mentor, mentee!.id, { signatory: 'tutor', digest });
    const on = (day: string) => at(platform, `${day}T02:00:00Z`);
    await moveStay(on('2027-09-01'), host, mentee!.id, { transition: 'arrive', version: 1 });
    await writeEntry(on('2027-09-20'), mentee!.member, mentee!.id, { month: '2027-09', text: '听课四节', hours: 8 });
    expect(await tasks('exchange.placement/answer', mentor)).toBe(1);
    await answerEntry(on('2027-09-21'), mentor, mentee!.id, { month: '2027-09', answer: '下月主讲一次' });
    expect(await tasks('exchange.placement/answer', mentor)).toBe(0);
    await moveStay(on('2027-12-31'), host, mentee!.id, { transition: 'finish', version: 2 });
    expect(await tasks('exchange.placement/assess/host', mentor)).toBe(1);
    expect((await stay(mentor, on('2027-12-31'))).placement).toMatchObject({ mentors: true, mayAnswer: true });
    await assess(on('2027-12-31'), mentor, mentee!.id, { grade: 'excellent', text: '进步明显' });
    expect(await tasks('exchange.placement/assess/host', mentor)).toBe(0);
    expect((await stay(home)).placement!.assessments).toMatchObject([{ side: 'host', grade: 'excellent' }]);
    expect(await refusedWith(assess(on('2027-12-31'), host, mentee!.id, { grade: 'good', text: '好' }))).toBe('exchange/assessed-already');
    expect(await refusedWith(inTransaction(db, mentor, (tx) => sql`insert into exchange.assessment (placement_id, side, grade, text, assessed_at) select id, 'home', 'good', '冒名', '2028-01-01' from exchange.placement where application_id = ${mentee!.id}`.execute(tx.db)))).toBe('42501');
  });
});
