import { sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';

export type ToConfirm = {
  id: string; version: number; personName: string; state: 'atDivision' | 'atParty'; party: PartyCode; division: string; homeName: string; nominationRank: number | null; category: string | null; statement: string;
  wishes: { title: string; institutionName: string }[];
};

/** Nominations of a scheme that wait in one of these states, home by home in the homes' order, as far as the actor may settle them. */
export async function loadToConfirm(tx: Tx, schemeId: string, { states, after, limit, ids }: { states: readonly string[]; after?: readonly [string, number, string] | undefined; limit: number; ids?: readonly string[] }): Promise<ToConfirm[]> {
  const [home = null, rank = null, id = null] = after ?? [];
  const { rows } = await sql<ToConfirm>`
    select a.id, a.version, a.person_name, a.state, a.party, a.division, i.name as home_name, a.nomination_rank, a.category, a.statement, coalesce((
      select json_agg(json_build_object('title', o.title, 'institutionName', h.name) order by w.rank)
      from exchange.wish w join exchange.offer o on o.id = w.offer_id join directory.institution h on h.id = o.institution_id where w.application_id = a.id), '[]') as wishes
    from exchange.application a join directory.institution i on i.id = a.home_id
    where a.scheme_id = ${schemeId} and a.state = any(${states}::text[]) and (exchange.confirms_for(a.division) or kernel.may_change(a.party))
      and (${home}::text is null or (i.name, coalesce(a.nomination_rank, 0), a.id::text) > (${home}, ${rank}::int, ${id}))
      and (${ids ?? null}::uuid[] is null or a.id = any(${ids ?? null}::uuid[]))
    order by i.name, coalesce(a.nomination_rank, 0), a.id::text limit ${limit}`.execute(tx.db);
  return rows;
}

/** How many of a scheme wait for a division or a party; asked as the platform, or else one counts one's own. */
export async function countToConfirm(system: Tx, schemeId: string): Promise<number> {
  const { rows: [found] } = await sql<{ count: number }>`select count(*)::int as count from exchange.application where scheme_id = ${schemeId} and state in ('atDivision', 'atParty')`.execute(system.db);
  return found?.count ?? 0;
}
