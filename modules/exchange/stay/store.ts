import { type Generated, sql } from 'kysely';
import type { PartyCode } from '#kernel/domain.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import type { Filled } from '../store.ts';
import type { ClearanceKind } from './field-rules.ts';
import type { AgreementContent, Recognised, Signatory } from './rules.ts';

export type AgreementRow = {
  id: string; applicationId: string; schemeId: string; personId: string; homeId: string; homeParty: PartyCode; hostId: string; hostParty: PartyCode;
  needs: ClearanceKind[]; state: 'proposed' | 'inForce' | 'withdrawn'; version: number;
};
export type VersionState = 'open' | 'inForce' | 'replaced' | 'superseded' | 'withdrawn';
export type VersionRow = { agreementId: string; number: number; content: AgreementContent; during: string; digest: Buffer; state: VersionState; sentAt: string; inForceAt: string | null };
export type Means = 'electronic' | 'paper';
export type SignatureRow = {
  id: string; agreementId: string; number: number; signatory: Signatory; name: string; personId: string | null; sentAt: string;
  means: Means | null; signedOn: string | null; enteredBy: string | null; enteredName: string | null; enteredAt: string | null;
};
export type ClearanceRow = { agreementId: string; kind: ClearanceKind; number: string; givenOn: string; givenAt: string };
export type Side = 'person' | 'home' | 'host';
export type PlacementRow = {
  id: string; agreementId: string; applicationId: string; schemeId: string; personId: string; personName: string; homeId: string; homeParty: PartyCode; hostId: string; hostParty: PartyCode;
  during: string; state: string; recognised: Recognised[]; certificateNumber: string | null; certifiedOn: string | null; endReason: string | null; noObjectionAt: string | null; version: number;
};
export type EntryRow = { id: string; placementId: string; month: string; text: string; hours: number; answer: string | null; writtenAt: string; answeredAt: string | null };
export type Grade = 'excellent' | 'good' | 'passed' | 'failed';
export type AssessmentRow = { placementId: string; side: Side; grade: Grade; text: string; assessedAt: string };

type StayTables = {
  'exchange.agreement': Filled<AgreementRow, 'id' | 'needs' | 'state' | 'version'>;
  'exchange.agreementVersion': Filled<VersionRow, 'state' | 'sentAt' | 'inForceAt'>;
  'exchange.signature': Filled<SignatureRow, 'id' | 'personId' | 'sentAt' | 'means' | 'signedOn' | 'enteredBy' | 'enteredName' | 'enteredAt'>;
  'exchange.clearance': Filled<ClearanceRow, 'givenAt'> & { givenBy: Generated<string | null> };
  'exchange.placement': Filled<PlacementRow, 'id' | 'state' | 'recognised' | 'certificateNumber' | 'certifiedOn' | 'endReason' | 'noObjectionAt' | 'version'>;
  'exchange.entry': Filled<EntryRow, 'id' | 'answer' | 'writtenAt' | 'answeredAt'>;
  'exchange.assessment': Filled<AssessmentRow, 'assessedAt'>;
};

/** The tables of agreements and stays in this transaction. */
export function stayTables(tx: Tx) {
  return tx.db.withTables<StayTables>();
}

/** An agreement's versions, the latest first. */
export async function loadVersions(tx: Tx, agreementId: string): Promise<VersionRow[]> {
  return stayTables(tx).selectFrom('exchange.agreementVersion').selectAll().where('agreementId', '=', agreementId).orderBy('number', 'desc').execute();
}

/** The signatures under all versions of an agreement, in the order in which one names those who sign. */
export async function loadSignatures(tx: Tx, agreementId: string): Promise<SignatureRow[]> {
  return stayTables(tx).selectFrom('exchange.signature').selectAll().where('agreementId', '=', agreementId)
    .orderBy('number', 'desc').orderBy(sql`array_position(array['person', 'guardian', 'teacher', 'tutor', 'home', 'host'], signatory)`).execute();
}

export async function loadClearances(tx: Tx, agreementId: string): Promise<ClearanceRow[]> {
  return stayTables(tx).selectFrom('exchange.clearance').select(['agreementId', 'kind', 'number', 'givenOn', 'givenAt']).where('agreementId', '=', agreementId).execute();
}

export type LeaveState = 'asked' | 'granted' | 'refused' | 'withdrawn';
export type LeaveRow = { id: string; placementId: string; during: string; reason: string; state: LeaveState; askedAt: string; answer: string | null; answeredBy: string | null; answeredAt: string | null };
export type IncidentKind = 'injury' | 'health' | 'safety' | 'dispute' | 'other';
export type IncidentRow = { id: string; placementId: string; kind: IncidentKind; happenedOn: string; text: string; side: Side; reportedBy: string | null; reportedAt: string; state: 'open' | 'settled'; settledAt: string | null };
export type FollowUpRow = { id: string; incidentId: string; text: string; side: Side; writtenAt: string };
export type TalkRow = { placementId: string; heldOn: string; text: string; writtenAt: string; ownView: string | null; ownViewAt: string | null };
export type ObjectionRow = { placementId: string; side: 'home' | 'host'; text: string; raisedAt: string; outcome: 'kept' | 'changed' | null; answer: string | null; grade: Grade | null; answeredBy: string | null; answeredAt: string | null };

type DuringTables = {
  'exchange.leave': Filled<LeaveRow, 'id' | 'state' | 'askedAt' | 'answer' | 'answeredBy' | 'answeredAt'>;
  'exchange.incident': Filled<IncidentRow, 'id' | 'reportedBy' | 'reportedAt' | 'state' | 'settledAt'>;
  'exchange.followUp': Filled<FollowUpRow, 'id' | 'writtenAt'>;
  'exchange.talk': Filled<TalkRow, 'writtenAt' | 'ownView' | 'ownViewAt'>;
  'exchange.objection': Filled<ObjectionRow, 'raisedAt' | 'outcome' | 'answer' | 'grade' | 'answeredBy' | 'answeredAt'>;
};

/** The tables of what happens during a stay. */
export function duringTables(tx: Tx) {
  return tx.db.withTables<DuringTables>();
}

/** All that was recorded of a stay beside its journal: leave, incidents with what was done about them, the talk at half time, objections. */
export async function loadDuring(tx: Tx, placementId: string): Promise<{ leaves: LeaveRow[]; incidents: (IncidentRow & { followUps: FollowUpRow[] })[]; talk: TalkRow | undefined; objections: ObjectionRow[] }> {
  const of = duringTables(tx);
  const leaves = await of.selectFrom('exchange.leave').selectAll().where('placementId', '=', placementId).orderBy('id', 'desc').execute();
  const incidents = await of.selectFrom('exchange.incident').selectAll().where('placementId', '=', placementId).orderBy('id', 'desc').execute();
  const followUps = incidents.length === 0 ? [] : await of.selectFrom('exchange.followUp').selectAll().where('incidentId', 'in', incidents.map(({ id }) => id)).orderBy('id').execute();
  const talk = await of.selectFrom('exchange.talk').selectAll().where('placementId', '=', placementId).executeTakeFirst();
  const objections = await of.selectFrom('exchange.objection').selectAll().where('placementId', '=', placementId).orderBy('side').execute();
  return { leaves, incidents: incidents.map((incident) => ({ ...incident, followUps: followUps.filter(({ incidentId }) => incidentId === incident.id) })), talk, objections };
}
