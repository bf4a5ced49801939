import { asSystem, type Tx } from '#kernel/database/transaction.ts';
import { move } from '#kernel/lifecycle/move.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { applicationLifecycle } from '../../lifecycle.ts';
import { presetOf } from '../../presets.ts';
import { fitsLimits, type Placed } from '../../restrictions.ts';
import { loadPlacedForLimits, lockUntilEnd, type ApplicationRow, type SchemeRow } from '../../store.ts';
import { answerDeadline, successorsOf, type Released } from '../rules.ts';
import { loadPlacesLeft, loadWaiting, type WaitingRow } from '../store.ts';

/** Only one at a time gives places of a scheme: two who free one at the same moment do not both call the same person. */
export const lockPlaces = (tx: Tx, schemeId: string): Promise<void> => lockUntilEnd(tx, `exchange.places ${schemeId}`);

/** Who would move up, were these places free: the applications, in the order of the places. Nothing is changed. */
export async function foreseeSuccessors(tx: Tx, scheme: SchemeRow, freed: readonly Released[]) {
  const waiting = await loadWaiting(tx, scheme.id);
  const staying = (await loadPlacedForLimits(tx, scheme.id)).filter((one) => !freed.some(({ applicationId }) => applicationId === one.applicationId));
  const successors = successorsOf(freed, waiting, (one, { offerId, homeId }, before) =>
    (!isBalanced(scheme) || one.homeId === homeId) && mayMoveUp(scheme, one, offerId, [...staying, ...before.flatMap((other) => placedAt(other.one, other.offerId))]));
  return successors.map((id) => waiting.find(({ applicationId }) => applicationId === id));
}

/** Freed places go to the next in reserve by rule, at once, and they are told; gives who moved up, place by place. While a round is open, what is free waits for it. */
export async function moveUp(tx: Tx, platform: Platform, scheme: SchemeRow, freed: readonly Released[]): Promise<(string | undefined)[]> {
  if (scheme.state !== 'matched') return freed.map(() => undefined);
  return asSystem(tx, 'exchange.reserve', async (system) => {
    await lockPlaces(system, scheme.id);
    const left = await loadPlacesLeft(system, scheme.id);
    const successors = await foreseeSuccessors(system, scheme, freed);
    const moved: (string | undefined)[] = [];
    for (const [i, { offerId }] of freed.entries()) {
      const next = successors[i];
      const free = left.get(offerId) ?? 0;
      moved.push(free > 0 ? next?.applicationId : undefined);
      if (next === undefined || free === 0) continue;
      left.set(offerId, free - 1);
      // oxlint-disable-next-line no-await-in-loop -- few, and each tells somebody
      await give(system, platform, scheme, next, offerId);
    }
    return moved;
  });
}

/** Those whose post was closed go, in their order, to the best of their other wishes that has a place free; the rest stay in reserve. */
export async function placeDisplaced(system: Tx, platform: Platform, scheme: SchemeRow, displaced: readonly string[]): Promise<void> {
  if (scheme.state !== 'matched' || isBalanced(scheme)) return;
  const left = await loadPlacesLeft(system, scheme.id);
  const placed: Placed[] = await loadPlacedForLimits(system, scheme.id);
  for (const one of await loadWaiting(system, scheme.id)) {
    const post = one.posts.find(({ offerId }) => (left.get(offerId) ?? 0) > 0 && mayMoveUp(scheme, one, offerId, placed));
    if (!displaced.includes(one.applicationId) || post === undefined) continue;
    left.set(post.offerId, (left.get(post.offerId) ?? 0) - 1);
    placed.push(...placedAt(one, post.offerId));
    // oxlint-disable-next-line no-await-in-loop -- few, and each tells somebody
    await give(system, platform, scheme, one, post.offerId);
  }
}

/** Nobody moves up past a quota or a cap, nor away from their team: those who wait together are matched together in another round. */
function mayMoveUp({ limits }: SchemeRow, one: WaitingRow, offerId: string, placed: readonly Placed[]): boolean {
  return !(limits.teams && one.bound) && placedAt(one, offerId).every((there) => fitsLimits(limits, placed, there));
}

function placedAt({ homeId, party, category, posts }: WaitingRow, offerId: string): Placed[] {
  return posts.filter((post) => post.offerId === offerId).map(({ division }) => ({ offerId, division, home: homeId, party, category }));
}

/** Gives somebody a place, to be answered in as many days as everybody had. */
export async function give(system: Tx, platform: Platform, scheme: SchemeRow, { applicationId, version }: { applicationId: string; version: number }, offerId: string): Promise<void> {
  const answerUntil = answerDeadline({ today: today(platform).toString(), answerUntil: scheme.answerUntil, answerDays: presetOf(scheme.preset).answerDays });
  await move<ApplicationRow, string, string>(system, applicationLifecycle, { id: applicationId, transition: 'place', version, fields: { offerId, answerUntil } });
}

/** In a balanced exchange only somebody of the same home takes a place over, or else the balance would go. */
const isBalanced = ({ mechanism }: SchemeRow): boolean => mechanism === 'ttc-balanced';
