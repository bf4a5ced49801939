import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadSolver } from '#kernel/solver/solver.ts';
import { at, solve, withModel, type Solver } from '../solver.ts';
import { withChanges } from './conflict.ts';
import { groupPeople, keepsBounds, type Bound, type DrawRequest, type Person } from './request.ts';
import { giniOf, solveDraw, type Lottery, type Objective } from './solve.ts';
import { aRequestLikeAnAssemblys } from './testing.ts';
import { allTickets, shareTickets } from './tickets.ts';
import { describeConflict } from './words.ts';

let solver: Solver;
beforeAll(async () => { solver = await loadSolver(); });

const lotteryOf = (request: DrawRequest, objective: Objective = 'leximin'): Lottery => {
  const answer = solveDraw(solver, request, objective);
  if ('conflict' in answer) throw new Error(describeConflict(answer.conflict).en);
  return answer.lottery;
};
const conflictOf = (request: DrawRequest) => {
  const answer = solveDraw(solver, request, 'leximin');
  if (!('conflict' in answer)) throw new Error('there is a panel');
  return answer.conflict;
};
const people = (...kinds: string[]): Person[] => kinds.map((kind, i) => ({ id: `p${i}`, values: { sex: kind[0] ?? '', party: kind[1] ?? '', field: kind[2] ?? '' } }));
const bound = (category: string, value: string, min: number, max: number, flex: Partial<Bound> = {}): Bound => ({ category, value, min, max, ...flex });

function panelsOf(request: DrawRequest): number[][] {
  const all = request.people.map((_, i) => i);
  const choose = (from: number[], count: number): number[][] => (count === 0 ? [[]] : from.flatMap((first, i) => choose(from.slice(i + 1), count - 1).map((rest) => [first, ...rest])));
  return choose(all, request.seats).filter((panel) => keepsBounds(request, panel));
}

/** Leximin by the textbook: over every panel and every person, raise the least, then ask of each one by one whether they could have more. */
function leximinByForce(request: DrawRequest, panels: readonly number[][]): number[] {
  const count = request.people.length;
  const cap = request.cap ?? 1;
  const settled = new Map<number, number>();
  const best = (objective: number | 'level', level: number | undefined): number =>
    withModel(solver, {
      sense: 'maximize',
      columns: [...panels.map((panel) => ({ cost: objective !== 'level' && panel.includes(objective) ? 1 : 0, lower: 0, upper: 1 })), { cost: objective === 'level' ? 1 : 0, lower: level ?? 0, upper: level ?? 1 }],
      rows: [
        { lower: 1, upper: 1, columns: panels.map((_, j) => j), values: panels.map(() => 1) },
        ...request.people.flatMap((_, i) => {
          const columns = panels.flatMap((panel, j) => (panel.includes(i) ? [j] : []));
          const values = columns.map(() => 1);
          const chance = settled.get(i);
          return [
            chance === undefined ? { lower: -1e-9, upper: Infinity, columns: [...columns, panels.length], values: [...values, -1] } : { lower: chance - 1e-9, upper: Infinity, columns, values },
            { lower: 0, upper: cap, columns, values },
          ];
        }),
      ],
    }, (model) => {
      if (solve(solver, model) === undefined) throw new Error('no lottery under the cap');
      return model.getObjectiveValue();
    });
  while (settled.size < count) {
    const level = best('level', undefined);
    const open = request.people.flatMap((_, i) => (settled.has(i) ? [] : [i]));
    const stuck = open.filter((i) => best(i, level) < level + 1e-6);
    for (const i of stuck.length === 0 ? open : stuck) settled.set(i, level);
  }
  return request.people.map((_, i) => settled.get(i)!);
}

const kind = fc.tuple(fc.constantFrom('f', 'm'), fc.constantFrom('1', '2', '3'), fc.constantFrom('x', 'y')).map((parts) => parts.join(''));
const aSmallRequest = fc.record({
  kinds: fc.array(kind, { minLength: 3, maxLength: 8 }), seats: fc.integer({ min: 1, max: 4 }),
  limits: fc.array(fc.record({ at: fc.constantFrom(['sex', 'f'], ['sex', 'm'], ['party', '1'], ['party', '2'], ['party', '3'], ['field', 'x'], ['field', 'y']), min: fc.integer({ min: 0, max: 2 }), more: fc.integer({ min: 0, max: 2 }) }), { maxLength: 5 }),
}).map(({ kinds, seats, limits }): DrawRequest => ({ people: people(...kinds), seats, bounds: [...new Map(limits.map(({ at: [category, value], min, more }) => [value, bound(category!, value!, min, min + more)])).values()] }));

describe('the fairest lottery', () => {
  test('is the one that trying every panel finds: the same least chance, the same chance for everybody', () => {
    let [solved, impossible] = [0, 0];
    fc.assert(fc.property(aSmallRequest, (request) => {
      const panels = panelsOf(request);
      const answer = solveDraw(solver, request, 'leximin');
      if (panels.length === 0) { impossible += 1; expect('conflict' in answer).toBe(true); return; }
      solved += 1;
      const expected = leximinByForce(request, panels);
      const { chances } = lotteryOf(request);
      chances.forEach((chance, i) => expect(chance).toBeCloseTo(expected[i]!, 5));
      const least = (values: readonly number[]) => Math.min(...values.filter((value) => value > 1e-6));
      expect(least(lotteryOf(request, 'maximin').chances)).toBeCloseTo(least(expected), 5);
    }), { numRuns: 120, seed: 20270315 });
    expect(solved).toBeGreaterThan(40);
    expect(impossible).toBeGreaterThan(10);
  }, 120_000);

  test('is found where whole panels cannot do what divided ones could', () => {
    // each field excludes another: a triangle, of which half of each would be a panel if people could be divided
    const request: DrawRequest = {
      people: [['1', '0', '0', '0'], ['1', '1', '0', '0'], ['0', '1', '1', '0'], ['1', '0', '1', '0'], ['0', '0', '0', '1']].map(([a, b, c, d], i) => ({ id: `p${i}`, values: { a: a!, b: b!, c: c!, d: d! } })),
      bounds: [bound('a', '1', 0, 1), bound('b', '1', 0, 1), bound('c', '1', 0, 1)], seats: 2,
    };
    const { chances } = lotteryOf(request);
    const expected = leximinByForce(request, panelsOf(request));
    chances.forEach((chance, i) => expect(chance).toBeCloseTo(expected[i]!, 5));
  });

  test('keeps the cap on anybody\'s chance, and says so when it cannot', () => {
    const request: DrawRequest = { people: people('f1x', 'm1x', 'm1x', 'm1x', 'm1y'), bounds: [bound('sex', 'f', 0, 1), bound('sex', 'm', 1, 2), bound('field', 'y', 0, 1), bound('field', 'x', 0, 2)], seats: 2, cap: 0.45 };
    const { chances } = lotteryOf(request);
    expect(Math.max(...chances)).toBeLessThanOrEqual(0.45 + 1e-6);
    const must: DrawRequest = { ...request, bounds: [bound('sex', 'f', 1, 1), bound('sex', 'm', 1, 1)], cap: 0.9 };
    expect(conflictOf(must)).toMatchObject({ kind: 'cap', least: 1 });
    expect(describeConflict(conflictOf(must)).zh).toContain('100%');
  });

  test('has whole tickets that add up, panels that keep every bound, and equal chances inside a group', () => {
    for (const [seats, size, seed] of [[22, 150, 3], [20, 200, 4]] as const) {
      const request = aRequestLikeAnAssemblys({ people: size, seats, seed });
      const { panels, chances, min, gini } = lotteryOf(request);
      expect(panels.reduce((sum, { tickets }) => sum + tickets, 0)).toBe(allTickets);
      expect(panels.every((panel) => panel.tickets >= 1 && keepsBounds(request, panel.people))).toBe(true);
      for (const { members } of groupPeople(request).groups) {
        const inside = members.map((i) => chances[i]!);
        expect((Math.max(...inside) - Math.min(...inside)) * allTickets).toBeLessThanOrEqual(1);
      }
      expect(min).toBe(Math.min(...chances));
      expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(seats, 9);
      expect(gini).toBeCloseTo(giniOf(chances), 12);
    }
  });

  test('is the same when asked again', () => {
    const request = aRequestLikeAnAssemblys({ people: 60, seats: 10, seed: 9, slack: 2 });
    expect(lotteryOf(request)).toEqual(lotteryOf(request));
  });
});

describe('tickets shared inside groups', () => {
  test('are whole, add up, and differ by one at most, whatever panels are mixed', () => {
    const arbitrary = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }).chain((sizes) => fc.record({
      sizes: fc.constant(sizes),
      mix: fc.array(fc.record({ counts: fc.tuple(...sizes.map((size) => fc.integer({ min: 0, max: size }))), weight: fc.integer({ min: 1, max: 1000 }) }), { minLength: 1, maxLength: 6 }),
    }));
    fc.assert(fc.property(arbitrary, ({ sizes, mix }) => {
      const sum = mix.reduce((all, { weight }) => all + weight, 0);
      let next = 0;
      const groups = sizes.map((size) => ({ values: [], members: Array.from({ length: size }, () => next++) }));
      const panels = shareTickets({ groups, sizes, seats: 0, cap: 1, rows: [] }, mix.map(({ counts, weight }) => ({ counts: Int32Array.from(counts), weight: weight / sum })));
      expect(panels.reduce((all, { tickets }) => all + tickets, 0)).toBe(allTickets);
      const due = new Float64Array(next);
      for (const { people, tickets } of panels) {
        expect(new Set(people).size).toBe(people.length);
        expect(tickets).toBeGreaterThan(0);
        expect(mix.some(({ counts }) => counts.every((count, g) => people.filter((person) => groups[g]!.members.includes(person)).length === count))).toBe(true);
        for (const person of people) due[person] = due[person]! + tickets;
      }
      for (const { members } of groups) expect(Math.max(...members.map((i) => due[i]!)) - Math.min(...members.map((i) => due[i]!))).toBeLessThanOrEqual(1);
    }), { numRuns: 300 });
  });
});

describe('bounds that cannot hold together', () => {
  test('are named, every one needed, with how many short and the nearest change that works', () => {
    let found = 0;
    fc.assert(fc.property(aSmallRequest, (request) => {
      fc.pre(request.people.length >= request.seats && panelsOf(request).length === 0);
      found += 1;
      const conflict = conflictOf(request);
      if (conflict.kind !== 'bounds') throw new Error(conflict.kind);
      const only = (limits: typeof conflict.together): DrawRequest => ({ ...request, bounds: limits.map(({ bound, side }) => (side === 'min' ? { ...bound, max: 99 } : { ...bound, min: 0 })) });
      expect(panelsOf(only(conflict.together))).toEqual([]);
      for (const limit of conflict.together) expect(panelsOf(only(conflict.together.filter((other) => other !== limit))).length).toBeGreaterThan(0);
      expect(conflict.short).toBeGreaterThan(0);
      expect(panelsOf(withChanges(request, conflict.nearest)).length).toBeGreaterThan(0);
      // and nothing nearer works: one person less of change anywhere, and there is no panel
      for (const { bound, min, max } of conflict.nearest) {
        if (min < bound.min) expect(panelsOf(withChanges(request, conflict.nearest.map((change) => (change.bound === bound ? { ...change, min: min + 1 } : change))))).toEqual([]);
        if (max > bound.max) expect(panelsOf(withChanges(request, conflict.nearest.map((change) => (change.bound === bound ? { ...change, max: max - 1 } : change))))).toEqual([]);
      }
    }), { numRuns: 60, seed: 7 });
    expect(found).toBeGreaterThan(20);
  }, 60_000);

  test('give way within what is soft, and a hard rule is never among what is proposed while soft ones suffice', () => {
    const request: DrawRequest = {
      people: people('f1x', 'm1x', 'm2x', 'm3y', 'm2y', 'm3x'), seats: 4,
      bounds: [bound('sex', 'f', 2, 4, { minFlex: 1, maxFlex: 4 }), bound('sex', 'm', 0, 3), bound('party', '1', 2, 2), bound('party', '2', 1, 2), bound('party', '3', 1, 2)],
    };
    const conflict = conflictOf(request);
    expect(conflict).toMatchObject({ kind: 'bounds', withinSoft: true, short: 1, together: [{ side: 'min', available: 1, bound: { value: 'f' } }], nearest: [{ bound: { value: 'f' }, min: 1, max: 4 }] });
    expect(describeConflict(conflict).zh).toContain('“sex=f”至少 2 人（可抽取的有 1 人）');
    const hard = conflictOf({ ...request, bounds: [bound('sex', 'f', 2, 4), ...request.bounds.slice(1)] });
    expect(hard).toMatchObject({ withinSoft: false });
    expect(describeConflict(hard).zh).toContain('硬性要求');
  });

  test('are not looked for where there are too few people: a pool of one', () => {
    const conflict = conflictOf({ people: people('f1x'), bounds: [], seats: 3 });
    expect(conflict).toEqual({ kind: 'tooFewPeople', people: 1, seats: 3 });
    expect(describeConflict(conflict).zh).toBe('可抽取的只有 1 人，少于所需的 3 人，还缺 2 人。');
    expect(lotteryOf({ people: people('f1x'), bounds: [], seats: 1 }).chances).toEqual([1]);
  });
});

describe('the solver', () => {
  test('gives the dual of a row as what the objective gains when the row asks for one more, for either sense', () => {
    const dual = (sense: 'minimize' | 'maximize') => withModel(solver, { sense, columns: [{ cost: 3, lower: 0, upper: 10 }], rows: [sense === 'minimize' ? { lower: 2, upper: Infinity, columns: [0], values: [1] } : { lower: -Infinity, upper: 2, columns: [0], values: [1] }] }, (model) => at(solve(solver, model)!.rowDual, 0));
    expect([dual('minimize'), dual('maximize')]).toEqual([3, 3]);
  });
});
