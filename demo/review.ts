import type pg from 'pg';
import { systemActor, type PersonActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { indexMembers } from '#modules/pools/index.ts';
import {
  addItem, addPost, addReview, answerInvitation, chooseReviewers, declareItemConflict, listDuties, listInitiatives, moveReview, nameChair, recordDuty, saveKeywords, showPanel, showReview, signPledge, submitSheet, writeOpinion,
} from '#modules/review/index.ts';
import type { DemoAccount } from './accounts.ts';

/** The pool of judges, and its fields. */
const judges = '0198c000-0000-7000-8000-000000000005';
const entries = [
  { title: '《长江的馈赠》跨学科教学设计', summary: '以长江流域为主题的小学跨学科单元教学设计。', keywords: ['跨学科', '长江文化'], persons: ['孙晓敏'], categories: ['teaching'] },
  { title: '《数据会说话》信息科技课例', summary: '初中信息科技数据单元的课堂实录与反思。', keywords: ['信息科技', '数据素养'], persons: ['韩雪'], categories: ['teaching'] },
  { title: '乡村小规模学校的协同教研', summary: '三省一市四所乡村学校共同教研的做法。', keywords: ['乡村教育', '教研'], persons: ['吴建平'], categories: ['innovation'] },
] as const;

type Judges = (party: PartyCode) => PersonActor;
type Stage = { readonly platform: Platform; readonly office: PersonActor; readonly judge: Judges; readonly members: readonly string[]; readonly initiativeId: string | undefined };

/** Two contests before four judges, one of each party: one that is being scored, two having handed in and the others having it on their lists; and one that is concluded. */
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
  const initiatives = await listInitiatives(platform, office);
  const initiative = initiatives.find(({ title }) => /教师|教学|大赛/.test(title)) ?? initiatives[0];
  const stage: Stage = { platform, office, judge: (party) => actorOf('member', party), members: rows.map((row) => row.id), initiativeId: initiative?.id };

  const running = await aContest(stage, '长三角教师教学能力展示活动评审（演示）', ['33', '34']);
  for (const [party, least] of [['33', 7], ['34', 6]] as const) await score(stage, running, party, least);

  const concluded = await aContest(stage, '长三角青年教师教学创新展示评审（演示）', partyCodes);
  // the chair stands in conflict with the second entry: somebody else leads that one
  const { items: chairs } = await ownPart(platform, stage.judge('33'), concluded);
  await declareItemConflict(platform, stage.judge('33'), chairs[1]?.assignmentId ?? '', { reason: '曾与作者共同主持课题' });
  for (const [i, party] of partyCodes.entries()) await score(stage, concluded, party, 6 + (i % 2));
  await move(platform, stage.judge('33'), concluded, 'unseal');
  for (const party of partyCodes) await discuss(stage, concluded, party);
  await move(platform, stage.judge('33'), concluded, 'conclude');
  for (const { reviewerId, reviews, suggestedFen } of await listDuties(platform, office, concluded)) await recordDuty(platform, office, reviewerId, { version: 0, hours: reviews * 2, feeFen: suggestedFen });
}

/** A contest whose judges have accepted and that is being scored; those of `pledged` have signed, and 浙江's chairs. */
async function aContest({ platform, office, judge, members, initiativeId }: Stage, title: string, pledged: readonly PartyCode[]): Promise<string> {
  const { id } = await addReview(platform, office, {
    preset: 'contest', title, purpose: '教学能力展示活动作品评审', poolId: judges, requesterParty: '31', initiativeId, anonymous: true, reviewsPerItem: 4, loadCap: 10, dueOn: today(platform).add({ days: 21 }).toString(), feeFen: 20_000,
  });
  for (const entry of entries) await addItem(platform, office, id, { ...entry, institutionIds: [] });
  await chooseReviewers(platform, office, id, { memberIds: members });
  await move(platform, office, id, 'sendInvitations');
  for (const party of partyCodes) {
    const invited = await ownPart(platform, judge(party), id);
    await answerInvitation(platform, judge(party), { id: invited.id, transition: 'join', version: invited.version });
    await saveKeywords(platform, judge(party), invited.id, { keywords: ['课堂教学', '教师发展'] });
    if (pledged.includes(party)) await signPledge(platform, judge(party), invited.id, { digest: invited.pledge.digest });
    if (party === '33') await nameChair(platform, office, invited.id);
  }
  await move(platform, office, id, 'begin');
  return id;
}

/** A judge hands in all that they have, with scores from `least` on. */
async function score({ platform, judge }: Stage, id: string, party: PartyCode, least: number): Promise<void> {
  const { own, rubric } = await showReview(platform, judge(party), id);
  for (const [i, { assignmentId }] of (own?.items ?? []).entries()) {
    const answers = Object.fromEntries(rubric.criteria.map((criterion, j) => [criterion.id, { score: least + ((i + j) % 3) }]));
    await submitSheet(platform, judge(party), assignmentId, { version: 0, answers, remark: '设计完整，目标清楚。' });
  }
}

/** A member of the panel says something of the first entry, and writes the opinions of those that they lead. */
async function discuss({ platform, judge }: Stage, id: string, party: PartyCode): Promise<void> {
  const { items } = await showPanel(platform, judge(party), id, { limit: 10 });
  for (const { id: item, number, leads, standing } of items) {
    if (number === 1) await addPost(platform, judge(party), item, { text: party === '31' ? '情境真实，任务有梯度，建议给较高等次。' : '同意，课例可供各地借鉴。' });
    if (leads) await writeOpinion(platform, judge(party), item, { version: 0, verdict: number === 1 ? 'first' : 'second', score: Math.round((standing?.mean ?? 0) * 10) / 10, text: '作品立意鲜明、过程完整，专家组一致同意上述等次。' });
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
