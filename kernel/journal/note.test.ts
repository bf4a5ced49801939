import fc from 'fast-check';
import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { cosign, cosignatures, cosignedAt, formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { leafHash } from './merkle.ts';
import { BadNote, formatVerifier, fromBase64, isSignedBy, keyTypes, parseNote, parseSignature, parseVerifier, signerOf, signNote, toBase64 } from './note.ts';

// The note and keys of the reference implementation's documentation (golang.org/x/mod/sumdb/note)
const neumann = {
  verifier: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  secret: 'AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
  note: 'If you think cryptography is the answer to your problem,\nthen you don\'t know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
};
const logKey = signerOf('delta.example/journal/1', keyTypes.note, new Uint8Array(32).fill(7));
const witnessKey = signerOf('js.example/witness', keyTypes.cosignature, new Uint8Array(32).fill(9));
const log = { origin: logKey.verifier.name, verifier: logKey.verifier };
const root = leafHash(new TextEncoder().encode('甲'));
const checkpoint = signCheckpoint({ origin: log.origin, size: 20_852_163, root }, logKey);

describe('a signed note (C2SP)', () => {
  test('is the reference implementation\'s, byte for byte', () => {
    const verifier = parseVerifier(neumann.verifier, keyTypes.note);
    expect(formatVerifier(verifier)).toBe(neumann.verifier);
    expect(isSignedBy(parseNote(neumann.note), verifier)).toBe(true);
    const signer = signerOf('PeterNeumann', keyTypes.note, fromBase64(neumann.secret).subarray(1));
    expect(signNote(parseNote(neumann.note).text, signer)).toBe(neumann.note);
  });

  test('is refused with any one bit of it flipped', () => {
    const verifier = parseVerifier(neumann.verifier, keyTypes.note);
    const bytes = Buffer.from(neumann.note);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const holds = (() => { try { return isSignedBy(parseNote(flipped.toString('utf8')), verifier); } catch (error) { if (error instanceof BadNote) return false; throw error; } })();
      expect(holds, `bit ${bit}`).toBe(false);
    }
  });

  test.each([
    ['no signature', 'text\n\n'], ['no blank line', 'text\n— a AAAAAAA=\n'], ['no final newline', neumann.note.slice(0, -1)], ['a control character', neumann.note.replace('If', '\tIf')],
    ['a hyphen for the dash', neumann.note.replace('—', '-')], ['loose base64', neumann.note.replace('nAM=', 'nAN=')], ['a name with a plus', neumann.note.replace('— P', '— P+')], ['a signature too short', 'text\n\n— a AAAAAA==\n'],
  ])('is none with %s', (_, note) => {
    expect(() => parseNote(note)).toThrow(BadNote);
  });

  test.each(['', 'PeterNeumann', neumann.verifier.replace('c74f20a3', 'c74f20a4'), neumann.verifier.replace('ARpc', 'BBpc'), neumann.verifier.replace('+c7', ' +c7'), neumann.verifier.slice(0, -4), formatVerifier(witnessKey.verifier)])('knows a key only as it is: %s', (key) => {
    expect(() => parseVerifier(key, keyTypes.note)).toThrow(BadNote);
  });
});

describe('a checkpoint (C2SP tlog-checkpoint)', () => {
  test('is read as it was signed, also that of the standard\'s own example', () => {
    expect(openCheckpoint(checkpoint, log)).toMatchObject({ origin: log.origin, size: 20_852_163, root });
    const example = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n';
    const read = parseCheckpoint(example);
    expect(read).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163 });
    expect(formatCheckpoint(read)).toBe(read.note.text);
    expect(read.note.signatures.map(({ name, keyId }) => [name, keyId])).toEqual([['example.com/behind-the-sofa', '033de0ae'], ['witness.example.com/w1', '8d66cf3f']]);
    // the example's cosignature is of the time that its text names
    expect(new DataView(read.note.signatures[1]!.bytes.buffer, read.note.signatures[1]!.bytes.byteOffset).getBigUint64(0)).toBe(1679315147n);
  });

  test('is not of this log with another name, another key, or no signature of its own', () => {
    expect(() => openCheckpoint(checkpoint, { ...log, origin: 'other.example' })).toThrow(/not of other/);
    expect(() => openCheckpoint(checkpoint, { ...log, verifier: signerOf(log.origin, keyTypes.note, new Uint8Array(32).fill(8)).verifier })).toThrow(/not signed/);
    expect(() => openCheckpoint(checkpoint.replace('20852163', '20852164'), log)).toThrow(/not signed/);
  });

  test.each([['01', 'a leading zero'], ['-1', 'a sign'], ['1e3', 'an exponent'], ['9007199254740993', 'more than can be counted'], ['', 'nothing']])('has no size %s (%s)', (size) => {
    expect(() => parseCheckpoint(checkpoint.replace('20852163', size))).toThrow(BadNote);
  });

  test('is checked by another implementation of Ed25519 too', () => {
    const { text, signatures } = parseNote(checkpoint);
    const key = createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), logKey.verifier.publicKey]), format: 'der', type: 'spki' });
    expect(verify(null, Buffer.from(text), key, signatures[0]!.bytes)).toBe(true);
  });
});

describe('a cosignature (C2SP tlog-cosignature)', () => {
  const { note } = openCheckpoint(checkpoint, log);
  const line = cosign(note, witnessKey, 1_679_315_147);

  test('says when its witness saw the checkpoint', () => {
    const cosigned = openCheckpoint(`${checkpoint}${line}\n`, log);
    expect(cosignatures(cosigned, [witnessKey.verifier])).toEqual([{ witness: witnessKey.verifier, at: 1_679_315_147 }]);
    expect(cosignatures(cosigned, [signerOf('zj.example/witness', keyTypes.cosignature, new Uint8Array(32).fill(1)).verifier])).toEqual([]);
  });

  test('is over the text that the standard names, as another implementation signs it', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    const verifier = parseVerifier(`${formatVerifier({ ...signerOf('w', keyTypes.cosignature, new Uint8Array(32)).verifier })}`, keyTypes.cosignature);
    const time = Buffer.alloc(8);
    time.writeBigUInt64BE(1_900_000_000n);
    const signature = sign(null, Buffer.from(`cosignature/v1\ntime 1900000000\n${note.text}`), privateKey);
    expect(cosignedAt(note, { bytes: Buffer.concat([time, signature]) }, { ...verifier, publicKey: raw })).toBe(1_900_000_000);
  });

  test('is none with any one bit flipped, for another checkpoint, or by the same key as a log', () => {
    fc.assert(fc.property(fc.nat({ max: 72 * 8 - 1 }), (bit) => {
      const bytes = Uint8Array.from(parseSignature(line).bytes);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      expect(cosignedAt(note, { bytes }, witnessKey.verifier)).toBeUndefined();
    }));
    expect(cosignedAt({ text: note.text.replace('20852163', '20852164') }, parseSignature(line), witnessKey.verifier)).toBeUndefined();
    expect(isSignedBy(parseNote(`${note.text}\n${line}\n`), witnessKey.verifier)).toBe(false);
  });
});

test('base64 is that of Node for any bytes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
    expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    expect(fromBase64(toBase64(bytes))).toEqual(bytes);
  }));
});
