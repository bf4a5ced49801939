import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PersonActor } from '#kernel/actor/actor.ts';
import type { TestDatabase } from '#kernel/database/testing.ts';
import { inspect } from '#kernel/documents/testing-poppler.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { Platform } from '#kernel/platform.ts';
import { Refusal } from '#kernel/refusal.ts';
import { migrations } from '../../../server/modules.ts';
import { aMember, type Region } from '../testing.ts';
import { printAgreement } from './service/papers.ts';
import { sendAgreement, withdrawAgreement } from './service/agreements.ts';
import { remindOfStays } from './service/reminders.ts';
import { giveClearance, signAgreement, signatureFiles, signOnPaper } from './service/signatures.ts';
import { moveStay, showStay } from './service/stays.ts';
import { anAccepted, aVersion, aWorld, inForce, onDay, openDigest, refusedWith, scanOf, send, type World } from './testing.ts';

let db: TestDatabase;
let platform: Platform;
let region: Region;
let world: World;
beforeAll(async () => {
  world = await aWorld(migrations);
  ({ db, platform, region } = world);
});
afterAll(() => db.drop());

const on = (now: string) => onDay(world, now);
const refusalOf = async (work: Promise<unknown>) => work.then(() => undefined, (error: unknown) => error);
const agreementOf = async (actor: PersonActor, application: string) => (await showStay(platform, actor, application)).agreement!;
const openVersion = async (actor: PersonActor, application: string) => { const agreement = await agreementOf(actor, application); return agreement.versions.find(({ number }) => number === agreement.open)!; };
const scan = (actor: PersonActor, signature: string) => scanOf(world, actor, signature);

describe('an agreement', () => {
  test('is in force when all have signed the same words; who read older ones is told what changed, and what was signed before lapses', async () => {
    const accepted = await anAccepted(world);
    const { application, person } = accepted;
    expect(await refusedWith(send(world, accepted, aVersion({ texts: { tutor: '' } })))).toBe('exchange/agreement-incomplete');
    expect(await refusedWith(send(world, accepted, { ...aVersion(), content: { ...aVersion().content, courses: [] } }))).toBe('exchange/agreement-incomplete');
    expect(await refusedWith(send(world, accepted, aVersion({ from: '2028-02-01' })))).toBe('exchange/days-wrong');
    const first = await send(world, accepted);
    await signAgreement(platform, person, application, { signatory: 'person', digest: first });
    await signAgreement(platform, region.deans['32'], application, { signatory: 'home', digest: first });
    expect(await showStay(platform, person, application)).toMatchObject({ agreement: { state: 'proposed' }, placement: null });

    const second = await send(world, accepted, aVersion({ texts: { tutor: '俞慧敏' } }), '32');
    const moved = await refusalOf(signAgreement(platform, region.deans['33'], application, { signatory: 'host', digest: first })) as Refusal;
    expect([moved.kind.code, moved.kind.status, moved.details]).toEqual(['exchange/agreement-changed', 409, { current: { number: 2, digest: second }, differences: [{ field: 'tutor', before: '潘俊杰', after: '俞慧敏' }] }]);
    expect((await openVersion(person, application)).signatures.map(({ means }) => means)).toEqual([null, null, null]);
    await Promise.all(([['person', person], ['home', region.deans['32']], ['host', region.deans['33']]] as const).map(([signatory, actor]) => signAgreement(platform, actor, application, { signatory, digest: second })));
    expect(await showStay(platform, person, application)).toMatchObject({
      agreement: { state: 'inForce', first: 2, inForce: 2, open: null, versions: [{ number: 2, state: 'inForce' }, { number: 1, state: 'superseded', signatures: [{ means: 'electronic' }, { means: 'electronic' }, { means: null }] }] },
      placement: { state: 'ready', from: '2027-09-01', to: '2028-01-15' },
    });
  });

  test('is proposed for the days of the post where it has days of its own, and for those of the scheme where it has none', async () => {
    const { application, person } = await anAccepted(world);
    expect(await showStay(platform, person, application)).toMatchObject({ startsOn: '2027-09-01', endsOn: '2028-01-15' });
    await db.admin.query("update exchange.offer set starts_on = '2027-09-13', ends_on = '2027-12-24' where id = (select offer_id from exchange.application where id = $1)", [application]);
    for (const actor of [person, region.deans['33'], region.deans['32']]) expect(await showStay(platform, actor, application)).toMatchObject({ startsOn: '2027-09-13', endsOn: '2027-12-24' });
  });

  test('keeps apart what came into force first, the changes that all signed, and the one that waits', async () => {
    const accepted = await inForce(world, await anAccepted(world));
    const { application, person } = accepted;
    await inForce(world, accepted, aVersion({ texts: { tutor: '俞慧敏' }, to: '2028-01-10' }));
    await send(world, accepted, aVersion({ texts: { tutor: '俞慧敏', emergency: '父亲 138…' }, to: '2028-01-10' }));
    const { agreement, placement } = await showStay(platform, person, application);
    expect(agreement).toMatchObject({ state: 'proposed', first: 1, inForce: 2, open: 3 });
    expect(agreement!.versions.map(({ number, state, changes }) => [number, state, changes.map(({ part, before, after }) => [part.zh, before, after])])).toEqual([
      [3, 'open', [['紧急联系人及安全责任', '家长 139…', '父亲 138…']]],
      [2, 'inForce', [['派出时间', '2027-09-01 – 2028-01-15', '2027-09-01 – 2028-01-10'], ['接收单位指导人', '潘俊杰', '俞慧敏']]],
      [1, 'replaced', []],
    ]);
    expect(placement).toMatchObject({ state: 'ready', to: '2028-01-10' });
  });

  test('has up to five who sign, each with the day it was sent and the day it was signed; a teacher at home signs by their own account', async () => {
    const accepted = await anAccepted(world);
    const { application, person } = accepted;
    const teacher = await aMember(db, region, '32', '钱老师');
    const stranger = await aMember(db, region, '34', '外人');
    const version = aVersion({ teacher: { name: '钱老师', personId: teacher.personId }, tutor: { name: '潘俊杰', personId: null } });
    expect(await refusedWith(send(world, accepted, { ...version, tutor: { name: '外人', personId: stranger.personId } }))).toBe('exchange/not-of-institution');
    expect(await refusedWith(showStay(platform, teacher, application))).toBe('common/not-found');
    const digest = await send(world, accepted, version);
    expect(await refusedWith(signAgreement(platform, stranger, application, { signatory: 'teacher', digest }))).toBe('common/not-found');
    expect(await refusedWith(signAgreement(platform, person, application, { signatory: 'teacher', digest }))).toBe('exchange/not-a-side');
    await signAgreement(on('2027-04-03T02:00:00Z'), teacher, application, { signatory: 'teacher', digest: await openDigest(platform, teacher, application) });
    expect(await refusedWith(signAgreement(platform, teacher, application, { signatory: 'teacher', digest }))).toBe('exchange/not-a-side');
    expect((await openVersion(person, application)).signatures.map(({ signatory, sentAt, signedOn, means }) => [signatory, sentAt.slice(0, 10), signedOn, means])).toEqual([
      ['person', '2027-04-01', null, null], ['teacher', '2027-04-01', '2027-04-03', 'electronic'], ['tutor', '2027-04-01', null, null], ['home', '2027-04-01', null, null], ['host', '2027-04-01', null, null],
    ]);
  });

  test('is printed word for word to be signed by hand, with who has signed and the digest by which it is known; others have no paper of it', async () => {
    const accepted = await anAccepted(world);
    const { application, person } = accepted;
    const digest = await send(world, accepted);
    await signAgreement(platform, region.deans['33'], application, { signatory: 'host', digest });
    const [page = ''] = inspect(new Uint8Array(await (await printAgreement(platform, person, application, 1)).arrayBuffer()), (reader) => reader.texts());
    for (const words of ['高校交换生协议', '第1版·待签署', '2027年9月1日至2028年1月15日', '教育技术学导论', '不低于90为优秀', '潘俊杰', '家长139…', '在线签署2027年4月1日', digest]) expect(page).toContain(words);
    expect(await refusedWith(printAgreement(platform, region.deans['31'], application, 1))).toBe('common/not-found');
    expect(await refusedWith(printAgreement(platform, person, application, 2))).toBe('common/not-found');
  });

  test('takes a signature from paper with its scan, who entered it and when, and is never half signed', async () => {
    const accepted = await anAccepted(world);
    const { application, person } = accepted;
    const digest = await send(world, accepted, aVersion({ tutor: { name: '潘俊杰', personId: null } }));
    const paper = (actor: PersonActor, signedOn = '2027-04-01') => signOnPaper(platform, actor, application, { signatory: 'tutor', digest, signedOn });
    const { id } = (await openVersion(region.deans['33'], application)).signatures.find(({ signatory }) => signatory === 'tutor')!;
    expect(await refusedWith(paper(region.deans['33']))).toBe('exchange/scan-needed');
    expect(await refusedWith(paper(region.deans['32']))).toBe('exchange/not-a-side');
    const mayAttach = (actor: PersonActor) => inTransaction(db, actor, (tx) => signatureFiles.mayAttach(tx, id));
    expect([await mayAttach(region.deans['33']), await mayAttach(region.deans['32']), await mayAttach(person)]).toEqual([true, false, false]);
    await scan(region.deans['33'], id);
    expect(await refusedWith(paper(region.deans['33'], '2027-04-02'))).toBe('exchange/signed-in-future');
    expect(await refusedWith(paper(region.deans['33'], '2027-03-31'))).toBe('exchange/signed-in-future');
    await paper(region.deans['33']);
    expect(await refusedWith(paper(region.deans['33']))).toBe('exchange/not-a-side');
    expect(await mayAttach(region.deans['33'])).toBe(false);
    const half = db.admin.query("update exchange.signature set signed_on = null where id = $1", [id]);
    expect(await refusedWith(half)).toBe('23514');
    const { rows: [row] } = await db.admin.query<{ by: string; at: string }>('select entered_by as by, entered_at as at from exchange.signature where id = $1', [id]);
    expect(row!.by).toBe(region.deans['33'].accountId);
    for (const [signatory, actor] of [['person', person], ['home', region.deans['32']], ['host', region.deans['33']]] as const) await signAgreement(platform, actor, application, { signatory, digest });
    expect((await agreementOf(person, application)).state).toBe('inForce');
  });

  test('of somebody under age waits for the guardian', async () => {
    const accepted = await anAccepted(world);
    const { application, person } = accepted;
    await inForce(world, accepted, aVersion({ guardian: '蒋父' }));
    expect(await showStay(platform, person, application)).toMatchObject({ agreement: { state: 'proposed' }, placement: null });
    const { id } = (await openVersion(region.deans['32'], application)).signatures.find(({ signatory }) => signatory === 'guardian')!;
    await scan(region.deans['32'], id);
    await signOnPaper(platform, region.deans['32'], application, { signatory: 'guardian', digest: await openDigest(platform, person, application), signedOn: '2027-04-01' });
    expect((await agreementOf(person, application)).state).toBe('inForce');
  });

  test('is withdrawn and another put in its place, and its days stand in nobody’s way meanwhile', async () => {
    const accepted = await inForce(world, await anAccepted(world));
    const { application, person } = accepted;
    const elsewhere = await anAccepted(world, { startsOn: '2027-10-01' }, person);
    expect(await refusedWith(inForce(world, elsewhere, aVersion({ from: '2027-10-01' })))).toBe('23P01');
    expect(await refusedWith(withdrawAgreement(platform, person, application, { version: 3, reason: '改期' }))).toBe('common/not-allowed');
    const { version } = await agreementOf(person, application);
    await withdrawAgreement(platform, region.deans['33'], application, { version, reason: '接收单位调整学期' });
    expect(await showStay(platform, person, application)).toMatchObject({ agreement: { state: 'withdrawn', inForce: null, open: null, versions: [{ state: 'withdrawn' }] }, placement: null });
    await inForce(world, accepted, aVersion({ from: '2027-09-10', to: '2027-12-31' }));
    expect(await showStay(platform, person, application)).toMatchObject({ agreement: { state: 'inForce' }, placement: { state: 'ready', from: '2027-09-10', to: '2027-12-31' } });
    expect(await refusedWith(inForce(world, elsewhere, aVersion({ from: '2027-12-31', to: '2028-01-15' })))).toBe('23P01');
    await inForce(world, elsewhere, aVersion({ from: '2028-01-01', to: '2028-01-15' }));
    await moveStay(on('2027-09-10T02:00:00Z'), region.deans['33'], application, { transition: 'arrive', version: 1 });
    expect(await refusedWith(withdrawAgreement(platform, region.deans['33'], application, { version: (await agreementOf(person, application)).version, reason: '中止' }))).toBe('exchange/agreement-underway');
  });

  test('with two of three signatures on the day nobody begins; both institutions hear who is missing, and the days count from the last signature', async () => {
    const accepted = await anAccepted(world);
    const { application, person } = accepted;
    const digest = await send(world, accepted);
    await signAgreement(platform, region.deans['32'], application, { signatory: 'home', digest });
    await signAgreement(platform, region.deans['33'], application, { signatory: 'host', digest });
    const theDay = on('2027-09-01T00:30:00Z');
    const refused = await refusalOf(moveStay(theDay, region.deans['33'], application, { transition: 'arrive', version: 1 })) as Refusal;
    expect(refused.text.zh).toBe('尚未签齐：本人 蒋雨欣。签齐之前不得开始派出。');
    expect((await showStay(theDay, person, application)).agreement?.lateSince).toBe('2027-09-01');
    await remindOfStays(theDay);
    await remindOfStays(theDay);
    const { rows } = await db.admin.query<{ title: { zh: string }; organization: string }>("select title, to_organization_id as organization from kernel.task where kind = 'exchange.agreement/unsigned' and subject_id = $1 and closed_at is null order by id", [application]);
    expect(rows.map(({ title, organization }) => [title.zh, organization])).toEqual([region.universities['32'], region.universities['33']].map((organization) => ['蒋雨欣原定 2027-09-01 开始，尚缺签署：本人 蒋雨欣；签齐前不得开始', organization]));
    await signAgreement(on('2027-09-06T02:00:00Z'), person, application, { signatory: 'person', digest });
    expect((await showStay(platform, person, application)).placement).toMatchObject({ state: 'ready', from: '2027-09-06', to: '2028-01-15' });
    await moveStay(on('2027-09-06T03:00:00Z'), region.deans['33'], application, { transition: 'arrive', version: 1 });
  });

  test('is nobody else’s to read, and nobody signs for another or puts it in force by hand', async () => {
    const accepted = await anAccepted(world);
    const { application } = accepted;
    await send(world, accepted);
    expect(await refusedWith(showStay(platform, region.deans['31'], application))).toBe('common/not-found');
    expect(await refusedWith(showStay(platform, await aMember(db, region, '32'), application))).toBe('common/not-found');
    const attempt = (actor: PersonActor, statement: ReturnType<typeof sql>) => refusedWith(inTransaction(db, actor, async (tx) => { const { numAffectedRows } = await statement.execute(tx.db); if (numAffectedRows === 0n) throw Object.assign(new Error(), { code: 'nothing' }); }));
    const of = sql`(select id from exchange.agreement where application_id = ${application})`;
    const signed = sql`means = 'electronic', signed_on = '2027-04-01', entered_at = now()`;
    for (const signatory of ['person', 'home']) expect(await attempt(region.deans['33'], sql`update exchange.signature set ${signed} where agreement_id = ${of} and signatory = ${signatory}`)).toBe('42501');
    expect(await attempt(region.deans['33'], sql`update exchange.signature set means = 'paper', signed_on = '2027-04-01', entered_at = now() where agreement_id = ${of} and signatory = 'host'`)).toBe('23514');
    expect(await attempt(region.deans['31'], sql`update exchange.signature set ${signed} where agreement_id = ${of}`)).toBe('nothing');
    expect(await attempt(region.deans['33'], sql`update exchange.agreement_version set state = 'inForce', in_force_at = now() where agreement_id = ${of}`)).toBe('nothing');
    expect(await attempt(region.deans['33'], sql`update exchange.agreement set state = 'inForce' where application_id = ${application}`)).toBe('42501');
    expect(await attempt(region.deans['33'], sql`update exchange.agreement set needs = '{}', person_id = host_id where application_id = ${application}`)).toBe('42501');
    expect(await attempt(region.deans['33'], sql`insert into exchange.placement (agreement_id, application_id, scheme_id, person_id, person_name, home_id, home_party, host_id, host_party, during)
      select id, application_id, scheme_id, person_id, '某', home_id, home_party, host_id, host_party, daterange('2027-01-01', '2027-02-01') from exchange.agreement where application_id = ${application}`)).toBe('42501');
    expect(await refusedWith(sendAgreement(platform, region.deans['31'], application, { version: 1, ...aVersion() }))).toBe('common/not-found');
  });

  test('puts nobody in two places at once: the database refuses the second', async () => {
    const { person } = await inForce(world, await anAccepted(world));
    const second = await anAccepted(world, { startsOn: '2028-01-10', endsOn: '2028-06-30' }, person);
    expect(await refusedWith(inForce(world, second, aVersion({ from: '2028-01-10', to: '2028-06-30' })))).toBe('23P01');
    const third = await anAccepted(world, { startsOn: '2028-01-16', endsOn: '2028-06-30' }, person);
    expect((await showStay(platform, person, (await inForce(world, third, aVersion({ from: '2028-01-16', to: '2028-06-30' }))).application)).placement?.state).toBe('ready');
  });
});

describe('an internship', () => {
  const duties = { content: { texts: { duties: '装配线操作', pay: '每月 2000 元', tutor: '李师傅', insurance: '实习责任险', emergency: '家长' }, courses: [], scale: { host: '百分制', home: '五级制', lines: [{ atLeast: 60, grade: '及格' }] } }, guardian: null, teacher: { name: '钱老师', personId: null }, tutor: { name: '李师傅', personId: null } };

  test('in another province begins only when it is approved at home and on file at the host’s, whoever records the arrival', async () => {
    const accepted = await anAccepted(world, { preset: 'internships', tolerance: 0 });
    const { application, person } = accepted;
    expect(await refusedWith(send(world, accepted, aVersion({ ...duties, teacher: null })))).toBe('exchange/signatory-needed');
    await inForce(world, accepted, aVersion(duties));
    for (const [signatory, party] of [['teacher', '32'], ['tutor', '33']] as const) {
      const { id } = (await openVersion(region.deans[party], application)).signatures.find((signature) => signature.signatory === signatory)!;
      await scan(region.deans[party], id);
      await signOnPaper(platform, region.deans[party], application, { signatory, digest: await openDigest(platform, person, application), signedOn: '2027-04-01' });
    }
    const arrive = () => moveStay(on('2027-09-01T02:00:00Z'), region.deans['33'], application, { transition: 'arrive', version: 1 });
    expect((await refusalOf(arrive()) as Refusal).text.zh).toBe('跨省派出尚缺：派出地教育部门批准、接收地教育部门备案。办妥之前不能报到。');
    const past = inTransaction(db, region.deans['33'], (tx) => sql`update exchange.placement set state = 'underway' where application_id = ${application}`.execute(tx.db));
    expect(await refusedWith(past)).toBe('23514');
    const clear = (actor: PersonActor, kind: 'approval' | 'filing') => refusedWith(giveClearance(platform, actor, application, { kind, number: '苏教职〔2027〕8号', givenOn: '2027-04-01' }));
    expect([await clear(region.officers['33'], 'approval'), await clear(region.deans['32'], 'approval'), await clear(region.officers['34'], 'filing')]).toEqual(['common/not-allowed', 'common/not-allowed', 'common/not-found']);
    expect([await clear(region.officers['32'], 'approval'), await clear(region.officers['32'], 'approval'), await clear(region.officers['33'], 'filing')]).toEqual(['done', 'exchange/cleared-already', 'done']);
    await arrive();
  });

  test('needs no approval where the host is of the same province, nor does a programme whose rules do not ask for it', async () => {
    const accepted = await anAccepted(world);
    expect(await refusedWith(giveClearance(platform, region.officers['32'], accepted.application, { kind: 'approval', number: '1', givenOn: '2027-04-01' }))).toBe('exchange/not-needed');
  });
});

test('an agreement id of nobody is not found', async () => {
  expect(await refusedWith(withdrawAgreement(platform, region.deans['32'], randomUUID(), { version: 1, reason: '无' }))).toBe('common/not-found');
});
