import { isPerson } from '#kernel/actor/actor.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import { loadSigning } from '#kernel/signing/documents.ts';
import { loadConsent } from '#modules/governance/index.ts';

export const schemeSubject = (id: string) => ({ type: 'exchange.scheme', id }) as const;

/** How the four stand to a scheme: what each has said in the newest round, and the document that they sign. Between their officers only. */
export async function loadDecision(tx: Tx, id: string) {
  if (!isPerson(tx.actor)) return { consent: null, documentId: null };
  const consent = await loadConsent(tx, schemeSubject(id));
  const round = consent?.rounds.at(-1);
  const signing = await loadSigning(tx, schemeSubject(id));
  return {
    consent: consent === undefined || round === undefined ? null : {
      proposalId: consent.id, round: round.round, state: round.state, deadline: round.deadline, digest: round.digest, answers: round.answers.map(({ party, answer, name, text }) => ({ party, answer, name, text })),
    },
    documentId: signing === undefined || signing.state === 'withdrawn' ? null : signing.documentId,
  };
}
