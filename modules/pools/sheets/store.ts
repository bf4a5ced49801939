import { sql } from 'kysely';
import type { PartyCode } from '#kernel/domain.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import type { PoolPreset } from '../presets.ts';
import { categoriesOf, languagesOf, sexOf, type CellError, type SheetRow } from './columns.ts';

export type Sheet = { id: string; poolId: string; fileName: string; party: PartyCode; state: 'checking' | 'checked' | 'storing' | 'stored' | 'approved'; good: number; bad: number; waiting: number; createdAt: string };
export type BadRow = { line: number; cells: Record<string, string>; errors: CellError[] };

const rowsIn = 5_000;

export async function loadSheet(tx: Tx, id: string): Promise<Sheet | undefined> {
  const { rows } = await sql<Sheet>`
    select s.id, s.pool_id, s.file_name, s.party, s.state, s.good, s.bad, s.created_at,
      case when s.state = 'stored' then (select count(*) from pools.sheet_row r join pools.member m on m.id = r.member_id and m.state = 'nominated' where r.sheet_id = s.id) else 0 end::integer as waiting
    from pools.sheet s where s.id = ${id}`.execute(tx.db);
  return rows[0];
}

export async function lockSheet(tx: Tx, id: string): Promise<Sheet | undefined> {
  await sql`select from pools.sheet where id = ${id} for update`.execute(tx.db);
  return loadSheet(tx, id);
}

export async function loadBadRows(tx: Tx, id: string, { after, limit }: { after: number; limit: number }): Promise<BadRow[]> {
  const { rows } = await sql<BadRow>`select line, cells, errors from pools.sheet_row where sheet_id = ${id} and errors <> '[]' and line > ${after} order by line limit ${limit}`.execute(tx.db);
  return rows;
}

export async function storeRows(tx: Tx, id: string, rows: readonly SheetRow[]): Promise<void> {
  for (let i = 0; i < rows.length; i += rowsIn) {
    await sql`insert into pools.sheet_row (sheet_id, line, cells, errors) select ${id}, line, cells, errors from json_to_recordset(${JSON.stringify(rows.slice(i, i + rowsIn))}::json) as r(line integer, cells jsonb, errors jsonb)`.execute(tx.db);
  }
}

const wrong = (column: string, zh: string, en: string) => sql`jsonb_build_array(jsonb_build_object('column', ${column}::text, 'text', jsonb_build_object('zh', ${zh}::text, 'en', ${en}::text)))`;

/** Finds the person of each row that is sound in itself, among those whom the sender looks after; says what is wrong where nobody, or no single one, is found. */
export async function findPeople(tx: Tx, id: string, poolId: string): Promise<void> {
  // rows that have just come are unknown to the planner's statistics: it would take the sheet for a few rows and loop
  await sql`set local enable_nestloop = off`.execute(tx.db);
  await sql`
    with given as (select line, cells->>'institution' as institution, cells->>'name' as name from pools.sheet_row where sheet_id = ${id} and errors = '[]'),
    named as (
      select g.institution, min(i.id::text)::uuid as id, count(distinct i.id) as n from (select distinct institution from given) g
      join (select name as called, id from directory.institution where state = 'active' union all select code, id from directory.institution where state = 'active' and code is not null) i on i.called = g.institution group by g.institution),
    kept as (select n.institution, n.id, n.n, directory.may_keep(i.party, i.division, i.id) as keeps from named n join directory.institution i on i.id = n.id),
    found as (
      select g.line, k.id as institution_id, coalesce(k.n, 0) as n, coalesce(k.keeps, false) as keeps, min(p.id::text)::uuid as person_id, count(p.id) as people
      from given g left join kept k on k.institution = g.institution left join directory.person p on p.institution_id = k.id and p.name = g.name and p.merged_into is null group by 1, 2, 3, 4),
    taken as (select person_id from pools.member where pool_id = ${poolId} and state not in ('left', 'declined'))
    update pools.sheet_row r set institution_id = f.institution_id, person_id = case when f.people = 1 then f.person_id end,
      errors = case
        when f.n = 0 then ${wrong('institution', '没有找到这个单位', 'there is no such institution')}
        when f.n > 1 then ${wrong('institution', '有多个同名单位，请改填学校标识码', 'several institutions have this name; give its code')}
        when not f.keeps then ${wrong('institution', '该单位不在您的管理范围内', 'outside what you look after')}
        when f.people = 0 then ${wrong('name', '该单位没有登记此人，请先在“人员”中补全', 'nobody of this name is registered at the institution')}
        when f.people > 1 then ${wrong('name', '该单位有多人同名，请在页面上单独推荐', 'several people of this name; nominate them on the page')}
        when f.person_id in (select person_id from taken) then ${wrong('name', '此人已在库中，或已在办理入库', 'in the pool already, or on the way in')}
        else '[]' end
    from found f where r.sheet_id = ${id} and r.line = f.line`.execute(tx.db);
  await sql`set local enable_nestloop = on`.execute(tx.db);
  await sql`update pools.sheet set state = 'checked', good = c.good, bad = c.bad from (select count(*) filter (where errors = '[]') as good, count(*) filter (where errors <> '[]') as bad from pools.sheet_row where sheet_id = ${id}) c where id = ${id}`.execute(tx.db);
}

/** Nominates the people of a sheet's good rows, some thousands at a time; whoever was nominated meanwhile is passed over. */
export async function nominateRows(tx: Tx, { id, poolId }: Pick<Sheet, 'id' | 'poolId'>, preset: PoolPreset, progress: (share: number) => Promise<void>): Promise<number> {
  let stored = 0;
  for (let after = 0; ;) {
    const { rows } = await sql<{ line: number; cells: Record<string, string> }>`select line, cells from pools.sheet_row where sheet_id = ${id} and errors = '[]' and line > ${after} order by line limit ${rowsIn}`.execute(tx.db);
    if (rows.length === 0) return stored;
    const said = rows.map(({ line, cells }) => ({ line, title: cells['title'], categories: categoriesOf(cells['categories'] ?? '', preset) ?? [], languages: languagesOf(cells['languages'] ?? ''), sex: sexOf(cells['sex'] ?? '') ?? null, remark: cells['remark'] === '' ? null : (cells['remark'] ?? null) }));
    const { rows: made } = await sql<{ id: string }>`
      with added as (
        insert into pools.member (pool_id, person_id, party, division, institution_id, name, institution_name, title, categories, languages, sex, remark)
        select ${poolId}, p.id, p.party, coalesce(p.division, i.division), i.id, p.name, i.name, g.title, array(select jsonb_array_elements_text(g.categories)), array(select jsonb_array_elements_text(g.languages)), g.sex, g.remark
        from json_to_recordset(${JSON.stringify(said)}::json) as g(line integer, title text, categories jsonb, languages jsonb, sex text, remark text)
        join pools.sheet_row r on r.sheet_id = ${id} and r.line = g.line join directory.person p on p.id = r.person_id join directory.institution i on i.id = r.institution_id
        on conflict do nothing returning id, person_id)
      update pools.sheet_row r set member_id = a.id from added a where r.sheet_id = ${id} and r.person_id = a.person_id returning a.id`.execute(tx.db);
    stored += made.length;
    after = rows.at(-1)?.line ?? after;
    await progress(stored);
  }
}

/** The party approves whoever of a sheet still waits; each of them is asked for consent. */
export async function approveRows(tx: Tx, id: string): Promise<number> {
  const { rows } = await sql<{ id: string; personId: string }>`
    update pools.member m set state = 'checked', version = m.version + 1 from pools.sheet_row r where r.sheet_id = ${id} and r.member_id = m.id and m.state = 'nominated' returning m.id, m.person_id`.execute(tx.db);
  for (let i = 0; i < rows.length; i += rowsIn) {
    await sql`
      select kernel.open_task('pools.member/consent', 'pools.member', x->>'id', ${JSON.stringify({ zh: '请决定是否同意加入共享人员库', en: 'Decide whether you join a shared pool' })}::jsonb, '/workspace/pools/members/' || (x->>'id'), null, null, null, null, (x->>'personId')::uuid, null)
      from jsonb_array_elements(${JSON.stringify(rows.slice(i, i + rowsIn))}::jsonb) x`.execute(tx.db);
  }
  return rows.length;
}
