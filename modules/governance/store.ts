import type { Generated } from 'kysely';
import type { Clause } from '#algorithms/difference.ts';
import type { PartyCode } from '#kernel/domain.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import type { Post, RoundState } from './messages.ts';
import type { MeetingPreset } from './presets.ts';
import type { AnswerKind, Duty, Effect, Rule } from './rules.ts';

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

export type MeetingRow = {
  id: string; preset: MeetingPreset; title: string; purpose: string | null; startsAt: string; endsAt: string; place: string | null; onlineUrl: string | null;
  party: PartyCode; state: 'draft' | 'called' | 'held' | 'concluded' | 'cancelled'; sequence: number; version: number; createdAt: string;
};

export type AgendaItemRow = { id: string; meetingId: string; position: number; title: string; text: string | null; minutes: number | null; party: PartyCode; version: number; withdrawnAt: string | null };

export type AttendeeRow = {
  id: string; meetingId: string; party: PartyCode | null; accountId: string | null; personId: string | null; name: string; office: string | null;
  reply: 'waiting' | 'accepted' | 'declined'; note: string | null; repliedAt: string | null; attendance: 'present' | 'absent' | 'delegate' | null; delegate: string | null;
  invited: number; removedAt: string | null; version: number;
};

export type SectionRow = { id: string; meetingId: string; agendaItemId: string | null; position: number; heading: string; text: string; changedBy: string | null; changedAt: string | null; version: number };

export type ActionRow = { id: string; meetingId: string; text: string; party: PartyCode; attendeeId: string | null; dueOn: string; state: 'open' | 'done' | 'dropped'; note: string | null; version: number };

export type ResolutionRow = {
  id: string; meetingId: string | null; kind: 'resolution' | 'rules'; title: string; clauses: Clause[]; effects: Effect[]; party: PartyCode; visibility: 'region' | 'public';
  state: 'draft' | 'put' | 'adopted' | 'refused' | 'withdrawn'; year: number | null; number: number | null; adoptedOn: string | null; version: number; createdAt: string;
};

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
  'governance.meeting': Filled<MeetingRow, 'id' | 'state' | 'sequence' | 'version' | 'createdAt'>;
  'governance.agendaItem': Filled<AgendaItemRow, 'id' | 'version' | 'withdrawnAt'>;
  'governance.attendee': Filled<AttendeeRow, 'id' | 'accountId' | 'personId' | 'office' | 'reply' | 'note' | 'repliedAt' | 'attendance' | 'delegate' | 'invited' | 'removedAt' | 'version'>;
  'governance.attendeeContact': { attendeeId: string; party: PartyCode; email: string };
  'governance.minutesSection': Filled<SectionRow, 'id' | 'agendaItemId' | 'text' | 'changedBy' | 'changedAt' | 'version'>;
  'governance.actionItem': Filled<ActionRow, 'id' | 'state' | 'note' | 'version'>;
  'governance.resolution': Filled<ResolutionRow, 'id' | 'state' | 'year' | 'number' | 'adoptedOn' | 'version' | 'createdAt'>;
};

/** `pg` writes an array as PostgreSQL's own; a jsonb column wants JSON. */
export function jsonOf<T>(value: readonly T[]): T[] {
  return JSON.stringify(value) as unknown as T[];
}

/** Governance's tables in this transaction. */
export function tables(tx: Tx) {
  return tx.db.withTables<GovernanceTables>();
}
