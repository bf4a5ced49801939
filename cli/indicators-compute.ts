import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { computeIndex, type ComputeProblem } from '#algorithms/indices/compute.ts';
import { isWeighingProblem, weighByData, type WeighingProblem } from '#algorithms/indices/weights/by-data.ts';
import { rankIntervals, usualUncertainty } from '#algorithms/indices/robustness/monte-carlo.ts';
import { seeded } from '#algorithms/indices/robustness/random.ts';
import { Refusal } from '#kernel/refusal.ts';
import { readLines, type Lines } from '#kernel/sheets/read.ts';
import { printIndex, rankingOf, readChoices, readTables, readWeighting, sayComputeProblem, sayNote, sayWeightProblem, type OptionTexts } from '#modules/indicators/index.ts';
import { WrongCall } from './usage.ts';

/** How many times the index is made anew with other choices, for the intervals of the ranks: fewer of very many units, so that one need not wait. Always with the same seed: the same files print the same. */
const runsFor = (units: number) => Math.min(1_000, Math.max(100, Math.floor(4e6 / units)));

/** `delta indicators compute --data FILE --meta FILE […] [--json]`: an index from two tables, without a server. */
export async function indicatorsCompute(args: readonly string[]): Promise<number> {
  const { data, meta, json, weights, options } = readArgs(args);
  const choices = readChoices(options);
  if ('zh' in choices) throw new WrongCall(`${choices.zh} ${choices.en}`);
  const weighting = readWeighting(weights);
  if ('zh' in weighting) throw new WrongCall(`${weighting.zh} ${weighting.en}`);
  const [dataRows, metaRows] = [await readRows(data, 100_000), await readRows(meta, 10_000)];
  if (dataRows === undefined || metaRows === undefined) return 1;
  const read = readTables(dataRows, metaRows);
  if (!('units' in read)) {
    for (const { file, line, text } of read) process.stderr.write(`${file === 'data' ? data : meta}:${line}: ${text.zh} ${text.en}\n`);
    return 1;
  }
  const weighed = weighting.by === 'given' ? read : weighByData({ ...read, choices }, weighting.by);
  const tables = 'problem' in weighed ? read : { ...read, nodes: weighed.nodes };
  const computed = 'problem' in weighed ? weighed : computeIndex({ ...tables, choices });
  if ('problem' in computed) {
    const text = sayProblemOf(computed.problem);
    process.stderr.write(`${text.zh} ${text.en}\n`);
    return 1;
  }
  const robustness = rankIntervals({ ...tables, choices }, usualUncertainty(choices), { runs: runsFor(tables.units.length), random: seeded(1) });
  process.stdout.write(json ? `${JSON.stringify(printIndex(tables, { choices, weighting: weighting.by }, computed.result, robustness), undefined, 2)}\n` : rankingOf(tables, computed.result, robustness));
  for (const note of computed.result.notes) process.stderr.write(`${sayNote(note).zh} ${sayNote(note).en}\n`);
  return 0;
}

const sayProblemOf = (problem: ComputeProblem | WeighingProblem) => (isWeighingProblem(problem) ? sayWeightProblem(problem) : sayComputeProblem(problem));

/** The rows of a file; one that is no sheet is said with its name. */
async function readRows(file: string, most: number): Promise<Lines | undefined> {
  try {
    return await readLines(await readFile(file), most);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`${file}:1: ${error.text.zh} ${error.text.en}\n`);
    return undefined;
  }
}

function readArgs(args: readonly string[]): { data: string; meta: string; json: boolean; weights: string | undefined; options: OptionTexts } {
  const text = { type: 'string' } as const;
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options: { data: text, meta: text, normalise: text, scale: text, aggregate: text, treat: text, impute: text, weights: text, json: { type: 'boolean', default: false } } }));
  } catch (error) {
    throw new WrongCall((error as Error).message);
  }
  const twice = args.find((arg, i) => arg.startsWith('--') && args.indexOf(arg) < i);
  if (twice !== undefined) throw new WrongCall(`${twice}：只能写一次 ${twice}: only once`);
  const { data, meta, json, weights, ...options } = values;
  if (data === undefined || meta === undefined) throw new WrongCall('delta indicators compute --data FILE --meta FILE');
  return { data, meta, json, weights, options };
}
