import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import type { Choices } from '#algorithms/indices/compute.ts';
import { indexByHand, type HandNode, type HandRow } from '#algorithms/indices/testing.ts';
import { indicatorsCompute } from './indicators-compute.ts';

const folder = mkdtempSync(join(tmpdir(), 'delta-options-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [dataFile, metaFile] = ['data.csv', 'meta.csv'].map((name) => join(folder, name)) as [string, string];

/** A tree of so many levels: two groups on every level below the whole. */
function aTree(levels: number): HandNode[] {
  const inner: HandNode[] = [];
  for (let level = levels; level > 1; level -= 1) for (const side of level === levels ? ['w'] : ['x', 'y']) inner.push({ code: `${side}${level}`, level, parent: level === levels ? undefined : level + 1 === levels ? `w${levels}` : `${side}${level + 1}`, weight: side === 'x' ? 3 : 1, direction: 1 });
  const above = (i: number) => (levels === 2 ? 'w2' : i % 2 === 0 ? 'x2' : 'y2');
  return [...[[1, 2, 0, 60], [-1, 1, 1, 10], [1, 0.5, -5, 5], [1, 4, 0, 1000], [-1, 3, 0, 9]].map(([direction, weight, low, high], i): HandNode => ({ code: `i${i}`, level: 1, parent: above(i), weight: weight!, direction: direction === 1 ? 1 : -1, goalposts: { low: low!, high: high! } })), ...inner];
}
const rows: HandRow[] = [
  ['沪', 'a', '12', '2', '-4', '4', '6'], ['宁，"京"', 'a', '30.5', '4', '3', '5', '6'], ['锡', 'a', '', '8', '1', '6', '6'], ['苏', 'b', '41', '1.5', '0', '5', '6'], ['杭', 'b', '4.1e1', '', '2', '4', '6'],
  ['甬', 'b', '8', '6', '-1', '6', '6'], ['温', 'b', '22', '6', '', '5', '6'], ['合', 'c', '17', '3', '5e-1', '7', '6'], ['芜', 'c', '+3', '7', '.5', '900', '6'], ['蚌', 'c', '29', '5', '-2', '5', '6'],
].map(([unit, group, ...cells]) => ({ unit: unit!, group: group!, text: cells, values: Object.fromEntries(cells.flatMap((cell, i) => (cell === '' ? [] : [[`i${i}`, Number(cell)]]))) }) as HandRow & { text: string[] });
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const write = (nodes: readonly HandNode[], withGoalposts: boolean) => {
  writeFileSync(dataFile, `\ufeffunit,group,${[0, 1, 2, 3, 4].map((i) => `i${i}`).join(',')}\r\n${rows.map((row) => [quoted(row.unit), row.group, ...(row as unknown as { text: string[] }).text].join(',')).join('\r\n')}\r\n`);
  writeFileSync(metaFile, `code,name,level,parent,weight,direction${withGoalposts ? ',low,high' : ''}\n${nodes.map(({ code, level, parent = '', weight, direction, goalposts }) => [code, quoted(`${code}，名,称`), level, parent, weight, direction, ...(withGoalposts ? [goalposts?.low ?? '', goalposts?.high ?? ''] : [])].join(',')).join('\n')}\n`);
};

type Printed = { whole: string; units: { unit: string; score: number | null; rank: number | null; normalised: Record<string, number | null>; aggregates: Record<string, number | null>; ranks: Record<string, number | null> }[]; notes: { code: string }[] };
async function compute(options: readonly string[]): Promise<{ code: number; printed: Printed | undefined; errors: string }> {
  let [out, errors] = ['', ''];
  const spies = [vi.spyOn(process.stdout, 'write').mockImplementation((text) => { out += String(text); return true; }), vi.spyOn(process.stderr, 'write').mockImplementation((text) => { errors += String(text); return true; })];
  try {
    const code = await indicatorsCompute(['--data', dataFile, '--meta', metaFile, '--json', ...options]);
    return { code, printed: out === '' ? undefined : (JSON.parse(out) as Printed), errors };
  } finally { for (const spy of spies) spy.mockRestore(); }
}

describe('delta indicators compute --json', () => {
  const scales = { minmax: [[0, 100], [1, 100]], goalposts: [[0, 100], [1, 10]], percentile: [[0, 100], [1, 2]], zscore: [[0, 1], [100, 10]], rank: [undefined] } as const;
  const all = (['minmax', 'zscore', 'rank', 'percentile', 'goalposts'] as const).flatMap((normalise) => scales[normalise].flatMap((scale) => (['arithmetic', 'geometric', 'harmonic'] as const).flatMap((aggregate) => (['none', 'winsorise', 'log'] as const).flatMap((treat) => (['none', 'mean', 'median', 'groupmean'] as const).map((impute) => ({ normalise, scale, aggregate, treat, impute }))))));

  // a deeper tree is computed by the same steps: every fifth combination, in which each option still stands with each value of every other
  test.each([[2, 1], [4, 5]])('of a tree of %i levels gives with every combination of options (of those every %i.) the numbers of a slow implementation, or says why there are none', async (levels, every) => {
    const nodes = aTree(levels);
    const counts = { computed: 0, refused: 0 };
    for (const { normalise, scale, aggregate, treat, impute } of all.filter((_, i) => i % every === 0)) {
      const options = ['--normalise', normalise, '--aggregate', aggregate, '--treat', treat, '--impute', impute, ...(scale === undefined ? [] : ['--scale', scale.join(',')])];
      const said = options.join(' ');
      write(nodes, normalise === 'goalposts');
      const { code, printed, errors } = await compute(options); // oxlint-disable-line no-await-in-loop -- one spied stream
      const choices: Choices = { impute, treat, normalise: scale === undefined ? { method: 'rank' } : { method: normalise as 'minmax', scale }, aggregate: { method: aggregate } };
      const wanted = indexByHand(rows, nodes, choices);
      // a mean for positive values meets one that is not, here or in a group
      const impossible = (treat === 'log' && normalise === 'goalposts') || (aggregate !== 'arithmetic' && [...wanted.values()].some(({ normalised }) => Object.values(normalised).some((value) => value !== undefined && value <= 0)));
      expect(code, `${said}: ${errors}`).toBe(impossible ? 1 : 0);
      if (printed === undefined) { expect(errors, said).toMatch(treat === 'log' && normalise === 'goalposts' ? /^取对数后的值不能/ : /^“.+”的“.+”不大于 0，无法求几何或调和平均/); counts.refused += 1; continue; }
      counts.computed += 1;
      expect([printed.whole, printed.units.map(({ unit }) => unit)], said).toEqual([`w${levels}`, rows.map(({ unit }) => unit)]);
      for (const unit of printed.units) {
        const own = wanted.get(unit.unit)!;
        for (const [name, value] of [...Object.entries(unit.normalised), ...Object.entries(unit.aggregates)]) {
          const by = own.normalised[name] ?? own.aggregates[name];
          if (by === undefined ? value !== null : value === null || Math.abs(value - by) > 1e-9 * Math.max(1, Math.abs(by))) throw new Error(`${said}: ${unit.unit} ${name} is ${value}, by hand ${by}`);
        }
        expect([Object.keys(unit.normalised).length, Object.keys(unit.aggregates).length, unit.score, unit.rank], `${said} ${unit.unit}`).toEqual([5, nodes.length - 5, unit.aggregates[`w${levels}`], own.rank ?? null]);
      }
      // whatever takes no part is said
      const silent = Object.keys(printed.units[0]!.normalised).filter((name) => printed.units.every(({ normalised }) => normalised[name] === null));
      expect(silent.length, said).toBe(printed.notes.filter(({ code: note }) => note === 'noVariance').length);
    }
    expect(counts.computed).toBeGreaterThan(150 / every);
    expect(counts.refused).toBeGreaterThan(50 / every);
    expect(counts.computed + counts.refused).toBe(Math.ceil((9 * 3 * 3 * 4) / every));
  });
});
