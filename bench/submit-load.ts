import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';

/** One request of one person: where to, as whom, with what. */
export type Submission = { readonly path: string; readonly cookie: string; readonly body: string };

export type SubmitResult = { readonly seconds: number; readonly ok: number; readonly failures: Readonly<Record<string, number>>; readonly ms: readonly number[] };

/** Sends all of a file's submissions (JSON), each once, over so many connections, from a process of its own. */
export function sendAll(load: { port: number; file: string; connections: number }): Promise<SubmitResult> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), JSON.stringify(load)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('exit', (code) => (code === 0 ? done(JSON.parse(said) as SubmitResult) : fail(new Error(`the load generator ended with ${code}`))));
  });
}

// An address may ask 600 times in one go: so many people come from many addresses, here those of 127.0.0.0/8.
const requestsPerAddress = 500;

async function send({ port, file, connections }: { port: number; file: string; connections: number }): Promise<SubmitResult> {
  const submissions = JSON.parse(readFileSync(file, 'utf8')) as Submission[];
  const ms: number[] = [];
  const failures: Record<string, number> = {};
  let ok = 0;
  let next = 0;
  let addresses = 0;
  const connection = async () => {
    while (next < submissions.length) {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      addresses += 1;
      const localAddress = process.platform === 'linux' ? `127.77.${addresses >> 8}.${1 + (addresses & 127)}` : '127.0.0.1';
      for (let i = 0; i < requestsPerAddress; i += 1) {
        const submission = submissions[next];
        if (submission === undefined) break;
        next += 1;
        const startedAt = performance.now();
        const status = await post({ agent, localAddress, port, ...submission });
        ms.push(performance.now() - startedAt);
        if (status === 200) ok += 1;
        else failures[status] = (failures[status] ?? 0) + 1;
      }
      agent.destroy();
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: connections }, connection));
  return { seconds: (performance.now() - startedAt) / 1000, ok, failures, ms };
}

function post({ agent, localAddress, port, path, cookie, body }: Submission & { agent: Agent; localAddress: string; port: number }): Promise<number> {
  return new Promise((done, fail) => {
    const asked = request({ host: '127.0.0.1', port, path, agent, localAddress, method: 'POST', headers: { cookie, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (response) => {
      response.resume();
      response.once('end', () => done(response.statusCode ?? 0));
      response.once('error', fail);
    });
    asked.once('error', fail);
    asked.end(body);
  });
}

const [, file, given] = process.argv;
if (file === fileURLToPath(import.meta.url) && given !== undefined) process.stdout.write(JSON.stringify(await send(JSON.parse(given) as Parameters<typeof send>[0])));
