import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { sealKeyFile, shortestPassphrase } from '#kernel/signing/key-file.ts';
import { algorithms, fingerprintOf, newKey, shortFingerprint } from '#kernel/signing/keys.ts';
import { WrongCall } from './usage.ts';

/** `delta key new FILE [--algorithm SM2|P-256]`: makes a key pair on this machine and keeps it in an encrypted file; asks for the passphrase. */
export async function keyNew(args: readonly string[]): Promise<number> {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], allowPositionals: true, options: { algorithm: { type: 'string', default: 'SM2' } } });
  } catch (error) {
    throw new WrongCall((error as Error).message);
  }
  const { positionals: [file, ...more], values } = parsed;
  const algorithm = algorithms.find((name) => name === values.algorithm);
  if (file === undefined || more.length > 0 || algorithm === undefined) throw new WrongCall('delta key new FILE --algorithm SM2|P-256');
  const [passphrase, again] = await askTwice();
  if ([...passphrase].length < shortestPassphrase) throw new Error(`口令至少 ${shortestPassphrase} 位 · the passphrase needs ${shortestPassphrase} characters or more`);
  if (passphrase !== again) throw new Error('两次输入的口令不同 · the two passphrases differ');
  const key = newKey(algorithm);
  await writeFile(file, await sealKeyFile(key, passphrase), { mode: 0o600, flag: 'wx' });
  process.stdout.write(`${file}\n  ${algorithm} ${shortFingerprint(fingerprintOf(key))}\n  请在“签署密钥”页登记此文件，并妥善保管文件和口令；平台没有备份。\n  Register it on the page “Signing keys”, and keep file and passphrase safe: the platform has no copy.\n`);
  return 0;
}

/** At a terminal the passphrase is not shown; otherwise it is read, twice, a line each, from standard input. */
async function askTwice(): Promise<[string, string]> {
  const shown = process.stdin.isTTY === true;
  const terminal = createInterface({ input: process.stdin, output: new Writable({ write: (_chunk, _encoding, done) => done() }), terminal: shown });
  const lines = terminal[Symbol.asyncIterator]();
  const ask = async (question: string): Promise<string> => {
    if (shown) process.stderr.write(question);
    const { value, done } = await lines.next();
    if (shown) process.stderr.write('\n');
    return done === true ? '' : value;
  };
  try {
    return [await ask('口令 · passphrase: '), await ask('再输一次 · once more: ')];
  } finally {
    terminal.close();
  }
}
