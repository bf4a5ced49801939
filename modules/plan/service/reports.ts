import type { Actor } from '#kernel/actor/actor.ts';
import { systemActor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { closeTasks, notify, openTask } from '#kernel/inbox/inbox.ts';
import { record } from '#kernel/journal/journal.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import { viewLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { move, type Move } from '#kernel/lifecycle/move.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { type PartyCode, partyNames } from '#kernel/domain.ts';
import { reportLifecycle } from '../lifecycle.ts';
import { refusals } from '../refusals.ts';
import { reviewDays, reviewers, reviewOutcome } from '../rules.ts';
import { tables, type ItemInPlan, type ReportRow, type ReviewRow } from '../store.ts';
import { loadOpenItem } from './initiatives.ts';
import { loadMilestone } from './milestones.ts';

/** The progress reports on a milestone, newest first, with the reviews of each and what this actor may do. */
export async function listReports(platform: Platform, actor: Actor, milestoneId: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    const milestone = await loadMilestone(tx, milestoneId);
    const item = await loadOpenOrClosedItem(tx, milestone.itemId);
    const reports = await tables(tx)
      .selectFrom('plan.report').selectAll().where('milestoneId', '=', milestoneId).where('state', '<>', 'withdrawn')
      .orderBy('id', 'desc').limit(100).execute();
    const reviews = await loadReviews(tx, reports);
    return reports.map((report) => {
      const asked = reviewers(item, report.party);
      const given = reviews.filter((review) => review.reportId === report.id);
      const now = given.filter((review) => review.reportVersion === reviewedVersion(report));
      return {
        ...report,
        asked,
        reviews: given,
        lifecycle: viewLifecycle(reportLifecycle, report, actor),
        mayReview: report.state === 'submitted' && actor.role === 'party_officer' && asked.some((party) => party === actor.party) && !now.some((review) => review.party === actor.party),
      };
    });
  });
}

export type ReportText = { text: string; percent: number };

/** Begins a progress report on a milestone, as a draft that only its own party sees; evidence files are added to it next. */
export async function writeReport(platform: Platform, actor: Actor, milestoneId: string, { text, percent }: ReportText): Promise<{ id: string; version: number }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const milestone = await loadMilestone(tx, milestoneId);
    await loadOpenItem(tx, milestone.itemId);
    if (milestone.state !== 'planned' && milestone.state !== 'underway') throw refuse(refusals.milestoneClosed);
    const mayWrite =
      (actor.role === 'party_officer' && actor.party === milestone.party) ||
      (actor.role === 'institution_officer' && milestone.institutionId !== null && actor.organizationId === milestone.institutionId);
    if (!mayWrite) throw refuse(commonRefusals.notAllowed);
    const report = await tables(tx)
      .insertInto('plan.report')
      .values({ itemId: milestone.itemId, milestoneId, text, percent, party: milestone.party, institutionId: milestone.institutionId, reportedOn: today(platform).toString() })
      .returningAll()
      .executeTakeFirstOrThrow();
    await recordReport(tx, 'write', report, { percent, milestoneId });
    return { id: report.id, version: report.version };
  });
}

export async function changeReport(platform: Platform, actor: Actor, id: string, { version, text, percent }: ReportText & { version: number }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await loadReport(tx, id);
    await loadOpenItem(tx, before.itemId);
    if (before.state !== 'draft' && before.state !== 'returned') throw refuse(refusals.notReviewable);
    const mayWrite = 'party' in actor && actor.party === before.party && (actor.role === 'party_officer' || (actor.role === 'institution_officer' && actor.organizationId === before.institutionId));
    if (!mayWrite) throw refuse(commonRefusals.notAllowed);
    const after = await changeRecord<ReportRow>(tx, { table: 'plan.report', id, version, values: { text, percent } });
    await recordReport(tx, 'change', after, { percent, before: { percent: before.percent, text: before.state === 'draft' ? null : before.text } });
  });
}

/** Sends a report in, or takes it back. What is sent updates the milestone, and asks the others who take part for their review. */
export async function moveReport(platform: Platform, actor: Actor, request: Move & { transition: 'submit' | 'withdraw' }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await loadReport(tx, request.id);
    const item = await loadOpenItem(tx, before.itemId);
    const report = await move<ReportRow, string, string>(tx, reportLifecycle, request);
    if (report.state !== 'submitted') return;
    await tables(tx).updateTable('plan.report').set({ submittedAt: platform.now().toString() }).where('id', '=', report.id).execute();
    await tables(tx)
      .updateTable('plan.milestone').set((eb) => ({ percent: report.percent, version: eb('version', '+', 1) }))
      .where('id', '=', report.milestoneId).where('state', 'in', ['planned', 'underway']).execute();
    await tables(tx).updateTable('plan.milestone').set({ state: 'underway' }).where('id', '=', report.milestoneId).where('state', '=', 'planned').execute();
    await askForReviews(tx, item, report, today(platform).add({ days: reviewDays }).toString());
  });
}

async function askForReviews(tx: Tx, item: ItemInPlan, report: ReportRow, dueOn: string): Promise<void> {
  const asked = reviewers(item, report.party);
  const subject = { type: 'plan.report', id: report.id };
  if (asked.length === 0) {
    await move<ReportRow, string, string>({ ...tx, actor: systemActor('plan.review') }, reportLifecycle, { id: report.id, transition: 'accept', version: report.version });
    return;
  }
  for (const party of asked) {
    await openTask(tx, {
      kind: `plan.report/review/${party}`,
      subject,
      to: { role: 'party_officer', party },
      title: { zh: `评议${partyNames[report.party].zh}的进展报告（${item.code} ${item.title}）`, en: `Review ${partyNames[report.party].en}'s progress report (${item.code})` },
      link: `/workspace/plan/initiatives/${item.id}?milestone=${report.milestoneId}`,
      dueOn,
    });
  }
}

export type ReviewText = { version: number; verdict: 'agree' | 'return'; comment?: string | undefined };

/** A party's word on another's report; the last agreement accepts it, the first return sends it back. */
export async function reviewReport(platform: Platform, actor: Actor, id: string, { version, verdict, comment }: ReviewText): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    if (actor.role !== 'party_officer' || actor.party === undefined) throw refuse(commonRefusals.notAllowed);
    const { party } = actor;
    const report = await lockReport(tx, id);
    const item = await loadOpenItem(tx, report.itemId);
    const asked = reviewers(item, report.party);
    if (party === report.party) throw refuse(refusals.ownReport);
    if (!asked.includes(party)) throw refuse(commonRefusals.notAllowed);
    if (report.state !== 'submitted') throw refuse(refusals.notReviewable);
    if (report.version !== version) throw refuse(commonRefusals.changedMeanwhile, {}, { details: { yours: { version, verdict, comment }, current: report } });
    const earlier = (await loadReviews(tx, [report])).filter((review) => review.reportVersion === version);
    if (earlier.some((review) => review.party === party)) throw refuse(refusals.reviewedAlready);
    await tables(tx).insertInto('plan.review').values({ reportId: id, reportVersion: version, party, verdict, comment: comment ?? null }).execute();
    await recordReport(tx, 'review', report, { party, verdict }, comment);
    await closeTasks(tx, { type: 'plan.report', id }, `plan.report/review/${party}`);
    await settleReport(tx, item, report, reviewOutcome(asked, [...earlier, { party, verdict }]));
  });
}

async function settleReport(tx: Tx, item: ItemInPlan, report: ReportRow, outcome: 'accepted' | 'returned' | 'open'): Promise<void> {
  if (outcome === 'open') return;
  const transition = outcome === 'accepted' ? 'accept' : 'return';
  // The reviews move the report, not the reviewer by hand: the lifecycle lets only the platform do it.
  await move<ReportRow, string, string>({ ...tx, actor: systemActor('plan.review') }, reportLifecycle, { id: report.id, transition, version: report.version });
  await notify(tx, {
    kind: `plan.report/${outcome}`,
    subject: { type: 'plan.report', id: report.id },
    to: { role: 'party_officer', party: report.party },
    title: outcome === 'accepted'
      ? { zh: `${item.code}的进展报告已通过评议`, en: `The progress report on ${item.code} was accepted` }
      : { zh: `${item.code}的进展报告被退回`, en: `The progress report on ${item.code} was returned` },
    link: `/workspace/plan/initiatives/${item.id}?milestone=${report.milestoneId}`,
  });
}

/** The version of a report that its reviews are about: a settled one has moved on by one since. */
function reviewedVersion({ state, version }: ReportRow): number {
  return state === 'submitted' ? version : version - 1;
}

async function loadReviews(tx: Tx, reports: readonly Pick<ReportRow, 'id'>[]): Promise<ReviewRow[]> {
  if (reports.length === 0) return [];
  return tables(tx).selectFrom('plan.review').selectAll().where('reportId', 'in', reports.map(({ id }) => id)).orderBy('reviewedAt').execute();
}

async function loadReport(tx: Tx, id: string): Promise<ReportRow> {
  const report = await tables(tx).selectFrom('plan.report').selectAll().where('id', '=', id).executeTakeFirst();
  if (report === undefined) throw refuse(commonRefusals.notFound);
  return report;
}

/** Two reviews at the same moment: the second waits, and counts the first. */
async function lockReport(tx: Tx, id: string): Promise<ReportRow> {
  await loadReport(tx, id);
  const report = await tables(tx).selectFrom('plan.report').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (report === undefined) throw refuse(commonRefusals.notAllowed);
  return report;
}

async function loadOpenOrClosedItem(tx: Tx, id: string): Promise<{ lead: PartyCode | null; partners: PartyCode[] }> {
  const item = await tables(tx).selectFrom('plan.item').select('lead').where('id', '=', id).executeTakeFirst();
  if (item === undefined) throw refuse(commonRefusals.notFound);
  const partners = await tables(tx).selectFrom('plan.partner').select('party').distinct().where('itemId', '=', id).execute();
  return { lead: item.lead, partners: partners.map(({ party }) => party) };
}

async function recordReport(tx: Tx, act: string, report: ReportRow, changes: Parameters<typeof record>[1]['changes'], reason?: string): Promise<void> {
  await record(tx, {
    act: `plan.report/${act}`,
    subject: { type: 'plan.report', id: report.id, title: report.state === 'draft' ? undefined : report.text.slice(0, 60) },
    initiativeId: report.itemId,
    reason,
    changes,
    access: reportLifecycle.access(report),
  });
}
