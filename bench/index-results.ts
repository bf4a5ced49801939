import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { latest, removeResults, type Collected, type IndexRegion } from './index-region.ts';

/** What the pages of results are asked about. */
export type Results = { readonly run: string; readonly publication: string; readonly balanceRun: string };

type Send = <T>(method: string, path: string, body?: object) => Promise<T>;

/**
 * Computes the latest year of both systems, as an officer does, and publishes the index. Of each earlier year there is the same result with its own year:
 * what a page asks does not know the difference, and five computations would take five times as long.
 */
export async function ensureResults(admin: pg.Client, { port, cookie }: { port: number; cookie: string }, { index, balance }: IndexRegion, report: (line: string) => void): Promise<Results> {
  const send: Send = async <T>(method: string, path: string, body?: object) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/indicators${path}`, { method, headers: { cookie, 'content-type': 'application/json' }, body: body === undefined ? null : JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const known = await loadResults(admin, index, balance);
  if (known !== undefined) return known;
  await removeResults(admin);
  const run = await compute(admin, send, index, report);
  const { id: publication } = await send<{ id: string }>('POST', `/runs/${run}/publication`, { title: `${latest} 压测指数`, embargoOn: '2026-01-01' });
  const balanceRun = await compute(admin, send, balance, report);
  for (const campaign of index.campaigns.slice(0, -1)) await copyResults(admin, { run, publication, campaign }); // oxlint-disable-line no-await-in-loop -- one connection
  await admin.query(`update indicators.publication set state = 'agreed' where id = $1`, [publication]);
  await admin.query('vacuum (analyze) indicators.run, indicators.score, indicators.part, indicators.publication');
  return { run, publication, balanceRun };
}

/** What an earlier benchmark left. */
async function loadResults(admin: pg.Client, index: Collected, balance: Collected): Promise<Results | undefined> {
  const { rows: [known] } = await admin.query<Results>(`select r.id as run, p.id as publication, b.id as "balanceRun" from indicators.run r join indicators.publication p on p.run_id = r.id and p.state = 'agreed' join indicators.run b on b.campaign_id = $2
    where r.campaign_id = $1 and r.finished_at is not null and b.finished_at is not null limit 1`, [index.campaigns.at(-1)?.id, balance.campaigns.at(-1)?.id]);
  return known;
}

async function compute(admin: pg.Client, send: Send, { campaigns }: Collected, report: (line: string) => void): Promise<string> {
  const { id } = await send<{ id: string }>('POST', `/campaigns/${campaigns.at(-1)?.id}/runs`);
  let said = '';
  for (;;) {
    const { rows: [job] } = await admin.query<{ state: string; step: { zh: string; en: string } | null; problem: unknown }>('select j.state, j.step, j.problem from indicators.run r join kernel.job j on j.id = r.job_id where r.id = $1', [id]); // oxlint-disable-line no-await-in-loop -- until it is done
    if (job?.state === 'done') return id;
    if (job?.state === 'failed') throw new Error(`not computed: ${JSON.stringify(job.problem)}`);
    if (job?.step !== null && job?.step !== undefined && job.step.en !== said) report((said = job.step.en));
    await wait(250); // oxlint-disable-line no-await-in-loop -- see above
  }
}

async function copyResults(admin: pg.Client, { run, publication, campaign }: { run: string; publication: string; campaign: Collected['campaigns'][number] }): Promise<void> {
  const { rows: [made] } = await admin.query<{ id: string }>(`
    insert into indicators.run (campaign_id, system_id, party, visibility, snapshot, result, facts, notes, robustness, finished_at)
    select $2, system_id, party, visibility, snapshot, result, facts, notes, robustness, finished_at from indicators.run where id = $1 returning id`, [run, campaign.id]);
  await admin.query(`insert into indicators.score (run_id, unit, unit_name, party, level, code, raw, imputed, treated, value, rank, low, high, people) select $2, unit, unit_name, party, level, code, raw, imputed, treated, value, rank, low, high, people from indicators.score where run_id = $1`, [run, made?.id]);
  await admin.query('insert into indicators.part (run_id, unit, level, party, part, value, people) select $2, unit, level, party, part, value, people from indicators.part where run_id = $1', [run, made?.id]);
  await admin.query(`insert into indicators.publication (run_id, title, embargo_on, content, digest, party, state) select $2, title, embargo_on, jsonb_set(content, '{period}', to_jsonb($3::text)), $4, party, 'agreed' from indicators.publication where id = $1`,
    [publication, made?.id, campaign.period, createHash('sha256').update(campaign.period).digest()]);
}
