import type { FormulaSystem } from '#algorithms/formulas/check.ts';
import { directPartsOf } from '#algorithms/formulas/parts.ts';
import { suppress, type Relation } from '#algorithms/disclosure/suppress.ts';
import type { Text } from '#kernel/text.ts';
import type { PartRow, PublishedContent, PublishedPart, ScoreRow, StoredNode } from '../store.ts';

/** Fewer people than this are a small group. */
export const fewestPeople = 10;

/** How many people stand behind a number, as it is stored beside the result that all four see: of a small group only that it is small. */
export function peopleAsKept(people: number | undefined): number | null {
  return people === undefined ? null : people < fewestPeople ? 1 : people;
}

/** The rule as it stands beside every published result. */
export const disclosureRule: Text = {
  zh: `人数较少的不公布：某地某项指标或数据项涉及的任一人数不足 ${fewestPeople} 人（0 人除外）的，该数不公布；为防止由合计、总分或公式推算，另有个别数值一并不公布，以“*”表示。`,
  en: `Small groups are kept back: an indicator or a data element is not published where it counts fewer than ${fewestPeople} people (but more than none); so that totals, scores and formulas do not give it away, some others are kept back with it, shown as “*”.`,
};

type Score = Omit<ScoreRow, 'runId'>;
type Result = { readonly scores: readonly Score[]; readonly parts: readonly PartRow[]; readonly nodes: readonly StoredNode[]; readonly formulas: FormulaSystem };

/** A cell of the score of a node, and of a part of formulas. */
const ofNode = (unit: string, code: string) => `${unit}/${code}`;
const ofPart = (unit: string, part: string) => `${unit}#${part}`;

/**
 * What of a result is made public: numbers of small groups are kept back, and with them what would give them away: a node is made of its children, an indicator of its
 * formula's parts, each for every unit; and each part of a party is made of its cities', of the region of its parties'.
 * The ranks of a node of which a number is kept back are not made public either: the one that is lacking would say between which two it lies.
 */
export function publicResult({ scores, parts, nodes, formulas }: Result): Pick<PublishedContent, 'scores'> & { parts: PublishedPart[] } {
  const levelOf = new Map(nodes.map(({ code, level }) => [code, level]));
  const shown = scores.filter(({ raw, value }) => raw !== null || value !== null);
  const known = parts.filter(({ value }) => value !== null);
  const sensitive = new Set([
    ...shown.flatMap(({ unit, code, people }) => (isSmall(people) ? [ofNode(unit, code)] : [])),
    ...known.flatMap(({ unit, part, people }) => (isSmall(people) ? [ofPart(unit, part)] : [])),
  ]);
  // what more people read is dearer: a part before its indicator, an indicator before its dimension, a dimension before the whole, a city before its party
  const dear = (level: Score['level'], people: number | null) => (level === 'city' ? 1 : level === 'party' ? 30 : 1000) * (1 + Math.log10(1 + (people ?? 1e6)));
  const cells = [
    ...shown.map(({ unit, code, level, people }) => ({ id: ofNode(unit, code), cost: 10 ** ((levelOf.get(code) ?? 1) - 1) * dear(level, people) })),
    ...known.map(({ unit, part, level, people }) => ({ id: ofPart(unit, part), cost: 0.3 * dear(level, people) })),
  ];
  const here = new Set(cells.map(({ id }) => id));
  const there = (relations: readonly Relation[]) => relations.flatMap((relation) => (here.has(relation.at(-1) ?? '') ? [relation.filter((cell) => here.has(cell))] : []));
  const kept = sensitive.size === 0 ? new Set<string>() : suppress(cells, there(sumsOf({ scores, parts, nodes, formulas })), sensitive, there(formulasBehind({ scores, parts, nodes, formulas })));
  const unranked = new Set(shown.flatMap(({ unit, code }) => (kept.has(ofNode(unit, code)) && nodes.some((node) => node.code === code && node.parent !== null) ? [code] : [])));
  return {
    scores: scores.map(({ people: _, ...score }) => (kept.has(ofNode(score.unit, score.code)) ? { ...score, raw: null, imputed: null, treated: null, value: null, rank: null, low: null, high: null, suppressed: true as const } : unranked.has(score.code) ? { ...score, rank: null, low: null, high: null } : score)),
    parts: [...Map.groupBy(parts, ({ part }) => part)].map(([part, own]) => {
      const suppressed = own.flatMap(({ unit }) => (kept.has(ofPart(unit, part)) ? [unit] : []));
      return { part, values: Object.fromEntries(own.map(({ unit, value }) => [unit, suppressed.includes(unit) ? null : value])), ...(suppressed.length === 0 ? {} : { suppressed }) };
    }),
  };
}

/** How many numbers were kept back. */
export function keptBackIn({ scores, parts = [] }: Pick<PublishedContent, 'scores' | 'parts'>): number {
  return scores.filter(({ suppressed }) => suppressed === true).length + parts.reduce((all, { suppressed = [] }) => all + suppressed.length, 0);
}

const isSmall = (people: number | null) => people !== null && people < fewestPeople;

function sumsOf({ scores, parts, nodes }: Result): Relation[] {
  const units = [...new Map(scores.map(({ unit, level, party }) => [unit, { unit, level, party }])).values()];
  const parties = units.filter(({ level }) => level === 'party').map(({ unit }) => unit);
  const groups: [string, string[]][] = [...parties.map((of): [string, string[]] => [of, units.filter(({ level, party }) => level === 'city' && party === of).map(({ unit }) => unit)]), ['region', parties]];
  const keys = [...new Set(parts.map(({ part }) => part))];
  return [
    ...units.flatMap(({ unit }) => nodes.filter(({ level }) => level > 1).map(({ code }) => [...nodes.filter(({ parent }) => parent === code).map((child) => ofNode(unit, child.code)), ofNode(unit, code)])),
    // a party's number follows from its own parts, and these from its cities': only where there are no parts it stands for their sum
    ...groups.flatMap(([total, own]) => (keys.length > 0 ? keys.map((key) => [...own.map((unit) => ofPart(unit, key)), ofPart(total, key)]) : nodes.map(({ code }) => [...own.map((unit) => ofNode(unit, code)), ofNode(total, code)]))),
  ];
}

/** Each indicator with the parts of its formula; one that is a part of others is the same number in both places. */
function formulasBehind({ scores, parts, nodes, formulas }: Result): Relation[] {
  const units = [...new Set(scores.map(({ unit }) => unit))];
  const keys = new Set(parts.map(({ part }) => part));
  const codes = nodes.flatMap(({ code, level }) => (level === 1 ? [code] : []));
  const helpers = [...keys].filter((key) => formulas.byName.get(key)?.kind === 'indicator');
  const made = [...codes.map((code) => ({ of: directPartsOf(formulas, code), is: (unit: string) => ofNode(unit, code) })), ...helpers.map((key) => ({ of: directPartsOf(formulas, key), is: (unit: string) => ofPart(unit, key) }))];
  return units.flatMap((unit) => [
    ...made.map(({ of, is }) => [...of.map(({ key }) => ofPart(unit, key)), is(unit)]),
    ...codes.flatMap((code) => (keys.has(code) ? [[ofPart(unit, code), ofNode(unit, code)]] : [])),
  ]);
}
