import { hash } from 'node:crypto';
import { hashLength, type Hash } from './merkle.ts';

// The same hashes as in merkle.ts by Node's own SHA-256, for the server, which computes many.

/** SHA-256(0x01 ‖ left ‖ right) */
export function nativeNodeHash(left: Hash, right: Hash): Hash {
  node.set(left, 1);
  node.set(right, 1 + hashLength);
  return hash('sha256', node, 'buffer');
}

/** SHA-256(0x00 ‖ the leaf's text in UTF-8) */
export function nativeLeafHash(text: string): Hash {
  return hash('sha256', `\0${text}`, 'buffer');
}

// One buffer for all: hashing is synchronous, and nobody else sees it.
const node = new Uint8Array(1 + 2 * hashLength);
node[0] = 1;
