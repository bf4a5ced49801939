import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import { record } from '#kernel/journal/journal.ts';
import { viewLifecycle, type LifecycleView } from '#kernel/lifecycle/lifecycle.ts';
import { follow, move, type Move } from '#kernel/lifecycle/move.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { indexRecords, removeRecords } from '#kernel/search/search.ts';
import { readAll } from '#kernel/sheets/export.ts';
import { nameWords, queryOf, wordsOf } from '#kernel/search/words.ts';
import { checkTask, memberLifecycle } from '../lifecycle.ts';
import type { ConflictKind } from '../messages.ts';
import { presets } from '../presets.ts';
import { refusals } from '../refusals.ts';
import { nameKey, termEnd } from '../rules.ts';
import { withdrawFromFrozen } from './terms.ts';
import { loadAdmitted, loadMember, loadMembers, loadMembersOfPerson, loadPool, loadPools, loadPoolValues, storeWords, type MemberFilter, type MemberRow, type PoolRow, type PoolValues } from '../store.ts';

export async function listPools(platform: Platform, actor: Actor): Promise<(PoolRow & { members: number })[]> {
  return inTransaction(platform.database, actor, loadPools);
}

/** What a pool's list can be limited to. */
export async function showPoolValues(platform: Platform, actor: Actor, poolId: string): Promise<PoolValues> {
  return inTransaction(platform.database, actor, (tx) => loadPoolValues(tx, poolId));
}

type Asked = Omit<MemberFilter, 'query'> & { words?: string | undefined };

/** One page of a pool's people whom the actor may see. */
export async function listMembers(platform: Platform, actor: Actor, { words, limit, cursor, ...filter }: Asked & { limit: number; cursor?: string | undefined }): Promise<Page<MemberRow>> {
  const query = words === undefined ? undefined : queryOf(words);
  if (words !== undefined && query === undefined) return { items: [] };
  const [after] = cursor === undefined ? [] : decodeCursor(cursor, ['string']);
  return inTransaction(platform.database, actor, async (tx) =>
    cutPage(await loadMembers(tx, { ...filter, query }, { limit: limit + 1, after: after === undefined || after === null ? undefined : String(after), today: today(platform).toString() }), limit, ({ id }) => [id]));
}

/** Everybody of a filter whom the actor may see, to take along. */
export async function listAllMembers(platform: Platform, actor: Actor, { words, ...filter }: Asked): Promise<MemberRow[]> {
  const query = words === undefined ? undefined : queryOf(words);
  if (words !== undefined && query === undefined) return [];
  return inTransaction(platform.database, actor, (tx) => readAll<MemberRow>((last, limit) => loadMembers(tx, { ...filter, query }, { limit, after: last?.id, today: today(platform).toString() })));
}

export async function showMember(platform: Platform, actor: Actor, id: string): Promise<MemberRow & { pool: PoolRow; lifecycle: LifecycleView; own: boolean }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const member = await seenMember(tx, id);
    const pool = await loadPool(tx, member.poolId);
    if (pool === undefined) throw refuse(commonRefusals.notFound);
    return { ...member, pool, lifecycle: viewLifecycle(memberLifecycle, member, actor), own: isPerson(actor) && actor.personId === member.personId };
  });
}

export type Nomination = { poolId: string; personId: string; title: string; categories: readonly string[]; languages: readonly string[]; sex?: 'f' | 'm' | undefined; remark?: string | undefined };

/** Nominates somebody whom the actor looks after; the party checks next. What the region will see of them is copied from the directory here. */
export async function nominate(platform: Platform, actor: Actor, { poolId, personId, title, categories, languages, sex, remark }: Nomination): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const pool = await loadPool(tx, poolId);
    if (pool === undefined) throw refuse(commonRefusals.notFound, {}, { field: '/poolId' });
    const unknown = categories.find((category) => !Object.hasOwn(presets[pool.preset].categories, category));
    if (unknown !== undefined) throw refuse(refusals.unknownCategory, { category: unknown }, { field: '/categories' });
    const person = await loadNominee(tx, personId);
    if (person === undefined) throw refuse(commonRefusals.notFound, {}, { field: '/personId' });
    if (person.party === null || person.institutionId === null || person.institutionName === null) throw refuse(refusals.noInstitution, {}, { field: '/personId' });
    if (!person.kept) throw refuse(refusals.notYours, {}, { field: '/personId' });
    const { rows: [made] } = await sql<{ id: string }>`
      insert into pools.member (pool_id, person_id, party, division, institution_id, name, institution_name, title, categories, languages, sex, remark)
      values (${poolId}, ${personId}, ${person.party}, ${person.division}, ${person.institutionId}, ${person.name}, ${person.institutionName}, ${title}, ${[...categories]}::text[], ${[...languages]}::text[], ${sex ?? null}, ${remark ?? null})
      on conflict do nothing returning id`.execute(tx.db);
    if (made === undefined) throw refuse(refusals.inPoolAlready, {}, { field: '/personId' });
    const member = await seenMember(tx, made.id);
    await record(tx, { act: 'pools.member/nominate', subject: { type: 'pools.member', id: made.id, title: person.name }, changes: { poolId, title, categories: [...categories], languages: [...languages] }, access: memberLifecycle.access(member) });
    await follow(tx, { type: 'pools.member', id: made.id }, [{ openTask: checkTask(member) }]);
    return made;
  });
}

type Nominee = { name: string; party: PartyCode | null; division: string | null; institutionId: string | null; institutionName: string | null; kept: boolean };

async function loadNominee(tx: Tx, personId: string): Promise<Nominee | undefined> {
  const { rows } = await sql<Nominee>`
    select p.name, p.party, coalesce(p.division, i.division) as division, p.institution_id, i.name as institution_name, directory.may_keep(p.party, p.division, p.institution_id) as kept
    from directory.person p left join directory.institution i on i.id = p.institution_id where p.id = ${personId} and p.merged_into is null`.execute(tx.db);
  return rows[0];
}

/** Moves somebody on their way into a pool or out of it. With consent the term begins, and they can be found by the region. */
export async function moveMember(platform: Platform, actor: Actor, request: Move): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await seenMember(tx, request.id);
    if (request.transition === 'consent' && isPerson(actor) && actor.personId !== before.personId) throw refuse(refusals.notSamePerson);
    const begins = request.transition === 'consent' || request.transition === 'renew';
    const day = today(platform);
    const term = begins ? { consentedOn: day.toString(), termEndsOn: termEnd(day, (await loadPool(tx, before.poolId))?.termYears ?? 1).toString() } : {};
    const after = await move<MemberRow, string, string>(tx, memberLifecycle, request, { stateReason: request.reason || null, ...term });
    // The person who agrees keeps no record of the region's; that they can be found follows by rule.
    await asSystem(tx, 'pools.index', (system) => (after.state === 'admitted' ? indexMembers(system, [after.id]) : removeRecords(system, 'pools.member', [after.id])));
    if (after.state === 'suspended' || after.state === 'left') await asSystem(tx, 'pools.withdraw', (system) => withdrawFromFrozen(system, after.id, request.reason ?? memberLifecycle.states[after.state as 'suspended' | 'left'].label.zh));
  });
}

/** Makes people of the pools findable by the region. */
export async function indexMembers(tx: Tx, ids: readonly string[]): Promise<void> {
  const pools = new Map((await loadPools(tx)).map((pool) => [pool.id, pool]));
  const records = (await loadAdmitted(tx, ids)).map((member) => {
    const pool = pools.get(member.poolId);
    const named = member.categories.flatMap((category) => (pool === undefined ? [] : [presets[pool.preset].categories[category]?.zh ?? '']));
    const about = [pool?.name ?? '', member.institutionName, member.title, member.cityName ?? '', ...named].filter((part) => part !== '');
    return { type: 'pools.member', id: member.id, title: member.name, summary: about.join(' · '), link: `/workspace/pools/members/${member.id}`, titleWords: nameWords(member.name), words: about.flatMap(wordsOf), access: memberLifecycle.access(member) };
  });
  await indexRecords(tx, records);
  await storeWords(tx, ids);
}

async function seenMember(tx: Tx, id: string): Promise<MemberRow> {
  const member = await loadMember(tx, id);
  if (member === undefined) throw refuse(commonRefusals.notFound);
  return member;
}

export type DrawnDuty = { drawId: string; title: string; begunOn: string; ended: string | null };
export type Mine = { duties: DrawnDuty[];  members: (MemberRow & { poolName: string })[]; conflicts: ConflictRow[]; away: { id: string; from: string; to: string }[] };
export type ConflictRow = { id: string; kind: ConflictKind; institutionId: string | null; institutionName: string | null; name: string | null; about: string };

/** What a person has in the pools: where they are in, what conflicts they declared, when they are away. */
export async function showMine(platform: Platform, actor: Actor): Promise<Mine> {
  const personId = personOf(actor);
  return inTransaction(platform.database, actor, async (tx) => {
    const conflicts = await sql<ConflictRow>`select c.id, c.kind, c.institution_id, i.name as institution_name, c.name, c.about from pools.conflict c left join directory.institution i on i.id = c.institution_id where c.person_id = ${personId} and c.withdrawn_at is null order by c.id`.execute(tx.db);
    const away = await sql<{ id: string; from: string; to: string }>`select id, lower(during)::text as "from", (upper(during) - 1)::text as "to" from pools.unavailability where person_id = ${personId} order by during`.execute(tx.db);
    const duties = await sql<DrawnDuty>`select d.subject_id as draw_id, d.title, d.begun_on::text, d.ended from pools.duty d where d.person_id = ${personId} and d.subject_type = 'pools.draw' order by d.begun_on desc, d.id desc limit 50`.execute(tx.db);
    return { duties: duties.rows, members: await loadMembersOfPerson(tx, personId), conflicts: conflicts.rows, away: away.rows };
  });
}

export type NewConflict = { kind: ConflictKind; institutionId: string | null; name: string | null; about: string };

/** A person says what stands between them and whom they would judge. */
export async function declareConflict(platform: Platform, actor: Actor, { kind, institutionId, name, about }: NewConflict): Promise<{ id: string }> {
  const personId = personOf(actor);
  return inTransaction(platform.database, actor, async (tx) => {
    const { rows: [party] } = await sql<{ party: PartyCode }>`select party from pools.member where person_id = ${personId} order by id desc limit 1`.execute(tx.db);
    if (party === undefined) throw refuse(commonRefusals.notAllowed);
    const { rows: [made] } = await sql<{ id: string }>`
      insert into pools.conflict (person_id, kind, institution_id, name, key, about, party) values (${personId}, ${kind}, ${institutionId}, ${name}, ${name === null ? null : nameKey(name)}, ${about}, ${party.party}) returning id`.execute(tx.db);
    if (made === undefined) throw refuse(commonRefusals.notAllowed);
    await record(tx, { act: 'pools.conflict/declare', subject: { type: 'pools.conflict', id: made.id }, changes: { kind }, access: { visibility: 'self', party: party.party, personId } });
    return made;
  });
}

export async function withdrawConflict(platform: Platform, actor: Actor, id: string): Promise<void> {
  const personId = personOf(actor);
  await inTransaction(platform.database, actor, async (tx) => {
    const { rows: [gone] } = await sql<{ party: PartyCode }>`update pools.conflict set withdrawn_at = now() where id = ${id} and person_id = ${personId} and withdrawn_at is null returning party`.execute(tx.db);
    if (gone === undefined) throw refuse(commonRefusals.notFound);
    await record(tx, { act: 'pools.conflict/withdraw', subject: { type: 'pools.conflict', id }, changes: {}, access: { visibility: 'self', party: gone.party, personId } });
  });
}

/** Days on which a person cannot come. */
export async function addAway(platform: Platform, actor: Actor, { from, to }: { from: string; to: string }): Promise<{ id: string }> {
  const personId = personOf(actor);
  if (to < from) throw refuse(refusals.periodReversed, {}, { field: '/to' });
  return inTransaction(platform.database, actor, async (tx) => {
    const { rows: [made] } = await sql<{ id: string }>`insert into pools.unavailability (person_id, during) values (${personId}, daterange(${from}, ${to}, '[]')) on conflict do nothing returning id`.execute(tx.db);
    if (made === undefined) throw refuse(refusals.periodOverlaps, {}, { field: '/from' });
    await record(tx, { act: 'pools.away/add', subject: { type: 'pools.away', id: made.id }, changes: { from, to }, access: { visibility: 'self', personId } });
    return made;
  });
}

export async function removeAway(platform: Platform, actor: Actor, id: string): Promise<void> {
  const personId = personOf(actor);
  await inTransaction(platform.database, actor, async (tx) => {
    const { numAffectedRows } = await sql`delete from pools.unavailability where id = ${id} and person_id = ${personId}`.execute(tx.db);
    if (numAffectedRows === 0n) throw refuse(commonRefusals.notFound);
    await record(tx, { act: 'pools.away/remove', subject: { type: 'pools.away', id }, changes: {}, access: { visibility: 'self', personId } });
  });
}

function personOf(actor: Actor): string {
  if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
  return actor.personId;
}
