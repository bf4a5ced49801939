import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { tallyOf } from '../rules.ts';
import { tables, type ProposalRow, type RoundRow } from '../store.ts';
import { withRounds, type Consent, type ShownAnswer } from './consent.ts';

export type ListedProposal = Pick<ProposalRow, 'id' | 'kind' | 'subjectType' | 'title' | 'party' | 'state' | 'round' | 'putAt'> & Pick<RoundRow, 'rule' | 'deadline'> & {
  answers: ShownAnswer[]; tally: ReturnType<typeof tallyOf>;
};

/** The consent board: proposals with what each party said in the newest round, the newest first. */
export async function listProposals(platform: Platform, actor: Actor, { limit, cursor, state }: { limit: number; cursor?: string | undefined; state?: 'undecided' | 'decided' | undefined }): Promise<Page<ListedProposal>> {
  const [before] = cursor === undefined ? [] : decodeCursor(cursor, ['string']);
  return inTransaction(platform.database, actor, async (tx) => {
    const rows = await tables(tx).selectFrom('governance.proposal as p')
      .innerJoin('governance.round as r', (join) => join.onRef('r.proposalId', '=', 'p.id').onRef('r.round', '=', 'p.round'))
      .select(['p.id', 'p.kind', 'p.subjectType', 'p.title', 'p.party', 'p.state', 'p.round', 'p.putAt', 'r.rule', 'r.deadline'])
      .$if(typeof before === 'string', (query) => query.where('p.id', '<', String(before)))
      .$if(state === 'undecided', (query) => query.where('p.state', 'in', ['open', 'lapsed']))
      .$if(state === 'decided', (query) => query.where('p.state', 'not in', ['open', 'lapsed']))
      .orderBy('p.id', 'desc').limit(limit + 1).execute();
    const page = cutPage(rows, limit, ({ id }) => [id]);
    const answers = page.items.length === 0 ? [] : await tables(tx).selectFrom('governance.answer as a')
      .innerJoin('governance.proposal as p', (join) => join.onRef('p.id', '=', 'a.proposalId').onRef('p.round', '=', 'a.round'))
      .select(['a.proposalId', 'a.party', 'a.answer', 'a.text', 'a.role', 'a.name', 'a.answeredAt', 'a.version'])
      .where('a.proposalId', 'in', page.items.map(({ id }) => id)).orderBy('a.party').execute();
    const of = Map.groupBy(answers, ({ proposalId }) => proposalId);
    return {
      ...page,
      items: page.items.map((proposal) => {
        const given = (of.get(proposal.id) ?? []).map(({ proposalId: _, ...answer }) => answer);
        return { ...proposal, answers: given, tally: tallyOf(proposal.rule, given) };
      }),
    };
  });
}

/** One proposal with all its rounds, and what this actor may do with it now. */
export async function showProposal(platform: Platform, actor: Actor, id: string): Promise<Consent & { today: string; may: { answer: boolean; decideTime: boolean } }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const proposal = await tables(tx).selectFrom('governance.proposal').selectAll().where('id', '=', id).executeTakeFirst();
    if (proposal === undefined) throw refuse(commonRefusals.notFound);
    const consent = await withRounds(tx, proposal);
    const newest = consent.rounds.at(-1);
    const day = today(platform).toString();
    const unsettled = newest?.state === 'open' || newest?.state === 'lapsed';
    return {
      ...consent, today: day,
      may: {
        answer: newest?.state === 'open' && newest.deadline >= day && actor.role === 'party_signatory' && actor.party !== undefined,
        decideTime: unsettled && isPerson(actor) && actor.role === 'party_officer' && actor.party === proposal.party,
      },
    };
  });
}
