import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { migrations, modules } from './modules.ts';

/** What holds for every table of every module: looked up in the database as it is after all migrations, so that no module can forget it. */
let db: TestDatabase;
beforeAll(async () => { db = await createTestDatabase(migrations); });
afterAll(() => db.drop());

const list = async (text: string) => (await db.admin.query<{ name: string }>(text)).rows.map((row) => row.name);
/** Schemas of the kernel and the modules; the queue's own are out of the application role's reach altogether. */
const ours = "n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'graphile_worker')";
/** Views that look past the policies and have rows for the platform alone; tried in modules/pools/draws.test.ts. */
const platformsOwn = ['pools.every_absence', 'pools.every_member'];

/** The list of applied migrations is the owner's alone. */
const ownersOwn = ['kernel.migration'];

describe('files of records', () => {
  test('follow the record in the database for every type on which a module lets them hang', async () => {
    expect(await list('select subject_type as name from kernel.file_subject order by 1')).toEqual(modules.flatMap(({ fileSubjects = {} }) => Object.keys(fileSubjects)).toSorted());
  });
});

/** Digests of texts that stand in the database themselves. */
const digestsOfTexts = "'kernel.signing_document'::regclass, 'plan.key_points_text'::regclass";

describe('content in the store', () => {
  test('is needed by every table that holds its digest, or it would be erased with another record', async () => {
    expect(await list('select relation::text as name from kernel.content_holder order by 1')).toEqual(await list(`select n.nspname || '.' || c.relname as name from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where a.attname = 'sha256' and a.atttypid = 'bytea'::regtype and c.relkind = 'r' and ${ours} and c.oid not in ('kernel.file'::regclass, ${digestsOfTexts}) order by 1`));
  });
});

describe('every table of the platform', () => {
  test('has row-level security, or is out of the application role\'s reach', async () => {
    const open = await list(`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and ${ours} and not c.relrowsecurity order by 1`);
    expect(open).toEqual(ownersOwn);
    const reach = await list(`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relrowsecurity and n.nspname not in ('pg_catalog', 'information_schema')
        and has_schema_privilege('delta_app', n.oid, 'usage') and has_table_privilege('delta_app', c.oid, 'select, insert, update, delete, truncate, references, trigger')`);
    expect(reach).toEqual([]);
  });

  test('has a policy for whatever the application role may do with it', async () => {
    const without = await list(`
      select n.nspname || '.' || c.relname || ' ' || p.command as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
        cross join (values ('select', 'r'), ('insert', 'a'), ('update', 'w'), ('delete', 'd')) p (command, letter)
      where c.relkind in ('r', 'p') and ${ours} and c.relrowsecurity
        and (has_table_privilege('delta_app', c.oid, p.command) or (p.command <> 'delete' and has_any_column_privilege('delta_app', c.oid, p.command)))
        and not exists (select from pg_policy y where y.polrelid = c.oid and y.polcmd in ('*', p.letter::"char"))
      order by 1`);
    expect(without).toEqual([]);
  });

  test('is owned by the database\'s owner, so that its policies hold for whoever asks', async () => {
    expect(await list(`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where ${ours} and pg_get_userbyid(c.relowner) = 'delta_app'`)).toEqual([]);
  });

  test('cannot be emptied by the application role, nor given triggers', async () => {
    expect(await list(`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm') and ${ours} and has_table_privilege('delta_app', c.oid, 'truncate, trigger, references, maintain')`)).toEqual([]);
  });
});

describe('every view of the platform', () => {
  test('asks with the rights of whoever looks, not of its owner', async () => {
    const byOwner = await list(`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'v' and ${ours} and not coalesce('security_invoker=true' = any (c.reloptions) or 'security_invoker=on' = any (c.reloptions), false)
        and has_schema_privilege('delta_app', n.oid, 'usage') and has_table_privilege('delta_app', c.oid, 'select') order by 1`);
    expect(byOwner).toEqual(platformsOwn);
    const kept = await list(`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'm' and ${ours} and has_schema_privilege('delta_app', n.oid, 'usage') and has_table_privilege('delta_app', c.oid, 'select')`);
    expect(kept, 'a materialised view has no policies').toEqual([]);
  });
});

describe('every function with its owner\'s rights', () => {
  test('fixes where it looks names up, and nobody but the application role may call it', async () => {
    const loose = await list(`select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where ${ours} and p.prosecdef and not exists (select from unnest(p.proconfig) c where c like 'search_path=%') order by 1`);
    expect(loose).toEqual([]);
    const anybody = await list(`select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where ${ours} and p.prosecdef and has_function_privilege('public', p.oid, 'execute') order by 1`);
    expect(anybody).toEqual([]);
  });
});

describe('every schema of the platform', () => {
  test('takes nothing new from the application role', async () => {
    expect(await list("select nspname as name from pg_namespace n where has_schema_privilege('delta_app', oid, 'create')")).toEqual([]);
    expect(await list("select datname as name from pg_database where datname = current_database() and has_database_privilege('delta_app', oid, 'create')")).toEqual([]);
  });
});
