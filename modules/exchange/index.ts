import type { Module } from '#kernel/module.ts';
import { exchangeApi } from './api.ts';
import { remindOfJournals } from './service/reminders.ts';
import { applicationFiles } from './service/application-files.ts';

/** People who move between the four: calls, quotas, matching, agreements, placements, certificates. */
export const exchange: Module = {
  name: 'exchange',
  label: { zh: '交流选派', en: 'Exchange' },
  migrations: { name: 'exchange', folder: new URL('./schema/', import.meta.url) },
  api: exchangeApi,
  jobs: { 'exchange.journals': async (platform) => void (await remindOfJournals(platform)) },
  schedule: [{ cron: '0 1 3 * *', job: 'exchange.journals' }],
  fileSubjects: { 'exchange.application': applicationFiles },
};

export { beginApplication, moveApplication, saveApplication, showOwn } from './service/applications.ts';
export { addOffer, moveOffer, setQuota } from './service/offers.ts';
export { addScheme, approveScheme, moveScheme, showScheme, type NewScheme } from './service/schemes.ts';
