import { sql } from 'kysely';
import { asSystem, type Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';

export type CalledDuty = { readonly personId: string; /** Of the person. */ readonly party: PartyCode; readonly hours?: number | null | undefined; readonly ended: 'done' | 'declined' | 'conflict' | 'withdrawn' | null };

/** What calls people: a record of another module, on a day, whose office alone is to know whom it called; a draw that a record stands on is known to the four. */
export type Calling = { readonly subject: { readonly type: string; readonly id: string }; readonly title: string; readonly on: string; readonly keptBy: PartyCode | null };

/**
 * Says what people are called for, and how it ended: it counts towards their load, and stands among their duties. Said again it replaces what was said before of the same people.
 * Those whom a draw gave have their duty from it (subject `pools.draw`): for them this adds hours and end, and the day on which it began stays.
 */
export async function storeDuties(tx: Tx, { subject, title, on, keptBy }: Calling, duties: readonly CalledDuty[]): Promise<void> {
  if (duties.length === 0) return;
  await asSystem(tx, 'pools.duties', (system) => sql`
    insert into pools.duty (person_id, subject_type, subject_id, title, party, year, begun_on, hours, ended, kept_by)
    select person, ${subject.type}, ${subject.id}, ${title}, party, extract(year from ${on}::date), ${on}::date, hours, ended, ${keptBy}
    from json_to_recordset(${JSON.stringify(duties.map(({ personId, party, hours = null, ended }) => ({ person: personId, party, hours, ended })))}::json) as r(person uuid, party text, hours numeric, ended text)
    on conflict (subject_type, subject_id, person_id) do update set hours = coalesce(excluded.hours, duty.hours), ended = excluded.ended`.execute(system.db));
}
