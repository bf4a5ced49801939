import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { applicantsOf, at, none, type Matching } from './market.ts';
import { restrictionLines } from './restrictions.ts';
import { faultOf } from './stability.ts';
import { blockingOf, countBlocking, mechanisms, solve, type Mechanism, type Problem } from './solve.ts';

/** The names behind the numbers of a problem. */
export type Names = { readonly applicants: readonly string[]; readonly positions: readonly string[]; readonly institutions: readonly string[] };

/** What an auditor needs to run a matching again and see that the same comes out. */
export type Certificate = {
  readonly version: 1;
  readonly mechanism: Mechanism;
  readonly tolerance: number;
  readonly applicants: number;
  readonly positions: number;
  /** SHA-256, hex, over everything that went in: see `digestOfInputs`. */
  readonly inputs: string;
  /** SHA-256, hex, over who got what: a line `applicant TAB position` each, in the order of the applicants. */
  readonly result: string;
  readonly blockingPairs: number;
  /** Where teams take part and no stable matching was found: who blocks, a team by all of its members with the position that each would have. */
  readonly blocking?: readonly NamedBlocking[] | undefined;
};

export type NamedBlocking = { readonly applicants: readonly string[]; readonly positions: readonly string[] };

export function certify(problem: Problem, names: Names, { mechanism, tolerance }: { mechanism: Mechanism; tolerance: number }, matching: Matching): Certificate {
  const blocking = nameBlocking(problem, names, mechanism, matching);
  return {
    version: 1, mechanism, tolerance, applicants: names.applicants.length, positions: names.positions.length,
    inputs: digestOfInputs(problem, names), result: digestOfResult(problem, names, matching), blockingPairs: countBlocking(problem, mechanism, matching),
    ...(blocking.length === 0 ? {} : { blocking }),
  };
}

/** Who blocks a matching with teams, by name. */
export function nameBlocking(problem: Problem, names: Names, mechanism: Mechanism, matching: Matching): NamedBlocking[] {
  const named = (all: readonly string[], numbers: readonly number[]) => numbers.map((i) => all[i] ?? '');
  return blockingOf(problem, mechanism, matching).map(({ applicants, positions }) => ({ applicants: named(names.applicants, applicants), positions: named(names.positions, positions) }));
}

/** What a check found: the first thing that does not hold, or nothing. */
export type Objection = 'other inputs' | 'other result' | 'not a matching' | 'other blocking pairs' | 'unknown mechanism';

/** Runs the matching again from its inputs, and holds the certificate against what comes out. */
export function objectionTo(certificate: Certificate, problem: Problem, names: Names): Objection | undefined {
  if (!mechanisms.includes(certificate.mechanism)) return 'unknown mechanism';
  if (digestOfInputs(problem, names) !== certificate.inputs) return 'other inputs';
  const matching = solve(problem, certificate);
  if (faultOf(problem.market, matching) !== undefined) return 'not a matching';
  if (digestOfResult(problem, names, matching) !== certificate.result) return 'other result';
  const blocking = nameBlocking(problem, names, certificate.mechanism, matching);
  const text = (list: readonly NamedBlocking[]) => JSON.stringify(list.map(({ applicants, positions }) => [applicants, positions]));
  return countBlocking(problem, certificate.mechanism, matching) === certificate.blockingPairs && text(blocking) === text(certificate.blocking ?? []) ? undefined : 'other blocking pairs';
}

/**
 * SHA-256 over the problem as lines of text with tabs: `applicant id home`, in the order in which their homes send them,
 * then `position id host capacity`, then each applicant's wishes as `wish applicant position rank fit`, rank −1 for not acceptable;
 * and where there are restrictions, those.
 */
export function digestOfInputs({ market, home, host, nominated, fit, restrictions }: Problem, { applicants, positions, institutions }: Names): string {
  const text = digestOfLines();
  for (const a of nominated.students) text.add(`applicant\t${applicants[a]}\t${institutions[at(home, a)]}`);
  for (let p = 0; p < positions.length; p += 1) text.add(`position\t${positions[p]}\t${institutions[at(host, p)]}\t${at(market.capacity, p)}`);
  for (let a = 0; a < applicantsOf(market); a += 1) {
    for (let wish = at(market.wishStart, a); wish < at(market.wishStart, a + 1); wish += 1) {
      text.add(`wish\t${applicants[a]}\t${positions[at(market.wishPosition, wish)]}\t${at(market.wishRank, wish)}\t${at(fit, wish)}`);
    }
  }
  if (restrictions !== undefined) for (const line of restrictionLines(restrictions, { applicants, positions })) text.add(line);
  return text.hex();
}

function digestOfResult({ market }: Problem, { applicants, positions }: Names, matching: Matching): string {
  const text = digestOfLines();
  for (let a = 0; a < matching.length; a += 1) {
    if (at(matching, a) !== none) text.add(`${applicants[a]}\t${positions[at(market.wishPosition, at(matching, a))]}`);
  }
  return text.hex();
}

/** Hashes lines without holding them all: a million applicants are several hundred megabytes of text. */
function digestOfLines() {
  const hash = sha256.create();
  let lines: string[] = [];
  const flush = () => {
    if (lines.length > 0) hash.update(utf8ToBytes(`${lines.join('\n')}\n`));
    lines = [];
  };
  return {
    add(line: string) {
      lines.push(line);
      if (lines.length === 10_000) flush();
    },
    hex() {
      flush();
      return bytesToHex(hash.digest());
    },
  };
}
