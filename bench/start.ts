import { showSpread, spreadOf, type Benchmark } from './benchmark.ts';
import { startServer } from './server.ts';

const targetMs = 4_000;
const times = 5;

/** From the command to the first answered request that reads the database, of an installation that holds the region. */
export const startBenchmark: Benchmark = {
  name: 'start',
  measure: async ({ home, report }) => {
    const runs: number[] = [];
    for (let i = 0; i < times; i += 1) {
      const server = await startServer(home);
      await server.stop();
      runs.push(server.firstAnswerMs);
      report(`${Math.round(server.firstAnswerMs)} ms`);
    }
    const firstAnswerMs = spreadOf(runs);
    return { target: `first answer ≤ ${targetMs} ms`, reached: `${showSpread(firstAnswerMs, 0)} ms`, ok: firstAnswerMs.median <= targetMs, detail: { firstAnswerMs, request: 'GET /api/portal' } };
  },
};
