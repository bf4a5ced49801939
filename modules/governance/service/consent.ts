import { createHash } from 'node:crypto';
import { clauseChanges, type Clause, type ClauseChange } from '#algorithms/difference.ts';
import { isPerson } from '#kernel/actor/actor.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { closeTasks, notify, openTask, type Subject } from '#kernel/inbox/inbox.ts';
import { canonicalJson } from '#kernel/journal/canonical.ts';
import { record } from '#kernel/journal/journal.ts';
import { announce } from '#kernel/live/live.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import type { Text } from '#kernel/text.ts';
import { refusals } from '../refusals.ts';
import { tallyOf, type Tally } from '../rules.ts';
import { boardSubject, proposalLink, proposalSubject } from '../subjects.ts';
import { jsonOf, tables, type AnswerRow, type ProposalRow, type RoundRow } from '../store.ts';

export type NewProposal = {
  /** What is decided, e.g. `plan.keyPoints`; the rule of how many must agree goes by it. */
  readonly kind: string;
  /** The record that is decided on; its module's `outcomes` carry the decision out. */
  readonly subject: Subject;
  readonly title: string;
  readonly clauses: readonly Clause[];
  /** 'YYYY-MM-DD', the last day in the region on which the parties answer. */
  readonly deadline: string;
  /** The page of the record, a path from `/`. */
  readonly link: string;
};

/**
 * Puts a text to the four, or a changed text of the same record in a new round: freezes it under its digest and asks each party's signatory.
 * Called again with the very text that is open it does nothing. In the transaction of the caller, who is the proposing party's officer or the platform.
 * @returns `digest`: SHA-256 of `{title, clauses}` in canonical JSON, hex
 */
export async function putToTheFour(tx: Tx, platform: Platform, { kind, subject, title, clauses, deadline, link }: NewProposal): Promise<{ proposalId: string; round: number; digest: string }> {
  const digest = digestOfText(title, clauses);
  const proposal = await lockOrStoreProposal(tx, { kind, subject, title, link });
  const last = await tables(tx).selectFrom('governance.round').selectAll().where('proposalId', '=', proposal.id).where('round', '=', proposal.round).executeTakeFirst();
  const answered = { proposalId: proposal.id, digest: digest.toString('hex') };
  if (last?.digest.equals(digest) === true) {
    if (last.state === 'open') return { ...answered, round: last.round };
    throw refuse(refusals.sameText);
  }
  const day = today(platform).toString();
  if (deadline < day) throw refuse(refusals.deadlineTooSoon, { today: day }, { field: '/deadline' });
  await tables(tx).updateTable('governance.round').set({ state: 'superseded', settledAt: platform.now().toString() }).where('proposalId', '=', proposal.id).where('state', 'in', ['open', 'lapsed']).execute();
  const round = proposal.round + 1;
  const rule = await ruleFor(tx, kind);
  await tables(tx).updateTable('governance.proposal').set({ title, link, state: 'open', round }).where('id', '=', proposal.id).execute();
  await tables(tx).insertInto('governance.round').values({ proposalId: proposal.id, round, clauses: jsonOf(clauses), digest, rule, deadline, openedAt: platform.now().toString() }).execute();
  await recordProposal(tx, 'put', { ...proposal, title }, { round, digest: answered.digest, rule, deadline, of: { ...subject } });
  await closeTasks(tx, proposalSubject(proposal.id));
  await askParties(tx, { ...proposal, title }, { round, deadline }, partyCodes);
  await tellOfficers(tx, proposal.id, {
    kind: 'governance.proposal/put',
    title: round === 1 ? { zh: `送四方表态：${title}`, en: `Put to the four: ${title}` } : { zh: `文本有修改，发起第${round}轮表态：${title}`, en: `Changed, and put to the four in round ${round}: ${title}` },
  });
  return { ...answered, round };
}

/** SHA-256 of the text that is answered to. */
export function digestOfText(title: string, clauses: readonly Clause[]): Buffer {
  return createHash('sha256').update(canonicalJson({ title, clauses: clauses.map(({ id, heading, text }) => ({ id, heading, text })) })).digest();
}

export type ShownAnswer = Pick<AnswerRow, 'party' | 'answer' | 'text' | 'role' | 'name' | 'answeredAt' | 'version'>;

export type ShownRound = Pick<RoundRow, 'round' | 'rule' | 'deadline' | 'state' | 'openedAt' | 'settledAt' | 'clauses'> & {
  digest: string; answers: ShownAnswer[]; tally: Tally;
  /** What changed since the round before; absent in the first. */
  changes?: ClauseChange[];
};

export type Consent = Omit<ProposalRow, 'round'> & { rounds: ShownRound[] };

/** What the four have said of a record, round by round, the newest last; `undefined` when it was never put to them. */
export async function loadConsent(tx: Tx, subject: Subject): Promise<Consent | undefined> {
  const proposal = await tables(tx).selectFrom('governance.proposal').selectAll().where('subjectType', '=', subject.type).where('subjectId', '=', subject.id).executeTakeFirst();
  return proposal === undefined ? undefined : withRounds(tx, proposal);
}

export async function withRounds(tx: Tx, { round: _, ...proposal }: ProposalRow): Promise<Consent> {
  const rounds = await tables(tx).selectFrom('governance.round').selectAll().where('proposalId', '=', proposal.id).orderBy('round').execute();
  const answers = await tables(tx).selectFrom('governance.answer').select(['round', 'party', 'answer', 'text', 'role', 'name', 'answeredAt', 'version']).where('proposalId', '=', proposal.id).orderBy('answeredAt').execute();
  return {
    ...proposal,
    rounds: rounds.map(({ proposalId: _id, openedBy: _by, digest, ...round }, place) => {
      const given = answers.filter((answer) => answer.round === round.round).map(({ round: _round, ...answer }) => answer);
      const before = rounds[place - 1];
      return { ...round, digest: digest.toString('hex'), answers: given, tally: tallyOf(round.rule, given), ...(before === undefined ? {} : { changes: clauseChanges(before.clauses, round.clauses) }) };
    }),
  };
}

/** Each party's signatory has the answer on their list until it is given. */
export async function askParties(tx: Tx, { id, title }: Pick<ProposalRow, 'id' | 'title'>, { round, deadline }: Pick<RoundRow, 'round' | 'deadline'>, parties: readonly PartyCode[]): Promise<void> {
  for (const party of parties) {
    await openTask(tx, {
      kind: answerTask(party), subject: proposalSubject(id), to: { role: 'party_signatory', party }, dueOn: deadline, link: proposalLink(id),
      title: round === 1 ? { zh: `请表态：${title}`, en: `Answer for your party: ${title}` } : { zh: `请对第${round}轮文本表态：${title}`, en: `Answer for your party, round ${round}: ${title}` },
    });
  }
}

export const answerTask = (party: PartyCode) => `governance.proposal/answer/${party}`;

/** Lets the officers of the four know. */
export async function tellOfficers(tx: Tx, id: string, { kind, title }: { kind: string; title: Text }): Promise<void> {
  for (const party of partyCodes) await notify(tx, { kind, subject: proposalSubject(id), to: { role: 'party_officer', party }, title, link: proposalLink(id) });
}

export async function recordProposal(tx: Tx, act: string, { id, title, party }: Pick<ProposalRow, 'id' | 'title' | 'party'>, changes: Parameters<typeof record>[1]['changes'], reason?: string): Promise<void> {
  await announce(tx, proposalSubject(id));
  await announce(tx, boardSubject);
  await record(tx, { act: `governance.proposal/${act}`, subject: { ...proposalSubject(id), title }, changes, reason, access: { visibility: 'region', party: party ?? undefined } });
}

async function lockOrStoreProposal(tx: Tx, { kind, subject, title, link }: Pick<NewProposal, 'kind' | 'subject' | 'title' | 'link'>): Promise<ProposalRow> {
  const party = isPerson(tx.actor) ? (tx.actor.party ?? null) : null;
  await tables(tx).insertInto('governance.proposal').values({ kind, subjectType: subject.type, subjectId: subject.id, title, link, party }).onConflict((conflict) => conflict.doNothing()).execute();
  return tables(tx).selectFrom('governance.proposal').selectAll().where('subjectType', '=', subject.type).where('subjectId', '=', subject.id).forUpdate().executeTakeFirstOrThrow(() => refuse(commonRefusals.notAllowed));
}

async function ruleFor(tx: Tx, kind: string): Promise<'four' | 'three'> {
  const allowed = await tables(tx).selectFrom('governance.allowance').select('id').where('kind', '=', kind).where('endedAt', 'is', null).executeTakeFirst();
  return allowed === undefined ? 'four' : 'three';
}
