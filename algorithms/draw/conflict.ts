import { at, solve, withModel, type Row, type Solver } from '../solver.ts';
import { groupPeople, type Bound, type DrawRequest } from './request.ts';

/** One side of a bound, and how many people there are to fulfil it. */
export type Limit = { readonly bound: Bound; readonly side: 'min' | 'max'; readonly available: number };
export type Change = { readonly bound: Bound; readonly min: number; readonly max: number };

/** Why no panel keeps the bounds. */
export type Conflict =
  | { readonly kind: 'tooFewPeople'; readonly people: number; readonly seats: number }
  /** Panels there are, but none without somebody's chance passing the cap; `least` is the smallest cap that could work. */
  | { readonly kind: 'cap'; readonly cap: number; readonly least: number }
  | {
      readonly kind: 'bounds';
      /** Bounds that cannot hold together, while any one fewer could: what to talk about. */
      readonly together: readonly Limit[];
      /** By how many people in all these must give way. */
      readonly short: number;
      /** The smallest change, counted in people, with which a panel exists; it keeps to the softer pairs where it can. */
      readonly nearest: readonly Change[];
      /** Whether the change stays within what the request itself calls soft; otherwise it asks to change a hard rule, and only people may do that. */
      readonly withinSoft: boolean;
    };

/** Explains a request that has no panel (or no lottery under its cap). */
export function whyNot(solver: Solver, request: DrawRequest): Conflict {
  const { people, seats, bounds } = request;
  if (people.length < seats) return { kind: 'tooFewPeople', people: people.length, seats };
  const limits = limitsOf(request);
  if (fits(solver, request, limits)) return { kind: 'cap', cap: request.cap ?? 1, least: leastCap(solver, request) };
  const together = smallestConflict(solver, request, limits);
  const short = leastSlack(solver, request, together, together.map(() => Infinity)) ?? [];
  const softRoom = limits.map((limit) => (limit.side === 'min' ? limit.bound.min - (limit.bound.minFlex ?? limit.bound.min) : (limit.bound.maxFlex ?? limit.bound.max) - limit.bound.max));
  const soft = leastSlack(solver, request, limits, softRoom);
  const slack = soft ?? leastSlack(solver, request, limits, limits.map(() => Infinity)) ?? [];
  const given = (bound: Bound, side: 'min' | 'max') => limits.reduce((sum, limit, i) => sum + (limit.bound === bound && limit.side === side ? (slack[i] ?? 0) : 0), 0);
  const nearest = bounds.map((bound) => ({ bound, min: bound.min - given(bound, 'min'), max: bound.max + given(bound, 'max') }));
  return {
    kind: 'bounds', together, short: short.reduce((sum, people) => sum + people, 0), withinSoft: soft !== undefined,
    nearest: nearest.filter(({ bound, min, max }) => min !== bound.min || max !== bound.max),
  };
}

/** The request with the change made; nothing else of it is touched. */
export function withChanges(request: DrawRequest, changes: readonly Change[]): DrawRequest {
  return { ...request, bounds: request.bounds.map((bound) => { const change = changes.find((change) => change.bound === bound); return change === undefined ? bound : { ...bound, min: change.min, max: change.max }; }) };
}

function limitsOf({ people, bounds }: DrawRequest): Limit[] {
  return bounds.flatMap((bound) => {
    const available = people.filter(({ values }) => values[bound.category] === bound.value).length;
    return [...(bound.min > 0 ? [{ bound, side: 'min', available } as const] : []), { bound, side: 'max', available } as const];
  });
}

/** Drops each limit without which there is still no panel; what is left is needed, every one (deletion filter, Chinneck 2008). */
function smallestConflict(solver: Solver, request: DrawRequest, limits: readonly Limit[]): Limit[] {
  return limits.reduce<readonly Limit[]>((kept, limit) => {
    const fewer = kept.filter((other) => other !== limit);
    return fits(solver, request, fewer) ? kept : fewer;
  }, limits).slice();
}

function fits(solver: Solver, request: DrawRequest, limits: readonly Limit[]): boolean {
  return leastSlack(solver, request, limits, limits.map(() => 0)) !== undefined;
}

/** For each limit by how many it gives way, each at most its room, fewest in all; `undefined` when even that is not enough. */
function leastSlack(solver: Solver, { people, bounds, seats }: DrawRequest, limits: readonly Limit[], room: readonly number[]): number[] | undefined {
  const { sizes, rows } = groupPeople({ people, seats, bounds: bounds.map((bound) => ({ ...bound, min: seats, max: 0 })) });
  const [everyone, ...among] = rows;
  if (everyone === undefined) return undefined;
  const limitRows = limits.map(({ bound, side }, i): Row => {
    const row = at(among, bounds.indexOf(bound));
    const columns = [...row.columns, sizes.length + i];
    return side === 'min'
      ? { lower: bound.min, upper: Infinity, columns, values: [...row.values, 1] }
      : { lower: -Infinity, upper: bound.max, columns, values: [...row.values, -1] };
  });
  const columns = [...sizes.map((size) => ({ cost: 0, lower: 0, upper: size })), ...limits.map((_, i) => ({ cost: 1, lower: 0, upper: at(room, i) }))];
  return withModel(solver, { sense: 'minimize', columns, rows: [everyone, ...limitRows], integer: true }, (model) => {
    const solution = solve(solver, model);
    return solution === undefined ? undefined : limits.map((_, i) => Math.round(at(solution.colValue, sizes.length + i)));
  });
}

/** The smallest greatest chance when panels could be divided: no cap below it works. */
function leastCap(solver: Solver, request: DrawRequest): number {
  const { sizes, rows } = groupPeople(request);
  const columns = [...sizes.map((size) => ({ cost: 0, lower: 0, upper: size })), { cost: 1, lower: 0, upper: 1 }];
  const under = sizes.map((size, g): Row => ({ lower: -Infinity, upper: 0, columns: [g, sizes.length], values: [1, -size] }));
  return withModel(solver, { sense: 'minimize', columns, rows: [...rows, ...under] }, (model) => {
    solve(solver, model);
    return model.getObjectiveValue();
  });
}
