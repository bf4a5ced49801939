import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { seeded } from '#algorithms/indices/robustness/random.ts';

/** A school's form that is filled in and only wants submitting, by somebody who is signed in. */
export type Report = { readonly id: string; readonly version: number; readonly cookie: string };

export type ReportLoad = { readonly port: number; /** JSON, `Report[]`. */ readonly file: string; readonly perSecond: number };

export type ReportResult = {
  readonly seconds: number;
  readonly submitted: number;
  /** Forms of which a number was asked about, explained, and submitted then. */
  readonly asked: number;
  readonly failures: Readonly<Record<string, number>>;
  /** Of each request until its answer was whole: a submission from when the school came, not from when it was its turn; an explanation from when it was sent. */
  readonly ms: readonly number[];
};

/** Submits each of a file's forms once, from a process of its own: schools come by chance, so many a second on average, and do not wait for one another. */
export function sendReports(load: ReportLoad): Promise<ReportResult> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), JSON.stringify(load)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('exit', (code) => (code === 0 ? done(JSON.parse(said) as ReportResult) : fail(new Error(`the load generator ended with ${code}`))));
  });
}

/** Offices from which they come, each an address of 127.0.0.0/8 with connections of its own, which are kept as a browser keeps them. */
const offices = 50;

async function send({ port, file, perSecond }: ReportLoad): Promise<ReportResult> {
  const reports = JSON.parse(readFileSync(file, 'utf8')) as Report[];
  const agents = Array.from({ length: offices }, () => new Agent({ keepAlive: true }));
  const random = seeded(67);
  const ms: number[] = [];
  const failures: Record<string, number> = {};
  let [submitted, asked] = [0, 0];

  const one = async ({ id, version, cookie }: Report, i: number, came: number) => {
    const localAddress = process.platform === 'linux' ? `127.77.0.${1 + (i % offices)}` : '127.0.0.1';
    const ask = async (method: string, path: string, body: object, since: number) => {
      const answer = await exchange({ agent: agents[i % offices] as Agent, localAddress, port, method, path: `/api/indicators/forms/${id}${path}`, cookie, body: JSON.stringify(body) });
      ms.push(performance.now() - since);
      return answer;
    };
    let last = await ask('POST', '/move', { transition: 'submit', version }, came);
    const findings = last.status === 422 ? (JSON.parse(last.text) as { findings?: { element: string; severity: string }[] }).findings : undefined;
    if (findings?.every(({ severity }) => severity === 'doubt') === true) {
      asked += 1;
      last = await ask('PATCH', '', { version, entries: {}, reasons: Object.fromEntries(findings.map(({ element }) => [element, '已与原始台账核对'])) }, performance.now());
      if (last.status === 200) last = await ask('POST', '/move', { transition: 'submit', version: version + 1 }, performance.now());
    }
    if (last.status === 200) submitted += 1;
    else failures[last.status] = (failures[last.status] ?? 0) + 1;
  };

  const startedAt = performance.now();
  const underway: Promise<void>[] = [];
  let comes = startedAt;
  for (const [i, report] of reports.entries()) {
    comes += (-Math.log(1 - random()) / perSecond) * 1000;
    const early = comes - performance.now();
    // oxlint-disable-next-line no-await-in-loop -- until the next one comes
    if (early > 0) await wait(early);
    underway.push(one(report, i, comes).catch((error: unknown) => { const code = (error as NodeJS.ErrnoException).code ?? 'error'; failures[code] = (failures[code] ?? 0) + 1; }));
  }
  await Promise.all(underway);
  for (const agent of agents) agent.destroy();
  return { seconds: (performance.now() - startedAt) / 1000, submitted, asked, failures, ms };
}

type Exchange = { agent: Agent; localAddress: string; port: number; method: string; path: string; cookie: string; body: string };

function exchange({ agent, localAddress, port, method, path, cookie, body }: Exchange): Promise<{ status: number; text: string }> {
  return new Promise((done, fail) => {
    const sent = request({ host: '127.0.0.1', port, path, agent, localAddress, method, headers: { cookie, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.once('end', () => done({ status: response.statusCode ?? 0, text }));
      response.once('error', fail);
    });
    sent.once('error', fail);
    sent.end(body);
  });
}

const [, file, given] = process.argv;
if (file === fileURLToPath(import.meta.url) && given !== undefined) process.stdout.write(JSON.stringify(await send(JSON.parse(given) as ReportLoad)));
