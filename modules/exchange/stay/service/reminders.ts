import { sql } from 'kysely';
import { systemActor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { openTask } from '#kernel/inbox/inbox.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { stayLink } from '../../lifecycle.ts';
import { presetNames, presetOf } from '../../presets.ts';
import { findScheme } from '../../service/schemes.ts';
import type { SchemeRow } from '../../store.ts';
import { signatoryNames } from '../messages.ts';
import { daysOfRange, middleOf, missingMonths, type Signatory } from '../rules.ts';
import { stayTables, type PlacementRow } from '../store.ts';
import { enterRecognised } from './learning.ts';
import { countStay, loadScale } from './stays.ts';

const withJournal = presetNames.filter((name) => presetOf(name).ends.journal);
const withTalk = presetNames.filter((name) => presetOf(name).ends.talk);

type Underway = { id: string; applicationId: string; personId: string; personName: string; homeId: string; hostId: string; during: string; state: string; written: string[] };

/**
 * Reminds of what is missing: journals of months that are over, signatures on the day on which a stay should begin.
 * A task that is open already is not opened again, so this may run as often as one likes. Gives how many stays lack something.
 */
export async function remindOfStays(platform: Platform): Promise<{ journals: number; unanswered: number; unsigned: number; talks: number }> {
  return inTransaction(platform.database, systemActor('exchange.daily'), async (tx) => {
    const day = today(platform).toString();
    return { journals: await remindOfJournals(tx, day), unanswered: await alarmUnanswered(tx, platform), unsigned: await alarmUnsigned(tx, day), talks: await remindOfTalks(tx, day) };
  });
}

/** The person writes; with the first month that is missing the host is told, with the second, or once the stay is over, the home too. */
async function remindOfJournals(tx: Tx, day: string): Promise<number> {
  const { rows } = await sql<Underway>`
    select p.id, p.application_id, p.person_id, p.person_name, p.home_id, p.host_id, p.during, p.state, array(select e.month from exchange.entry e where e.placement_id = p.id) as written
    from exchange.placement p join exchange.scheme s on s.id = p.scheme_id where p.state in ('underway', 'finished') and s.preset = any(${withJournal})`.execute(tx.db);
  let lacking = 0;
  for (const { id, applicationId, personId, personName, homeId, hostId, during, state, written } of rows) {
    const months = missingMonths({ ...daysOfRange(during), written, today: day });
    if (months.length === 0) continue;
    lacking += 1;
    const task = { kind: 'exchange.placement/journal', subject: { type: 'exchange.placement', id }, link: stayLink(applicationId) };
    await openTask(tx, { ...task, to: { personId }, title: { zh: `请补写每月记录：${months.join('、')}`, en: `Please write your journal of ${months.join(', ')}` } });
    const title = { zh: `${personName}缺少 ${months.join('、')} 的每月记录，请了解情况`, en: `${personName} has written no journal of ${months.join(', ')}; please ask` };
    for (const organizationId of months.length > 1 || state === 'finished' ? [hostId, homeId] : [hostId]) await openTask(tx, { ...task, kind: 'exchange.placement/journal-alarm', to: { role: 'institution_officer', organizationId }, title });
  }
  return lacking;
}

/** So many days a journal waits for its tutor before the host is told. */
const answerDays = 7;

/** A journal that the tutor leaves without an answer: the host's officers are told, who may answer it themselves. */
async function alarmUnanswered(tx: Tx, platform: Platform): Promise<number> {
  const { rows } = await sql<{ id: string; applicationId: string; personName: string; hostId: string; months: string[] }>`
    select p.id, p.application_id, p.person_name, p.host_id, array_agg(e.month order by e.month) as months from exchange.entry e join exchange.placement p on p.id = e.placement_id
    where e.answer is null and p.state in ('underway', 'finished') and e.written_at < ${platform.now().subtract({ hours: answerDays * 24 }).toString()}::timestamptz group by p.id`.execute(tx.db);
  for (const { id, applicationId, personName, hostId, months } of rows) {
    await openTask(tx, {
      kind: 'exchange.placement/answer-alarm', subject: { type: 'exchange.placement', id }, to: { role: 'institution_officer', organizationId: hostId }, link: stayLink(applicationId),
      title: { zh: `${personName} ${months.join('、')} 的记录已过 ${answerDays} 天无人答复，请督促指导人`, en: `The journal of ${personName} for ${months.join(', ')} has had no answer for ${answerDays} days; please ask the tutor` },
    });
  }
  return rows.length;
}

type Unsigned = { applicationId: string; homeId: string; hostId: string; personName: string; startsOn: string; missing: { signatory: Signatory; name: string }[] };

/** The day has come and not all have signed: both institutions hear who is missing; nobody begins before. */
async function alarmUnsigned(tx: Tx, day: string): Promise<number> {
  const { rows } = await sql<Unsigned>`
    select a.application_id, a.home_id, a.host_id, p.person_name, lower(v.during)::text as starts_on,
      (select json_agg(json_build_object('signatory', s.signatory, 'name', s.name)) from exchange.signature s where s.agreement_id = v.agreement_id and s.number = v.number and s.means is null) as missing
    from exchange.agreement a join exchange.agreement_version v on v.agreement_id = a.id and v.state = 'open' join exchange.application p on p.id = a.application_id
    where a.state = 'proposed' and lower(v.during) <= ${day}::date and upper(v.during) > ${day}::date
      and not exists (select from exchange.agreement_version f where f.agreement_id = a.id and f.state = 'inForce')`.execute(tx.db);
  for (const { applicationId, homeId, hostId, personName, startsOn, missing } of rows) {
    const say = (language: 'zh' | 'en') => missing.map(({ signatory, name }) => `${signatoryNames[signatory][language]} ${name}`).join(language === 'zh' ? '、' : ', ');
    const title = { zh: `${personName}原定 ${startsOn} 开始，尚缺签署：${say('zh')}；签齐前不得开始`, en: `${personName} was to begin on ${startsOn}; not signed by ${say('en')}` };
    for (const organizationId of [homeId, hostId]) {
      await openTask(tx, { kind: 'exchange.agreement/unsigned', subject: { type: 'exchange.agreement', id: applicationId }, to: { role: 'institution_officer', organizationId }, link: stayLink(applicationId), title });
    }
  }
  return rows.length;
}

/** Half of the time is over and nobody has talked with the person: the host is asked to. */
async function remindOfTalks(tx: Tx, day: string): Promise<number> {
  const { rows } = await sql<{ id: string; applicationId: string; personName: string; hostId: string; during: string }>`
    select p.id, p.application_id, p.person_name, p.host_id, p.during from exchange.placement p join exchange.scheme s on s.id = p.scheme_id where p.state = 'underway' and s.preset = any(${withTalk}) and not exists (select from exchange.talk t where t.placement_id = p.id)`.execute(tx.db);
  const due = rows.filter(({ during }) => middleOf(daysOfRange(during)) <= day);
  for (const { id, applicationId, personName, hostId } of due) {
    await openTask(tx, { kind: 'exchange.placement/talk', subject: { type: 'exchange.placement', id }, to: { role: 'institution_officer', organizationId: hostId }, link: stayLink(applicationId), title: { zh: `请进行期中谈话并记录：${personName}`, en: `Please hold the talk at half time: ${personName}` } });
  }
  return due.length;
}

/** On the first of a month the initiatives hear how many days and hours there have been. */
export async function countStaysUnderway(platform: Platform): Promise<void> {
  await inTransaction(platform.database, systemActor('exchange.monthly'), async (tx) => recount(tx, await stayTables(tx).selectFrom('exchange.placement').selectAll().where('state', '=', 'underway').execute(), today(platform).subtract({ days: 1 }).toString()));
}

/** Of stays that were brought in as they stand: tells the initiatives, and enters in people's records what was recognised. May run again. */
export async function countStays(platform: Platform, ids: readonly string[]): Promise<void> {
  await inTransaction(platform.database, systemActor('exchange.figures'), async (tx) => {
    const placements = await stayTables(tx).selectFrom('exchange.placement').selectAll().where('id', 'in', [...ids]).execute();
    await recount(tx, placements, today(platform).toString());
    for (const placement of placements) {
      const { certificateNumber, certifiedOn, schemeId, agreementId } = placement;
      if (certificateNumber === null || certifiedOn === null) continue;
      await enterRecognised(tx, { ...placement, certificateNumber, certifiedOn }, { preset: (await findScheme(tx, schemeId)).preset, scale: await loadScale(tx, agreementId), by: null });
    }
  });
}

async function recount(tx: Tx, placements: readonly PlacementRow[], day: string): Promise<void> {
  const schemes = new Map<string, SchemeRow>();
  for (const placement of placements) {
    const scheme = schemes.get(placement.schemeId) ?? await findScheme(tx, placement.schemeId);
    schemes.set(scheme.id, scheme);
    await countStay(tx, scheme, placement, day);
  }
}
