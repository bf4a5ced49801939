import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { lifecycleRefusals, move, type Move } from '#kernel/lifecycle/move.ts';
import { announce } from '#kernel/live/live.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { loadSigning, withdrawSigning } from '#kernel/signing/documents.ts';
import { loadConsent, putToTheFour, withdrawProposal } from '#modules/governance/index.ts';
import { schemeLifecycle, schemeLink } from '../lifecycle.ts';
import { loadQuotas, loadScheme, type SchemeRow } from '../store.ts';
import { clausesOf } from './clauses.ts';
import { schemeSubject } from './decision.ts';

/** Puts a scheme before the four, as it stands; a changed one in a new round. */
export async function putScheme(tx: Tx, platform: Platform, request: Move): Promise<void> {
  const scheme = await move<SchemeRow, string, string>(tx, schemeLifecycle, request);
  await putToTheFour(tx, platform, {
    kind: 'exchange.scheme', subject: schemeSubject(scheme.id), title: scheme.title, clauses: clausesOf(scheme, await loadQuotas(tx, scheme.id)), deadline: scheme.consentUntil ?? '', link: schemeLink(scheme.id),
  });
  await announce(tx, schemeSubject(scheme.id));
}

/** Takes a scheme back to its draft from wherever the four have it: a proposal that they answer is withdrawn, and so is what they sign; what was said and signed stays on record and counts for nothing. */
export async function takeBack(platform: Platform, actor: Actor, request: Move): Promise<void> {
  const proposalId = await inTransaction(platform.database, actor, async (tx) => {
    const scheme = await loadScheme(tx, request.id);
    if (scheme === undefined) throw refuse(commonRefusals.notFound);
    if (scheme.state !== 'consulting') return void (await takeFromSignatories(tx, request));
    if (actor.role !== 'party_officer' || actor.party !== scheme.party) throw refuse(commonRefusals.notAllowed);
    if (scheme.version !== request.version) throw refuse(commonRefusals.changedMeanwhile, {}, { details: { yours: { ...request }, current: scheme } });
    if (!request.reason) throw refuse(lifecycleRefusals.reasonRequired, {}, { field: '/reason' });
    return (await loadConsent(tx, schemeSubject(request.id)))?.id;
  });
  if (proposalId !== undefined) await withdrawProposal(platform, actor, proposalId, request.reason ?? '');
}

async function takeFromSignatories(tx: Tx, request: Move): Promise<void> {
  await move<SchemeRow, string, string>(tx, schemeLifecycle, request);
  const signing = await loadSigning(tx, schemeSubject(request.id));
  if (signing?.state === 'open') await withdrawSigning(tx, signing.documentId, request.reason ?? '');
  await announce(tx, schemeSubject(request.id));
}
