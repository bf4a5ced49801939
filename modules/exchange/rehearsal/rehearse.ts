import { sql } from 'kysely';
import { none, positionOf, at } from '#algorithms/matching/market.ts';
import { keepsRestrictions, mechanisms, solve, type Mechanism } from '#algorithms/matching/solve.ts';
import type { Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import type { Platform } from '#kernel/platform.ts';
import type { MatchingSummary } from '../rules.ts';
import { checkMatcher, loadInput, summaryOf, type Input } from '../service/matching.ts';
import { findScheme } from '../service/schemes.ts';
import type { SchemeRow } from '../store.ts';
import { homesView, hostsView, peopleView, regionView, type HomeView, type HostView, type Person, type PersonView, type Post, type RegionView, type Trial } from './views.ts';

export type Rehearsal = { readonly mechanism: Mechanism; readonly chosen: boolean; /** The scheme has limits or teams that this mechanism leaves out of account. */ readonly ignoresLimits: boolean; readonly summary: MatchingSummary; readonly worstImbalance: number };
type Named<T> = T & { readonly name: string };

/** What would come out by each mechanism, before anybody is told: in numbers, for homes, hosts and the region. */
export async function rehearse(platform: Platform, actor: Actor, schemeId: string): Promise<{ items: Rehearsal[]; lots: number; /** How many teams cannot go because somebody of them was not nominated. */ incomplete: number; homes: Named<HomeView>[]; hosts: Named<HostView>[]; region: RegionView[] }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const { scheme, input, trials, people, posts, matchings } = await tryAll(tx, actor, schemeId);
    const items = mechanisms.map((mechanism, i): Rehearsal => {
      const summary = summaryOf(input, mechanism, matchings[i] ?? new Int32Array());
      return { mechanism, chosen: mechanism === scheme.mechanism, ignoresLimits: input.problem.restrictions !== undefined && !keepsRestrictions(mechanism), summary, worstImbalance: Math.max(0, ...summary.institutions.map(({ sends, takes }) => Math.abs(sends - takes))) };
    });
    const nameOf = (id: string) => input.institutions.get(id)?.name ?? '';
    return {
      items, lots: input.lots, incomplete: input.incomplete.length, region: regionView(people, posts, trials),
      homes: homesView(people, trials).map((view) => ({ ...view, name: nameOf(view.homeId) })), hosts: hostsView(people, posts, trials).map((view) => ({ ...view, name: nameOf(view.hostId) })),
    };
  });
}

/** The applicant's view, home by home in the homes' order. Names are shown of those whose applications the actor may read; the others go by home and place. */
export async function rehearsePeople(platform: Platform, actor: Actor, schemeId: string, { limit, cursor }: { limit: number; cursor?: string | undefined }): Promise<Page<PersonView & { homeName: string; personName: string | null }>> {
  const [after = null] = cursor === undefined ? [] : decodeCursor(cursor, ['string']);
  return inTransaction(platform.database, actor, async (tx) => {
    const { input, trials, people, posts } = await tryAll(tx, actor, schemeId);
    const from = after === null ? 0 : people.findIndex(({ id }) => id === after) + 1;
    const shown = peopleView(people.slice(from, from + limit + 1), posts, trials);
    const { rows } = await sql<{ id: string; personName: string }>`select id, person_name from exchange.application where id = any(${shown.map(({ id }) => id)}::uuid[])`.execute(tx.db);
    const names = new Map(rows.map(({ id, personName }) => [id, personName]));
    return cutPage(shown.map((view) => ({ ...view, homeName: input.institutions.get(view.homeId)?.name ?? '', personName: names.get(view.id) ?? null })), limit, ({ id }) => [id]);
  });
}

async function tryAll(tx: Tx, actor: Actor, schemeId: string) {
  const scheme = await findScheme(tx, schemeId);
  checkMatcher(actor, scheme);
  return asSystem(tx, 'exchange.rehearsal', async (system) => {
    const input = await loadInput(system, scheme);
    const matchings = mechanisms.map((mechanism) => solve(input.problem, { mechanism, tolerance: mechanism === scheme.mechanism ? scheme.tolerance : 0 }));
    const trials = mechanisms.map((mechanism, i): Trial => ({ mechanism, given: givenBy(input, matchings[i] ?? new Int32Array()) }));
    return { scheme, input, matchings, trials, ...(await loadSides(system, scheme, input)) };
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
