import type { Solver } from '../solver.ts';
import { whyNot, type Conflict } from './conflict.ts';
import { fairestMix, nearestMix, unattained, withPricing } from './generate.ts';
import { mixOf, type Weighted } from './mix.ts';
import { leximinOfDivided } from './relaxed.ts';
import { groupPeople, type DrawRequest, type Grouped } from './request.ts';
import { chancesOf, shareTickets, type Ticketed } from './tickets.ts';

export type Objective = 'maximin' | 'leximin';

/** A distribution over panels: each person's chance in the order of the request, the panels, and how the chances lie. */
export type Lottery = { readonly chances: readonly number[]; readonly panels: readonly Ticketed[]; readonly min: number; readonly gini: number };

export type DrawAnswer = { readonly lottery: Lottery } | { readonly conflict: Conflict };

/**
 * The fairest lottery over all panels that keep the bounds (Flanigan et al., Nature 596, 2021), or why there is none.
 * `maximin` makes the smallest chance (of those who can be drawn at all) as great as it can be; `leximin` then the next, and so on.
 * The same request gives the same lottery on the same version of the solver; a lottery that is to be trusted is published, not solved again.
 */
export function solveDraw(solver: Solver, request: DrawRequest, objective: Objective): DrawAnswer {
  const grouped = groupPeople(request);
  const mix = fairMix(solver, grouped, objective);
  if (mix === undefined) return { conflict: whyNot(solver, request) };
  const panels = shareTickets(grouped, mix);
  const chances = chancesOf(request.people.length, panels);
  return { lottery: { chances, panels, min: chances.reduce((least, chance) => Math.min(least, chance), 1), gini: giniOf(chances) } };
}

function fairMix(solver: Solver, grouped: Grouped, objective: Objective): Weighted[] | undefined {
  const divided = leximinOfDivided(solver, grouped);
  if (divided === undefined) return undefined;
  const start = mixOf(solver, grouped, divided);
  return withPricing(solver, grouped, (best) => {
    const nearest = nearestMix(solver, grouped, divided, start.panels.map(({ counts }) => counts), best);
    if (nearest === undefined) return undefined;
    // Divided panels bound whole ones from above: what reaches them is proven fairest for either objective.
    if (nearest.distance < unattained) return nearest.panels;
    return fairestMix(solver, grouped, objective, nearest.known, best);
  });
}

/** The Gini coefficient of the chances: 0 when all are equal. */
export function giniOf(chances: readonly number[]): number {
  const sum = chances.reduce((all, chance) => all + chance, 0);
  if (sum === 0) return 0;
  const weighted = chances.toSorted((a, b) => a - b).reduce((all, chance, i) => all + (2 * (i + 1) - chances.length - 1) * chance, 0);
  return Math.max(0, weighted / (chances.length * sum));
}
