import { sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';

/** Brings the duties of a draw's people in line with who sits on the panel, and who left it. Run by the platform. */
export async function keepDuties(system: Tx, drawId: string): Promise<void> {
  await sql`
    insert into pools.duty (person_id, subject_type, subject_id, title, party, year, begun_on, ended)
    select m.person_id, 'pools.draw', d.id, d.title, m.party, extract(year from now() at time zone 'Asia/Shanghai'), (now() at time zone 'Asia/Shanghai')::date, x.kind
    from pools.draw d join pools.draw_place l on l.draw_id = d.id join pools.member m on m.id = l.member_id left join pools.draw_departure x on x.draw_id = d.id and x.place = l.place
    where d.id = ${drawId} and l.place = any(d.panel) or d.id = ${drawId} and x.kind is not null and (d.drawn->'panel') @> to_jsonb(l.place)
    on conflict (subject_type, subject_id, person_id) do update set ended = excluded.ended`.execute(system.db);
}
