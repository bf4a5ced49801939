import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import { viewLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { presetNames } from '../presets.ts';
import { fieldRulesOf } from '../stay/field-rules.ts';
import { daysOfRange } from '../stay/rules.ts';
import { practiceLifecycle, type PracticeRow } from './lifecycle.ts';

/** A month of practice, in days. */
const daysOfMonth = 30;

export type Teacher = { personId: string; personName: string; institutionName: string; party: PartyCode; days: number; needed: number; reached: boolean };
type Time = { applicationId: string; hostName: string; from: string; to: string; state: string };
type Rule = { months: number; years: number; source: { zh: string; en: string } };

const presets = presetNames.filter((name) => fieldRulesOf(name).practice !== undefined);
const rule: Rule = presetNames.flatMap((name) => fieldRulesOf(name).practice ?? [])[0] ?? { months: 0, years: 0, source: { zh: '', en: '' } };

/**
 * The vocational teachers of the directory whom the actor may see, and how many days each has been in enterprises in the years that count:
 * those who lack most first, so that whoever has none stands at the top.
 */
export async function listPractice(platform: Platform, actor: Actor, { limit, cursor }: { limit: number; cursor?: string | undefined }): Promise<Page<Teacher> & { rule: Rule }> {
  const [days, id] = cursor === undefined ? [] : decodeCursor(cursor, ['number', 'string']);
  return inTransaction(platform.database, actor, async (tx) => {
    const after = days === undefined || id === undefined ? sql`true` : sql`(days, person_id) > (${Number(days)}::integer, ${String(id)}::uuid)`;
    const rows = await loadTeachers(tx, platform, sql`true`, sql`where ${after} order by days, person_id limit ${limit + 1}`);
    return { rule, ...cutPage(rows, limit, (row) => [row.days, row.personId]) };
  });
}

/** One teacher's practice, also what is not confirmed yet: their own to see, their institution's and their department's. */
export async function showPractice(platform: Platform, actor: Actor, personId: string) {
  if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
  return inTransaction(platform.database, actor, async (tx) => {
    const [teacher] = await loadTeachers(tx, platform, sql`p.id = ${personId}`, sql``);
    if (teacher === undefined) return { rule, practice: null };
    const { rows: stays } = await sql<Omit<Time, 'from' | 'to'> & { during: string }>`
      select p.application_id, i.name as host_name, p.during, p.state from exchange.placement p join exchange.scheme s on s.id = p.scheme_id join directory.institution i on i.id = p.host_id
      where s.preset = any(${presets}) and p.person_id = ${personId} and p.state in ('underway', 'finished', 'certified', 'ended') and not isempty(p.during) order by lower(p.during) desc`.execute(tx.db);
    const { rows: elsewhere } = await sql<PracticeRow>`select * from exchange.practice where person_id = ${personId} and state <> 'withdrawn' order by lower(during) desc`.execute(tx.db);
    return {
      rule,
      practice: {
        ...teacher, times: stays.map(({ during, ...time }): Time => ({ ...time, ...daysOfRange(during) })), mayEnter: actor.role === 'institution_officer' && actor.organizationId === teacher.institutionId,
        elsewhere: elsewhere.map((row) => ({ id: row.id, enterprise: row.enterprise, work: row.work, reason: row.reason, ...daysOfRange(row.during), lifecycle: viewLifecycle(practiceLifecycle, row, actor), mayAttach: mayAttach(actor, row) })),
      },
    };
  });
}

/** Evidence is added while it is entered, by the institution. */
export function mayAttach(actor: Actor, { state, institutionId }: Pick<PracticeRow, 'state' | 'institutionId'>): boolean {
  return state === 'entered' && actor.role === 'institution_officer' && actor.organizationId === institutionId;
}

/** Of those whose stays the actor sees, whoever teaches vocationally, or has been in an enterprise by a programme that counts. Days are summed for those alone who have any: most have none. */
async function loadTeachers(tx: Tx, platform: Platform, which: ReturnType<typeof sql>, page: ReturnType<typeof sql>): Promise<(Teacher & { institutionId: string })[]> {
  const day = today(platform);
  const needed = rule.months * daysOfMonth;
  const { rows } = await sql<Omit<Teacher, 'needed' | 'reached'> & { institutionId: string }>`
    with away as materialized (
      select of.person_id, exchange.practice_days(of.person_id, ${presets}, daterange(${day.subtract({ years: rule.years }).add({ days: 1 }).toString()}, ${day.toString()}, '[]')) as days from (
        select t.person_id from exchange.placement t join exchange.scheme s on s.id = t.scheme_id where s.preset = any(${presets}) and t.state in ('underway', 'finished', 'certified', 'ended')
        union select x.person_id from exchange.practice x where x.state <> 'withdrawn') of)
    select * from (
      select p.id as person_id, p.name as person_name, i.id as institution_id, i.name as institution_name, i.party, coalesce(a.days, 0) as days
      from directory.person p join directory.institution i on i.id = p.institution_id left join away a on a.person_id = p.id
      where p.merged_into is null and (p.id = kernel.actor_person() or exchange.acts_for(i.party, i.id) or kernel.audits(i.party)) and ${which} and (a.person_id is not null or exchange.teaches_vocationally(i.kind, i.level, p.title, p.position))) as teacher ${page}`.execute(tx.db);
  return rows.map((row) => ({ ...row, needed, reached: row.days >= needed }));
}
