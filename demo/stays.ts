import type pg from 'pg';
import type { PersonActor } from '#kernel/actor/actor.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { readUniversities } from '#modules/directory/index.ts';
import { countStays, remindOfStays, sendAgreement, showStay, signAgreement } from '#modules/exchange/index.ts';
import { universityOf } from './accounts.ts';
import { personName } from './names.ts';
import type { Random } from './random.ts';
import { studentFields, teacherFields } from './stay-contents.ts';
import { contentOf, stayRows, type DemoPreset, type Place, type Stay, type StayRow, type StayState } from './stay-rows.ts';
import { storeStays } from './stay-store.ts';

type Actors = Readonly<Record<PartyCode, PersonActor>>;
type Term = { readonly preset: DemoPreset; readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate; readonly states: readonly StayState[]; readonly title: string; readonly over: boolean };

/** By party: the university that can sign in first, then some of other cities; or enterprises. */
type ByParty = Readonly<Record<PartyCode, readonly [Place, ...Place[]]>>;
type Places = { readonly homes: ByParty; readonly hosts: ByParty };

/**
 * People who are or were away: students and teachers who are back with their certificates, and scholars under way in every state that a stay has.
 * They give map, calendar, figures and agreements something to show. Stored as they stand, past the services: each act by its own would take longer than the whole region.
 */
export async function loadDemonstrationStays({ platform, client, itemId, members, deans, random }: { platform: Platform; client: pg.Client; itemId: string; members: Actors; deans: Actors; random: Random }): Promise<void> {
  const day = today(platform);
  const universities = await someUniversities();
  const enterprises = await someEnterprises(client);
  const rows: StayRow[] = [];
  for (const term of termsOf(day)) {
    const of = random.fork(term.title);
    const places: Places = { homes: universities, hosts: term.preset === 'enterprisePractice' || term.preset === 'internships' ? enterprises : universities };
    const stays = [...knownOf(term, places, members, of), ...manyOf(term, places, of)].map((stay) => stayRows(stay, { ...term, day, random: of.fork(stay.key) }));
    await storeStays(client, { ...term, itemId, stays });
    rows.push(...stays);
  }
  await countStays(platform, rows.filter(({ placed }) => placed).map(({ placementId }) => placementId));
  await remindOfStays(platform);
  const waiting = rows.find(({ state }) => state === 'accepted');
  if (waiting !== undefined) await sendToSign(platform, { member: members['33'], home: deans['33'], host: deans['32'], applicationId: waiting.id, from: day.add({ days: 7 }).toString(), to: day.add({ days: 120 }).toString() });
}

function termsOf(day: Temporal.PlainDate): Term[] {
  const term = (monthsAgo: number, months: number) => { const from = day.with({ day: 1 }).subtract({ months: monthsAgo }); return { from, to: from.add({ months }).subtract({ days: 1 }) }; };
  const interns = { from: day.add({ days: 12 }), to: day.add({ days: 12, months: 4 }) };
  const [before, practice, now] = [term(14, 5), term(8, 4), term(2, 5)];
  return [
    { preset: 'exchangeStudents', ...before, states: ['certified'], over: true, title: `${before.from.year}年高校交换生方案（演示，已结束）` },
    { preset: 'enterprisePractice', ...practice, states: ['certified'], over: true, title: `${practice.from.year}年教师企业实践方案（演示，已结束）` },
    { preset: 'visitingScholars', ...now, states: ['underway', 'underway', 'ready', 'underway', 'ended', 'underway'], over: false, title: `${now.from.year}年访问学者方案（演示，派出中）` },
    { preset: 'internships', ...interns, states: [], over: false, title: `${interns.from.year}年学生跨省实习方案（演示，待报到）` },
  ];
}

/** Those whom one meets when one signs in: as themselves, or as their university. */
function knownOf({ preset, over }: Term, { homes, hosts }: Places, members: Actors, random: Random): Stay[] {
  const stay = (home: PartyCode, host: PartyCode, state: StayState, member?: PersonActor): Stay => ({ key: `known/${home}/${host}/${state}`, home: homes[home][0], host: hosts[host][0], state, person: member === undefined ? somebody(preset, random) : { id: member.personId } });
  if (preset === 'internships') return [stay('34', '32', 'ready')];
  if (!over) return [stay('31', '32', 'underway', members['31']), stay('33', '32', 'accepted', members['33']), stay('34', '32', 'silent'), stay('33', '31', 'finished'), stay('32', '33', 'unsigned')];
  return preset === 'enterprisePractice' ? [stay('32', '33', 'certified', members['32'])] : [stay('32', '31', 'certified'), stay('33', '32', 'certified')];
}

/** One to three for each pair of parties: the numbers differ, or else the balance would show nothing. */
function manyOf({ preset, states }: Term, { homes, hosts }: Places, random: Random): Stay[] {
  if (states.length === 0) return [];
  const pairs = partyCodes.flatMap((home) => partyCodes.filter((host) => host !== home).flatMap((host) => Array.from({ length: 1 + random.below(3) }, (_, n) => ({ home, host, n }))));
  return pairs.map(({ home, host, n }, i) => ({ key: `${home}/${host}/${n}`, home: random.pick(homes[home]), host: random.pick(hosts[host]), state: states[i % states.length] ?? 'underway', person: somebody(preset, random) }));
}

function somebody(preset: DemoPreset, random: Random): Stay['person'] {
  return { name: personName(random), field: random.pick(preset === 'exchangeStudents' || preset === 'internships' ? studentFields : teacherFields) };
}

async function someUniversities(): Promise<ByParty> {
  const all = (await readUniversities()).filter(({ level }) => level === '本科');
  return Object.fromEntries(partyCodes.map((party) => {
    const of = all.filter((university) => university.party === party);
    const cities = [...Map.groupBy(of, ({ division }) => division.slice(0, 4)).values()].flatMap(([first]) => first ?? []).slice(0, 7);
    return [party, [...of.filter(({ name }) => name === universityOf[party]), ...cities]];
  })) as unknown as ByParty; // each party's own is on the Ministry's list
}

async function someEnterprises(client: pg.Client): Promise<ByParty> {
  const { rows } = await client.query<Place>("select distinct on (left(division, 4)) id, name, party, division from directory.institution where kind = 'enterprise' order by left(division, 4), id");
  return Object.fromEntries(partyCodes.map((party) => [party, rows.filter((row) => row.party === party).slice(0, 6)])) as unknown as ByParty; // each city has some
}

/** One agreement waits for the person who was offered it: sent by the host, signed by both institutions, each through what they would do themselves. */
async function sendToSign(platform: Platform, { member, home, host, applicationId, from, to }: { member: PersonActor; home: PersonActor; host: PersonActor; applicationId: string; from: string; to: string }): Promise<void> {
  await sendAgreement(platform, host, applicationId, { version: 1, content: contentOf('visitingScholars', []), from, to, guardian: null, teacher: null, tutor: null });
  const { agreement } = await showStay(platform, member, applicationId);
  const digest = agreement?.versions[0]?.digest ?? '';
  await signAgreement(platform, host, applicationId, { signatory: 'host', digest });
  await signAgreement(platform, home, applicationId, { signatory: 'home', digest });
}
