import { spawn } from 'node:child_process';
import { connect } from 'node:net';
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

/**
 * One request at a time on each connection, as a browser would, written and read on the bare socket:
 * a whole HTTP client would take a good part of the processor from the server that is measured.
 */
async function generate({ port, cookie, paths, connections, seconds }: Load): Promise<LoadResult> {
  const requests = paths.map((path) => Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\n\r\n`));
  const until = performance.now() + seconds * 1000;
  const ms: number[] = [];
  let failures = 0;
  let addresses = Math.floor(Math.random() * 2 ** 15) * 500;
  const oneAddress = (first: number) => new Promise<void>((done, fail) => {
    let [asked, startedAt] = [0, 0];
    let unread: Buffer = Buffer.alloc(0);
    const socket = connect({ host: '127.0.0.1', port, localAddress: loopback((addresses += 1)), noDelay: true });
    const ask = () => {
      if (asked === requestsPerAddress || performance.now() >= until) {
        socket.destroy();
        done();
        return;
      }
      startedAt = performance.now();
      const request = requests[(first + asked) % requests.length];
      if (request !== undefined) socket.write(request);
      asked += 1;
    };
    socket.once('connect', ask);
    socket.once('error', fail);
    socket.on('data', (bytes: Buffer) => {
      unread = unread.length === 0 ? bytes : Buffer.concat([unread, bytes]);
      const answer = readAnswer(unread);
      if (answer === undefined) return;
      unread = Buffer.alloc(0);
      ms.push(performance.now() - startedAt);
      if (answer.status !== 200) failures += 1;
      ask();
    });
  });
  const connection = async (first: number) => {
    for (let turn = first; performance.now() < until; turn += requestsPerAddress) await oneAddress(turn);
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: connections }, (_, i) => connection(i * 7)));
  const took = (performance.now() - startedAt) / 1000;
  return { requests: ms.length, failures, perSecond: (ms.length - failures) / took, ms };
}

/** The status of the answer that stands in `bytes`, once all of it is there. */
function readAnswer(bytes: Buffer): { status: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${head}`);
  return bytes.length < end + 4 + Number(length) ? undefined : { status: Number(head.slice(9, 12)) };
}

/** The `n`-th address of 127.0.0.0/8; where a system has only 127.0.0.1 of them, that one. */
function loopback(n: number): string {
  if (process.platform !== 'linux') return '127.0.0.1';
  return `127.${1 + ((n >> 16) % 250)}.${(n >> 8) % 256}.${1 + (n % 250)}`;
}

const [, file, given] = process.argv;
if (file === fileURLToPath(import.meta.url) && given !== undefined) process.stdout.write(JSON.stringify(await generate(JSON.parse(given) as Load)));
