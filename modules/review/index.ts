import type { Module } from '#kernel/module.ts';
import { reviewApi } from './api.ts';
import { departure } from './service/departure.ts';
import { merging } from './service/merging.ts';
import { computePlanJob } from './service/plans.ts';
import { rubricOutcomes } from './service/rubrics.ts';

/** Panels that judge: invited, pledged, scored independently, opened, concluded. */
export const review: Module = {
  name: 'review',
  label: { zh: '评审', en: 'Review' },
  migrations: { name: 'review', folder: new URL('./schema/', import.meta.url) },
  api: reviewApi,
  departure,
  merging,
  uploads: ['/materials', '/sheets'],
  jobs: { 'review.plan': computePlanJob },
  outcomes: { 'review.rubric': rubricOutcomes },
};

export { addReview, listInitiatives, moveReview } from './service/reviews.ts';
export { addItem } from './service/items.ts';
export { answerInvitation, chooseReviewers, declareItemConflict, nameChair, saveKeywords, signPledge } from './service/reviewers.ts';
export { saveSheet, submitSheet } from './service/scoring.ts';
export { showReview } from './service/show.ts';
export { addPost, showPanel, writeOpinion } from './service/panel.ts';
export { listDuties, recordDuty } from './service/duties.ts';
export type { OfficeApi } from './api/office.ts';
