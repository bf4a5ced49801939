import { sql } from 'kysely';
import type { PartyCode } from '#kernel/domain.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import type { BoundCategory } from './messages.ts';
import type { PoolPreset } from './presets.ts';
import type { DrawAsked } from './rules.ts';

export type PoolRow = { id: string; preset: PoolPreset; name: string; purpose: string; admission: string; termYears: number };

export type MemberRow = {
  id: string; poolId: string; personId: string; party: PartyCode; division: string | null; cityName: string | null; institutionId: string | null; name: string; institutionName: string; title: string;
  categories: string[]; languages: string[]; remark: string | null; state: string; consentedOn: string | null; termEndsOn: string | null; /** Of the last move: for the person and their party. */ stateReason: string | null; version: number; sex: 'f' | 'm' | null;
};

export type MemberFilter = { poolId: string; state?: string | undefined; party?: PartyCode | undefined; city?: string | undefined; category?: string | undefined; title?: string | undefined; language?: string | undefined; freeFrom?: string | undefined; freeTo?: string | undefined; /** Duties this year, at most. */ load?: number | undefined; /** Words, as `queryOf` makes them. */ query?: string | undefined };

/** The pools, with how many the actor may see in each. */
export async function loadPools(tx: Tx): Promise<(PoolRow & { members: number })[]> {
  const { rows } = await sql<PoolRow & { members: number }>`
    select p.id, p.preset, p.name, p.purpose, p.admission, p.term_years, coalesce((select sum(bit_count(b.bits)) from pools.bits b where b.pool_id = p.id and b.kind = 'party'), 0)::integer as members
    from pools.pool p order by p.position`.execute(tx.db);
  return rows;
}

export async function loadPool(tx: Tx, id: string): Promise<PoolRow | undefined> {
  const { rows } = await sql<PoolRow>`select id, preset, name, purpose, admission, term_years from pools.pool where id = ${id}`.execute(tx.db);
  return rows[0];
}

export type PoolValues = { cities: { code: string; name: string; people: number }[]; titles: { title: string; people: number }[] };

/** The cities and titles that people admitted to a pool have, the most frequent first: what a list can be limited to. */
export async function loadPoolValues(tx: Tx, poolId: string): Promise<PoolValues> {
  const { rows } = await sql<{ kind: 'city' | 'title'; value: string; name: string | null; people: number }>`
    select b.kind, b.value, d.name, sum(bit_count(b.bits))::integer as people from pools.bits b left join directory.division d on b.kind = 'city' and d.code = b.value
    where b.pool_id = ${poolId} and b.kind in ('city', 'title') and b.value <> '' group by 1, 2, 3 having sum(bit_count(b.bits)) > 0 order by people desc, 2 limit 500`.execute(tx.db);
  return {
    cities: rows.flatMap(({ kind, value, name, people }) => (kind === 'city' ? [{ code: value, name: name ?? value, people }] : [])),
    titles: rows.flatMap(({ kind, value, people }) => (kind === 'title' ? [{ title: value, people }] : [])),
  };
}

const memberColumns = sql`m.id, m.pool_id, m.person_id, m.party, m.division, c.name as city_name, m.institution_id, m.name, m.institution_name, m.title, m.categories, m.languages, m.state,
  case when kernel.may_change(m.party) or kernel.is_system() then m.remark end as remark, m.consented_on::text, m.term_ends_on::text, case when kernel.may_change(m.party) or kernel.is_system() or m.person_id = kernel.actor_person() then m.state_reason end as state_reason, m.version, m.sex`;
const memberTables = sql`pools.member m left join directory.division c on c.code = pools.city_of(m.division)`;

export async function loadMember(tx: Tx, id: string): Promise<MemberRow | undefined> {
  const { rows } = await sql<MemberRow>`select ${memberColumns} from ${memberTables} where m.id = ${id}`.execute(tx.db);
  return rows[0];
}

/** People of a pool whom the actor may see, in the order in which they came, after a key where given. `today` says of which year their load is. */
export async function loadMembers(tx: Tx, filter: MemberFilter, { limit, after, today }: { limit: number; after?: string | undefined; today: string }): Promise<MemberRow[]> {
  const { poolId, state, party, city, category, title, language, query, freeFrom, freeTo, load } = filter;
  const wanted = [`o:${poolId}`, ...Object.entries({ s: state, p: party, d: city?.replace(/(00){1,2}$/, ''), c: category, t: title, l: language }).flatMap(([mark, value]) => (value === undefined ? [] : [`${mark}:${value}`]))];
  const { rows } = await sql<MemberRow>`
    select ${memberColumns} from ${memberTables} where m.id in (select pools.find_members(${wanted}::text[], ${query ?? null}::tsquery,
      ${freeFrom === undefined ? null : `[${freeFrom},${freeTo ?? freeFrom}]`}::daterange, ${load ?? null}::integer, ${today}::date, ${after ?? null}::uuid, ${limit})) order by m.id`.execute(tx.db);
  return rows;
}

/** Puts the words by which members are found beside what else they are found by, so that one index answers for both. */
export async function storeWords(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`update pools.member m set words = e.words from kernel.search_entry e where e.subject_type = 'pools.member' and e.subject_id = m.id and m.id = any(${[...ids]}::uuid[])`.execute(tx.db);
}

/** Of these, those who are admitted. */
export async function loadAdmitted(tx: Tx, ids: readonly string[]): Promise<MemberRow[]> {
  const { rows } = await sql<MemberRow>`select ${memberColumns} from ${memberTables} where m.id = any(${[...ids]}::uuid[]) and m.state = 'admitted'`.execute(tx.db);
  return rows;
}

/** The pools that one person is in or on the way into. */
export async function loadMembersOfPerson(tx: Tx, personId: string): Promise<(MemberRow & { poolName: string })[]> {
  const { rows } = await sql<MemberRow & { poolName: string }>`
    select ${memberColumns}, p.name as pool_name from ${memberTables} join pools.pool p on p.id = m.pool_id where m.person_id = ${personId} order by m.id desc limit 50`.execute(tx.db);
  return rows;
}

export type DrawRow = {
  id: string; poolId: string; title: string; request: DrawAsked; party: PartyCode; state: 'solving' | 'impossible' | 'committing' | 'revealing' | 'reading' | 'drawn' | 'withdrawn'; problem: { zh: string; en: string } | null;
  digest: string | null; round: number; revealUntil: string | null; jobId: string | null; drawn: { panel: number[]; reserves: number[] } | null; panel: number[] | null; version: number; createdAt: string;
};
// a request of an earlier version named neither rules nor whom is reviewed, and heeded these two
const drawColumns = sql`id, pool_id, title, '{"recusals": ["sameInstitution", "declared"]}'::jsonb || request as request, party, state, problem, digest, round, reveal_until, job_id, drawn, panel, version, created_at`;

export async function loadDraw(tx: Tx, id: string): Promise<DrawRow | undefined> {
  const { rows } = await sql<DrawRow>`select ${drawColumns} from pools.draw where id = ${id}`.execute(tx.db);
  return rows[0];
}

/** Locks a draw for whoever carries it on: acts on it come one after another. */
export async function lockDraw(tx: Tx, id: string): Promise<DrawRow | undefined> {
  await sql`select pg_advisory_xact_lock(hashtext(${`pools.draw ${id}`}))`.execute(tx.db);
  return loadDraw(tx, id);
}

export async function loadDraws(tx: Tx, { limit, before }: { limit: number; before?: string | undefined }): Promise<(DrawRow & { poolName: string })[]> {
  const { rows } = await sql<DrawRow & { poolName: string }>`
    select d.*, p.name as pool_name from (select ${drawColumns} from pools.draw where ${before ?? null}::uuid is null or id < ${before ?? null}::uuid order by id desc limit ${limit}) d join pools.pool p on p.id = d.pool_id order by d.id desc`.execute(tx.db);
  return rows;
}

/** Whom and what a draw's panel reviews, for those who may know it. */
export async function loadReviewed(tx: Tx, drawId: string): Promise<{ persons: { name: string; personId?: string | undefined }[]; projects: string[]; /** What their digests on the frozen list are made of. */ salted: { kind: 'person' | 'project'; name: string; salt: string }[] }> {
  const { rows } = await sql<{ kind: 'person' | 'project'; name: string; personId: string | null; salt: string }>`select kind, name, person_id, salt from pools.draw_reviewed where draw_id = ${drawId} order by id`.execute(tx.db);
  return {
    persons: rows.filter(({ kind }) => kind === 'person').map(({ name, personId }) => (personId === null ? { name } : { name, personId })),
    projects: rows.filter(({ kind }) => kind === 'project').map(({ name }) => name),
    salted: rows.map(({ kind, name, salt }) => ({ kind, name, salt })),
  };
}

export type RoundRow = { round: number; revealUntil: string | null; missing: PartyCode[]; commits: { party: PartyCode; digest: string; at: string }[]; reveals: { party: PartyCode; secret: string; at: string }[] };

export async function loadRounds(tx: Tx, drawId: string): Promise<RoundRow[]> {
  const { rows } = await sql<RoundRow>`
    select r.round, r.reveal_until, r.missing,
      coalesce((select json_agg(json_build_object('party', c.party, 'digest', c.digest, 'at', c.at) order by c.party) from pools.draw_commit c where c.draw_id = r.draw_id and c.round = r.round), '[]') as commits,
      coalesce((select json_agg(json_build_object('party', v.party, 'secret', v.secret, 'at', v.at) order by v.party) from pools.draw_reveal v where v.draw_id = r.draw_id and v.round = r.round), '[]') as reveals
    from pools.draw_round r where r.draw_id = ${drawId} order by r.round`.execute(tx.db);
  return rows;
}

export type ReadingRow = { party: PartyCode; value: string; at: string };

/** What each party has read of the beacon that a draw names. */
export async function loadReadings(tx: Tx, drawId: string): Promise<ReadingRow[]> {
  const { rows } = await sql<ReadingRow>`select party, value, at from pools.draw_reading where draw_id = ${drawId} order by party`.execute(tx.db);
  return rows;
}

export type PlaceRow = { place: number; memberId: string; party: PartyCode; label: string; salt: string; held: Partial<Record<BoundCategory, string>>; opened: boolean };

export async function loadPlaces(tx: Tx, drawId: string, places?: readonly number[]): Promise<PlaceRow[]> {
  const { rows } = await sql<PlaceRow>`
    select place, member_id, party, label, salt, held, opened from pools.draw_place
    where draw_id = ${drawId} and (${places === undefined ? null : [...places]}::integer[] is null or place = any(${places === undefined ? null : [...places]}::integer[])) order by place`.execute(tx.db);
  return rows;
}

export type ObjectionRow = { id: string; place: number; label: string; party: PartyCode; reason: string; memberParty: PartyCode; at: string; answer: 'upheld' | 'rejected' | null; answerReason: string | null };

/** What was said against people on a panel, oldest first. */
export async function loadObjections(tx: Tx, drawId: string): Promise<ObjectionRow[]> {
  const { rows } = await sql<ObjectionRow>`
    select o.id, o.place, l.label, o.party, o.reason, o.member_party, o.at, o.answer, o.answer_reason from pools.draw_objection o join pools.draw_place l on l.draw_id = o.draw_id and l.place = o.place where o.draw_id = ${drawId} order by o.id limit 200`.execute(tx.db);
  return rows;
}

export type DepartureRow = { place: number; kind: 'declined' | 'conflict' | 'withdrawn'; reason: string; party: PartyCode; at: string };

export async function loadDepartures(tx: Tx, drawId: string): Promise<DepartureRow[]> {
  const { rows } = await sql<DepartureRow>`select place, kind, reason, party, at from pools.draw_departure where draw_id = ${drawId} order by id`.execute(tx.db);
  return rows;
}
