import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { homesView, hostsView, peopleView, regionView, type Person, type Post, type Trial } from './views.ts';

const parties = ['31', '32', '33', '34'] as const;
const posts: Post[] = parties.map((party, i) => ({ id: `o${i}`, title: `岗位${i}`, hostId: `接收${i}`, party, capacity: 2 }));

describe('a rehearsal', () => {
  test('reads for the applicant, the home, the host and the region, side by side by mechanism', () => {
    const people: Person[] = [{ id: 'a', homeId: 'h', party: '32', nominationRank: 1 }, { id: 'b', homeId: 'h', party: '32', nominationRank: 2 }, { id: 'c', homeId: 'k', party: '34', nominationRank: 1 }];
    const trials: Trial[] = [
      { mechanism: 'da-applicant', given: new Map([['a', { offerId: 'o0', wish: 1 }], ['b', { offerId: 'o0', wish: 2 }]]) },
      { mechanism: 'ttc-balanced', given: new Map([['c', { offerId: 'o1', wish: 1 }]]) },
    ];
    expect(peopleView(people, posts, trials)[1]?.by).toEqual([{ mechanism: 'da-applicant', wish: 2, offer: '岗位0' }, { mechanism: 'ttc-balanced', wish: 0, offer: null }]);
    expect(homesView(people, trials)).toMatchObject([{ homeId: 'h', nominated: 2, by: [{ placed: 2, first: 1 }, { placed: 0, first: 0 }] }, { homeId: 'k', nominated: 1, by: [{ placed: 0 }, { placed: 1, first: 1 }] }]);
    expect(hostsView(people, posts, trials)[0]).toMatchObject({ offerId: 'o0', capacity: 2, by: [{ taken: 2, homes: 1 }, { taken: 0, homes: 0 }] });
    expect(regionView(people, posts, trials).map(({ flows }) => flows)).toEqual([[{ from: '32', to: '31', count: 2 }], [{ from: '34', to: '32', count: 1 }]]);
  });

  test('counts the same people in every view', () => {
    const person = fc.record({ homeId: fc.constantFrom('h0', 'h1', 'h2'), got: fc.option(fc.record({ offer: fc.integer({ min: 0, max: 3 }), wish: fc.integer({ min: 1, max: 4 }) }), { nil: undefined }) });
    fc.assert(fc.property(fc.array(person, { maxLength: 20 }), (drawn) => {
      const people: Person[] = drawn.map(({ homeId }, i) => ({ id: `p${i}`, homeId, party: parties[Number(homeId[1])] ?? '31', nominationRank: i + 1 }));
      const trial: Trial = { mechanism: 'assignment', given: new Map(drawn.flatMap(({ got }, i) => (got === undefined ? [] : [[`p${i}`, { offerId: `o${got.offer}`, wish: got.wish }] as const]))) };
      const sum = (counts: readonly (number | undefined)[]) => counts.reduce<number>((total, count) => total + (count ?? 0), 0);
      const placed = trial.given.size;
      expect([
        peopleView(people, posts, [trial]).filter(({ by }) => by[0]?.offer !== null).length, sum(homesView(people, [trial]).map(({ by }) => by[0]?.placed)),
        sum(hostsView(people, posts, [trial]).map(({ by }) => by[0]?.taken)), sum(regionView(people, posts, [trial])[0]?.flows.map(({ count }) => count) ?? []),
      ]).toEqual([placed, placed, placed, placed]);
    }), { numRuns: 100 });
  });
});
