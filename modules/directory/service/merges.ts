import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { record } from '#kernel/journal/journal.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { removeRecords } from '#kernel/search/search.ts';
import { refusals } from '../refusals.ts';
import { indexPeople } from '../search-records.ts';

export type MergeRow = { id: string; personA: string; personB: string; nameA: string | null; nameB: string | null; institutionA: string | null; institutionB: string | null; state: 'proposed' | 'merged' | 'dismissed'; confirmedA: boolean; confirmedB: boolean; proposedAt: string };

/** Records that seem to be one person, of which the actor keeps at least one. Of another's record only its id is told. */
export async function listMerges(platform: Platform, actor: Actor): Promise<MergeRow[]> {
  return inTransaction(platform.database, actor, async (tx) => {
    const { rows } = await sql<MergeRow>`
      select m.id, m.person_a, m.person_b, a.name as name_a, b.name as name_b, ia.name as institution_a, ib.name as institution_b, m.state,
        m.confirmed_a is not null as confirmed_a, m.confirmed_b is not null as confirmed_b, m.proposed_at
      from directory.merge m left join directory.person a on a.id = m.person_a left join directory.person b on b.id = m.person_b
      left join directory.institution ia on ia.id = a.institution_id left join directory.institution ib on ib.id = b.institution_id
      where m.state = 'proposed' order by m.id limit 200`.execute(tx.db);
    return rows;
  });
}

/** The actor's word on a proposal: the records become one when the keepers of both have agreed. */
export async function decideMerge(platform: Platform, actor: Actor, id: string, { agrees, reason }: { agrees: boolean; reason: string }): Promise<{ state: MergeRow['state'] }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const { rows: known } = await sql<{ personA: string; personB: string; state: MergeRow['state'] }>`select person_a, person_b, state from directory.merge where id = ${id}`.execute(tx.db);
    const [merge] = known;
    if (merge === undefined) throw refuse(commonRefusals.notFound);
    if (merge.state !== 'proposed') throw refuse(refusals.decided);
    const { rows } = await sql<{ state: MergeRow['state'] | null }>`select directory.decide_merge(${id}, ${agrees}, ${reason}) as state`.execute(tx.db);
    const state = rows[0]?.state ?? null;
    if (state === null) throw refuse(commonRefusals.notFound);
    if (state === 'merged') {
      await removeRecords(tx, 'directory.person', [merge.personB]);
      await indexPeople(tx, [merge.personA]);
    }
    await record(tx, { act: `directory.merge/${agrees ? 'confirm' : 'dismiss'}`, subject: { type: 'directory.person', id: merge.personA }, reason, changes: { merge: id, personA: merge.personA, personB: merge.personB, state }, access: { visibility: 'party', party: 'party' in actor ? actor.party : undefined } });
    return { state };
  });
}
