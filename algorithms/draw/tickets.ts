import { at } from '../solver.ts';
import type { Weighted } from './mix.ts';
import type { Grouped } from './request.ts';

/** A panel of people, by their places in the request, and how many of all tickets are its. */
export type Ticketed = { readonly people: readonly number[]; readonly tickets: number };

/** The lottery has this many tickets: enough that rounding chances to whole tickets moves nobody's by a billionth, few enough that sums stay exact. */
export const allTickets = 2 ** 40;

/**
 * Panels of people from panels of numbers: the tickets add up to `allTickets`, and inside a group no two people's differ by more than one.
 * Whole tickets throughout, so there is no rounding that anybody must believe.
 *
 * A panel that needs c of a group takes those who are due most; that never leaves anybody with more than the remaining panels can give
 * (Gale 1957, Ryser 1957), and it is kept for as many tickets as that stays so.
 */
export function shareTickets({ groups }: Grouped, mix: readonly Weighted[]): Ticketed[] {
  const remaining = wholeTickets(mix);
  const counts = mix.map((panel) => panel.counts);
  const queues = groups.map((group, g) => {
    const total = counts.reduce((sum, panel, j) => sum + at(panel, g) * at(remaining, j), 0);
    const [share, more] = [Math.floor(total / group.members.length), total % group.members.length];
    const queue = group.members.map((person, i): Due => ({ person, tickets: share + (i < more ? 1 : 0) }));
    // what the remaining panels give to any m of the group at the utmost
    const gives = Float64Array.from(queue, (_, i) => counts.reduce((sum, panel, j) => sum + at(remaining, j) * Math.min(at(panel, g), i + 1), 0));
    return { queue, gives };
  });
  const result: Ticketed[] = [];
  for (let j = 0; j < mix.length; j += 1) {
    while (at(remaining, j) > 0) {
      let step = at(remaining, j);
      const taking: Due[] = [];
      queues.forEach(({ queue, gives }, g) => {
        const need = at(at(counts, j), g);
        if (need === 0) return;
        queue.sort((a, b) => b.tickets - a.tickets || a.person - b.person);
        step = keptFor(queue, need, step, gives);
        taking.push(...queue.slice(0, need));
      });
      for (const due of taking) due.tickets -= step;
      queues.forEach(({ gives }, g) => gives.forEach((give, i) => { gives[i] = give - step * Math.min(at(at(counts, j), g), i + 1); }));
      remaining[j] = at(remaining, j) - step;
      result.push({ people: taking.map(({ person }) => person).sort((a, b) => a - b), tickets: step });
    }
  }
  return merged(result);
}

/** Each person's chance: the tickets of the panels that they are in, of all tickets. */
export function chancesOf(people: number, panels: readonly Ticketed[]): number[] {
  const tickets = new Float64Array(people);
  for (const panel of panels) for (const person of panel.people) tickets[person] = (tickets[person] ?? 0) + panel.tickets;
  return Array.from(tickets, (count) => count / allTickets);
}

type Due = { readonly person: number; tickets: number };

/**
 * For how many tickets, up to `most`, the first `need` of the queue can be taken: at least one. What limits it is some `m` people, q of them
 * among those taken: due(m) − step·q ≤ gives(m) − step·min(need, m).
 */
function keptFor(queue: readonly Due[], need: number, most: number, gives: ArrayLike<number>): number {
  let step = most;
  for (;;) {
    const limit = tightest(queue, need, step, gives);
    if (limit === undefined) return step;
    if (limit <= 1) return 1;
    step = limit;
  }
}

/** The step that the bound broken worst at `step` allows; `undefined` when none is broken. */
function tightest(queue: readonly Due[], need: number, step: number, gives: ArrayLike<number>): number | undefined {
  let [taken, others, due, worst] = [0, need, 0, 0];
  let allowed: number | undefined;
  for (let m = 1; m <= queue.length; m += 1) {
    // the m who are due most after the step: both parts of the queue are in order, so they are merged
    const next = taken < need ? at(queue, taken).tickets - step : -Infinity;
    const other = others < queue.length ? at(queue, others).tickets : -Infinity;
    if (next >= other) { due += at(queue, taken).tickets; taken += 1; } else { due += other; others += 1; }
    const strain = Math.min(need, m) - taken;
    const broken = due - at(gives, m - 1) + step * strain;
    if (strain > 0 && broken > worst) {
      worst = broken;
      allowed = Math.floor((at(gives, m - 1) - due) / strain);
    }
  }
  return allowed;
}

/** Weights as whole tickets that add up to all of them; the largest remainders get those that rounding left. */
function wholeTickets(mix: readonly Weighted[]): Float64Array {
  const tickets = Float64Array.from(mix, ({ weight }) => Math.floor(weight * allTickets));
  const left = allTickets - tickets.reduce((sum, count) => sum + count, 0);
  const order = mix.map(({ weight }, j) => ({ j, remainder: weight * allTickets - at(tickets, j) })).sort((a, b) => b.remainder - a.remainder || a.j - b.j);
  const each = Math.floor(left / mix.length);
  order.forEach(({ j }, place) => { tickets[j] = at(tickets, j) + each + (place < left - each * mix.length ? 1 : 0); });
  return tickets;
}

function merged(panels: readonly Ticketed[]): Ticketed[] {
  const byPeople = new Map<string, Ticketed>();
  for (const { people, tickets } of panels) {
    const key = people.join();
    byPeople.set(key, { people, tickets: tickets + (byPeople.get(key)?.tickets ?? 0) });
  }
  return [...byPeople.values()];
}
