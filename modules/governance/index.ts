import type { Module } from '#kernel/module.ts';
import { governanceApi } from './api.ts';
import { settleDeadlines } from './service/answers.ts';

/** How the four decide: what is put to them, and what each says of it. */
export const governance: Module = {
  name: 'governance',
  label: { zh: '协商治理', en: 'Governance' },
  migrations: { name: 'governance', folder: new URL('./schema/', import.meta.url) },
  api: governanceApi,
  jobs: { 'governance.deadlines': async (platform) => void (await settleDeadlines(platform)) },
  // A deadline ends with its day in the region: at 16:00 UTC.
  schedule: [{ cron: '5 * * * *', job: 'governance.deadlines' }],
};

export { loadConsent, putToTheFour, type Consent, type NewProposal, type ShownAnswer, type ShownRound } from './service/consent.ts';
export { giveAnswer, type NewAnswer } from './service/answers.ts';
