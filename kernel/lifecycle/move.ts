import { sql } from 'kysely';
import { z } from 'zod';
import { closeTasks, notify, openTask } from '#kernel/inbox/inbox.ts';
import { record as recordAct } from '#kernel/journal/journal.ts';
import type { Json } from '#kernel/journal/canonical.ts';
import { commonRefusals, declareRefusals, refuse } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import { snakeCase } from './change.ts';
import { mayMove, type Consequence, type Field, type Lifecycle, type MovingRecord } from './lifecycle.ts';

export const lifecycleRefusals = declareRefusals('lifecycle', {
  notFromHere: { status: 409, zh: '“{state}”状态下不能{transition}。', en: 'Cannot "{transition}" from the state "{state}".' },
  unknownTransition: { status: 422, zh: '没有名为“{transition}”的操作。', en: 'There is no transition "{transition}".' },
  reasonRequired: { status: 422, zh: '请填写理由。', en: 'Please give a reason.' },
  fieldInvalid: { status: 422, zh: '“{field}”未填写或填写有误。', en: '"{field}" is missing or not valid.' },
});

/** A request to move one record. */
export type Move = {
  readonly id: string;
  readonly transition: string;
  /** The version that the person saw; if the record has moved on since, nothing is changed. */
  readonly version: number;
  readonly reason?: string | undefined;
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
};

/** A transition asks for nothing longer than this as its reason (characters). */
export const longestReason = 2000;

/** The body of every "move this record" request. */
export const moveSchema = z.strictObject({
  transition: z.string().max(60),
  version: z.int().min(1),
  reason: z.string().trim().max(longestReason).optional(),
  fields: z.record(z.string().max(60), z.union([z.string().max(10_000), z.number(), z.null()])).optional(),
});

/**
 * Moves one record along its lifecycle: locks it, checks version, state, permission, reason and fields,
 * stores the new state with the journal entry, and does what follows. All of it or, on a refusal, nothing.
 * @param beside columns that the platform itself sets with the move
 * @returns the record as it now is
 */
export async function move<R extends MovingRecord, S extends string, T extends string>(tx: Tx, lifecycle: Lifecycle<R, S, T>, request: Move, beside: Readonly<Record<string, unknown>> = {}): Promise<R> {
  return moveLocked(tx, lifecycle, await lock<R>(tx, lifecycle.table, request.id), request, beside);
}

/** The same for a record that was read `for update` in this transaction: what is moved by many at once is not read twice. */
export async function moveLocked<R extends MovingRecord, S extends string, T extends string>(tx: Tx, lifecycle: Lifecycle<R, S, T>, before: R, request: Move, beside: Readonly<Record<string, unknown>> = {}): Promise<R> {
  const transition = Object.hasOwn(lifecycle.transitions, request.transition) ? lifecycle.transitions[request.transition as T] : undefined;
  if (transition === undefined) throw refuse(lifecycleRefusals.unknownTransition, { transition: request.transition }, { field: '/transition' });
  if (before.version !== request.version) {
    throw refuse(commonRefusals.changedMeanwhile, {}, { details: { yours: { version: request.version, transition: request.transition, reason: request.reason, fields: request.fields }, current: before } });
  }
  if (!mayMove(transition.by, lifecycle.access(before), tx.actor)) throw refuse(commonRefusals.notAllowed);
  if (!(transition.from as readonly string[]).includes(before.state)) {
    throw refuse(lifecycleRefusals.notFromHere, { state: lifecycle.states[before.state as S].label, transition: transition.label });
  }
  if (transition.reason === 'required' && !request.reason) throw refuse(lifecycleRefusals.reasonRequired, {}, { field: '/reason' });
  const cleared = Object.fromEntries((transition.clears ?? []).map((field) => [field, null]));
  const fields = { ...cleared, ...parseFields(transition.fields ?? {}, request.fields ?? {}) };

  const values = { ...fields, ...beside, state: transition.to, version: before.version + 1 };
  const expected: R = { ...before, ...values };
  const subject = { type: lifecycle.name, id: request.id };
  // The entry travels with the move: what it says does not wait for the row to come back, and stands only if the row does.
  const [after] = await Promise.all([
    storeMove<R>(tx, lifecycle.table, request.id, values),
    recordAct(tx, {
      act: `${lifecycle.name}/${request.transition}`,
      subject: { ...subject, title: lifecycle.title(expected) },
      initiativeId: lifecycle.initiativeId?.(expected),
      reason: request.reason,
      changes: { from: before.state, to: transition.to, version: expected.version, ...(Object.keys(fields).length > 0 ? { fields: fields as Record<string, Json> } : {}) },
      access: lifecycle.access(expected),
    }),
  ]);
  await follow(tx, subject, transition.follows?.(after, tx.actor) ?? []);
  return after;
}

/** Does what a move or a creation entails: tasks, notifications. */
export async function follow(tx: Tx, subject: { type: string; id: string }, consequences: readonly Consequence[]): Promise<void> {
  for (const consequence of consequences) {
    if ('openTask' in consequence) await openTask(tx, { ...consequence.openTask, subject });
    else if ('closeTasks' in consequence) await closeTasks(tx, subject, consequence.closeTasks.kind);
    else await notify(tx, { ...consequence.notify, subject });
  }
}

async function lock<R extends MovingRecord>(tx: Tx, table: string, id: string): Promise<R> {
  const { rows } = await sql<R>`select * from ${sql.table(table)} where id = ${id} for update`.execute(tx.db);
  const [row] = rows;
  if (row !== undefined) return row;
  // A row that is seen but may not be changed answers "not allowed", not "not found".
  const seen = await sql`select from ${sql.table(table)} where id = ${id}`.execute(tx.db);
  throw refuse(seen.rows.length === 0 ? commonRefusals.notFound : commonRefusals.notAllowed);
}

async function storeMove<R extends MovingRecord>(tx: Tx, table: string, id: string, values: Record<string, unknown>): Promise<R> {
  const sets = Object.entries(values).map(([column, value]) => sql`${sql.ref(snakeCase(column))} = ${value}`);
  const { rows } = await sql<R>`update ${sql.table(table)} set ${sql.join(sets)} where id = ${id} returning *`.execute(tx.db);
  const [row] = rows;
  if (row === undefined) throw refuse(commonRefusals.notAllowed);
  return row;
}

function parseFields(declared: Readonly<Record<string, Field>>, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(declared, name)) throw refuse(lifecycleRefusals.fieldInvalid, { field: name }, { field: `/fields/${name}` });
  }
  const parsed: Record<string, unknown> = {};
  for (const [name, { label, required, schema }] of Object.entries(declared)) {
    const value = given[name];
    if (value === undefined || value === null || value === '') {
      if (required) throw refuse(lifecycleRefusals.fieldInvalid, { field: label }, { field: `/fields/${name}` });
      continue;
    }
    const result = schema.safeParse(value);
    if (!result.success) throw refuse(lifecycleRefusals.fieldInvalid, { field: label }, { field: `/fields/${name}` });
    parsed[name] = result.data;
  }
  return parsed;
}
