import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { partyCodes } from '#kernel/domain.ts';
import { sampleBundle } from './bundle-sample.ts';
import { KeyFileProblem, openKeyFile, sealKeyFile } from './key-file.ts';
import { isSignedBy, newKey, readPublicKey, signWith, type Algorithm, type PrivateKey } from './keys.ts';
import { toUtf8 } from './encoding.ts';
import { verifyBundle } from './verify.ts';

/** What the system's own OpenSSL says of our keys and signatures, and our verifier of OpenSSL's. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'delta-openssl-'));
  return () => rmSync(folder, { recursive: true });
});

const at = (name: string) => join(folder, name);
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
const passphrase = '正确的马电池订书钉 horse';
const digestOf: Readonly<Record<Algorithm, string[]>> = { SM2: ['-sm3', '-sigopt', 'distid:1234567812345678'], 'P-256': ['-sha256'] };

/** The commands that docs/verify.md gives, in their order. */
const commands = [...readFileSync(new URL('../../docs/verify.md', import.meta.url), 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block);
const follow = (bundle: string) => {
  writeFileSync(at('bundle.json'), bundle);
  return execFileSync('sh', ['-e'], { cwd: folder, input: commands.join('\n'), stdio: ['pipe', 'pipe', 'pipe'] }).toString();
};

/** A key that OpenSSL made, in a file as somebody would keep it, opened as the page opens it. */
async function theirKey(algorithm: Algorithm): Promise<PrivateKey> {
  openssl('genpkey', ...(algorithm === 'SM2' ? ['-algorithm', 'SM2'] : ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256']), '-out', 'plain.pem');
  openssl('pkcs8', '-topk8', '-in', 'plain.pem', '-v2', 'aes-256-cbc', '-v2prf', 'hmacWithSHA256', '-iter', '600000', '-passout', `pass:${passphrase}`, '-out', 'theirs.pem');
  return openKeyFile(readFileSync(at('theirs.pem'), 'utf8'), passphrase);
}
async function theirSignature(key: PrivateKey, message: Uint8Array): Promise<Uint8Array> {
  writeFileSync(at('ours.pem'), await sealKeyFile(key, passphrase));
  writeFileSync(at('message'), message);
  openssl('dgst', ...digestOf[key.algorithm], '-sign', 'ours.pem', '-passin', `pass:${passphrase}`, '-out', 'signature', 'message');
  return Uint8Array.from(readFileSync(at('signature')));
}

describe('docs/verify.md, followed to the letter', () => {
  test('finds our bundles genuine, by SM2, by P-256 and mixed', () => {
    expect(commands).toHaveLength(3);
    for (const other of [[], partyCodes, ['33']]) {
      const said = follow(sampleBundle({ algorithm: (party) => (other.includes(party) ? 'P-256' : 'SM2') }));
      expect([said.match(/Verified OK/g), said.match(/Document OK/g)].map((found) => found?.length)).toEqual([4, 4]);
    }
  });

  test('also when the document is long', () => {
    expect(follow(sampleBundle({ required: ['32', '34'], content: { text: '协同推进教育现代化。'.repeat(20_000) } })).match(/Verified OK/g)).toHaveLength(2);
  });

  test('finds a signature of another statement, and signatures of another document', () => {
    const [one, other] = [sampleBundle(), sampleBundle()];
    const signatures = (bundle: string) => [...bundle.matchAll(/"signature":"([^"]*)"/g)].map(([, signature]) => signature!);
    expect(() => follow(one.replace(signatures(one)[1]!, signatures(other)[1]!))).toThrow();
    const document = /"document":"([^"]*)","format":"delta\.bundle/.exec(sampleBundle({ content: { text: '另一份' } }))![1]!;
    const said = follow(one.replace(/"document":"[^"]*","format":"delta\.bundle/, `"document":"${document}","format":"delta.bundle`));
    expect(said.match(/ANOTHER DOCUMENT/g)).toHaveLength(4);
  });
});

describe.each(['SM2', 'P-256'] as const)('%s', (algorithm) => {
  test('our key file is one that OpenSSL opens, and only with its passphrase', async () => {
    const key = newKey(algorithm);
    writeFileSync(at('ours.pem'), await sealKeyFile(key, passphrase));
    expect(Uint8Array.from(openssl('pkey', '-in', 'ours.pem', '-passin', `pass:${passphrase}`, '-pubout', '-outform', 'DER'))).toEqual(key.spki);
    expect(() => openssl('pkey', '-in', 'ours.pem', '-passin', 'pass:wrong', '-noout')).toThrow();
    const shown = openssl('asn1parse', '-in', 'ours.pem').toString();
    for (const part of [':PBES2', ':PBKDF2', ':hmacWithSHA256', ':aes-256-cbc', ':0927C0']) expect(shown).toContain(part); // 0x0927C0 = 600,000
    await expect(openKeyFile(readFileSync(at('ours.pem'), 'utf8'), 'wrong')).rejects.toMatchObject({ kind: 'wrongPassphrase' });
  });

  test('what OpenSSL signs our verifier takes, and what we sign OpenSSL takes', async () => {
    const key = await theirKey(algorithm);
    const message = toUtf8('四地会签');
    expect(isSignedBy(readPublicKey(key.spki)!, message, await theirSignature(key, message))).toBe(true);
    expect(isSignedBy(key, toUtf8('四地会签。'), await theirSignature(key, message))).toBe(false);
    writeFileSync(at('ours'), signWith(key, message));
    writeFileSync(at('key.pem'), openssl('pkey', '-in', 'plain.pem', '-pubout'));
    expect(openssl('dgst', ...digestOf[algorithm], '-verify', 'key.pem', '-signature', 'ours', 'message').toString()).toContain('Verified OK');
  });

  test('a whole bundle signed by OpenSSL is genuine', async () => {
    const keys = Object.fromEntries(await Promise.all(partyCodes.map(async (party) => [party, newKey(algorithm)] as const)));
    for (const key of Object.values(keys)) writeFileSync(at(`${Buffer.from(key.spki).toString('hex').slice(-16)}.pem`), await sealKeyFile(key, passphrase));
    const signer = (key: PrivateKey, message: Uint8Array) => {
      writeFileSync(at('message'), message);
      openssl('dgst', ...digestOf[algorithm], '-sign', `${Buffer.from(key.spki).toString('hex').slice(-16)}.pem`, '-passin', `pass:${passphrase}`, '-out', 'signature', 'message');
      return Uint8Array.from(readFileSync(at('signature')));
    };
    const bundle = sampleBundle({ keyOf: (party) => keys[party]!, signer });
    expect(verifyBundle(bundle).checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(follow(bundle).match(/Verified OK/g)).toHaveLength(4);
  });
});

test('a file that is no key file, or is encrypted in another way, is told apart from a wrong passphrase', async () => {
  const problem = (text: string) => openKeyFile(text, passphrase).then(() => 'opened', (error: KeyFileProblem) => error.kind);
  expect(await problem('hello')).toBe('notAKeyFile');
  openssl('genpkey', '-algorithm', 'SM2', '-out', 'plain.pem');
  expect(await problem(readFileSync(at('plain.pem'), 'utf8'))).toBe('notAKeyFile');
  openssl('pkcs8', '-topk8', '-in', 'plain.pem', '-v2', 'des3', '-passout', 'pass:x', '-out', 'des.pem');
  expect(await problem(readFileSync(at('des.pem'), 'utf8'))).toBe('unknownEncryption');
});
