import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { createVerifyCryptosuite } from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import { verifyCredential } from '@digitalbazaar/vc';
import { verifyJWT } from 'did-jwt';
import { Resolver } from 'did-resolver';
import { getResolver } from 'key-did-resolver';
import { importJWK, jwtVerify, decodeProtectedHeader, compactVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { base58 } from './base58.ts';
import { issuerOf, proveCredential, signCredential, type CredentialFacts } from './credential.ts';

const facts: CredentialFacts = {
  number: 'JL2027323300000000AB', title: '交换学习证书', description: '在浙江师范大学随班学习一学期', person: '蒋雨欣', on: '2028-01-15', from: '2027-09-01', to: '2028-01-15', issuerName: '长三角教育协作平台', publicUrl: 'http://delta.test',
  recognised: [{ course: '现代教育技术', hours: 48, credits: 3, grade: '92' }, { course: '课程论', hours: 32, credits: 2, grade: '' }],
};

describe('a certificate as a credential', () => {
  const issuer = issuerOf('the secret of an installation');
  const token = signCredential(issuer, facts);

  test('is accepted by an independent library (jose), with the key that its header names, and says what the certificate says', async () => {
    const { alg, kid, typ, jwk } = decodeProtectedHeader(token);
    expect({ alg, kid, typ }).toEqual({ alg: 'EdDSA', kid: issuer.keyId, typ: 'vc+jwt' });
    const { payload } = await jwtVerify(token, await importJWK(jwk!, 'EdDSA'), { currentDate: new Date('2028-02-01') });
    expect(payload).toMatchObject({
      type: ['VerifiableCredential', 'OpenBadgeCredential'], issuer: { id: issuer.did }, validFrom: '2028-01-15T00:00:00+08:00',
      credentialSubject: { creditsEarned: 5, achievement: { name: '交换学习证书' }, result: [{ value: '现代教育技术 · 48学时 · 92' }, { value: '课程论 · 32学时' }] },
    });
  });

  test('as a JWT is accepted by an independent verifier that finds the key by the issuer’s name alone (did-jwt), and refused when changed, signed by another, or before it is valid', async () => {
    const given = { ...facts, on: '2026-01-15' }; // the verifier asks its own clock whether it is valid yet
    const jwt = signCredential(issuer, given);
    const verify = (what: string) => verifyJWT(what, { resolver: new Resolver(getResolver() as never) });
    const { verified, issuer: of, payload } = await verify(jwt);
    expect({ verified, of, iss: payload.iss, jti: payload.jti, nbf: payload.nbf }).toEqual({ verified: true, of: issuer.did, iss: issuer.did, jti: `urn:delta:certificate:${facts.number}`, nbf: Date.parse('2026-01-15T00:00:00+08:00') / 1000 });
    expect(payload).toMatchObject({ issuer: { id: payload.iss }, id: payload.jti });
    const [header = '', body = '', signature = ''] = jwt.split('.');
    const forged = Buffer.from(Buffer.from(body, 'base64url').toString('utf8').replace('蒋雨欣', '蒋雨桐')).toString('base64url');
    await expect(verify(`${header}.${forged}.${signature}`)).rejects.toThrow();
    const [, , anothers = ''] = signCredential(issuerOf('another secret'), given).split('.');
    await expect(verify(`${header}.${body}.${anothers}`)).rejects.toThrow();
    await expect(verify(signCredential(issuer, { ...given, on: '2099-01-15' }))).rejects.toThrow(/not valid before/);
  });

  test('is refused when a word of it was changed, or by another installation’s key', async () => {
    const [header = '', body = '', signature = ''] = token.split('.');
    const forged = Buffer.from(Buffer.from(body, 'base64url').toString('utf8').replace('蒋雨欣', '蒋雨桐')).toString('base64url');
    const key = await importJWK(issuer.publicJwk, 'EdDSA');
    await expect(compactVerify(`${header}.${forged}.${signature}`, key)).rejects.toThrow(/signature verification failed/);
    await expect(compactVerify(token, await importJWK(issuerOf('another secret').publicJwk, 'EdDSA'))).rejects.toThrow(/signature verification failed/);
  });

  test('with its proof in it is accepted by an independent verifier of W3C credentials (Digital Bazaar’s), and refused when a word was changed or another signed it', async () => {
    const given = { ...facts, on: '2026-01-15', from: '2025-09-01', to: '2026-01-15' }; // the verifier asks its own clock whether it is valid yet
    const proven = proveCredential(issuer, given, '2026-01-15T02:00:00Z');
    const verified = async (credential: unknown) => (await verifyCredential({ credential, suite: new DataIntegrityProof({ cryptosuite: createVerifyCryptosuite() }), documentLoader: didKeyAlone })).verified;
    expect(await verified(proven)).toBe(true);
    expect(await verified({ ...proven, name: '优秀交换生证书' })).toBe(false);
    expect(await verified({ ...proven, validFrom: '2025-01-15T00:00:00+08:00' })).toBe(false);
    expect(await verified({ ...proven, proof: { ...proven.proof, created: '2025-01-15T02:00:00Z' } })).toBe(false);
    const other = proveCredential(issuerOf('another secret'), given, '2026-01-15T02:00:00Z');
    expect(await verified({ ...proven, proof: { ...proven.proof, proofValue: other.proof.proofValue } })).toBe(false);
  });

  test('names its issuer by the key itself: the example of the did:key specification', () => {
    // did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK, the specification's own example for Ed25519.
    const example = 'z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK';
    const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
    let number = Array.from(example.slice(1)).reduce((sum, letter) => sum * 58n + BigInt(alphabet.indexOf(letter)), 0n);
    const bytes: number[] = [];
    for (; number > 0n; number >>= 8n) bytes.unshift(Number(number & 255n));
    expect(bytes.slice(0, 2)).toEqual([0xed, 0x01]);
    expect(bytes).toHaveLength(34);
    expect(`z${base58(Uint8Array.from(bytes))}`).toBe(example);
    expect(issuer.did).toMatch(/^did:key:z6Mk[1-9A-HJ-NP-Za-km-z]{44}$/);
    expect(base58(Uint8Array.of(0, 0, 1))).toBe('112');
  });
});

/** What a resolver of did:key answers: the key is read out of the name; nothing is fetched. */
async function didKeyAlone(url: string) {
  const [did = '', fragment] = url.split('#');
  if (!did.startsWith('did:key:')) throw new Error(`nothing else is needed to verify: ${url}`);
  const key = did.slice('did:key:'.length);
  const method = { '@context': 'https://w3id.org/security/multikey/v1', id: `${did}#${key}`, type: 'Multikey', controller: did, publicKeyMultibase: key };
  return { documentUrl: url, contextUrl: null, document: fragment === undefined ? { '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'], id: did, verificationMethod: [method], assertionMethod: [method.id] } : method };
}
