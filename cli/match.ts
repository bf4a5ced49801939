import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { imbalanceOf } from '#algorithms/matching/balanced-exchange.ts';
import { certify, nameBlocking, objectionTo, type Names, type Objection } from '#algorithms/matching/certificate.ts';
import { at, none, positionOf, type Matching } from '#algorithms/matching/market.ts';
import { countBlocking, keepsRestrictions, mechanisms, solve, summarise, type Mechanism, type Problem } from '#algorithms/matching/solve.ts';
import { readProblem, type ProblemFiles } from './match-files.ts';
import { WrongCall } from './usage.ts';

const write = (text: string) => void process.stdout.write(text);

/** `delta match solve`: matches what the files say, without a server. */
export async function matchSolve(args: readonly string[]): Promise<number> {
  const { files, how, json, certificate } = readArgs(args);
  const { problem, names } = await readProblem(files);
  if (problem.restrictions !== undefined && !keepsRestrictions(how.mechanism)) throw new Error(`限额和团队只能用 da-applicant 匹配 limits and teams are kept by da-applicant alone, not by ${how.mechanism}`);
  const startedAt = performance.now();
  const matching = solve(problem, how);
  const seconds = (performance.now() - startedAt) / 1000;
  if (certificate !== undefined) await writeFile(certificate, `${JSON.stringify(certify(problem, names, how, matching), undefined, 2)}\n`);
  if (json) printJson(problem, names, how.mechanism, matching, seconds);
  else printTable(problem, names, how.mechanism, matching);
  return 0;
}

/** Piece by piece, since a million matches are a long text. */
function printJson(problem: Problem, names: Names, mechanism: Mechanism, matching: Matching, seconds: number): void {
  const matches: string[] = [];
  const unmatched: string[] = [];
  for (let a = 0; a < matching.length; a += 1) {
    const position = positionOf(problem.market, matching, a);
    if (position === none) unmatched.push(JSON.stringify(names.applicants[a]));
    else matches.push(JSON.stringify({ applicant: names.applicants[a], position: names.positions[position] }));
  }
  const surplus = imbalanceOf(problem, matching);
  const imbalance = Object.fromEntries(names.institutions.map((name, i) => [name, at(surplus, i)]));
  write(`{"mechanism":${JSON.stringify(mechanism)},"matches":[`);
  for (let i = 0; i < matches.length; i += 10_000) write(`${i === 0 ? '' : ','}${matches.slice(i, i + 10_000).join(',')}`);
  const blocking = nameBlocking(problem, names, mechanism, matching);
  write(`],"unmatched":[${unmatched.join(',')}],"blockingPairs":${countBlocking(problem, mechanism, matching)},${blocking.length === 0 ? '' : `"blocking":${JSON.stringify(blocking)},`}"imbalance":${JSON.stringify(imbalance)},"seconds":${seconds.toFixed(3)}}\n`);
}

function printTable(problem: Problem, names: Names, mechanism: Mechanism, matching: Matching): void {
  const blocking = countBlocking(problem, mechanism, matching);
  for (let a = 0; a < matching.length; a += 1) {
    const position = positionOf(problem.market, matching, a);
    write(`${names.applicants[a]}\t${position === none ? '—' : names.positions[position]}\n`);
  }
  const { placed, byWish } = summarise(problem.market, matching);
  write(`\n安排 ${placed} 人，未安排 ${matching.length - placed} 人；各志愿满足人数 ${byWish.join('、')}；阻断对 ${blocking}\n`);
  write(`${placed} placed, ${matching.length - placed} not; by wish ${byWish.join(', ')}; blocking pairs ${blocking}\n`);
  for (const { applicants, positions } of nameBlocking(problem, names, mechanism, matching)) write(`${applicants.join('、')} ↔ ${positions.join('、')}\n`);
}

const objections: Readonly<Record<Objection, string>> = {
  'other inputs': '输入与证书所记不符 the inputs are not those of the certificate',
  'other result': '重新计算的结果与证书所记不符 what comes out is not what the certificate says',
  'not a matching': '结果不成立 what comes out is not a matching',
  'other blocking pairs': '阻断对的数目与证书所记不符 the number of blocking pairs is not what the certificate says',
  'unknown mechanism': '证书所记的方法不存在 the certificate names a mechanism that does not exist',
};

const certificateSchema = z.strictObject({
  version: z.literal(1), mechanism: z.enum(mechanisms), tolerance: z.int().min(0), applicants: z.int(), positions: z.int(),
  inputs: z.string().length(64), result: z.string().length(64), blockingPairs: z.int().min(0),
  blocking: z.array(z.strictObject({ applicants: z.array(z.string()), positions: z.array(z.string()) })).min(1).optional(),
});

/** `delta match check`: runs a matching again from its files and holds its certificate against it. */
export async function matchCheck(args: readonly string[]): Promise<number> {
  const { files, certificate: file } = readArgs(args);
  if (file === undefined) throw new WrongCall('--certificate FILE ?');
  const read = certificateSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!read.success) throw new Error(`${file}: 不是匹配证书 not a certificate of a matching`);
  const { problem, names } = await readProblem(files);
  const objection = objectionTo(read.data, problem, names);
  write(objection === undefined ? '证书属实：同样的输入得出同样的结果 · the certificate holds: the same inputs give the same result\n' : `证书不符 · the certificate does not hold: ${objections[objection]}\n`);
  return objection === undefined ? 0 : 1;
}

function readArgs(args: readonly string[]): { files: ProblemFiles; how: { mechanism: Mechanism; tolerance: number }; json: boolean; certificate: string | undefined } {
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options: {
      applicants: { type: 'string' }, positions: { type: 'string' }, scores: { type: 'string' }, seed: { type: 'string' }, caps: { type: 'string' },
      mechanism: { type: 'string', default: 'da-applicant' }, tolerance: { type: 'string' }, certificate: { type: 'string' }, json: { type: 'boolean', default: false },
    } }));
  } catch (error) {
    throw new WrongCall((error as Error).message);
  }
  const { applicants, positions, scores, seed, caps, tolerance, certificate, json } = values;
  if (applicants === undefined || positions === undefined) throw new WrongCall('--applicants FILE --positions FILE ?');
  const mechanism = mechanisms.find((name) => name === values.mechanism);
  if (mechanism === undefined) throw new WrongCall(`--mechanism ${values.mechanism}: ${mechanisms.join(' | ')}`);
  if (tolerance !== undefined && mechanism !== 'ttc-balanced') throw new WrongCall('--tolerance: ttc-balanced');
  if (tolerance !== undefined && !/^\d{1,9}$/.test(tolerance)) throw new WrongCall(`--tolerance ${tolerance}: 0, 1, 2 …`);
  if (seed !== undefined && scores === undefined) throw new WrongCall('--seed: --scores ?');
  return { files: { applicants, positions, scores, seed, caps }, how: { mechanism, tolerance: Number(tolerance ?? 0) }, json, certificate };
}
