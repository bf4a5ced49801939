import { sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { closeTasks, notify } from '#kernel/inbox/inbox.ts';
import { record } from '#kernel/journal/journal.ts';
import type { Departure, Mentioned, Touched } from '#kernel/module.ts';
import { removeRecords } from '#kernel/search/search.ts';
import { memberStates } from '../messages.ts';
import type { MemberRow } from '../store.ts';
import { withdrawFromFrozen } from './terms.ts';

type Row = Pick<MemberRow, 'id' | 'party' | 'personId'> & { state: keyof typeof memberStates; poolName: string };

/** Somebody deletes their account: they leave every pool; lists that are frozen and not yet drawn from go on without them, and whoever has them on a panel hears of it. */
export const departure: Departure = {
  touched: async (tx, { personId }) => (await load(tx, personId)).map(({ id, state, poolName }): Touched => ({
    id, state, blocks: false, title: { zh: `${poolName}（${memberStates[state].zh}）`, en: `${poolName} (${memberStates[state].en})` },
    consequence: ['left', 'declined'].includes(state)
      ? { zh: '姓名改为化名。', en: 'The name becomes a pseudonym.' }
      : { zh: '退出人员库，姓名改为化名；申报的回避事项和对您的评价文字删除。已冻结的抽取名单和抽取记录按原样保留，供各方核验。', en: 'You leave the pool under a pseudonym; conflicts that you declared and what was written of your work are erased. Frozen lists and transcripts of draws stay as they are, for the parties to verify.' },
  })),
  leave: async (tx, _platform, { personId, pseudonym }) => {
    const members = await load(tx, personId);
    for (const { id, state, party } of members) {
      if (['left', 'declined'].includes(state)) continue;
      // oxlint-disable-next-line no-await-in-loop -- a person is in a pool or two
      await endMembership(tx, { id, party, personId });
    }
    await tellPanels(tx, personId);
    return (await sql<Mentioned>`select * from pools.forget_person(${personId}, ${pseudonym})`.execute(tx.db)).rows;
  },
};

async function load(tx: Tx, personId: string): Promise<Row[]> {
  const { rows } = await sql<Row>`select m.id, m.state, m.party, m.person_id, p.name as pool_name from pools.member m join pools.pool p on p.id = m.pool_id where m.person_id = ${personId} order by m.id`.execute(tx.db);
  return rows;
}

async function endMembership(tx: Tx, { id, party, personId }: Pick<Row, 'id' | 'party' | 'personId'>): Promise<void> {
  await withdrawFromFrozen(tx, id, '专家已退出');
  await removeRecords(tx, 'pools.member', [id]);
  await closeTasks(tx, { type: 'pools.member', id });
  await record(tx, { act: 'pools.member/leave', subject: { type: 'pools.member', id }, changes: { accountDeleted: true }, access: { visibility: 'organization', party, personId } });
}

/** A panel keeps whom it has until the party that asked takes them off: only it knows whether the work is over. No name is said: the draw shows who it is. */
async function tellPanels(tx: Tx, personId: string): Promise<void> {
  const { rows } = await sql<{ id: string; title: string; party: PartyCode }>`
    select d.id, d.title, d.party from pools.draw d join pools.draw_place l on l.draw_id = d.id join pools.member m on m.id = l.member_id join pools.duty u on u.subject_type = 'pools.draw' and u.subject_id = d.id and u.person_id = m.person_id
    where m.person_id = ${personId} and d.state = 'drawn' and l.place = any(d.panel) and u.ended is null order by d.id`.execute(tx.db);
  for (const { id, title, party } of rows) {
    // oxlint-disable-next-line no-await-in-loop -- the panels on which somebody still sits
    await notify(tx, { kind: 'pools.draw/accountDeleted', subject: { type: 'pools.draw', id }, to: { role: 'party_officer', party }, link: `/workspace/draws/${id}`, title: { zh: `抽取产生的一名专家已注销账号，如尚未履职请办理递补：${title}`, en: `Somebody drawn has deleted their account; if the work is not done, let a reserve come in: ${title}` } });
  }
}
