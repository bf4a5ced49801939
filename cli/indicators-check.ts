import { readFile } from 'node:fs/promises';
import { readSystem } from '#algorithms/formulas/check.ts';
import { decodeText } from '#kernel/sheets/read.ts';
import { collected, levelNames, sayFormula, sayFormulaProblem } from '#modules/indicators/index.ts';
import { WrongCall } from './usage.ts';

/** `delta indicators check FILE`: reads a system's formulas; every mistake as FILE:LINE:COLUMN, or each indicator with its formula in words. */
export async function indicatorsCheck(args: readonly string[]): Promise<number> {
  const [file] = args;
  if (file === undefined || args.length !== 1) throw new WrongCall('delta indicators check FILE');
  // whatever editor it comes from: with a mark at the beginning, in GB 18030, with any line ends
  const text = decodeText(await readFile(file)).replace(/^\ufeff/, '').replaceAll(/\r\n?/g, '\n');
  const read = readSystem(text, collected);
  if ('system' in read && read.system.byName.size === 0) {
    process.stderr.write(`${file}:1:1: 没有任何数据项或指标 there is no data element and no indicator\n`);
    return 1;
  }
  if ('problems' in read) {
    for (const problem of read.problems) {
      const said = sayFormulaProblem(problem);
      process.stderr.write(`${file}:${problem.line}:${problem.column}: ${said.zh} ${said.en}\n`);
    }
    return 1;
  }
  const { byName, order } = read.system;
  const count = (kind: string) => [...byName.values()].filter((declaration) => declaration.kind === kind).length;
  process.stdout.write(`${count('data')} 项数据、${order.length} 项指标 · ${count('data')} data elements, ${order.length} indicators\n`);
  for (const { name, label, unit, level, formula } of order) process.stdout.write(`\n${name}  ${label}（${unit === '' ? '1' : unit}，${levelNames[level].zh}）\n  = ${sayFormula(formula, read.system).zh}\n  = ${sayFormula(formula, read.system).en}\n`);
  return 0;
}
