import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { seeded } from '#algorithms/indices/robustness/random.ts';
import { readSheet } from '#kernel/sheets/read.ts';
import { writeWorkbook } from '#kernel/sheets/write.ts';
import { percentile, round, type Benchmark } from './benchmark.ts';
import { signIn, startServer } from './server.ts';
import { sendReports, type Report } from './report-load.ts';

const elements = 30;
const sheetTarget = 60;
const submitTargetMs = 500;
const submitTargetMinutes = 10;
const pageTargetMs = 100;
const pageRounds = 20;
const mark = 'bench-reports';
/** `DELTA_BENCH_SHORT=1`: every school has its form, so many submit, and no sheet is taken in. */
const short = { asked: process.env['DELTA_BENCH_SHORT'] === '1', submissions: 5_000 };

/**
 * Every school of the region reports: a workbook with a row each and thirty elements taken in with all its checks; then each school submits its form over HTTP, signed in
 * as itself, all within ten minutes; none is lost and none counted twice. Beside it what the pages ask, at that size. The sheet is held against reading the same workbook and doing nothing with it.
 */
export const reportsBenchmark: Benchmark = {
  name: 'reports',
  measure: async ({ home, report }) => {
    const server = await startServer(home);
    const admin = new pg.Client({ connectionString: server.adminUrl });
    await admin.connect();
    const file = join(home, 'reports.json');
    try {
      await takeOut(admin);
      const campaign = await makeCampaign(admin);
      const { rows: forms } = await admin.query<Form>(`select id, unit, unit_name as "unitName", party, organization_id as "organizationId" from indicators.form where campaign_id = $1 order by unit`, [campaign]);
      report(`${forms.length} schools are asked for ${elements} elements`);
      const sheet = short.asked ? await fillForms(admin, campaign, forms) : await measureSheet(server.port, campaign, forms, report);
      const reports = (await makeSessions(admin, forms)).slice(0, short.asked ? short.submissions : undefined);
      writeFileSync(file, JSON.stringify(reports));
      const perSecond = forms.length / (submitTargetMinutes * 60);
      report(`${reports.length} schools come by chance, ${perSecond.toFixed(0)} a second`);
      const sent = await sendReports({ port: server.port, file, perSecond });
      const { rows: [found] } = await admin.query<{ submitted: number; twice: number; entries: number }>(`select (select count(*)::int from indicators.form where campaign_id = $1 and state = 'submitted') as submitted,
        (select count(*)::int from (select form_id from indicators.revision r join indicators.form f on f.id = r.form_id where f.campaign_id = $1 and r.state = 'submitted' group by 1 having count(*) > 1) t) as twice,
        (select count(*)::int from kernel.journal_entry j join indicators.form f on f.id::text = j.subject_id and j.subject_type = 'indicators.form' where f.campaign_id = $1 and j.act = 'indicators.form/submit') as entries`, [campaign]);
      const [p50, p99] = [percentile(sent.ms, 50), percentile(sent.ms, 99)];
      report(`${sent.submitted} submitted in ${sent.seconds.toFixed(0)} s, p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, longest ${percentile(sent.ms, 100).toFixed(0)} ms; ${sent.asked} asked about a number; ${found?.submitted} there, ${found?.twice} twice; not taken: ${JSON.stringify(sent.failures)}`);
      const pages = await measurePages(server.port, campaign, forms);
      const slowest = pages.toSorted((a, b) => b.p95 - a.p95)[0];
      for (const { path, p95 } of pages) report(`${path} p95 ${p95.toFixed(0)} ms`);
      const whole = found?.submitted === reports.length && found.entries === reports.length && found.twice === 0 && Object.keys(sent.failures).length === 0;
      const rate = `${reports.length} submissions at ${perSecond.toFixed(0)}/s${short.asked ? ' (short)' : ` = in ${submitTargetMinutes} min`}`;
      // the last comes by chance, so it may be a little after ten minutes
      const inTime = sent.seconds <= (reports.length / perSecond) * 1.02 + 2;
      return {
        target: `${sheet === undefined ? '' : `sheet ≤ ${sheetTarget} s; `}${rate}, p99 ≤ ${submitTargetMs} ms, none lost, none twice; pages p95 ≤ ${pageTargetMs} ms`,
        ok: (sheet?.takeIn ?? 0) <= sheetTarget && whole && inTime && p99 <= submitTargetMs && (slowest?.p95 ?? 0) <= pageTargetMs,
        reached: `${sheet === undefined ? '' : `sheet ${sheet.takeIn.toFixed(1)} s = ${(sheet.takeIn / sheet.read).toFixed(1)} × reading it; `}${found?.submitted} in ${sent.seconds.toFixed(0)} s, p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, ${sent.asked} asked to explain; slowest page p95 ${slowest?.p95.toFixed(0)} ms`,
        detail: { sheet, submit: { seconds: round(sent.seconds), perSecond: round(perSecond), asked: sent.asked, failures: sent.failures, found, p50: round(p50), p95: round(percentile(sent.ms, 95)), p99: round(p99), longest: round(percentile(sent.ms, 100)) }, pages },
      };
    } finally {
      await takeOut(admin);
      rmSync(file, { force: true });
      await admin.end();
      await server.stop();
    }
  },
};

/** Schools differ as schools do, log-normally; the second number is never below the first. */
function numbersOf(n: number): number[] {
  const random = seeded(n + 1);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const values = Array.from({ length: elements }, (_, i) => Math.round((500 + i * 40) * Math.exp(0.7 * normal())));
  return values.map((value, i) => (i === 1 ? value + (values[0] ?? 0) : value));
}

/** The same numbers as by the sheet, past the services. */
async function fillForms(admin: pg.Client, campaign: string, forms: readonly Form[]): Promise<undefined> {
  const filled = forms.map(({ id }, n) => ({ id, entries: Object.fromEntries(numbersOf(n).map((value, i) => [`e${i}`, value])) }));
  await admin.query(`update indicators.form f set entries = r.entries, version = version + 1 from jsonb_to_recordset($2::jsonb) as r(id uuid, entries jsonb) where f.id = r.id and f.campaign_id = $1`, [campaign, JSON.stringify(filled)]);
  await admin.query('vacuum (analyze) indicators.form');
}

type Form = { id: string; unit: string; unitName: string; party: string; organizationId: string };

/** A system in force of thirty elements that schools report, with a rule, and an open form for every school, past the services. */
async function makeCampaign(admin: pg.Client): Promise<string> {
  const formulas = [...Array.from({ length: elements }, (_, i) => `data e${i} "压测数据项${i}" "人" school`), 'rule r "甲不大于乙" school = e0 <= e1', 'indicator a "比" "" city = sum(e0) / sum(e1)'].join('\n');
  const nodes = [{ code: 'w', name: '总', level: 2, parent: null, weight: 1, direction: 1, goalposts: null }, { code: 'a', name: '比', level: 1, parent: 'w', weight: 1, direction: 1, goalposts: { low: 0, high: 1 } }];
  const { rows: [made] } = await admin.query<{ id: string }>(`with s as (insert into indicators.system (code, number, title, formulas, nodes, choices, party, state) values ($1, 1, $1, $2, $3, '{"impute":"none","treat":"none","normalise":{"method":"goalposts","scale":[0,100]},"aggregate":{"method":"arithmetic"}}', '32', 'in_force') returning id)
    insert into indicators.campaign (system_id, title, period, due_on, party) select id, $1, '2098', current_date + 30, '32' from s returning id`, [mark, formulas, JSON.stringify(nodes)]);
  const id = made?.id ?? '';
  await admin.query(`select indicators.open_period('2098')`);
  await admin.query(`insert into indicators.delivery (campaign_id, party) select $1, p from unnest(array['31', '32', '33', '34']) p`, [id]);
  await admin.query(`insert into indicators.form (campaign_id, unit, unit_name, city, party, division, level, organization_id, attributes)
    select $1, coalesce(i.code, i.id::text), i.name, case when d.level = 'county' then d.parent else d.code end, i.party, i.division, 'school', i.id, jsonb_build_object('stage', coalesce(i.level, ''))
    from directory.institution i join directory.division d on d.code = i.division where i.kind = 'school' and i.state = 'active'`, [id]);
  await admin.query('analyze indicators.form');
  return id;
}

/** One party takes in its schools; four together are the region's forty thousand rows. */
async function measureSheet(port: number, campaign: string, forms: readonly Form[], report: (line: string) => void): Promise<{ takeIn: number; read: number; rows: number }> {
  const head = ['学校代码（2098 年第 1 版）', '名称', ...Array.from({ length: elements }, (_, i) => `压测数据项${i}（人）`)];
  let [takeIn, read, rows] = [0, 0, 0];
  for (const [party, login] of [['31', 'sh-officer'], ['32', 'js-officer'], ['33', 'zj-officer'], ['34', 'ah-officer']] as const) {
    const own = forms.filter((form) => form.party === party);
    // oxlint-disable-next-line no-await-in-loop -- one officer after the other
    const workbook = await writeWorkbook([{ name: '填报', columns: head.map((label) => ({ label })), rows: own.map(({ unit, unitName }, n) => [unit, unitName, ...numbersOf(n)]) }]);
    const readAt = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- see above
    await readSheet(workbook, 50_000);
    read += (performance.now() - readAt) / 1000;
    // while this process wrote and read, the server may have closed a connection that was left open: it must hear of that before it asks again
    // oxlint-disable-next-line no-await-in-loop -- see above
    await wait(100);
    // oxlint-disable-next-line no-await-in-loop -- see above
    const cookie = await signIn(port, login);
    const sentAt = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- see above
    const response = await fetch(`http://127.0.0.1:${port}/api/indicators/sheets?campaign=${campaign}`, { method: 'POST', headers: { cookie }, body: workbook });
    // oxlint-disable-next-line no-await-in-loop -- see above
    const taken = (await response.json()) as { changed?: number };
    if (taken.changed !== own.length) throw new Error(`not all rows were taken: ${JSON.stringify(taken).slice(0, 300)}`);
    takeIn += (performance.now() - sentAt) / 1000;
    rows += own.length;
    report(`${party}: ${own.length} rows taken in, ${takeIn.toFixed(1)} s so far`);
  }
  return { takeIn: round(takeIn), read: round(read), rows };
}

/** Somebody of every school who is signed in and only has to submit. */
async function makeSessions(admin: pg.Client, forms: readonly Form[]): Promise<Report[]> {
  const tokens = forms.map((_, i) => createHash('sha256').update(`${mark} session ${i}`).digest('base64url'));
  await admin.query(
    `with given as (select n - 1 as n, organization_id, party, token from unnest($2::uuid[], $3::text[], $4::bytea[]) with ordinality as g(organization_id, party, token, n)),
      people as (insert into directory.person (name, party, institution_id, position) select $1 || n, party, organization_id, n::text from given returning id, position),
      accounts as (insert into kernel.account (person_id, login, name, party) select p.id, $1 || '-' || p.position, $1, g.party from people p join given g on g.n = p.position::int returning id, login),
      grants as (insert into kernel.role_grant (account_id, role, party, organization_id, reason) select a.id, 'institution_officer', g.party, g.organization_id, $1 from accounts a join given g on a.login = $1 || '-' || g.n returning id, account_id)
    insert into kernel.session (token_hash, account_id, grant_id, signed_in_by, expires_at) select g.token, a.id, r.id, 'password', now() + interval '1 day' from accounts a join grants r on r.account_id = a.id join given g on a.login = $1 || '-' || g.n`,
    [mark, forms.map(({ organizationId }) => organizationId), forms.map(({ party }) => party), tokens.map((token) => createHash('sha256').update(token).digest())]);
  await admin.query('analyze kernel.account, kernel.session, kernel.role_grant');
  // the sheet was the first change of each form
  const reports = forms.map(({ id }, i): Report => ({ id, version: 2, cookie: `delta_session=${tokens[i] ?? ''}` }));
  // in no order that has to do with where they are
  const random = seeded(1);
  return reports.map((report) => ({ report, place: random() })).toSorted((a, b) => a.place - b.place).map(({ report }) => report);
}

async function measurePages(port: number, campaign: string, forms: readonly Form[]): Promise<{ path: string; p95: number }[]> {
  const cookie = await signIn(port, 'js-officer');
  const own = forms.filter(({ party }) => party === '32');
  const paths = [`/campaigns/${campaign}`, `/campaigns/${campaign}/forms`, `/campaigns/${campaign}/forms?standing=missing`, `/campaigns/${campaign}/forms?state=submitted&limit=200`, `/forms/${own[0]?.id}`, '/systems'];
  const pages: { path: string; p95: number }[] = [];
  for (const path of paths) {
    const ms: number[] = [];
    for (let i = 0; i < pageRounds; i += 1) {
      const startedAt = performance.now();
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as a person goes
      const response = await fetch(`http://127.0.0.1:${port}/api/indicators${path}`, { headers: { cookie } });
      // oxlint-disable-next-line no-await-in-loop -- see above
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      ms.push(performance.now() - startedAt);
    }
    pages.push({ path: path.replaceAll(campaign, ':id').replace(String(own[0]?.id), ':form'), p95: round(percentile(ms, 95)) });
  }
  return pages;
}

/** Takes everything of this benchmark out again, past the policies; the journal alone keeps what it has. */
async function takeOut(admin: pg.Client): Promise<void> {
  await admin.query('set session_replication_role = replica');
  await admin.query('delete from indicators.revision r using indicators.form f, indicators.campaign c where f.id = r.form_id and c.id = f.campaign_id and c.title = $1', [mark]);
  await admin.query('delete from indicators.form f using indicators.campaign c where c.id = f.campaign_id and c.title = $1', [mark]);
  await admin.query('delete from indicators.delivery d using indicators.campaign c where c.id = d.campaign_id and c.title = $1', [mark]);
  await admin.query('delete from indicators.campaign where title = $1', [mark]);
  await admin.query('delete from indicators.system where code = $1', [mark]);
  await admin.query(`delete from kernel.session s using kernel.account a where a.id = s.account_id and a.login like $1 || '-%'`, [mark]);
  await admin.query(`delete from kernel.role_grant g using kernel.account a where a.id = g.account_id and a.login like $1 || '-%'`, [mark]);
  await admin.query(`delete from kernel.account where login like $1 || '-%'`, [mark]);
  await admin.query(`delete from directory.person where name like $1 || '%'`, [mark]);
  await admin.query('set session_replication_role = origin');
}
