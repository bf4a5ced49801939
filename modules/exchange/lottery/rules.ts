import { sha256OfText } from '#algorithms/draw/chance.ts';
import { frozenDigest, personDigest, type Frozen, type Opening } from '#algorithms/draw/transcript.ts';
import { partyCodes } from '#kernel/domain.ts';

/** How long all have to reveal when the last has committed, in hours. */
export const revealHours = 24;

/** Positions whose hosts hold some equal: those are what a lottery is for. */
export function hasTies(positions: readonly { readonly levels: readonly number[] }[]): boolean {
  return positions.some(({ levels }) => new Set(levels).size < levels.length);
}

/** The applications as they stand on the list of the lottery, by their digests; ids are of chance, the salt only spreads them. */
export function openingsOf(lottery: string, applications: readonly string[]): Opening[] {
  const people = applications.map((id) => {
    const person = { id, salt: sha256OfText(`delta-exchange/1 lottery\n${lottery}\n${id}\n`), values: {} };
    return { ...person, digest: personDigest(person) };
  });
  return people.toSorted((one, other) => (one.digest < other.digest ? -1 : 1)).map(({ digest: _, ...person }, place) => ({ place, ...person }));
}

/** A draw of everybody in an order of chance: the format of the platform's draws, so that its verifier checks it. The first is its panel of one, the rest its reserves. */
export function frozenLottery({ id, purpose, openings }: { id: string; purpose: string; openings: readonly Opening[] }): { frozen: Frozen; digest: string } {
  const frozen: Frozen = { format: 'delta-draw/1', draw: id, purpose, parties: [...partyCodes], mode: 'uniform', seats: 1, reserves: Math.max(0, openings.length - 1), bounds: [], people: openings.map(personDigest), panels: [] };
  return { frozen, digest: frozenDigest(frozen) };
}

/** The applications in the order that was drawn. */
export function orderDrawn(openings: readonly Opening[], { panel, reserves }: { readonly panel: readonly number[]; readonly reserves: readonly number[] }): string[] {
  return [...panel, ...reserves].flatMap((place) => openings[place]?.id ?? []);
}
