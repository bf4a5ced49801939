import { asSystem, type Tx } from '#kernel/database/transaction.ts';
import type { Platform } from '#kernel/platform.ts';
import { loadPeers } from '../collect-store.ts';
import { spreadOf, type Spread } from '../rules.ts';
import type { FormRow } from '../store.ts';

type Spreads = ReadonlyMap<string, Spread>;

/** In the last hour thousands submit at once: what their numbers are compared with is worked out once in so many seconds, not for each. */
const freshSeconds = 60;
/** Campaigns × parties × stages that are remembered. */
const mostKept = 200;

const kept = new WeakMap<object, Map<string, { spreads: Spreads; until: number }>>();

/**
 * How the numbers of the others lie: of the same level, party and stage. The platform reads them, because a school does not see its neighbours' forms;
 * what the school learns is how far it is from them.
 */
export async function spreadsAround(platform: Platform, tx: Tx, form: FormRow): Promise<Spreads> {
  const stage = form.attributes['stage'];
  const key = `${form.campaignId}/${form.level}/${form.party}/${stage ?? ''}`;
  const now = platform.now().epochMilliseconds / 1000;
  const own = kept.get(platform.database.pool) ?? new Map<string, { spreads: Spreads; until: number }>();
  kept.set(platform.database.pool, own);
  const found = own.get(key);
  if (found !== undefined && found.until > now && found.spreads.size > 0) return found.spreads;
  const peers = await asSystem(tx, 'indicators.form', (system) => loadPeers(system, form, stage));
  const spreads = new Map<string, Spread>();
  for (const element of new Set(peers.flatMap((entries) => Object.keys(entries)))) {
    const spread = spreadOf(peers.flatMap((entries) => { const value = entries[element]; return value === undefined ? [] : [value]; }));
    if (spread !== undefined) spreads.set(element, spread);
  }
  if (own.size >= mostKept) own.clear();
  own.set(key, { spreads, until: now + freshSeconds });
  return spreads;
}
