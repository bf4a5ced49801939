import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openCopy } from '#kernel/journal/audit/copy.ts';
import { describeFinding } from '#kernel/journal/audit/findings.ts';
import { openWitnessKey, witnessLog } from '#kernel/journal/audit/witness.ts';
import { formatVerifier } from '#kernel/journal/note.ts';
import { journalAt, signInFromEnvironment } from './journal-source.ts';
import { WrongCall } from './usage.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** `delta witness --url URL --copy DIR`: keeps a copy of a platform's journal, checks that it only grows, and cosigns its checkpoints. */
export async function witness(args: readonly string[]): Promise<number> {
  const { url, copy: folder, name, once, every } = readArgs(args);
  const { signer, made } = await openWitnessKey(folder, name);
  if (made) say(`已生成见证密钥，私钥只在 ${folder}。请省级经办人在“工作日志”页登记这一行公钥：\nA witness key was made; its private half stays in ${folder}. A party officer registers this line on the journal page:\n\n  ${formatVerifier(signer.verifier)}\n`);
  const source = journalAt(url, signInFromEnvironment(process.env));
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
  let last = 0;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one round after the other
    const result = await round(last);
    if (result.cosigned !== undefined) last = result.cosigned;
    if (once) return result.sound ? 0 : 1;
    // oxlint-disable-next-line no-await-in-loop -- its time has to come
    await wait(every * 1000, undefined, { signal: stopped.signal }).catch(() => undefined);
    if (stopped.signal.aborted) return 0;
  }

  /** A platform that cannot be reached is asked again next time; what is wrong with the journal is said each time. */
  async function round(before: number): Promise<{ sound: boolean; cosigned?: number }> {
    try {
      const { from, to, findings, cosigned, refused } = await witnessLog(source, { folder, signer, now: () => Date.now(), last: before });
      for (const finding of findings) process.stderr.write(`✗ ${describeFinding(finding)}\n`);
      if (from === 0 && to > 0) say(`从此只认这个日志公钥，请与另外三方当面或电话核对：\nFrom now on only this key of the log is taken; compare it with the other three:\n\n  ${(await openCopy(folder))?.verifier ?? ''}\n`);
      if (to > from || cosigned) say(`${new Date().toISOString()}  ${from} → ${to}${cosigned ? '  已见证 · cosigned' : ''}`);
      if (refused !== undefined) process.stderr.write(`${refused}\n`);
      return { sound: findings.length === 0 && refused === undefined, ...(cosigned ? { cosigned: to } : {}) };
    } catch (error) {
      if (once) throw error;
      process.stderr.write(`${new Date().toISOString()}  ${error instanceof Error ? error.message : String(error)}\n`);
      return { sound: false };
    }
  }
}

function readArgs(args: readonly string[]) {
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options: { url: { type: 'string' }, copy: { type: 'string' }, name: { type: 'string' }, once: { type: 'boolean', default: false }, every: { type: 'string', default: '60' } } }));
  } catch (error) {
    throw new WrongCall((error as Error).message);
  }
  const { url, copy, name, once, every } = values;
  if (url === undefined || !URL.canParse(url)) throw new WrongCall('--url https://… ?');
  if (copy === undefined) throw new WrongCall('--copy DIR ?');
  if (name !== undefined && !/^[^\s+]{1,200}$/u.test(name)) throw new WrongCall(`--name ${name}: 不含空格和加号 · no spaces, no plus`);
  if (!/^[1-9]\d{0,4}$/.test(every)) throw new WrongCall(`--every ${every}: 1 … 99999`);
  return { url, copy, name, once, every: Number(every) };
}
