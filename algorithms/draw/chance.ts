import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { sm3 } from 'sm-crypto-v2';

/** SHA-256 of a text's UTF-8 bytes, hex. */
export function sha256OfText(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

export type Reveal = { readonly party: string; /** 32 bytes, hex. */ readonly secret: string };

/** What a party commits to: bound to this draw, this round and this party, so that it can be neither copied nor used again. */
export function commitOf({ frozen, round, party, secret }: Reveal & { readonly frozen: string; readonly round: number }): string {
  return sha256OfText(`delta-draw/1 commit\n${frozen}\n${round}\n${party}\n${secret}\n`);
}

/** The seed, 64 bytes: SHA-256 and then SM3 of the frozen digest with all reveals, in the order of the parties' codes. docs/draw.md gives the bytes. */
export function seedOf({ frozen, round, reveals, beacon }: { readonly frozen: string; readonly round: number; readonly reveals: readonly Reveal[]; readonly beacon?: string | undefined }): Uint8Array {
  const lines = reveals.toSorted((a, b) => (a.party < b.party ? -1 : 1)).map(({ party, secret }) => `${party} ${secret}\n`);
  const text = `delta-draw/1 seed\n${frozen}\n${round}\n${lines.join('')}${beacon === undefined ? '' : `beacon ${beacon}\n`}`;
  const bytes = utf8ToBytes(text);
  return concatBytes(sha256(bytes), Uint8Array.fromHex(sm3(bytes)));
}

/** Unbiased whole numbers that a seed determines: SHA-256 in counter mode, six bytes at a time, what would favour the small ones thrown away. */
export type Chance = { readonly below: (n: number) => number };

const range = 2 ** 48;

export function chanceFrom(seed: Uint8Array): Chance {
  let counter = 0;
  let block = new Uint8Array(0);
  let used = 0;
  const nextByte = (): number => {
    if (used === block.length) {
      const count = new Uint8Array(8);
      new DataView(count.buffer).setBigUint64(0, BigInt(counter));
      block = new Uint8Array(sha256(concatBytes(seed, count)));
      counter += 1;
      used = 0;
    }
    used += 1;
    return block[used - 1] ?? 0;
  };
  return {
    below: (n) => {
      if (!Number.isSafeInteger(n) || n < 1 || n > range) throw new RangeError(`no range of ${n}`);
      const fair = range - (range % n);
      for (;;) {
        let value = 0;
        for (let i = 0; i < 6; i += 1) value = value * 256 + nextByte();
        if (value < fair) return value % n;
      }
    },
  };
}

/** The values in an order that chance determines: the last place is filled first (Fisher and Yates, Durstenfeld). */
export function shuffled<T>(values: readonly T[], chance: Chance): T[] {
  const result = [...values];
  for (let i = result.length - 1; i > 0; i -= 1) {
    const j = chance.below(i + 1);
    [result[i], result[j]] = [result[j] as T, result[i] as T]; // both places are inside
  }
  return result;
}
