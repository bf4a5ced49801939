import type { Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { canonicalJson } from '#kernel/journal/canonical.ts';
import { openCheckpoint } from '#kernel/journal/checkpoint.ts';
import { loadHistory } from '#kernel/journal/journal.ts';
import { loadLog } from '#kernel/journal/log-key.ts';
import { formatNote, formatVerifier, signaturesOf } from '#kernel/journal/note.ts';
import { loadInclusion } from '#kernel/journal/proofs.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { writeBundle, type BundleProof } from './bundle-format.ts';
import { toBase64, toUtf8 } from './encoding.ts';
import { signingRefusals } from './refusals.ts';
import { readKeyStatement } from './statement.ts';
import { loadDocument, loadDocumentByDigest, loadSignatures, type DocumentRow } from './store.ts';

/** The bundle of a document in force that the actor may see, by its id or one of its digests (hex). */
export async function makeBundle(platform: Platform, actor: Actor, which: { id: string } | { digest: string }): Promise<{ bundle: string; title: string; sm3: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const document = await ('id' in which ? loadDocument(tx, which.id) : loadDocumentByDigest(tx, which.digest));
    if (document === undefined) throw refuse(commonRefusals.notFound);
    if (document.state !== 'inForce' || document.journalEntry === null) throw refuse(signingRefusals.noBundle);
    const { journalEntry, id, canonical, sm3, sha256, title } = document;
    // Who may see the document may see all that its bundle says; rows beside it may hold more than that.
    return asSystem(tx, 'signing', async (system) => {
      const signatures = await loadSignatures(system, [id]);
      const journal = await proofOf(system, document, journalEntry);
      const bundle = writeBundle({
        document: toBase64(toUtf8(canonical)), digests: { sm3, sha256 }, journal,
        signatures: signatures.map(({ party, statement, signature, algorithm, keyStatement, keyProof }) => ({
          party, statement: toBase64(toUtf8(statement)), signature: toBase64(signature),
          key: { algorithm, publicKey: readKeyStatement(keyStatement).publicKey, statement: toBase64(toUtf8(keyStatement)), proof: toBase64(keyProof) },
        })),
      });
      return { bundle, title, sm3 };
    });
  });
}

async function proofOf(tx: Tx, { subjectType, subjectId }: DocumentRow, entryId: number): Promise<BundleProof> {
  const [inclusion, log] = [await loadInclusion(tx, entryId), await loadLog(tx)];
  const [entry] = await loadHistory(tx, { subjectType, subjectId, limit: 1, before: entryId + 1 });
  if (inclusion === undefined || log === undefined || entry?.id !== entryId) throw refuse(signingRefusals.notSequenced);
  const { leaf, index, size, hashes, checkpoint } = inclusion;
  const { note } = openCheckpoint(checkpoint, log);
  return { leaf, changes: canonicalJson(entry.changes), index, size, hashes, checkpoint: formatNote({ text: note.text, signatures: signaturesOf(note.signatures, log.verifier) }), log: formatVerifier(log.verifier) };
}
