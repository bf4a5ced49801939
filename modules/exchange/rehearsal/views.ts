import type { Mechanism } from '#algorithms/matching/solve.ts';
import type { PartyCode } from '#kernel/domain.ts';

/** What one mechanism would give: of each applicant by id, the offer and which wish it was; `undefined` for nothing. */
export type Trial = { readonly mechanism: Mechanism; readonly given: ReadonlyMap<string, { readonly offerId: string; readonly wish: number }> };
export type Person = { readonly id: string; readonly homeId: string; readonly party: PartyCode; readonly nominationRank: number | null };
export type Post = { readonly id: string; readonly title: string; readonly hostId: string; readonly party: PartyCode; readonly capacity: number };

/** For the applicant: which wish, of whose post. */
export type PersonView = Person & { readonly by: readonly { readonly mechanism: Mechanism; readonly wish: number; readonly offer: string | null }[] };
/** For the home: how many of its people go, and of them by their first wish. */
export type HomeView = { readonly homeId: string; readonly party: PartyCode; readonly nominated: number; readonly by: readonly { readonly mechanism: Mechanism; readonly placed: number; readonly first: number }[] };
/** For the host: how many places of each post are taken, and from how many homes. */
export type HostView = { readonly offerId: string; readonly title: string; readonly hostId: string; readonly party: PartyCode; readonly capacity: number; readonly by: readonly { readonly mechanism: Mechanism; readonly taken: number; readonly homes: number }[] };
/** For the region: from which party to which. */
export type RegionView = { readonly mechanism: Mechanism; readonly flows: readonly { readonly from: PartyCode; readonly to: PartyCode; readonly count: number }[] };

export function peopleView(people: readonly Person[], posts: readonly Post[], trials: readonly Trial[]): PersonView[] {
  const titles = new Map(posts.map(({ id, title }) => [id, title]));
  return people.map((person) => ({ ...person, by: trials.map(({ mechanism, given }) => {
    const got = given.get(person.id);
    return { mechanism, wish: got?.wish ?? 0, offer: got === undefined ? null : (titles.get(got.offerId) ?? null) };
  }) }));
}

export function homesView(people: readonly Person[], trials: readonly Trial[]): HomeView[] {
  return [...Map.groupBy(people, ({ homeId }) => homeId)].flatMap(([homeId, of]) => (of[0] === undefined ? [] : [{
    homeId, party: of[0].party, nominated: of.length,
    by: trials.map(({ mechanism, given }) => ({ mechanism, placed: of.filter(({ id }) => given.has(id)).length, first: of.filter(({ id }) => given.get(id)?.wish === 1).length })),
  }]));
}

export function hostsView(people: readonly Person[], posts: readonly Post[], trials: readonly Trial[]): HostView[] {
  const byOffer = trials.map(({ given }) => Map.groupBy(people.filter(({ id }) => given.has(id)), ({ id }) => given.get(id)?.offerId ?? ''));
  return posts.map(({ id, ...post }) => ({ offerId: id, ...post, by: trials.map(({ mechanism }, i) => {
    const taken = byOffer[i]?.get(id) ?? [];
    return { mechanism, taken: taken.length, homes: new Set(taken.map(({ homeId }) => homeId)).size };
  }) }));
}

export function regionView(people: readonly Person[], posts: readonly Post[], trials: readonly Trial[]): RegionView[] {
  const partyOf = new Map(posts.map(({ id, party }) => [id, party]));
  return trials.map(({ mechanism, given }) => {
    const pairs = people.flatMap(({ id, party }) => {
      const to = partyOf.get(given.get(id)?.offerId ?? '');
      return to === undefined ? [] : [{ from: party, to }];
    });
    return { mechanism, flows: [...Map.groupBy(pairs, ({ from, to }) => `${from}>${to}`).values()].flatMap((of) => (of[0] === undefined ? [] : [{ ...of[0], count: of.length }])).toSorted((one, other) => `${one.from}${one.to}`.localeCompare(`${other.from}${other.to}`)) };
  });
}
