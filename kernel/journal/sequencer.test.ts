import { hexToBytes } from '@noble/hashes/utils.js';
import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { systemActor, visitor, type Actor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Platform } from '#kernel/platform.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { openCheckpoint } from './checkpoint.ts';
import { record, type Act } from './journal.ts';
import { hashOfLeaf, parseLeaf } from './leaf.ts';
import { loadLog, type Log } from './log-key.ts';
import { verifyConsistency, verifyInclusion } from './merkle.ts';
import { formatVerifier } from './note.ts';
import { loadConsistency, loadInclusion } from './proofs.ts';
import { sequence, startSequencer } from './sequencer.ts';
import { loadCheckpoint } from './tree-store.ts';

let db: TestDatabase;
let platform: Platform;
const dbs: TestDatabase[] = [];
beforeEach(async () => {
  db = await createTestDatabase(kernelMigrations);
  dbs.push(db);
  platform = testPlatform(db);
});
afterAll(() => Promise.all(dbs.map((each) => each.drop())));

const officer = anOfficer('31');
const anAct = (more: Partial<Act> = {}): Act => ({ act: 'trial.thing/change', subject: { type: 'trial.thing', id: randomUUID(), title: '联合实验室' }, changes: { name: '新名称' }, access: { visibility: 'region', party: '31' }, ...more });
const write = (act = anAct(), actor: Actor = officer) => inTransaction(db, actor, (tx) => record(tx, act));
const asSomebody = <T>(work: Parameters<typeof inTransaction<T>>[2], actor: Actor = officer) => inTransaction(db, actor, work);
const inclusion = (id: number, actor: Actor = officer) => asSomebody((tx) => loadInclusion(tx, id), actor);
const theLog = async (): Promise<Log> => (await asSomebody(loadLog))!;
const leaves = async () => (await db.admin.query<{ id: string }>('select entry_id as id from kernel.journal_leaf order by leaf_index')).rows.map(({ id }) => Number(id));

describe('the journal as a tree', () => {
  test('proves each entry with nothing but the log\'s public key, across batches', async () => {
    const ids: number[] = [];
    for (let n = 0; n < 7; n += 1) ids.push(await write());
    expect(await inclusion(ids[0]!)).toBeUndefined();
    expect(await sequence(platform)).toEqual({ sequenced: 7, more: false });
    for (let n = 0; n < 300; n += 1) ids.push(await write());
    expect(await sequence(platform)).toEqual({ sequenced: 300, more: false });
    expect(await sequence(platform)).toEqual({ sequenced: 0, more: false });
    const log = await theLog();
    for (const [i, id] of ids.entries()) {
      const proof = (await inclusion(id))!;
      const { size, root } = openCheckpoint(proof.checkpoint, log);
      expect([proof.index, proof.size, size]).toEqual([i, 307, 307]);
      expect(verifyInclusion({ leaf: hashOfLeaf(proof.leaf), index: i, size, path: proof.hashes.map(hexToBytes), root })).toBe(true);
      expect(parseLeaf(proof.leaf)).toMatchObject({ id, act: 'trial.thing/change', role: 'party_officer', roleParty: '31', subjectTitle: '联合实验室' });
    }
    const before = openCheckpoint((await asSomebody((tx) => loadCheckpoint(tx, 7)))!.note, log);
    const after = openCheckpoint((await asSomebody((tx) => loadCheckpoint(tx)))!.note, log);
    const path = (await asSomebody((tx) => loadConsistency(tx, 7, 307))).map(hexToBytes);
    expect(verifyConsistency({ first: 7, second: 307, firstRoot: before.root, secondRoot: after.root, path })).toBe(true);
  });

  test('says in a leaf all that the entry says, with a salt of its own that is seen only with it', async () => {
    const act = anAct({ access: { visibility: 'party', party: '31' } });
    const [a, b] = [await write(act), await write(act)];
    await sequence(platform);
    const [first, second] = [parseLeaf((await inclusion(a))!.leaf)!, parseLeaf((await inclusion(b))!.leaf)!];
    const { rows: [columns] } = await db.admin.query<Record<string, unknown>>('select * from kernel.journal_entry where id = $1', [a]);
    // a column added later must be part of the leaf, or be left out on purpose here: what is changed is there by its digest
    expect(Object.keys(first).toSorted()).toEqual(['account', 'act', 'at', 'digest', 'division', 'id', 'initiative', 'job', 'organization', 'party', 'person', 'reason', 'role', 'roleParty', 'salt', 'subjectId', 'subjectPerson', 'subjectTitle', 'subjectType', 'v', 'visibility'].toSorted());
    const aside = { leaf: ['v'], entry: ['changes'] };
    expect(Object.keys(columns!).length - aside.entry.length).toBe(Object.keys(first).length - aside.leaf.length);
    expect(first.salt).toMatch(/^[0-9a-f]{32}$/);
    expect(first.salt).not.toBe(second.salt);
    expect(await inclusion(a, anOfficer('32'))).toBeUndefined();
    expect((await asSomebody((tx) => sql`select salt from kernel.journal_entry`.execute(tx.db), anOfficer('32'))).rows).toEqual([]);
  });

  test('loses no entry whose transaction commits late', async () => {
    const late = await db.pool.connect();
    await late.query(`begin; select set_config('delta.role', 'system', true), set_config('delta.job', 'late', true)`);
    const { rows: [row] } = await late.query<{ id: number }>(`insert into kernel.journal_entry (act, subject_type, subject_id, changes, digest, visibility) values ('a', 'b', 'c', '{}', sha256('{}'), 'region') returning id`);
    const sooner = await write();
    expect(row!.id).toBeLessThan(sooner);
    await sequence(platform);
    await late.query('commit');
    late.release();
    await sequence(platform);
    expect(await leaves()).toEqual([sooner, row!.id]);
    expect(await inclusion(row!.id)).toMatchObject({ index: 1, size: 2 });
  });

  test('takes no entry of an act that was taken back', async () => {
    await expect(asSomebody(async (tx) => { await record(tx, anAct()); throw new Error('taken back'); })).rejects.toThrow('taken back');
    expect(await sequence(platform)).toEqual({ sequenced: 0, more: false });
  });

  test('is built by one at a time: whoever comes second has nothing to do, and every entry is there once', async () => {
    const ids: number[] = [];
    for (let n = 0; n < 40; n += 1) ids.push(await write());
    const done = await Promise.all([sequence(platform), sequence(platform), sequence(platform)]);
    await sequence(platform);
    expect(done.reduce((sum, { sequenced }) => sum + sequenced, 0)).toBe(40);
    expect(await leaves()).toEqual(ids);
  });

  test('goes on by itself while the server runs, and after a failure', async () => {
    const sequencer = startSequencer(platform, { everyMs: 20 });
    const id = await write();
    await expect.poll(() => inclusion(id), { timeout: 10_000 }).toBeDefined();
    await db.admin.query('alter table kernel.journal_leaf rename to journal_leaf_away');
    const second = await write();
    await new Promise((done) => setTimeout(done, 100));
    await db.admin.query('alter table kernel.journal_leaf_away rename to journal_leaf');
    await expect.poll(() => inclusion(second), { timeout: 10_000 }).toMatchObject({ index: 1 });
    await sequencer.stop();
  });

  test('keeps its name and key for good, and refuses to sign with another', async () => {
    await write();
    await sequence(platform);
    const log = await theLog();
    expect(log.origin).toMatch(/^delta\.test\/journal\/[0-9a-f]{8}$/);
    await write();
    const moved = testPlatform(db, { config: { publicUrl: 'https://elsewhere.example' } });
    await sequence(moved);
    expect(formatVerifier((await theLog()).verifier)).toBe(formatVerifier(log.verifier));
    await write();
    await expect(sequence(testPlatform(db, { config: { secret: 'another secret' } }))).rejects.toThrow(/begun with another secret/);
    expect(await sequence(platform)).toMatchObject({ sequenced: 1 });
  });

  test('is not signed on when somebody has changed what was signed', async () => {
    await write();
    await sequence(platform);
    await db.admin.query(`update kernel.journal_tile set hashes = sha256('otherwise')`);
    await write();
    await expect(sequence(platform)).rejects.toThrow(/not the one that was signed/);
  });
});

describe('what the database keeps of the tree', () => {
  test('is changed by nobody who comes through the platform', async () => {
    await write();
    await sequence(platform);
    const attempts = ['delete from kernel.journal_leaf', 'update kernel.journal_leaf set leaf_index = 9', 'update kernel.journal_checkpoint set note = \'x\'', 'delete from kernel.journal_checkpoint', 'delete from kernel.journal_tile',
      'update kernel.journal_log set origin = \'x\'', 'delete from kernel.journal_cosignature', 'delete from kernel.journal_witness', 'insert into kernel.journal_pending values (1)'];
    for (const actor of [officer, systemActor('trial')]) for (const statement of attempts) {
      await expect(asSomebody((tx) => sql.raw(statement).execute(tx.db), actor), statement).rejects.toMatchObject({ code: '42501' });
    }
    for (const statement of [`insert into kernel.journal_leaf values (5, 5)`, `insert into kernel.journal_tile values (0, 5, sha256('x'))`, `insert into kernel.journal_checkpoint (size, note) values (5, 'x')`, `insert into kernel.journal_log (origin, verifier) values ('x', 'x')`]) {
      await expect(asSomebody((tx) => sql.raw(statement).execute(tx.db)), statement).rejects.toMatchObject({ code: '42501' });
    }
    const taken = await asSomebody((tx) => sql<{ n: number }>`with d as (delete from kernel.journal_pending returning 1) select count(*) as n from d`.execute(tx.db));
    expect(taken.rows).toEqual([{ n: 0 }]);
    const grown = await asSomebody((tx) => sql`update kernel.journal_tile set hashes = sha256('x')`.execute(tx.db));
    expect(grown.numAffectedRows).toBe(0n);
  });

  test('shows a visitor the checkpoint, and no hashes', async () => {
    await write();
    await sequence(platform);
    const seen = await asSomebody(async (tx) => ({ checkpoint: await loadCheckpoint(tx), tiles: (await sql`select from kernel.journal_tile`.execute(tx.db)).rows, leaves: (await sql`select from kernel.journal_leaf`.execute(tx.db)).rows }), visitor);
    expect(seen).toMatchObject({ checkpoint: { size: 1 }, tiles: [], leaves: [] });
  });
});
