import { systemActor, type PersonActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { loadChair } from '#modules/governance/index.ts';
import { addComment, addPoints, answerComment, beginKeyPoints, changePoint, listChoices, moveKeyPoints, showKeyPoints } from '#modules/plan/index.ts';

type Officers = Readonly<Record<PartyCode, PersonActor>>;

const comments: readonly { point: number; from: number; text: string; answer?: { verdict: 'taken' | 'partly' | 'declined'; answer?: string } }[] = [
  { point: 0, from: 0, text: '建议把“首批”改为“全年”，并写明各方承担的份额。', answer: { verdict: 'taken' } },
  { point: 1, from: 1, text: '量化目标偏高，我方上年实际完成约为此数的七成，建议按七成设定。', answer: { verdict: 'partly', answer: '按八成设定，年中评估时再议。' } },
  { point: 2, from: 2, text: '完成时限与省内评审时间冲突，建议顺延一个月。' },
  { point: 4, from: 0, text: '请补充成果的形式，是报告还是名单。' },
  { point: 5, from: 2, text: '建议由我方牵头。', answer: { verdict: 'declined', answer: '牵头方按三年行动计划的分工，不在年度要点中调整。' } },
];

/** The key points of next year, drafted by its chair from the plan and out for comments, some of them answered. */
export async function loadDemonstrationKeyPoints(platform: Platform, officers: Officers, planId: string): Promise<void> {
  const year = today(platform).year + 1;
  const chair = (await inTransaction(platform.database, systemActor('demonstration'), (tx) => loadChair(tx, year))) ?? '31';
  const drafting = officers[chair];
  const others = partyCodes.filter((party) => party !== chair);
  const { id } = await beginKeyPoints(platform, drafting, { planId, year });
  const choices = await listChoices(platform, drafting, id);
  const chosen = choices.filter(({ milestones, lead }) => lead !== null && milestones.some(({ dueOn }) => dueOn.startsWith(String(year)))).filter((_, i) => i % 2 === 0).slice(0, 14);
  await addPoints(platform, drafting, id, { itemIds: chosen.map(({ itemId }) => itemId) });
  const { version, points: begun } = await showKeyPoints(platform, drafting, id);
  // one is left as it was proposed: there is something left to do
  for (const { id: pointId, version: seen, heading, text, measure, target, unit, lead, partners, dueOn, milestoneId } of begun.slice(0, -1)) {
    await changePoint(platform, drafting, pointId, { version: seen, heading, text, measure, target, unit, lead, partners, dueOn, milestoneId, deliverable: '年度工作总结和成果清单' });
  }
  await moveKeyPoints(platform, drafting, { id, transition: 'ask', version, fields: { commentUntil: today(platform).add({ days: 14 }).toString() } });
  const { points } = await showKeyPoints(platform, drafting, id);
  for (const { point, from, text, answer } of comments) {
    const clause = points[point]?.clause;
    const officer = officers[others[from] ?? chair];
    if (clause === undefined || officer === drafting) continue;
    const { id: commentId } = await addComment(platform, officer, id, { clause, text });
    if (answer !== undefined) await answerComment(platform, drafting, commentId, { version: 1, ...answer });
  }
}
