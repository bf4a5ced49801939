import { computeIndex, type ComputeProblem, type IndexInput } from '../compute.ts';
import { extremes, known, mean, type Column } from '../statistics.ts';
import { childrenOf, groupsOf, type IndexNode } from '../system.ts';
import { criticWeights, entropyWeights, variationWeights } from './objective.ts';
import { pcaWeights, principalComponents } from './pca.ts';

/** Ways to weights that ask the data and nobody's judgment. */
export const weightMethods = ['equal', 'entropy', 'critic', 'variation', 'pca'] as const;
export type WeightMethod = (typeof weightMethods)[number];

/** Why the data say nothing: too few parts vary, a value is below zero where shares are taken, a mean is not above zero, or PCA lacks units or variance. */
export type WeightProblem = 'noVariance' | 'belowZero' | 'meanNotPositive' | 'fewUnits';

/** The weights of some parts, adding up to one, from their normalised values (higher is better). */
export function weightsBy(method: WeightMethod, columns: readonly Column[]): { readonly weights: readonly number[] } | { readonly problem: WeightProblem } {
  const there = columns.every((column) => known(column).length > 0);
  if (method === 'equal') return { weights: columns.map(() => 1 / columns.length) };
  if (!there) return { problem: 'noVariance' };
  switch (method) {
    case 'entropy': return columns.some((column) => extremes(column).least < 0) ? { problem: 'belowZero' } : given(entropyWeights(columns));
    case 'critic': return given(criticWeights(columns));
    case 'variation': return columns.some((column) => !(mean(column) > 0)) ? { problem: 'meanNotPositive' } : given(variationWeights(columns));
    case 'pca': {
      const components = principalComponents(columns);
      return typeof components === 'string' ? { problem: components } : given(pcaWeights(components));
    }
  }
}

function given(weights: readonly number[] | undefined): { readonly weights: readonly number[] } | { readonly problem: WeightProblem } {
  return weights === undefined || !weights.every((weight) => Number.isFinite(weight) && weight >= 0) ? { problem: 'noVariance' } : { weights };
}

/** The group whose parts the data do not weigh. */
export type WeighingProblem = { readonly code: WeightProblem; readonly node: string };

export function isWeighingProblem(problem: ComputeProblem | WeighingProblem): problem is WeighingProblem {
  return problem.code === 'noVariance' || problem.code === 'belowZero' || problem.code === 'meanNotPositive' || problem.code === 'fewUnits';
}

/** The tree with the weights of every group taken from the data, from below: the scores of a group are made by its new weights before the group itself is weighed. A group of one keeps its part's weight. */
export function weighByData(input: IndexInput, method: WeightMethod): { readonly nodes: readonly IndexNode[] } | { readonly problem: ComputeProblem | WeighingProblem } {
  let nodes = input.nodes;
  const groups = groupsOf(nodes);
  for (const level of new Set(groups.map((group) => group.level))) {
    const computed = computeIndex({ ...input, nodes });
    if ('problem' in computed) return computed;
    const { stages, aggregates } = computed.result;
    for (const { code } of groups.filter((group) => group.level === level)) {
      const children = childrenOf(nodes, code);
      if (children.length < 2) continue;
      const found = weightsBy(method, children.map((child) => aggregates.get(child.code) ?? stages.normalised.get(child.code) ?? new Float64Array()));
      if ('problem' in found) return { problem: { code: found.problem, node: code } };
      const weightOf = new Map(children.map((child, i) => [child.code, found.weights[i] ?? 0]));
      nodes = nodes.map((node) => { const weight = weightOf.get(node.code); return weight === undefined ? node : { ...node, weight }; });
    }
  }
  return { nodes };
}
