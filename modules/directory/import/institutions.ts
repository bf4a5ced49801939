import { sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';
import { institutionKinds } from '../messages.ts';
import { indexInstitutions } from '../search-records.ts';

/** What the database finds wrong with a row, beside its own errors; `checked` marks it as decided anew in each check. */
const error = (column: string, zh: string, en: string) => sql`jsonb_build_object('column', ${column}::text, 'checked', true, 'text', jsonb_build_object('zh', ${zh}::text, 'en', ${en}::text))`;

const kinds = JSON.stringify(Object.fromEntries(Object.entries(institutionKinds).flatMap(([kind, { zh, en }]) => [[zh, kind], [en.toLowerCase(), kind], [kind, kind]])));

/** Decides what becomes of each row: by its code where it has one, else by its name in its division. All in sets. */
export async function checkInstitutions(tx: Tx, importId: string): Promise<void> {
  await sql`
    with given as (
      select r.line, r.cells->>'name' as name, r.cells->>'division' as division, r.cells->>'code' as code,
        ${kinds}::jsonb->>lower(r.cells->>'kind') as kind, r.cells->>'level' as level, r.cells->>'authority' as authority
      from directory.import_row r where r.import_id = ${importId} and r.errors = '[]'),
    placed as (
      select g.*, d.code is not null as known, d.party,
        row_number() over (partition by g.division, g.name order by g.line) as nth_name,
        case when g.code is null then 1 else row_number() over (partition by g.code order by g.line) end as nth_code
      from given g left join directory.division d on d.code = g.division),
    matched as (
      select p.*, coalesce(c.id, n.id) as target, c.id is not null and (c.division <> p.division) as moved,
        n.id is not null and c.id is not null and n.id <> c.id as clash, coalesce(c.kind, n.kind) = 'university' as university
      from placed p
      left join directory.institution c on c.code = p.code and c.state = 'active'
      left join directory.institution n on n.division = p.division and n.name = p.name and n.state = 'active'),
    decided as (
      select m.line, m.target, array_remove(array[
          case when not m.known then ${error('division', '没有这个行政区划代码', 'there is no such division')} end,
          case when m.known and not directory.may_keep(m.party, m.division, null) then ${error('division', '不在您的管理范围内', 'outside what you look after')} end,
          case when m.nth_name > 1 then ${error('name', '表中重复：同一地有同名机构', 'stands twice in the sheet')} end,
          case when m.nth_code > 1 then ${error('code', '表中重复：标识码相同', 'this code stands twice in the sheet')} end,
          case when m.moved then ${error('code', '该标识码属于另一地的机构', 'this code belongs to an institution elsewhere')} end,
          case when m.clash then ${error('code', '名称与标识码指向两个不同的机构', 'name and code belong to two institutions')} end,
          case when m.university then ${error('kind', '高等学校以教育部名单为准，不在此导入', 'universities follow the Ministry’s list')} end], null) as errors,
        m.name, m.level, m.authority, m.code, m.kind
      from matched m)
    update directory.import_row r set target = d.target,
      errors = to_jsonb(d.errors),
      fate = case when d.target is null then 'new'
        when exists (select from directory.institution i where i.id = d.target and i.name = d.name and i.kind = d.kind and i.level is not distinct from d.level and i.authority is not distinct from d.authority and (d.code is null or i.code = d.code)) then 'same'
        else 'changed' end
    from decided d where r.import_id = ${importId} and r.line = d.line`.execute(tx.db);
}

/** Lines that are stored in one statement. */
const step = 5_000;

/** Stores the new and changed rows of a checked sheet, some thousand at a time. */
export async function storeInstitutions(tx: Tx, importId: string, progress: (share: number) => Promise<void>): Promise<void> {
  const { rows: bounds } = await sql<{ last: number | null }>`select max(line) as last from directory.import_row where import_id = ${importId}`.execute(tx.db);
  const last = bounds[0]?.last ?? 0;
  for (let from = 2; from <= last; from += step) {
    const rows = sql`directory.import_row r where r.import_id = ${importId} and r.line >= ${from} and r.line < ${from + step}`;
    const { rows: added } = await sql<{ id: string }>`
      insert into directory.institution (kind, name, division, party, code, level, authority)
      select ${kinds}::jsonb->>lower(r.cells->>'kind'), r.cells->>'name', r.cells->>'division', left(r.cells->>'division', 2), r.cells->>'code', r.cells->>'level', r.cells->>'authority'
      from ${rows} and r.fate = 'new' returning id`.execute(tx.db);
    const { rows: changed } = await sql<{ id: string }>`
      update directory.institution i set name = g.name, kind = g.kind, level = g.level, authority = g.authority, code = coalesce(g.code, i.code), version = i.version + 1
      from (select r.target, r.cells->>'name' as name, ${kinds}::jsonb->>lower(r.cells->>'kind') as kind, r.cells->>'level' as level, r.cells->>'authority' as authority, r.cells->>'code' as code from ${rows} and r.fate = 'changed') g
      where i.id = g.target returning i.id`.execute(tx.db);
    await indexInstitutions(tx, [...added, ...changed].map(({ id }) => id));
    await progress(Math.min(1, (from + step) / last));
  }
}
