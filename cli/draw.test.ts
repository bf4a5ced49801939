import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { aWholeDraw } from '#algorithms/draw/testing.ts';
import { loadSolver } from '#kernel/solver/solver.ts';
import { afterAll, describe, expect, test } from 'vitest';

const delta = fileURLToPath(new URL('./delta.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'delta-draw-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) => new Promise<{ code: number; out: string; err: string }>((done) => {
  execFile(process.execPath, [delta, ...args], { maxBuffer: 1e8 }, (error, out, err) => done({ code: error === null ? 0 : Number(error.code), out, err }));
});
const file = (name: string, lines: string[]) => {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
};
const pool = file('pool.csv', ['id,sex,party', 'a,女,31', 'b,女,32', 'c,男,31', 'd,男,32', 'e,男,33', 'f,男,34']);
const solve = (quotas: string[], ...more: string[]) => run('draw', 'solve', '--pool', pool, '--quotas', file('quotas.csv', ['category,value,min,max,min_flex,max_flex', ...quotas]), ...more);

describe('delta draw solve', () => {
  test('prints the probabilities, the panels, the least, the Gini coefficient and the seconds', async () => {
    const { code, out } = await solve(['sex,女,1,1,,', 'sex,男,2,2,,'], '--size', '3', '--objective', 'leximin', '--json');
    expect(code).toBe(0);
    const answer = JSON.parse(out) as { probabilities: Record<string, number>; panels: { ids: string[]; p: number }[]; min: number; gini: number; seconds: number };
    expect(Object.keys(answer)).toEqual(['probabilities', 'panels', 'min', 'gini', 'seconds']);
    for (const chance of Object.values(answer.probabilities)) expect(chance).toBeCloseTo(0.5, 9);
    expect(answer.panels.reduce((sum, { p }) => sum + p, 0)).toBe(1);
    for (const [id, chance] of Object.entries(answer.probabilities)) expect(answer.panels.filter(({ ids }) => ids.includes(id)).reduce((sum, { p }) => sum + p, 0)).toBe(chance);
  });

  test('says which bounds cannot hold together, and changes soft ones only when asked to', async () => {
    const tight = ['sex,女,3,3,2,3', 'sex,男,0,1,0,3'];
    const refused = await solve(tight, '--size', '3', '--json');
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('“sex=女”至少 3 人（可抽取的有 2 人）');
    expect(refused.err).toContain('下限由 3 改为 2');
    expect(await solve(tight, '--size', '3', '--relax')).toMatchObject({ code: 0 });
  });

  test('names broken lines, and a wrong call', async () => {
    const broken = await run('draw', 'solve', '--pool', file('broken.csv', ['id,sex', 'a,女', 'a,男', 'b,']), '--quotas', file('q.csv', ['category,value,min,max', 'sex,女,0,1', 'sex,男,0,1']), '--size', '1', '--json');
    expect(broken).toMatchObject({ code: 1, out: '' });
    expect(broken.err.split('\n').filter((line) => line.includes('broken.csv:'))).toHaveLength(2);
    expect(await run('draw', 'solve', '--pool', pool, '--size', '3')).toMatchObject({ code: 2 });
    expect(await solve(['sex,女,0,3,,'], '--size', '0')).toMatchObject({ code: 2 });
  });
});

describe('delta draw verify', () => {
  test('runs a draw again, names who was drawn, and finds one changed byte', async () => {
    const { text, transcript } = aWholeDraw(await loadSolver(), { silent: ['33'], leaving: 1 });
    const path = file('transcript.json', [text.trimEnd()]);
    const good = await run('draw', 'verify', path, '--digest', transcript.digest);
    expect(good.code).toBe(0);
    expect(good.out.split('\n').at(-2)).toBe(`抽中 · drawn: ${transcript.panel.map((place) => transcript.openings.find((opening) => opening.place === place)!.id).join(' ')}`);
    expect(await run('draw', 'verify', path, '--digest', '0'.repeat(64))).toMatchObject({ code: 1 });
    const changed = await run('draw', 'verify', file('changed.json', [text.trimEnd().replace('学科评估', '学科评佑')]));
    expect(changed.code).toBe(1);
    expect(changed.out).toContain('✗');
    expect(await run('draw', 'verify')).toMatchObject({ code: 2 });
  });
});
