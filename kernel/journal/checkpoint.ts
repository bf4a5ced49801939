import { ed25519 } from '@noble/curves/ed25519.js';
import { concatBytes } from '@noble/hashes/utils.js';
import type { Hash } from './merkle.ts';
import { BadNote, formatSignature, fromBase64, isSignedBy, keyTypes, parseNote, signaturesOf, signNote, toBase64, verifies, type Note, type Signature, type Signer, type Verifier } from './note.ts';

/** What a log says of its tree at one size (C2SP tlog-checkpoint). */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Hash };

export type SignedCheckpoint = Checkpoint & { readonly note: Note };

export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

export function signCheckpoint(checkpoint: Checkpoint, signer: Signer): string {
  return signNote(formatCheckpoint(checkpoint), signer);
}

/** Reads a checkpoint without believing it. @throws BadNote */
export function parseCheckpoint(text: string): SignedCheckpoint {
  const note = parseNote(text);
  const [origin, size, root, ...extensions] = note.text.slice(0, -1).split('\n');
  if (origin === undefined || origin === '' || size === undefined || root === undefined || extensions.includes('')) throw new BadNote('not a checkpoint');
  if (!/^(0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size))) throw new BadNote('not a tree size');
  const hash = fromBase64(root);
  if (hash.length !== 32) throw new BadNote('not a root hash');
  return { origin, size: Number(size), root: hash, note };
}

/** Reads a checkpoint of this log. @throws BadNote unless the log has signed it */
export function openCheckpoint(text: string, { origin, verifier }: { origin: string; verifier: Verifier }): SignedCheckpoint {
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin !== origin) throw new BadNote(`a checkpoint of ${checkpoint.origin}, not of ${origin}`);
  if (!isSignedBy(checkpoint.note, verifier)) throw new BadNote('the log has not signed this checkpoint');
  return checkpoint;
}

/**
 * A witness's statement that this is the largest consistent tree of the log that it has seen at this time
 * (C2SP tlog-cosignature, cosignature/v1): the line to put under the checkpoint.
 * @param time seconds since 1970
 */
export function cosign({ text }: Pick<Note, 'text'>, { verifier, secretKey }: Signer, time: number): string {
  const signature = ed25519.sign(new TextEncoder().encode(cosignedText(text, time)), secretKey);
  return formatSignature(verifier, concatBytes(bigEndian(time), signature));
}

/** When the witness saw this checkpoint (seconds since 1970), if the line is its cosignature; `undefined` otherwise. */
export function cosignedAt({ text }: Pick<Note, 'text'>, { bytes }: Pick<Signature, 'bytes'>, verifier: Verifier): number | undefined {
  if (verifier.type !== keyTypes.cosignature || bytes.length !== 72) return undefined;
  const time = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0));
  return Number.isSafeInteger(time) && verifies(verifier, bytes.subarray(8), cosignedText(text, time)) ? time : undefined;
}

/** When each of these witnesses saw the checkpoint, as far as it carries their cosignatures. */
export function cosignatures({ note }: SignedCheckpoint, witnesses: readonly Verifier[]): { witness: Verifier; at: number }[] {
  return witnesses.flatMap((witness) => signaturesOf(note.signatures, witness).flatMap((signature) => {
    const at = cosignedAt(note, signature, witness);
    return at === undefined ? [] : [{ witness, at }];
  }));
}

function cosignedText(text: string, time: number): string {
  return `cosignature/v1\ntime ${time}\n${text}`;
}

function bigEndian(time: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(time));
  return bytes;
}
