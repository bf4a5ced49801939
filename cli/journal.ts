import { parseArgs } from 'node:util';
import { describeFinding, isBreach } from '#kernel/journal/audit/findings.ts';
import { proveSubject, type SubjectProof } from '#kernel/journal/audit/prove.ts';
import { databaseSource, type Source } from '#kernel/journal/audit/source.ts';
import { verifyJournal } from '#kernel/journal/audit/verify.ts';
import { withInstallation } from './installation.ts';
import { journalAt, signInFromEnvironment } from './journal-source.ts';
import { WrongCall } from './usage.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** So many findings are printed; who finds more needs no list. */
const mostPrinted = 100;

/** `delta journal verify [--copy DIR] [--url URL]`: whether anything was changed, dropped or put in; ends with 1 when it was, naming the entry. */
export async function journalVerify(args: readonly string[]): Promise<number> {
  const { url, copy } = readArgs(args, 0).values;
  return withJournal(url, async (source) => {
    const { size, checked, copied, findings } = await verifyJournal(source, copy);
    const breaches = findings.filter(isBreach);
    for (const finding of [...breaches, ...findings.filter((one) => !isBreach(one))].slice(0, mostPrinted)) say(`${isBreach(finding) ? '✗' : '·'} ${describeFinding(finding)}`);
    if (findings.length > mostPrinted) say(`… ${findings.length - mostPrinted}`);
    say(`共 ${size} 条，核对了能看到的 ${checked} 条${copy === undefined ? '（未与副本比对）' : `，与副本的 ${copied} 条逐条比对`}；${breaches.length === 0 ? '未发现改动' : `发现 ${breaches.length} 处`}`);
    say(`${size} entries, ${checked} of them seen and checked${copy === undefined ? ' (no copy to compare with)' : `, ${copied} compared with the copy`}; ${breaches.length === 0 ? 'nothing was changed' : `${breaches.length} findings`}`);
    return breaches.length === 0 ? 0 : 1;
  });
}

/** `delta journal prove TYPE:ID [--copy DIR] [--url URL] [--json]`: prints the proofs of every entry about a record. */
export async function journalProve(args: readonly string[]): Promise<number> {
  const { values: { url, copy, json }, positionals: [subject = ''] } = readArgs(args, 1);
  const [, type, id] = /^([^:]{1,100}):(.{1,100})$/.exec(subject) ?? [];
  if (type === undefined || id === undefined) throw new WrongCall(`${subject}: TYPE:ID, e.g. plan.milestone:0198…`);
  return withJournal(url, async (source) => {
    const proof = await proveSubject(source, { type, id }, copy);
    if (proof === undefined || (proof.entries.length === 0 && proof.waiting.length === 0)) throw new Error(`${subject}: 日志中没有，或您无权查看。 Not in the journal, or not yours to see.`);
    if (json) say(JSON.stringify(proof, null, 2));
    else printProof(proof);
    return proof.entries.every(({ holds }) => holds) && proof.consistency?.holds !== false ? 0 : 1;
  });
}

function printProof({ log, entries, waiting, consistency }: SubjectProof): void {
  say(`日志 · log        ${log.origin}\n公钥 · key        ${log.verifier}`);
  for (const { entry, index, size, leaf, hashes, holds } of entries) {
    say(`\n${holds ? '✓' : '✗'} 记录 · entry ${entry}   序号 · place ${index} / ${size}`);
    say(`  ${leaf}`);
    for (const hash of hashes) say(`  ${hash}`);
  }
  for (const entry of waiting) say(`\n… 记录 · entry ${entry}   尚未编入日志树 · not in the tree yet`);
  const [newest] = entries.toReversed();
  if (newest !== undefined) say(`\n检查点 · checkpoint\n${newest.checkpoint.replace(/^/gm, '  ').trimEnd()}`);
  if (consistency === undefined) return;
  say(`\n${consistency.holds ? '✓' : '✗'} 与副本一致 · consistent with the copy   ${consistency.first} → ${consistency.second}`);
  for (const hash of consistency.hashes) say(`  ${hash}`);
}

/** Over the network where a platform is named, or else in the database of this installation. */
function withJournal(url: string | undefined, work: (source: Source) => Promise<number>): Promise<number> {
  return url === undefined ? withInstallation((platform) => work(databaseSource(platform))) : work(journalAt(url, signInFromEnvironment(process.env)));
}

function readArgs(args: readonly string[], expected: number) {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], allowPositionals: true, options: { url: { type: 'string' }, copy: { type: 'string' }, json: { type: 'boolean', default: false } } });
  } catch (error) {
    throw new WrongCall((error as Error).message);
  }
  if (parsed.positionals.length !== expected) throw new WrongCall(expected === 0 ? 'delta journal verify' : 'delta journal prove TYPE:ID');
  if (parsed.values.url !== undefined && !URL.canParse(parsed.values.url)) throw new WrongCall(`--url ${parsed.values.url}`);
  return parsed;
}
