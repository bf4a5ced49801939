import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, declareRefusals, refuse } from '#kernel/refusal.ts';
import { loadCadrePosts, postLevels } from '#modules/pools/index.ts';
import { refusals as exchangeRefusals } from '../refusals.ts';
import { hasTwice, numbersFromPosts, type Numbers, type SchemeTerms } from './rules.ts';
import type { SchemeRow } from '../store.ts';
import { findScheme, recordScheme } from '../service/schemes.ts';

const refusals = declareRefusals('exchange', {
  numbersTwice: { status: 422, zh: '同一省（市）的同一类别只能有一行。', en: 'A party has one row for each category.' },
});

/** Sets numbers, level and money of a scheme, while it is being drafted: the four agree to them with the rest. */
export async function setTerms(platform: Platform, actor: Actor, id: string, { version, ...terms }: SchemeTerms & { version: number }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    await findOwnDraft(tx, actor, id);
    if (hasTwice(terms.numbers)) throw refuse(refusals.numbersTwice, {}, { field: '/numbers' });
    const after = await changeRecord<SchemeRow>(tx, { table: 'exchange.scheme', id, version, values: { terms: JSON.stringify(terms) } });
    await recordScheme(tx, 'set-terms', after, { level: terms.level, numbers: terms.numbers.map((row) => ({ ...row })), money: terms.money.map((row) => ({ ...row })) });
  });
}

/** The numbers that the posts wanted and offered in the cadre pool come to for a scheme's year: a draft, stored by nobody yet. */
export async function draftNumbers(platform: Platform, actor: Actor, id: string): Promise<{ numbers: Numbers[] }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const { year } = await findOwnDraft(tx, actor, id);
    const posts = await loadCadrePosts(tx, { year });
    if (posts.length === 0) throw refuse(exchangeRefusals.noPosts);
    return { numbers: numbersFromPosts(posts, (level) => postLevels[level as keyof typeof postLevels]?.zh ?? level) };
  });
}

export async function findOwnDraft(tx: Tx, actor: Actor, id: string): Promise<SchemeRow> {
  const scheme = await findScheme(tx, id);
  if (actor.role !== 'party_officer' || actor.party !== scheme.party) throw refuse(commonRefusals.notAllowed);
  if (scheme.state !== 'draft') throw refuse(exchangeRefusals.schemeNotDraft);
  return scheme;
}
