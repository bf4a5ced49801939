import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { verifyTranscript } from '#algorithms/draw/verify.ts';
import { WrongCall } from './usage.ts';

/** `delta draw verify TRANSCRIPT`: runs a draw again and says of each step whether it fits; ends with 1 when one does not. */
export async function drawVerify(args: readonly string[]): Promise<number> {
  const { path, digest } = readArgs(args);
  const { ok, checks, transcript } = verifyTranscript(await readFile(path, 'utf8'));
  for (const { ok, zh, en } of checks) process.stdout.write(`${ok ? '✓' : '✗'} ${zh} · ${en}\n`);
  const frozen = digest === undefined || transcript?.digest === digest;
  if (digest !== undefined) process.stdout.write(frozen ? '✓ 与日志中的摘要相同 · the same digest as in the journal\n' : '✗ 与日志中的摘要不同 · not the digest that the journal holds\n');
  if (ok && frozen && transcript !== undefined) {
    const names = new Map(transcript.openings.map(({ place, id }) => [place, id]));
    process.stdout.write(`抽中 · drawn: ${transcript.panel.map((place) => names.get(place) ?? '').join(' ')}\n`);
  }
  return ok && frozen ? 0 : 1;
}

function readArgs(args: readonly string[]): { path: string; digest: string | undefined } {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], allowPositionals: true, options: { digest: { type: 'string' } } });
  } catch (error) {
    throw new WrongCall((error as Error).message);
  }
  const [path] = parsed.positionals;
  const { digest } = parsed.values;
  if (path === undefined || parsed.positionals.length !== 1) throw new WrongCall('delta draw verify TRANSCRIPT');
  if (digest !== undefined && !/^[0-9a-f]{64}$/.test(digest)) throw new WrongCall('--digest: 64 hex digits');
  return { path, digest };
}
