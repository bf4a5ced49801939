import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import type { Platform } from '#kernel/platform.ts';
import { Refusal } from '#kernel/refusal.ts';
import { testPlatform } from '#kernel/testing.ts';
import { migrations } from '../../../server/modules.ts';
import { addScheme, showScheme } from '../service/schemes.ts';
import { aRegion, clausesBefore, putToFour, schemeText, type Region } from '../testing.ts';
import { draftNumbers, setTerms } from './terms.ts';

let db: TestDatabase;
let platform: Platform;
let region: Region;
beforeAll(async () => {
  db = await createTestDatabase(migrations);
  platform = testPlatform(db, { now: '2027-04-01T02:00:00Z' });
  region = await aRegion(db, platform);
});
afterAll(() => db.drop());

const refusedWith = async (work: Promise<unknown>) => work.then(() => 'done', (error: unknown) => (error instanceof Refusal ? error.kind.code : (error as { code?: string }).code ?? String(error)));

test('numbers and money are drafted from the cadre posts, set by whoever drafts the scheme, and part of what the four agree to', async () => {
  const owner = region.officers['32'];
  const { id } = await addScheme(platform, owner, { ...schemeText, preset: 'collegeCadres', mechanism: 'da-applicant', year: 2031, itemId: region.itemId });
  expect(await refusedWith(draftNumbers(platform, owner, id))).toBe('exchange/no-posts');
  for (const [party, kind, count] of [['34', 'wanted', 3], ['31', 'offered', 2]] as const) {
    await db.admin.query("insert into pools.post (party, division, institution_id, kind, level, field, count, during) select party, division, id, $1, 'division', 'higher', $2, '[2031-03-01,2032-03-01)' from directory.institution where id = $3", [kind, count, region.universities[party]]);
  }
  const { numbers } = await draftNumbers(platform, owner, id);
  expect(numbers).toEqual([{ party: '31', category: '处级', sends: 0, takes: 2 }, { party: '34', category: '处级', sends: 3, takes: 0 }]);
  const terms = { level: '处级干部', numbers, money: [{ item: '交通补贴', fen: 150_000, per: 'term', payer: 'home' }] as const };
  expect(await refusedWith(setTerms(platform, region.officers['31'], id, { version: 1, ...terms }))).toBe('common/not-allowed');
  expect(await refusedWith(setTerms(platform, owner, id, { version: 1, ...terms, numbers: [...numbers, ...numbers] }))).toBe('exchange/numbers-twice');
  await setTerms(platform, owner, id, { version: 1, ...terms });
  expect(await showScheme(platform, region.officers['31'], id)).toMatchObject({ terms });
  await putToFour(platform, region, id);
  const clauses = await clausesBefore(platform, region, id);
  expect(clauses).toContainEqual({ id: 'numbers', heading: '各方人数', text: '上海市处级选派0人、接收2人；安徽省处级选派3人、接收0人。' });
  expect(clauses).toContainEqual({ id: 'money', heading: '经费标准', text: '交通补贴1500元（每人每学期），由派出单位承担。' });
  expect(await refusedWith(setTerms(platform, owner, id, { version: 3, ...terms }))).toBe('exchange/scheme-not-draft');
});
