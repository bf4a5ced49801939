import { commitOf } from '#algorithms/draw/chance.ts';

/** What a party's browser keeps between commit and reveal: nobody else has it, the platform least of all. */
const keyOf = (draw: string, round: number, party: string) => `delta.draw.${draw}.${round}.${party}`;

/** Makes a number of chance, keeps it in this browser, and gives what to commit to. */
export function makeSecret({ draw, digest, round, party }: { draw: string; digest: string; round: number; party: string }): { secret: string; commit: string } {
  const secret = crypto.getRandomValues(new Uint8Array(32)).toHex();
  localStorage.setItem(keyOf(draw, round, party), secret);
  return { secret, commit: commitOf({ frozen: digest, round, party, secret }) };
}

export function keptSecret(draw: string, round: number, party: string): string | undefined {
  return localStorage.getItem(keyOf(draw, round, party)) ?? undefined;
}

export function forgetSecret(draw: string, round: number, party: string): void {
  localStorage.removeItem(keyOf(draw, round, party));
}
