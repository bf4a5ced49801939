import pg from 'pg';
import { percentile, round, showSpread, spreadOf, type Benchmark } from './benchmark.ts';
import { putLoad } from './load.ts';
import { signIn, startServer } from './server.ts';

const pool = '0198c000-0000-7000-8000-000000000001';
const login = 'js-officer';
const seconds = 4;
const rounds = 3;
const targetMs = 200;
const countPool = "select coalesce(sum(bit_count(bits)), 0) as n from pools.bits where pool_id = $1 and kind = 'party'";
const fields = ['110', '140', '150', '180', '310', '320', '460', '510', '520', '630', '740', '750', '790', '820', '880', '910'];

/** Search in a pool of everybody in the region, and the counts of who may be drawn from it; beside them the plain way, a count over the table, in the same run. */
export const poolsBenchmark: Benchmark = {
  name: 'pools',
  measure: async ({ home, report }) => {
    const server = await startServer(home);
    try {
      const { people, names, plainMs } = await fillPool(server.adminUrl, report);
      const cookie = await signIn(server.port, login);
      const detail: Record<string, unknown> = { people, plainCountMs: spreadOf(plainMs) };
      const search = await measureSearch({ port: server.port, cookie, names });
      const eligible = await measureEligible({ port: server.port, cookie });
      for (const [name, runs] of Object.entries({ search, eligible })) {
        detail[name] = { p95Ms: spreadOf(runs.map((ms) => percentile(ms, 95))), runs: runs.map((ms) => ({ requests: ms.length, p50: round(percentile(ms, 50)), p95: round(percentile(ms, 95)), most: round(Math.max(...ms)) })) };
        report(`${name}: p95 ${runs.map((ms) => percentile(ms, 95).toFixed(0)).join(' ')} ms`);
      }
      const p95 = [search, eligible].map((runs) => spreadOf(runs.map((ms) => percentile(ms, 95))));
      return {
        target: `p95 ≤ ${targetMs} ms over ${people} people`, ok: p95.every(({ median }) => median <= targetMs),
        reached: `search ${showSpread(p95[0] ?? spreadOf([0]), 0)} ms, who may be drawn ${showSpread(p95[1] ?? spreadOf([0]), 0)} ms; counting the rows the plain way ${showSpread(spreadOf(plainMs), 0)} ms`, detail,
      };
    } finally {
      await server.stop();
    }
  },
};

/** Everybody of the region as members of one pool, in two fields each; some away, some with a conflict, some with duties. Filled once. */
async function fillPool(adminUrl: string, report: (line: string) => void): Promise<{ people: number; names: string[]; plainMs: number[] }> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const mod = (salt: string, n: number) => `abs(hashtext('${salt}' || p.id::text)::bigint) % ${n}`;
  const field = (salt: string) => `(array[${fields.map((code) => `'${code}'`).join()}])[1 + ${mod(salt, fields.length)}]`;
  try {
    const { rows: [there] } = await client.query<{ n: string }>(countPool, [pool]);
    if (Number(there?.n) < 400_000) {
      report('filling the pool …');
      await client.query(`
        insert into pools.member (pool_id, person_id, party, division, institution_id, name, institution_name, title, categories, languages, sex, words, state, consented_on, term_ends_on)
        select '${pool}', p.id, p.party, p.division, p.institution_id, p.name, i.name, coalesce(p.title, '教师'), array[${field('a')}, ${field('b')}], case ${mod('l', 3)} when 0 then array['普通话', '英语'] else array['普通话'] end, case ${mod('s', 2)} when 0 then 'f' else 'm' end,
          coalesce((select e.words from kernel.search_entry e where e.subject_type = 'directory.person' and e.subject_id = p.id), ''), 'admitted', current_date - 300, current_date + (${mod('t', 900)})::integer
        from directory.person p join directory.institution i on i.id = p.institution_id where p.merged_into is null on conflict do nothing`);
      await client.query(`insert into pools.unavailability (person_id, during) select p.id, daterange(current_date + (${mod('u', 100)})::integer, current_date + 7 + (${mod('u', 100)})::integer) from directory.person p where ${mod('v', 20)} = 0 on conflict do nothing`);
      await client.query(`insert into pools.duty (person_id, subject_type, subject_id, title, party, year, begun_on) select p.id, 'bench', uuidv7(), '评审', p.party, extract(year from current_date), current_date from directory.person p, generate_series(1, 3) where p.party is not null and ${mod('d', 200)} = 0 on conflict do nothing`);
      await client.query('vacuum analyze pools.member');
      await client.query('vacuum analyze pools.bits');
      await client.query('analyze pools.unavailability');
      await client.query('analyze pools.duty');
    }
    const { rows } = await client.query<{ name: string }>(`select name from pools.member where pool_id = $1 order by md5(id::text) limit 45`, [pool]);
    const plainMs: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      const startedAt = performance.now();
      await client.query("select party, left(division, 4), title, categories[1], sex, count(*) from pools.member where pool_id = $1 and state = 'admitted' group by 1, 2, 3, 4, 5", [pool]);
      plainMs.push(performance.now() - startedAt);
    }
    const { rows: [counted] } = await client.query<{ n: string }>(countPool, [pool]);
    return { people: Number(counted?.n), names: rows.map(({ name }) => name), plainMs };
  } finally {
    await client.end();
  }
}

/** Lists as officers filter them: nothing, party and field, city and title, rare languages, words, days free, load. */
async function measureSearch({ port, cookie, names }: { port: number; cookie: string; names: readonly string[] }): Promise<number[][]> {
  const asked = names.flatMap((name, i) => {
    const field = fields[i % fields.length] ?? '880';
    const city = ['320500', '330100', '340100', '310000', '320100'][i % 5] ?? '320500';
    return [{}, { party: '33', category: field }, { city, title: '教授' }, { city, category: field, language: '英语' }, { words: name }, { words: name.slice(0, 1), city }, { category: field, freeFrom: '2027-04-01', freeTo: '2027-04-03' }, { city, load: '0', title: '副教授' }, { language: '德语', party: '34' }];
  });
  const paths = asked.map((filter) => `/api/pools/members?${new URLSearchParams({ poolId: pool, state: 'admitted', ...filter } as Record<string, string>)}`);
  await putLoad({ port, cookie, paths, connections: 1, seconds: 3 });
  const runs: number[][] = [];
  for (let i = 0; i < rounds; i += 1) {
    const { ms, failures } = await putLoad({ port, cookie, paths, connections: 1, seconds });
    if (failures > 0) throw new Error(`${failures} searches failed`);
    runs.push([...ms]);
  }
  return runs;
}

/** Counts as a requester asks for them while filling in a request: the whole pool, one to three fields, institutions recused, days, a load cap. */
async function measureEligible({ port, cookie }: { port: number; cookie: string }): Promise<number[][]> {
  const ask = async (more: object): Promise<number> => {
    const startedAt = performance.now();
    const response = await fetch(`http://127.0.0.1:${port}/api/pools/draws/eligible`, { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body: JSON.stringify({ poolId: pool, purpose: '评审', seats: 5, reserves: 5, mode: 'leximin', ...more }) });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`${response.status}`);
    return performance.now() - startedAt;
  };
  const days = { from: Temporal.Now.plainDateISO().add({ days: 10 }).toString(), to: Temporal.Now.plainDateISO().add({ days: 12 }).toString() };
  const requests = Array.from({ length: 16 }, (_, i) => [
    {}, { recusedParties: ['32'] }, { categories: [fields[i]] }, { categories: [fields[i], fields[(i + 5) % 16]], ...days }, { categories: [fields[i]], recusedParties: ['31'], loadCap: 3 }, { ...days }, { loadCap: 2 },
  ]).flat();
  for (const request of requests.slice(0, 20)) await ask(request);
  const runs: number[][] = [];
  for (let i = 0; i < rounds; i += 1) {
    const ms: number[] = [];
    for (const request of requests) ms.push(await ask(request));
    runs.push(ms);
  }
  return runs;
}
