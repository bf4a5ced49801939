import type { FormulaSystem } from './check.ts';
import { namesIn } from './names.ts';
import type { Declaration, Level } from './model.ts';

/**
 * The same formulas for a level further up: what a city is computed from its districts by, a party and the region are computed by from theirs.
 * An indicator that names something of its own level which is not itself computed so (a number that only cities report) has no meaning there and is left out.
 */
export function liftSystem({ byName, order }: FormulaSystem, from: Level, to: Level): FormulaSystem {
  const lifted = new Map<string, Declaration>();
  for (const declaration of byName.values()) if (declaration.level !== from) lifted.set(declaration.name, declaration);
  const kept = order.flatMap((indicator) => {
    if (indicator.level !== from) return [indicator];
    const direct = namesIn(indicator.formula, false);
    if (!direct.every(({ name }) => byName.get(name)?.kind === 'indicator' && (name === indicator.name || lifted.get(name)?.level === to))) return [];
    const own = { ...indicator, level: to };
    lifted.set(own.name, own);
    return [own];
  });
  return { byName: lifted, order: kept };
}
