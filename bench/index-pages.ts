import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { readSystem } from '#algorithms/formulas/check.ts';
import { elementsOf, levelsOf } from '#modules/indicators/elements.ts';
import { presets, type PresetName } from '#modules/indicators/presets/presets.ts';
import { percentile, round, type Benchmark } from './benchmark.ts';
import { signIn, startServer } from './server.ts';

const targetMs = 100;
const rounds = 20;
const mark = 'bench-pages';
/** An index of districts over three years, and the balance method of forty thousand schools over two. */
const systems: readonly { preset: PresetName; years: readonly string[] }[] = [{ preset: 'modernisation', years: ['2096', '2097', '2098'] }, { preset: 'compulsory-balance', years: ['2097', '2098'] }];

/**
 * What the pages of results ask, at region scale: every address of the indicators' interface that answers a page is found in the interface's own description, so that a
 * new one is measured too. Each is asked one after the other, as a person goes; files to take along are not pages.
 */
export const indexPagesBenchmark: Benchmark = {
  name: 'index-pages',
  measure: async ({ home, report }) => {
    const server = await startServer(home);
    const admin = new pg.Client({ connectionString: server.adminUrl });
    await admin.connect();
    try {
      await takeOut(admin);
      const cookie = await signIn(server.port, 'js-officer');
      const ask = asker(server.port, cookie);
      const made: Made[] = [];
      for (const { preset, years } of systems) {
        const startedAt = performance.now();
        made.push(await makeResults(admin, ask, { preset, years, report: (line) => report(`${preset} ${line}, ${((performance.now() - startedAt) / 1000).toFixed(0)} s`) }));
      }
      const described = await ask<Described>('GET', '/api/openapi.json');
      const { paths, unknown } = pathsToMeasure(described, made);
      for (const path of unknown) report(`not known how to ask ${path}`);
      const pages: { path: string; p95: number; kb: number }[] = [];
      for (const { name, path } of paths) pages.push({ path: name, ...(await measure(server.port, cookie, path)) });
      const slow = pages.toSorted((a, b) => b.p95 - a.p95);
      for (const { path, p95, kb } of slow) report(`${path} p95 ${p95.toFixed(0)} ms, ${kb} KB`);
      return {
        target: `every page's query p95 ≤ ${targetMs} ms`, reached: `${pages.length} addresses, slowest ${slow[0]?.path} p95 ${slow[0]?.p95.toFixed(0)} ms`, ok: (slow[0]?.p95 ?? Infinity) <= targetMs && unknown.length === 0,
        detail: { pages: slow, unknown },
      };
    } finally {
      await takeOut(admin);
      await admin.end();
      await server.stop();
    }
  },
};

type Ask = <T>(method: string, path: string, body?: object) => Promise<T>;
type Made = { preset: PresetName; systemId: string; campaignId: string; runId: string; publicationId: string | undefined; formId: string; code: string };

function asker(port: number, cookie: string): Ask {
  return async <T>(method: string, path: string, body?: object) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers: { cookie, 'content-type': 'application/json' }, body: body === undefined ? null : JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
}

/** A system in force, a campaign a year whose forms are all approved, past the services; computed and published through them. */
async function makeResults(admin: pg.Client, ask: Ask, { preset, years, report }: { preset: PresetName; years: readonly string[]; report: (line: string) => void }): Promise<Made> {
  const { formulas, nodes, title } = presets[preset];
  const read = readSystem(formulas);
  if ('problems' in read) throw new Error('the preset cannot be read');
  const [level = 'district'] = levelsOf(read.system);
  const elements = elementsOf(read.system, level).map(({ name }) => name);
  const { rows: [system] } = await admin.query<{ id: string }>(`insert into indicators.system (code, number, title, formulas, nodes, choices, party, state) values ($1, 1, $2, $3, $4, '{"impute":"none","treat":"none","normalise":{"method":"goalposts","scale":[0,100]},"aggregate":{"method":"arithmetic"}}', '32', 'in_force') returning id`,
    [`${mark}-${preset}`, `${title.zh}（${mark}）`, formulas, JSON.stringify(nodes.map(({ parent, goalposts, ...node }) => ({ ...node, parent: parent ?? null, goalposts: goalposts ?? null })))]);
  const systemId = system?.id ?? '';
  let [campaignId, runId] = ['', ''];
  let publicationId: string | undefined;
  for (const period of years) {
    campaignId = await makeCampaign(admin, { systemId, period, level, elements });
    report(`${period}: forms and facts are there`);
    runId = (await ask<{ id: string }>('POST', `/api/indicators/campaigns/${campaignId}/runs`)).id;
    await untilComputed(admin, runId);
    report(`${period}: computed`);
    if (nodes.length > 0) {
      publicationId = (await ask<{ id: string }>('POST', `/api/indicators/runs/${runId}/publication`, { title: `${period} ${mark}`, embargoOn: '2026-01-01' })).id;
      await admin.query(`update indicators.publication set state = 'agreed' where id = $1`, [publicationId]);
    }
  }
  const { rows: [form] } = await admin.query<{ id: string }>(`select id from indicators.form where campaign_id = $1 and party = '32' limit 1`, [campaignId]);
  return { preset, systemId, campaignId, runId, publicationId, formId: form?.id ?? '', code: nodes.find(({ level: own }) => own === 1)?.code ?? 'cv_qualified_primary' };
}

async function untilComputed(admin: pg.Client, runId: string): Promise<void> {
  for (;;) {
    const { rows: [job] } = await admin.query<{ state: string; problem: unknown }>('select j.state, j.problem from indicators.run r join kernel.job j on j.id = r.job_id where r.id = $1', [runId]);
    if (job?.state === 'done') return;
    if (job?.state === 'failed') throw new Error(`not computed: ${JSON.stringify(job.problem)}`);
    await wait(250);
  }
}

async function makeCampaign(admin: pg.Client, { systemId, period, level, elements }: { systemId: string; period: string; level: string; elements: readonly string[] }): Promise<string> {
  const { rows: [made] } = await admin.query<{ id: string }>(`insert into indicators.campaign (system_id, title, period, due_on, party) values ($1, $2, $3, current_date + 30, '32') returning id`, [systemId, `${mark} ${period}`, period]);
  const id = made?.id ?? '';
  await admin.query('select indicators.open_period($1)', [period]);
  await admin.query(`insert into indicators.delivery (campaign_id, party) select $1, p from unnest(array['31', '32', '33', '34']) p`, [id]);
  const entries = `(select jsonb_object_agg(e, 100 + abs(hashtext(u.unit || e || $3)) % 900) from unnest($2::text[]) e)`;
  await admin.query(level === 'district'
    ? `insert into indicators.form (campaign_id, unit, unit_name, city, party, division, level, state, submitted_at, entries)
       select $1, u.unit, u.name, u.parent, u.party, u.unit, 'district', 'approved', now(), ${entries} from (select code as unit, name, parent, party from directory.division where level = 'county') u`
    : `insert into indicators.form (campaign_id, unit, unit_name, city, party, division, level, organization_id, attributes, state, submitted_at, entries)
       select $1, u.unit, u.name, u.city, u.party, u.division, 'school', u.id, jsonb_build_object('stage', case when hashtext(u.unit) % 2 = 0 then '小学' else '初中' end), 'approved', now(), ${entries}
       from (select i.id, coalesce(i.code, i.id::text) as unit, i.name, i.party, i.division, case when d.level = 'county' then d.parent else d.code end as city from directory.institution i join directory.division d on d.code = i.division where i.kind = 'school' and i.state = 'active') u`, [id, elements, period]);
  await admin.query(`insert into indicators.fact (period, campaign_id, unit, element, value, party, form_id) select $2, f.campaign_id, f.unit, e.key, e.value::float8, f.party, f.id from indicators.form f cross join jsonb_each_text(f.entries) e where f.campaign_id = $1`, [id, period]);
  await admin.query('vacuum (analyze) indicators.form, indicators.fact, indicators.score');
  return id;
}

type Described = { paths: Record<string, { get?: { parameters?: { name: string; in: string; required?: boolean }[]; responses?: Record<string, { content?: Record<string, unknown> }> } }> };

/** Where an address asks for more than what is in it: some of what pages put there. */
const questions: Readonly<Record<string, readonly string[]>> = {
  '/runs/{id}/trend': ['?unit=320100', '?code={code}'], '/publications/{id}/trend': ['?unit=320100', '?code={code}'],
  '/campaigns/{id}/forms': ['', '?standing=missing', '?city=320100', '?state=approved&limit=200'],
};

function pathsToMeasure({ paths }: Described, made: readonly Made[]): { paths: { name: string; path: string }[]; unknown: string[] } {
  const found: { name: string; path: string }[] = [];
  const unknown: string[] = [];
  for (const [whole, { get }] of Object.entries(paths)) {
    if (get === undefined || !whole.startsWith('/api/indicators/')) continue;
    if (get.responses?.['200']?.content?.['application/json'] === undefined) continue; // a file
    const path = whole.slice('/api/indicators'.length);
    const asked = questions[path] ?? [''];
    if (questions[path] === undefined && get.parameters?.some((parameter) => parameter.in === 'query' && parameter.required === true) === true) unknown.push(path);
    for (const own of made) {
      const ids: Readonly<Record<string, string | undefined>> = { systems: own.systemId, campaigns: own.campaignId, runs: own.runId, publications: own.publicationId, forms: own.formId };
      const id = ids[path.split('/')[1] ?? ''];
      if (path.includes('{id}') && id === undefined) continue; // the balance method is not published as an index
      if (path.includes('/analysis') && own.preset === 'compulsory-balance') continue;
      const units = path.includes('{unit}') ? (own.preset === 'compulsory-balance' ? ['320102'] : ['320100', '32', 'region']) : [''];
      for (const unit of units) {
        for (const question of asked) {
          const filled = `${path}${question}`.replace('{id}', id ?? '').replace('{unit}', unit).replace('{code}', encodeURIComponent(own.code));
          if (/[{}]/.test(filled)) unknown.push(path);
          else found.push({ name: `${own.preset} ${path.replace('{unit}', unit)}${question}`, path: filled });
        }
      }
      if (!path.includes('{')) break; // the same for both
    }
  }
  return { paths: found, unknown: [...new Set(unknown)] };
}

async function measure(port: number, cookie: string, path: string): Promise<{ p95: number; kb: number }> {
  const ms: number[] = [];
  let bytes = 0;
  for (let i = 0; i < rounds; i += 1) {
    const startedAt = performance.now();
    const response = await fetch(`http://127.0.0.1:${port}/api/indicators${path}`, { headers: { cookie } });
    bytes = (await response.arrayBuffer()).byteLength;
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    ms.push(performance.now() - startedAt);
  }
  return { p95: round(percentile(ms, 95)), kb: Math.round(bytes / 1024) };
}

/** Takes everything of this benchmark out again, past the policies; the journal alone keeps what it has. */
async function takeOut(admin: pg.Client): Promise<void> {
  const campaigns = `(select id from indicators.campaign where title like '${mark}%')`;
  const runs = `(select id from indicators.run where campaign_id in ${campaigns})`;
  const publications = `(select id::text from indicators.publication where run_id in ${runs})`;
  const proposals = `(select id from governance.proposal where subject_type = 'indicators.publication' and subject_id::text in ${publications})`;
  await admin.query('set session_replication_role = replica');
  for (const gone of [
    `governance.answer where proposal_id in ${proposals}`, `governance.round where proposal_id in ${proposals}`,
    `kernel.task where subject_id in ${publications} or subject_id in (select id::text from governance.proposal where id in ${proposals})`, `governance.proposal where id in ${proposals}`,
    `indicators.publication where run_id in ${runs}`, `indicators.score where run_id in ${runs}`, `indicators.fact where campaign_id in ${campaigns}`, `indicators.run where campaign_id in ${campaigns}`,
    `indicators.revision where form_id in (select id from indicators.form where campaign_id in ${campaigns})`, `indicators.form where campaign_id in ${campaigns}`, `indicators.delivery where campaign_id in ${campaigns}`,
    `indicators.campaign where title like '${mark}%'`, `indicators.system where code like '${mark}%'`,
  ]) await admin.query(`delete from ${gone}`);
  await admin.query('set session_replication_role = origin');
}
