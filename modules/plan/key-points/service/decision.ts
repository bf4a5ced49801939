import { isPerson } from '#kernel/actor/actor.ts';
import { asSystem, type Tx } from '#kernel/database/transaction.ts';
import { loadSigning } from '#kernel/signing/documents.ts';
import { loadConsent } from '#modules/governance/index.ts';
import type { KeyPointsRow } from '../store.ts';

/** What the four have said in the newest round, and who has signed: between the four while it is under way, everybody's once it is in force. */
export async function loadDecision(tx: Tx, { id, visibility }: Pick<KeyPointsRow, 'id' | 'visibility'>) {
  const subject = { type: 'plan.keyPoints', id };
  const consent = isPerson(tx.actor) ? await loadConsent(tx, subject) : undefined;
  const round = consent?.rounds.at(-1);
  const signing = visibility === 'public' ? await asSystem(tx, 'plan.keyPoints', (system) => loadSigning(system, subject)) : await loadSigning(tx, subject);
  return {
    consent: consent === undefined || round === undefined ? null : {
      proposalId: consent.id, round: round.round, state: round.state, deadline: round.deadline, digest: round.digest,
      answers: round.answers.map(({ party, answer, name, text, answeredAt }) => ({ party, answer, name, text, answeredAt })),
    },
    signing: signing === undefined ? null : {
      documentId: signing.documentId, state: signing.state, round: signing.round, sm3: signing.sm3, sha256: signing.sha256, required: [...signing.required], inForceAt: signing.inForceAt,
      signatures: signing.signatures.map(({ party, name, reason, signedAt }) => ({ party, name, reason, signedAt })),
    },
  };
}
