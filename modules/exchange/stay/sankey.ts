/** So much goes from one place to another. */
export type Flow = { readonly from: string; readonly to: string; readonly value: number };

/** A place as a bar: how much of it there is, where its bar begins and how long it is, in the drawing's units. */
export type FlowNode = { readonly code: string; readonly value: number; readonly y: number; readonly size: number };

/** What goes from one bar to another: where it leaves, where it arrives, how broad it is. */
export type FlowBand = Flow & { readonly fromY: number; readonly toY: number; readonly size: number };

export type FlowLayout = { readonly senders: readonly FlowNode[]; readonly receivers: readonly FlowNode[]; readonly bands: readonly FlowBand[]; readonly height: number };

/** A line of writing: no two names stand closer. */
export const lineHeight = 17;

const gap = 4;

/**
 * A Sankey diagram of two columns: whoever sends on the left, whoever takes in on the right, each in the order of their codes, so that a party's cities stand together.
 * Bars are as long as their sums, in one scale for both columns; a short one still has the height of a line for its name. The bands of a bar keep the order of the other column and so cross as little as that order lets them.
 * @param most how high all bars of a column are together, in units
 */
export function layoutFlows(flows: readonly Flow[], most: number): FlowLayout {
  const given = flows.filter(({ value }) => value > 0);
  const total = given.reduce((sum, { value }) => sum + value, 0);
  const scale = total === 0 ? 0 : most / total;
  const [left, right] = [sumsBy(given, ({ from }) => from), sumsBy(given, ({ to }) => to)];
  const height = Math.max(heightOf(left, scale), heightOf(right, scale));
  const [senders, receivers] = [place(left, scale, height), place(right, scale, height)];
  const [leaves, arrives] = [beginnings(senders), beginnings(receivers)];
  const ordered = given.toSorted((one, other) => one.from.localeCompare(other.from) || one.to.localeCompare(other.to));
  const bands = ordered.map((flow) => ({ ...flow, fromY: take(leaves, flow.from, flow.value * scale), toY: take(arrives, flow.to, flow.value * scale), size: flow.value * scale }));
  return { senders, receivers, bands, height };
}

type Sum = { readonly code: string; readonly value: number };

function sumsBy(flows: readonly Flow[], key: (flow: Flow) => string): Sum[] {
  const groups = Map.groupBy(flows, key);
  return [...groups].map(([code, of]) => ({ code, value: of.reduce((sum, { value }) => sum + value, 0) })).toSorted((one, other) => one.code.localeCompare(other.code));
}

const slotOf = (value: number, scale: number) => Math.max(value * scale, lineHeight) + gap;
const heightOf = (sums: readonly Sum[], scale: number) => sums.reduce((all, { value }) => all + slotOf(value, scale), 0);

/** The bars from top to bottom, each in the middle of its slot; the column with less in it is spread over the height of the other. */
function place(sums: readonly Sum[], scale: number, height: number): FlowNode[] {
  const spare = sums.length === 0 ? 0 : (height - heightOf(sums, scale)) / sums.length;
  let top = 0;
  return sums.map(({ code, value }) => {
    const [slot, size] = [slotOf(value, scale) + spare, value * scale];
    const y = top + (slot - size) / 2;
    top += slot;
    return { code, value, y, size };
  });
}

const beginnings = (nodes: readonly FlowNode[]) => new Map(nodes.map(({ code, y }) => [code, y]));

function take(from: Map<string, number>, code: string, size: number): number {
  const y = from.get(code) ?? 0;
  from.set(code, y + size);
  return y;
}
