import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import { closeTasks, openTask } from '#kernel/inbox/inbox.ts';
import { move } from '#kernel/lifecycle/move.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { schemeSubject } from '../consent/decision.ts';
import { applicationLifecycle, schemeLink } from '../lifecycle.ts';
import { refusals as exchangeRefusals } from '../refusals.ts';
import { findScheme } from '../service/schemes.ts';
import { loadQuotas, type ApplicationRow, type SchemeRow } from '../store.ts';
import { refusals } from './refusals.ts';
import { onwardFrom, refusalAt } from './rules.ts';
import { loadToConfirm, type ToConfirm } from './store.ts';

/** The nominations that wait for the actor's word: a division's own, or a party's, and with them what its divisions have not settled yet. */
export async function listToConfirm(platform: Platform, actor: Actor, schemeId: string, { limit, cursor }: { limit: number; cursor?: string | undefined }): Promise<Page<ToConfirm> & { quotas: { institutionName: string; places: number; nominated: number }[] }> {
  const [home, rank, id] = cursor === undefined ? [] : decodeCursor(cursor, ['string', 'number', 'string']);
  const after = home === undefined ? undefined : ([String(home), Number(rank), String(id)] as const);
  return inTransaction(platform.database, actor, async (tx) => {
    checkConfirms(actor);
    await findScheme(tx, schemeId);
    const rows = await loadToConfirm(tx, schemeId, { states: ['atDivision', 'atParty'].filter((state) => actor.role === 'party_officer' || state === 'atDivision'), after, limit: limit + 1 });
    const homes = new Set(rows.map(({ homeName }) => homeName));
    const quotas = (await loadQuotas(tx, schemeId)).filter(({ institutionName }) => homes.has(institutionName));
    return { ...cutPage(rows, limit, ({ homeName, nominationRank, id }) => [homeName, nominationRank ?? 0, id]), quotas: quotas.map(({ institutionName, places, nominated }) => ({ institutionName, places, nominated })) };
  });
}

export type Verdict = { readonly verdict: 'confirm' } | { readonly verdict: 'refuse'; /** The applicants read it. */ readonly reason: string };

/** Confirms or refuses many at once: all of them or, when one has changed meanwhile, none. */
export async function settleNominations(platform: Platform, actor: Actor, schemeId: string, { items, ...said }: Verdict & { readonly items: readonly { readonly id: string; readonly version: number }[] }): Promise<{ settled: number }> {
  return inTransaction(platform.database, actor, async (tx) => {
    checkConfirms(actor);
    const scheme = await findScheme(tx, schemeId);
    if (scheme.state !== 'open') throw refuse(exchangeRefusals.notOpen);
    const waiting = await loadToConfirm(tx, schemeId, { states: ['atDivision', 'atParty'], ids: items.map(({ id }) => id), limit: items.length });
    for (const { id, version } of items) {
      const found = waiting.find((row) => row.id === id);
      if (found === undefined) throw refuse(refusals.notToConfirm, { name: await nameOf(tx, id) });
      const transition = said.verdict === 'confirm' ? (onwardFrom(scheme.confirms, found.state) ?? '') : refusalAt[found.state];
      // oxlint-disable-next-line no-await-in-loop -- each has its journal entry and its word to the applicant
      const after = await move<ApplicationRow, string, string>(tx, applicationLifecycle, { id, version, transition, ...(said.verdict === 'refuse' ? { fields: { reason: said.reason } } : {}) });
      // oxlint-disable-next-line no-await-in-loop -- as above
      await askToConfirm(tx, scheme, after);
    }
    await closeSettled(tx, scheme, waiting);
    return { settled: items.length };
  });
}

/** Whoever must confirm next has it on their list: one task for all that a scheme brings them. */
export async function askToConfirm(tx: Tx, scheme: SchemeRow, { state, division, party }: ApplicationRow): Promise<void> {
  if (state !== 'atDivision' && state !== 'atParty') return;
  await openTask(tx, {
    kind: taskOf(state, { division, party }), subject: schemeSubject(scheme.id), to: state === 'atDivision' ? { role: 'division_officer', division } : { role: 'party_officer', party },
    title: { zh: `请审核推荐人选：${scheme.title}`, en: `Confirm nominations: ${scheme.title}` }, link: `${schemeLink(scheme.id)}?tab=confirm`, dueOn: scheme.applyUntil,
  });
}

/** A task is done when nothing is left of it. */
export async function closeSettled(tx: Tx, scheme: SchemeRow, settled: readonly Pick<ToConfirm, 'state' | 'division' | 'party'>[]): Promise<void> {
  const left = new Set((await loadToConfirm(tx, scheme.id, { states: ['atDivision', 'atParty'], limit: 5000 })).map((row) => taskOf(row.state, row)));
  for (const kind of new Set(settled.map((row) => taskOf(row.state, row)))) {
    // oxlint-disable-next-line no-await-in-loop -- one for each district at most
    if (!left.has(kind)) await closeTasks(tx, schemeSubject(scheme.id), kind);
  }
}

const taskOf = (state: ToConfirm['state'], { division, party }: Pick<ToConfirm, 'division' | 'party'>): string => `exchange.scheme/confirm/${state === 'atDivision' ? division : party}`;

function checkConfirms(actor: Actor): void {
  if (actor.role !== 'division_officer' && actor.role !== 'party_officer') throw refuse(commonRefusals.notAllowed);
}

async function nameOf(tx: Tx, id: string): Promise<string> {
  const row = await tx.db.withTables<{ 'exchange.application': ApplicationRow }>().selectFrom('exchange.application').select('personName').where('id', '=', id).executeTakeFirst();
  return row?.personName ?? id;
}
