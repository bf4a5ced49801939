import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hexToBytes } from '@noble/hashes/utils.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Platform } from '#kernel/platform.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { record, type Act } from '../journal.ts';
import { sequence } from '../sequencer.ts';
import { signCheckpoint } from '../checkpoint.ts';
import { hashOfLeaf } from '../leaf.ts';
import { loadLog, logSigner } from '../log-key.ts';
import { emptyFrontier, grow, rootOf } from '../merkle.ts';
import { extendTiles } from '../tiles.ts';
import { describeFinding, isBreach } from './findings.ts';
import { followLog } from './follow.ts';
import { databaseSource, type Source } from './source.ts';
import { verifyJournal } from './verify.ts';

/** Somebody with every right on the database, in SQL, against whoever keeps a copy. */
let db: TestDatabase;
let platform: Platform;
let folder: string;
let source: Source;
let ids: number[];
const officer = anOfficer('31');
const anAct = (name: string): Act => ({ act: 'trial.thing/change', subject: { type: 'trial.thing', id: randomUUID(), title: name }, reason: '按会商意见', changes: { name }, access: { visibility: 'region', party: '31' } });
const write = (name: string) => inTransaction(db, officer, (tx) => record(tx, anAct(name)));
const sql = (text: string, values: unknown[] = []) => db.admin.query(text, values);

beforeEach(async () => {
  db = await createTestDatabase(kernelMigrations);
  // the clock of the check is the clock of the database: entries take their time from it
  platform = { ...testPlatform(db), now: () => Temporal.Now.instant() };
  source = databaseSource(platform);
  folder = await mkdtemp(join(tmpdir(), 'delta-copy-'));
  ids = [];
  await inTransaction(db, officer, async (tx) => { for (let n = 0; n < 300; n += 1) ids.push(await record(tx, anAct(`第${n}号`))); });
  await sequence(platform);
});
afterEach(async () => {
  await db.drop();
  await rm(folder, { recursive: true });
});

const copyNow = async () => followLog(source, folder, (await source.loadHead())!);
const found = async (withCopy: boolean) => (await verifyJournal(source, withCopy ? folder : undefined)).findings;
const id = (n: number) => ids[n]!;

/** Builds the whole tree anew over what the table now says, and signs it with the log's own key, as its keeper could. */
async function rebuildTree(): Promise<void> {
  await sql('delete from kernel.journal_cosignature');
  await sql('delete from kernel.journal_checkpoint');
  await sql('delete from kernel.journal_tile');
  await sql('delete from kernel.journal_leaf');
  await sql('delete from kernel.journal_pending');
  await sql('insert into kernel.journal_pending select id from kernel.journal_entry order by id');
  await sequence(platform);
}

test('a journal that nobody has touched gives nothing to find, with a copy and without, also after it has grown', async () => {
  expect(await copyNow()).toMatchObject({ from: 0, to: 300, findings: [] });
  expect(await verifyJournal(source, folder)).toEqual({ size: 300, checked: 300, copied: 300, findings: [] });
  await write('以后');
  await sequence(platform);
  expect(await verifyJournal(source, folder)).toEqual({ size: 301, checked: 301, copied: 300, findings: [] });
  expect(await copyNow()).toMatchObject({ from: 300, to: 301, findings: [] });
  expect(await copyNow()).toMatchObject({ from: 301, to: 301, findings: [] });
  expect(await verifyJournal(source)).toMatchObject({ findings: [] });
});

test('entries that wait for the tree, however long ago they were written, are not taken for put in', async () => {
  await sql(`insert into kernel.journal_entry (act, subject_type, subject_id, changes, digest, visibility, at) values ('a', 'b', 'c', '{}', sha256('{}'), 'region', now() - interval '1 day')`);
  expect(await found(false)).toEqual([]);
});

describe.each([[true, 'with a copy'], [false, 'without one']])('found %s (%s)', (withCopy) => {
  beforeEach(async () => { if (withCopy) await copyNow(); });

  test('entries of which any one column was altered', async () => {
    const columns = [
      ['subject_title', `'改过的题目'`], ['reason', `'别的理由'`], ['reason', 'null'], ['account_id', 'gen_random_uuid()'], ['role_party', `'34'`], ['at', `at - interval '1 minute'`], ['act', `'trial.thing/withdraw'`],
      ['visibility', `'public'`], ['party', `'33'`], ['subject_id', `'another'`], ['initiative_id', 'gen_random_uuid()'], ['digest', `sha256('otherwise')`], ['changes', `'{"name": "改过"}'`], ['salt', `substring(digest for 16)`],
    ];
    for (const [i, [column, value]] of columns.entries()) await sql(`update kernel.journal_entry set ${column} = ${value} where id = $1`, [id(10 * i)]);
    const findings = await found(withCopy);
    expect(findings).toMatchObject(columns.map((_, i) => ({ kind: 'altered', index: 10 * i, entry: id(10 * i) })));
    for (const [i, finding] of findings.entries()) expect(describeFinding(finding)).toContain(String(id(10 * i)));
    if (withCopy) expect(findings[0]).toMatchObject({ detail: '（subjectTitle："第0号" → "改过的题目"）' });
  });

  test('a hash further up, on which the proofs of other entries rest', async () => {
    await sql('update kernel.journal_tile set hashes = sha256(hashes) where level = 1');
    expect((await found(withCopy)).filter(({ kind }) => kind === 'badProof')).toMatchObject([{ index: 299, entry: id(299) }]);
  });

  test('an entry that was deleted', async () => {
    await sql('delete from kernel.journal_entry where id = $1', [id(42)]);
    expect(await found(withCopy)).toEqual([{ kind: 'dropped', index: 42, entry: id(42) }]);
  });

  test('an entry that was deleted with its place in the tree', async () => {
    await sql('delete from kernel.journal_entry where id = $1', [id(42)]);
    await sql('delete from kernel.journal_leaf where entry_id = $1', [id(42)]);
    expect(await found(withCopy)).toMatchObject([{ kind: 'dropped', index: 42, ...(withCopy ? { entry: id(42) } : {}) }]);
  });

  test('two entries that changed places', async () => {
    await sql('update kernel.journal_leaf set entry_id = -entry_id where leaf_index in (7, 9)');
    await sql('update kernel.journal_leaf set entry_id = case leaf_index when 7 then $2::bigint else $1::bigint end where leaf_index in (7, 9)', [id(7), id(9)]);
    expect(await found(withCopy)).toEqual([{ kind: 'moved', index: 7, entry: id(9), other: 9 }, { kind: 'moved', index: 9, entry: id(7), other: 7 }]);
  });

  test('two entries whose numbers and times were exchanged', async () => {
    await sql('alter table kernel.journal_entry disable trigger all');
    await sql('alter table kernel.journal_entry alter id drop identity');
    await sql('update kernel.journal_entry set id = -id where id in ($1, $2)', [id(7), id(9)]);
    await sql('update kernel.journal_entry set id = case id when -$1::bigint then $2::bigint else $1::bigint end where id in (-$1::bigint, -$2::bigint)', [id(7), id(9)]);
    expect((await found(withCopy)).filter(isBreach)).toMatchObject([{ kind: 'altered', index: 7, entry: id(7) }, { kind: 'altered', index: 9, entry: id(9) }]);
  });

  test('an entry that was put in beside the tree', async () => {
    await sql('alter table kernel.journal_entry disable trigger queue_for_tree');
    const { rows: [row] } = await sql(`insert into kernel.journal_entry (act, subject_type, subject_id, changes, digest, visibility, at) values ('a', 'b', 'c', '{}', sha256('{}'), 'region', now() - interval '1 day') returning id`);
    expect(await found(withCopy)).toEqual([{ kind: 'inserted', entry: Number(row.id) }]);
  });

  test('a checkpoint that was changed, or is not signed by the log', async () => {
    await sql(`update kernel.journal_checkpoint set note = replace(note, E'\n300\n', E'\n299\n')`);
    expect(await found(withCopy)).toMatchObject([{ kind: 'badSignature' }]);
  });

  test('an entry and its hash in the tree, altered together', async () => {
    await sql(`update kernel.journal_entry set reason = '别的理由' where id = $1`, [id(137)]);
    const [place] = await source.loadPlaces(137, 1);
    await sql('update kernel.journal_tile set hashes = overlay(hashes placing $1 from $2 for 32) where level = 0 and tile_index = 0', [Buffer.from(hashOfLeaf(place!.leaf!)), 137 * 32 + 1]);
    expect(await found(withCopy)).toMatchObject([...(withCopy ? [{ kind: 'altered', index: 137, entry: id(137) }] : []), { kind: 'forked', size: 300 }]);
  });

  test('an entry that says a time before those ahead of it is pointed out, and is no breach: the order is by place', async () => {
    await sql(`insert into kernel.journal_entry (act, subject_type, subject_id, changes, digest, visibility, at) values ('a', 'b', 'c', '{}', sha256('{}'), 'region', now() - interval '1 day')`);
    await sequence(platform);
    const findings = await found(withCopy);
    expect(findings).toMatchObject([{ kind: 'backdated', index: 300, minutes: 1440 }]);
    expect(findings.some(isBreach)).toBe(false);
  });
});

describe('the whole tree replaced and signed with the log\'s own key', () => {
  beforeEach(copyNow);
  const bothFind = async () => {
    expect(await found(false), 'by itself it looks sound').toEqual([]);
    const followed = await copyNow();
    expect(followed.findings.length, 'who only follows is warned too').toBeGreaterThan(0);
    return found(true);
  };

  test('with an entry altered: the copy says which, and what it said before', async () => {
    await sql(`update kernel.journal_entry set reason = '别的理由' where id = $1`, [id(137)]);
    await rebuildTree();
    await write('以后');
    await sequence(platform);
    expect(await bothFind()).toEqual([{ kind: 'altered', index: 137, entry: id(137), detail: '（reason："按会商意见" → "别的理由"）' }]);
  });

  test('with an entry dropped', async () => {
    await sql('delete from kernel.journal_entry where id = $1', [id(137)]);
    await rebuildTree();
    expect((await bothFind()).filter(({ kind }) => kind === 'dropped')).toEqual([{ kind: 'dropped', index: 137, entry: id(137) }]);
    for (const name of ['补一', '补二']) await write(name);
    await sequence(platform);
    expect(await bothFind()).toEqual([
      { kind: 'dropped', index: 137, entry: id(137) }, { kind: 'moved', index: 137, entry: id(138), other: 138, more: 161 }, { kind: 'slippedIn', index: 299, entry: id(299) + 1 },
    ]);
  });

  test('with an entry put in', async () => {
    await sql('alter table kernel.journal_entry alter id set generated by default');
    await sql('update kernel.journal_entry set id = id + 1000 where id > $1', [id(137)]);
    await sql(`insert into kernel.journal_entry (id, act, subject_type, subject_id, changes, digest, visibility) values ($1, 'a', 'b', 'c', '{}', sha256('{}'), 'region')`, [id(137) + 1]);
    await rebuildTree();
    expect((await bothFind()).filter(isBreach)[0]).toMatchObject({ kind: 'altered', index: 138 });
  });

  test('with a past rolled back to before the copy', async () => {
    await sql('delete from kernel.journal_entry where id > $1', [id(249)]);
    await rebuildTree();
    const findings = await bothFind();
    expect(findings[0]).toEqual({ kind: 'shrunk', size: 250, other: 300 });
    expect(findings.slice(1)).toEqual(ids.slice(250).map((entry, i) => ({ kind: 'dropped', index: 250 + i, entry })));
  });

  test('under another name', async () => {
    await sql('delete from kernel.journal_log');
    await rebuildTree();
    expect((await copyNow()).findings).toMatchObject([{ kind: 'otherLog' }]);
  });
});

test('a first copy that was interrupted is begun anew, and accuses nobody', async () => {
  await writeFile(join(folder, 'hashes'), Buffer.alloc(64, 7));
  await writeFile(join(folder, 'entries.jsonl'), '{"half');
  const followed = await copyNow();
  expect(followed).toMatchObject({ from: 0, findings: [] });
  expect(followed.to).toBeGreaterThan(0);
});

test('a copy that is there but cannot be read is not taken for a new one', async () => {
  await mkdir(join(folder, 'copy.json'));
  await expect(copyNow()).rejects.toMatchObject({ code: 'EISDIR' });
});

test('a log that shows two faces: a signed fork is refused by whoever has a copy', async () => {
  await copyNow();
  const log = (await inTransaction(db, officer, loadLog))!;
  const hashes = (await source.loadPlaces(0, 300)).map(({ hash }) => hexToBytes(hash!));
  const forged = [...hashes.slice(0, 299), hashOfLeaf('{"forged":true}'), hashOfLeaf('{"more":true}')];
  const note = signCheckpoint({ origin: log.origin, size: 301, root: rootOf(grow(emptyFrontier, forged)) }, logSigner(platform.config.secret, log.origin));
  expect(extendTiles({ size: 0, edge: new Map(), leaves: forged }).length).toBeGreaterThan(0);
  const twoFaced: Source = { ...source, loadHead: async () => ({ ...(await source.loadHead())!, checkpoint: note }), loadPlaces: async (from, limit) => (from < 300 ? source.loadPlaces(from, limit) : [{ index: 300, entryId: 1, hash: Buffer.from(forged[300]!).toString('hex') }]) };
  expect((await followLog(twoFaced, folder, (await twoFaced.loadHead())!)).findings).toEqual([{ kind: 'forked', size: 301 }]);
  expect((await copyNow()).findings, 'the copy is as it was').toEqual([]);
});
