import { sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import type { Visibility } from '#kernel/journal/journal.ts';
import { indexRecords, removeRecords, type SearchRecord } from '#kernel/search/search.ts';
import { wordsOf } from '#kernel/search/words.ts';

const type = 'plan.initiative';

type Entry = { id: string; code: string; title: string; text: string; planTitle: string; withdrawn: boolean; visibility: Visibility; preparedBy: PartyCode };

/**
 * Makes what is worked on in a plan (initiatives, safeguards) findable by number, title and text, for those who may see the plan;
 * a plan that was withdrawn is found no more. To be called by the plan's own party, whose the entries are.
 */
export async function indexPlan(tx: Tx, planId: string): Promise<void> {
  const { rows } = await sql<Entry>`
    select i.id, i.code, i.title, i.text, p.title as plan_title, p.state = 'withdrawn' as withdrawn, i.visibility, i.prepared_by
    from plan.item i join plan.plan p on p.id = i.plan_id where i.plan_id = ${planId} and i.kind in ('initiative', 'safeguard')`.execute(tx.db);
  await removeRecords(tx, type, rows.filter(({ withdrawn }) => withdrawn).map(({ id }) => id));
  await indexRecords(tx, rows.filter(({ withdrawn }) => !withdrawn).map(itemRecord));
}

function itemRecord({ id, code, title, text, planTitle, visibility, preparedBy }: Entry): SearchRecord {
  return {
    type, id, title: `${code} ${title}`, summary: [planTitle, text].join(' · '), link: `/workspace/plan/initiatives/${id}`,
    titleWords: [code, ...wordsOf(title)], words: wordsOf(text), access: { visibility, party: preparedBy },
  };
}
