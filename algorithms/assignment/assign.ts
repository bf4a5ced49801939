/** Pairs that may be made between a left side, each with so many to be given, and a right side, each with so many to take; cost per pair. */
export type AssignmentProblem = {
  readonly demand: Int32Array;
  readonly capacity: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Finite; may be negative. */
  readonly cost: Float64Array;
};

const at = (array: Int32Array | Float64Array, index: number): number => array[index] as number; // in bounds by construction

/**
 * As many pairs as possible, and among all such sets one of the least total cost: min-cost flow by successive shortest paths
 * with potentials (Edmonds & Karp 1972), all paths of the same length found together (after Dinic 1970). Each pair at most once.
 * O(pairs made × edges × log nodes) time at worst.
 * @returns of each edge 1 when its pair is made, else 0
 */
export function assignAtLeastCost({ demand, capacity, left, right, cost }: AssignmentProblem): Uint8Array {
  const nodes = demand.length + capacity.length;
  const shift = cost.reduce((least, value) => Math.min(least, value), 0); // a constant on every pair changes no choice among equally many
  const chosen = new Uint8Array(left.length);
  const leftOver = demand.slice();
  const room = capacity.slice();
  const edges = edgesByNode(left, right, demand.length, nodes);
  const potential = new Float64Array(nodes);
  const distance = new Float64Array(nodes);
  const cameBy = new Int32Array(nodes);
  const settled = new Uint8Array(nodes);
  const dead = new Uint8Array(nodes);
  const next = new Int32Array(nodes);
  const free = 1e-12 * cost.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  let sinkPotential = 0;

  for (;;) {
    distance.fill(Infinity);
    settled.fill(0);
    const queue = new Queue();
    for (let l = 0; l < demand.length; l += 1) {
      if (at(leftOver, l) === 0) continue;
      distance[l] = Math.max(0, -at(potential, l));
      cameBy[l] = -1;
      queue.add(at(distance, l), l);
    }
    let best = Infinity;
    let end = -1;
    for (let node = queue.take(); node !== undefined; node = queue.take()) {
      if (settled[node] === 1) continue;
      if (at(distance, node) >= best) break;
      settled[node] = 1;
      const isLeft = node < demand.length;
      const r = node - demand.length;
      const toSink = at(distance, node) + at(potential, node) - sinkPotential;
      if (!isLeft && at(room, r) > 0 && toSink < best) {
        best = toSink;
        end = node;
      }
      for (let i = at(edges.start, node); i < at(edges.start, node + 1); i += 1) {
        const edge = at(edges.edge, i);
        if ((chosen[edge] === 1) === isLeft) continue;
        const other = isLeft ? demand.length + at(right, edge) : at(left, edge);
        const price = (isLeft ? 1 : -1) * (at(cost, edge) - shift);
        const reached = at(distance, node) + Math.max(0, price + at(potential, node) - at(potential, other));
        if (reached < at(distance, other)) {
          distance[other] = reached;
          cameBy[other] = edge;
          queue.add(reached, other);
        }
      }
    }
    if (end === -1) return chosen;
    const ends = room.reduce((sum, left, r) => sum + (left > 0 && at(distance, demand.length + r) + at(potential, demand.length + r) - sinkPotential <= best + free ? 1 : 0), 0);
    for (let node = 0; node < nodes; node += 1) potential[node] = at(potential, node) + Math.min(at(distance, node), best);
    sinkPotential += best;
    take(end);
    if (ends < 2) continue;
    // Dijkstra's one path is made; where others cost no more, they are made at once instead of one search each.
    dead.fill(0);
    next.set(edges.start.subarray(0, nodes));
    for (let l = 0; l < demand.length; l += 1) {
      while (at(leftOver, l) > 0) {
        const reached = walk(l);
        if (reached === -1) break;
        take(reached);
      }
    }
  }

  /** Makes the path that `cameBy` tells of, from its end back to a left node with something left to give. */
  function take(end: number): void {
    room[end - demand.length] = at(room, end - demand.length) - 1;
    let node = end;
    for (;;) {
      const isLeft = node < demand.length;
      const edge = at(cameBy, node);
      if (isLeft && edge === -1) break;
      chosen[edge] = isLeft ? 0 : 1;
      node = isLeft ? demand.length + at(right, edge) : at(left, edge);
    }
    leftOver[node] = at(leftOver, node) - 1;
  }

  /** Goes from a left node along edges that cost nothing more (by the potentials) to a right node with room, depth first; -1 when there is none. */
  function walk(from: number): number {
    if (dead[from] === 1 || at(potential, from) > free) return -1;
    cameBy[from] = -1;
    dead[from] = 1;
    const path = [from];
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const isLeft = node < demand.length;
      if (!isLeft && at(room, node - demand.length) > 0 && at(potential, node) - sinkPotential <= free) {
        for (const on of path) dead[on] = 0;
        return node;
      }
      let onward = -1;
      for (let i = at(next, node); i < at(edges.start, node + 1) && onward === -1; i += 1) {
        next[node] = i + 1;
        const edge = at(edges.edge, i);
        if ((chosen[edge] === 1) === isLeft) continue;
        const other = isLeft ? demand.length + at(right, edge) : at(left, edge);
        const price = (isLeft ? 1 : -1) * (at(cost, edge) - shift);
        if (dead[other] === 1 || price + at(potential, node) - at(potential, other) > free) continue;
        cameBy[other] = edge;
        onward = other;
      }
      if (onward === -1) path.pop();
      else {
        dead[onward] = 1;
        path.push(onward);
      }
    }
    return -1;
  }
}

/** The edges at every node, left ones first, as compressed rows. */
function edgesByNode(left: Int32Array, right: Int32Array, lefts: number, nodes: number): { start: Int32Array; edge: Int32Array } {
  const start = new Int32Array(nodes + 1);
  const count = (node: number) => void (start[node + 1] = at(start, node + 1) + 1);
  for (let i = 0; i < left.length; i += 1) {
    count(at(left, i));
    count(lefts + at(right, i));
  }
  for (let node = 0; node < nodes; node += 1) start[node + 1] = at(start, node + 1) + at(start, node);
  const next = start.slice(0, nodes);
  const edge = new Int32Array(2 * left.length);
  for (let i = 0; i < left.length; i += 1) {
    for (const node of [at(left, i), lefts + at(right, i)]) {
      edge[at(next, node)] = i;
      next[node] = at(next, node) + 1;
    }
  }
  return { start, edge };
}

/** A binary heap of nodes by distance; a node may be in it more than once, the nearest counts. */
class Queue {
  readonly #keys: number[] = [];
  readonly #nodes: number[] = [];

  add(key: number, node: number): void {
    let i = this.#keys.length;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if ((this.#keys[parent] ?? 0) <= key) break;
      this.#put(i, this.#keys[parent] ?? 0, this.#nodes[parent] ?? 0);
      i = parent;
    }
    this.#put(i, key, node);
  }

  take(): number | undefined {
    const first = this.#nodes[0];
    const key = this.#keys.pop();
    const node = this.#nodes.pop();
    if (key === undefined || node === undefined || this.#keys.length === 0) return first;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= this.#keys.length) break;
      if ((this.#keys[child + 1] ?? Infinity) < (this.#keys[child] ?? Infinity)) child += 1;
      if ((this.#keys[child] ?? Infinity) >= key) break;
      this.#put(i, this.#keys[child] ?? 0, this.#nodes[child] ?? 0);
      i = child;
    }
    this.#put(i, key, node);
    return first;
  }

  #put(i: number, key: number, node: number): void {
    this.#keys[i] = key;
    this.#nodes[i] = node;
  }
}
