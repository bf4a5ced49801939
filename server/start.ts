import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { connectDatabase } from '#kernel/database/database.ts';
import { lockHome } from '#kernel/database/embedded/home.ts';
import { startEmbeddedPostgres } from '#kernel/database/embedded/embedded.ts';
import { migrate } from '#kernel/database/migrate.ts';
import { prepareQueue, startWorker } from '#kernel/jobs/worker.ts';
import { startSequencer } from '#kernel/journal/sequencer.ts';
import type { Platform } from '#kernel/platform.ts';
import { loadInstallation, loadReferenceData, storeInstallation } from './filling.ts';
import { openLog } from './log.ts';
import { mergings, migrations, outcomes, workWith } from './modules.ts';
import { serveInProcesses } from './processes.ts';
import { openBlobs, servePlatform } from './serve.ts';
import { installationSecret, type Settings } from './settings.ts';

/** What a start says of itself while it goes on. */
export type Step = 'initialise' | 'recover' | 'start' | 'migrate' | 'fill' | 'serve';

export type Running = { readonly platform: Platform; readonly adminUrl: string; readonly port: number; readonly stop: () => Promise<void> };

/** How a database that is new is filled; gives whether what it put there is a demonstration. */
export type Fill = (platform: Platform, adminUrl: string) => Promise<{ demonstration: boolean }>;

/**
 * Starts the platform: takes the data folder, starts or reaches PostgreSQL, migrates, fills a new database, serves.
 * `stop` undoes it in the opposite order: requests that run are answered first.
 * @throws HomeInUse when another process has the folder
 */
export async function startPlatform(settings: Settings, { fill, onStep }: { fill: Fill; onStep: (step: Step) => void }): Promise<Running> {
  const undo: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const opened = await openInstallation(settings, { onStep, undo });
    const { platform, adminUrl } = await fillWhenNew(opened, settings, { fill, onStep });
    onStep('serve');
    const blobs = await openBlobs(settings, undo);
    const worker = await startWorker(platform, { adminUrl, ...workWith(blobs) });
    undo.push(worker.stop);
    undo.push(startSequencer(platform).stop);
    const port = settings.processes === 1 ? await servePlatform(platform, settings, { undo, blobs }) : await serveInProcesses(settings, { log: platform.log, undo });
    return { platform, adminUrl, port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The data folder locked, PostgreSQL running and migrated, the log open; without serving anything: what the command line needs. */
export async function openInstallation(settings: Settings, { onStep, undo }: { onStep: (step: Step) => void; undo: (() => Promise<void>)[] }): Promise<{ platform: Platform; adminUrl: string }> {
  const lock = await lockHome(settings.home, settings.publicUrl);
  undo.push(lock.release);
  const log = openLog(settings, undo);
  let adminUrl = settings.databaseUrl;
  if (adminUrl === undefined) {
    const postgres = await startEmbeddedPostgres({ home: settings.home, onProgress: onStep });
    undo.push(postgres.stop);
    adminUrl = postgres.adminUrl;
    await writeFile(addressFile(settings), adminUrl, { mode: 0o600 });
    undo.push(() => rm(addressFile(settings), { force: true }));
  }
  await prepareQueue(adminUrl);
  const applied = await migrate({ adminUrl, secret: installationSecret(settings.home), sources: migrations });
  if (applied.length > 0) onStep('migrate');
  return { adminUrl, platform: connect(settings, { adminUrl, log, undo }) };
}

/** An installation that another process has open: its database, beside that process. */
export async function reachInstallation(settings: Settings, undo: (() => Promise<void>)[], log: Logger = pino({ enabled: false })): Promise<{ platform: Platform; adminUrl: string }> {
  const adminUrl = settings.databaseUrl ?? (await readFile(addressFile(settings), 'utf8'));
  return { adminUrl, platform: connect(settings, { adminUrl, log, undo }) };
}

function connect(settings: Settings, { adminUrl, log, undo }: { adminUrl: string; log: Logger; undo: (() => Promise<void>)[] }): Platform {
  const secret = installationSecret(settings.home);
  const database = connectDatabase({ adminUrl, secret });
  undo.push(database.close);
  return { database, log, outcomes, mergings, config: { publicUrl: settings.publicUrl, demonstration: false, secret, home: settings.home, mail: settings.mail, oidc: settings.oidc }, now: () => Temporal.Now.instant() };
}

/** Where the embedded PostgreSQL says, to this user's other commands, how it is reached while it runs. */
function addressFile({ home }: Settings): string {
  return join(home, 'postgres-address');
}

async function fillWhenNew({ platform, adminUrl }: { platform: Platform; adminUrl: string }, settings: Settings, { fill, onStep }: { fill: Fill; onStep: (step: Step) => void }) {
  let installation = await loadInstallation(platform);
  if (installation === undefined) {
    onStep('fill');
    await loadReferenceData(platform);
    installation = await fill(platform, adminUrl);
    await storeInstallation(platform, installation);
  }
  return { adminUrl, platform: { ...platform, config: { ...platform.config, demonstration: installation.demonstration } } };
}
