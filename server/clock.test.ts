import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor, type Actor } from '#kernel/actor/actor.ts';
import { createTestDatabase, inDatabase, testSecret, type TestDatabase } from '#kernel/database/testing.ts';
import { migrate } from '#kernel/database/migrate.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { anOfficer } from '#kernel/testing.ts';
import { migrations } from './modules.ts';

let db: TestDatabase;
beforeAll(async () => { db = await createTestDatabase(migrations); });
afterAll(() => db.drop());

/** Instants that a statement of a person's may set as it likes, and why that dates nothing back. Whatever is not here is stamped by the database (`kernel.stamp`), or written by the platform alone. */
const saidByPeople: Readonly<Record<string, string>> = {
  'exchange.agreement_version.in_force_at': 'a version that is sent has none (check), and only the platform changes it',
  'exchange.application.created_at': 'must be now (policy `begins`), and stays (guard)',
  'exchange.application.submitted_at': 'set by the guard',
  'exchange.placement.no_objection_at': 'the guard keeps it for the platform',
  'governance.agenda_item.withdrawn_at': 'shown only; the journal has the database’s time of the same act',
  'governance.answer.answered_at': 'shown only: an answer counts while its round is open',
  'governance.attendee.removed_at': 'shown only', 'governance.attendee.replied_at': 'shown only', 'governance.duty.done_at': 'shown only',
  'governance.meeting.created_at': 'shown only', 'governance.meeting.ends_at': 'people say when a meeting is', 'governance.meeting.starts_at': 'people say when a meeting is',
  'governance.minutes_section.changed_at': 'shown only; the journal keeps every version', 'governance.proposal.put_at': 'shown only', 'governance.resolution.created_at': 'shown only',
  'governance.round.opened_at': 'shown only: a round ends by its deadline, a date', 'governance.round.settled_at': 'shown only; decided by the platform',
  'governance.term.entered_at': 'shown only', 'governance.term.withdrawn_at': 'shown only',
  'kernel.external_identity.linked_at': 'one’s own sign-in', 'kernel.external_identity.used_at': 'one’s own sign-in',
  'kernel.file.erase_asked_at': 'a person’s file begins without (policy `added`), and the guard keeps it', 'kernel.file.erased_at': 'the guard keeps it for the platform',
  'kernel.invitation.expires_at': 'whoever may let somebody in says for how long',
  'kernel.journal_cosignature.signed_at': 'by the witness’s clock, and under its signature',
  'kernel.passkey.created_at': 'one’s own sign-in', 'kernel.passkey.used_at': 'one’s own sign-in', 'kernel.passkey_challenge.expires_at': 'one’s own sign-in',
  'kernel.session.created_at': 'one’s own sign-in', 'kernel.session.expires_at': 'one’s own sign-in', 'kernel.session.seen_at': 'one’s own sign-in',
  'kernel.signatory.approved_at': 'a proposal begins without (policy `proposed`), and approval is a function’s',
  'kernel.signature.signed_at': 'by the signatory’s clock, and under their signature; when it came in is the database’s',
  'pools.draw.reveal_until': 'begins without (policy `of_now`), and goes on by rule (guard)',
  'pools.member.created_at': 'must be now (policy `of_now`); the guard keeps it',
};

describe('when something was done', () => {
  test('is the database’s to say in every table, or it is said why not', async () => {
    const { rows } = await db.admin.query<{ column: string }>(`
      with written as (
        select c.oid, n.nspname || '.' || c.relname as table, a.attname as column, has_column_privilege('delta_app', c.oid, a.attnum, 'insert') as adds, has_column_privilege('delta_app', c.oid, a.attnum, 'update') as changes
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and a.atttypid = 'timestamptz'::regtype and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'graphile_worker'))
      select w.table || '.' || w.column as column from written w
      where (adds and exists (select from pg_policies p where format('%I.%I', p.schemaname, p.tablename) = w.table and p.permissive = 'PERMISSIVE' and p.cmd in ('INSERT', 'ALL') and coalesce(p.with_check, p.qual) <> 'kernel.is_system()')
          or changes and exists (select from pg_policies p where format('%I.%I', p.schemaname, p.tablename) = w.table and p.permissive = 'PERMISSIVE' and p.cmd in ('UPDATE', 'ALL') and p.qual <> 'kernel.is_system()'))
        and not exists (select from pg_trigger t where t.tgrelid = w.oid and t.tgfoid = 'kernel.stamp'::regproc and w.column = any (string_to_array(encode(t.tgargs, 'escape'), '\\000')))
      order by 1`);
    expect(rows.map(({ column }) => column)).toEqual(Object.keys(saidByPeople));
  });

  test('is now, whatever a person’s statement says; the platform, which catches up on what was, may say otherwise', async () => {
    await db.admin.query(`create table kernel.trial (id integer primary key, done_at timestamptz, other_at timestamptz, note text);
      grant select, insert, update on kernel.trial to delta_app;
      create trigger clock before insert or update on kernel.trial for each row execute function kernel.stamp('done_at')`);
    const as = (actor: Actor, text: ReturnType<typeof sql>) => inTransaction(db, actor, (tx) => text.execute(tx.db));
    const officer = anOfficer('32');
    await as(officer, sql`insert into kernel.trial values (1, '2020-01-01', '2020-01-01', 'a'), (2, null, null, 'b')`);
    await as(systemActor('test'), sql`insert into kernel.trial values (3, '2020-01-01', null, 'c')`);
    await as(officer, sql`update kernel.trial set done_at = '2099-01-01' where id = 2`);
    await as(officer, sql`update kernel.trial set note = 'd' where id = 3`);
    const { rows } = await db.admin.query("select id, abs(extract(epoch from done_at - now())) < 60 as now, other_at::date::text as other, note from kernel.trial order by id");
    expect(rows).toEqual([{ id: 1, now: true, other: '2020-01-01', note: 'a' }, { id: 2, now: true, other: null, note: 'b' }, { id: 3, now: false, other: null, note: 'd' }]);
    await db.admin.query('drop table kernel.trial');
  });

  test('is by the server’s own clock in an installation: only a test’s database can stand on another day', async () => {
    await db.admin.query('create database clock_of_an_installation');
    const adminUrl = inDatabase(db.adminUrl, 'clock_of_an_installation');
    await migrate({ adminUrl, secret: testSecret, sources: kernelMigrations.slice(0, 1) });
    const { Client } = (await import('pg')).default;
    const client = new Client({ connectionString: adminUrl });
    await client.connect();
    const { rows } = await client.query("select set_config('delta.clock', '2000-01-01', false), kernel.clock() = now() as own");
    await client.end();
    await db.admin.query('drop database clock_of_an_installation with (force)');
    expect(rows).toMatchObject([{ own: true }]);
  });
});
