import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { presetNames, type PresetName } from '../../presets.ts';
import { fieldRulesOf } from '../field-rules.ts';
import { daysOfRange, daysWithin } from '../rules.ts';

/** A month of practice, in days. */
const daysOfMonth = 30;

type Time = { personId: string; personName: string; institutionName: string; party: PartyCode; applicationId: string; hostName: string; during: string; state: string };
export type Practice = { personId: string; personName: string; institutionName: string; party: PartyCode; days: number; needed: number; reached: boolean; times: { applicationId: string; hostName: string; from: string; to: string; state: string }[] };

const rule = { preset: presetNames.find((name) => fieldRulesOf(name).practice !== undefined), ...presetNames.flatMap((name) => fieldRulesOf(name).practice ?? [])[0] };

/** Teachers with practice in enterprises whom the actor may see, and how many days each has in the years that count; those who lack most first. */
export async function listPractice(platform: Platform, actor: Actor): Promise<{ rule: { months: number; years: number; source: { zh: string; en: string } }; items: Practice[] }> {
  return inTransaction(platform.database, actor, async (tx) => ({ rule: shownRule(), items: (await loadPractice(tx, today(platform).toString(), null)).toSorted((one, other) => one.days - other.days) }));
}

/** One teacher's practice: their own to see, their institution's and their department's. */
export async function showPractice(platform: Platform, actor: Actor, personId: string): Promise<{ rule: { months: number; years: number; source: { zh: string; en: string } }; practice: Practice | null }> {
  if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
  return inTransaction(platform.database, actor, async (tx) => ({ rule: shownRule(), practice: (await loadPractice(tx, today(platform).toString(), personId))[0] ?? null }));
}

function shownRule() {
  const { months = 0, years = 0, source = { zh: '', en: '' } } = rule;
  return { months, years, source };
}

async function loadPractice(tx: Tx, day: string, personId: string | null): Promise<Practice[]> {
  const preset: PresetName | undefined = rule.preset;
  const { months, years } = shownRule();
  if (preset === undefined) return [];
  const { rows } = await sql<Time>`
    select p.person_id, p.person_name, h.name as institution_name, p.home_party as party, p.application_id, i.name as host_name, p.during, p.state
    from exchange.placement p join exchange.scheme s on s.id = p.scheme_id join directory.institution h on h.id = p.home_id join directory.institution i on i.id = p.host_id
    where s.preset = ${preset} and p.state in ('underway', 'finished', 'certified', 'ended') and not isempty(p.during) and (${personId}::uuid is null or p.person_id = ${personId})
    order by lower(p.during) desc limit 20000`.execute(tx.db);
  return [...Map.groupBy(rows, (row) => row.personId)].flatMap(([id, of]) => {
    const [latest] = of;
    if (latest === undefined) return [];
    const times = of.map(({ applicationId, hostName, during, state }) => ({ applicationId, hostName, ...daysOfRange(during), state }));
    const days = daysWithin(times, { today: day, years });
    return [{ personId: id, personName: latest.personName, institutionName: latest.institutionName, party: latest.party, days, needed: months * daysOfMonth, reached: days >= months * daysOfMonth, times }];
  });
}
