import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadSolver } from '#kernel/solver/solver.ts';
import type { Solver } from '../solver.ts';
import { canonicalJson, type Json } from '../canonical.ts';
import { chanceFrom, seedOf } from './chance.ts';
import { replaceDepartures } from './replace.ts';
import { keepsBounds } from './request.ts';
import { aRequestLikeAnAssemblys, aWholeDraw, parties, seededNumbers } from './testing.ts';
import { chancesOf } from './tickets.ts';
import { agreedReading, drawWith, frozenDigest, writeTranscript, writtenBeacon, type FrozenNow, type Transcript } from './transcript.ts';
import { verifyTranscript } from './verify.ts';

let solver: Solver;
beforeAll(async () => { solver = await loadSolver(); });

const aDraw = (options: Parameters<typeof aWholeDraw>[1] = {}) => aWholeDraw(solver, options);

describe('a draw', () => {
  test('is checked from its transcript alone', () => {
    for (const draw of [aDraw(), aDraw({ silent: ['33'] }), aDraw({ leaving: 2 }), aDraw({ uniform: true, leaving: 3, silent: ['31', '34'] }), aDraw({ beacon: '03 08 11 17 25 31 + 06' })]) {
      const { ok, checks } = verifyTranscript(draw.text);
      expect(checks.filter((check) => !check.ok)).toEqual([]);
      expect(ok).toBe(true);
    }
  });

  test('of an earlier format, before rules were frozen, is checked still', async () => {
    const { ok, transcript } = verifyTranscript(await readFile(new URL('transcript-1.json', import.meta.url), 'utf8'));
    expect(ok).toBe(true);
    expect(transcript!.frozen.format).toBe('delta-draw/1');
  });

  test('with a beacon is another one than without, and than with another value; width, case and spaces make no other value', () => {
    const { frozen, transcript } = aDraw({ beacon: '03 08 11' });
    const seed = (beacon: string | undefined) => Buffer.from(seedOf({ frozen: transcript.digest, round: 1, reveals: transcript.rounds[0]!.reveals, beacon })).toString('hex');
    expect(new Set([seed(undefined), seed('03 08 11'), seed('03 08 12')]).size).toBe(3);
    expect(frozen.beacon).toEqual({ name: '双色球第 2027031 期', at: '2027-03-18T13:15:00Z' });
    expect(writtenBeacon(' ０３　08\t11 Ａb\n')).toBe('03 08 11 ab');
  });

  test('takes of a beacon what most parties read', () => {
    const of = (...values: string[]) => agreedReading(parties, values.map((value) => ({ value })));
    expect([of(), of('7', '7'), of('7', '8', '8'), of('7', '8', '7', '7'), of('7', '7', '8', '8')]).toEqual([undefined, undefined, undefined, '7', undefined]);
  });

  test('gives every panel in proportion to its tickets: 10,000 seeds fit the published chances (chi-square, 1 in 1,000)', () => {
    const { frozen } = aDraw();
    const counts = frozen.panels.map(() => 0);
    const people = frozen.people.map(() => 0);
    const seeds = 10_000;
    for (let i = 0; i < seeds; i += 1) {
      const { panel } = drawWith(seedOf({ frozen: frozenDigest(frozen), round: 1, reveals: parties.map((party) => ({ party, secret: createHash('sha256').update(`${i} ${party}`).digest('hex') })) }), { ...frozen, reserves: 0 });
      counts[frozen.panels.findIndex(({ people }) => people.join() === panel.join())]! += 1;
      for (const place of panel) people[place]! += 1;
    }
    const expected = frozen.panels.map(({ tickets }) => (tickets / 2 ** 40) * seeds);
    // panels expected fewer than 5 times are counted together, as the test asks
    const rare = expected.map((value, i) => [value, counts[i]!] as const).filter(([value]) => value < 5);
    const cells = [...expected.map((value, i) => [value, counts[i]!] as const).filter(([value]) => value >= 5), [rare.reduce((sum, [value]) => sum + value, 0), rare.reduce((sum, [, count]) => sum + count, 0)] as const].filter(([value]) => value > 0);
    const chiSquare = cells.reduce((sum, [value, count]) => sum + (count - value) ** 2 / value, 0);
    expect(chiSquare).toBeLessThan(chiSquareLimit(cells.length - 1));
    chancesOf(frozen.people.length, frozen.panels).forEach((chance, i) => expect(Math.abs(people[i]! - chance * seeds)).toBeLessThan(4.5 * Math.sqrt(seeds * chance * (1 - chance)) + 1));
  });

  test('of a uniform kind gives every pair of people alike', () => {
    const { frozen } = aDraw({ uniform: true, request: { people: Array.from({ length: 6 }, (_, i) => ({ id: `p${i}`, values: {} })), bounds: [], seats: 2 } });
    const counts = new Map<string, number>();
    for (let i = 0; i < 6_000; i += 1) {
      const key = drawWith(createHash('sha512').update(String(i)).digest(), frozen).panel.join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(15);
    expect([...counts.values()].reduce((sum, count) => sum + (count - 400) ** 2 / 400, 0)).toBeLessThan(chiSquareLimit(14));
  });
});

/** The value that chi-square passes once in a thousand times (Wilson and Hilferty). */
function chiSquareLimit(freedom: number): number {
  return freedom * (1 - 2 / (9 * freedom) + 3.09 * Math.sqrt(2 / (9 * freedom))) ** 3;
}

describe('a transcript in which something was changed', () => {
  test('is found out, whichever byte it is', () => {
    const { text } = aDraw({ silent: ['33'], leaving: 1, request: aRequestLikeAnAssemblys({ people: 30, seats: 8, seed: 5, slack: 3 }) });
    const bytes = Buffer.from(text);
    const random = seededNumbers(3);
    for (let i = 0; i < 400; i += 1) {
      const changed = Buffer.from(bytes);
      const place = Math.floor(random() * bytes.length);
      changed[place] = (changed[place]! + 1 + Math.floor(random() * 255)) % 256;
      expect(verifyTranscript(changed.toString()).ok, `byte ${place}`).toBe(false);
    }
    expect(verifyTranscript(text.slice(0, -1)).ok).toBe(false);
    expect(verifyTranscript(` ${text}`).ok).toBe(false);
    expect(verifyTranscript('').ok).toBe(false);
    expect(verifyTranscript('null').ok).toBe(false);
  });

  const failing = (draw: ReturnType<typeof aDraw>, change: (transcript: Omit<Transcript, 'checksum'>) => void) => {
    const copy = structuredClone(draw.transcript);
    change(copy);
    return verifyTranscript(writeTranscript(copy)).checks.filter(({ ok }) => !ok).map(({ name }) => name);
  };

  test('is found out by what it means, when its checksum was made anew: another panel, seed, list, reveal, round, person, replacement', () => {
    const draw = aDraw({ silent: ['33'], leaving: 1 });
    expect(failing(draw, () => undefined)).toEqual([]);
    expect(failing(draw, (t) => { t.frozen.seats += 1; })).toContain('digest');
    expect(failing(draw, (t) => { t.frozen.panels[0]!.tickets += 1; t.frozen.panels[1]!.tickets -= 1; t.digest = frozenDigest(t.frozen); })).toEqual(['rounds']);
    expect(failing(draw, (t) => { t.frozen.panels[0]!.tickets += 1; })).toContain('lottery');
    expect(failing(draw, (t) => { t.rounds[1]!.reveals[0]!.secret = '00'.repeat(32); })).toEqual(['rounds']);
    expect(failing(draw, (t) => { t.rounds.shift(); })).toEqual(['rounds']);
    expect(failing(draw, (t) => { t.rounds[0]!.missing = ['32']; })).toEqual(['rounds']);
    expect(failing(draw, (t) => { t.rounds.pop(); })).toEqual(['rounds']);
    expect(failing(draw, (t) => { t.drawn.panel[0]! += t.drawn.panel.includes(t.drawn.panel[0]! + 1) ? 2 : 1; })).toContain('draw');
    expect(failing(draw, (t) => { t.drawn.reserves.reverse(); })).toContain('draw');
    expect(failing(draw, (t) => { t.openings[0]!.id = 'somebody else'; })).toEqual(['openings']);
    expect(failing(draw, (t) => { t.openings.pop(); })).toEqual(['openings']);
    expect(failing(draw, (t) => { t.departures = []; })).toEqual(['replacements']);
    expect(failing(draw, (t) => { t.beacon = 'a value'; })).toEqual(['rounds']);
    expect(failing(draw, (t) => { (t.frozen as FrozenNow).rules['recusals'] = []; })).toContain('digest');
    expect(failing(draw, (t) => { (t.frozen as FrozenNow).reviewed = []; })).toContain('digest');
    const lit = aDraw({ beacon: '03 08 11' });
    expect(failing(lit, () => undefined)).toEqual([]);
    expect(failing(lit, (t) => { t.beacon = '03 08 12'; })).toEqual(['beacon']);
    expect(failing(lit, (t) => { t.readings!.pop(); })).toEqual(['beacon']);
    expect(failing(lit, (t) => { t.beacon = '03 08 12'; for (const reading of t.readings!) reading.value = '03 08 12'; })).toContain('draw');
    expect(failing(lit, (t) => { delete t.readings; })).toEqual(['rounds', 'beacon']);
    expect(failing(lit, (t) => { t.readings![1]!.party = '31'; })).toEqual(['beacon']);
  });

  test('in which a party copies another\'s commit does not fit: a commit names its party', () => {
    const draw = aDraw();
    expect(failing(draw, (t) => { const [first, second] = t.rounds[0]!.commits; second!.commit = first!.commit; t.rounds[0]!.reveals[1]!.secret = t.rounds[0]!.reveals[0]!.secret; })).toEqual(['rounds']);
  });
});

describe('whoever comes in for somebody who left', () => {
  const values = [{ s: 'f' }, { s: 'm' }, { s: 'm' }, { s: 'f' }, { s: 'm' }];
  const frozen = { bounds: [{ category: 's', value: 'f', min: 1, max: 1 }], seats: 2 };
  const replaced = (...places: number[]) => replaceDepartures(frozen, { panel: [0, 1], reserves: [2, 3, 4] }, places.map((place) => ({ place, kind: 'declined' })), (place) => values[place]!);

  test('is the first reserve with whom the bounds hold', () => {
    expect(replaced()).toEqual({ panel: [0, 1], considered: [], vacant: 0 });
    expect(replaced(1)).toEqual({ panel: [0, 2], considered: [2], vacant: 0 });
    expect(replaced(0)).toEqual({ panel: [1, 3], considered: [2, 3], vacant: 0 });
    expect(replaced(2, 1)).toEqual({ panel: [0, 4], considered: [3, 4], vacant: 0 });
  });

  test('is nobody when no reserve keeps the bounds; the place stays open, and is filled later if it can be', () => {
    expect(replaced(3, 0)).toMatchObject({ panel: [1], vacant: 1 });
    expect(replaced(3, 0, 1)).toMatchObject({ panel: [], vacant: 2 });
  });

  test('keeps every bound, in whole draws', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const { request, transcript } = aDraw({ seed, leaving: 2, request: aRequestLikeAnAssemblys({ people: 40, seats: 6, seed, slack: 2 }) });
      expect(keepsBounds(request, transcript.drawn.panel)).toBe(true);
      if (transcript.panel.length === request.seats) expect(keepsBounds(request, transcript.panel)).toBe(true);
    }
  });
});

describe('numbers from a seed', () => {
  test('are below what was asked for, for any range, and the same each time', () => {
    const seed = randomBytes(64);
    const numbers = (n: number) => { const chance = chanceFrom(seed); return Array.from({ length: 50 }, () => chance.below(n)); };
    for (const n of [1, 2, 3, 255, 256, 257, 2 ** 40, 2 ** 48 - 1, 2 ** 48]) {
      expect(numbers(n).every((value) => Number.isInteger(value) && value >= 0 && value < n)).toBe(true);
      expect(numbers(n)).toEqual(numbers(n));
    }
    expect(() => numbers(0)).toThrow(RangeError);
    expect(() => numbers(2 ** 48 + 1)).toThrow(RangeError);
  });
});

/** Written from docs/draw.md alone, with other parts: Node's own digests, whole numbers without bound, the stream as one buffer. */
describe('a second implementation, from the written description', () => {
  const hex = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
  const again = ({ frozen, rounds, beacon }: Pick<Transcript, 'frozen' | 'rounds' | 'beacon'>) => {
    const digest = hex(canonicalJson(frozen as Json));
    const r = rounds.length;
    const last = rounds[r - 1]!;
    for (const { party, secret } of last.reveals) expect(hex(['delta-draw/1 commit', digest, r, party, secret, ''].join('\n'))).toBe(last.commits.find((commit) => commit.party === party)!.commit);
    const text = `delta-draw/1 seed\n${digest}\n${r}\n${frozen.parties.map((party) => `${party} ${last.reveals.find((reveal) => reveal.party === party)!.secret}\n`).join('')}${beacon === undefined ? '' : `beacon ${beacon}\n`}`;
    const seed = Buffer.concat([createHash('sha256').update(text).digest(), createHash('sm3').update(text).digest()]);
    const blocks: Buffer[] = [];
    for (let i = 0; i < 200; i += 1) blocks.push(createHash('sha256').update(Buffer.concat([seed, Buffer.from(i.toString(16).padStart(16, '0'), 'hex')])).digest());
    const stream = Buffer.concat(blocks);
    let read = 0;
    const below = (n: bigint): bigint => {
      const v = BigInt(`0x${stream.subarray(read, read + 6).toString('hex')}`);
      read += 6;
      return v >= (1n << 48n) - ((1n << 48n) % n) ? below(n) : v % n;
    };
    const shuffle = (list: number[]) => {
      for (let i = list.length - 1; i >= 1; i -= 1) { const j = Number(below(BigInt(i + 1))); const kept = list[i]!; list[i] = list[j]!; list[j] = kept; }
      return list;
    };
    const all = frozen.people.map((_, place) => place);
    if (frozen.mode === 'uniform') {
      const order = shuffle(all);
      return { panel: order.slice(0, frozen.seats).sort((a, b) => a - b), reserves: order.slice(frozen.seats, frozen.seats + frozen.reserves) };
    }
    const t = below(1n << 40n);
    let sum = 0n;
    const panel = frozen.panels.find(({ tickets }) => { sum += BigInt(tickets); return sum > t; })!.people;
    return { panel, reserves: shuffle(all.filter((place) => !panel.includes(place))).slice(0, frozen.reserves) };
  };

  test('draws the same panels and reserves', () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const draw = aDraw({ seed, uniform: seed % 3 === 0, silent: seed % 2 === 0 ? ['31'] : [], ...(seed % 5 === 0 ? { beacon: '03 08 11 17 25 31 + 06' } : {}) });
      expect(again(draw.transcript)).toEqual(draw.transcript.drawn);
      const { id, salt, values, place } = draw.transcript.openings[0]!;
      expect(hex(`delta-draw/1 person\n${canonicalJson({ id, salt, values })}\n`)).toBe(draw.frozen.people[place]);
      const { checksum, ...rest } = JSON.parse(draw.text) as Transcript;
      expect(hex(canonicalJson(rest as Json))).toBe(checksum);
    }
  });
});
