import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { canonicalJson, type Json } from '#kernel/journal/canonical.ts';
import { readPublished, recompute, type Tally } from '#modules/indicators/index.ts';
import { WrongCall } from './usage.ts';

const most = 20;

/** `delta indicators recompute FILE [--digest HEX] [--json]`: works a published result out again from its own file; ends with 1 when a number comes out otherwise. */
export async function indicatorsRecompute(args: readonly string[]): Promise<number> {
  const { file, wanted, json } = readArgs(args);
  const text = (await readFile(file, 'utf8')).replace(/^\ufeff/, '');
  const content = readPublished(text);
  if (content === undefined) {
    process.stderr.write(`${file}: 这不是公布结果的复核文件 not the file of a published result\n`);
    return 1;
  }
  const digest = createHash('sha256').update(canonicalJson(JSON.parse(text) as Json)).digest('hex');
  let found;
  try {
    found = recompute(content);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    process.stderr.write(`${file}: 公式或结构无法执行 its formulas or its tree cannot be carried out: ${error.message}\n`);
    return 1;
  }
  const genuine = wanted === undefined || wanted === digest;
  const ok = genuine && found.differences.length === 0;
  if (json) process.stdout.write(`${JSON.stringify({ title: content.title, digest, genuine, ok, ...found }, undefined, 2)}\n`);
  else {
    process.stdout.write(`${content.title}\nSHA-256  ${digest}${wanted === undefined ? '' : genuine ? '  一致 as published' : '  与所给摘要不符 NOT what was named'}\n`);
    const line = (zh: string, en: string, { same, closed }: Tally) => process.stdout.write(`${zh} ${en}: ${same} 个一致 the same${closed === 0 ? '' : `，${closed} 个因所需数值不公布而无法复算 cannot be worked out, what they need is kept back`}\n`);
    line('指标值', 'values', found.values);
    line('得分', 'scores', found.scores);
    line('名次区间', 'rank intervals', found.intervals);
    for (const { unit, code, what, published, found: own } of found.differences.slice(0, most)) process.stdout.write(`不一致 differs: ${unit} ${code} (${what})  公布 published ${published ?? '—'}  复算 found ${own ?? '—'}\n`);
    if (found.differences.length > most) process.stdout.write(`…… ${found.differences.length - most}\n`);
    process.stdout.write(ok ? '复算一致 genuine\n' : '复算不一致 NOT genuine\n');
  }
  return ok ? 0 : 1;
}

function readArgs(args: readonly string[]): { file: string; wanted: string | undefined; json: boolean } {
  const wrong = new WrongCall('delta indicators recompute FILE [--digest HEX] [--json]');
  const rest = [...args];
  const json = rest.includes('--json');
  const own = rest.filter((arg) => arg !== '--json');
  const at = own.indexOf('--digest');
  const wanted = at < 0 ? undefined : own[at + 1]?.toLowerCase();
  if (at >= 0 && !/^[0-9a-f]{64}$/.test(wanted ?? '')) throw wrong;
  const [file, more] = at < 0 ? own : own.toSpliced(at, 2);
  if (file === undefined || file.startsWith('--') || more !== undefined) throw wrong;
  return { file, wanted, json };
}
