import { sql } from 'kysely';
import { isPerson, systemActor, type Actor, type PersonActor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { closeTasks } from '#kernel/inbox/inbox.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { answerNames, proposalStates } from '../messages.ts';
import { refusals } from '../refusals.ts';
import { outcomeOf, tallyOf, wordsWith, type AnswerKind } from '../rules.ts';
import { tables, type AnswerRow, type ProposalRow, type RoundRow } from '../store.ts';
import { proposalSubject } from '../subjects.ts';
import { answerTask, askParties, recordProposal, tellOfficers } from './consent.ts';

export type NewAnswer = {
  readonly round: number;
  /** SHA-256 of the text that the signatory read, hex. */
  readonly digest: string;
  readonly answer: AnswerKind;
  readonly text?: string | undefined;
  /** The version of the party's own earlier answer that this one replaces; absent for the first. */
  readonly replaces?: number | undefined;
};

/**
 * A party's answer to a round, given by its signatory. While the round is open a party may change it, knowingly: whoever did not know
 * of the earlier answer is told what it said. The last party's answer decides, and what follows happens in the same transaction.
 */
export async function giveAnswer(platform: Platform, actor: Actor, proposalId: string, given: NewAnswer): Promise<{ state: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const signatory = answering(actor);
    const proposal = await lockProposal(tx, proposalId);
    const round = await openRound(tx, platform, proposal, given);
    const text = wordsOf(given);
    const before = await loadAnswer(tx, round, signatory.party);
    if (before?.version !== given.replaces) throw before === undefined ? refuse(commonRefusals.changedMeanwhile) : answeredAlready(before);
    const answer = await storeAnswer(tx, round, signatory, { answer: given.answer, text, at: platform.now().toString(), version: (before?.version ?? 0) + 1 });
    if (answer === undefined) throw answeredAlready(await loadAnswer(tx, round, signatory.party));
    await recordProposal(tx, before === undefined ? 'answer' : 'change-answer', proposal, {
      round: round.round, party: signatory.party, answer: given.answer, digest: given.digest, ...(before === undefined ? {} : { before: { answer: before.answer, text: before.text } }),
    }, text ?? undefined);
    await closeTasks(tx, proposalSubject(proposalId), answerTask(signatory.party));
    return { state: await settle(tx, platform, proposal, round) };
  });
}

function answering(actor: Actor): PersonActor & { party: PartyCode } {
  if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
  const { party } = actor;
  if (actor.role === 'party_officer') throw refuse(refusals.signatoryAnswers);
  if (actor.role !== 'party_signatory' || party === undefined) throw refuse(commonRefusals.notAllowed);
  return { ...actor, party };
}

/** Answers, new rounds and decisions about one proposal come one after the other; the signatory does not own the row, so the platform locks it. */
async function lockProposal(tx: Tx, id: string): Promise<ProposalRow> {
  const seen = await tables(tx).selectFrom('governance.proposal').select('id').where('id', '=', id).executeTakeFirst();
  if (seen === undefined) throw refuse(commonRefusals.notFound);
  return asSystem(tx, 'governance.consent', (system) => tables(system).selectFrom('governance.proposal').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow());
}

async function openRound(tx: Tx, platform: Platform, proposal: ProposalRow, { round, digest }: NewAnswer): Promise<RoundRow> {
  const newest = await loadRound(tx, proposal);
  if (newest.round !== round || newest.digest.toString('hex') !== digest) throw refuse(refusals.otherText, { round: newest.round });
  if (newest.state !== 'open' && newest.state !== 'lapsed') throw refuse(refusals.settled, { state: proposalStates[newest.state] });
  if (newest.state === 'lapsed' || newest.deadline < today(platform).toString()) throw refuse(refusals.deadlinePast, { deadline: newest.deadline });
  return newest;
}

function wordsOf({ answer, text = '' }: NewAnswer): string | null {
  const words = wordsWith(answer);
  if (words === 'required' && text === '') throw refuse(refusals.wordsNeeded, { answer: answerNames[answer] }, { field: '/text' });
  if (words === 'none' && text !== '') throw refuse(refusals.noWords, {}, { field: '/text' });
  return text === '' ? null : text;
}

function answeredAlready(first: AnswerRow | undefined) {
  if (first === undefined) return refuse(commonRefusals.changedMeanwhile);
  const { name, answeredAt, answer, text, version } = first;
  const at = Temporal.Instant.from(answeredAt).toZonedDateTimeISO('Asia/Shanghai').toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
  return refuse(refusals.answeredAlready, { name, at, answer: answerNames[answer] }, { details: { first: { name, answeredAt, answer, text, version } } });
}

async function loadAnswer(tx: Tx, { proposalId, round }: RoundRow, party: PartyCode): Promise<AnswerRow | undefined> {
  return tables(tx).selectFrom('governance.answer').selectAll().where('proposalId', '=', proposalId).where('round', '=', round).where('party', '=', party).executeTakeFirst();
}

/** The constraint has the last word on who was first; `undefined` when somebody else was. */
async function storeAnswer(tx: Tx, { proposalId, round, digest }: RoundRow, { accountId, personId, party }: PersonActor & { party: PartyCode }, { answer, text, at, version }: { answer: AnswerKind; text: string | null; at: string; version: number }) {
  const { rows: [account] } = await sql<{ name: string }>`select name from kernel.account where id = ${accountId}`.execute(tx.db);
  const said = { answer, text, role: 'party_signatory', accountId, personId, name: account?.name ?? '签署人', answeredAt: at, version };
  return tables(tx).insertInto('governance.answer').values({ proposalId, round, party, digest, ...said })
    .onConflict((conflict) => conflict.columns(['proposalId', 'round', 'party']).doUpdateSet(said).where('governance.answer.version', '=', version - 1))
    .returning('version').executeTakeFirst();
}

async function loadRound(tx: Tx, { id, round }: Pick<ProposalRow, 'id' | 'round'>): Promise<RoundRow> {
  return tables(tx).selectFrom('governance.round').selectAll().where('proposalId', '=', id).where('round', '=', round).executeTakeFirstOrThrow();
}

/** Counts, and when the round has come to something: says so, closes the tasks, tells the four, and lets the record's module carry it out. */
async function settle(tx: Tx, platform: Platform, proposal: ProposalRow, round: RoundRow): Promise<string> {
  const answers = await tables(tx).selectFrom('governance.answer').select(['party', 'answer']).where('proposalId', '=', proposal.id).where('round', '=', round.round).execute();
  const tally = tallyOf(round.rule, answers);
  const state = outcomeOf(tally, round.deadline < today(platform).toString());
  if (state === 'open' || state === round.state) return state;
  await asSystem(tx, 'governance.consent', async (system) => {
    const settledAt = state === 'lapsed' ? null : platform.now().toString();
    await tables(system).updateTable('governance.round').set({ state, settledAt }).where('proposalId', '=', proposal.id).where('round', '=', round.round).execute();
    await tables(system).updateTable('governance.proposal').set({ state }).where('id', '=', proposal.id).execute();
    await recordProposal(system, state, proposal, { round: round.round, rule: round.rule, consents: tally.consents, objections: tally.objections, abstentions: tally.abstentions, silent: [...tally.silent] });
    if (state !== 'lapsed') await closeTasks(system, proposalSubject(proposal.id));
    await tellOfficers(system, proposal.id, {
      kind: `governance.proposal/${state}`,
      title: { agreed: { zh: `四方表态通过：${proposal.title}`, en: `Agreed by the four: ${proposal.title}` }, refused: { zh: `四方表态未通过：${proposal.title}`, en: `Not agreed by the four: ${proposal.title}` }, lapsed: { zh: `逾期未决，请提出方处理：${proposal.title}`, en: `The deadline passed without a decision: ${proposal.title}` } }[state],
    });
    if (state === 'lapsed') return;
    await platform.outcomes[proposal.subjectType]?.onDecided?.(system, { subjectId: proposal.subjectId, proposalId: proposal.id, round: round.round, result: state, digest: round.digest.toString('hex') });
  });
  return state;
}

/** Settles what the deadline decides; run as often as one likes. */
export async function settleDeadlines(platform: Platform): Promise<number> {
  const due = await inTransaction(platform.database, systemActor('governance.deadlines'), (tx) =>
    tables(tx).selectFrom('governance.round').select('proposalId').where('state', '=', 'open').where('deadline', '<', today(platform).toString()).orderBy('deadline').limit(500).execute());
  for (const { proposalId } of due) {
    await inTransaction(platform.database, systemActor('governance.deadlines'), async (tx) => {
      const proposal = await lockProposal(tx, proposalId);
      const round = await loadRound(tx, proposal);
      if (round.state === 'open') await settle(tx, platform, proposal, round);
    });
  }
  return due.length;
}

/** The proposer gives the parties more time; a round that had lapsed is open again. */
export async function extendDeadline(platform: Platform, actor: Actor, proposalId: string, { deadline, reason }: { deadline: string; reason: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const { proposal, round } = await ownUnsettled(tx, actor, proposalId);
    const day = today(platform).toString();
    if (deadline <= round.deadline) throw refuse(refusals.deadlineNotLater, { deadline: round.deadline }, { field: '/deadline' });
    if (deadline < day) throw refuse(refusals.deadlineTooSoon, { today: day }, { field: '/deadline' });
    await tables(tx).updateTable('governance.round').set({ deadline, state: 'open' }).where('proposalId', '=', proposalId).where('round', '=', round.round).execute();
    await tables(tx).updateTable('governance.proposal').set({ state: 'open' }).where('id', '=', proposalId).execute();
    await recordProposal(tx, 'extend', proposal, { round: round.round, deadline, before: round.deadline }, reason);
    const answers = await tables(tx).selectFrom('governance.answer').select(['party', 'answer']).where('proposalId', '=', proposalId).where('round', '=', round.round).execute();
    await closeTasks(tx, proposalSubject(proposalId));
    await askParties(tx, proposal, { round: round.round, deadline }, tallyOf(round.rule, answers).silent);
    await tellOfficers(tx, proposalId, { kind: 'governance.proposal/extended', title: { zh: `表态期限延长至${deadline}：${proposal.title}`, en: `More time to answer, until ${deadline}: ${proposal.title}` } });
  });
}

/** The proposer takes a proposal back before it is decided. */
export async function withdrawProposal(platform: Platform, actor: Actor, proposalId: string, reason: string): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const { proposal, round } = await ownUnsettled(tx, actor, proposalId);
    await takeBack(tx, platform, proposal, round, reason);
    const decision = { subjectId: proposal.subjectId, proposalId, round: round.round, result: 'refused' as const, digest: round.digest.toString('hex') };
    await asSystem(tx, 'governance.consent', async (system) => platform.outcomes[proposal.subjectType]?.onDecided?.(system, decision));
  });
}

async function takeBack(tx: Tx, platform: Platform, proposal: ProposalRow, { round }: RoundRow, reason: string): Promise<void> {
  await tables(tx).updateTable('governance.round').set({ state: 'withdrawn', settledAt: platform.now().toString() }).where('proposalId', '=', proposal.id).where('round', '=', round).execute();
  await tables(tx).updateTable('governance.proposal').set({ state: 'withdrawn' }).where('id', '=', proposal.id).execute();
  await recordProposal(tx, 'withdraw', proposal, { round }, reason);
  await closeTasks(tx, proposalSubject(proposal.id));
  await tellOfficers(tx, proposal.id, { kind: 'governance.proposal/withdrawn', title: { zh: `提出方已撤回：${proposal.title}`, en: `Withdrawn by its proposer: ${proposal.title}` } });
}

async function ownUnsettled(tx: Tx, actor: Actor, id: string): Promise<{ proposal: ProposalRow; round: RoundRow }> {
  const proposal = await lockProposal(tx, id);
  if (!isPerson(actor) || actor.role !== 'party_officer' || actor.party !== proposal.party) throw refuse(commonRefusals.notAllowed);
  const round = await loadRound(tx, proposal);
  if (round.state !== 'open' && round.state !== 'lapsed') throw refuse(refusals.notOpen);
  return { proposal, round };
}
