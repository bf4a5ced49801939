import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PersonActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import type { Platform } from '#kernel/platform.ts';
import { Refusal } from '#kernel/refusal.ts';
import { testPlatform } from '#kernel/testing.ts';
import { migrations } from '../../../server/modules.ts';
import { saveApplication, showOwn, beginApplication } from '../service/applications.ts';
import { showMatching } from '../service/matching.ts';
import { changeOffer, moveOffer } from '../service/offers.ts';
import { storeOrder } from '../ordering/orders.ts';
import { moveScheme, showScheme } from '../service/schemes.ts';
import { decideMatching, actOn, anApplication, anOpenScheme, aMember, aRegion, aSchemeToOrder, type Applicant, type Region } from '../testing.ts';
import { acceptOnConditions, addCondition, decideCondition, listConditions, proveCondition } from './service/conditions.ts';
import { closeOffer, listClosing, listOverdue, listReleases, releaseOverdue, remindOfOverdue, undoRelease } from './service/releases.ts';

let db: TestDatabase;
let platform: Platform;
let later: Platform;
let region: Region;
beforeAll(async () => {
  db = await createTestDatabase(migrations);
  platform = testPlatform(db, { now: '2027-04-01T02:00:00Z' });
  later = testPlatform(db, { now: '2027-06-02T02:00:00Z' });
  region = await aRegion(db, platform);
});
afterAll(() => db.drop());

const refusedWith = async (work: Promise<unknown>) => work.then(() => 'done', (error: unknown) => (error instanceof Refusal ? error.kind.code : (error as { code?: string }).code ?? String(error)));
let year = 2030;
const act = (actor: PersonActor, id: string, transition: string, reason?: string) => actOn(platform, db, actor, id, transition, reason);
const stateOf = async (...ids: string[]) => {
  const { rows } = await db.admin.query<{ id: string; state: string; version: number; offer: string | null }>('select id, state, version, offer_id as offer from exchange.application where id = any($1::uuid[])', [ids]);
  return ids.map((id) => rows.find((row) => row.id === id)!);
};
const versionOf = async (id: string) => (await stateOf(id))[0]!.version;
const schemeOf = (id: string) => showScheme(platform, region.officers['32'], id);

/** So many of 32 who want the two places at 33; the first two have them, the host having ordered all as they came. */
async function aMatched(perParty: Partial<Record<PartyCode, number>> = { 32: 4 }, more: Parameters<typeof anOpenScheme>[2] = {}): Promise<{ id: string; offers: Record<PartyCode, string>; people: [Applicant, Applicant, Applicant, Applicant] }> {
  const { id, offers, people } = await aSchemeToOrder(platform, db, region, perParty, { year: (year += 1), mechanism: 'da-applicant', ...more });
  await storeOrder(platform, region.deans['33'], offers['33'], people.filter(({ party }) => party === '32').map((person) => person.id));
  await storeOrder(platform, region.deans['32'], offers['32'], people.filter(({ party }) => party === '33').map((person) => person.id));
  await decideMatching(platform, region.officers['32'], id, (await schemeOf(id)).version);
  return { id, offers, people: people as [Applicant, Applicant, Applicant, Applicant] };
}

describe('a place that nobody answered for', () => {
  test('declines nobody by itself: it is listed with who would move up, confirmed by an officer of the party, and only then released', async () => {
    const { id, offers, people: [first, second, third, fourth] } = await aMatched();
    await act(second.member, second.id, 'accept');
    expect(await listOverdue(platform, region.officers['32'], id)).toMatchObject({ items: [] });
    expect(await remindOfOverdue(later)).toBe(1);
    expect(await remindOfOverdue(later)).toBe(1);
    const { rows } = await db.admin.query("select to_party from kernel.task where kind = 'exchange.scheme/release/32' and subject_id = $1 and closed_at is null", [id]);
    expect(rows).toHaveLength(1);
    expect((await stateOf(first.id))[0]!.state).toBe('offered');

    const list = await listOverdue(later, region.officers['32'], id);
    expect(list.items).toEqual([{ applicationId: first.id, personName: '32学生0', homeName: expect.any(String), offerTitle: '交换名额33', hostName: expect.any(String), state: 'offered', answerUntil: '2027-06-01', why: 'unanswered', successor: { homeName: expect.any(String), nominationRank: 3 } }]);
    expect(await listOverdue(later, region.officers['33'], id)).toMatchObject({ items: [] });
    for (const actor of [region.deans['32'], first.member]) expect(await refusedWith(listOverdue(later, actor, id))).toBe('common/not-allowed');
    expect(await refusedWith(releaseOverdue(later, region.officers['33'], id, { digest: list.digest, reason: '代为释放' }))).toBe('exchange/nothing-to-release');

    await releaseOverdue(later, region.officers['32'], id, { digest: list.digest, reason: '多次联系未复' });
    expect((await stateOf(first.id, second.id, third.id, fourth.id)).map(({ state, offer }) => [state, offer])).toEqual([['lapsed', null], ['accepted', offers['33']], ['offered', offers['33']], ['reserve', null]]);
    expect((await showOwn(later, third.member, id)).application?.answerUntil).toBe('2027-06-09');
    const told = await db.admin.query<{ kind: string }>('select kind from kernel.notification where to_person_id = $1', [first.member.personId]);
    expect(told.rows.map(({ kind }) => kind)).toContain('exchange.application/lapsed');
  });

  test('is not released when the list that was read is no longer what would happen', async () => {
    const { id, people: [first] } = await aMatched();
    const { digest } = await listOverdue(later, region.officers['32'], id);
    await act(first.member, first.id, 'accept');
    expect(await refusedWith(releaseOverdue(later, region.officers['32'], id, { digest, reason: '逾期' }))).toBe('exchange/list-changed');
    expect((await stateOf(first.id))[0]!.state).toBe('accepted');
  });

  test('comes back when the release is undone: whoever moved up and has not answered returns to reserve, who has accepted keeps it', async () => {
    const { id, people } = await aMatched();
    const [first, second, third, fourth] = people;
    const release = async () => (await releaseOverdue(later, region.officers['32'], id, { digest: (await listOverdue(later, region.officers['32'], id)).digest, reason: '逾期' })).id;
    const released = await release();
    expect((await stateOf(...people.map((one) => one.id))).map(({ state }) => state)).toEqual(['lapsed', 'lapsed', 'offered', 'offered']);
    await act(fourth.member, fourth.id, 'accept');
    expect((await listReleases(later, region.officers['32'], id))[0]).toMatchObject({ kind: 'overdue', mayUndo: true, items: [{ personName: '32学生0', successor: true, restored: false }, { personName: '32学生1' }] });
    expect(await listReleases(later, region.officers['33'], id)).toEqual([]);
    for (const actor of [region.officers['33'], region.deans['32'], first.member]) expect(await refusedWith(undoRelease(later, actor, released, '误'))).toBe('common/not-found');
    expect(await undoRelease(later, region.officers['32'], released, '当事人因公在外，已联系上')).toEqual({ restored: 1, kept: 1 });
    expect((await stateOf(first.id, second.id, third.id, fourth.id)).map(({ state }) => state)).toEqual(['offered', 'lapsed', 'reserve', 'accepted']);
    expect(await refusedWith(undoRelease(later, region.officers['32'], released, '再次'))).toBe('exchange/release-undone');
    await act(first.member, first.id, 'accept');
  });

  test('is given to nobody beyond the places, whatever the services do, and no host writes how many are taken', async () => {
    const { id, offers, people: [, , third] } = await aMatched();
    expect((await schemeOf(id)).offers.find((offer) => offer.id === offers['33'])).toMatchObject({ capacity: 2, taken: 2 });
    expect(await refusedWith(db.admin.query("update exchange.application set state = 'offered', offer_id = $1 where id = $2", [offers['33'], third.id]))).toBe('23514');
    const attempt = (actor: PersonActor, statement: ReturnType<typeof sql>) => refusedWith(inTransaction(db, actor, (tx) => statement.execute(tx.db)));
    expect(await attempt(region.deans['33'], sql`update exchange.offer set taken = 0 where id = ${offers['33']}`)).toBe('42501');
    expect(await attempt(region.deans['33'], sql`update exchange.offer set capacity = 1 where id = ${offers['33']}`)).toBe('42501');
    expect(await refusedWith(db.admin.query('update exchange.offer set capacity = 1 where id = $1', [offers['33']]))).toBe('23514');
    expect(await attempt(region.officers['32'], sql`insert into exchange.release (scheme_id, kind, party, reason, digest) values (${id}, 'overdue', '32', '无名单', sha256('x'))`)).toBe('42501');
  });
});

describe('a place on conditions', () => {
  const inOrder = { text: '提交体检合格证明', dueOn: '2027-07-01' };

  test('is accepted when every condition is met, each judged by the side that named it, with its proof', async () => {
    const { people: [first] } = await aMatched();
    const { id: health } = await addCondition(platform, region.deans['33'], first.id, inOrder);
    expect(await refusedWith(act(first.member, first.id, 'accept'))).toBe('exchange/conditions-open');
    await acceptOnConditions(platform, first.member, first.id, { version: await versionOf(first.id), conditions: [{ text: '本学期课务由单位安排他人承担', dueOn: '2027-08-20' }] });
    const [own] = (await listConditions(platform, first.member, first.id)).items.filter(({ side }) => side === 'person');
    expect((await stateOf(first.id))[0]!.state).toBe('conditional');

    expect(await refusedWith(decideCondition(platform, first.member, health, { version: 1, met: true, note: '我认为已满足' }))).toBe('exchange/condition-not-yours');
    expect(await refusedWith(decideCondition(platform, region.deans['33'], health, { version: 1, met: true, note: null }))).toBe('exchange/condition-unproved');
    expect(await refusedWith(proveCondition(platform, region.deans['31'], health, { version: 1, proof: '无关' }))).toBe('common/not-found');
    await proveCondition(platform, first.member, health, { version: 1, proof: '县医院体检表，编号20270612' });
    await decideCondition(platform, region.deans['33'], health, { version: 2, met: true, note: null });
    expect((await stateOf(first.id))[0]!.state).toBe('conditional');
    await proveCondition(platform, region.deans['32'], own!.id, { version: 1, proof: '已由教研室王老师代课' });
    await decideCondition(platform, first.member, own!.id, { version: 2, met: true, note: null });
    expect((await stateOf(first.id))[0]!.state).toBe('accepted');
    const { rows } = await db.admin.query('select state from exchange.agreement where application_id = $1', [first.id]);
    expect(rows).toEqual([{ state: 'proposed' }]);
    expect(await refusedWith(addCondition(platform, region.deans['33'], first.id, inOrder))).toBe('exchange/conditions-not-now');
  });

  test('whose condition is not met is listed for release, and declined by nobody before', async () => {
    const { id, people: [first] } = await aMatched();
    const { id: health } = await addCondition(platform, region.deans['33'], first.id, inOrder);
    expect(await refusedWith(acceptOnConditions(platform, first.member, first.id, { version: 99, conditions: [] }))).toBe('common/changed-meanwhile');
    await acceptOnConditions(platform, first.member, first.id, { version: await versionOf(first.id), conditions: [] });
    await decideCondition(platform, region.deans['33'], health, { version: 1, met: false, note: '体检未通过' });
    expect((await stateOf(first.id))[0]!.state).toBe('conditional');
    expect((await listOverdue(platform, region.officers['32'], id)).items.map(({ why }) => why)).toEqual(['conditionNotMet']);
  });

  test('asks for conditions, before the placement begins, and shows them to no third party', async () => {
    const { people: [first] } = await aMatched();
    expect(await refusedWith(acceptOnConditions(platform, first.member, first.id, { version: await versionOf(first.id), conditions: [] }))).toBe('exchange/no-conditions');
    expect(await refusedWith(addCondition(platform, region.deans['33'], first.id, { text: '晚于派出', dueOn: '2027-09-02' }))).toBe('exchange/condition-too-late');
    expect(await refusedWith(addCondition(platform, region.deans['31'], first.id, inOrder))).toBe('common/not-found');
    const { id } = await addCondition(platform, region.deans['33'], first.id, inOrder);
    const sees = async (actor: PersonActor) => (await inTransaction(db, actor, (tx) => sql`select from exchange.condition where id = ${id}`.execute(tx.db))).rows.length;
    expect(await Promise.all([first.member, region.deans['32'], region.deans['33'], region.deans['31'], region.officers['34']].map(sees))).toEqual([1, 1, 1, 0, 0]);
    const attempt = (actor: PersonActor, statement: ReturnType<typeof sql>) => refusedWith(inTransaction(db, actor, (tx) => statement.execute(tx.db)));
    expect(await attempt(first.member, sql`update exchange.condition set state = 'met', note = '自认', decided_at = now() where id = ${id}`)).toBe('42501');
    expect(await attempt(first.member, sql`update exchange.condition set text = '改' where id = ${id}`)).toBe('42501');
    expect(await attempt(region.deans['32'], sql`insert into exchange.condition (application_id, person_id, home_id, home_party, host_id, host_party, side, text, due_on)
      select application_id, person_id, home_id, home_party, host_id, host_party, 'host', '冒名', due_on from exchange.condition where id = ${id}`)).toBe('42501');
  });
});

describe('a place that was put off', () => {
  test('frees it for the reserve, and is carried over to the next term with its words and its wishes, once', async () => {
    const { people: [first, , third], offers } = await aMatched();
    await act(first.member, first.id, 'defer', '毕业班教学任务');
    expect((await stateOf(first.id, third.id)).map(({ state }) => state)).toEqual(['deferred', 'offered']);
    const { rows: told } = await db.admin.query<{ kind: string; zh: string }>("select kind, title ->> 'zh' as zh from kernel.notification where subject_id = $1 and kind = 'exchange.application/deferred' order by to_role", [first.id]);
    expect(told.map(({ zh }) => zh)).toEqual([expect.stringContaining('名额已让出'), expect.stringContaining('须重新推荐和匹配')]);
    const next = await anOpenScheme(platform, region, { year: (year += 1), mechanism: 'da-applicant' });
    const { rows } = await db.admin.query("select link from kernel.task where kind = 'exchange.application/carry-over' and subject_id = $1 and closed_at is null", [first.id]);
    expect(rows).toEqual([{ link: `/workspace/exchange/${next.id}/apply` }]);
    await beginApplication(platform, first.member, next.id);
    const { application } = await showOwn(platform, first.member, next.id);
    expect(application).toMatchObject({ deferredFrom: first.id, statement: '希望学习教育技术', wishes: [{ rank: 1, offerId: next.offers['33'] }] });
    expect(offers['33']).not.toBe(next.offers['33']);
    const another = await anOpenScheme(platform, region, { year: (year += 1), mechanism: 'da-applicant' });
    await beginApplication(platform, first.member, another.id);
    expect((await showOwn(platform, first.member, another.id)).application?.deferredFrom).toBeNull();
    const forged = inTransaction(db, third.member, (tx) => sql`insert into exchange.application (scheme_id, person_id, person_name, home_id, party, deferred_from)
      select ${another.id}, ${third.member.personId}, person_name, home_id, party, ${first.id} from exchange.application where id = ${third.id}`.execute(tx.db));
    expect(await refusedWith(forged)).toBe('42501');
  });
});

describe('what is left over', () => {
  test('is matched in another round: those in reserve wish anew, others are nominated within the quota, and what was given stays', async () => {
    const { id, offers, people: [first, , third, fourth] } = await aMatched({ 32: 4 }, { parties: ['32', '33', '34'] });
    await act(first.member, first.id, 'accept');
    const { version } = await schemeOf(id);
    const next = (fields: Record<string, string>) => moveScheme(platform, region.officers['32'], { id, transition: 'nextRound', version, fields });
    expect(await refusedWith(next({ applyUntil: '2027-09-10', answerUntil: '2027-09-20' }))).toBe('exchange/dates-wrong');
    await next({ applyUntil: '2027-05-20', answerUntil: '2027-06-20' });
    expect(await schemeOf(id)).toMatchObject({ state: 'open', round: 2 });
    await saveApplication(platform, third.member, third.id, { version: await versionOf(third.id), statement: '希望学习教育技术', wishes: [offers['34']] });
    expect(await refusedWith(saveApplication(platform, third.member, third.id, { version: await versionOf(third.id), statement: '改写理由', wishes: [offers['34']] }))).toBe('exchange/not-open');
    expect(await refusedWith(saveApplication(platform, first.member, first.id, { version: await versionOf(first.id), statement: '希望学习教育技术', wishes: [offers['34']] }))).toBe('exchange/not-open');
    const late = await aMember(db, region, '33', '新报名');
    const application = await anApplication(platform, late, id, [offers['32']]);
    await act(region.deans['33'], application, 'nominate');
    await moveScheme(platform, region.officers['32'], { id, transition: 'order', version: (await schemeOf(id)).version });
    await storeOrder(platform, region.deans['34'], offers['34'], [third.id]);
    await decideMatching(platform, region.officers['32'], id, (await schemeOf(id)).version);
    expect((await stateOf(first.id, third.id, fourth.id, application)).map(({ state, offer }) => [state, offer])).toEqual([['accepted', offers['33']], ['offered', offers['34']], ['reserve', null], ['offered', offers['32']]]);
    expect((await showOwn(platform, fourth.member, id)).application?.outcome?.refused).toEqual([{ offer: '交换名额33', reason: { kind: 'noPlaces' } }]);
    expect((await showMatching(platform, region.officers['33'], id)).run).toMatchObject({ round: 2 });
  });

  test('opens no round where nothing is left', async () => {
    const { id } = await aMatched({ 32: 2, 33: 2 });
    expect(await refusedWith(moveScheme(platform, region.officers['32'], { id, transition: 'nextRound', version: (await schemeOf(id)).version, fields: { applyUntil: '2027-05-20', answerUntil: '2027-06-20' } }))).toBe('exchange/nothing-left');
  });
});

describe('a host that closes after the matching', () => {
  test('sees first whom it would touch; then they go to another of their wishes or to reserve, and it can be undone', async () => {
    const { id, offers, people: [first, second, third] } = await aMatched({ 32: 4 }, { parties: ['32', '33', '34'] });
    await act(first.member, first.id, 'accept');
    const { version } = (await schemeOf(id)).offers.find((offer) => offer.id === offers['33'])!;
    expect(await refusedWith(moveOffer(platform, region.deans['33'], { id: offers['33'], transition: 'withdraw', version, reason: '停办' }))).toBe('exchange/post-taken');
    expect(await refusedWith(listClosing(platform, region.deans['34'], offers['33']))).toBe('common/not-allowed');
    const list = await listClosing(platform, region.deans['33'], offers['33']);
    expect(list.items.map(({ applicationId, why }) => [applicationId, why])).toEqual([[first.id, 'closed'], [second.id, 'closed']]);
    await db.admin.query('insert into exchange.wish (application_id, rank, offer_id) values ($1, 2, $2)', [second.id, offers['34']]);
    await act(second.member, second.id, 'accept');
    expect(await refusedWith(closeOffer(platform, region.deans['33'], offers['33'], { version, digest: list.digest, reason: '校舍改造' }))).toBe('exchange/list-changed');
    const { digest } = await listClosing(platform, region.deans['33'], offers['33']);
    const closed = await closeOffer(platform, region.deans['33'], offers['33'], { version, digest, reason: '校舍改造' });
    expect((await stateOf(first.id, second.id, third.id)).map(({ state, offer }) => [state, offer])).toEqual([['reserve', null], ['offered', offers['34']], ['reserve', null]]);
    expect((await schemeOf(id)).offers.find((offer) => offer.id === offers['33'])?.state).toBe('withdrawn');
    expect(await undoRelease(platform, region.deans['33'], closed.id, '改造推迟')).toEqual({ restored: 2, kept: 0 });
    expect((await stateOf(first.id, second.id, third.id)).map(({ state, offer }) => [state, offer])).toEqual([['offered', offers['33']], ['offered', offers['33']], ['reserve', null]]);
    await act(first.member, first.id, 'accept');
    expect((await stateOf(first.id))[0]!.state).toBe('accepted');
  });

  test('keeps no fewer places than are taken', async () => {
    const { id, offers } = await aMatched();
    await moveScheme(platform, region.officers['32'], { id, transition: 'nextRound', version: (await schemeOf(id)).version, fields: { applyUntil: '2027-05-20', answerUntil: '2027-06-20' } });
    const offer = (await schemeOf(id)).offers.find((one) => one.id === offers['33'])!;
    const { title, description, requirements, tutor, lodging, allowance, version } = offer;
    expect(await refusedWith(changeOffer(platform, region.deans['33'], offer.id, { title, description, requirements, tutor, lodging, allowance, version, capacity: 1 }))).toBe('exchange/capacity-taken');
  });
});
