import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PersonActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { migrations } from '../../../server/modules.ts';
import { showScheme } from '../service/schemes.ts';
import { decideMatching, anExchange, aMember, aSchemeToOrder, type Applicant, refusedWith, type Exchange } from '../testing.ts';
import { addSlots, bookSlot, freeSlot, listOwnSlots, listSlots, removeSlot } from './interviews.ts';
import { scoreCandidate, showOrder, storeOrder } from './orders.ts';

let db: Exchange['db'];
let platform: Exchange['platform'];
let region: Exchange['region'];
let nextYear: Exchange['nextYear'];
beforeAll(async () => void ({ db, platform, region, nextYear } = await anExchange(migrations)));
afterAll(() => db.drop());

const aScheme = async (count = 3) => {
  const scheme = await aSchemeToOrder(platform, db, region, { 32: count }, { year: nextYear(), mechanism: 'da-applicant' });
  return { ...scheme, offer: scheme.offers['33'], people: scheme.people as [Applicant, Applicant, Applicant] };
};
const points = (study: number, plan: number, interview: number) => ({ study, plan, interview });

describe('a host’s score', () => {
  test('is given by all criteria of the programme, one set a rater, seen by the host and by nobody else', async () => {
    const { offer, people: [first, second] } = await aScheme();
    const dean = region.deans['33'];
    const colleague = { ...dean, accountId: randomUUID() };
    expect(await refusedWith(scoreCandidate(platform, dean, offer, { applicationId: first.id, points: { study: 90 } }))).toBe('exchange/unknown-criterion');
    await scoreCandidate(platform, dean, offer, { applicationId: first.id, points: points(50, 50, 50) });
    await scoreCandidate(platform, dean, offer, { applicationId: first.id, points: points(90, 80, 70) });
    await scoreCandidate(platform, colleague, offer, { applicationId: first.id, points: points(80, 80, 80) });
    const { items } = await showOrder(platform, dean, offer);
    expect(items.find(({ id }) => id === first.id)).toMatchObject({ total: 80.75, raters: 2, own: points(90, 80, 70) });
    expect(items.find(({ id }) => id === second.id)).toMatchObject({ total: null, raters: 0 });
    expect(await refusedWith(scoreCandidate(platform, region.deans['32'], offer, { applicationId: first.id, points: points(1, 1, 1) }))).not.toBe('done');
    const count = async (actor: PersonActor) => (await inTransaction(db, actor, (tx) => sql`select from exchange.score where offer_id = ${offer}`.execute(tx.db))).rows.length;
    expect(await Promise.all([dean, region.deans['32'], region.deans['34'], first.member].map(count))).toEqual([6, 0, 0, 0]);
    const forged = inTransaction(db, dean, (tx) => sql`insert into exchange.score (offer_id, application_id, rater, criterion, points) values (${offer}, ${second.id}, ${colleague.accountId}, 'study', 1)`.execute(tx.db));
    expect(await refusedWith(forged)).toBe('42501');
  });

  test('may leave some equal, and the order in which the matching took them is kept for the reserves', async () => {
    const { id, offer, people } = await aScheme(5);
    const [one, two, three, four, five] = people.map((person) => person.id) as [string, string, string, string, string];
    await storeOrder(platform, region.deans['33'], offer, [five, [one, two, three, four]]);
    expect((await showOrder(platform, region.deans['33'], offer)).items.map(({ level }) => level)).toEqual([1, 2, 2, 2, 2]);
    await storeOrder(platform, region.deans['33'], offer, [five, one, two, three]);
    await decideMatching(platform, region.officers['32'], id, (await showScheme(platform, region.officers['32'], id)).version);
    const { rows } = await db.admin.query<{ id: string; state: string }>('select r.application_id as id, a.state from exchange.ordering r join exchange.application a on a.id = r.application_id where r.offer_id = $1 order by r.final', [offer]);
    expect(rows).toEqual([{ id: five, state: 'offered' }, { id: one, state: 'offered' }, { id: two, state: 'reserve' }, { id: three, state: 'reserve' }]);
  });

  test('puts nobody twice in an order, whichever way', async () => {
    const { offer, people: [first, second] } = await aScheme();
    expect(await refusedWith(storeOrder(platform, region.deans['33'], offer, [first.id, [second.id, first.id]]))).toBe('exchange/not-an-applicant');
    const attempt = inTransaction(db, region.deans['33'], (tx) => sql`insert into exchange.ordering (offer_id, application_id, rank, level, final) values (${offer}, ${first.id}, 1, 1, 1)`.execute(tx.db));
    expect(await refusedWith(attempt)).toBe('42501');
  });
});

describe('an interview', () => {
  const times = { panel: '第一组', room: '行政楼301', from: '2027-05-10T01:00:00Z', minutes: 20, count: 3 };
  /** Panels of their own, so that the schemes of other tests are not in the way. */
  const slotsOf = async (offer: string, more: Partial<typeof times> = {}) => {
    await addSlots(platform, region.deans['33'], offer, { ...times, panel: `组${nextYear()}`, ...more });
    return (await listSlots(platform, region.deans['33'], offer)).map(({ id }) => id);
  };

  test('is one person’s: of two who book at the same moment one is refused, and nobody sees who has it', async () => {
    const { id, offer, people: [first, second, third] } = await aScheme();
    const [slot = ''] = await slotsOf(offer);
    const results = await Promise.all([first, second, third].map((person) => refusedWith(bookSlot(platform, person.member, slot, person.id))));
    expect(results.toSorted()).toEqual(['done', 'exchange/slot-taken', 'exchange/slot-taken']);
    const loser = [first, second, third][results.findIndex((result) => result !== 'done')]!;
    expect((await listOwnSlots(platform, loser.member, id)).map(({ applicationId, personName }) => [applicationId, personName])).toEqual([[null, null], [null, null]]);
    expect(await refusedWith(removeSlot(platform, region.deans['33'], slot))).toBe('exchange/slot-booked');
  });

  test('is refused by the database where panel or person are elsewhere at that time, past all services', async () => {
    const { offer, people: [first] } = await aScheme();
    const panel = `组${nextYear()}`;
    await addSlots(platform, region.deans['33'], offer, { ...times, panel });
    expect(await refusedWith(addSlots(platform, region.deans['33'], offer, { ...times, panel, from: '2027-05-10T01:10:00Z' }))).toBe('exchange/panel-busy');
    await addSlots(platform, region.deans['33'], offer, { ...times, panel: `${panel}乙` });
    const [one, two] = (await listSlots(platform, region.deans['33'], offer)).filter(({ from }) => new Date(from).getTime() === Date.parse(times.from));
    await bookSlot(platform, first.member, one!.id, first.id);
    const overlapping = db.admin.query('insert into exchange.interview_slot (offer_id, institution_id, party, panel, room, during, application_id, person_id) select offer_id, institution_id, party, $1, room, during, null, null from exchange.interview_slot where id = $2', [panel, one!.id]);
    expect(await refusedWith(overlapping)).toBe('23P01');
    expect(await refusedWith(db.admin.query('update exchange.interview_slot set application_id = $1, person_id = $2 where id = $3', [first.id, first.member.personId, two!.id]))).toBe('23P01');
  });

  test('is for those nominated who wish for the post; freed by themselves or by the host, who lets them know', async () => {
    const { offer, offers, people: [first, second] } = await aScheme();
    const [slot = '', next = ''] = await slotsOf(offer);
    const stranger = await aMember(db, region, '34');
    expect(await refusedWith(bookSlot(platform, stranger, slot, first.id))).toBe('exchange/slot-taken');
    expect(await refusedWith(bookSlot(platform, second.member, slot, first.id))).not.toBe('done');
    expect(await refusedWith(addSlots(platform, region.deans['32'], offer, { ...times, panel: '冒名' }))).not.toBe('done');
    await bookSlot(platform, first.member, slot, first.id);
    expect(await refusedWith(bookSlot(platform, first.member, next, first.id))).toBe('exchange/interviewed-already');
    expect(await refusedWith(freeSlot(platform, second.member, slot))).toBe('exchange/slot-taken');
    await freeSlot(platform, first.member, slot);
    await bookSlot(platform, region.deans['33'], next, second.id);
    await freeSlot(platform, region.deans['33'], next);
    const { rows } = await db.admin.query<{ kind: string }>("select kind from kernel.notification where to_person_id = $1 and kind like 'exchange.interview/%' order by kind", [second.member.personId]);
    expect(rows.map(({ kind }) => kind)).toEqual(['exchange.interview/booked', 'exchange.interview/freed']);
    expect(await refusedWith(addSlots(platform, region.deans['33'], offer, { ...times, from: '2027-03-01T01:00:00Z' }))).toBe('exchange/slot-past');
    expect(offers['33']).toBe(offer);
  });
});
