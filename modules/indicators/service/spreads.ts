import { systemActor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { Platform } from '#kernel/platform.ts';
import { loadPeers, type Entries } from '../collect-store.ts';
import { spreadOf, type Spread } from '../spread.ts';
import type { FormRow } from '../store.ts';

type Spreads = ReadonlyMap<string, Spread>;
type Kept = { spreads: Spreads; /** Seconds. */ until: number; underway: Promise<Spreads> | undefined };
type Group = Pick<FormRow, 'campaignId' | 'level' | 'party' | 'attributes'>;

/** So many others are compared with: the MAD of 500 is known to a twentieth. */
const mostPeers = 500;
/** How long a comparison holds, in seconds; while there are few others, and each more tells something, not as long. */
const freshSeconds = { few: 5, many: 60 };
/** Campaigns × parties × stages that are remembered. */
const mostKept = 200;

const kept = new WeakMap<object, Map<string, Kept>>();

/**
 * How the numbers of the others lie: of the same level, party and stage. In the last hour thousands submit at once: it is worked out once in a while, and whoever
 * submits meanwhile is compared with what was known before, and waits for nothing. The platform reads them, because a school does not see its neighbours' forms;
 * what the school learns is how far it is from them.
 */
export async function spreadsAround(platform: Platform, tx: Tx, group: Group): Promise<Spreads> {
  const key = `${group.campaignId}/${group.level}/${group.party}/${group.attributes['stage'] ?? ''}`;
  const all = kept.get(platform.database.pool) ?? new Map<string, Kept>();
  kept.set(platform.database.pool, all);
  const now = platform.now().epochMilliseconds / 1000;
  const found = all.get(key);
  if (found === undefined) {
    if (all.size >= mostKept) all.clear();
    const entry: Kept = { spreads: new Map(), until: 0, underway: undefined };
    all.set(key, entry);
    // within the transaction that waits for it: were it to ask for a connection of its own, all of them could be held by those who wait
    return renew(platform, entry, () => asSystem(tx, 'indicators.form', (own) => loadPeers(own, group, mostPeers)));
  }
  if (found.until === 0 && found.underway !== undefined) return found.underway; // the first time there is nothing to go by yet
  if (found.until <= now && found.underway === undefined) renew(platform, found, () => inTransaction(platform.database, systemActor('indicators.form'), (own) => loadPeers(own, group, mostPeers))).catch((error: unknown) => platform.log.warn({ err: { message: (error as Error).message } }, 'what forms are compared with could not be renewed'));
  return found.spreads;
}

function renew(platform: Platform, entry: Kept, load: () => Promise<Entries[]>): Promise<Spreads> {
  entry.underway = (async () => {
    const peers = await load();
    entry.spreads = spreadsOf(peers);
    entry.until = platform.now().epochMilliseconds / 1000 + (peers.length < mostPeers ? freshSeconds.few : freshSeconds.many);
    return entry.spreads;
  })().finally(() => { entry.underway = undefined; });
  return entry.underway;
}

/** Of every element that enough of the forms have. */
export function spreadsOf(forms: readonly Entries[]): Spreads {
  const columns = new Map<string, number[]>();
  for (const entries of forms) {
    for (const [element, value] of Object.entries(entries)) {
      const column = columns.get(element);
      if (column === undefined) columns.set(element, [value]);
      else column.push(value);
    }
  }
  return new Map([...columns].flatMap(([element, values]) => { const spread = spreadOf(values); return spread === undefined ? [] : [[element, spread] as const]; }));
}
