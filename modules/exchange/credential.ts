import { hkdfSync } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { digestOf } from '#kernel/journal/journal.ts';
import { base58 } from './base58.ts';

/** The issuer of this installation's credentials: an Ed25519 key out of the installation's secret, named by itself (did:key). */
export type Issuer = { readonly did: string; /** Which key of the issuer signs: its DID with itself as fragment. */ readonly keyId: string; readonly publicJwk: { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string }; readonly sign: (bytes: Uint8Array) => Uint8Array };

/** https://w3c-ccg.github.io/did-key-spec: multibase base58btc over the multicodec of an Ed25519 public key. */
export function issuerOf(secret: string): Issuer {
  const privateKey = new Uint8Array(hkdfSync('sha256', secret, 'delta exchange', 'credential key ed25519', 32));
  const publicKey = ed25519.getPublicKey(privateKey);
  const name = `z${base58(Uint8Array.of(0xed, 0x01, ...publicKey))}`;
  return { did: `did:key:${name}`, keyId: `did:key:${name}#${name}`, publicJwk: { kty: 'OKP', crv: 'Ed25519', x: base64url(publicKey) }, sign: (bytes) => ed25519.sign(bytes, privateKey) };
}

/** What a credential says. */
export type CredentialFacts = {
  readonly number: string; readonly title: string; readonly description: string; readonly person: string; readonly on: string; readonly from: string; readonly to: string; readonly issuerName: string; readonly publicUrl: string;
  readonly recognised: readonly { readonly course: string; readonly hours: number; readonly credits: number; readonly grade: string }[];
};

/**
 * The certificate as an Open Badge 3.0 credential (1EdTech; a W3C verifiable credential 2.0) in the form of a signed JWT (VC-JOSE-COSE):
 * whoever has it can check it with the issuer's key, which its `kid` names, and without asking us.
 * The registered claims say again what the credential says, as Open Badges 3.0 asks of a JWT (8.2.4); verifiers that begin with the issuer look there.
 */
export function signCredential(issuer: Issuer, facts: CredentialFacts): string {
  const header = { alg: 'EdDSA', typ: 'vc+jwt', cty: 'vc', kid: issuer.keyId, jwk: issuer.publicJwk };
  const credential = credentialOf(issuer.did, facts);
  const claims = { iss: issuer.did, jti: credential.id, nbf: Temporal.Instant.from(credential.validFrom).epochMilliseconds / 1000 };
  const signed = `${base64url(bytesOf(header))}.${base64url(bytesOf({ ...credential, ...claims }))}`;
  return `${signed}.${base64url(issuer.sign(new TextEncoder().encode(signed)))}`;
}

/**
 * The same credential with its proof in it (W3C Data Integrity, cryptosuite eddsa-jcs-2022): for verifiers that read no JWT.
 * What is signed: SHA-256 of the proof's options and SHA-256 of the credential, each in canonical form (RFC 8785), one after the other.
 */
export function proveCredential(issuer: Issuer, facts: CredentialFacts, created: string) {
  const credential = credentialOf(issuer.did, facts);
  const options = { type: 'DataIntegrityProof', cryptosuite: 'eddsa-jcs-2022', created, verificationMethod: issuer.keyId, proofPurpose: 'assertionMethod', '@context': credential['@context'] };
  const signature = issuer.sign(Buffer.concat([digestOf(options), digestOf(credential)]));
  return { ...credential, proof: { ...options, proofValue: `z${base58(signature)}` } };
}

/** The credential before it is signed. */
export function credentialOf(did: string, { number, title, description, person, on, from, to, issuerName, publicUrl, recognised }: CredentialFacts) {
  const credits = recognised.reduce((sum, line) => sum + line.credits, 0);
  return {
    '@context': ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'],
    id: `urn:delta:certificate:${number}`,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: title,
    issuer: { id: did, type: ['Profile'], name: issuerName, url: publicUrl },
    validFrom: `${on}T00:00:00+08:00`,
    credentialSubject: {
      type: ['AchievementSubject'],
      identifier: [{ type: 'IdentityObject', hashed: false, identityHash: person, identityType: 'name' }],
      activityStartDate: `${from}T00:00:00+08:00`,
      activityEndDate: `${to}T23:59:59+08:00`,
      ...(credits > 0 ? { creditsEarned: credits } : {}),
      achievement: { id: `urn:delta:achievement:${number}`, type: ['Achievement'], name: title, description, criteria: { narrative: description } },
      result: recognised.map(({ course, hours, grade }) => ({ type: ['Result'], value: [course, `${hours}学时`, grade].filter((part) => part !== '').join(' · ') })),
    },
  };
}

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
