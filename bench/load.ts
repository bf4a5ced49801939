import { spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';

/** Requests that are asked again and again, over so many connections at a time, for so long. */
export type Load = { readonly port: number; readonly cookie: string; readonly paths: readonly string[]; readonly connections: number; readonly seconds: number };

export type LoadResult = { readonly requests: number; readonly failures: number; readonly perSecond: number; readonly ms: readonly number[] };

/** Puts the load on the server from a process of its own, so that the generator's own work does not stand in the way of what measures. */
export function putLoad(load: Load): Promise<LoadResult> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), JSON.stringify(load)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('exit', (code) => (code === 0 ? done(JSON.parse(said) as LoadResult) : fail(new Error(`the load generator ended with ${code}`))));
  });
}

// An address may ask 600 times in one go (kernel/http/limits.ts). The limit stays on while we measure:
// before a connection reaches it, the next comes from another address of this machine's own 127.0.0.0/8.
const requestsPerAddress = 500;

async function generate({ port, cookie, paths, connections, seconds }: Load): Promise<LoadResult> {
  const until = performance.now() + seconds * 1000;
  const ms: number[] = [];
  let failures = 0;
  let addresses = Math.floor(Math.random() * 2 ** 15) * 500;
  const connection = async (first: number) => {
    for (let turn = first; performance.now() < until; ) {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const localAddress = loopback((addresses += 1));
      for (let i = 0; i < requestsPerAddress && performance.now() < until; i += 1, turn += 1) {
        const startedAt = performance.now();
        const status = await ask({ agent, localAddress, port, cookie, path: paths[turn % paths.length] ?? '/' });
        ms.push(performance.now() - startedAt);
        if (status !== 200) failures += 1;
      }
      agent.destroy();
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: connections }, (_, i) => connection(i * 7)));
  const took = (performance.now() - startedAt) / 1000;
  return { requests: ms.length, failures, perSecond: (ms.length - failures) / took, ms };
}

/** The `n`-th address of 127.0.0.0/8; where a system has only 127.0.0.1 of them, that one. */
function loopback(n: number): string {
  if (process.platform !== 'linux') return '127.0.0.1';
  return `127.${1 + ((n >> 16) % 250)}.${(n >> 8) % 256}.${1 + (n % 250)}`;
}

function ask({ agent, localAddress, port, cookie, path }: { agent: Agent; localAddress: string; port: number; cookie: string; path: string }): Promise<number> {
  return new Promise((done, fail) => {
    const asked = request({ host: '127.0.0.1', port, path, agent, localAddress, headers: { cookie } }, (response) => {
      response.resume();
      response.once('end', () => done(response.statusCode ?? 0));
      response.once('error', fail);
    });
    asked.once('error', fail);
    asked.end();
  });
}

const [, file, given] = process.argv;
if (file === fileURLToPath(import.meta.url) && given !== undefined) process.stdout.write(JSON.stringify(await generate(JSON.parse(given) as Load)));
