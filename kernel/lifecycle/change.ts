import { sql } from 'kysely';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/database/transaction.ts';

/**
 * Changes fields of one record without moving it: only if it still has the version that the person saw.
 * Otherwise nothing is changed and both versions are shown. Columns are named in camelCase; the version goes up by one.
 * @returns the record as it now is
 */
export async function changeRecord<R extends { version: number }>(
  tx: Tx,
  { table, id, version, values }: { table: string; id: string; version: number; values: Readonly<Record<string, unknown>> },
): Promise<R> {
  const sets = Object.entries(values).map(([column, value]) => sql`${sql.ref(snakeCase(column))} = ${value}`);
  const { rows } = await sql<R>`
    update ${sql.table(table)} set ${sql.join([...sets, sql`version = version + 1`])} where id = ${id} and version = ${version} returning *`.execute(tx.db);
  const [changed] = rows;
  if (changed !== undefined) return changed;
  const current = await sql<R>`select * from ${sql.table(table)} where id = ${id}`.execute(tx.db);
  const [row] = current.rows;
  if (row === undefined) throw refuse(commonRefusals.notFound);
  if (row.version === version) throw refuse(commonRefusals.notAllowed); // seen, but not this actor's to change
  throw refuse(commonRefusals.changedMeanwhile, {}, { details: { yours: { version, ...values }, current: row } });
}

/** A property's column: `leadInstitutionId` → `lead_institution_id`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
