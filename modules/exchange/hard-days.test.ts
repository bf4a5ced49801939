import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PersonActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { migrations } from '../../server/modules.ts';
import { cutQuota, listCut, listCuts, undoCut } from './quotas/cuts.ts';
import { ranksRestored, touchedByCut } from './quotas/rules.ts';
import { beginApplication, moveApplication, saveApplication, showOwn } from './service/applications.ts';
import { moveOffer, setQuota } from './service/offers.ts';
import { showScheme } from './service/schemes.ts';
import { aMember, anApplication, anExchange, anOpenScheme, refusedWith, type Exchange } from './testing.ts';

let db: Exchange['db'];
let platform: Exchange['platform'];
let region: Exchange['region'];
let nextYear: Exchange['nextYear'];
let act: Exchange['act'];
beforeAll(async () => void ({ db, platform, region, nextYear, act } = await anExchange(migrations)));
afterAll(() => db.drop());

const toldOf = async (person: PersonActor) => (await db.admin.query<{ kind: string; title: { zh: string } }>('select kind, title from kernel.notification where to_person_id = $1 order by id', [person.personId])).rows.map(({ kind, title }) => [kind.split('/')[1], title.zh]);
const attempt = (actor: PersonActor, statement: ReturnType<typeof sql>) => refusedWith(inTransaction(db, actor, (tx) => statement.execute(tx.db)));
const own = async (member: PersonActor, scheme: string) => (await showOwn(platform, member, scheme)).application!;

describe('a wish for a post that was withdrawn', () => {
  const withdraw = (offer: string) => moveOffer(platform, region.deans['33'], { id: offer, transition: 'withdraw', version: 2, reason: '导师出国' });

  test('is refused while one writes and when one sends; whoever wished for it is told, and can choose another', async () => {
    const { id, offers } = await anOpenScheme(platform, region, { year: nextYear(), parties: ['31', '32', '33'] });
    const [writing, sent] = [await aMember(db, region, '32', '在写'), await aMember(db, region, '32', '已提交')];
    const draft = await beginApplication(platform, writing, id);
    await saveApplication(platform, writing, draft.id, { version: 1, statement: '学习', wishes: [offers['33']] });
    const submitted = await anApplication(platform, sent, id, [offers['33'], offers['31']]);
    await withdraw(offers['33']);
    expect((await toldOf(writing))[0]?.[0]).toBe('post-withdrawn');
    expect(await refusedWith(moveApplication(platform, writing, { id: draft.id, transition: 'submit', version: 2 }))).toBe('exchange/wish-gone');
    expect(await refusedWith(saveApplication(platform, writing, draft.id, { version: 2, statement: '学习', wishes: [offers['33'], offers['31']] }))).toBe('exchange/wish-gone');
    expect((await own(sent, id)).wishes.map(({ state }) => state)).toEqual(['withdrawn', 'published']);
    await act(sent, submitted, 'edit');
    await saveApplication(platform, sent, submitted, { version: 4, statement: '学习', wishes: [offers['31']] });
    await act(sent, submitted, 'submit');
  });

  test('is taken by the database from nobody: not a withdrawn post, none of another scheme, not one’s own institution’s', async () => {
    const { id, offers } = await anOpenScheme(platform, region, { year: nextYear() });
    const other = await anOpenScheme(platform, region, { year: nextYear() });
    const member = await aMember(db, region, '32');
    const draft = await beginApplication(platform, member, id);
    const wish = (offer: string) => attempt(member, sql`insert into exchange.wish (application_id, rank, offer_id) values (${draft.id}, 1, ${offer})`);
    expect([await wish(other.offers['33']), await wish(offers['32'])]).toEqual(['23514', '23514']);
    await withdraw(offers['33']);
    expect(await wish(offers['33'])).toBe('23514');
    expect(await wish(other.offers['33'])).toBe('23514');
  });
});

describe('a quota that is cut while applications are open', () => {
  /** Three of 32 whom their home has nominated, with a quota of four. */
  async function someNominated() {
    const { id, offers } = await anOpenScheme(platform, region, { year: nextYear(), quota: 4 });
    const people: { id: string; member: PersonActor }[] = [];
    for (const name of ['甲', '乙', '丙']) {
      const member = await aMember(db, region, '32', name);
      people.push({ member, id: await anApplication(platform, member, id, [offers['33']]) });
      await act(region.deans['32'], people.at(-1)!.id, 'nominate');
    }
    return { id, offers, people };
  }
  const standing = async (ids: readonly string[]) => (await db.admin.query<{ state: string; rank: number | null }>('select state, nomination_rank as rank from exchange.application where id = any($1::uuid[]) order by id', [ids])).rows.map(({ state, rank }) => [state, rank]);
  const quotaOf = async (id: string) => (await showScheme(platform, region.officers['32'], id)).quotas.find(({ party }) => party === '32')!;
  const home = () => region.universities['32'];

  test('lists first whom it touches, the last in the home’s own order; confirmed, they go back to the home and are told; undone, all is as before', async () => {
    const { id, people } = await someNominated();
    const ids = people.map((one) => one.id);
    const officer = region.officers['32'];
    expect(await refusedWith(setQuota(platform, officer, id, { institutionId: home(), places: 1 }))).toBe('exchange/quota-below-nominated');
    const list = await listCut(platform, officer, id, { institutionId: home(), places: 1 });
    expect(list.items.map(({ personName, rank }) => [personName, rank])).toEqual([['乙', 2], ['丙', 3]]);
    expect(await standing(ids)).toEqual([['nominated', 1], ['nominated', 2], ['nominated', 3]]);
    const { id: cut } = await cutQuota(platform, officer, id, { institutionId: home(), places: 1, digest: list.digest, reason: '经费调减' });
    expect([await standing(ids), await quotaOf(id)]).toMatchObject([[['nominated', 1], ['submitted', null], ['submitted', null]], { places: 1, nominated: 1 }]);
    expect((await toldOf(people[2]!.member)).map(([kind]) => kind)).toEqual(['nominated', 'cut']);
    expect((await own(people[2]!.member, id)).statement).toBe('希望学习教育技术');
    expect(await refusedWith(act(region.deans['32'], ids[1]!, 'nominate'))).toBe('exchange/over-quota');
    expect((await listCuts(platform, region.deans['32'], id)).map(({ places, placesBefore, mayUndo, items }) => [placesBefore, places, mayUndo, items.map(({ personName }) => personName)])).toEqual([[4, 1, false, ['乙', '丙']]]);

    expect(await undoCut(platform, officer, cut, '经费已落实')).toEqual({ restored: 2, kept: 0 });
    expect([await standing(ids), await quotaOf(id)]).toMatchObject([[['nominated', 1], ['nominated', 2], ['nominated', 3]], { places: 4, nominated: 3 }]);
    expect((await toldOf(people[2]!.member)).map(([kind]) => kind)).toEqual(['nominated', 'cut', 'restored']);
    expect(await refusedWith(undoCut(platform, officer, cut, '再次'))).toBe('exchange/cut-undone');
  });

  test('is not cut when the list that was read is no longer what would happen, nor by anybody but an officer of the home’s party', async () => {
    const { id, people } = await someNominated();
    const cut = { institutionId: home(), places: 1 };
    const { digest } = await listCut(platform, region.officers['32'], id, cut);
    await act(region.deans['32'], people[2]!.id, 'undo', '本人放弃');
    expect(await refusedWith(cutQuota(platform, region.officers['32'], id, { ...cut, digest, reason: '调减' }))).toBe('exchange/list-changed');
    for (const actor of [region.deans['32'], region.officers['33'], people[0]!.member]) expect(await refusedWith(listCut(platform, actor, id, cut))).toMatch(/^(exchange\/quota-for-other-party|common\/not-found)$/);
    expect(await refusedWith(cutQuota(platform, region.officers['33'], id, { ...cut, digest, reason: '越权' }))).toBe('exchange/quota-for-other-party');
    const { rows } = await db.admin.query('select from exchange.quota_cut where scheme_id = $1', [id]);
    expect(rows).toHaveLength(0);
    for (const actor of [region.officers['32'], region.deans['32']]) expect(await attempt(actor, sql`insert into exchange.quota_cut (scheme_id, institution_id, party, places_before, places, reason, digest) values (${id}, ${home()}, '32', 4, 1, '无名单', sha256('x'))`)).toBe('42501');
  });

  test('that was changed since is not undone, and who went another way meanwhile keeps it', async () => {
    const { id, people } = await someNominated();
    const officer = region.officers['32'];
    const cutTo = async (places: number) => (await cutQuota(platform, officer, id, { institutionId: home(), places, digest: (await listCut(platform, officer, id, { institutionId: home(), places })).digest, reason: '调减' })).id;
    const first = await cutTo(1);
    await setQuota(platform, officer, id, { institutionId: home(), places: 2 });
    expect(await refusedWith(undoCut(platform, officer, first, '恢复'))).toBe('exchange/quota-moved-on');
    await act(region.deans['32'], people[2]!.id, 'nominate');
    const second = await cutTo(1);
    await act(people[2]!.member, people[2]!.id, 'withdraw');
    expect(await undoCut(platform, officer, second, '恢复')).toEqual({ restored: 0, kept: 1 });
    expect((await quotaOf(id)).places).toBe(2);
  });

  test('by two officers at once, or while the home nominates, leaves nobody beyond it', async () => {
    const { id, people, offers } = await someNominated();
    const officer = region.officers['32'];
    const { digest } = await listCut(platform, officer, id, { institutionId: home(), places: 1 });
    const late = await anApplication(platform, await aMember(db, region, '32', '丁'), id, [offers['33']]);
    const cut = () => refusedWith(cutQuota(platform, officer, id, { institutionId: home(), places: 1, digest, reason: '调减' }));
    const results = await Promise.all([cut(), cut(), refusedWith(act(region.deans['32'], late, 'nominate'))]);
    const { places, nominated } = await quotaOf(id);
    expect(nominated).toBeLessThanOrEqual(places);
    expect(results.slice(0, 2).filter((result) => result === 'done').length).toBeLessThanOrEqual(1);
    expect((await standing([...people.map((one) => one.id), late])).filter(([state]) => state === 'nominated')).toHaveLength(nominated);
  });

  test('takes back the last, as many as are too many, and nobody who is in the matching; whoever comes back has a place of their own', () => {
    const states = fc.constantFrom('nominated', 'atParty', 'atDivision', 'reserve', 'accepted');
    fc.assert(fc.property(fc.array(states, { maxLength: 8 }), fc.nat({ max: 8 }), (list, places) => {
      const nominated = list.map((state, i) => ({ id: `a${i}`, state, rank: i + 1 }));
      const found = touchedByCut(nominated, places);
      const fixed = nominated.filter(({ state }) => state === 'reserve' || state === 'accepted');
      if ('tooFew' in found) {
        expect(fixed.length).toBeGreaterThan(places);
        return;
      }
      expect(found.touched.length).toBe(Math.max(0, nominated.length - places));
      expect(found.touched.some(({ id }) => fixed.some((one) => one.id === id))).toBe(false);
      const left = nominated.filter((one) => !found.touched.some(({ id }) => id === one.id) && !fixed.includes(one));
      for (const one of found.touched) expect(left.every(({ rank }) => rank < one.rank)).toBe(true);
      const occupied = left.map(({ rank }) => rank + 1);
      const ranks = ranksRestored(found.touched.map(({ rank }) => rank), occupied);
      expect(new Set([...ranks, ...occupied]).size).toBe(ranks.length + occupied.length);
    }), { numRuns: 300 });
  });
});
