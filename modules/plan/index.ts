import type { Module } from '#kernel/module.ts';
import { planApi } from './api.ts';
import { keyPointsApi } from './key-points/api.ts';
import { keyPointsFiles } from './key-points/service/files.ts';
import { keyPointsOutcomes } from './key-points/service/outcomes.ts';
import { reportFiles } from './service/report-files.ts';

/** The three-year plan: imported, assigned, planned, reported on, reviewed. */
export const plan: Module = {
  name: 'plan',
  label: { zh: '行动计划', en: 'Plan' },
  migrations: { name: 'plan', folder: new URL('./schema/', import.meta.url) },
  api: (platform) => {
    const api = planApi(platform);
    api.route('/key-points', keyPointsApi(platform));
    return api;
  },
  fileSubjects: { 'plan.report': reportFiles, 'plan.keyPoints': keyPointsFiles },
  outcomes: { 'plan.keyPoints': keyPointsOutcomes },
};

export { loadInitiatives, storeFacts, type Fact, type FactReport } from './facts.ts';
export { printedPlan, readPlanFile, treeOf } from './document/command.ts';
export { changePlan, importPlan, listPlans, movePlan, showPlan } from './service/plans.ts';
export { addAim, assignInitiative } from './service/initiatives.ts';
export { addMilestone, moveMilestone } from './service/milestones.ts';
export { listReports, moveReport, reviewReport, writeReport } from './service/reports.ts';
export { beginKeyPoints } from './key-points/service/begin.ts';
export { addComment, answerComment } from './key-points/service/comments.ts';
export { moveKeyPoints } from './key-points/service/moves.ts';
export { addPoints, changePoint, listChoices } from './key-points/service/points.ts';
export { listPublicYears } from './key-points/service/public.ts';
export { showKeyPoints } from './key-points/service/show.ts';
