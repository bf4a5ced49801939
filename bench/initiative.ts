import type { PersonActor } from '#kernel/actor/actor.ts';
import { appUrl, connectDatabase } from '#kernel/database/database.ts';
import { actorSettings } from '#kernel/database/transaction.ts';
import { itemQuery } from '#modules/plan/store.ts';
import { installationSecret } from '#server/settings.ts';
import { makeAccounts } from '../demo/accounts.ts';
import { round, showSpread, spreadOf, type Benchmark } from './benchmark.ts';
import { putLoad } from './load.ts';
import { findPgbench, runPgbench } from './pgbench.ts';
import { signIn, startServer, type BenchServer } from './server.ts';

const login = 'sh-officer';
const targetShare = 0.5;
const connections = 8;
const seconds = 6;
const rounds = 3;

/**
 * A signed-in read of one initiative through HTTP against pgbench, which sends the very statements that the request sends,
 * prepared, as the same database role under the same policies, over as many connections, in turn with it.
 */
export const initiativeBenchmark: Benchmark = {
  name: 'initiative',
  measure: async ({ home, report }) => {
    const server = await startServer(home);
    try {
      const cookie = await signIn(server.port, login);
      const id = await anInitiative(server, cookie);
      const scripts = await makeScripts(home, server.adminUrl, cookie, id);
      const pgbench = findPgbench(home, report);
      const load = { port: server.port, cookie, paths: [`/api/plan/initiatives/${id}`], connections };
      await putLoad({ ...load, seconds: 8 }); // compiled and cached before it counts
      const http: number[] = [];
      const latencies: number[] = [];
      const tps: Record<string, number[]> = Object.fromEntries(Object.keys(scripts).map((name) => [name, []]));
      for (let i = 0; i < rounds; i += 1) {
        const { perSecond, failures, ms } = await putLoad({ ...load, seconds });
        if (failures > 0) throw new Error(`${failures} requests failed`);
        http.push(perSecond);
        latencies.push(...ms);
        if (pgbench === undefined) continue;
        for (const [name, { script, env }] of Object.entries(scripts)) {
          const run = await runPgbench({ pgbench, env, script, folder: home, connections, seconds });
          tps[name]?.push(run.tps);
        }
        report(`HTTP ${Math.round(perSecond)}/s, pgbench ${Object.entries(tps).map(([name, runs]) => `${name} ${Math.round(runs.at(-1) ?? 0)}`).join(', ')}`);
      }
      const reached = spreadOf(http);
      const target = `≥ ${targetShare * 100} % of pgbench (begin, actor, select, commit)`;
      const measured = { perSecond: reached, latencyMs: { p50: round(percentileOf(latencies, 50)), p95: round(percentileOf(latencies, 95)) }, connections, seconds, login, initiative: id };
      if (pgbench === undefined) return { target, reached: `HTTP ${showSpread(reached, 0)}/s; pgbench is not on this machine, so there is nothing to compare with`, ok: false, detail: measured };
      const compared = Object.fromEntries(Object.entries(tps).map(([name, runs]) => {
        const spread = spreadOf(runs);
        return [name, { tps: spread, share: round(reached.median / spread.median, 3), script: scripts[name]?.script.replaceAll(/\s+/g, ' ') }];
      }));
      const share = compared['transaction']?.share ?? 0;
      const others = Object.entries(compared).filter(([name]) => name !== 'transaction').map(([name, { share: of }]) => `${name} ${Math.round(of * 100)} %`);
      return {
        target, ok: share >= targetShare, detail: { ...measured, pgbench: compared },
        reached: `${Math.round(share * 100)} %: HTTP ${showSpread(reached, 0)}/s, pgbench ${showSpread(compared['transaction']?.tps ?? reached, 0)}/s; of ${others.join(', ')}`,
      };
    } finally {
      await server.stop();
    }
  },
};

function percentileOf(values: readonly number[], percent: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length * percent) / 100)] ?? 0;
}

/** An initiative as most are: with partners, an aim and milestones that are reported on. */
async function anInitiative({ port }: BenchServer, cookie: string): Promise<string> {
  const read = async <T>(path: string) => (await (await fetch(`http://127.0.0.1:${port}/api/plan${path}`, { headers: { cookie } })).json()) as T;
  const { items: plans } = await read<{ items: { id: string }[] }>('/plans');
  const { items } = await read<{ items: { id: string; kind: string; lead: string | null; milestones: { total: number } }[] }>(`/plans/${plans[0]?.id}`);
  const found = items.find(({ kind, lead, milestones }) => kind === 'initiative' && lead !== null && milestones.total >= 4);
  if (found === undefined) throw new Error('the demonstration has no initiative with milestones');
  return found.id;
}

type Script = { readonly script: string; readonly env: NodeJS.ProcessEnv };

/**
 * `transaction` is the select with what stands around it in the request, statement by statement; `pipelined` the same in one round trip,
 * as the server itself sends it; `request` that and the look at the session before; `bare` the select alone, the actor set once for the connection.
 */
async function makeScripts(home: string, adminUrl: string, cookie: string, id: string): Promise<Record<string, Script>> {
  const secret = installationSecret(home);
  const actor = await actorOf();
  const settings = actorSettings(actor);
  const select = await selectOf(adminUrl, secret, id);
  const url = new URL(appUrl(adminUrl, secret));
  const env = { PGHOST: url.hostname, PGPORT: url.port, PGDATABASE: url.pathname.slice(1), PGUSER: url.username, PGPASSWORD: decodeURIComponent(url.password) };
  const options = [...settings.matchAll(/set_config\('(delta\.\w+)', '([^']*)'/g)].filter(([, , value]) => value !== '').map(([, name, value]) => `-c ${name}=${value}`).join(' ');
  const transaction = `begin;\n${settings};\n${select};\ncommit;\n`;
  const session = `select * from kernel.session_actor(sha256('${cookie.split('=')[1]}'));\n`;
  return {
    transaction: { script: transaction, env },
    pipelined: { script: `\\startpipeline\n${transaction}\\endpipeline\n`, env },
    request: { script: `${session}\\startpipeline\n${transaction}\\endpipeline\n`, env },
    bare: { script: `${select};\n`, env: { ...env, PGOPTIONS: options } },
  };
}

async function actorOf(): Promise<PersonActor> {
  const account = (await makeAccounts()).find((one) => one.login === login);
  if (account === undefined || account.party === null) throw new Error(`there is no account ${login}`);
  return { role: account.role, accountId: account.id, personId: account.personId, party: account.party };
}

/** The text that the server sends, with the id in place. */
async function selectOf(adminUrl: string, secret: string, id: string): Promise<string> {
  const database = connectDatabase({ adminUrl, secret });
  try {
    return itemQuery(id).compile(database.kysely).sql.replaceAll('$1', `'${id}'`);
  } finally {
    await database.close();
  }
}
