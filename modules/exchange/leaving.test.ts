import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PersonActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { testPlatform } from '#kernel/testing.ts';
import { migrations } from '../../server/modules.ts';
import { addSlots, bookSlot, listSlots } from './ordering/interviews.ts';
import { storeOrder } from './ordering/orders.ts';
import { beginApplication, moveApplication, saveApplication, showOwn } from './service/applications.ts';
import { showMatching } from './service/matching.ts';
import { moveOffer } from './service/offers.ts';
import { moveScheme, showScheme } from './service/schemes.ts';
import { decideMatching, rehearse, anExchange, aMember, anApplication, anOpenScheme, aSchemeToOrder, refusedWith, type Exchange } from './testing.ts';

let db: Exchange['db'];
let platform: Exchange['platform'];
let region: Exchange['region'];
let nextYear: Exchange['nextYear'];
let act: Exchange['act'];
beforeAll(async () => void ({ db, platform, region, nextYear, act } = await anExchange(migrations)));
afterAll(() => db.drop());

const versionOf = async (id: string) => (await showScheme(platform, region.officers['32'], id)).version;
const order = async (id: string) => moveScheme(platform, region.officers['32'], { id, transition: 'order', version: await versionOf(id) });
const match = async (id: string) => decideMatching(platform, region.officers['32'], id, await versionOf(id));
const own = async (member: PersonActor, scheme: string) => (await showOwn(platform, member, scheme)).application;
const openTasks = async (subject: string) => (await db.admin.query<{ kind: string }>('select kind from kernel.task where subject_id = $1 and closed_at is null order by 1', [subject])).rows.map(({ kind }) => kind);
const notices = async (subject: string) => (await db.admin.query<{ kind: string }>("select kind from kernel.notification where subject_id = $1 and kind not in ('exchange.application/nominated') order by id", [subject])).rows.map(({ kind }) => kind);
const nominated = async (scheme: string) => (await showScheme(platform, region.officers['32'], scheme)).quotas.find(({ party }) => party === '32')?.nominated;

describe('a host’s order', () => {
  test('that lists nobody places nobody, whatever the wishes; nor do reserves move up to that post, and the lottery is not asked', async () => {
    const { id, offers, people } = await aSchemeToOrder(platform, db, region, { 32: 2 }, { year: nextYear(), mechanism: 'da-applicant' });
    await storeOrder(platform, region.deans['33'], offers['33'], []);
    // the other post, which nobody wishes for, has no order
    expect((await rehearse(platform, region.officers['32'], id)).lots).toBe(1);
    await match(id);
    for (const { member } of people) expect(await own(member, id)).toMatchObject({ state: 'reserve', outcome: { wish: 0, refused: [{ reason: { kind: 'notAcceptable' } }] } });
    const { rows } = await db.admin.query('select from exchange.ordering where offer_id = $1', [offers['33']]);
    expect(rows).toEqual([]);
  });

  test('that lists nobody keeps reserves away when a place falls free', async () => {
    const { id, offers } = await anOpenScheme(platform, region, { year: nextYear(), mechanism: 'da-applicant', parties: ['32', '33', '34'], quota: 5, places: 1 });
    const [one, two] = [await aMember(db, region, '32', '甲'), await aMember(db, region, '32', '乙')];
    const ids = [await anApplication(platform, one, id, [offers['33']]), await anApplication(platform, two, id, [offers['34'], offers['33']])];
    for (const application of ids) await act(region.deans['32'], application, 'nominate');
    await order(id);
    await storeOrder(platform, region.deans['33'], offers['33'], [ids[0]!]);
    await storeOrder(platform, region.deans['34'], offers['34'], []);
    await match(id);
    expect([(await own(one, id))?.state, (await own(two, id))?.state]).toEqual(['offered', 'reserve']);
    await act(one, ids[0]!, 'decline', '已就业');
    expect((await own(two, id))?.state).toBe('reserve');
  });

  test('is given while hosts order and by them alone, also past the service', async () => {
    const { id, offers } = await anOpenScheme(platform, region, { year: nextYear() });
    const by = (actor: PersonActor) => refusedWith(inTransaction(db, actor, (tx) => sql`update exchange.offer set ordered_at = now() where id = ${offers['33']}`.execute(tx.db)));
    expect(await by(region.deans['33'])).toBe('42501');
    await order(id);
    await by(region.deans['32']);
    expect((await db.admin.query('select ordered_at from exchange.offer where id = $1', [offers['33']])).rows).toEqual([{ ordered_at: null }]);
    expect(await by(region.deans['33'])).toBe('done');
  });
});

describe('somebody who applied', () => {
  test('leaves until the deadline, however far the home and those above it are: the place in the quota is free, nobody has a task left, the home is told', async () => {
    const reach = [['submitted', 'exchangeStudents'], ['atDivision', 'trainingPlaces'], ['atParty', 'collegeCadres'], ['nominated', 'exchangeStudents']] as const;
    for (const [state, preset] of reach) {
      const { id, offers } = await anOpenScheme(platform, region, { year: nextYear(), preset, mechanism: 'da-applicant' });
      const member = await aMember(db, region, '32', state);
      const application = await anApplication(platform, member, id, [offers['33']]);
      if (state !== 'submitted') await act(region.deans['32'], application, 'nominate');
      expect([(await own(member, id))?.state, await nominated(id)]).toEqual([state, state === 'submitted' ? 0 : 1]);
      await act(member, application, 'withdraw');
      expect([await own(member, id), await nominated(id)]).toEqual([null, 0]);
      expect([await openTasks(application), await openTasks(id)]).toEqual([[], []]);
      expect(await notices(application)).toEqual(['exchange.application/left']);
      const { rows: [told] } = await db.admin.query<{ zh: string }>("select title ->> 'zh' as zh from kernel.notification where kind = 'exchange.application/left' and subject_id = $1", [application]);
      expect(told!.zh.includes('推荐名额已空出')).toBe(state !== 'submitted');
    }
  });

  test('gives up a draft without anybody hearing of it', async () => {
    const { id } = await anOpenScheme(platform, region, { year: nextYear() });
    const member = await aMember(db, region, '32');
    const { id: application } = await beginApplication(platform, member, id);
    await act(member, application, 'withdraw');
    expect([await own(member, id), await notices(application)]).toEqual([null, []]);
  });

  test('leaves no interview behind, and the next takes their place in the home’s order', async () => {
    const { id, offers } = await anOpenScheme(platform, region, { year: nextYear(), quota: 1 });
    const [first, second] = [await aMember(db, region, '32', '先'), await aMember(db, region, '32', '后')];
    const application = await anApplication(platform, first, id, [offers['33']]);
    const other = await anApplication(platform, second, id, [offers['33']]);
    await act(region.deans['32'], application, 'nominate');
    expect(await refusedWith(act(region.deans['32'], other, 'nominate'))).toBe('exchange/over-quota');
    await addSlots(platform, region.deans['33'], offers['33'], { panel: '甲组', room: '201', from: '2027-05-05T01:00:00Z', minutes: 20, count: 1 });
    const [slot] = await listSlots(platform, region.deans['33'], offers['33']);
    await bookSlot(platform, first, slot!.id, application);
    await act(first, application, 'withdraw');
    expect((await listSlots(platform, region.deans['33'], offers['33']))[0]).toMatchObject({ applicationId: null });
    await act(region.deans['32'], other, 'nominate');
    expect(await own(second, id)).toMatchObject({ state: 'nominated', nominationRank: 1 });
  });

  test('does not leave after the deadline or while hosts order; from the reserve they do once the matching is known', async () => {
    const { id, people } = await aSchemeToOrder(platform, db, region, { 32: 2, 33: 1 }, { year: nextYear() });
    const [first, second] = people as [(typeof people)[0], (typeof people)[0]];
    expect(await refusedWith(act(second.member, second.id, 'withdraw'))).toBe('exchange/not-open');
    const forged = (member: PersonActor, of: string, more: ReturnType<typeof sql>) => refusedWith(inTransaction(db, member, (tx) => sql`update exchange.application set state = 'withdrawn', nomination_rank = null ${more} where id = ${of}`.execute(tx.db)));
    expect(await forged(second.member, second.id, sql``)).toBe('42501');
    await match(id);
    expect((await own(second.member, id))?.state).toBe('reserve');
    expect(await forged(first.member, first.id, sql`, offer_id = null`)).toBe('42501');
    expect(await forged(second.member, second.id, sql`, statement = '改写'`)).toBe('42501');
    await act(second.member, second.id, 'withdraw');
    await act(first.member, first.id, 'decline', '已就业');
    expect((await db.admin.query('select from exchange.application where scheme_id = $1 and state = $2', [id, 'offered'])).rows).toHaveLength(1);
  });

  test('that was sent in is not withdrawn after the deadline, also not when nominated', async () => {
    const { id, offers } = await anOpenScheme(platform, region, { year: nextYear() });
    const member = await aMember(db, region, '32');
    const application = await anApplication(platform, member, id, [offers['33']]);
    await act(region.deans['32'], application, 'nominate');
    const { version } = (await own(member, id))!;
    expect(await refusedWith(moveApplication(testPlatform(db, { now: '2027-05-01T00:00:00Z' }), member, { id: application, transition: 'withdraw', version }))).toBe('exchange/deadline-passed');
  });
});

describe('a post that is withdrawn while applications are open', () => {
  test('leaves nobody unaware: whoever listed it has a task and may wish anew until the deadline, nominated as they are, and the home hears of it', async () => {
    const { id, offers } = await anOpenScheme(platform, region, { year: nextYear(), mechanism: 'da-applicant', parties: ['32', '33', '34'] });
    const member = await aMember(db, region, '32');
    const stranger = await aMember(db, region, '32', '别人');
    const application = await anApplication(platform, member, id, [offers['33']]);
    const other = await anApplication(platform, stranger, id, [offers['34']]);
    for (const one of [application, other]) await act(region.deans['32'], one, 'nominate');
    const save = async (who: PersonActor, wishes: string[], statement?: string) => {
      const now = (await own(who, id))!;
      return refusedWith(saveApplication(platform, who, now.id, { version: now.version, statement: statement ?? now.statement, wishes }));
    };
    expect(await save(member, [offers['34']])).toBe('exchange/not-open');
    await moveOffer(platform, region.deans['33'], { id: offers['33'], transition: 'withdraw', version: 2, reason: '导师出国' });
    expect([await openTasks(application), await openTasks(other)]).toEqual([['exchange.application/wish-anew'], []]);
    expect(await save(stranger, [])).toBe('exchange/not-open');
    const forged = inTransaction(db, stranger, (tx) => sql`update exchange.application set wishes_anew = true where id = ${other}`.execute(tx.db));
    expect(await refusedWith(forged)).toBe('42501');
    expect(await refusedWith(inTransaction(db, stranger, (tx) => sql`insert into exchange.wish (application_id, rank, offer_id) values (${other}, 2, ${offers['32']})`.execute(tx.db)))).toBe('42501');
    expect(await save(member, [])).toBe('exchange/no-wishes');
    expect(await save(member, [offers['34']], '改写')).toBe('exchange/not-open');
    expect(await save(member, [offers['34']])).toBe('done');
    expect(await own(member, id)).toMatchObject({ state: 'nominated', nominationRank: 1, wishes: [{ rank: 1, offerId: offers['34'] }] });
    expect([await openTasks(application), await notices(application)]).toEqual([[], ['exchange.application/wished-anew']]);
    expect(await save(member, [offers['34']])).toBe('done');
    expect(await notices(application)).toEqual(['exchange.application/wished-anew']);
    await order(id);
    expect(await save(member, [offers['34']])).toBe('exchange/not-open');
  });

  test('keeps the numbers of the wishes: who gets the second one reads so, why the first failed, and it is not counted as a first wish', async () => {
    const { id, offers } = await anOpenScheme(platform, region, { year: nextYear(), mechanism: 'da-applicant', parties: ['32', '33', '34'] });
    const member = await aMember(db, region, '32');
    const application = await anApplication(platform, member, id, [offers['33'], offers['34']]);
    await act(region.deans['32'], application, 'nominate');
    await moveOffer(platform, region.deans['33'], { id: offers['33'], transition: 'withdraw', version: 2, reason: '导师出国' });
    await order(id);
    expect(await openTasks(application)).toEqual([]);
    await match(id);
    expect(await own(member, id)).toMatchObject({ state: 'offered', offerId: offers['34'], outcome: { wish: 2, refused: [{ offer: '交换名额33', reason: { kind: 'withdrawn' } }] } });
    const { run } = await showMatching(platform, region.officers['34'], id);
    expect(run?.summary).toMatchObject({ placed: 1, byWish: [0, 1], blockingPairs: 0 });
  });
});
