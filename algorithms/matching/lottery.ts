import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * The lottery that breaks ties: everybody's place, 0 first, from a published seed. Whoever has the seed and the ids can draw it again:
 * the order is that of SHA-256 over `seed`, a line feed and the id, as bytes, the lowest first.
 */
export function lotteryPlaces(ids: readonly string[], seed: string): Int32Array {
  const tickets = ids.map((id) => sha256(utf8ToBytes(`${seed}\n${id}`)));
  const order = ids.map((_, i) => i).sort((one, other) => compareBytes(tickets[one], tickets[other]));
  const places = new Int32Array(ids.length);
  for (const [place, i] of order.entries()) places[i] = place;
  return places;
}

function compareBytes(one: Uint8Array = new Uint8Array(), other: Uint8Array = new Uint8Array()): number {
  for (let i = 0; i < one.length; i += 1) {
    const difference = (one[i] ?? 0) - (other[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
