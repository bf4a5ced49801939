import type { Direction, Goalposts } from './normalise.ts';

/** A node of an indicator system: level 1 measures something, levels above are made of the level just below. */
export type IndexNode = {
  readonly code: string;
  readonly name: string;
  readonly level: number;
  readonly parent: string | undefined;
  /** Its share among its siblings; they need not add up to one. */
  readonly weight: number;
  /** 1: more is better; −1: less is better. Above level 1 always 1. */
  readonly direction: Direction;
  readonly goalposts?: Goalposts | undefined;
  /** The column that the values are divided by before anything else, e.g. the population. */
  readonly denominator?: string | undefined;
};

/** Why a system cannot be computed as it stands; `line` is the node's place in the list, from 0. */
export type SystemProblem =
  | { readonly code: 'sameCode' | 'noParent' | 'unknownParent' | 'parentLevel' | 'groupDirection' | 'noChildren' | 'weightless' | 'badLevel' | 'badWeight' | 'badGoalposts'; readonly line: number; readonly node: string; readonly other?: string }
  | { readonly code: 'noRoot' | 'empty' }
  | { readonly code: 'severalRoots'; readonly nodes: readonly string[] };

/** Everything that keeps a system from being honoured in full; empty when it can be. */
export function checkSystem(nodes: readonly IndexNode[]): SystemProblem[] {
  if (nodes.length === 0) return [{ code: 'empty' }];
  const first = new Map(nodes.toReversed().map((node) => [node.code, node]));
  const problems: SystemProblem[] = [];
  const roots = nodes.filter(({ level, parent }) => level > 1 && parent === undefined);
  const problem = (code: Exclude<SystemProblem, { code: 'noRoot' | 'empty' | 'severalRoots' }>['code'], line: number, node: string, other?: string) => problems.push({ code, line, node, ...(other === undefined ? {} : { other }) });
  nodes.forEach((node, line) => {
    const { code, level, parent, weight, direction, goalposts } = node;
    if (first.get(code) !== node) problem('sameCode', line, code);
    if (!Number.isInteger(level) || level < 1) problem('badLevel', line, code);
    if (!Number.isFinite(weight) || weight < 0) problem('badWeight', line, code);
    if (goalposts !== undefined && !(goalposts.low < goalposts.high)) problem('badGoalposts', line, code);
    if (level > 1 && direction !== 1) problem('groupDirection', line, code);
    const above = parent === undefined ? undefined : first.get(parent);
    if (parent === undefined && level === 1) problem('noParent', line, code);
    if (parent !== undefined && above === undefined) problem('unknownParent', line, code, parent);
    if (above !== undefined && above.level !== level + 1) problem('parentLevel', line, code, above.code);
    if (level > 1) {
      const children = childrenOf(nodes, code);
      if (children.length === 0) problem('noChildren', line, code);
      else if (children.every((child) => child.weight === 0)) problem('weightless', line, code);
    }
  });
  // levels rise by one along parents, so there can be no cycle where every parent's level fits
  if (roots.length === 0) problems.push({ code: 'noRoot' });
  if (roots.length > 1) problems.push({ code: 'severalRoots', nodes: roots.map(({ code }) => code) });
  return problems;
}

export function childrenOf(nodes: readonly IndexNode[], parent: string): IndexNode[] {
  return nodes.filter((node) => node.parent === parent);
}

export function indicatorsOf(nodes: readonly IndexNode[]): IndexNode[] {
  return nodes.filter(({ level }) => level === 1);
}

/** The nodes above the indicators, from level 2 up to the whole. */
export function groupsOf(nodes: readonly IndexNode[]): IndexNode[] {
  return nodes.filter(({ level }) => level > 1).toSorted((a, b) => a.level - b.level);
}

/** The whole: the one node without a parent. */
export function rootOf(nodes: readonly IndexNode[]): IndexNode {
  const root = nodes.find(({ level, parent }) => level > 1 && parent === undefined);
  if (root === undefined) throw new RangeError('a system that was not checked');
  return root;
}

/** What a node weighs in the whole: the product of its shares among its siblings up to the root. */
export function weightInWhole(nodes: readonly IndexNode[], code: string): number {
  let weight = 1;
  let node = nodes.find((other) => other.code === code);
  while (node?.parent !== undefined) {
    const { parent } = node;
    const siblings = childrenOf(nodes, parent).reduce((all, child) => all + child.weight, 0);
    weight *= siblings === 0 ? 0 : node.weight / siblings; // all of them without weight, while a draft is typed
    node = nodes.find((other) => other.code === parent);
  }
  return weight;
}
