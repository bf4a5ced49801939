import type pg from 'pg';
import { systemActor, type PersonActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { indexMembers } from '#modules/pools/index.ts';
import { addItem, addReview, answerInvitation, chooseReviewers, moveReview, nameChair, showReview, signPledge, submitSheet } from '#modules/review/index.ts';
import type { DemoAccount } from './accounts.ts';

/** The pool of judges, and its fields. */
const judges = '0198c000-0000-7000-8000-000000000005';
const entries = [
  { title: '《长江的馈赠》跨学科教学设计', summary: '以长江流域为主题的小学跨学科单元教学设计。', persons: ['孙晓敏'], categories: ['teaching'] },
  { title: '《数据会说话》信息科技课例', summary: '初中信息科技数据单元的课堂实录与反思。', persons: ['韩雪'], categories: ['teaching'] },
  { title: '乡村小规模学校的协同教研', summary: '三省一市四所乡村学校共同教研的做法。', persons: ['吴建平'], categories: ['innovation'] },
] as const;

/** A contest whose entries four judges, one of each party, are scoring: two have handed in, the others have it on their lists. */
export async function loadDemonstrationReview(platform: Platform, client: pg.Client, accounts: readonly DemoAccount[]): Promise<void> {
  const day = today(platform);
  const actorOf = (role: DemoAccount['role'], party: PartyCode): PersonActor => {
    const account = accounts.find((one) => one.role === role && one.party === party);
    if (account === undefined) throw new Error(`no demonstration account of ${role} in ${party}`);
    return { role, party, accountId: account.id, personId: account.personId, grantId: account.grantId };
  };
  const { rows } = await client.query<{ id: string }>(
    `insert into pools.member (pool_id, person_id, party, division, institution_id, name, institution_name, title, categories, languages, state, consented_on, term_ends_on)
     select '${judges}', p.id, p.party, p.division, p.institution_id, p.name, i.name, '副教授', array['teaching', 'innovation'], array['普通话'], 'admitted', $2::date - 60, $2::date + 600
     from directory.person p join directory.institution i on i.id = p.institution_id where p.id = any($1::uuid[]) returning id`,
    [partyCodes.map((party) => actorOf('member', party).personId), day.toString()]);
  await inTransaction(platform.database, systemActor('demonstration'), (tx) => indexMembers(tx, rows.map((row) => row.id)));
  const office = actorOf('party_officer', '31');
  const { id } = await addReview(platform, office, {
    preset: 'contest', title: '长三角教师教学能力展示活动评审（演示）', purpose: '教学能力展示活动作品评审', poolId: judges, requesterParty: '31', anonymous: true, reviewsPerItem: 4, loadCap: 10, dueOn: day.add({ days: 21 }).toString(), feeFen: 20_000,
  });
  for (const entry of entries) await addItem(platform, office, id, { ...entry, keywords: [], institutionIds: [] });
  await chooseReviewers(platform, office, id, { memberIds: rows.map((row) => row.id) });
  await move(platform, office, id, 'sendInvitations');
  for (const party of partyCodes) {
    const judge = actorOf('member', party);
    const invited = await ownPart(platform, judge, id);
    await answerInvitation(platform, judge, { id: invited.id, transition: 'join', version: invited.version });
    if (party === '33' || party === '34') await signPledge(platform, judge, invited.id, { digest: invited.pledge.digest });
    if (party === '33') await nameChair(platform, office, invited.id);
  }
  await move(platform, office, id, 'begin');
  for (const [party, least] of [['33', 7], ['34', 6]] as const) {
    const judge = actorOf('member', party);
    const { own, rubric } = await showReview(platform, judge, id);
    for (const [i, { assignmentId }] of (own?.items ?? []).entries()) {
      const answers = Object.fromEntries(rubric.criteria.map((criterion, j) => [criterion.id, { score: least + ((i + j) % 3) }]));
      await submitSheet(platform, judge, assignmentId, { version: 0, answers, remark: '设计完整，目标清楚。' });
    }
  }
}

async function move(platform: Platform, actor: PersonActor, id: string, transition: string): Promise<void> {
  const { version } = await showReview(platform, actor, id);
  await moveReview(platform, actor, { id, transition, version });
}

async function ownPart(platform: Platform, actor: PersonActor, id: string) {
  const { own } = await showReview(platform, actor, id);
  if (own === null) throw new Error('no reviewer');
  return own;
}
