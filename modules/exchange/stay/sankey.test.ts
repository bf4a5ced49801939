import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layoutFlows, lineHeight, type FlowNode } from './sankey.ts';

const city = fc.constantFrom('310100', '320100', '320500', '330100', '330900', '340100', '340200');
const flows = fc.uniqueArray(fc.record({ from: city, to: city, value: fc.integer({ min: 0, max: 400 }) }), { maxLength: 30, selector: ({ from, to }) => `${from} ${to}` });
const near = (one: number, other: number) => expect(Math.abs(one - other)).toBeLessThan(1e-6);

describe('the diagram of flows', () => {
  test('is as broad at both ends of a band as what goes along it, and leaves nothing of a bar over', () => {
    fc.assert(fc.property(flows, (given) => {
      const { senders, receivers, bands, height } = layoutFlows(given, 400);
      const total = given.reduce((sum, { value }) => sum + value, 0);
      expect(bands.reduce((sum, { value }) => sum + value, 0)).toBe(total);
      for (const [nodes, side] of [[senders, 'from'], [receivers, 'to']] as const) {
        if (total > 0) near(nodes.reduce((sum, { size }) => sum + size, 0), 400);
        for (const node of nodes) {
          const own = bands.filter((band) => band[side] === node.code).toSorted((one, other) => one[`${side}Y`] - other[`${side}Y`]);
          let at = node.y;
          for (const band of own) {
            near(band[`${side}Y`], at);
            at += band.size;
          }
          near(at, node.y + node.size);
          expect(node.y).toBeGreaterThanOrEqual(0);
          expect(node.y + node.size).toBeLessThanOrEqual(height + 1e-6);
        }
      }
    }), { numRuns: 100 });
  });

  test('lets every name be read: no two bars overlap, and their middles are a line apart', () => {
    fc.assert(fc.property(flows, (given) => {
      const { senders, receivers } = layoutFlows(given, 300);
      for (const nodes of [senders, receivers]) {
        nodes.slice(1).forEach((node, i) => {
          const above = nodes[i]!;
          expect(node.y).toBeGreaterThanOrEqual(above.y + above.size - 1e-6);
          expect(middle(node) - middle(above)).toBeGreaterThanOrEqual(lineHeight);
        });
      }
    }), { numRuns: 100 });
  });

  test('of nothing is empty', () => expect(layoutFlows([{ from: '310100', to: '320100', value: 0 }], 400)).toEqual({ senders: [], receivers: [], bands: [], height: 0 }));
});

const middle = ({ y, size }: FlowNode) => y + size / 2;
