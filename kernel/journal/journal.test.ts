import fc from 'fast-check';
import { createHash, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor, visitor, type Actor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { anOfficer } from '#kernel/testing.ts';
import { canonicalJson, type Json } from './canonical.ts';
import { digestOf, loadHistory, record, type Access, type Act } from './journal.ts';

let db: TestDatabase;
beforeAll(async () => { db = await createTestDatabase(kernelMigrations); });
afterAll(() => db.drop());

const anAct = (more: Partial<Act> = {}): Act => ({ act: 'trial.thing/change', subject: { type: 'trial.thing', id: randomUUID() }, changes: { name: '新名称' }, access: { visibility: 'region', party: '31' }, ...more });
const write = (actor: Actor, act: Act) => inTransaction(db, actor, (tx) => record(tx, act));
const history = (actor: Actor, act: Act, more: { limit?: number; before?: number } = {}) => inTransaction(db, actor, (tx) => loadHistory(tx, { subjectType: act.subject.type, subjectId: act.subject.id, ...more }));

describe('the journal', () => {
  test('keeps what was written: nobody who comes through the platform changes, removes or empties it', async () => {
    const act = anAct();
    const officer = anOfficer('31');
    const id = await write(officer, act);
    for (const actor of [officer, systemActor('trial'), { role: 'administrator', accountId: randomUUID(), personId: randomUUID() } as const]) {
      for (const statement of [`update kernel.journal_entry set reason = 'otherwise' where id = ${id}`, `delete from kernel.journal_entry where id = ${id}`, 'truncate kernel.journal_entry',
        'alter table kernel.journal_entry disable row level security', `merge into kernel.journal_entry j using (values (1)) v on j.id = ${id} when matched then delete`]) {
        await expect(inTransaction(db, actor, (tx) => sql.raw(statement).execute(tx.db)), statement).rejects.toMatchObject({ code: '42501' });
      }
    }
    expect((await db.admin.query('select reason from kernel.journal_entry where id = $1', [id])).rows).toEqual([{ reason: null }]);
  });

  test('takes who acted, in which role and when from the database, never from the request', async () => {
    const officer = anOfficer('32');
    const act = anAct();
    const before = Date.now();
    await write(officer, act);
    const [entry] = await history(officer, act);
    expect(entry).toMatchObject({ accountId: officer.accountId, personId: officer.personId, role: 'party_officer', roleParty: '32', job: null });
    expect(Math.abs(Date.parse(entry!.at) - before)).toBeLessThan(60_000);
    for (const [column, value] of [['account_id', `'${randomUUID()}'`], ['person_id', `'${randomUUID()}'`], ['role', `'auditor'`], ['role_party', `'31'`], ['at', `'2020-01-01'`], ['id', '1']]) {
      const forged = inTransaction(db, officer, (tx) => sql.raw(`insert into kernel.journal_entry (act, subject_type, subject_id, changes, digest, visibility, ${column})
        values ('a', 'b', 'c', '{}', sha256('{}'), 'region', ${value})`).execute(tx.db));
      await expect(forged, column).rejects.toThrow();
    }
  });

  test('takes nothing from a visitor: what is told of a failed sign-in is told by the platform', async () => {
    await expect(write(visitor, anAct({ access: { visibility: 'public' } }))).rejects.toMatchObject({ code: '42501' });
    await expect(write(systemActor('sign-in'), anAct())).resolves.toBeGreaterThan(0);
  });

  test('has one entry for each act, and none for an act that was taken back', async () => {
    const act = anAct();
    const officer = anOfficer('31');
    await write(officer, act);
    await expect(inTransaction(db, officer, async (tx) => { await record(tx, act); throw new Error('taken back'); })).rejects.toThrow('taken back');
    expect(await history(officer, act)).toHaveLength(1);
  });

  test('is read newest first, page by page, each entry once', async () => {
    const act = anAct();
    const officer = anOfficer('31');
    for (let n = 1; n <= 7; n += 1) await write(officer, { ...act, changes: { n } });
    const pages: number[][] = [];
    let before: number | undefined;
    for (;;) {
      const page = await history(officer, act, { limit: 3, ...(before === undefined ? {} : { before }) });
      if (page.length === 0) break;
      pages.push(page.map((entry) => (entry.changes as { n: number }).n));
      before = page.at(-1)!.id;
    }
    expect(pages).toEqual([[7, 6, 5], [4, 3, 2], [1]]);
  });
});

describe('who reads an entry', () => {
  const organizationId = randomUUID();
  const personId = randomUUID();
  const author = anOfficer('31');
  const cases: readonly [Access, readonly Actor[], readonly Actor[]][] = [
    [{ visibility: 'public' }, [visitor, anOfficer('34')], []],
    [{ visibility: 'region' }, [anOfficer('34')], [visitor, { role: 'member', accountId: randomUUID(), personId: randomUUID() }]],
    [{ visibility: 'party', party: '31' }, [anOfficer('31'), anOfficer('31', { role: 'auditor' })], [visitor, anOfficer('32'), { role: 'secretariat_officer', accountId: randomUUID(), personId: randomUUID() }]],
    [{ visibility: 'organization', party: '31', organizationId }, [anOfficer('31'), anOfficer('31', { role: 'institution_officer', organizationId })], [anOfficer('32'), anOfficer('31', { role: 'institution_officer', organizationId: randomUUID() })]],
    [{ visibility: 'self', party: '31', personId }, [{ role: 'member', accountId: randomUUID(), personId }, anOfficer('31', { role: 'auditor' })], [anOfficer('31'), anOfficer('32', { role: 'auditor' })]],
  ];
  test.each(cases)('follows the access of what it is about: %o', async (access, readers, others) => {
    const act = anAct({ access });
    await write(author, act);
    expect(await history(author, act), 'who acted sees it').toHaveLength(1);
    for (const reader of readers) expect(await history(reader, act), reader.role).toHaveLength(1);
    for (const other of others) expect(await history(other, act), other.role).toEqual([]);
  });
});

describe('the digest of an entry', () => {
  const json: fc.Arbitrary<Json> = fc.jsonValue({ maxDepth: 3 }).filter((value) => !JSON.stringify(value).includes('\\u0000')).map((value) => value as Json);

  test('can be computed anew by anybody from what the journal gives out, for whatever was written', async () => {
    await fc.assert(fc.asyncProperty(json, async (changes) => {
      const act = anAct({ changes });
      const officer = anOfficer('31');
      await write(officer, act);
      const [entry] = await history(officer, act);
      expect(createHash('sha256').update(canonicalJson(entry!.changes)).digest('hex')).toBe(entry!.digest);
    }), { numRuns: 150 });
  });

  test('does not depend on the order in which the fields were named, and differs when a value does', () => {
    expect(digestOf({ b: 1, a: [1, 2], c: { y: null, x: '苏' } })).toEqual(digestOf({ a: [1, 2], c: { x: '苏', y: null }, b: 1 }));
    expect(digestOf({ a: [1, 2] })).not.toEqual(digestOf({ a: [2, 1] }));
    expect(digestOf({ a: 1 })).not.toEqual(digestOf({ a: '1' }));
  });
});
