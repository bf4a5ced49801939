import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { partyNames } from '#kernel/domain.ts';
import { shortFingerprint } from '#kernel/signing/keys.ts';
import { verifyBundle } from '#kernel/signing/verify.ts';
import { WrongCall } from './usage.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** `delta verify BUNDLE [--log KEY]`: every check of a bundle, off line; ends with 0 when it is genuine and with 1 when it is not. */
export async function verify(args: readonly string[]): Promise<number> {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], allowPositionals: true, options: { log: { type: 'string' } } });
  } catch (error) {
    throw new WrongCall((error as Error).message);
  }
  const { positionals: [file, ...more], values: { log } } = parsed;
  if (file === undefined || more.length > 0) throw new WrongCall('delta verify BUNDLE');
  const { genuine, checks, document, digests, signatures, log: found } = verifyBundle(await readFile(file), log === undefined ? {} : { log });
  for (const { ok, text } of checks) say(`${ok ? '✓' : '✗'} ${text.zh}\n  ${text.en}`);
  if (document !== undefined && digests !== undefined) say(`\n《${document.title}》\n  SM3     ${digests.sm3}\n  SHA-256 ${digests.sha256}`);
  for (const { party, key, reason, signedAt } of signatures) say(`  ${partyNames[party].zh} ${signedAt} ${shortFingerprint(key)} ${reason}`);
  if (found !== undefined) say(`  日志公钥 · the journal’s key: ${found}`);
  say(genuine ? '\n签署包真实。 · The bundle is genuine.' : '\n签署包不真实，或已被改动。 · The bundle is false, or was altered.');
  return genuine ? 0 : 1;
}
