import type { TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { addAim, addMilestone, assignInitiative, importPlan, showPlan } from '../index.ts';
import { realPlan } from '../testing.ts';
import { theFour, type Four } from '../../governance/testing.ts';
import { beginKeyPoints } from './service/begin.ts';
import { moveKeyPoints } from './service/moves.ts';
import { addPoints } from './service/points.ts';
import { showKeyPoints } from './service/show.ts';

/** A region in which the plan is imported and some initiatives have leads, aims and milestones of this year. */
export type Region = { platform: Platform; officers: Four; signatories: Four; planId: string; year: number; items: { id: string; code: string; title: string }[]; milestones: string[] };

/** Today's year is the plan's first; initiatives are led by the four in turn, each with an aim and a milestone that fall due in it. */
export async function aRegion(db: TestDatabase, platform: Platform, { initiatives = 4, sourceText = realPlan }: { initiatives?: number; sourceText?: string } = {}): Promise<Region> {
  const { officers, signatories } = await theFour(db);
  const { year } = today(platform);
  // Jiangsu chairs the year, Zhejiang the next, whenever the tests run
  await db.admin.query("update governance.rotation set from_year = $1, parties = '{32,33,34,31}'", [year]);
  const jiangsu = officers['32'];
  const { id: planId } = await importPlan(platform, jiangsu, { title: '三年行动计划', startsOn: `${year}-01-01`, endsOn: `${year + 2}-12-31`, sourceName: '计划.txt', sourceText, mechanisms: {} });
  const { items } = await showPlan(platform, jiangsu, planId);
  const chosen = items.filter(({ kind }) => kind === 'initiative').slice(0, initiatives);
  const milestones: string[] = [];
  for (const [i, item] of chosen.entries()) {
    const lead = partyCodes[i % 4] ?? '31';
    await assignInitiative(platform, jiangsu, item.id, { version: 1, lead, leadInstitutionId: null, partners: partyCodes.filter((party) => party !== lead).map((party) => ({ party, institutionId: null })), mechanisms: [] });
    await addAim(platform, officers[lead], item.id, { measure: '交换生', unit: '人', target: 120, targetOn: `${year}-12-31` });
    milestones.push((await addMilestone(platform, officers[lead], item.id, { title: `完成首批工作${i + 1}`, deliverable: '首批名单', startsOn: `${year}-01-01`, dueOn: `${year}-12-20`, party: lead, dependsOn: [] })).id);
  }
  return { platform, officers, signatories, planId, year, items: chosen.map(({ id, code, title }) => ({ id, code, title })), milestones };
}

/** Key points of a year that `party` drafts, with a point for every initiative of the region. */
export async function aDraft({ platform, officers, planId, year, items }: Region, { party = '32', of = year }: { party?: PartyCode; of?: number } = {}): Promise<string> {
  const { id } = await beginKeyPoints(platform, officers[party], { planId, year: of });
  await addPoints(platform, officers[party], id, { itemIds: items.map((item) => item.id) });
  return id;
}

/** The same, out for comments. */
export async function aDraftInComment(region: Region, more: { party?: PartyCode; of?: number } = {}): Promise<string> {
  const id = await aDraft(region, more);
  await step(region, id, 'ask', { party: more.party });
  return id;
}

/** Moves it on as its party's officer, with the deadlines of today. */
export async function step({ platform, officers }: Region, id: string, transition: 'ask' | 'put' | 'revise' | 'withdraw', { party = '32', reason = '另有安排' }: { party?: PartyCode | undefined; reason?: string } = {}): Promise<void> {
  const { version } = await showKeyPoints(platform, officers[party], id);
  const day = today(platform).toString();
  await moveKeyPoints(platform, officers[party], { id, transition, version, ...(transition === 'ask' ? { fields: { commentUntil: day } } : transition === 'put' ? { fields: { consentUntil: day } } : { reason }) });
}

/** Whatever somebody asks of the database past every service: how many rows came of it; 0 when it was refused. */
export async function rowsOf(db: TestDatabase, actor: Parameters<typeof inTransaction>[1], work: (tx: Parameters<Parameters<typeof inTransaction>[2]>[0]) => Promise<{ rows: unknown[] }>): Promise<number> {
  return inTransaction(db, actor, work).then(({ rows }) => rows.length, () => 0);
}
