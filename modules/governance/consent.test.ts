import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { visitor, type Actor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Decision } from '#kernel/module.ts';
import type { Platform } from '#kernel/platform.ts';
import { at, testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { giveAnswer, governance, loadConsent } from './index.ts';
import { extendDeadline, settleDeadlines, withdrawProposal } from './service/answers.ts';
import { listProposals, showProposal } from './service/proposals.ts';
import { allAgree, anAccount, answerAs, aProposal, someClauses, theFour, type Four } from './testing.ts';

/** How the four decide. Today is 2027-03-15. */
let db: TestDatabase;
let signatories: Four, officers: Four;
let platform: Platform;
let decisions: Decision[];
const after = (now: string): Platform => at(platform, now);

beforeAll(async () => {
  db = await createTestDatabase([...kernelMigrations, directory.migrations, governance.migrations]);
  ({ signatories, officers } = await theFour(db));
  decisions = [];
  platform = testPlatform(db, { outcomes: { 'test.record': { onDecided: async (tx, decision) => { expect(tx.actor.role).toBe('system'); decisions.push(decision); } } } });
});
afterAll(() => db.drop());

const decided = (id: string) => decisions.filter(({ proposalId }) => proposalId === id);
const tasks = async (proposalId: string) => (await db.admin.query<{ party: string; due: string }>("select to_party as party, due_on::text as due from kernel.task where subject_id = $1 and closed_at is null and to_role = 'party_signatory' order by 1", [proposalId])).rows;
const refusal = (code: string) => ({ name: 'Refusal', kind: { code } });
const consentOf = (actor: Actor, subject: { type: string; id: string }) => inTransaction(db, actor, (tx) => loadConsent(tx, subject));

describe('a proposal', () => {
  test('is frozen under the SHA-256 of its canonical text, and each signatory has it on the list until the deadline', async () => {
    const { proposalId, digest, round } = await aProposal(platform, officers['32']);
    const canonical = `{"clauses":[${someClauses.map(({ id, heading, text }) => `{"heading":"${heading}","id":"${id}","text":"${text}"}`).join(',')}],"title":"近期工作要点"}`;
    expect([round, digest]).toEqual([1, createHash('sha256').update(canonical).digest('hex')]);
    expect(await tasks(proposalId)).toEqual(['31', '32', '33', '34'].map((party) => ({ party, due: '2027-03-31' })));
  });

  test('is in force when all four have agreed, with what each said and in which role on record for all of them', async () => {
    const put = await aProposal(platform, officers['32']);
    expect(await answerAs(platform, signatories, put, { '31': 'agree', '32': 'agree', '33': 'reserve' })).toBe('open');
    expect(decided(put.proposalId)).toEqual([]);
    expect(await tasks(put.proposalId)).toEqual([{ party: '34', due: '2027-03-31' }]);
    expect(await answerAs(platform, signatories, put, { '34': 'agree' })).toBe('agreed');
    expect(decided(put.proposalId)).toEqual([{ subjectId: put.subject.id, proposalId: put.proposalId, round: 1, result: 'agreed', digest: put.digest }]);
    expect(await tasks(put.proposalId)).toEqual([]);
    const consent = await consentOf(officers['34'], put.subject);
    expect(consent).toMatchObject({ state: 'agreed', rounds: [{ state: 'agreed', digest: put.digest, tally: { needed: 4, consents: 4, silent: [] } }] });
    expect(consent?.rounds[0]?.answers).toContainEqual({ party: '33', answer: 'reserve', text: '经费须按协议分担。', role: 'party_signatory', name: '金国荣', answeredAt: expect.any(String), version: 1 });
    const { rows } = await db.admin.query<{ act: string; role_party: string; changes: { answer: string }; reason: string }>("select act, role_party, changes, reason from kernel.journal_entry where subject_id = $1 and act = 'governance.proposal/answer' order by id", [put.proposalId]);
    expect(rows.map(({ role_party, changes }) => [role_party, changes.answer])).toEqual([['31', 'agree'], ['32', 'agree'], ['33', 'reserve'], ['34', 'agree']]);
  });

  test('falls when one objects, though only when all are heard', async () => {
    const put = await aProposal(platform, officers['32']);
    expect(await answerAs(platform, signatories, put, { '31': 'object' })).toBe('open');
    expect(await answerAs(platform, signatories, put, { '32': 'agree', '33': 'agree', '34': 'agree' })).toBe('refused');
    expect(decided(put.proposalId)).toMatchObject([{ result: 'refused' }]);
  });

  test('is answered by signatories alone: officers are told who does, others may not', async () => {
    const { proposalId, round, digest } = await aProposal(platform, officers['32']);
    const answer = { round, digest, answer: 'agree' as const };
    await expect(giveAnswer(platform, officers['33'], proposalId, answer)).rejects.toMatchObject(refusal('governance/signatory-answers'));
    await expect(giveAnswer(platform, { ...signatories['33'], role: 'auditor' }, proposalId, answer)).rejects.toMatchObject(refusal('common/not-allowed'));
    await expect(giveAnswer(platform, visitor, proposalId, answer)).rejects.toMatchObject(refusal('common/not-signed-in'));
  });

  test('needs words for an objection and for a reservation, and takes none with an agreement', async () => {
    const { proposalId, round, digest } = await aProposal(platform, officers['32']);
    for (const answer of ['object', 'reserve'] as const) await expect(giveAnswer(platform, signatories['31'], proposalId, { round, digest, answer })).rejects.toMatchObject(refusal('governance/words-needed'));
    await expect(giveAnswer(platform, signatories['31'], proposalId, { round, digest, answer: 'agree', text: '但是' })).rejects.toMatchObject(refusal('governance/no-words'));
  });
});

describe('two signatories of one party', () => {
  test('at the same moment: one is taken, the other is told what the first said', async () => {
    const { proposalId, round, digest, subject } = await aProposal(platform, officers['32']);
    const second = await anAccount(db, '33', 'party_signatory', '俞慧敏');
    const results = await Promise.allSettled([
      giveAnswer(platform, signatories['33'], proposalId, { round, digest, answer: 'agree' }),
      giveAnswer(platform, second, proposalId, { round, digest, answer: 'object', text: '还需研究。' }),
    ]);
    const refused = results.find((result) => result.status === 'rejected');
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const consent = await consentOf(officers['33'], subject);
    const first = consent?.rounds[0]?.answers[0];
    expect(consent?.rounds[0]?.answers).toHaveLength(1);
    expect(refused?.reason).toMatchObject({ kind: { code: 'governance/answered-already' }, details: { first: { name: first?.name, answer: first?.answer } } });
    expect(refused?.reason.text.zh).toContain(first?.name);
  });

  test('the second may change the first\'s answer knowingly, and the journal keeps both', async () => {
    const { proposalId, round, digest, subject } = await aProposal(platform, officers['32']);
    const second = await anAccount(db, '31', 'party_signatory', '顾晓燕');
    await giveAnswer(platform, signatories['31'], proposalId, { round, digest, answer: 'object', text: '指标过高。' });
    await expect(giveAnswer(platform, second, proposalId, { round, digest, answer: 'agree' })).rejects.toMatchObject(refusal('governance/answered-already'));
    await giveAnswer(platform, second, proposalId, { round, digest, answer: 'agree', replaces: 1 });
    await expect(giveAnswer(platform, signatories['31'], proposalId, { round, digest, answer: 'abstain', replaces: 1 })).rejects.toMatchObject(refusal('governance/answered-already'));
    expect((await consentOf(officers['31'], subject))?.rounds[0]?.answers).toMatchObject([{ party: '31', answer: 'agree', text: null, name: '顾晓燕', version: 2 }]);
    const { rows } = await db.admin.query("select changes->'before' as before from kernel.journal_entry where subject_id = $1 and act = 'governance.proposal/change-answer'", [proposalId]);
    expect(rows).toEqual([{ before: { answer: 'object', text: '指标过高。' } }]);
  });

  test('the last two parties at the same moment: the proposal is decided, once', async () => {
    const put = await aProposal(platform, officers['32']);
    await answerAs(platform, signatories, put, { '31': 'agree', '32': 'agree' });
    const answer = { round: put.round, digest: put.digest, answer: 'agree' as const };
    const states = await Promise.all([giveAnswer(platform, signatories['33'], put.proposalId, answer), giveAnswer(platform, signatories['34'], put.proposalId, answer)]);
    expect(states.map(({ state }) => state).toSorted()).toEqual(['agreed', 'open']);
    expect(decided(put.proposalId)).toHaveLength(1);
  });
});

describe('a changed text', () => {
  test('starts a new round that nobody has answered, and shows what changed clause by clause', async () => {
    const put = await aProposal(platform, officers['32']);
    await answerAs(platform, signatories, put, { '31': 'agree', '33': 'object' });
    const next = await aProposal(platform, officers['32'], { subject: put.subject, clauses: [someClauses[0]!, { id: '2', heading: '二、联合实验室', text: '新建联合实验室三个。' }, { id: '3', heading: '三、校园足球', text: '举办联赛。' }] });
    expect(next).toMatchObject({ proposalId: put.proposalId, round: 2 });
    const consent = await consentOf(officers['31'], put.subject);
    expect(consent?.rounds.map(({ state, answers }) => [state, answers.length])).toEqual([['superseded', 2], ['open', 0]]);
    expect(consent?.rounds[1]?.changes?.map(({ id, change }) => [id, change])).toEqual([['1', 'same'], ['2', 'changed'], ['3', 'added']]);
    expect(consent?.rounds[1]?.changes?.[1]?.text.filter(({ mark }) => mark !== 'same').map(({ text, mark }) => [mark, text])).toEqual([['removed', '两'], ['added', '三']]);
    expect(await tasks(put.proposalId)).toHaveLength(4);
    await expect(giveAnswer(platform, signatories['31'], put.proposalId, { round: 1, digest: put.digest, answer: 'agree' })).rejects.toMatchObject(refusal('governance/other-text'));
    await expect(giveAnswer(platform, signatories['31'], put.proposalId, { round: 2, digest: put.digest, answer: 'agree' })).rejects.toMatchObject(refusal('governance/other-text'));
  });

  test('that is not changed opens nothing: it is the round that is open, or none', async () => {
    const put = await aProposal(platform, officers['32']);
    expect(await aProposal(platform, officers['32'], { subject: put.subject })).toMatchObject({ proposalId: put.proposalId, round: 1, digest: put.digest });
    await answerAs(platform, signatories, put, { ...allAgree, '31': 'object' });
    await expect(aProposal(platform, officers['32'], { subject: put.subject })).rejects.toMatchObject(refusal('governance/same-text'));
  });

  test('comes from the party that proposed it', async () => {
    const put = await aProposal(platform, officers['32']);
    await expect(aProposal(platform, officers['33'], { subject: put.subject, clauses: [] })).rejects.toMatchObject(refusal('common/not-allowed'));
  });

  test('is answered afresh also after it was refused', async () => {
    const put = await aProposal(platform, officers['32']);
    await answerAs(platform, signatories, put, { ...allAgree, '31': 'object' });
    const next = await aProposal(platform, officers['32'], { subject: put.subject, clauses: [someClauses[0]!] });
    expect(await answerAs(platform, signatories, next, allAgree)).toBe('agreed');
    expect(decided(put.proposalId).map(({ round, result }) => [round, result])).toEqual([[1, 'refused'], [2, 'agreed']]);
  });
});

describe('a deadline', () => {
  test('lasts to the end of its day in the region, and after it nobody answers', async () => {
    const { proposalId, round, digest } = await aProposal(platform, officers['32']);
    const answer = { round, digest, answer: 'agree' as const };
    await giveAnswer(after('2027-03-31T15:59:00Z'), signatories['31'], proposalId, answer);
    await expect(giveAnswer(after('2027-03-31T16:00:00Z'), signatories['32'], proposalId, answer)).rejects.toMatchObject(refusal('governance/deadline-past'));
    await expect(giveAnswer(after('2027-03-31T16:00:00Z'), signatories['31'], proposalId, { ...answer, answer: 'abstain', replaces: 1 })).rejects.toMatchObject(refusal('governance/deadline-past'));
  });

  test('that passes in silence decides nothing; the proposer gives more time and the silent are asked again', async () => {
    const put = await aProposal(platform, officers['32'], { deadline: '2027-03-16' });
    await answerAs(platform, signatories, put, { '31': 'agree' });
    const later = after('2027-03-17T02:00:00Z');
    await settleDeadlines(later);
    await settleDeadlines(later);
    expect(await consentOf(officers['31'], put.subject)).toMatchObject({ state: 'lapsed', rounds: [{ state: 'lapsed' }] });
    expect(decided(put.proposalId)).toEqual([]);
    await expect(extendDeadline(later, officers['31'], put.proposalId, { deadline: '2027-04-10', reason: '不是提出方' })).rejects.toMatchObject(refusal('common/not-allowed'));
    await expect(extendDeadline(later, officers['32'], put.proposalId, { deadline: '2027-03-15', reason: '更早' })).rejects.toMatchObject(refusal('governance/deadline-not-later'));
    await extendDeadline(later, officers['32'], put.proposalId, { deadline: '2027-04-10', reason: '会期调整' });
    expect(await tasks(put.proposalId)).toEqual(['32', '33', '34'].map((party) => ({ party, due: '2027-04-10' })));
    expect(await answerAs(later, signatories, put, { '32': 'agree', '33': 'agree', '34': 'agree' })).toBe('agreed');
  });

  test('that passes after an objection refuses', async () => {
    const put = await aProposal(platform, officers['32'], { deadline: '2027-03-16' });
    await answerAs(platform, signatories, put, { '31': 'object' });
    await settleDeadlines(after('2027-03-17T02:00:00Z'));
    expect(decided(put.proposalId)).toMatchObject([{ result: 'refused' }]);
    await expect(extendDeadline(platform, officers['32'], put.proposalId, { deadline: '2027-04-10', reason: '再议' })).rejects.toMatchObject(refusal('governance/not-open'));
  });

  test('is not before today', async () => {
    await expect(aProposal(platform, officers['32'], { deadline: '2027-03-14' })).rejects.toMatchObject(refusal('governance/deadline-too-soon'));
  });
});

test('a proposal that is taken back takes no answers, and its record is told', async () => {
  const put = await aProposal(platform, officers['32']);
  await expect(withdrawProposal(platform, officers['33'], put.proposalId, '不同意')).rejects.toMatchObject(refusal('common/not-allowed'));
  await withdrawProposal(platform, officers['32'], put.proposalId, '另行研究');
  expect(decided(put.proposalId)).toMatchObject([{ result: 'refused' }]);
  await expect(giveAnswer(platform, signatories['31'], put.proposalId, { round: 1, digest: put.digest, answer: 'agree' })).rejects.toMatchObject(refusal('governance/settled'));
});

describe('three of four', () => {
  test('are enough only for a kind for which all four have allowed it', async () => {
    const allowing = await aProposal(platform, officers['32'], { kind: 'rules' });
    const allow = () => db.admin.query("insert into governance.allowance (kind, proposal_id, round) values ('bulletin', $1, 1)", [allowing.proposalId]);
    await answerAs(platform, signatories, allowing, { '31': 'agree', '32': 'agree', '33': 'agree' });
    await expect(allow(), 'even the owner of the database').rejects.toMatchObject({ code: '23514' });
    await answerAs(platform, signatories, allowing, { '34': 'agree' });
    await allow();
    const put = await aProposal(platform, officers['32'], { kind: 'bulletin' });
    expect(await answerAs(platform, signatories, put, { '31': 'agree', '32': 'reserve', '33': 'agree' })).toBe('open');
    expect(await answerAs(platform, signatories, put, { '34': 'object' })).toBe('agreed');
    expect(await consentOf(officers['34'], put.subject)).toMatchObject({ rounds: [{ rule: 'three', tally: { needed: 3, consents: 3, objections: 1 } }] });
    const other = await aProposal(platform, officers['32'], { kind: 'keyPoints' });
    expect(await consentOf(officers['34'], other.subject)).toMatchObject({ rounds: [{ rule: 'four' }] });
  });

  test('are never enough to change the rules', async () => {
    const allowing = await aProposal(platform, officers['32'], { kind: 'rules' });
    await answerAs(platform, signatories, allowing, allAgree);
    await expect(db.admin.query("insert into governance.allowance (kind, proposal_id, round) values ('rules', $1, 1)", [allowing.proposalId])).rejects.toMatchObject({ code: '23514' });
  });
});

describe('past the services, in SQL,', () => {
  const asActor = (actor: Actor, statement: ReturnType<typeof sql>) => inTransaction(db, actor, (tx) => statement.execute(tx.db));
  const insert = (put: { proposalId: string; digest: string }, actor: Actor & { party?: string | undefined; accountId?: string; personId?: string }, party: string) => asActor(actor, sql`
    insert into governance.answer (proposal_id, round, party, answer, digest, name) values (${put.proposalId}, 1, ${party}, 'agree', decode(${put.digest}, 'hex'), '某人')`);

  test('nobody answers but the party\'s own signatory, to the open text, under their own name', async () => {
    const put = await aProposal(platform, officers['32']);
    await expect(insert(put, officers['31'], '31')).rejects.toMatchObject({ code: '42501' });
    await expect(insert(put, signatories['32'], '31')).rejects.toMatchObject({ code: '42501' });
    await expect(insert(put, { role: 'system', job: 'x' }, '31')).rejects.toMatchObject({ code: '42501' });
    await expect(insert({ ...put, digest: 'ab'.repeat(32) }, signatories['31'], '31')).rejects.toMatchObject({ code: '23514' });
    await insert(put, signatories['31'], '31');
    await expect(insert(put, signatories['31'], '31')).rejects.toMatchObject({ code: '23505' });
    expect(await asActor(signatories['32'], sql`update governance.answer set answer = 'object', text = '假' where proposal_id = ${put.proposalId}`)).toMatchObject({ numAffectedRows: 0n });
    await expect(asActor(signatories['31'], sql`update governance.answer set account_id = ${officers['31'].accountId} where proposal_id = ${put.proposalId}`)).rejects.toMatchObject({ code: '42501' });
  });

  test('nobody says that a round is agreed that is not, nor changes its text, also not the owner of the database', async () => {
    const put = await aProposal(platform, officers['32']);
    const state = (value: string) => sql`update governance.round set state = ${value} where proposal_id = ${put.proposalId}`;
    await expect(asActor(officers['32'], state('agreed'))).rejects.toMatchObject({ code: '23514' });
    await expect(db.admin.query("update governance.round set state = 'agreed' where proposal_id = $1", [put.proposalId])).rejects.toMatchObject({ code: '23514' });
    await expect(db.admin.query("update governance.round set clauses = '[]' where proposal_id = $1", [put.proposalId])).rejects.toMatchObject({ code: '23514' });
    expect(await asActor(officers['31'], state('withdrawn'))).toMatchObject({ numAffectedRows: 0n });
    await answerAs(platform, signatories, put, allAgree);
    await expect(db.admin.query("update governance.round set state = 'open' where proposal_id = $1", [put.proposalId])).rejects.toMatchObject({ code: '23514' });
  });

  test('the public and members see nothing of it, the officers of the four all', async () => {
    const put = await aProposal(platform, officers['32']);
    await answerAs(platform, signatories, put, { '31': 'agree' });
    const counts = async (actor: Actor) => (await inTransaction(db, actor, (tx) => sql<{ n: number }>`select (select count(*) from governance.proposal where id = ${put.proposalId}) + (select count(*) from governance.round where proposal_id = ${put.proposalId}) + (select count(*) from governance.answer where proposal_id = ${put.proposalId}) as n`.execute(tx.db))).rows[0]?.n;
    expect([await counts(visitor), await counts({ ...officers['31'], role: 'member' }), await counts(officers['34']), await counts({ ...officers['31'], role: 'auditor' })]).toEqual([0, 0, 3, 3]);
  });
});

test('the board shows each proposal with what each party said, page by page, and says what one may do', async () => {
  const put = await aProposal(platform, officers['32']);
  await answerAs(platform, signatories, put, { '31': 'reserve' });
  const first = await listProposals(platform, officers['34'], { limit: 1 });
  expect(first.items).toMatchObject([{ id: put.proposalId, round: 1, answers: [{ party: '31', answer: 'reserve' }], tally: { silent: ['32', '33', '34'] } }]);
  const second = await listProposals(platform, officers['34'], { limit: 1, cursor: first.next });
  expect(second.items[0]?.id).not.toBe(put.proposalId);
  expect((await showProposal(platform, signatories['31'], put.proposalId)).may).toEqual({ answer: true, decideTime: false });
  expect((await showProposal(platform, officers['32'], put.proposalId)).may).toEqual({ answer: false, decideTime: true });
});
