import type { MigrationSource } from '#kernel/database/migrate.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Module } from '#kernel/module.ts';
import { directory } from '#modules/directory/index.ts';
import { plan } from '#modules/plan/index.ts';

/** The modules of this platform, in the order in which their tables build on each other. */
export const modules: readonly Module[] = [directory, plan];

/** Every migration, in order. */
export const migrations: readonly MigrationSource[] = [...kernelMigrations, ...modules.map((module) => module.migrations)];
