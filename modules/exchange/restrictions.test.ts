import { describe, expect, test } from 'vitest';
import { problemOf, tablesOf } from '#algorithms/matching/entries.ts';
import { positionOf } from '#algorithms/matching/market.ts';
import { solve } from '#algorithms/matching/solve.ts';
import { faultOfLimits, fitsLimits, noLimits, restrictedEntries, type SchemeLimits } from './restrictions.ts';

const person = (id: string, party: string, more: { category?: string; team?: string; wishes?: string[] } = {}) => ({ id, home: `大学${party}`, party, category: null, team: null, wishes: ['p', 'q'], ...more });
const post = (id: string, division: string, priorities: string[], capacity = 2) => ({ id, host: `接收${id}`, capacity, priorities, division });
const matched = (entries: Parameters<typeof problemOf>[0]) => {
  const { problem, names } = problemOf(entries);
  const matching = solve(problem, { mechanism: 'da-applicant', tolerance: 0 });
  return Object.fromEntries(names.applicants.map((id, a) => [id, names.positions[positionOf(problem.market, matching, a)] ?? null]));
};
const everybody = ['a', 'b', 'c'];

describe('what a scheme restricts', () => {
  test('is refused where no mechanism keeps it, or it makes no sense', () => {
    const fault = (limits: Partial<SchemeLimits>, mechanism = 'da-applicant') => faultOfLimits({ ...noLimits, ...limits }, mechanism);
    expect(fault({})).toBeUndefined();
    expect(fault({}, 'ttc-balanced')).toBeUndefined();
    expect(fault({ teams: true }, 'ttc-balanced')).toBe('mechanism');
    expect(fault({ caps: [{ region: '32', most: 3 }] }, 'assignment')).toBe('mechanism');
    expect(fault({ teams: true, caps: [{ region: '32', most: 3 }] })).toBeUndefined();
    expect(fault({ by: 'party', quotas: [{ category: '', most: 1 }] })).toBeUndefined();
    expect(fault({ by: 'party', quotas: [] })).toBe('quotas');
    expect(fault({ by: 'category', quotas: [{ category: '校长', most: 1 }, { category: '校长', most: 2 }] })).toBe('quotas');
    expect(fault({ caps: [{ region: '32', most: 3 }, { region: '3201', most: 1 }] })).toBeUndefined();
    expect(fault({ caps: [{ region: '44', most: 3 }] })).toBe('regions');
  });

  test('by party: no post takes more than so many from one party', () => {
    const applicants = [person('a', '32'), person('b', '32'), person('c', '34')];
    const limits: SchemeLimits = { ...noLimits, by: 'party', quotas: [{ category: '', most: 1 }] };
    expect(matched(restrictedEntries({ applicants, positions: [post('p', '330100', everybody), post('q', '310000', everybody)], limits, incomplete: new Set() }))).toEqual({ a: 'p', b: 'q', c: 'p' });
  });

  test('by category, and by a city in its province: each within its own', () => {
    const applicants = [person('a', '32', { category: '校长' }), person('b', '32', { category: '校长' }), person('c', '34', { category: '教师' })];
    const by: SchemeLimits = { ...noLimits, by: 'category', quotas: [{ category: '校长', most: 1 }] };
    expect(matched(restrictedEntries({ applicants, positions: [post('p', '330100', everybody, 3)], limits: by, incomplete: new Set() }))).toEqual({ a: 'p', b: null, c: 'p' });
    const caps: SchemeLimits = { ...noLimits, caps: [{ region: '33', most: 2 }, { region: '3301', most: 1 }] };
    const entries = restrictedEntries({ applicants, positions: [post('p', '330100', everybody, 3), post('q', '330200', everybody, 3)], limits: caps, incomplete: new Set() });
    expect(entries.caps).toEqual([{ region: '33', cap: 2, within: '' }, { region: '3301', cap: 1, within: '33' }]);
    expect(entries.positions.map(({ region }) => region)).toEqual(['3301', '33']);
    // The province's two are shared by places: Hangzhou, which takes one, stands for one, the other post for three.
    expect(matched(entries)).toEqual({ a: 'q', b: 'q', c: null });
  });

  test('a team goes together or not at all, and nobody of it when one was not nominated', () => {
    const applicants = [person('a', '32', { team: 'AB2345', wishes: ['p', 'q'] }), person('b', '32', { team: 'AB2345', wishes: ['p', 'q'] }), person('c', '34', { wishes: ['p'] })];
    const limits: SchemeLimits = { ...noLimits, teams: true };
    const of = (incomplete: Set<string>) => matched(restrictedEntries({ applicants, positions: [post('p', '330100', ['c', 'a', 'b']), post('q', '310000', ['a', 'b'])], limits, incomplete }));
    expect(of(new Set())).toEqual({ a: 'q', b: 'q', c: 'p' });
    expect(of(new Set(['AB2345']))).toEqual({ a: null, b: null, c: 'p' });
  });

  test('a team goes together within quotas and caps, or by its next wish', () => {
    const applicants = [person('a', '32', { team: 'AB2345', wishes: ['p', 'q'] }), person('b', '32', { team: 'AB2345', wishes: ['p', 'q'] }), person('c', '34', { wishes: ['q', 'p'] })];
    const of = (limits: Partial<SchemeLimits>) => matched(restrictedEntries({ applicants, positions: [post('p', '330100', everybody, 3), post('q', '310000', everybody, 3)], limits: { ...noLimits, teams: true, ...limits }, incomplete: new Set() }));
    expect(of({ caps: [{ region: '33', most: 2 }] })).toEqual({ a: 'p', b: 'p', c: 'q' });
    expect(of({ caps: [{ region: '33', most: 1 }] })).toEqual({ a: 'q', b: 'q', c: 'q' });
    expect(of({ by: 'party', quotas: [{ category: '', most: 1 }] })).toEqual({ a: null, b: null, c: 'q' });
  });

  test('a wish of a team for a post that was withdrawn comes true for none of them, and the later ones keep their numbers', () => {
    const applicants = [person('a', '32', { team: 'AB2345', wishes: ['x', 'p'] }), person('b', '32', { team: 'AB2345', wishes: ['q', 'r'] }), person('c', '34', { wishes: ['x', 'q'] })];
    const entries = restrictedEntries({ applicants, positions: [post('x', '330100', [], 0), ...['p', 'q', 'r'].map((id) => post(id, '330100', everybody))], limits: { ...noLimits, teams: true }, incomplete: new Set() });
    expect(matched(entries)).toEqual({ a: 'p', b: 'r', c: 'q' });
  });

  test('in a later round those who have a place count against quotas and caps; so do they when somebody would move up', () => {
    const limits: SchemeLimits = { ...noLimits, by: 'party', quotas: [{ category: '', most: 2 }], caps: [{ region: '33', most: 3 }] };
    const placed = ['34', '32'].map((party) => ({ offerId: 'p', division: '330100', home: `大学${party}`, party, category: null }));
    const entries = restrictedEntries({ applicants: [person('a', '32')], positions: [post('p', '330100', ['a']), post('q', '310000', ['a'])], limits, incomplete: new Set(), placed });
    expect(entries.positions.map(({ quotas }) => quotas?.get('32'))).toEqual([1, 2]);
    expect(entries.caps).toEqual([{ region: '33', cap: 1, within: '' }]);
    const one = { offerId: 'p', division: '330100', home: '大学32', party: '32', category: null };
    expect(fitsLimits(limits, placed, one)).toBe(true);
    expect(fitsLimits(limits, [...placed, one], one)).toBe(false);
    expect(fitsLimits(limits, [...placed, { ...one, offerId: 'x', party: '31' }], one)).toBe(false);
    expect(fitsLimits(limits, placed, { ...one, offerId: 'q', division: '310000' })).toBe(true);
  });

  test('writes the tables as they always were where nothing is restricted', () => {
    const plain = restrictedEntries({ applicants: [person('a', '32')], positions: [post('p', '330100', ['a'])], limits: noLimits, incomplete: new Set() });
    expect(tablesOf(plain)).toEqual({ applicants: 'id,home,preferences\na,大学32,p;q\n', positions: 'id,host,capacity,priorities\np,接收p,2,a\n', caps: '' });
  });
});
