import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction } from '#kernel/database/transaction.ts';
import { migrations } from '../../../server/modules.ts';
import { changeOffer, moveOffer } from '../service/offers.ts';
import { addScheme, showScheme } from '../service/schemes.ts';
import { agreeAsTheFour, anExchange, clausesBefore, putToFour, refusedWith, schemeText, type Exchange } from '../testing.ts';
import { takePosts } from './posts.ts';
import { draftNumbers, setTerms } from './terms.ts';

let db: Exchange['db'];
let platform: Exchange['platform'];
let region: Exchange['region'];
beforeAll(async () => void ({ db, platform, region } = await anExchange(migrations)));
afterAll(() => db.drop());

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

test('a cadre scheme takes the pool’s posts themselves: what hosts offer becomes their posts with days of their own, what homes want their quotas; again without harm, and hosts are asked once the four have signed', async () => {
  const { '31': shanghai, '32': owner } = region.officers;
  const { id } = await addScheme(platform, owner, { ...schemeText, preset: 'collegeCadres', mechanism: 'da-applicant', year: 2032, itemId: region.itemId });
  const post = (party: '31' | '33' | '34', kind: string, about: string | null) => db.admin.query("insert into pools.post (party, division, institution_id, kind, level, field, count, about, during) select party, division, id, $1, 'division', 'higher', 2, $2, '[2032-03-01,2033-01-01)' from directory.institution where id = $3", [kind, about, region.universities[party]]);
  expect(await refusedWith(takePosts(platform, owner, id))).toBe('exchange/no-posts');
  await post('31', 'offered', '教务处副处长');
  await post('33', 'offered', null);
  for (const about of ['教务', '学工']) await post('34', 'wanted', about);
  expect(await refusedWith(takePosts(platform, shanghai, id))).toBe('common/not-allowed');
  expect(await takePosts(platform, owner, id)).toEqual({ offers: 2, quotas: 1 });
  expect(await takePosts(platform, owner, id)).toEqual({ offers: 0, quotas: 0 });
  const seen = await showScheme(platform, region.deans['31'], id);
  expect(seen.offers).toMatchObject([{ title: '教务处副处长', capacity: 2, state: 'draft', startsOn: '2032-03-01', endsOn: '2032-12-31', institutionId: region.universities['31'] }]);
  expect(seen.quotas).toMatchObject([{ institutionId: region.universities['34'], places: 4 }]);
  expect((await showScheme(platform, region.deans['33'], id)).offers.map(({ title }) => title)).toEqual(['处级（高等教育）']);

  await putToFour(platform, region, id);
  await agreeAsTheFour(platform, region, id);
  const { rows } = await db.admin.query<{ to: string }>("select to_organization_id as to from kernel.task where kind = 'exchange.offer/publish' and closed_at is null");
  expect(rows.map(({ to }) => to).toSorted()).toEqual([region.universities['31'], region.universities['33']].toSorted());
  const [offer] = seen.offers;
  const text = { description: '分管教学运行', requirements: null, capacity: 2, tutor: null, lodging: null, allowance: null, title: '教务处副处长' };
  expect(await refusedWith(changeOffer(platform, region.deans['31'], offer!.id, { ...text, version: 1, startsOn: '2032-05-01' }))).toBe('exchange/offer-days');
  await changeOffer(platform, region.deans['31'], offer!.id, { ...text, version: 1, startsOn: '2032-04-01', endsOn: '2032-12-31' });
  await moveOffer(platform, region.deans['31'], { id: offer!.id, transition: 'publish', version: 2 });
  expect((await db.admin.query("select from kernel.task where kind = 'exchange.offer/publish' and closed_at is null")).rows).toHaveLength(1);
  const forged = inTransaction(db, region.deans['31'], (tx) => sql`insert into exchange.offer (scheme_id, institution_id, party, title, description, capacity, state) values (${id}, ${region.universities['31']}, '31', '越过草稿', '无', 9, 'published')`.execute(tx.db));
  expect(await refusedWith(forged)).toBe('42501');
});
