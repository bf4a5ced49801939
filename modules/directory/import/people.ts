import { sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';
import { seal, unseal, type Sealed } from '../private.ts';
import { indexPeople } from '../search-records.ts';

const error = (column: string, zh: string, en: string) => sql`jsonb_build_object('column', ${column}::text, 'checked', true, 'text', jsonb_build_object('zh', ${zh}::text, 'en', ${en}::text))`;

/**
 * Decides what becomes of each row. Somebody is known by their id number, among those whom the importer keeps;
 * without one by name and institution. Who has the same number elsewhere is not told here: that becomes a proposal to merge.
 */
export async function checkPeople(tx: Tx, importId: string): Promise<void> {
  await sql`
    with given as (
      select r.line, r.id_hash, r.cells->>'name' as name, r.cells->>'institution' as institution, r.cells->>'position' as position, r.cells->>'title' as title, r.cells->>'field' as field, r.sealed is not null as personal
      from directory.import_row r where r.import_id = ${importId} and r.errors = '[]'),
    named as (
      select g.institution, min(i.id::text)::uuid as id, count(distinct i.id) as n from (select distinct institution from given) g
      join (select name as called, id from directory.institution where state = 'active'
            union all select code, id from directory.institution where state = 'active' and code is not null) i on i.called = g.institution group by g.institution),
    kept as (select k.id_hash, min(k.person_id::text)::uuid as person_id from directory.kept_by_hash(array(select id_hash from given where id_hash is not null)) k group by k.id_hash),
    matched as (
      select g.*, n.id as institution_id, coalesce(n.n, 0) as n, i.party, i.division,
        coalesce(k.person_id, case when g.id_hash is null then (select p.id from directory.person p where p.institution_id = n.id and p.name = g.name and p.merged_into is null order by p.id limit 1) end) as target,
        case when g.id_hash is null then row_number() over (partition by g.institution, g.name, g.id_hash is null order by g.line) else row_number() over (partition by g.id_hash order by g.line) end as nth
      from given g left join named n on n.institution = g.institution left join directory.institution i on i.id = n.id left join kept k on k.id_hash = g.id_hash),
    decided as (
      select m.*, array_remove(array[
          case when m.n = 0 then ${error('institution', '没有找到这个单位', 'there is no such institution')} end,
          case when m.n > 1 then ${error('institution', '有多个同名单位，请改填学校标识码', 'several institutions have this name; give its code')} end,
          case when m.n = 1 and not directory.may_keep(m.party, m.division, m.institution_id) then ${error('institution', '该单位不在您的管理范围内', 'outside what you look after')} end,
          case when m.nth > 1 then ${error('name', '表中重复：同一人出现多次', 'stands twice in the sheet')} end], null) as errors
      from matched m)
    update directory.import_row r set target = d.target, errors = to_jsonb(d.errors), cells = r.cells || jsonb_build_object('institutionId', d.institution_id),
      fate = case when d.target is null then 'new'
        when not d.personal and exists (select from directory.person p where p.id = d.target and p.name = d.name and p.institution_id = d.institution_id and p.position is not distinct from d.position and p.title is not distinct from d.title and p.field is not distinct from d.field) then 'same'
        else 'changed' end
    from decided d where r.import_id = ${importId} and r.line = d.line`.execute(tx.db);
}

const step = 5_000;

type Line = { line: number; personId: string; sealed: Sealed | null; idHash: Buffer | null };

/** Stores the new and changed rows of a checked sheet with their affiliations and personal data, and proposes merges where an id number is known elsewhere. */
export async function storePeople(tx: Tx, importId: string, secret: string, progress: (share: number) => Promise<void>): Promise<void> {
  const { rows: bounds } = await sql<{ last: number | null }>`select max(line) as last from directory.import_row where import_id = ${importId}`.execute(tx.db);
  const last = bounds[0]?.last ?? 0;
  // A new person's id is given here, so that affiliation and personal data find them.
  await sql`update directory.import_row set target = uuidv7() where import_id = ${importId} and fate = 'new'`.execute(tx.db);
  for (let from = 2; from <= last; from += step) {
    const rows = sql`directory.import_row r join directory.institution i on i.id = (r.cells->>'institutionId')::uuid where r.import_id = ${importId} and r.line >= ${from} and r.line < ${from + step}`;
    await sql`insert into directory.person (id, name, party, division, institution_id, position, title, field)
      select r.target, r.cells->>'name', i.party, i.division, i.id, r.cells->>'position', r.cells->>'title', r.cells->>'field' from ${rows} and r.fate = 'new'`.execute(tx.db);
    await sql`update directory.person p set name = g.name, party = g.party, division = g.division, institution_id = g.institution, position = g.position, title = g.title, field = g.field, version = p.version + 1
      from (select r.target, r.cells->>'name' as name, i.party, i.division, i.id as institution, r.cells->>'position' as position, r.cells->>'title' as title, r.cells->>'field' as field from ${rows} and r.fate = 'changed') g where p.id = g.target`.execute(tx.db);
    await sql`insert into directory.affiliation (person_id, institution_id, position, during)
      select r.target, i.id, r.cells->>'position', daterange(coalesce((r.cells->>'since')::date, current_date), null) from ${rows} and r.fate in ('new', 'changed')
        and not exists (select from directory.affiliation a where a.person_id = r.target and a.institution_id = i.id and a.during @> current_date)
      on conflict do nothing`.execute(tx.db);
    await sql`update directory.affiliation a set position = g.position from (select r.target, i.id, r.cells->>'position' as position from ${rows} and r.fate = 'changed') g
      where a.person_id = g.target and a.institution_id = g.id and a.during @> current_date and a.position is distinct from g.position`.execute(tx.db);
    await keepPersonalData(tx, importId, secret, from);
    const { rows: touched } = await sql<{ id: string }>`select r.target as id from ${rows} and r.fate in ('new', 'changed')`.execute(tx.db);
    await indexPeople(tx, touched.map(({ id }) => id));
    await progress(Math.min(1, (from + step) / last));
  }
}

/** On its way the data was sealed to the sheet; here it is sealed to each person. */
async function keepPersonalData(tx: Tx, importId: string, secret: string, from: number): Promise<void> {
  const { rows } = await sql<Line>`select line, target as person_id, sealed, id_hash from directory.import_row
    where import_id = ${importId} and line >= ${from} and line < ${from + step} and fate in ('new', 'changed') and sealed is not null`.execute(tx.db);
  if (rows.length === 0) return;
  const ids = rows.map(({ personId }) => personId);
  const sealed = rows.map(({ personId, sealed: onItsWay }) => JSON.stringify(seal(secret, personId, unseal(secret, importId, onItsWay ?? {}))));
  await sql`select directory.keep_private(${ids}::uuid[], ${rows.map(({ idHash }) => idHash)}::bytea[], ${sealed}::jsonb[])`.execute(tx.db);
  await sql`select directory.propose_merges(${ids}::uuid[])`.execute(tx.db);
}
