import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { describeConflict } from '#algorithms/draw/words.ts';
import { withChanges } from '#algorithms/draw/conflict.ts';
import { readFiles } from '#algorithms/draw/read.ts';
import type { DrawRequest } from '#algorithms/draw/request.ts';
import { solveDraw, type DrawAnswer, type Lottery, type Objective } from '#algorithms/draw/solve.ts';
import { allTickets } from '#algorithms/draw/tickets.ts';
import { readLines } from '#kernel/sheets/read.ts';
import type { Solver } from '#algorithms/solver.ts';
import { loadSolver } from '#kernel/solver/solver.ts';
import { WrongCall } from './usage.ts';

const mostRows = 200_000;
const mostNamed = 20;

/** `delta draw solve`: the fairest lottery over panels for a pool and its quotas, without a server. */
export async function drawSolve(args: readonly string[]): Promise<number> {
  const { pool, quotas, size, objective, cap, relax, json } = readArgs(args);
  const startedAt = performance.now();
  const read = async (path: string) => readLines(await readFile(path), mostRows);
  const files = { pool: await read(pool), quotas: await read(quotas) };
  const { people, bounds, mistakes } = readFiles(files.pool.rows, files.quotas.rows);
  if (mistakes.length > 0) {
    const paths = { pool, quotas };
    for (const { file, line, zh, en } of mistakes.slice(0, mostNamed)) say(`${paths[file]}:${files[file].lines[line - 1] ?? line}: ${zh} · ${en}`);
    if (mistakes.length > mostNamed) say(`… 另有 ${mistakes.length - mostNamed} 处 · ${mistakes.length - mostNamed} more`);
    return 1;
  }
  const request = { people, bounds, seats: size, ...(cap === undefined ? {} : { cap }) };
  const answer = answerOf(await loadSolver(), request, objective, relax);
  if ('conflict' in answer) {
    const words = describeConflict(answer.conflict);
    say(`${words.zh}\n\n${words.en}`);
    return 1;
  }
  const seconds = Math.round(performance.now() - startedAt) / 1000;
  process.stdout.write(json ? `${JSON.stringify(asJson(request, answer.lottery, seconds))}\n` : asText(request, answer.lottery, seconds));
  return 0;
}

/** Soft bounds give way only when that is asked for, and what gave way is said. */
function answerOf(solver: Solver, request: DrawRequest, objective: Objective, relax: boolean): DrawAnswer {
  const answer = solveDraw(solver, request, objective);
  if (!relax || !('conflict' in answer) || answer.conflict.kind !== 'bounds' || !answer.conflict.withinSoft) return answer;
  const words = describeConflict(answer.conflict);
  say(`${words.zh}\n\n${words.en}\n`);
  return solveDraw(solver, withChanges(request, answer.conflict.nearest), objective);
}

function asJson({ people }: DrawRequest, { chances, panels, min, gini }: Lottery, seconds: number) {
  return {
    probabilities: Object.fromEntries(people.map(({ id }, i) => [id, chances[i] ?? 0])),
    panels: panels.map((panel) => ({ ids: panel.people.map((i) => people[i]?.id ?? ''), p: panel.tickets / allTickets })),
    min, gini, seconds,
  };
}

function asText({ people, seats }: DrawRequest, { chances, panels, min, gini }: Lottery, seconds: number): string {
  const never = people.filter((_, i) => chances[i] === 0).map(({ id }) => id);
  return [
    `${people.length} 人中抽 ${seats} 人：${panels.length} 个候选组合，最小机会 ${(min * 100).toFixed(3)}%，最大机会 ${(Math.max(...chances) * 100).toFixed(3)}%，基尼系数 ${gini.toFixed(4)}，用时 ${seconds} 秒。`,
    `${seats} of ${people.length}: ${panels.length} panels, smallest chance ${(min * 100).toFixed(3)} %, greatest ${(Math.max(...chances) * 100).toFixed(3)} %, Gini ${gini.toFixed(4)}, ${seconds} s.`,
    ...(never.length === 0 ? [] : [`按此名额，${never.length} 人不可能入选 · ${never.length} can be in no panel: ${never.slice(0, mostNamed).join(' ')}${never.length > mostNamed ? ' …' : ''}`]),
    '',
  ].join('\n');
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function readArgs(args: readonly string[]) {
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options: {
      pool: { type: 'string' }, quotas: { type: 'string' }, size: { type: 'string' }, objective: { type: 'string', default: 'leximin' }, cap: { type: 'string' }, relax: { type: 'boolean', default: false }, json: { type: 'boolean', default: false },
    } }));
  } catch (error) {
    throw new WrongCall((error as Error).message);
  }
  const { pool, quotas, size, objective, cap, relax, json } = values;
  if (pool === undefined || quotas === undefined) throw new WrongCall('--pool FILE --quotas FILE: ?');
  if (size === undefined || !/^[1-9]\d{0,5}$/.test(size)) throw new WrongCall(`--size ${size ?? ''}: 1 …`);
  if (objective !== 'maximin' && objective !== 'leximin') throw new WrongCall(`--objective ${objective}: maximin | leximin`);
  if (cap !== undefined && !(Number(cap) > 0 && Number(cap) <= 1)) throw new WrongCall(`--cap ${cap}: 0 … 1`);
  return { pool, quotas, size: Number(size), objective, cap: cap === undefined ? undefined : Number(cap), relax, json } as const;
}
