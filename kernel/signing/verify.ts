import { hexToBytes } from '@noble/hashes/utils.js';
import { parseCheckpoint, type SignedCheckpoint } from '#kernel/journal/checkpoint.ts';
import { hashOfLeaf, parseLeaf } from '#kernel/journal/leaf.ts';
import { verifyInclusion } from '#kernel/journal/merkle.ts';
import { isSignedBy as isNoteSignedBy, keyTypes, parseVerifier } from '#kernel/journal/note.ts';
import { partyNames, type PartyCode } from '#kernel/domain.ts';
import { bothLanguages, type Text, type TextValues } from '#kernel/text.ts';
import { longestBundle, readBundle, readInForce, type Bundle, type BundleSignature } from './bundle-format.ts';
import { equal } from './der.ts';
import { fromBase64, fromUtf8, toUtf8 } from './encoding.ts';
import { fingerprintOf, isSignedBy, readPublicKey, sha256Of, shortFingerprint, type PublicKey } from './keys.ts';
import { digestsOf, isWithin, readDocument, readKeyStatement, readStatement, type KeyStatement, type SignatureStatement, type SignedDocument } from './statement.ts';
import { Malformed } from './strict.ts';
import { verdictTexts } from './verify-messages.ts';

/**
 * The one verifier of bundles: on the command line, on the public page, in tests. Needs nothing but the bundle, believes none of it,
 * and knows no platform. A bundle is genuine when every check holds.
 */
export type CheckName = 'form' | 'document' | 'digests' | 'parties' | 'key' | 'statement' | 'validity' | 'signature' | 'journal';
export type Check = { readonly name: CheckName; readonly party?: PartyCode; readonly ok: boolean; readonly text: Text };

export type Verdict = {
  readonly genuine: boolean;
  readonly checks: readonly Check[];
  /** What the bundle says, as far as it could be read; to be believed only when it is genuine. */
  readonly document?: SignedDocument;
  readonly digests?: Bundle['digests'];
  readonly signatures: readonly (SignatureStatement & { readonly algorithm: string })[];
  /** The key of the log, to be compared with the one that a party keeps. */
  readonly log?: string;
};

/** @param log the log's key (`name+id+base64`) that the checkpoint must be of, where one knows it */
export function verifyBundle(source: string | Uint8Array, { log }: { log?: string } = {}): Verdict {
  const opened = open(source);
  if (!('bundle' in opened)) return { genuine: false, checks: [opened], signatures: [] };
  const { bundle } = opened;
  const document = canonicalIn(bundle.document, readDocument);
  if (document === undefined) return { genuine: false, checks: [holds('form'), fails('document', 'notDocument')], signatures: [] };
  const { value } = document;
  const digests = digestsOf(document.source);
  const sound = digests.sm3 === bundle.digests.sm3 && digests.sha256 === bundle.digests.sha256;
  const signatures = bundle.signatures.map((signature) => checkSignature(signature, { id: value.id, ...digests }));
  const checks = [
    holds('form'),
    holds('document', { title: value.title, round: value.round }),
    sound ? holds('digests') : fails('digests', 'notDigests'),
    checkParties(bundle.signatures, value.required),
    ...signatures.flatMap((signature) => signature.checks),
    checkJournal(bundle, { id: value.id, ...digests }, log),
  ];
  return { genuine: checks.every(({ ok }) => ok), checks, document: value, digests, signatures: signatures.flatMap(({ said }) => said ?? []), log: bundle.journal.log };
}

function open(source: string | Uint8Array): { bundle: Bundle } | Check {
  if (source.length > longestBundle) return fails('form', 'tooLong');
  const text = typeof source === 'string' ? source : fromUtf8(source);
  if (text === undefined) return fails('form', 'notText');
  try {
    return { bundle: readBundle(text) };
  } catch (error) {
    return fails('form', 'notForm', { what: error instanceof Malformed ? error.message : 'JSON' });
  }
}

/** Each required party once, in order; nobody else; no key for two. */
function checkParties(signatures: readonly BundleSignature[], required: readonly PartyCode[]): Check {
  const found = signatures.map(({ party }) => party);
  const twice = found.filter((party, i) => found.indexOf(party) !== i);
  const missing = required.filter((party) => !found.includes(party));
  const extra = found.filter((party) => !required.includes(party));
  if (twice.length > 0) return fails('parties', 'twice', { parties: namesOf(twice) });
  if (missing.length > 0) return fails('parties', 'missing', { parties: namesOf(missing), required: required.length, found: found.length - extra.length });
  if (extra.length > 0) return fails('parties', 'notAsked', { parties: namesOf(extra) });
  if (found.some((party, i) => party !== required[i])) return fails('parties', 'order');
  if (new Set(signatures.map(({ key }) => key.publicKey)).size !== signatures.length) return fails('parties', 'sameKey');
  return holds('parties', { parties: namesOf(required) });
}

type Named = { readonly id: string; readonly sm3: string; readonly sha256: string };

/** A party's signature: its key, what it signed, when, and the signature itself. */
function checkSignature(given: BundleSignature, document: Named): { checks: Check[]; said?: SignatureStatement & { algorithm: string } } {
  const { party } = given;
  const name = partyNames[party];
  const holdsFor = (check: PartyCheck, values: TextValues = {}) => ({ ...holds(check, { party: name, ...values }), party });
  const failsFor = (check: PartyCheck, text: keyof typeof verdictTexts, values: TextValues = {}) => ({ ...fails(check, text, { party: name, ...values }), party });

  const registered = checkKey(given);
  if (registered === undefined) return { checks: [failsFor('key', 'notKey')] };
  const { key, from, to, of } = registered;
  const fingerprint = fingerprintOf(key);
  const checks: Check[] = [of === party ? holdsFor('key', { algorithm: key.algorithm, fingerprint: shortFingerprint(fingerprint) }) : failsFor('key', 'keyOfOther', { other: partyNames[of] })];

  const statement = canonicalIn(given.statement, readStatement);
  if (statement === undefined) return { checks: [...checks, failsFor('statement', 'notStatement')] };
  const said = statement.value;
  const same = said.document.id === document.id && said.document.sm3 === document.sm3 && said.document.sha256 === document.sha256;
  if (!same) checks.push(failsFor('statement', 'otherDocument'));
  else if (said.party !== party) checks.push(failsFor('statement', 'statementOfOther', { other: partyNames[said.party] }));
  else if (said.key !== fingerprint) checks.push(failsFor('statement', 'otherKey'));
  else checks.push(holdsFor('statement'));

  const period = { at: inRegion(said.signedAt), from, to };
  checks.push(isWithin({ validFrom: from, validTo: to }, said.signedAt) ? holdsFor('validity', period) : failsFor('validity', 'notValidity', period));
  const signature = fromBase64(given.signature);
  checks.push(signature !== undefined && isSignedBy(key, toUtf8(statement.source), signature) ? holdsFor('signature') : failsFor('signature', 'notSignature'));
  return { checks, said: { ...said, algorithm: key.algorithm } };
}

/** The key, if it is one and has itself signed what it says of itself. */
function checkKey({ key }: BundleSignature): { key: PublicKey; from: string; to: string; of: PartyCode } | undefined {
  const spki = fromBase64(key.publicKey);
  const publicKey = spki === undefined ? undefined : readPublicKey(spki);
  const statement = canonicalIn(key.statement, readKeyStatement);
  const proof = fromBase64(key.proof);
  if (publicKey === undefined || statement === undefined || proof === undefined || publicKey.algorithm !== key.algorithm) return undefined;
  const said: KeyStatement & { key: PublicKey } = statement.value;
  if (!equal(said.key.spki, publicKey.spki) || !isSignedBy(publicKey, toUtf8(statement.source), proof)) return undefined;
  return { key: publicKey, from: said.validFrom, to: said.validTo, of: said.party };
}

/** The entry speaks of this document and these signatures, is in the tree, and the tree is the log's. */
function checkJournal({ journal, signatures }: Bundle, document: Named, log: string | undefined): Check {
  if (!entryNames(journal, signatures, document)) return fails('journal', 'notEntry');
  if (log !== undefined && log.trim() !== journal.log) return fails('journal', 'otherLog');
  const checkpoint = checkpointOf(journal);
  if (checkpoint === undefined) return fails('journal', 'notCheckpoint');
  const { index, size } = journal;
  const included = checkpoint.size === size && verifyInclusion({ leaf: hashOfLeaf(journal.leaf), index, size, path: journal.hashes.map(hexToBytes), root: checkpoint.root });
  return included ? holds('journal', { index: index + 1, size }) : fails('journal', 'notIncluded');
}

function entryNames({ leaf, changes }: Bundle['journal'], signatures: readonly BundleSignature[], document: Named): boolean {
  const entry = parseLeaf(leaf);
  if (entry === undefined || entry.act !== 'signing/inForce' || entry.digest !== sha256Of(toUtf8(changes))) return false;
  try {
    const said = readInForce(changes);
    return said.document === document.id && said.sm3 === document.sm3 && said.sha256 === document.sha256 && said.signatures.length === signatures.length
      && said.signatures.every(({ party, sha256 }, i) => party === signatures[i]?.party && sha256 === sha256Of(fromBase64(signatures[i].signature) ?? new Uint8Array()));
  } catch {
    return false;
  }
}

/** The checkpoint, if the log's key has signed it and nothing else stands in the note. */
function checkpointOf({ checkpoint, log }: Bundle['journal']): SignedCheckpoint | undefined {
  try {
    const verifier = parseVerifier(log, keyTypes.note);
    const read = parseCheckpoint(checkpoint);
    // Only the log's own line: one that we cannot check could be changed without our noticing.
    return read.origin === verifier.name && read.note.signatures.length === 1 && isNoteSignedBy(read.note, verifier) ? read : undefined;
  } catch {
    return undefined;
  }
}

/** Canonical text in base64 and what it says; `undefined` unless both are in their one form. */
function canonicalIn<T>(base64: string, read: (source: string) => T): { source: string; value: T } | undefined {
  const bytes = fromBase64(base64);
  const source = bytes === undefined ? undefined : fromUtf8(bytes);
  if (source === undefined) return undefined;
  try {
    return { source, value: read(source) };
  } catch {
    return undefined;
  }
}

/** An instant on the wall of the region: 2027-03-15 10:00 */
function inRegion(instant: string): string {
  return new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
}

type PartyCheck = 'key' | 'statement' | 'validity' | 'signature';

function holds(name: CheckName, values: TextValues = {}): Check {
  return { name, ok: true, text: bothLanguages(verdictTexts[name], values) };
}

function fails(name: CheckName, text: keyof typeof verdictTexts, values: TextValues = {}): Check {
  return { name, ok: false, text: bothLanguages(verdictTexts[text], values) };
}

function namesOf(parties: readonly PartyCode[]): Text {
  return { zh: parties.map((party) => partyNames[party].zh).join('、'), en: parties.map((party) => partyNames[party].en).join(', ') };
}

