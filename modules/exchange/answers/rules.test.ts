import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerDeadline, mayRestore, overdueOn, successorsOf, type Waiting } from './rules.ts';

const none = { conditions: [] };

describe('a place', () => {
  test('has come due when nobody answered by the last day, and not on that day', () => {
    expect(overdueOn('2027-06-01', { state: 'offered', answerUntil: '2027-06-01', ...none })).toBeUndefined();
    expect(overdueOn('2027-06-02', { state: 'offered', answerUntil: '2027-06-01', ...none })).toBe('unanswered');
    for (const state of ['accepted', 'declined', 'reserve', 'deferred']) expect(overdueOn('2030-01-01', { state, answerUntil: '2027-06-01', ...none })).toBeUndefined();
  });

  test('on conditions has come due when one is not met or its day has passed, whatever the day of answering', () => {
    const on = (...conditions: { state: string; dueOn: string }[]) => overdueOn('2027-07-02', { state: 'conditional', answerUntil: '2027-06-01', conditions });
    expect(on({ state: 'met', dueOn: '2027-06-01' }, { state: 'open', dueOn: '2027-07-02' })).toBeUndefined();
    expect(on({ state: 'open', dueOn: '2027-07-01' })).toBe('conditionOverdue');
    expect(on({ state: 'notMet', dueOn: '2028-01-01' })).toBe('conditionNotMet');
  });

  test('is answered in as many days as everybody had, and never before the scheme’s own day', () => {
    expect(answerDeadline({ today: '2027-05-01', answerUntil: '2027-06-01', answerDays: 7 })).toBe('2027-06-01');
    expect(answerDeadline({ today: '2027-06-20', answerUntil: '2027-06-01', answerDays: 7 })).toBe('2027-06-27');
  });

  test('goes back when it is free, or when whoever moved up has not answered; never from under somebody who accepted', () => {
    expect(mayRestore({ successor: undefined, placesLeft: 1 })).toBe('restore');
    expect(mayRestore({ successor: undefined, placesLeft: 0 })).toBe('tooLate');
    expect(mayRestore({ successor: { state: 'offered' }, placesLeft: 0 })).toBe('takeBack');
    expect(mayRestore({ successor: { state: 'accepted' }, placesLeft: 0 })).toBe('tooLate');
    expect(mayRestore({ successor: { state: 'declined' }, placesLeft: 1 })).toBe('restore');
  });
});

describe('who moves up', () => {
  const waiting: Waiting[] = [{ applicationId: 'a', homeId: 'h', posts: [{ offerId: 'p', rank: 5 }] }, { applicationId: 'b', homeId: 'g', posts: [{ offerId: 'p', rank: 2 }, { offerId: 'q', rank: 1 }] }, { applicationId: 'c', homeId: 'h', posts: [{ offerId: 'p', rank: 3 }] }];
  const freed = (offerId: string, homeId = 'h') => ({ applicationId: 'x', offerId, homeId });

  const anybody = () => true;
  const sameHome = (one: Waiting, place: { homeId: string }) => one.homeId === place.homeId;

  test('is whom the host ranks highest; in a balanced exchange only somebody of the same home', () => {
    expect(successorsOf([freed('p')], waiting, anybody)).toEqual(['b']);
    expect(successorsOf([freed('p')], waiting, sameHome)).toEqual(['c']);
    expect(successorsOf([freed('p', 'x')], waiting, sameHome)).toEqual([undefined]);
  });

  test('is somebody else for each place', () => {
    expect(successorsOf([freed('p'), freed('q'), freed('p'), freed('p')], waiting, anybody)).toEqual(['b', undefined, 'c', 'a']);
  });

  test('is never the same twice, always wishes for the place, and is passed by nobody ranked higher who was free', () => {
    const people = fc.array(fc.record({ homeId: fc.constantFrom('h', 'g'), posts: fc.uniqueArray(fc.record({ offerId: fc.constantFrom('p', 'q'), rank: fc.integer({ min: 1, max: 99 }) }), { selector: ({ offerId }) => offerId, maxLength: 2 }) }), { maxLength: 6 })
      .map((list) => list.map((one, i) => ({ applicationId: `a${i}`, ...one })));
    fc.assert(fc.property(people, fc.array(fc.record({ applicationId: fc.constant('x'), offerId: fc.constantFrom('p', 'q'), homeId: fc.constantFrom('h', 'g') }), { maxLength: 5 }), fc.boolean(), (list, places, balanced) => {
      const found = successorsOf(places, list, balanced ? sameHome : anybody);
      const gone = new Set<string>();
      for (const [i, place] of places.entries()) {
        const free = list.filter(({ applicationId, homeId, posts }) => !gone.has(applicationId) && (!balanced || homeId === place.homeId) && posts.some(({ offerId }) => offerId === place.offerId));
        const rankOf = ({ posts }: Waiting) => posts.find(({ offerId }) => offerId === place.offerId)?.rank ?? Infinity;
        const next = free.find(({ applicationId }) => applicationId === found[i]);
        expect(next === undefined).toBe(free.length === 0);
        if (next !== undefined) expect(rankOf(next)).toBe(Math.min(...free.map(rankOf)));
        if (found[i] !== undefined) gone.add(found[i]);
      }
    }), { numRuns: 200 });
  });
});
