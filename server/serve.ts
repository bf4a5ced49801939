import { serve } from '@hono/node-server';
import { join } from 'node:path';
import { rememberSessions } from '#kernel/actor/sessions.ts';
import { openDiskStore, type BlobStore } from '#kernel/files/blobs.ts';
import { openS3Store } from '#kernel/files/s3.ts';
import type { EveryProcess } from '#kernel/http/metrics.ts';
import { openLive } from '#kernel/live/live.ts';
import type { Platform } from '#kernel/platform.ts';
import { createApp } from './app.ts';
import type { Settings } from './settings.ts';

/**
 * Answers requests in this process; gives the port.
 * @param undo takes what ends it: requests that run are answered first
 */
export async function servePlatform(platform: Platform, settings: Settings, { undo, blobs, everyProcess }: { undo: (() => Promise<void>)[]; blobs: BlobStore; everyProcess?: EveryProcess }): Promise<number> {
  const live = openLive(platform.database);
  const sessions = rememberSessions(platform.database);
  undo.push(sessions.close);
  const app = createApp(platform, { blobs, webRoot: settings.webRoot, live, sessions, everyProcess });
  const port = await listen(app.fetch, settings, undo);
  undo.push(live.close); // before the server waits for its requests to end: a stream would not
  return port;
}

/** Files lie in the data folder, or in the bucket that the settings name. */
export async function openBlobs({ home, s3 }: Settings, undo: (() => Promise<void>)[]): Promise<BlobStore> {
  if (s3 === undefined) return openDiskStore(join(home, 'files'));
  const store = await openS3Store(s3, join(home, 'files', 'incoming'));
  undo.push(store.close);
  return store;
}

function listen(fetch: Parameters<typeof serve>[0]['fetch'], { port, host }: Settings, undo: (() => Promise<void>)[]): Promise<number> {
  return new Promise((done, fail) => {
    const server = serve({ fetch, port, hostname: host }, (info) => done(info.port));
    server.once('error', fail);
    undo.push(() => new Promise((closed) => {
      server.close(() => closed());
      if ('closeIdleConnections' in server) server.closeIdleConnections();
      setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), 5_000).unref();
    }));
  });
}
