import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { appUrl } from '#kernel/database/database.ts';
import { installationSecret } from '#server/settings.ts';
import { percentile, round, type Benchmark } from './benchmark.ts';
import { findPgbench, runPgbench } from './pgbench.ts';
import { processorTime } from './processors.ts';
import { startServer } from './server.ts';
import { sendAll, type Submission } from './submit-load.ts';

/** `DELTA_BENCH_SHORT=1`: so many send, which says how fast, not how it stands at the end of fifty thousand. */
const applicants = process.env['DELTA_BENCH_SHORT'] === '1' ? 5_000 : 50_000;
const connections = 32;
const mark = '压测方案';

/**
 * 50,000 people who send their applications in the last minutes, each signed in as themselves, over HTTP; afterwards all of them are there.
 * Beside it pgbench writes the same rows: the application moves, the journal gets its entry, the home its task, in one transaction.
 */
export const applicationsBenchmark: Benchmark = {
  name: 'applications',
  measure: async ({ home, report }) => {
    const server = await startServer(home);
    const admin = new pg.Client({ connectionString: server.adminUrl });
    await admin.connect();
    const file = join(home, 'submissions.json');
    try {
      await takeOut(admin);
      const schemeId = await makeScheme(admin);
      const submissions = await makeApplicants(admin, schemeId, applicants);
      writeFileSync(file, JSON.stringify(submissions));
      report(`${submissions.length} applications written, to be sent`);
      const before = processorTime(server.pid, home);
      const { seconds, ok, failures, ms } = await sendAll({ port: server.port, file, connections });
      const after = processorTime(server.pid, home);
      const cpu = before === undefined || after === undefined ? undefined : { node: round((after.node - before.node) / ok * 1000), postgres: round((after.postgres - before.postgres) / ok * 1000) };
      const { rows: [found] } = await admin.query<{ sent: number; tasks: number; entries: number }>(`select
        (select count(*)::int from exchange.application where scheme_id = $1 and state = 'submitted') as sent,
        (select count(*)::int from kernel.task t join exchange.application a on a.id::text = t.subject_id and a.scheme_id = $1 where t.kind = 'exchange.application/nominate') as tasks,
        (select count(*)::int from kernel.journal_entry j join exchange.application a on a.id::text = j.subject_id and a.scheme_id = $1 where j.act = 'exchange.application/submit') as entries`, [schemeId]);
      const perSecond = ok / seconds;
      report(`${ok} sent in ${seconds.toFixed(1)} s, ${Math.round(perSecond)}/s; ${found?.sent} there, ${found?.tasks} tasks, ${found?.entries} entries${cpu === undefined ? '' : `; of processor time each ${cpu.node} ms Node, ${cpu.postgres} ms PostgreSQL`}`);
      const tps = await measurePgbench(home, server.adminUrl, admin, schemeId, report);
      const whole = found?.sent === applicants && found.tasks === applicants && found.entries === applicants && Object.keys(failures).length === 0;
      const share = tps === undefined ? '' : `, ${Math.round((100 * perSecond) / tps)} % of pgbench with the same writes (${Math.round(tps)}/s)`;
      return {
        target: `${applicants} applications, none lost`, reached: `${found?.sent} in ${seconds.toFixed(0)} s, ${Math.round(perSecond)}/s${share}`, ok: whole,
        detail: { perSecond: round(perSecond), seconds: round(seconds), failures, found, latencyMs: { p50: round(percentile(ms, 50)), p95: round(percentile(ms, 95)), p99: round(percentile(ms, 99)) }, cpuMsEach: cpu, pgbenchTps: tps, connections },
      };
    } finally {
      await takeOut(admin);
      rmSync(file, { force: true });
      await admin.end();
      await server.stop();
    }
  },
};

/** An open scheme with twenty offers. */
export async function makeScheme(admin: pg.Client): Promise<string> {
  const { rows: [scheme] } = await admin.query<{ id: string }>(
    `insert into exchange.scheme (preset, item_id, year, title, starts_on, ends_on, apply_until, answer_until, most_wishes, mechanism, party, visibility, state)
     select 'trainingPlaces', id, 2099, $1, current_date + 60, current_date + 120, current_date + 1, current_date + 30, 3, 'da-applicant', coalesce(lead, '32'), 'public', 'open' from plan.item where kind = 'initiative' limit 1 returning id`, [mark]);
  if (scheme === undefined) throw new Error('there is no initiative');
  await admin.query(`insert into exchange.offer (scheme_id, institution_id, party, title, description, capacity, visibility, state)
    select $1, id, party, '培训名额', '集中培训', 1000, 'public', 'published' from directory.institution where kind = 'university' and party = '31' limit 20`, [scheme.id]);
  return scheme.id;
}

/** People with accounts, sessions and an application each that only wants sending. */
export async function makeApplicants(admin: pg.Client, schemeId: string, count: number): Promise<Submission[]> {
  const tokens = Array.from({ length: count }, (_, i) => createHash('sha256').update(`bench session ${i}`).digest('base64url'));
  const hashes = tokens.map((token) => createHash('sha256').update(token).digest());
  const { rows } = await admin.query<{ id: string; n: number }>(
    `with homes as (select id, party, row_number() over () - 1 as n from (select id, party from directory.institution where kind = 'university' and party <> '31' limit 200) i),
      people as (insert into directory.person (name, party, institution_id, position) select $1 || g, h.party, h.id, g::text from generate_series(0, $2::int - 1) g join homes h on h.n = g % (select count(*) from homes) returning id, party, institution_id, name, position),
      accounts as (insert into kernel.account (person_id, login, name, party) select id, 'bench-' || position, name, party from people returning id, login),
      sessions as (insert into kernel.session (token_hash, account_id, signed_in_by, expires_at) select ($3::bytea[])[1 + substr(login, 7)::int], id, 'password', now() + interval '1 day' from accounts)
     insert into exchange.application (scheme_id, person_id, person_name, home_id, party, statement) select $4, id, name, institution_id, party, '希望参加培训，提高课堂教学能力。' || position from people
     returning id, substr(statement, 17)::int as n`, [mark, count, hashes, schemeId]);
  await admin.query(`insert into exchange.wish (application_id, rank, offer_id)
    select a.id, 1, o.id from exchange.application a join lateral (select id from exchange.offer where scheme_id = $1 order by md5(id::text || a.id::text) limit 1) o on true where a.scheme_id = $1`, [schemeId]);
  await admin.query('analyze exchange.application, exchange.wish, kernel.account, kernel.session');
  return rows.map(({ id, n }) => ({ path: `/api/exchange/applications/${id}/move`, cookie: `delta_session=${tokens[n] ?? ''}`, body: '{"transition":"submit","version":1}' }));
}

/** The same writes, as the platform's own role, as fast as PostgreSQL takes them. */
async function measurePgbench(home: string, adminUrl: string, admin: pg.Client, schemeId: string, report: (line: string) => void): Promise<number | undefined> {
  const pgbench = findPgbench(home, report);
  if (pgbench === undefined) return undefined;
  await admin.query('drop table if exists public.bench_application');
  await admin.query(`create table public.bench_application as select row_number() over ()::int as n, id from exchange.application where scheme_id = $1`, [schemeId]);
  await admin.query('alter table public.bench_application add primary key (n)');
  await admin.query('grant select on public.bench_application to delta_app');
  const url = new URL(appUrl(adminUrl, installationSecret(home)));
  const script = `\\set n random(1, ${applicants})
begin;
select set_config('delta.role', 'system', true);
update exchange.application set version = version + 1 where id = (select id from public.bench_application where n = :n);
insert into kernel.journal_entry (act, subject_type, subject_id, subject_title, changes, digest, visibility, party) values ('bench', 'exchange.application', gen_random_uuid()::text, '${mark}', '{"from":"draft","to":"submitted","version":2}', sha256('x'), 'organization', '32');
select kernel.open_task('bench', 'exchange.application', gen_random_uuid()::text, '{"zh":"请审核报名","en":"Check an application"}', '/workspace', 'institution_officer', null, null, gen_random_uuid(), null, null);
commit;
`;
  try {
    const env = { PGHOST: url.hostname, PGPORT: url.port, PGDATABASE: url.pathname.slice(1), PGUSER: url.username, PGPASSWORD: decodeURIComponent(url.password) };
    return (await runPgbench({ pgbench, env, script, folder: home, connections: 8, seconds: 10 })).tps;
  } finally {
    await admin.query('drop table public.bench_application');
  }
}

/** Takes everything of this benchmark out again, past the policies, so that the region is as before; the journal alone keeps what it has. */
export async function takeOut(admin: pg.Client): Promise<void> {
  await admin.query('set session_replication_role = replica');
  await admin.query(`delete from kernel.task where kind = 'bench' or (kind = 'exchange.application/nominate' and subject_id in (select a.id::text from exchange.application a join exchange.scheme s on s.id = a.scheme_id where s.title = $1))`, [mark]);
  await admin.query('delete from exchange.wish w using exchange.application a, exchange.scheme s where a.id = w.application_id and s.id = a.scheme_id and s.title = $1', [mark]);
  await admin.query('delete from exchange.application a using exchange.scheme s where s.id = a.scheme_id and s.title = $1', [mark]);
  await admin.query('delete from exchange.offer o using exchange.scheme s where s.id = o.scheme_id and s.title = $1', [mark]);
  await admin.query('delete from exchange.scheme where title = $1', [mark]);
  await admin.query(`delete from kernel.session s using kernel.account a where a.id = s.account_id and a.login like 'bench-%'`);
  await admin.query(`delete from kernel.account where login like 'bench-%'`);
  await admin.query('delete from directory.person where name like $1', [`${mark}%`]);
  await admin.query('set session_replication_role = origin');
}
