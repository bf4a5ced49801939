import { sql } from 'kysely';
import { hkdfSync, randomBytes } from 'node:crypto';
import type { Tx } from '#kernel/database/transaction.ts';
import type { Platform } from '#kernel/platform.ts';
import { formatVerifier, keyTypes, parseVerifier, signerOf, type Signer, type Verifier } from './note.ts';

/** The journal as a log with a name and a key (C2SP): what everybody pins who wants to check it. */
export type Log = { readonly origin: string; readonly verifier: Verifier };

/** The log of this installation; `undefined` before its first entry was put into the tree. */
export async function loadLog(tx: Tx): Promise<Log | undefined> {
  const { rows } = await sql<{ origin: string; verifier: string }>`select origin, verifier from kernel.journal_log`.execute(tx.db);
  const [row] = rows;
  return row === undefined ? undefined : { origin: row.origin, verifier: parseVerifier(row.verifier, keyTypes.note) };
}

/**
 * The key that the log signs with; names the log when this is its first start.
 * @throws when the installation's secret is not the one that the log was begun with: whoever checks it would have to take it for a forgery
 */
export async function openLogKey(tx: Tx, { config }: Pick<Platform, 'config'>): Promise<Signer> {
  const known = await loadLog(tx);
  const signer = logSigner(config.secret, known?.origin ?? newOrigin(config.publicUrl));
  if (known === undefined) {
    await sql`insert into kernel.journal_log (origin, verifier) values (${signer.verifier.name}, ${formatVerifier(signer.verifier)})`.execute(tx.db);
  } else if (known.verifier.keyId !== signer.verifier.keyId) {
    throw new Error('The journal was begun with another secret; its checkpoints cannot be signed with this one. Put the first secret back (DELTA_HOME/secret or DELTA_SECRET).');
  }
  return signer;
}

/** Follows from the installation's secret, so that it is kept where that is kept, and never in the database. */
export function logSigner(secret: string, origin: string): Signer {
  return signerOf(origin, keyTypes.note, new Uint8Array(hkdfSync('sha256', secret, 'delta journal', 'log key ed25519', 32)));
}

/** A name that no other log has: two installations may be reached at the same host. */
function newOrigin(publicUrl: string): string {
  return `${new URL(publicUrl).host}/journal/${randomBytes(4).toString('hex')}`;
}
