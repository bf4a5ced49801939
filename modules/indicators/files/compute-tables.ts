import { levelOf } from '../compare/rules.ts';
import type { PublishedContent } from '../store.ts';

type Cell = string | number | null;

/** The cities' values by indicator as `data.csv` of `delta indicators compute`; what is missing or kept back is empty. */
export function dataTableOf({ system, scores }: PublishedContent): Cell[][] {
  const codes = system.nodes.flatMap(({ code, level }) => (level === 1 ? [code] : []));
  const cities = new Map(scores.filter((score) => levelOf(score) === 'city').map(({ unit, unitName, party }) => [unit, { unitName, party }]));
  const valueOf = new Map(scores.map(({ unit, code, raw }) => [`${unit}/${code}`, raw]));
  return [['unit', 'group', ...codes], ...[...cities].map(([unit, { unitName, party }]) => [unitName, party, ...codes.map((code) => valueOf.get(`${unit}/${code}`) ?? null)])];
}

/** The tree as `meta.csv`. */
export function metaTableOf({ system }: PublishedContent): Cell[][] {
  return [
    ['code', 'name', 'level', 'parent', 'weight', 'direction', 'low', 'high'],
    ...system.nodes.map(({ code, name, level, parent, weight, direction, goalposts }) => [code, name, level, parent, weight, direction, goalposts?.low ?? null, goalposts?.high ?? null]),
  ];
}
