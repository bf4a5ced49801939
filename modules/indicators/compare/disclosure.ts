import { suppress, type Relation } from '#algorithms/disclosure/suppress.ts';
import type { Text } from '#kernel/text.ts';
import type { PublishedContent, ScoreRow, StoredNode } from '../store.ts';

/** Fewer people than this are a small group. */
export const fewestPeople = 10;

/** The rule as it stands beside every published result. */
export const disclosureRule: Text = {
  zh: `人数较少的不公布：某地某项指标涉及的任一人数不足 ${fewestPeople} 人（0 人除外）的，该数不公布；为防止由合计或总分推算，另有个别数值一并不公布，以“*”表示。`,
  en: `Small groups are kept back: a number is not published where it counts fewer than ${fewestPeople} people (but more than none); so that totals and scores do not give it away, some others are kept back with it, shown as “*”.`,
};

type Score = Omit<ScoreRow, 'runId'>;

/**
 * What of a result is made public: numbers of small groups are kept back, and with them what would give them away, both ways: a node is made of its children for each
 * unit, and a party of its cities, the region of its parties, for each node.
 */
export function publicScores(scores: readonly Score[], nodes: readonly StoredNode[]): PublishedContent['scores'] {
  const id = (unit: string, code: string) => `${unit}/${code}`;
  const levelOf = new Map(nodes.map(({ code, level }) => [code, level]));
  const shown = scores.filter(({ raw, value }) => raw !== null || value !== null);
  const here = new Set(shown.map(({ unit, code }) => id(unit, code)));
  const units = [...new Map(scores.map(({ unit, level, party }) => [unit, { unit, level, party }])).values()];
  const groups: [string, string[]][] = [
    ...units.filter(({ level }) => level === 'party').map(({ unit }): [string, string[]] => [unit, units.filter(({ level, party }) => level === 'city' && party === unit).map((own) => own.unit)]),
    ['region', units.filter(({ level }) => level === 'party').map(({ unit }) => unit)],
  ];
  const relations: Relation[] = [
    ...units.flatMap(({ unit }) => nodes.filter(({ level }) => level > 1).map(({ code }) => [...nodes.filter(({ parent }) => parent === code).map((child) => id(unit, child.code)), id(unit, code)])),
    ...groups.flatMap(([total, parts]) => nodes.map(({ code }) => [...parts.map((part) => id(part, code)), id(total, code)])),
  ].flatMap((relation) => (here.has(relation.at(-1) ?? '') ? [relation.filter((cell) => here.has(cell))] : []));
  const sensitive = new Set(shown.flatMap(({ unit, code, people }) => (people !== null && people < fewestPeople ? [id(unit, code)] : [])));
  // what more people read is dearer: a city's indicator before its dimension, a dimension before the whole, a city before its party
  const cells = shown.map(({ unit, code, level, people }) => ({ id: id(unit, code), cost: 10 ** ((levelOf.get(code) ?? 1) - 1) * (level === 'city' ? 1 : level === 'party' ? 30 : 1000) * (1 + Math.log10(1 + (people ?? 1e6))) }));
  const kept = sensitive.size === 0 ? new Set<string>() : suppress(cells, relations, sensitive);
  return scores.map(({ people: _, ...score }) => (kept.has(id(score.unit, score.code)) ? { ...score, raw: null, imputed: null, treated: null, value: null, rank: null, low: null, high: null, suppressed: true as const } : score));
}
