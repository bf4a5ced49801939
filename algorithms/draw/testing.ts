import { at, type Solver } from '../solver.ts';
import { commitOf, seedOf } from './chance.ts';
import { replaceDepartures } from './replace.ts';
import type { Bound, DrawRequest } from './request.ts';
import { solveDraw } from './solve.ts';
import { drawWith, frozenDigest, orderPanels, personDigest, reviewedDigest, writeTranscript, type Departure, type FrozenNow, type Opening, type Transcript } from './transcript.ts';

/** Numbers in [0, 1) that a seed determines (mulberry32): for tests and benchmarks, never for a draw. */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const census = {
  sex: { 女: 0.5, 男: 0.5 },
  age: { '16–29': 0.2, '30–44': 0.27, '45–59': 0.28, '60+': 0.25 },
  region: { 上海: 0.11, 江苏: 0.36, 浙江: 0.27, 安徽: 0.26 },
  education: { 初中: 0.3, 高中: 0.35, 大学: 0.35 },
  home: { 城市: 0.55, 县城: 0.25, 乡村: 0.2 },
} as const;

/**
 * A request like those that citizens' assemblies make: five categories with 16 values, volunteers who differ from the census (more of the
 * educated, of the old, of the city), and quotas within one seat of the census's share.
 */
export function aRequestLikeAnAssemblys({ people, seats, seed, slack = 1 }: { people: number; seats: number; seed: number; slack?: number }): DrawRequest {
  const random = seededNumbers(seed);
  const pick = (shares: Readonly<Record<string, number>>, power: number) => {
    const entries = Object.entries(shares).map(([value, share], i, all) => [value, share * Math.exp((power * i) / all.length)] as const);
    let point = random() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    return entries.find(([, weight]) => (point -= weight) < 0)?.[0] ?? entries[0]?.[0] ?? '';
  };
  const powers = { sex: 0.2, age: 1.2, region: -0.5, education: 2, home: -1.5 };
  const categories = Object.keys(census) as (keyof typeof census)[];
  const bounds: Bound[] = categories.flatMap((category) => Object.entries(census[category]).map(([value, share]) => ({
    category, value, min: Math.max(0, Math.floor(share * seats) - slack + 1), max: Math.ceil(share * seats) + slack - 1,
  })));
  return {
    people: Array.from({ length: people }, (_, i) => ({ id: `p${String(i + 1).padStart(4, '0')}`, values: Object.fromEntries(categories.map((category) => [category, pick(census[category], powers[category])])) })),
    bounds, seats,
  };
}

export const parties = ['31', '32', '33', '34'];
const secretOf = (random: () => number) => Array.from({ length: 64 }, () => Math.floor(random() * 16).toString(16)).join('');

/** A whole draw, with a void round first if a party is silent, and whoever leaves replaced. */
export function aWholeDraw(solver: Solver, { request = aRequestLikeAnAssemblys({ people: 60, seats: 8, seed: 5, slack: 2 }), uniform = false, silent = [], leaving = 0, seed = 1, beacon }: { request?: DrawRequest; uniform?: boolean; silent?: readonly string[]; leaving?: number; seed?: number; beacon?: string } = {}) {
  const random = seededNumbers(seed);
  const openings = request.people.map(({ id, values }) => ({ id, values, salt: secretOf(random) })).map((opening) => ({ ...opening, digest: personDigest(opening) })).sort((a, b) => (a.digest < b.digest ? -1 : 1));
  const openingAt = (place: number) => at(openings, place);
  const people = openings.map(({ id, values }) => ({ id, values }));
  const ordered: DrawRequest = { ...request, people };
  const answer = uniform ? undefined : solveDraw(solver, ordered, 'leximin');
  if (answer !== undefined && 'conflict' in answer) throw new Error('no panel');
  const frozen: FrozenNow = {
    format: 'delta-draw/2', draw: `draw ${seed}`, purpose: '学科评估', parties, mode: uniform ? 'uniform' : 'leximin', seats: request.seats, reserves: 12,
    bounds: uniform ? [] : request.bounds.map(({ category, value, min, max }) => ({ category, value, min, max })), people: openings.map(({ digest }) => digest), panels: answer === undefined ? [] : orderPanels(answer.lottery.panels),
    rules: { recusals: ['declared', 'kinship'] }, reviewed: [reviewedDigest({ kind: 'person', name: '周明远', salt: secretOf(random) })], ...(beacon === undefined ? {} : { beacon: { name: '双色球第 2027031 期', at: '2027-03-18T13:15:00Z' } }),
  };
  const digest = frozenDigest(frozen);
  const rounds = [...(silent.length > 0 ? [silent] : []), []].map((missing, i) => {
    const secrets = parties.map((party) => ({ party, secret: secretOf(random) }));
    return { commits: secrets.map(({ party, secret }) => ({ party, commit: commitOf({ frozen: digest, round: i + 1, party, secret }) })), reveals: secrets.filter(({ party }) => !missing.includes(party)), missing: [...missing] };
  });
  const drawn = drawWith(seedOf({ frozen: digest, round: rounds.length, reveals: rounds.at(-1)?.reveals ?? [], beacon }), frozen);
  const departures: Departure[] = drawn.panel.slice(0, leaving).map((place) => ({ place, kind: 'declined' }));
  const valuesOf = (place: number) => openingAt(place).values;
  const { panel, considered } = replaceDepartures(frozen, drawn, departures, valuesOf);
  const opened: Opening[] = [...new Set([...drawn.panel, ...panel, ...considered])].sort((a, b) => a - b).map((place) => { const { id, salt, values } = openingAt(place); return { place, id, salt, values }; });
  const transcript: Omit<Transcript, 'checksum'> = { frozen, digest, rounds, ...(beacon === undefined ? {} : { beacon, readings: parties.slice(0, 3).map((party) => ({ party, value: beacon })) }), drawn, departures, panel: [...panel], openings: opened };
  return { request: ordered, frozen, transcript, text: writeTranscript(transcript) };
}
