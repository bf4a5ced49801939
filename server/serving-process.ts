import type { EveryProcess } from '#kernel/http/metrics.ts';
import { loadInstallation } from './filling.ts';
import { openLog } from './log.ts';
import type { FromServing, ToServing } from './processes.ts';
import { openBlobs, servePlatform } from './serve.ts';
import { readSettings } from './settings.ts';
import { reachInstallation } from './start.ts';

/** One of the processes that answer requests, started by `serveInProcesses`: it ends when it is told to, or with the process that started it. */
async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined); // Ctrl-C reaches all of them; the first process says when
  const told = new Promise<void>((stop) => process.on('message', (message: ToServing) => { if (message.says === 'stop') stop(); }));
  const settings = readSettings(process.env, []);
  const undo: (() => Promise<void>)[] = [];
  const { platform } = await reachInstallation(settings, undo, openLog(settings, undo));
  const installation = await loadInstallation(platform);
  const config = { ...platform.config, demonstration: installation?.demonstration ?? false };
  const port = await servePlatform({ ...platform, config }, settings, { undo, blobs: await openBlobs(settings, undo), everyProcess: askForMetrics() });
  say({ says: 'listening', port });
  await told;
  for (const step of undo.reverse()) await step();
}

/** Asks the first process, which asks all. */
function askForMetrics(): EveryProcess {
  const asked = new Map<number, (text: string | undefined) => void>();
  let last = 0;
  process.on('message', (message: ToServing) => {
    if (message.says !== 'metrics') return;
    asked.get(message.id)?.(message.text);
    asked.delete(message.id);
  });
  return () => new Promise((answered, fail) => {
    last += 1;
    asked.set(last, (text) => (text === undefined ? fail(new Error('a serving process did not give its metrics')) : answered(text)));
    say({ says: 'metrics?', id: last });
  });
}

function say(message: FromServing): void {
  process.send?.(message);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    process.send?.({ says: 'failed', message: error instanceof Error ? error.message : String(error), code } satisfies FromServing, () => process.exit(1));
  },
);
