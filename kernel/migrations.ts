import type { MigrationSource } from '#kernel/database/migrate.ts';

/** The kernel's tables, in the order in which they build on each other; the modules' come after. */
export const kernelMigrations: readonly MigrationSource[] = [
  { name: 'kernel.database', folder: new URL('./database/schema/', import.meta.url) },
  { name: 'kernel.journal', folder: new URL('./journal/schema/', import.meta.url) },
  { name: 'kernel.inbox', folder: new URL('./inbox/schema/', import.meta.url) },
  { name: 'kernel.actor', folder: new URL('./actor/schema/', import.meta.url) },
  { name: 'kernel.signing', folder: new URL('./signing/schema/', import.meta.url) },
  { name: 'kernel.jobs', folder: new URL('./jobs/schema/', import.meta.url) },
  { name: 'kernel.files', folder: new URL('./files/schema/', import.meta.url) },
  { name: 'kernel.search', folder: new URL('./search/schema/', import.meta.url) },
];
