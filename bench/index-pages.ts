import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { percentile, round, type Benchmark } from './benchmark.ts';
import { ensureIndexRegion, removeIndexRegion, type IndexRegion } from './index-region.ts';
import { ensureResults, type Results } from './index-results.ts';
import { signIn, startServer } from './server.ts';

const targetMs = 100;
/** `DELTA_BENCH_SHORT=1`: whether it runs at all; a p95 of so few says nothing. */
const rounds = process.env['DELTA_BENCH_SHORT'] === '1' ? 4 : 20;
/** `DELTA_BENCH_KEEP=1`: what took minutes to fill stays for the next time. */
const keep = process.env['DELTA_BENCH_KEEP'] === '1';

/**
 * Every query of the pages of indicators over HTTP, with sixty million facts in their partitions, one after the other as a person goes. The addresses are those of the interface's own
 * description: one that no page is named for here fails the benchmark. Files to take along are measured too, and stated apart.
 */
export const indexPagesBenchmark: Benchmark = {
  name: 'index-pages',
  measure: async ({ home, report }) => {
    const server = await startServer(home);
    const admin = new pg.Client({ connectionString: server.adminUrl });
    await admin.connect();
    try {
      const region = await ensureIndexRegion(admin, report);
      const cookies = { officer: await signIn(server.port, 'js-officer'), city: await signIn(server.port, 'js-city'), visitor: '' };
      const results = await ensureResults(admin, { port: server.port, cookie: cookies.officer }, region, report);
      const { rows: forms } = await admin.query<{ id: string }>(`select id from indicators.form where campaign_id = $1 and city = '320500' order by unit limit 1`, [region.index.campaigns.at(-1)?.id]);
      const described = (await (await fetch(`http://127.0.0.1:${server.port}/api/openapi.json`)).json()) as Described;
      const places = { region, results, form: forms[0]?.id ?? '' };
      const { asked, unknown } = questionsOf(described, places);
      for (const path of unknown) report(`no page is named for ${path}`);
      const bare = await measureBare(server.adminUrl, places.form);
      report(`bare point query p95 ${bare.toFixed(1)} ms`);
      const measured: Measured[] = [];
      for (const question of asked) measured.push(...(await measureAs(server.port, question, cookies))); // oxlint-disable-line no-await-in-loop -- as a person goes
      const [pages, files] = [measured.filter(({ file }) => !file), measured.filter(({ file }) => file)].map((of) => of.toSorted((a, b) => b.p95 - a.p95));
      for (const { page, path, by, p50, p95, first, kb } of [...(pages ?? []), ...(files ?? [])]) report(`${page}: ${path} (${by}) p50 ${p50.toFixed(0)}, p95 ${p95.toFixed(0)}, first ${first.toFixed(0)} ms, ${kb} KB`);
      const [slowest, slowFile] = [pages?.[0], files?.[0]];
      return {
        target: `every page's query p95 ≤ ${targetMs} ms`, ok: (slowest?.p95 ?? Infinity) <= targetMs && unknown.length === 0,
        reached: `${pages?.length} queries, slowest ${slowest?.path} (${slowest?.by}) p95 ${slowest?.p95.toFixed(0)} ms; bare point query ${bare.toFixed(1)} ms; files apart, slowest ${slowFile?.path} ${slowFile?.p95.toFixed(0)} ms`,
        detail: { facts: region.index.campaigns.reduce((all, { schools }) => all + schools * 300, 0), barePointQueryMs: bare, pages, files, unknown },
      };
    } finally {
      if (!keep) await removeIndexRegion(admin);
      await admin.end();
      await server.stop();
    }
  },
};

type Described = { paths: Record<string, { get?: { responses?: Record<string, { content?: Record<string, unknown> }> } }> };
type Places = { region: IndexRegion; results: Results; form: string };
type Person = 'officer' | 'city' | 'visitor';
type Question = { readonly page: string; readonly path: string; readonly shown: string; readonly by: readonly Person[]; readonly file: boolean };
type Page = { readonly page: string; /** What a page puts behind the address. */ readonly asks?: readonly string[]; readonly by?: readonly Person[]; readonly of?: readonly ('index' | 'balance')[] };

const both = ['officer', 'city'] as const;
const everybody = ['officer', 'visitor'] as const;
/** Which page asks what. Radar, scatter, contribution to the difference and cities like mine are drawn from the result that their page has. */
const pages: Readonly<Record<string, Page>> = {
  '/systems': { page: 'list of systems' },
  '/systems/{id}': { page: 'system: tree, formulas, campaigns', of: ['index', 'balance'] },
  '/systems/{id}/weighings': { page: 'system: weights from the data', asks: ['?parent=w'] },
  '/campaigns/{id}': { page: 'campaign: how far', by: both, of: ['index', 'balance'] },
  '/campaigns/{id}/forms': { page: 'campaign: lists', by: both, asks: ['', '?standing=missing', '?standing=late', '?city=320100', '?state=approved&limit=200', '?state=submitted', '?level=district', '?level=school&standing=onTime'] },
  '/campaigns/{id}/findings': { page: 'campaign: what is unusual, a portion of forms', by: both, asks: ['?level=school'] },
  '/forms/{id}': { page: 'form', by: both },
  '/runs/{id}': { page: 'ranking with intervals, map, radar, scatter, contribution, peers', of: ['index', 'balance'] },
  '/runs/{id}/units/{unit}': { page: 'city, party, region, how it was made', of: ['index', 'balance'] },
  '/runs/{id}/units/{unit}/forms': { page: 'how it was made: the forms', asks: ['?limit=30', '?limit=30&code={code}'], by: both, of: ['index', 'balance'] },
  '/runs/{id}/analysis': { page: 'analysis of a result' },
  '/runs/{id}/trend': { page: 'trend of a city, of an indicator', asks: ['?unit=320100', '?code={code}', '?code=w'] },
  '/publications': { page: 'published results', by: everybody },
  '/publications/{id}': { page: 'published result, its cities and indicators', by: everybody },
  '/publications/{id}/trend': { page: 'published trend', by: everybody, asks: ['?unit=320100', '?code={code}', '?code=w'] },
  '/publications/{id}/analysis': { page: 'analysis of a published result', by: everybody },
  '/campaigns/{id}/forms/export': { page: 'file: list of forms', asks: ['?format=csv', '?format=csv&standing=missing'] },
  '/campaigns/{id}/template': { page: 'file: template', asks: ['?format=csv'] },
  '/publications/{id}/data': { page: 'file: open data', by: everybody, asks: ['?format=csv', '?format=json-stat', '?format=sdmx-json', '?format=xlsx'] },
  '/publications/{id}/parts': { page: 'file: open data by place', by: everybody, asks: ['?format=csv'] },
  '/publications/{id}/bundle': { page: 'file: bundle to recompute', by: everybody },
  '/publications/{id}/tables/{table}': { page: 'file: tables to recompute', by: everybody },
  '/publications/{id}/report': { page: 'file: report' },
};

function questionsOf({ paths }: Described, { region, results, form }: Places): { asked: Question[]; unknown: string[] } {
  const asked: Question[] = [];
  const unknown: string[] = [];
  const prefix = '/api/indicators';
  for (const [whole, { get }] of Object.entries(paths)) {
    if (get === undefined || !whole.startsWith(`${prefix}/`)) continue;
    const path = whole.slice(prefix.length);
    const known = pages[path];
    if (known === undefined) { unknown.push(path); continue; }
    const file = get.responses?.['200']?.content?.['application/json'] === undefined;
    for (const of of known.of ?? (['index'] as const)) {
      const collected = region[of];
      const ids: Readonly<Record<string, string | undefined>> = { systems: collected.systemId, campaigns: collected.campaigns.at(-1)?.id, forms: form, runs: of === 'index' ? results.run : results.balanceRun, publications: results.publication };
      const units = !path.includes('{unit}') ? [''] : of === 'balance' ? ['320102'] : ['320100', '32', 'region'];
      for (const unit of units) {
        for (const asks of known.asks ?? ['']) {
          const fill = (text: string) => text.replace('{unit}', unit).replace('{table}', 'data').replace('{code}', of === 'balance' ? 'cv_qualified_primary' : 'i0');
          asked.push({ page: known.page, shown: `${of === 'balance' ? 'balance ' : ''}${fill(path + asks)}`, path: prefix + fill(path + asks).replace('{id}', ids[path.split('/')[1] ?? ''] ?? ''), by: known.by ?? ['officer'], file });
        }
      }
    }
  }
  return { asked, unknown };
}

type Measured = { page: string; path: string; by: Person; file: boolean; first: number; p50: number; p95: number; kb: number };

async function measureAs(port: number, { page, path, shown, by, file }: Question, cookies: Readonly<Record<Person, string>>): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const person of by) {
    const ms: number[] = [];
    let bytes = 0;
    while (ms.length < (file ? rounds / 4 : rounds)) {
      const startedAt = performance.now();
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { cookie: cookies[person] } }); // oxlint-disable-line no-await-in-loop -- one after the other
      bytes = (await response.arrayBuffer()).byteLength; // oxlint-disable-line no-await-in-loop -- see above
      if (response.status === 429) { await wait(1000); continue; } // oxlint-disable-line no-await-in-loop -- nobody asks so fast
      if (!response.ok) throw new Error(`${path} (${person}): ${response.status}`);
      ms.push(performance.now() - startedAt);
    }
    measured.push({ page, path: shown, by: person, file, first: round(ms[0] ?? 0), p50: round(percentile(ms, 50)), p95: round(percentile(ms, 95)), kb: Math.round(bytes / 1024) });
  }
  return measured;
}

/** One row by its key on a connection that is open, prepared: what a question to this database costs at least. */
async function measureBare(adminUrl: string, form: string): Promise<number> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const ms: number[] = [];
  for (let i = 0; i < 200; i += 1) {
    const startedAt = performance.now();
    await client.query({ name: 'bare', text: 'select version, state from indicators.form where id = $1', values: [form] }); // oxlint-disable-line no-await-in-loop -- one after the other
    ms.push(performance.now() - startedAt);
  }
  await client.end();
  return round(percentile(ms, 95), 2);
}
