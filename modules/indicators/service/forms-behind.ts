import { sql, type RawBuilder } from 'kysely';
import { namesIn } from '#algorithms/formulas/names.ts';
import { partsOf } from '#algorithms/formulas/parts.ts';
import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import type { Platform } from '#kernel/platform.ts';
import { ownParty } from '../collect-store.ts';
import { loadRun, loadSystem, type FormState } from '../store.ts';
import { formulasOf } from './systems.ts';

export type FormBehind = { id: string; unit: string; unitName: string; state: FormState; values: Record<string, number | null> };
export type BehindQuery = { code?: string | undefined; limit: number; cursor?: string | undefined };
type Element = { name: string; label: string; unit: string };

/** The forms behind a unit's numbers as they stand now, as far as the reader may see them; of one indicator with the values of the data elements in its formula. By code, page by page. */
export async function listFormsBehind(platform: Platform, actor: Actor, runId: string, unit: string, { code, limit, cursor }: BehindQuery): Promise<Page<FormBehind> & { elements: Element[] }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const run = await loadRun(tx, runId);
    const formulas = formulasOf(await loadSystem(tx, run.systemId));
    const names = code === undefined ? [] : [...new Set(partsOf(formulas, code).flatMap(({ expression }) => namesIn(expression, true).map(({ name }) => name)))];
    const declared = names.flatMap((name) => { const found = formulas.byName.get(name); return found?.kind === 'data' ? [found] : []; });
    const levels = code === undefined ? ['district', 'school'] : [...new Set(declared.map(({ level }) => level as string))];
    const within = placeOf(unit);
    const after = cursor === undefined ? undefined : String(decodeCursor(cursor, ['string'])[0] ?? '');
    const { rows } = await sql<Omit<FormBehind, 'values'> & { entries: Record<string, number> }>`
      select f.id, f.unit, f.unit_name, f.state, f.entries from indicators.form f
      where f.campaign_id = ${run.campaignId} and f.state <> 'excluded' and f.level = any(${levels}) and ${within} and ${ownParty(tx)} ${after === undefined ? sql`` : sql`and f.unit > ${after}`} order by f.unit limit ${limit + 1}`.execute(tx.db);
    const { items, ...next } = cutPage(rows, limit, (row) => [row.unit]);
    return { items: items.map(({ entries, ...form }) => ({ ...form, values: Object.fromEntries(declared.map(({ name }) => [name, entries[name] ?? null])) })), ...next, elements: declared.map(({ name, label, unit: measure }) => ({ name, label, unit: measure })) };
  });
}

/** Where the forms of a unit are; of a district by its city too, for by that they are found in the index. */
function placeOf(unit: string): RawBuilder<unknown> {
  if (unit === 'region') return sql`true`;
  if (/^\d{2}$/.test(unit)) return sql`f.party = ${unit}`;
  return unit.endsWith('00') ? sql`f.city = ${unit}` : sql`f.division = ${unit} and f.city = (select d.parent from directory.division d where d.code = ${unit})`;
}
