import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import { sampleBundle } from '#kernel/signing/bundle-sample.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'delta-cli-'));
  return () => rmSync(folder, { recursive: true });
});
const at = (name: string) => join(folder, name);
/** Off line: no data folder, no database, nothing of an installation. */
const delta = (args: string[], input = '') => spawnSync(process.execPath, [fileURLToPath(new URL('./delta.ts', import.meta.url)), ...args], { encoding: 'utf8', input, cwd: folder, env: { PATH: process.env['PATH'] } });

describe('delta verify', () => {
  test('ends with 0 for a genuine bundle, with 1 for an altered one, saying what is wrong, and with 2 when called wrongly', () => {
    const bundle = sampleBundle({ required: ['31', '34'] });
    writeFileSync(at('good.json'), bundle);
    expect(delta(['verify', at('good.json')])).toMatchObject({ status: 0, stdout: expect.stringContaining('签署包真实') });
    writeFileSync(at('bad.json'), bundle.replace('"party":"34"', '"party":"33"'));
    expect(delta(['verify', at('bad.json')])).toMatchObject({ status: 1, stdout: expect.stringContaining('✗ 缺少安徽省的签名') });
    expect(delta(['verify', at('good.json'), '--log', 'other+00000000+AAAA'])).toMatchObject({ status: 1, stdout: expect.stringContaining('另一个日志') });
    expect(delta(['verify', at('nowhere.json')]).status).toBe(1);
    expect(delta(['verify']).status).toBe(2);
  });
});

describe('delta key new', () => {
  test('makes a key that OpenSSL opens by its passphrase, in a file for its owner alone, and overwrites none', () => {
    const twice = 'correct horse battery\ncorrect horse battery\n';
    expect(delta(['key', 'new', at('key.pem')], twice)).toMatchObject({ status: 0, stdout: expect.stringMatching(/SM2 [0-9A-F]{4} /) });
    expect(execFileSync('openssl', ['pkey', '-in', at('key.pem'), '-passin', 'pass:correct horse battery', '-noout', '-text']).toString()).toContain('SM2');
    expect(statSync(at('key.pem')).mode & 0o077).toBe(0);
    const before = readFileSync(at('key.pem'), 'utf8');
    expect(delta(['key', 'new', at('key.pem')], twice).status).toBe(1);
    expect(readFileSync(at('key.pem'), 'utf8')).toBe(before);
    for (const bad of ['short\nshort\n', 'correct horse battery\nanother passphrase\n', '']) expect(delta(['key', 'new', at('other.pem')], bad).status).toBe(1);
    expect(delta(['key', 'new', at('other.pem'), '--algorithm', 'RSA'], twice).status).toBe(2);
  });
});
