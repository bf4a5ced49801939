import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { canonicalJson, type Json } from './canonical.ts';
import { leafHash, type Hash } from './merkle.ts';

/** All that an entry says, as its leaf in the tree says it. Hex for bytes, ISO 8601 in UTC with microseconds for the time. */
export type LeafFields = {
  readonly id: number;
  readonly at: string;
  readonly account: string | null;
  readonly person: string | null;
  readonly role: string | null;
  readonly roleParty: string | null;
  readonly job: string | null;
  readonly act: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly subjectTitle: string | null;
  readonly initiative: string | null;
  readonly reason: string | null;
  /** SHA-256 of the canonical form of what changed. */
  readonly digest: string;
  readonly visibility: string;
  readonly party: string | null;
  readonly division: string | null;
  readonly organization: string | null;
  readonly subjectPerson: string | null;
  /** Without it nobody can guess an entry that is not theirs to see from its hash. */
  readonly salt: string;
};

/** The leaf of an entry: one line of canonical JSON (RFC 8785). `v` names this form, should there be another. */
export function leafText(fields: LeafFields): string {
  return canonicalJson({ v: 1, ...fields });
}

/** The hash under which a leaf stands in the tree. */
export function hashOfLeaf(text: string): Hash {
  return leafHash(new TextEncoder().encode(text));
}

/** What a leaf's text says; `undefined` when it is none. */
export function parseLeaf(text: string): LeafFields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // Whether it is the log's leaf is decided by its hash; here only that it can be shown.
    return typeof value === 'object' && value !== null && 'v' in value && 'id' in value && 'digest' in value && 'salt' in value ? (value as unknown as LeafFields) : undefined;
  } catch {
    return undefined;
  }
}

/** The digest of what an entry changed (hex), as `record` makes it. */
export function changesDigest(changes: Json): string {
  return bytesToHex(sha256(new TextEncoder().encode(canonicalJson(changes))));
}
