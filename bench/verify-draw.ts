import { aRequestLikeAnAssemblys, aWholeDraw } from '../algorithms/draw/testing.ts';
import { loadSolver } from '../kernel/solver/solver.ts';
import { showSpread, spreadOf, type Benchmark } from './benchmark.ts';
import { openChromium } from './browser.ts';
import { startServer } from './server.ts';

const targetMs = 1_000;
const times = 5;

/** The public page runs a draw again, in Chromium: one of 40 of 400 with bounds, and one from the longest list that a draw freezes. */
export const verifyDrawBenchmark: Benchmark = {
  name: 'verify-draw',
  measure: async ({ home, report }) => {
    const solver = await loadSolver();
    const texts = {
      '40 of 400 with bounds': aWholeDraw(solver, { request: aRequestLikeAnAssemblys({ people: 400, seats: 40, seed: 1, slack: 2 }), silent: ['33'], leaving: 2, beacon: '03 08 11 17 25 31 + 06' }).text,
      '20 of 100,000': aWholeDraw(solver, { request: { people: Array.from({ length: 100_000 }, (_, i) => ({ id: `p${i}`, values: {} })), bounds: [], seats: 20 }, uniform: true, silent: ['33'], leaving: 2 }).text,
    };
    const found: [string, ReturnType<typeof spreadOf>][] = [];
    for (const [name, text] of Object.entries(texts)) {
      const ms = spreadOf(await checkInBrowser(home, text));
      found.push([`${name} (${(text.length / 1e6).toFixed(1)} MB)`, ms]);
      report(`${name}: ${showSpread(ms, 0)} ms`);
    }
    return { target: `a transcript checked in the browser ≤ ${targetMs} ms`, reached: found.map(([name, ms]) => `${name} ${showSpread(ms, 0)} ms`).join('; '), ok: found.every(([, { highest }]) => highest <= targetMs), detail: { ms: Object.fromEntries(found) } };
  },
};

/** What the page says that the check of a transcript took, each time on a page that was just opened: nothing is warm. */
export async function checkInBrowser(home: string, text: string): Promise<number[]> {
  const server = await startServer(home);
  const browser = await openChromium();
  try {
    const runs: number[] = [];
    for (let i = 0; i < times; i += 1) {
      const page = await browser.newPage({ locale: 'zh-CN' });
      await page.goto(`http://127.0.0.1:${server.port}/verify-draw`, { waitUntil: 'networkidle' });
      await page.locator('input[type=file]').setInputFiles({ name: 'draw.json', mimeType: 'application/json', buffer: Buffer.from(text) });
      await page.locator('.draw-verdict').waitFor({ timeout: 60_000 });
      const said = /核对通过.*用时 (\d+) 毫秒/s.exec(await page.locator('.draw-verdict h2').innerText())?.[1];
      if (said === undefined) throw new Error('a good transcript does not verify');
      runs.push(Number(said));
      await page.close();
    }
    return runs;
  } finally {
    await browser.close();
    await server.stop();
  }
}
