import type { Generated } from 'kysely';
import type { Clause } from '#algorithms/difference.ts';
import type { PartyCode } from '#kernel/domain.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import type { RoundState } from './messages.ts';
import type { AnswerKind, Rule } from './rules.ts';

export type ProposalRow = {
  id: string; kind: string; subjectType: string; subjectId: string; title: string; link: string; party: PartyCode | null;
  state: Exclude<RoundState, 'superseded'>; round: number; putAt: string;
};

export type RoundRow = {
  proposalId: string; round: number; clauses: Clause[]; digest: Buffer; rule: Rule; deadline: string; state: RoundState;
  openedAt: string; openedBy: string | null; settledAt: string | null;
};

export type AnswerRow = {
  proposalId: string; round: number; party: PartyCode; answer: AnswerKind; text: string | null; digest: Buffer;
  role: string; accountId: string | null; personId: string | null; name: string; answeredAt: string; version: number;
};

export type AllowanceRow = { id: string; kind: string; proposalId: string; round: number; grantedAt: string; endedAt: string | null; endedBy: string | null };

export type Filled<R, K extends keyof R> = { [C in keyof R]: C extends K ? Generated<R[C]> : R[C] };

type ConsentTables = {
  'governance.proposal': Filled<ProposalRow, 'id' | 'state' | 'round' | 'putAt'>;
  'governance.round': Filled<RoundRow, 'state' | 'openedAt' | 'openedBy' | 'settledAt'>;
  'governance.answer': Filled<AnswerRow, 'role' | 'accountId' | 'personId' | 'answeredAt' | 'version'>;
  'governance.allowance': Filled<AllowanceRow, 'id' | 'grantedAt' | 'endedAt' | 'endedBy'>;
};

/** The tables of consent in this transaction. */
export function tables(tx: Tx) {
  return tx.db.withTables<ConsentTables>();
}
