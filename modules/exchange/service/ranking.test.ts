import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PersonActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { migrations } from '../../../server/modules.ts';
import { aMember, anApplication, anExchange, anOpenScheme, decideMatching, refusedWith, type Exchange } from '../testing.ts';
import { showOwn } from './applications.ts';
import { rankNominations } from './ranking.ts';
import { moveScheme, showScheme } from './schemes.ts';

let exchange: Exchange;
beforeAll(async () => void (exchange = await anExchange(migrations)));
afterAll(() => exchange.db.drop());

async function someNominated(preset: 'exchangeStudents' | 'collegeCadres', count = 3) {
  const { platform, db, region } = exchange;
  const { id, offers } = await anOpenScheme(platform, region, { year: exchange.nextYear(), preset, quota: 5, mechanism: preset === 'exchangeStudents' ? 'ttc-balanced' : 'da-applicant' });
  const people: { id: string; member: PersonActor }[] = [];
  for (let i = 0; i < count; i += 1) {
    const member = await aMember(db, region, '32', `学生${i}`);
    const application = await anApplication(platform, member, id, [offers['33']]);
    await exchange.act(region.deans['32'], application, 'nominate');
    people.push({ id: application, member });
  }
  const homeId = region.universities['32'];
  const ranks = async () => (await db.admin.query<{ rank: number | null }>('select nomination_rank as rank from exchange.application where id = any($1::uuid[]) order by array_position($1::uuid[], id)', [people.map((one) => one.id)])).rows.map(({ rank }) => rank);
  const rank = (actor: PersonActor, order: readonly string[], home = homeId) => refusedWith(rankNominations(platform, actor, id, { homeId: home, order }));
  return { id, offers, people, ids: people.map((one) => one.id) as [string, string, string], homeId, ranks, rank };
}

test('a home puts those it nominates in order at once, and a balanced exchange sends the first', async () => {
  const { platform, db, region } = exchange;
  const { id, offers, people, ids: [first, second, third], ranks, rank } = await someNominated('exchangeStudents');
  expect(await ranks()).toEqual([1, 2, 3]);
  expect(await rank(region.deans['32'], [third, first, second])).toBe('done');
  expect(await ranks()).toEqual([2, 3, 1]);
  const partner = await aMember(db, region, '33', '对方学生');
  await exchange.act(region.deans['33'], await anApplication(platform, partner, id, [offers['32']]), 'nominate');
  const version = async () => (await showScheme(platform, region.officers['32'], id)).version;
  await moveScheme(platform, region.officers['32'], { id, transition: 'order', version: await version() });
  expect(await rank(region.deans['32'], [first, second, third])).toBe('exchange/not-open');
  await decideMatching(platform, region.officers['32'], id, await version());
  expect(await Promise.all(people.map(async ({ member }) => (await showOwn(platform, member, id)).application?.state))).toEqual(['reserve', 'reserve', 'offered']);
});

test('the order is whole: nobody left out, twice, or of somebody else’s; whoever left leaves no gap', async () => {
  const { region } = exchange;
  const { people, ids: [first, second, third], ranks, rank } = await someNominated('exchangeStudents');
  for (const order of [[first, second], [first, second, second], [first, second, crypto.randomUUID()]]) expect(await rank(region.deans['32'], order)).toBe('exchange/ranked-others');
  expect(await ranks()).toEqual([1, 2, 3]);
  await exchange.act(people[0]!.member, first, 'withdraw');
  expect(await rank(region.deans['32'], [third, second])).toBe('done');
  expect(await ranks()).toEqual([null, 2, 1]);
});

test('the order is changed while those above look at it, by whoever nominates and by nobody else, past the service neither', async () => {
  const { db, region } = exchange;
  const { ids, ranks, rank } = await someNominated('collegeCadres', 2);
  expect(await rank(region.deans['32'], ids.toReversed())).toBe('done');
  expect(await ranks()).toEqual([2, 1]);
  expect([await rank(region.deans['33'], ids), await rank(region.officers['33'], ids)]).toEqual(['exchange/ranked-others', 'exchange/ranked-others']);
  expect(await rank(region.officers['32'], ids)).toBe('done');
  const by = (actor: PersonActor, change: ReturnType<typeof sql>) => refusedWith(inTransaction(db, actor, (tx) => sql`update exchange.application set ${change} where id = ${ids[0]}`.execute(tx.db)));
  expect(await by(region.deans['32'], sql`nomination_rank = 2`)).toBe('23505');
  expect(await by(region.deans['32'], sql`reason = '改'`)).toBe('42501');
  await by(region.deans['33'], sql`nomination_rank = 9`);
  expect(await ranks()).toEqual([1, 2]);
});
