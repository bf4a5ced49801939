import pg from 'pg';
import { seededRandom } from '../demo/random.ts';
import { percentile, round, showSpread, spreadOf, type Benchmark } from './benchmark.ts';
import { putLoad } from './load.ts';
import { signIn, startServer } from './server.ts';

const targetMs = 60;
const seconds = 6;
const rounds = 3;
const queriesEach = 120;
const logins = ['js-officer', 'js-city'] as const;

/** People found by two Chinese words among half a million, as an officer of a party and one of a city ask: one after another, then four at a time. */
export const searchBenchmark: Benchmark = {
  name: 'search',
  measure: async ({ home, report }) => {
    const server = await startServer(home);
    try {
      const { people, queries } = await makeQueries(server.adminUrl);
      const paths = queries.map((words) => `/api/directory/people?words=${encodeURIComponent(words)}`);
      const p95: Record<string, number[]> = {};
      const detail: Record<string, unknown> = { people, queries: queries.length, examples: queries.slice(0, 10) };
      for (const login of logins) {
        const cookie = await signIn(server.port, login);
        const found = await Promise.all(paths.slice(0, 40).map(async (path) => ((await (await fetch(`http://127.0.0.1:${server.port}${path}`, { headers: { cookie } })).json()) as { items: unknown[] }).items.length));
        const load = { port: server.port, cookie, paths };
        await putLoad({ ...load, connections: 1, seconds: 3 });
        const alone: number[] = [];
        for (let i = 0; i < rounds; i += 1) {
          const { ms, failures } = await putLoad({ ...load, connections: 1, seconds });
          if (failures > 0) throw new Error(`${failures} searches failed`);
          alone.push(percentile(ms, 95));
          detail[`${login} run ${i + 1}`] = { requests: ms.length, p50: round(percentile(ms, 50)), p95: round(percentile(ms, 95)), p99: round(percentile(ms, 99)), most: round(Math.max(...ms)) };
        }
        p95[login] = alone;
        const together = await putLoad({ ...load, connections: 4, seconds });
        detail[`${login} four at a time`] = { perSecond: round(together.perSecond), p50: round(percentile(together.ms, 50)), p95: round(percentile(together.ms, 95)) };
        detail[`${login} found something`] = `${found.filter((n) => n > 0).length} of ${found.length} queries`;
        report(`${login}: p95 ${alone.map((ms) => ms.toFixed(1)).join(' ')} ms, four at a time ${percentile(together.ms, 95).toFixed(1)} ms`);
      }
      const spreads = Object.entries(p95).map(([login, runs]) => ({ login, spread: spreadOf(runs) }));
      return {
        target: `p95 ≤ ${targetMs} ms over ${people} people`, ok: spreads.every(({ spread }) => spread.median <= targetMs),
        reached: spreads.map(({ login, spread }) => `${login} ${showSpread(spread)} ms`).join(', '), detail: { p95Ms: Object.fromEntries(spreads.map(({ login, spread }) => [login, spread])), ...detail },
      };
    } finally {
      await server.stop();
    }
  },
};

/** What officers type: of people who are there, surname and given name, given name and a word of the school, surname and subject, … */
async function makeQueries(adminUrl: string): Promise<{ people: number; queries: string[] }> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows: [counted] } = await client.query<{ people: string }>('select count(*) as people from directory.person');
    const { rows } = await client.query<{ name: string; school: string; position: string; field: string }>(
      `select p.name, i.name as school, p.position, p.field from directory.person p join directory.institution i on i.id = p.institution_id
       where p.division like '3205%' and p.field is not null order by md5(p.id::text) limit ${queriesEach}`);
    const random = seededRandom(1);
    const queries = rows.map(({ name, school, position, field }) => {
      const [surname, given] = [name.slice(0, 1), name.slice(1)];
      const kind = /(中学|小学|学校|大学|学院)$/.exec(school)?.[1] ?? '学校';
      const place = /^(.{2,3}市)/.exec(school)?.[1] ?? '苏州市';
      return random.pick([`${surname} ${given}`, `${given} ${kind}`, `${name} ${kind}`, `${surname} ${field}`, `${given} ${field}`, `${place} ${position}`, `${surname} ${kind}`, `${name} ${place}`]);
    });
    return { people: Number(counted?.people ?? 0), queries };
  } finally {
    await client.end();
  }
}
