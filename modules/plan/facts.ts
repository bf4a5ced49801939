import { sql } from 'kysely';
import type { Mechanism, PartyCode } from '#kernel/domain.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import { tables } from './store.ts';

/** What happened, in a number: so much of a measure, by a party, in a year ('2027') or a month ('2027-03'); where somebody went from one party to another, also to which. */
export type Fact = { readonly measure: string; readonly value: number; readonly unit: string; readonly period: string; readonly party: PartyCode; readonly toParty?: PartyCode };
export type FactSum = Omit<Fact, 'toParty'> & { readonly toParty: PartyCode | null; readonly mechanism: string; readonly subjects: number };

/** The facts that one record of a mechanism contributes to an initiative. */
export type FactReport = {
  readonly itemId: string;
  /** The module that reports. */
  readonly mechanism: string;
  /** The record that the facts come from, so that a number can be traced to what made it. */
  readonly subject: { readonly type: string; readonly id: string };
  readonly facts: readonly Fact[];
};

/**
 * Reports the facts of one record to an initiative, in place of whatever that record reported before:
 * saying it twice counts once, and an empty list takes it back. Aims of the same measure and unit sum them.
 */
export async function storeFacts(tx: Tx, { itemId, mechanism, subject, facts }: FactReport): Promise<void> {
  await tables(tx)
    .deleteFrom('plan.fact')
    .where('itemId', '=', itemId).where('mechanism', '=', mechanism).where('subjectType', '=', subject.type).where('subjectId', '=', subject.id)
    .execute();
  if (facts.length === 0) return;
  await tables(tx)
    .insertInto('plan.fact')
    .values(facts.map((fact) => ({
      itemId, mechanism, subjectType: subject.type, subjectId: subject.id, ...fact,
      visibility: sql<never>`(select visibility from plan.item where id = ${itemId})`,
    })))
    .execute();
}

/** The initiatives of a party, led or taken part in, that run on one of these mechanisms: to which a record of it may belong. */
export async function loadInitiatives(tx: Tx, party: PartyCode, mechanisms: readonly Mechanism[]): Promise<{ id: string; code: string; title: string }[]> {
  const { rows } = await sql<{ id: string; code: string; title: string }>`
    select i.id, i.code, i.title from plan.item i join plan.plan p on p.id = i.plan_id
    where p.state in ('draft', 'underway') and i.mechanisms && ${[...mechanisms]}::text[] and plan.takes_part(i.id, ${party}) order by i.position limit 200`.execute(tx.db);
  return rows;
}

/** An initiative's facts summed by measure, unit, period and party, or pair of parties; what its aims and its figures page stand on. */
export async function loadFactSums(tx: Tx, itemId: string): Promise<FactSum[]> {
  const { rows } = await sql<FactSum>`
    select mechanism, measure, unit, period, party, to_party, sum(value) as value, count(distinct (subject_type, subject_id)) as subjects
    from plan.fact where item_id = ${itemId} group by mechanism, measure, unit, period, party, to_party
    order by measure, unit, period, party, to_party`.execute(tx.db);
  return rows;
}
