import type { IndexNode } from '#algorithms/indices/system.ts';

/** A node as a version keeps it. */
export type StoredNode = Omit<IndexNode, 'parent' | 'goalposts' | 'denominator'> & { parent: string | null; goalposts: { low: number; high: number } | null };

/** A tree as the algorithms take it. */
export function nodesOf(nodes: readonly StoredNode[]): IndexNode[] {
  return nodes.map(({ parent, goalposts, ...node }) => ({ ...node, parent: parent ?? undefined, goalposts: goalposts ?? undefined }));
}

export function storedNodes(nodes: readonly IndexNode[]): StoredNode[] {
  return nodes.map(({ code, name, level, parent, weight, direction, goalposts }) => ({ code, name, level, parent: parent ?? null, weight, direction, goalposts: goalposts === undefined ? null : { low: goalposts.low, high: goalposts.high } }));
}
