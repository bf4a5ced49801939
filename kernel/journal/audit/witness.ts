import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { cosign } from '../checkpoint.ts';
import { keyTypes, signerOf, fromBase64, toBase64, type Signer } from '../note.ts';
import { mostApart } from '../witnesses.ts';
import { readIfThere } from './copy.ts';
import type { Finding } from './findings.ts';
import { followLog, type Followed } from './follow.ts';
import type { Source } from './source.ts';

/** `refused`: why the platform did not take the cosignature, in its words. */
export type Witnessed = Followed & { readonly cosigned: boolean; readonly refused?: string };

/**
 * One round of a witness: brings its copy up to date and, if the log has only added to it, cosigns the newest checkpoint.
 * Nothing is cosigned when the two clocks are apart: the cosignature says a time, and entries say theirs.
 * @param now the witness's own time (ms since 1970)
 * @param last the size that it cosigned last; the same tree is not cosigned twice
 */
export async function witnessLog(source: Source, { folder, signer, now, last }: { folder: string; signer: Signer; now: () => number; last: number }): Promise<Witnessed> {
  const head = await source.loadHead();
  if (head === undefined) return { from: 0, to: 0, findings: [], cosigned: false };
  const apart = Math.abs(Date.parse(head.now) - now());
  const followed = await followLog(source, folder, head);
  const findings: readonly Finding[] = apart > mostApart ? [...followed.findings, { kind: 'clock', minutes: Math.round(apart / 60_000) }] : followed.findings;
  const { checkpoint } = followed;
  if (checkpoint === undefined || findings.length > 0 || checkpoint.size === last) return { ...followed, findings, cosigned: false };
  try {
    await source.sendCosignature(checkpoint.size, cosign(checkpoint.note, signer, Math.floor(now() / 1000)));
    return { ...followed, findings, cosigned: true };
  } catch (error) {
    return { ...followed, findings, cosigned: false, refused: (error as Error).message };
  }
}

/** The witness's key in its folder, made when there is none; the private half stays there. */
export async function openWitnessKey(folder: string, name: string | undefined): Promise<{ signer: Signer; made: boolean }> {
  const path = join(folder, 'witness.key');
  const text = (await readIfThere(path))?.toString('utf8');
  if (text !== undefined) {
    const [named = '', secret = ''] = text.trim().split(' ');
    return { signer: signerOf(named, keyTypes.cosignature, fromBase64(secret)), made: false };
  }
  const signer = signerOf(name ?? `${hostname()}/witness`, keyTypes.cosignature, new Uint8Array(randomBytes(32)));
  await mkdir(folder, { recursive: true });
  await writeFile(path, `${signer.verifier.name} ${toBase64(signer.secretKey)}\n`, { mode: 0o600, flag: 'wx' });
  return { signer, made: true };
}
