import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { presetOf, type PresetName } from '../../presets.ts';
import { daysOfRange, middleOf, missingMonths } from '../rules.ts';

type Row = {
  applicationId: string; personName: string; preset: PresetName; schemeTitle: string; offerTitle: string; homeName: string; hostName: string; homeParty: PartyCode; hostParty: PartyCode; city: string;
  during: string; state: 'ready' | 'underway' | 'finished'; written: string[]; unanswered: number; talked: boolean; incidents: number; leaves: { during: string; state: string }[];
};

/** One who is or will be away, with what both sides keep an eye on. */
export type Whereabouts = Omit<Row, 'during' | 'written' | 'leaves' | 'preset'> & { label: { zh: string; en: string }; from: string; to: string; missing: string[]; talkOn: string | null; leaves: { from: string; to: string; state: string }[] };

/** At most so many at a time; whoever has more of them looks at one scheme. */
const mostShown = 2000;

/** Who is where, as far as it is the actor's to see: those sent and those taken in who have not come back. */
export async function listWhereabouts(platform: Platform, actor: Actor): Promise<{ today: string; items: Whereabouts[]; cities: { code: string; name: string; party: PartyCode }[] }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const day = today(platform).toString();
    const { rows } = await sql<Row>`
      select p.application_id, p.person_name, s.preset, s.title as scheme_title, o.title as offer_title, h.name as home_name, i.name as host_name, p.home_party, p.host_party,
        case when i.division like '31%' then '310100' else left(i.division, 4) || '00' end as city, p.during, p.state,
        array(select e.month from exchange.entry e where e.placement_id = p.id) as written, (select count(*)::int from exchange.entry e where e.placement_id = p.id and e.answer is null) as unanswered,
        exists (select from exchange.talk t where t.placement_id = p.id) as talked, (select count(*)::int from exchange.incident n where n.placement_id = p.id and n.state = 'open') as incidents,
        coalesce((select json_agg(json_build_object('during', l.during, 'state', l.state)) from exchange.leave l where l.placement_id = p.id and l.state in ('asked', 'granted')), '[]') as leaves
      from exchange.placement p join exchange.scheme s on s.id = p.scheme_id join directory.institution h on h.id = p.home_id join directory.institution i on i.id = p.host_id
        left join exchange.application a on a.id = p.application_id left join exchange.offer o on o.id = a.offer_id
      where p.state in ('ready', 'underway', 'finished') and not isempty(p.during) order by lower(p.during), p.person_name, p.id limit ${mostShown}`.execute(tx.db);
    const { rows: cities } = await sql<{ code: string; name: string; party: PartyCode }>`select code, name, party from directory.division where level = 'city' order by code`.execute(tx.db);
    return { today: day, cities, items: rows.map((row) => view(row, day)) };
  });
}

function view({ during, written, leaves, preset, ...row }: Row, day: string): Whereabouts {
  const { from, to } = daysOfRange(during);
  const { label, ends } = presetOf(preset);
  return {
    ...row, offerTitle: row.offerTitle ?? '', label, from, to, leaves: leaves.map((leave) => ({ ...daysOfRange(leave.during), state: leave.state })),
    missing: row.state === 'ready' || !ends.journal ? [] : missingMonths({ from, to, written, today: day }), talkOn: row.talked || row.state !== 'underway' || !ends.talk ? null : middleOf({ from, to }),
  };
}
