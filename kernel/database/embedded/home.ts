import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Thrown when another Delta runs on the same folder. */
export class HomeInUse extends Error {
  override name = 'HomeInUse';
}

/**
 * Takes a data folder for this process alone; made if it is not there.
 * The lock is a socket that this process listens on, so it ends with the process, however that ends, and no number can be mistaken for it.
 * @param note what a second start is told about this one, e.g. its address
 * @throws HomeInUse with that note
 */
export async function lockHome(home: string, note: string): Promise<{ release: () => Promise<void> }> {
  await mkdir(home, { recursive: true, mode: 0o755 });
  const path = lockPath(resolve(home));
  for (const attempt of [1, 2]) {
    const server = await listen(path, note);
    if (server !== undefined) return { release: () => new Promise((done) => server.close(() => done())) };
    const holder = await ask(path);
    if (holder !== undefined) throw new HomeInUse(holder);
    if (attempt === 1) await rm(path, { force: true }); // left behind by a process that was killed
  }
  throw new HomeInUse('');
}

/** A short path that stands for the folder: a socket's path may not be longer than about 100 bytes. */
function lockPath(home: string): string {
  const name = `delta-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.lock`);
}

function listen(path: string, note: string): Promise<Server | undefined> {
  return new Promise((done, fail) => {
    const server = createServer((socket) => socket.on('error', () => undefined).end(note));
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? done(undefined) : fail(error)));
    server.listen(path, () => done(server.unref()));
  });
}

/** What the process behind the socket says of itself; `undefined` when nobody listens any more. */
function ask(path: string): Promise<string | undefined> {
  return new Promise((done) => {
    let said = '';
    const socket = connect(path);
    socket.setTimeout(2000, () => socket.destroy());
    socket.on('data', (chunk) => (said += chunk.toString()));
    socket.on('error', () => done(undefined));
    socket.on('close', () => done(said));
  });
}
