import { merging as actorMerging } from '#kernel/actor/merging.ts';
import type { MigrationSource } from '#kernel/database/migrate.ts';
import type { BlobStore } from '#kernel/files/blobs.ts';
import { eraseFiles, eraseJob } from '#kernel/files/erase.ts';
import { dropDepartures } from '#kernel/inbox/inbox.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { remindOfTasks, sendMail } from '#kernel/inbox/mail.ts';
import { sequence } from '#kernel/journal/sequencer.ts';
import type { Departure, JobHandler, Merging, Module, Outcomes } from '#kernel/module.ts';
import { directory } from '#modules/directory/index.ts';
import { exchange } from '#modules/exchange/index.ts';
import { governance } from '#modules/governance/index.ts';
import { indicators } from '#modules/indicators/index.ts';
import { plan } from '#modules/plan/index.ts';
import { pools } from '#modules/pools/index.ts';
import { review } from '#modules/review/index.ts';

/** The modules of this platform, in the order in which their tables build on each other. */
export const modules: readonly Module[] = [directory, governance, plan, exchange, indicators, pools, review];

/** Every migration, in order. */
export const migrations: readonly MigrationSource[] = [...kernelMigrations, ...modules.map((module) => module.migrations)];

/** What follows when the four have decided on a record, by its type. */
export const outcomes: Readonly<Record<string, Outcomes>> = Object.assign({}, ...modules.map((module) => module.outcomes ?? {}));

/** What becomes of a person's records when they delete their account; whoever names the person comes last. */
export const departures: readonly Departure[] = modules.toReversed().flatMap(({ departure }) => departure ?? []);

/** What each part does when two people's records become one. */
export const mergings: readonly Merging[] = [actorMerging, ...modules.flatMap(({ merging }) => merging ?? [])];

/** What the queue works off, and what it does by the clock (UTC: the morning in the region is midnight). */
export const workWith = (blobs: BlobStore): { readonly jobs: Readonly<Record<string, JobHandler>>; readonly schedule: NonNullable<Module['schedule']> } => ({
  jobs: {
    [eraseJob]: async (platform) => void (await eraseFiles(platform, blobs)),
    'inbox.departures': dropDepartures,
    'inbox.remind': async (platform) => void (await remindOfTasks(platform)),
    // The server sequences by itself; this is for a server that only serves, and for the day on which that has failed.
    'journal.sequence': async (platform) => void (await sequence(platform)),
    'inbox.mail': async (platform) => void (await sendMail(platform)),
    ...Object.assign({}, ...modules.map((module) => module.jobs ?? {})),
  },
  schedule: [
    { cron: '0 0 * * *', job: 'inbox.remind' },
    { cron: '40 17 * * *', job: 'inbox.departures' },
    { cron: '50 17 * * *', job: eraseJob }, // whatever a failure has left
    { cron: '* * * * *', job: 'inbox.mail' },
    { cron: '* * * * *', job: 'journal.sequence' },
    ...modules.flatMap((module) => module.schedule ?? []),
  ],
});
