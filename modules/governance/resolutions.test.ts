import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor, visitor, type Actor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Platform } from '#kernel/platform.ts';
import { at, testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { giveAnswer, governance } from './index.ts';
import { resolutionNumber, type Effect } from './rules.ts';
import { withdrawProposal } from './service/answers.ts';
import { loadChair } from './service/chair.ts';
import { changeResolution, draftResolution, listResolutions, putResolution, showResolution, withdrawResolution, type ResolutionText } from './service/resolutions.ts';
import { allAgree, answerAs, someClauses, theFour, type Four } from './testing.ts';

/** Resolutions: put to the four, numbered, carried out. Today is 2027-03-15. */
let db: TestDatabase;
let signatories: Four, officers: Four;
let platform: Platform;
beforeAll(async () => {
  db = await createTestDatabase([...kernelMigrations, directory.migrations, governance.migrations]);
  ({ signatories, officers } = await theFour(db));
  platform = testPlatform(db, { outcomes: governance.outcomes ?? {} });
});
afterAll(() => db.drop());

const refusal = (code: string) => ({ name: 'Refusal', kind: { code } });
const aText = (more: Partial<ResolutionText> = {}): ResolutionText => ({ kind: 'resolution', title: '关于设立经费工作组的决议', clauses: someClauses, effects: [], visibility: 'region', ...more });
const show = (id: string, actor: Actor = officers['31']) => showResolution(platform, actor, id);

async function aResolution(text: Partial<ResolutionText> = {}, { answers = allAgree, on = platform }: { answers?: Parameters<typeof answerAs>[3]; on?: Platform } = {}): Promise<string> {
  const { id } = await draftResolution(on, officers['32'], aText(text));
  const { proposalId, round } = await putResolution(on, officers['32'], id, { version: 1, deadline: '2028-03-31' });
  const { consent } = await show(id);
  await answerAs(on, signatories, { proposalId, round, digest: consent!.rounds.at(-1)!.digest }, answers);
  return id;
}

describe('a resolution', () => {
  test('is its party\'s draft until it is put to the four, and then stays as it is', async () => {
    const { id } = await draftResolution(platform, officers['32'], aText());
    await expect(show(id, officers['31'])).rejects.toMatchObject(refusal('common/not-found'));
    await changeResolution(platform, officers['32'], id, { version: 1, ...aText({ title: '关于设立经费专责组的决议' }) });
    await expect(putResolution(platform, officers['31'], id, { version: 2, deadline: '2027-03-31' })).rejects.toMatchObject(refusal('common/not-found'));
    await putResolution(platform, officers['32'], id, { version: 2, deadline: '2027-03-31' });
    expect(await show(id, officers['31'])).toMatchObject({ state: 'put', title: '关于设立经费专责组的决议', consent: { state: 'open' } });
    await expect(changeResolution(platform, officers['32'], id, { version: 3, ...aText() })).rejects.toMatchObject(refusal('governance/not-put'));
    await expect(db.admin.query("update governance.resolution set title = '改' where id = $1", [id]), 'also past the services').rejects.toMatchObject({ code: '23514' });
  });

  test('is answered with what it brings about and whether it is published in the text', async () => {
    const { id } = await draftResolution(platform, officers['32'], aText({ kind: 'rules', visibility: 'public', effects: [{ type: 'chair', year: 2035, party: '34' }] }));
    await putResolution(platform, officers['32'], id, { version: 1, deadline: '2027-03-31' });
    expect((await show(id)).consent?.rounds[0]?.clauses.slice(2).map(({ text }) => text)).toEqual(['2035年由安徽省担任轮值方。', '主动公开。']);
  });

  test('that changes the rules, the chair or signatories needs to be one on the rules', async () => {
    await expect(draftResolution(platform, officers['32'], aText({ effects: [{ type: 'chair', year: 2035, party: '34' }] }))).rejects.toMatchObject(refusal('governance/effects-need-rules'));
    await expect(draftResolution(platform, officers['32'], aText({ kind: 'rules', effects: [{ type: 'allowThree', kind: 'rules' }] }))).rejects.toMatchObject(refusal('governance/rules-stay'));
    await expect(db.admin.query(`insert into governance.resolution (kind, title, clauses, effects, party) values ('resolution', '甲', '[]', '[{"type":"chair"}]', '31')`)).rejects.toMatchObject({ code: '23514' });
  });

  test('that was not adopted is changed and put again, in a second round', async () => {
    const id = await aResolution({}, { answers: { ...allAgree, '33': 'object' } });
    const refused = await show(id);
    expect([refused.state, refused.number]).toEqual(['refused', null]);
    await expect(putResolution(platform, officers['32'], id, { version: refused.version, deadline: '2027-04-30' })).rejects.toMatchObject(refusal('governance/same-text'));
    await changeResolution(platform, officers['32'], id, { version: refused.version, ...aText({ clauses: [someClauses[0]!] }) });
    const { proposalId, round } = await putResolution(platform, officers['32'], id, { version: refused.version + 1, deadline: '2027-04-30' });
    expect(round).toBe(2);
    await answerAs(platform, signatories, { proposalId, round, digest: (await show(id)).consent!.rounds[1]!.digest }, allAgree);
    expect((await show(id)).state).toBe('adopted');
  });

  test('whose proposal is taken back can be changed, or withdrawn', async () => {
    const id = await aResolution({}, { answers: {} });
    await withdrawProposal(platform, officers['32'], (await show(id)).consent!.id, '另行研究');
    const { state, version } = await show(id);
    expect(state).toBe('refused');
    await withdrawResolution(platform, officers['32'], id, { version, reason: '不再提出' });
    expect((await show(id)).state).toBe('withdrawn');
  });
});

describe('the number', () => {
  test('is written as on an official document', () => {
    expect(resolutionNumber(2027, 1)).toBe('长三角教〔2027〕1号');
  });

  test('counts by year without gaps or doubles, also when many are adopted at the same moment and some of them fail', async () => {
    const lateIn = (year: number) => at(platform, `${year}-12-31T15:00:00Z`);
    const year = 2026; // in the region still 2026
    const ready = await Promise.all(Array.from({ length: 8 }, async (_, n) => {
      const { id } = await draftResolution(lateIn(year), officers['32'], aText({ title: `并发决议${n}` }));
      const { proposalId, round } = await putResolution(lateIn(year), officers['32'], id, { version: 1, deadline: '2028-03-31' });
      const digest = (await show(id)).consent!.rounds[0]!.digest;
      await answerAs(lateIn(year), signatories, { proposalId, round, digest }, { '31': 'agree', '32': 'agree', '33': 'agree' });
      return { id, proposalId, round, digest };
    }));
    // Every other adoption breaks after its number was taken: the number must come back.
    const outcomes = governance.outcomes?.['governance.resolution'];
    const breaking: Platform = { ...lateIn(year), outcomes: { 'governance.resolution': { onDecided: async (tx, decision) => { await outcomes?.onDecided?.(tx, decision); throw new Error('broken'); } } } };
    const last = (on: Platform, { proposalId, round, digest }: (typeof ready)[number]) => giveAnswer(on, signatories['34'], proposalId, { round, digest, answer: 'agree' });
    const results = await Promise.allSettled(ready.map((each, n) => last(n % 2 === 0 ? lateIn(year) : breaking, each)));
    expect(results.map(({ status }) => status)).toEqual(ready.map((_, n) => (n % 2 === 0 ? 'fulfilled' : 'rejected')));
    await Promise.all(ready.filter((_, n) => n % 2 === 1).map((each) => last(lateIn(year), each)));
    const { rows } = await db.admin.query<{ number: number; adopted_on: string }>('select number, adopted_on::text from governance.resolution where year = $1 order by number', [year]);
    expect(rows.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(new Set(rows.map(({ adopted_on }) => adopted_on))).toEqual(new Set(['2026-12-31']));
  });

  test('begins anew with the region\'s year', async () => {
    const late = at(platform, '2027-12-31T16:00:00Z');
    const id = await aResolution({}, { on: late });
    expect(await show(id)).toMatchObject({ number: '长三角教〔2028〕1号', adoptedOn: '2028-01-01' });
  });
});

describe('what a resolution brings about', () => {
  const withEffects = (...effects: Effect[]) => aResolution({ kind: 'rules', effects });

  test('three of four are enough for a kind, until another resolution ends it', async () => {
    await withEffects({ type: 'allowThree', kind: 'resolution' });
    const three = await aResolution({}, { answers: { ...allAgree, '34': 'object' } });
    expect((await show(three)).state).toBe('adopted');
    await withEffects({ type: 'endThree', kind: 'resolution' });
    const four = await aResolution({}, { answers: { ...allAgree, '34': 'object' } });
    expect((await show(four)).state).toBe('refused');
  });

  test('another party chairs a year', async () => {
    const before = await inTransaction(db, officers['31'], (tx) => loadChair(tx, 2040));
    const party = before === '31' ? '32' : '31';
    await withEffects({ type: 'chair', year: 2040, party });
    expect(await inTransaction(db, officers['31'], (tx) => loadChair(tx, 2040))).toBe(party);
  });

  test('somebody may sign for a party', async () => {
    await withEffects({ type: 'appointSignatory', party: '33', personId: signatories['33'].personId, name: '金国荣', from: '2027-03-15', until: '2028-03-14' });
    const { rows } = await db.admin.query("select party, basis, account_id from kernel.signatory where account_id = $1", [signatories['33'].accountId]);
    expect(rows).toEqual([{ party: '33', basis: 'resolution', account_id: signatories['33'].accountId }]);
  });

  test('what cannot be done leaves the decision as it is, and the proposer is told why', async () => {
    const id = await withEffects({ type: 'appointSignatory', party: '33', personId: crypto.randomUUID(), name: '无账号者', from: '2027-03-15', until: '2028-03-14' }, { type: 'chair', year: 2041, party: '33' });
    expect((await show(id)).state).toBe('adopted');
    expect(await inTransaction(db, officers['31'], (tx) => loadChair(tx, 2041))).toBe('33');
    const { rows } = await db.admin.query("select to_party, title->>'zh' as zh from kernel.notification where subject_id = $1 and kind = 'governance.resolution/effect-failed'", [id]);
    expect(rows).toEqual([{ to_party: '32', zh: expect.stringContaining('未能执行') }]);
  });
});

describe('what the public sees', () => {
  test('is the resolutions that are adopted and public, without what each party said', async () => {
    const open = await aResolution({ title: '公开的决议', visibility: 'public' });
    const closed = await aResolution({ title: '不公开的决议' });
    const pending = await aResolution({ title: '待定的决议', visibility: 'public' }, { answers: {} });
    const titles = (await listResolutions(platform, visitor, { limit: 50 })).items.map(({ title }) => title);
    expect([titles.includes('公开的决议'), titles.includes('不公开的决议'), titles.includes('待定的决议')]).toEqual([true, false, false]);
    expect(await show(open, visitor)).toMatchObject({ title: '公开的决议', consent: null, mayChange: false });
    for (const id of [closed, pending]) await expect(show(id, visitor)).rejects.toMatchObject(refusal('common/not-found'));
  });
});

describe('past the services, in SQL,', () => {
  const update = (actor: Actor, statement: string) => inTransaction(db, actor, (tx) => sql.raw(statement).execute(tx.db));

  test('nobody adopts what the four have not agreed to, takes a number, or takes an adopted resolution back', async () => {
    const { id } = await draftResolution(platform, officers['32'], aText());
    const adopt = `update governance.resolution set state = 'adopted', year = 2027, number = 999, adopted_on = '2027-03-15' where id = '${id}'`;
    await expect(update(officers['32'], adopt)).rejects.toMatchObject({ code: '23514' });
    await expect(update(systemActor('x'), adopt)).rejects.toMatchObject({ code: '23514' });
    await expect(db.admin.query(adopt)).rejects.toMatchObject({ code: '23514' });
    await expect(update(officers['32'], 'select governance.next_number(2027)')).rejects.toMatchObject({ code: '42501' });
    const adopted = await aResolution();
    await expect(db.admin.query("update governance.resolution set state = 'withdrawn', year = null, number = null, adopted_on = null where id = $1", [adopted])).rejects.toMatchObject({ code: '23514' });
    expect(await update(officers['31'], `update governance.resolution set title = '改' where id = '${id}'`)).toMatchObject({ numAffectedRows: 0n });
  });
});
