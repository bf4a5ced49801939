import { sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';
import { notify } from '#kernel/inbox/inbox.ts';
import { record } from '#kernel/journal/journal.ts';
import type { Decision } from '#kernel/module.ts';
import { Refusal } from '#kernel/refusal.ts';
import { appointSignatory } from '#kernel/signing/signatories.ts';
import type { Text } from '#kernel/text.ts';
import type { Effect } from '../rules.ts';
import { tables, type ResolutionRow } from '../store.ts';
import { resolutionLink, resolutionSubject } from '../subjects.ts';
import { exceptChair } from './chair.ts';

/**
 * Does what an adopted resolution brings about. What cannot be done (a person without an account, an appointment that overlaps)
 * does not undo the decision of the four: it is left out, and the proposing party is told why.
 */
export async function carryOut(tx: Tx, { id, title, party, effects }: ResolutionRow, number: string, decision: Decision): Promise<void> {
  const subject = resolutionSubject(id);
  for (const [place, effect] of effects.entries()) {
    await sql`savepoint effect`.execute(tx.db);
    const problem = await bringAbout(tx, effect, number, decision).then(() => undefined, reasonOf);
    await (problem === undefined ? sql`release savepoint effect` : sql`rollback to savepoint effect`).execute(tx.db);
    await record(tx, { act: problem === undefined ? 'governance.resolution/effect' : 'governance.resolution/effect-failed', subject: { ...subject, title }, changes: { place, effect: { ...effect }, ...(problem === undefined ? {} : { problem: problem.zh }) }, access: { visibility: 'region', party } });
    if (problem !== undefined) await notify(tx, { kind: 'governance.resolution/effect-failed', subject, to: { role: 'party_officer', party }, link: resolutionLink(id), title: { zh: `决议已通过，但有一项未能执行：${problem.zh}`, en: `Adopted, but one effect could not be carried out: ${problem.en}` } });
  }
}

async function bringAbout(tx: Tx, effect: Effect, number: string, { proposalId, round }: Decision): Promise<void> {
  switch (effect.type) {
    case 'allowThree':
      await tables(tx).insertInto('governance.allowance').values({ kind: effect.kind, proposalId, round }).onConflict((conflict) => conflict.doNothing()).execute();
      return;
    case 'endThree':
      await tables(tx).updateTable('governance.allowance').set({ endedAt: sql<string>`now()`, endedBy: proposalId }).where('kind', '=', effect.kind).where('endedAt', 'is', null).execute();
      return;
    case 'chair':
      await exceptChair(tx, { year: effect.year, party: effect.party, proposalId, round });
      return;
    case 'appointSignatory':
      await appointSignatory(tx, { party: effect.party, personId: effect.personId, from: effect.from, until: effect.until, resolution: number });
  }
}

/** The words of a refusal; anything else is a failure of ours, which undoes the whole act. */
function reasonOf(error: unknown): Text {
  if (error instanceof Refusal) return error.text;
  throw error;
}
