import type { Tx } from '#kernel/database/transaction.ts';
import { partyCodes } from '#kernel/domain.ts';
import { openTask } from '#kernel/inbox/inbox.ts';
import { move } from '#kernel/lifecycle/move.ts';
import { announce } from '#kernel/live/live.ts';
import type { Outcomes } from '#kernel/module.ts';
import { openSigning } from '#kernel/signing/documents.ts';
import { digestOfText } from '#modules/governance/index.ts';
import { schemeLifecycle, schemeLink } from '../lifecycle.ts';
import { loadQuotas, loadScheme, tables, type SchemeRow } from '../store.ts';
import { clausesOf } from './clauses.ts';
import { schemeSubject } from './decision.ts';

/** What the decisions of the four make of a scheme; the platform acts, in the transaction of the last party's answer or signature. */
export const schemeOutcomes: Outcomes = {
  /** Agreed, the very text goes to the signatories; refused or taken back, the scheme is a draft again. */
  onDecided: async (tx, { subjectId, round, result, digest }) => {
    const scheme = await loadScheme(tx, subjectId);
    if (scheme?.state !== 'consulting') return;
    if (result === 'refused') return void (await go(tx, scheme, 'refuse'));
    const clauses = clausesOf(scheme, await loadQuotas(tx, subjectId));
    if (digestOfText(scheme.title, clauses).toString('hex') !== digest) throw new Error(`scheme ${subjectId} is not what the four agreed to`);
    await go(tx, scheme, 'agree');
    await openSigning(tx, { subject: schemeSubject(subjectId), title: scheme.title, content: { clauses: clauses.map((clause) => ({ ...clause })) }, attachments: [], round, required: partyCodes, link: schemeLink(subjectId) });
  },
  onSigned: async (tx, { subjectId }) => {
    const scheme = await loadScheme(tx, subjectId);
    if (scheme?.state !== 'signing') return;
    await go(tx, scheme, 'enact');
    await askHosts(tx, scheme);
  },
};

/** Hosts whose posts were taken from the pool say the rest of them and publish them, now that the scheme stands. */
async function askHosts(tx: Tx, { id, title, applyUntil }: SchemeRow): Promise<void> {
  const offers = await tables(tx).selectFrom('exchange.offer').select(['id', 'institutionId', 'title']).where('schemeId', '=', id).where('state', '=', 'draft').where('postId', 'is not', null).execute();
  for (const offer of offers) {
    // oxlint-disable-next-line no-await-in-loop -- a task each, once a year
    await openTask(tx, {
      kind: 'exchange.offer/publish', subject: { type: 'exchange.offer', id: offer.id }, to: { role: 'institution_officer', organizationId: offer.institutionId }, link: `${schemeLink(id)}?tab=offers`, dueOn: applyUntil,
      title: { zh: `请补充并发布岗位“${offer.title}”：${title}`, en: `Complete and publish "${offer.title}": ${title}` },
    });
  }
}

async function go(tx: Tx, { id, version }: SchemeRow, transition: string): Promise<void> {
  await move<SchemeRow, string, string>(tx, schemeLifecycle, { id, version, transition });
  await announce(tx, schemeSubject(id));
}
