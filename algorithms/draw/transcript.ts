import { z } from 'zod';
import { canonicalJson, type Json } from '../canonical.ts';
import { chanceFrom, sha256OfText, shuffled } from './chance.ts';
import { allTickets, type Ticketed } from './tickets.ts';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const place = z.int().min(0).max(1_000_000);
const count = z.int().min(0).max(1_000_000);
const words = z.string().max(500);
const party = z.string().regex(/^[0-9A-Za-z]{1,8}$/);

const boundSchema = z.strictObject({ category: words, value: words, min: count, max: count });

const settled = {
  /** Tells two draws of the same request apart. */
  draw: words,
  purpose: words,
  parties: z.array(party).min(1).max(8),
  mode: z.enum(['maximin', 'leximin', 'uniform']),
  seats: z.int().min(1).max(100_000),
  reserves: count,
  bounds: z.array(boundSchema).max(500),
  /** Salted digests of those who may be drawn (`personDigest`), ascending. */
  people: z.array(digest).min(1).max(200_000),
  /** The lottery: ascending, tickets adding up to 2^40. Empty where every set of `seats` people is as likely as any other. */
  panels: z.array(z.strictObject({ people: z.array(place), tickets: z.int().min(1).max(allTickets) })).max(100_000),
};

/** As it was before rules were frozen too: transcripts of that time are checked still. */
const frozenFirst = z.strictObject({ format: z.literal('delta-draw/1'), ...settled, beacon: words.optional() });

const frozenSecond = z.strictObject({
  format: z.literal('delta-draw/2'),
  ...settled,
  /** By which the list was made: who is recused, who is out. A name for each rule, and what it was given. */
  rules: z.record(words, z.array(words).max(500)),
  /** Salted digests of whom and what the panel reviews (`reviewedDigest`), ascending: none is told, none can be put in or left out afterwards. */
  reviewed: z.array(digest).max(1_000),
  /** The round of a public beacon whose value is mixed in, named before it exists, and when that is. */
  beacon: z.strictObject({ name: words, at: words }).optional(),
});

/** Everything that is settled before chance enters; its digest goes into the journal. */
export const frozenSchema = z.discriminatedUnion('format', [frozenFirst, frozenSecond]);
export type Frozen = z.infer<typeof frozenSchema>;
export type FrozenNow = z.infer<typeof frozenSecond>;

const roundSchema = z.strictObject({
  commits: z.array(z.strictObject({ party, commit: digest })).max(8),
  reveals: z.array(z.strictObject({ party, secret: digest })).max(8),
  /** Parties by whose silence the round is void. */
  missing: z.array(party).max(8),
});
export type Round = z.infer<typeof roundSchema>;

const openingSchema = z.strictObject({ place, id: words, salt: digest, values: z.record(words, words) });
export type Opening = z.infer<typeof openingSchema>;

const departureSchema = z.strictObject({ place, kind: z.enum(['declined', 'conflict', 'withdrawn']) });
export type Departure = z.infer<typeof departureSchema>;

export const transcriptSchema = z.strictObject({
  frozen: frozenSchema,
  /** SHA-256 of the canonical form of `frozen`: what the journal holds. */
  digest,
  rounds: z.array(roundSchema).min(1).max(1_000),
  /** The value of the beacon, and what each party read; those who read otherwise, or not at all, are seen. */
  beacon: words.optional(),
  readings: z.array(z.strictObject({ party, value: words })).max(8).optional(),
  /** What chance gave: panel and reserves in order. */
  drawn: z.strictObject({ panel: z.array(place).max(100_000), reserves: z.array(place).max(200_000) }),
  /** Who left, in order, and the panel that came of it. */
  departures: z.array(departureSchema).max(10_000),
  panel: z.array(place).max(100_000),
  /** Those who were drawn or came up as reserves: their names open their digests. */
  openings: z.array(openingSchema).max(200_000),
  /** SHA-256 of the canonical form of all the rest: finds what was damaged on the way, where no other check would. */
  checksum: digest,
});
export type Transcript = z.infer<typeof transcriptSchema>;

/** The digest under which a person stands in the frozen list; with the salt nobody can guess who it is. */
export function personDigest({ id, salt, values }: Omit<Opening, 'place'>): string {
  return sha256OfText(`delta-draw/1 person\n${canonicalJson({ id, salt, values })}\n`);
}

/** The digest under which somebody or something that is reviewed stands: bound, but told to nobody. */
export function reviewedDigest({ kind, name, salt }: { readonly kind: 'person' | 'project'; readonly name: string; readonly salt: string }): string {
  return sha256OfText(`delta-draw/2 reviewed\n${canonicalJson({ kind, name, salt })}\n`);
}

/** A reading of a beacon as everybody writes it: width, case and spaces do not make two readings of one. */
export function writtenBeacon(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}

/** What the beacon gave: what more than half of the parties have read, all the same; `undefined` while so many have not. */
export function agreedReading(parties: readonly string[], readings: readonly { readonly value: string }[]): string | undefined {
  return readings.find(({ value }) => 2 * readings.filter((other) => other.value === value).length > parties.length)?.value;
}

export function frozenDigest(frozen: Frozen): string {
  return sha256OfText(canonicalJson(frozen as Json)); // the schema's values are JSON
}

/** A transcript as it is kept: one line in the one canonical form, so that not even a space can be changed unseen. */
export function writeTranscript(transcript: Omit<Transcript, 'checksum'>): string {
  return `${canonicalJson({ ...(transcript as Readonly<Record<string, Json>>), checksum: checksumOf(transcript) })}\n`; // the schema's values are JSON
}

export function checksumOf({ checksum: _, ...rest }: Omit<Transcript, 'checksum'> & { readonly checksum?: string }): string {
  return sha256OfText(canonicalJson(rest as Json)); // the schema's values are JSON
}

/** Panels in the order in which tickets are counted: by their people's places. Panels of the same people become one. */
export function orderPanels(panels: readonly Ticketed[]): Frozen['panels'] {
  const sorted = panels.map(({ people, tickets }) => ({ people: people.toSorted((a, b) => a - b), tickets }));
  return sorted.sort((a, b) => comparePanels(a.people, b.people));
}

export function comparePanels(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((place, at) => place !== b[at]);
  return i === -1 ? 0 : (a[i] ?? 0) - (b[i] ?? 0);
}

/** The draw itself: what this seed gives. */
export function drawWith(seed: Uint8Array, { mode, seats, reserves, people, panels }: Frozen): { panel: number[]; reserves: number[] } {
  const chance = chanceFrom(seed);
  const everyone = people.map((_, i) => i);
  if (mode === 'uniform') {
    const order = shuffled(everyone, chance);
    return { panel: order.slice(0, seats).sort((a, b) => a - b), reserves: order.slice(seats, seats + reserves) };
  }
  let ticket = chance.below(allTickets);
  const drawn = panels.find(({ tickets }) => (ticket -= tickets) < 0);
  if (drawn === undefined) throw new RangeError('the tickets do not add up');
  const inPanel = new Set(drawn.people);
  return { panel: [...drawn.people], reserves: shuffled(everyone.filter((i) => !inPanel.has(i)), chance).slice(0, reserves) };
}
