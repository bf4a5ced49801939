import { z } from 'zod';
import { declareLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { planStates } from './messages.ts';
import type { MilestoneRow, PlanRow, ReportRow } from './store.ts';

/** A plan is prepared, runs for its three years and is closed with its report. */
export const planLifecycle = declareLifecycle<PlanRow>()({
  name: 'plan.plan',
  table: 'plan.plan',
  initial: 'draft',
  title: (plan) => plan.title,
  access: (plan) => ({ visibility: plan.visibility, party: plan.party }),
  states: {
    draft: { label: planStates.draft, tone: 'neutral' },
    underway: { label: planStates.underway, tone: 'active' },
    closed: { label: planStates.closed, tone: 'done' },
    withdrawn: { label: planStates.withdrawn, tone: 'bad' },
  },
  transitions: {
    launch: {
      from: ['draft'], to: 'underway', reason: 'optional',
      label: { zh: '启动实施', en: 'Launch' },
      by: [{ role: 'party_officer', of: 'own party' }],
    },
    close: {
      from: ['underway'], to: 'closed', reason: 'required', danger: true,
      label: { zh: '结束计划', en: 'Close' },
      by: [{ role: 'party_officer', of: 'own party' }],
    },
    withdraw: {
      from: ['draft'], to: 'withdrawn', reason: 'required', danger: true,
      label: { zh: '撤回', en: 'Withdraw' },
      by: [{ role: 'party_officer', of: 'own party' }],
      follows: () => [{ closeTasks: {} }],
    },
  },
});

const owners = [
  { role: 'party_officer', of: 'own party' },
  { role: 'institution_officer', of: 'own organization' },
] as const;

/** A milestone is planned, worked on, and done, or dropped with a reason. */
export const milestoneLifecycle = declareLifecycle<MilestoneRow>()({
  name: 'plan.milestone',
  table: 'plan.milestone',
  initial: 'planned',
  title: (milestone) => milestone.title,
  access: (milestone) => ({ visibility: milestone.visibility, party: milestone.party, organizationId: milestone.institutionId ?? undefined }),
  initiativeId: (milestone) => milestone.itemId,
  states: {
    planned: { label: { zh: '未开始', en: 'Planned' }, tone: 'neutral' },
    underway: { label: { zh: '进行中', en: 'Under way' }, tone: 'active' },
    done: { label: { zh: '已完成', en: 'Done' }, tone: 'done' },
    dropped: { label: { zh: '已撤销', en: 'Dropped' }, tone: 'bad' },
  },
  transitions: {
    start: { from: ['planned'], to: 'underway', reason: 'none', label: { zh: '开始', en: 'Start' }, by: owners },
    complete: {
      from: ['planned', 'underway'], to: 'done', reason: 'optional',
      label: { zh: '完成', en: 'Complete' },
      by: owners,
      fields: { doneOn: { label: { zh: '完成日期', en: 'Done on' }, kind: 'date', required: true, schema: z.iso.date() } },
      follows: () => [{ closeTasks: {} }],
    },
    reopen: {
      from: ['done'], to: 'underway', reason: 'required', label: { zh: '重新打开', en: 'Reopen' }, by: owners,
      clears: ['doneOn'],
      follows: (milestone) => [{ openTask: reportTask(milestone) }],
    },
    drop: {
      from: ['planned', 'underway'], to: 'dropped', reason: 'required', danger: true, label: { zh: '撤销节点', en: 'Drop' }, by: owners,
      follows: () => [{ closeTasks: {} }],
    },
    restore: {
      from: ['dropped'], to: 'planned', reason: 'required', label: { zh: '恢复', en: 'Restore' }, by: owners,
      follows: (milestone) => [{ openTask: reportTask(milestone) }],
    },
  },
});

/** The owner's standing task: bring the milestone to its end by its due date. */
export function reportTask(milestone: MilestoneRow, itemCode = '') {
  return {
    kind: 'plan.milestone/finish',
    to: { role: 'party_officer', party: milestone.party } as const,
    title: { zh: `按期完成节点：${itemCode} ${milestone.title}`.replace('： ', '：'), en: `Finish the milestone: ${itemCode} ${milestone.title}`.replace(':  ', ': ') },
    link: `/workspace/plan/initiatives/${milestone.itemId}?milestone=${milestone.id}`,
    dueOn: milestone.dueOn,
  };
}

const writers = owners;

/** A progress report is written, sent, and accepted or returned by the others who take part. */
export const reportLifecycle = declareLifecycle<ReportRow>()({
  name: 'plan.report',
  table: 'plan.report',
  initial: 'draft',
  title: (report) => report.text.slice(0, 60),
  access: (report) => ({
    visibility: report.state === 'draft' ? 'party' : report.visibility,
    party: report.party,
    organizationId: report.institutionId ?? undefined,
  }),
  initiativeId: (report) => report.itemId,
  states: {
    draft: { label: { zh: '草稿', en: 'Draft' }, tone: 'neutral' },
    submitted: { label: { zh: '待评议', en: 'Under review' }, tone: 'active' },
    accepted: { label: { zh: '已通过', en: 'Accepted' }, tone: 'good' },
    returned: { label: { zh: '已退回', en: 'Returned' }, tone: 'warn' },
    withdrawn: { label: { zh: '已撤回', en: 'Withdrawn' }, tone: 'bad' },
  },
  transitions: {
    submit: { from: ['draft', 'returned'], to: 'submitted', reason: 'none', label: { zh: '提交', en: 'Submit' }, by: writers, follows: () => [{ closeTasks: { kind: 'plan.report/mend' } }] },
    // The two that the reviews bring about; the platform moves the report, never a person by hand.
    accept: { from: ['submitted'], to: 'accepted', reason: 'none', label: { zh: '通过', en: 'Accept' }, by: [{ role: 'system', of: 'any' }], follows: () => [{ closeTasks: {} }] },
    return: {
      from: ['submitted'], to: 'returned', reason: 'none', label: { zh: '退回', en: 'Return' }, by: [{ role: 'system', of: 'any' }],
      follows: (report) => [
        { closeTasks: {} },
        {
          openTask: {
            kind: 'plan.report/mend',
            to: { role: 'party_officer', party: report.party },
            title: { zh: '进展报告被退回，请补充后重新提交', en: 'A progress report was returned; mend it and send it again' },
            link: `/workspace/plan/initiatives/${report.itemId}?milestone=${report.milestoneId}`,
          },
        },
      ],
    },
    withdraw: { from: ['draft', 'submitted', 'returned'], to: 'withdrawn', reason: 'required', danger: true, label: { zh: '撤回', en: 'Withdraw' }, by: writers, follows: () => [{ closeTasks: {} }] },
  },
});
