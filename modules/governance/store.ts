import type { Generated } from 'kysely';
import type { Clause } from '#algorithms/difference.ts';
import type { PartyCode } from '#kernel/domain.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import type { Post, RoundState } from './messages.ts';
import type { AnswerKind, Duty, Rule } from './rules.ts';

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

export type BodyRow = { code: string; nameZh: string; nameEn: string; party: PartyCode | null; position: number };

export type SeatRow = { id: string; body: string; post: Post; party: PartyCode | null; single: boolean; position: number };

export type TermRow = {
  id: string; seatId: string; single: boolean; name: string; office: string | null; startsOn: string; endsOn: string | null; basis: string;
  version: number; enteredAt: string; withdrawnAt: string | null;
};

export type DutyRow = { year: number; duty: Duty; dueOn: string; doneAt: string | null; note: string | null };

type Filled<R, K extends keyof R> = { [C in keyof R]: C extends K ? Generated<R[C]> : R[C] };

type GovernanceTables = {
  'governance.proposal': Filled<ProposalRow, 'id' | 'state' | 'round' | 'putAt'>;
  'governance.round': Filled<RoundRow, 'state' | 'openedAt' | 'openedBy' | 'settledAt'>;
  'governance.answer': Filled<AnswerRow, 'role' | 'accountId' | 'personId' | 'answeredAt' | 'version'>;
  'governance.allowance': Filled<AllowanceRow, 'id' | 'grantedAt' | 'endedAt' | 'endedBy'>;
  'governance.body': BodyRow;
  'governance.seat': SeatRow;
  'governance.term': Filled<TermRow, 'id' | 'version' | 'enteredAt' | 'withdrawnAt'>;
  'governance.rotation': { fromYear: number; parties: PartyCode[] };
  'governance.chairException': { year: number; party: PartyCode; proposalId: string; round: number };
  'governance.chairYear': { year: number; party: PartyCode; begunAt: Generated<string> };
  'governance.duty': Filled<DutyRow, 'doneAt' | 'note'>;
};

/** Governance's tables in this transaction. */
export function tables(tx: Tx) {
  return tx.db.withTables<GovernanceTables>();
}
