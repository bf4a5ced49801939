import { readFile } from 'node:fs/promises';
import { readSystem } from '#algorithms/formulas/check.ts';
import { levelNames, sayFormula, sayFormulaProblem } from '#modules/indicators/index.ts';
import { WrongCall } from './usage.ts';

/** `delta indicators check FILE`: reads a system's formulas; every mistake as FILE:LINE:COLUMN, or each indicator with its formula in words. */
export async function indicatorsCheck(args: readonly string[]): Promise<number> {
  const [file] = args;
  if (file === undefined || args.length !== 1) throw new WrongCall('delta indicators check FILE');
  const read = readSystem(await readFile(file, 'utf8'));
  if ('problems' in read) {
    for (const problem of read.problems) {
      const text = sayFormulaProblem(problem);
      process.stderr.write(`${file}:${problem.line}:${problem.column}: ${text.zh} ${text.en}\n`);
    }
    return 1;
  }
  const { byName, order } = read.system;
  const count = (kind: string) => [...byName.values()].filter((declaration) => declaration.kind === kind).length;
  process.stdout.write(`${count('data')} 项数据、${order.length} 项指标 · ${count('data')} data elements, ${order.length} indicators\n`);
  for (const { name, label, unit, level, formula } of order) process.stdout.write(`\n${name}  ${label}（${unit === '' ? '1' : unit}，${levelNames[level].zh}）\n  = ${sayFormula(formula, read.system).zh}\n  = ${sayFormula(formula, read.system).en}\n`);
  return 0;
}
