import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { testPlatform } from '#kernel/testing.ts';
import { loadReferenceData } from '#server/filling.ts';
import { migrations, outcomes } from '#server/modules.ts';
import { actName, recordName } from '../web/pages/journal-words.ts';
import { loadDemonstration } from './load.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase(migrations);
  const platform = testPlatform(db, { now: Temporal.Now.instant().toString(), outcomes });
  await loadReferenceData(platform);
  await loadDemonstration(platform, { adminUrl: db.adminUrl, scale: 'small', seed: 1, report: () => undefined });
}, 120_000);
afterAll(() => db.drop());

describe('the demonstration region', () => {
  test('has something for every module to show', async () => {
    for (const table of ['indicators.publication', 'plan.milestone', 'plan.report', 'plan.point', 'governance.meeting', 'governance.resolution', 'governance.proposal', 'exchange.scheme', 'exchange.placement', 'exchange.entry', 'directory.learning', 'review.sheet']) {
      expect(Number((await db.admin.query(`select count(*) as n from ${table}`)).rows[0]?.n), table).toBeGreaterThan(0);
    }
  });

  test('has somebody away in every state, all twelve pairs of parties in its figures, and an alarm for one who writes no journal', async () => {
    const { rows: states } = await db.admin.query<{ state: string }>('select distinct state from exchange.placement order by state');
    expect(states.map(({ state }) => state)).toEqual(['certified', 'ended', 'finished', 'ready', 'underway']);
    expect((await db.admin.query("select from exchange.agreement_version where state = 'open'")).rowCount).toBe(2);
    expect((await db.admin.query("select distinct home_party, host_party from exchange.placement where state = 'certified'")).rowCount).toBe(12);
    expect((await db.admin.query("select from kernel.task where kind = 'exchange.placement/journal-alarm'")).rowCount).toBeGreaterThan(0);
    expect((await db.admin.query("select from plan.fact where mechanism = 'exchange' and unit = '学分'")).rowCount).toBeGreaterThan(0);
  });

  test('does nothing that the journal has no words for', async () => {
    const { rows } = await db.admin.query<{ act: string; subject: string }>('select distinct act, subject_type as subject from kernel.journal_entry');
    expect(rows.filter(({ act }) => actName(act).zh === act).map(({ act }) => act)).toEqual([]);
    expect(rows.filter(({ subject }) => recordName(subject).zh === subject).map(({ subject }) => subject)).toEqual([]);
  });
});
