import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { record } from '#kernel/journal/journal.ts';
import type { Merged } from '#kernel/module.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { removeRecords } from '#kernel/search/search.ts';
import type { Text } from '#kernel/text.ts';
import { seal, unseal, type Sealed } from '../private.ts';
import { refusals } from '../refusals.ts';
import { indexPeople } from '../search-records.ts';

/** What the actor may see of a record, whether they keep it, and whether its keeper has agreed. */
export type MergeSide = { id: string; mine: boolean; agreed: boolean; name: string | null; party: PartyCode | null; divisionName: string | null; institutionName: string | null; position: string | null; title: string | null; field: string | null };
export type MergeRow = { id: string; a: MergeSide; b: MergeSide; state: 'proposed' | 'merged' | 'dismissed'; proposedAt: string };

/** Records that seem to be one person, of which the actor keeps at least one. Of another's record only its id is told. */
export async function listMerges(platform: Platform, actor: Actor): Promise<MergeRow[]> {
  return inTransaction(platform.database, actor, async (tx) => {
    const { rows } = await sql<MergeRow>`
      select m.id, m.state, m.proposed_at, ${side('a')} as a, ${side('b')} as b
      from directory.merge m left join directory.person a on a.id = m.person_a left join directory.person b on b.id = m.person_b
      left join directory.institution ia on ia.id = a.institution_id left join directory.institution ib on ib.id = b.institution_id
      left join directory.division da on da.code = a.division left join directory.division db on db.code = b.division
      where m.state = 'proposed' order by m.id limit 200`.execute(tx.db);
    return rows;
  });
}

const side = (which: 'a' | 'b') => {
  const column = (table: string, name: string) => sql.ref(`${table}${which}.${name}`);
  return sql`jsonb_build_object('id', ${sql.ref(`m.person_${which}`)}, 'mine', directory.keeps(${sql.ref(`m.person_${which}`)}), 'agreed', ${sql.ref(`m.confirmed_${which}`)} is not null,
    'name', ${column('', 'name')}, 'party', ${column('', 'party')}, 'position', ${column('', 'position')}, 'title', ${column('', 'title')}, 'field', ${column('', 'field')},
    'institutionName', ${column('i', 'name')}, 'divisionName', ${column('d', 'name')})`;
};

/** The actor's word on a proposal: the records become one when the keepers of both have agreed, and nothing stands in the way in any module; what hangs on the newer one moves. */
export async function decideMerge(platform: Platform, actor: Actor, id: string, { agrees, reason }: { agrees: boolean; reason: string }): Promise<{ state: MergeRow['state'] }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const { rows: known } = await sql<{ personA: string; personB: string; state: MergeRow['state'] }>`select person_a, person_b, state from directory.merge where id = ${id}`.execute(tx.db);
    const [merge] = known;
    if (merge === undefined) throw refuse(commonRefusals.notFound);
    if (merge.state !== 'proposed') throw refuse(refusals.decided);
    const { rows } = await sql<{ state: MergeRow['state'] | null }>`select directory.decide_merge(${id}, ${agrees}, ${reason}) as state`.execute(tx.db);
    const state = rows[0]?.state ?? null;
    if (state === null) throw refuse(commonRefusals.notFound);
    if (state === 'merged') await asSystem(tx, 'directory.merge', (system) => becomeOne(system, platform, { goneId: merge.personB, keptId: merge.personA }));
    await record(tx, { act: `directory.merge/${agrees ? 'confirm' : 'dismiss'}`, subject: { type: 'directory.person', id: merge.personA }, reason, changes: { merge: id, personA: merge.personA, personB: merge.personB, state }, access: { visibility: 'party', party: 'party' in actor ? actor.party : undefined } });
    return { state };
  });
}

async function becomeOne(system: Tx, platform: Platform, who: Merged): Promise<void> {
  const obstacles: Text[] = [];
  // oxlint-disable-next-line no-await-in-loop -- in one transaction there is one at a time
  for (const { obstacles: find } of platform.mergings) obstacles.push(...(await find(system, who)));
  if (obstacles.length > 0) throw refuse(refusals.cannotMerge, { what: { zh: obstacles.map(({ zh }) => zh).join('；'), en: obstacles.map(({ en }) => en).join('; ') } });
  // oxlint-disable-next-line no-await-in-loop -- in one transaction there is one at a time
  for (const { move } of platform.mergings) await move(system, who);
  await moveOwn(system, platform, who);
}

/** What the directory itself holds; sealed personal data is bound to a person and sealed anew. */
async function moveOwn(system: Tx, platform: Platform, { goneId, keptId }: Merged): Promise<void> {
  const { rows: [taken] } = await sql<{ sealed: Sealed }>`select directory.merge_person(${goneId}, ${keptId}) as sealed`.execute(system.db);
  const { secret } = platform.config;
  if (taken !== undefined && Object.keys(taken.sealed).length > 0) {
    const sealed = seal(secret, keptId, unseal(secret, goneId, taken.sealed));
    await sql`select directory.keep_private(array[${keptId}]::uuid[], array[null]::bytea[], array[${JSON.stringify(sealed)}]::jsonb[])`.execute(system.db);
  }
  await removeRecords(system, 'directory.person', [goneId]);
  await indexPeople(system, [keptId]);
}
