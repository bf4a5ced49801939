import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor, type PersonActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { prepareQueue } from '#kernel/jobs/worker.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { JobControl } from '#kernel/module.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { governance } from '#modules/governance/index.ts';
import { plan } from '#modules/plan/index.ts';
import { theFour } from '../governance/testing.ts';
import { indicators } from './index.ts';
import { computeRun } from './service/compute-run.ts';
import { moveForm, saveForm } from './service/forms.ts';
import { showRun, startRun } from './service/runs.ts';
import { withDuckDb } from './snapshot/compute.ts';
import { snapshotFolder } from './snapshot/keep.ts';
import { aCampaign } from './testing.ts';

let db: TestDatabase;
let home: string;
let people: Awaited<ReturnType<typeof theFour>>;
let campaignId: string;
// the clock of the files' times
const platform = () => testPlatform(db, { now: Temporal.Now.instant().toString(), outcomes: { ...indicators.outcomes }, config: { home } });
const quietly: JobControl = { report: async () => undefined };
const schools = 12;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'delta-computing-'));
  db = await createTestDatabase([...kernelMigrations, directory.migrations, governance.migrations, plan.migrations, indicators.migrations]);
  await prepareQueue(db.adminUrl);
  await inTransaction(db, systemActor('test'), async (tx) => directory.loadReferenceData?.(tx));
  people = await theFour(db);
  await db.admin.query("insert into directory.institution (kind, name, division, party, level) select 'school', '第' || n || '小学', '320102', '32', '小学' from generate_series(1, $1) n", [schools]);
  ({ campaignId } = await aCampaign(platform(), people, '2026', 'compulsory-balance'));
  const { rows } = await db.admin.query<{ id: string; organizationId: string }>('select id, organization_id as "organizationId" from indicators.form where campaign_id = $1 order by unit', [campaignId]);
  for (const [i, { id, organizationId }] of rows.entries()) {
    const school: PersonActor = anOfficer('32', { role: 'institution_officer', organizationId });
    // oxlint-disable no-await-in-loop -- one school after the other
    const { version } = await saveForm(platform(), school, id, { version: 1, entries: { pupils: 300 + i * 17, teachers_qualified: 20 + i, teaching_area: 2000 + i * 301 }, reasons: {} });
    await moveForm(platform(), school, { id, transition: 'submit', version });
    await moveForm(platform(), people.officers['32'], { id, transition: 'approve', version: version + 1 });
    // oxlint-enable no-await-in-loop
  }
});
afterAll(async () => { await db.drop(); await rm(home, { recursive: true }); });

const aRun = async () => (await startRun(platform(), people.officers['32'], campaignId)).id;
const resultOf = async (id: string) => (await showRun(platform(), people.officers['31'], id)).run;
const pupilsIn = (id: string) => withDuckDb(async (connection) => Number((await connection.runAndReadAll(`select sum(pupils) from read_parquet('${join(snapshotFolder(home, { campaignId, id }), 'school_0.parquet')}')`)).getRows()[0]?.[0]));
const pupils = schools * 300 + (17 * schools * (schools - 1)) / 2;

describe('two computations of one campaign at the same time', () => {
  test('each have a snapshot of their own: what changes while the first is at it is in the second alone', async () => {
    const [first, second] = [await aRun(), await aRun()];
    let meanwhile: Promise<void> | undefined;
    await computeRun(platform(), { runId: first }, {
      report: async () => {
        meanwhile ??= (async () => {
          await db.admin.query("update indicators.fact set value = value + 1000 where campaign_id = $1 and element = 'pupils'", [campaignId]);
          await computeRun(platform(), { runId: second }, quietly);
        })();
        await meanwhile;
      },
    });
    expect([await pupilsIn(first), await pupilsIn(second)]).toEqual([pupils, pupils + schools * 1000]);
    expect((await resultOf(first)).snapshot).not.toBe((await resultOf(second)).snapshot);
    await db.admin.query("update indicators.fact set value = value - 1000 where campaign_id = $1 and element = 'pupils'", [campaignId]);
    const again = await aRun();
    await computeRun(platform(), { runId: again }, quietly);
    const { snapshot, result } = await resultOf(again);
    expect((await resultOf(first))).toMatchObject({ snapshot, result });
  });

  test('and four of the same facts come to the same bits', async () => {
    const runs = await Promise.all(Array.from({ length: 4 }, aRun));
    await Promise.all(runs.map((runId) => computeRun(platform(), { runId }, quietly)));
    const results = await Promise.all(runs.map(resultOf));
    expect(new Set(results.map(({ snapshot, result }) => `${snapshot} ${result}`)).size).toBe(1);
  });
});

describe('the digest of a snapshot', () => {
  test('says also where each school stood: one that moved district makes another snapshot of the same numbers', async () => {
    const before = await aRun();
    await computeRun(platform(), { runId: before }, quietly);
    await db.admin.query("update indicators.form set division = '320104' where id = (select id from indicators.form where campaign_id = $1 order by unit limit 1)", [campaignId]);
    const after = await aRun();
    await computeRun(platform(), { runId: after }, quietly);
    expect((await resultOf(after)).snapshot).not.toBe((await resultOf(before)).snapshot);
    expect((await resultOf(after)).facts).toBe((await resultOf(before)).facts);
  });
});

describe('a snapshot that nobody needs', () => {
  test('goes when the next computation has finished, a day after it was touched; the latest and what is put forward for publication stay', async () => {
    const [published, old, recent] = [await aRun(), await aRun(), await aRun()];
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    for (const runId of [published, old, recent]) await computeRun(platform(), { runId }, quietly);
    await db.admin.query("insert into indicators.publication (run_id, title, embargo_on, content, digest, party) values ($1, '2026', '2027-05-01', '{}', sha256('x'), '32')", [published]);
    const folder = join(home, 'snapshots', campaignId);
    const longAgo = new Date(Date.now() - 2 * 86_400_000);
    for (const id of [published, old]) await utimes(join(folder, id), longAgo, longAgo); // oxlint-disable-line no-await-in-loop
    const latest = await aRun();
    await computeRun(platform(), { runId: latest }, quietly);
    expect((await readdir(folder)).filter((name) => [published, old, recent, latest].includes(name)).toSorted()).toEqual([published, recent, latest].toSorted());
  });
});
