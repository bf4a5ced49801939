import { sql } from 'kysely';
import { z } from 'zod';
import { none, positionOf, at } from '#algorithms/matching/market.ts';
import { keepsRestrictions, mechanisms, type Mechanism } from '#algorithms/matching/solve.ts';
import { systemActor, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import type { JobControl, JobHandler } from '#kernel/module.ts';
import type { Platform } from '#kernel/platform.ts';
import { refuse } from '#kernel/refusal.ts';
import { mechanismNames } from '../messages.ts';
import { refusals } from '../refusals.ts';
import type { MatchingSummary } from '../rules.ts';
import { checkMatcher, loadInput, summaryOf, type Input } from '../service/matching.ts';
import { findScheme } from '../service/schemes.ts';
import type { SchemeRow } from '../store.ts';
import { askFor, finish, keepRefusal, loadComputation, type Computation } from './computations.ts';
import { solveAll } from './solving.ts';
import { homesView, hostsView, peopleView, regionView, type HomeView, type HostView, type Person, type PersonView, type Post, type RegionView, type Trial } from './views.ts';

export type Tried = { readonly mechanism: Mechanism; readonly chosen: boolean; /** The scheme has limits or teams that this mechanism leaves out of account. */ readonly ignoresLimits: boolean; readonly summary: MatchingSummary; readonly worstImbalance: number };
type Named<T> = T & { readonly name: string };
export type Rehearsal = { items: Tried[]; lots: number; /** How many teams cannot go because somebody of them was not nominated. */ incomplete: number; homes: Named<HomeView>[]; hosts: Named<HostView>[]; region: RegionView[] };

/** Has computed what would come out by each mechanism, before anybody is told. */
export async function askForRehearsal(platform: Platform, actor: Actor, schemeId: string): Promise<{ jobId: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const scheme = await findScheme(tx, schemeId);
    checkMatcher(actor, scheme);
    return askFor(tx, scheme, 'rehearsal', {});
  });
}

/** How far the rehearsal of a scheme is, or what came out: in numbers, for homes, hosts and the region. */
export async function showRehearsal(platform: Platform, actor: Actor, schemeId: string): Promise<{ rehearsal: Computation<Rehearsal> | null }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const scheme = await findScheme(tx, schemeId);
    checkMatcher(actor, scheme);
    return { rehearsal: (await loadComputation<Rehearsal>(tx, scheme, 'rehearsal')) ?? null };
  });
}

/** The job. Run twice it stores the same. */
export const rehearsalJob: JobHandler = async (platform, payload, { report }) => rehearse(platform, z.object({ schemeId: z.uuid() }).parse(payload).schemeId, report);

/** Tries all mechanisms on what the scheme is now, and keeps what came out. */
export async function rehearse(platform: Platform, schemeId: string, report: JobControl['report']): Promise<void> {
  const actor = systemActor('exchange.rehearsal');
  await keepRefusal(platform, schemeId, 'rehearsal', async () => {
    await report(0.05, { zh: '正在读取志愿和排序', en: 'Reading wishes and orders' });
    const { scheme, input, people, posts } = await inTransaction(platform.database, actor, async (tx) => {
      const scheme = await findScheme(tx, schemeId);
      if (scheme.state !== 'ordering') throw refuse(refusals.notOrdering);
      const input = await loadInput(tx, scheme);
      return { scheme, input, ...(await loadSides(tx, scheme, input)) };
    });
    const ways = mechanisms.map((mechanism) => ({ mechanism, tolerance: mechanism === scheme.mechanism ? scheme.tolerance : 0 }));
    const tell = (count: number) => report(0.1 + 0.8 * (count / ways.length), bySteps[count] ?? stored);
    await tell(0);
    const matchings = await solveAll({ problem: input.problem, ways }, tell);
    await report(0.9, stored);
    const trials = mechanisms.map((mechanism, i): Trial => ({ mechanism, given: givenBy(input, matchings[i] ?? new Int32Array()) }));
    const nameOf = (id: string) => input.institutions.get(id)?.name ?? '';
    const result: Rehearsal = {
      items: mechanisms.map((mechanism, i) => tried(scheme, input, mechanism, matchings[i] ?? new Int32Array())), lots: input.lots, incomplete: input.incomplete.length, region: regionView(people, posts, trials),
      homes: homesView(people, trials).map((view) => ({ ...view, name: nameOf(view.homeId) })), hosts: hostsView(people, posts, trials).map((view) => ({ ...view, name: nameOf(view.hostId) })),
    };
    await inTransaction(platform.database, actor, async (tx) => {
      await storePeople(tx, schemeId, peopleView(people, posts, trials));
      await finish(tx, schemeId, 'rehearsal', result);
    });
  });
}

const bySteps = mechanisms.map((mechanism) => ({ zh: `正在试算：${mechanismNames[mechanism].name.zh}`, en: `Trying: ${mechanismNames[mechanism].name.en}` }));
const stored = { zh: '正在保存结果', en: 'Storing the result' };

function tried({ mechanism: chosen }: SchemeRow, input: Input, mechanism: Mechanism, matching: Int32Array): Tried {
  const summary = summaryOf(input, mechanism, matching);
  return { mechanism, chosen: mechanism === chosen, ignoresLimits: input.problem.restrictions !== undefined && !keepsRestrictions(mechanism), summary, worstImbalance: Math.max(0, ...summary.institutions.map(({ sends, takes }) => Math.abs(sends - takes))) };
}

async function storePeople(tx: Tx, schemeId: string, people: readonly PersonView[]): Promise<void> {
  await sql`delete from exchange.rehearsed where scheme_id = ${schemeId}`.execute(tx.db);
  await sql`
    insert into exchange.rehearsed (scheme_id, place, id, home_id, party, nomination_rank, by)
    select ${schemeId}, r.place, r.id, r."homeId", r.party, r."nominationRank", r.by
    from json_to_recordset(${JSON.stringify(people.map((person, place) => ({ ...person, place })))}::json) as r(place integer, id uuid, "homeId" uuid, party text, "nominationRank" integer, by jsonb)`.execute(tx.db);
}

/** The applicant's view, home by home in the homes' order. Names are shown of those whose applications the actor may read; the others go by home and place. */
export async function rehearsedPeople(platform: Platform, actor: Actor, schemeId: string, { limit, cursor }: { limit: number; cursor?: string | undefined }): Promise<Page<PersonView & { homeName: string; personName: string | null }>> {
  const [after = -1] = cursor === undefined ? [] : decodeCursor(cursor, ['number']);
  return inTransaction(platform.database, actor, async (tx) => {
    checkMatcher(actor, await findScheme(tx, schemeId));
    const { rows } = await sql<PersonView & { place: number; homeName: string; personName: string | null }>`
      select r.place, r.id, r.home_id, r.party, r.nomination_rank, r.by, i.name as home_name, a.person_name
      from exchange.rehearsed r join directory.institution i on i.id = r.home_id left join exchange.application a on a.id = r.id
      where r.scheme_id = ${schemeId} and r.place > ${after} order by r.place limit ${limit + 1}`.execute(tx.db);
    return cutPage(rows, limit, ({ place }) => [place]);
  });
}

function givenBy({ problem: { market }, names }: Input, matching: Int32Array): Trial['given'] {
  return new Map(names.applicants.flatMap((id, a) => {
    const position = positionOf(market, matching, a);
    const offerId = names.positions[position];
    return position === none || offerId === undefined ? [] : [[id, { offerId, wish: at(matching, a) - at(market.wishStart, a) + 1 }] as const];
  }));
}

async function loadSides(system: Tx, { id }: SchemeRow, { names }: Input): Promise<{ people: Person[]; posts: Post[] }> {
  const { rows: people } = await sql<Person>`select id, home_id, party, nomination_rank from exchange.application where id = any(${names.applicants}::uuid[]) order by party, home_id, nomination_rank, id`.execute(system.db);
  const { rows: posts } = await sql<Post>`select id, title, institution_id as host_id, party, capacity - taken as capacity from exchange.offer where scheme_id = ${id} and state = 'published' and id = any(${names.positions}::uuid[]) order by party, institution_id, title, id`.execute(system.db);
  return { people, posts };
}
