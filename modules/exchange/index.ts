import type { Module } from '#kernel/module.ts';
import { exchangeApi } from './api.ts';
import { schemeOutcomes } from './consent/outcomes.ts';
import { conditionFiles } from './answers/service/conditions.ts';
import { remindOfOverdue } from './answers/service/releases.ts';
import { settleOverdueReveals } from './lottery/lottery.ts';
import { practiceFiles } from './practice/elsewhere.ts';
import { rehearsalJob } from './rehearsal/rehearse.ts';
import { matchingJob } from './service/matching.ts';
import { departure } from './stay/service/departure.ts';
import { merging } from './stay/service/merging.ts';
import { entryFiles } from './stay/service/entry-files.ts';
import { countStaysUnderway, remindOfStays } from './stay/service/reminders.ts';
import { applicationFiles, paperFiles } from './service/application-files.ts';
import { signatureFiles } from './stay/service/signatures.ts';

/** People who move between the four: calls, quotas, matching, agreements, placements, certificates. */
export const exchange: Module = {
  name: 'exchange',
  label: { zh: '交流选派', en: 'Exchange' },
  migrations: { name: 'exchange', folder: new URL('./schema/', import.meta.url) },
  api: exchangeApi,
  outcomes: { 'exchange.scheme': schemeOutcomes },
  jobs: {
    'exchange.rehearsal': rehearsalJob,
    'exchange.matching': matchingJob,
    'exchange.daily': async (platform) => void (await remindOfStays(platform)),
    'exchange.monthly': async (platform) => countStaysUnderway(platform),
    'exchange.reveals': async (platform) => void (await settleOverdueReveals(platform)),
    'exchange.overdue': async (platform) => void (await remindOfOverdue(platform)),
  },
  // A day begins in the region at 16:00 UTC.
  schedule: [{ cron: '0 22 * * *', job: 'exchange.daily' }, { cron: '30 17 1 * *', job: 'exchange.monthly' }, { cron: '10 16 * * *', job: 'exchange.overdue' }, { cron: '*/10 * * * *', job: 'exchange.reveals' }],
  departure,
  merging,
  fileSubjects: { 'exchange.application': applicationFiles, 'exchange.paper': paperFiles, 'exchange.condition': conditionFiles, 'exchange.signature': signatureFiles, 'exchange.entry': entryFiles, 'exchange.practice': practiceFiles },
};

export { beginApplication, moveApplication, saveApplication, showOwn } from './service/applications.ts';
export { addOffer, moveOffer, setQuota } from './service/offers.ts';
export { addScheme, moveScheme, showScheme, type NewScheme } from './service/schemes.ts';
export { presetOf } from './presets.ts';
export type { AgreementTerms, Recognised } from './stay/rules.ts';
export { digestOfVersion, sendAgreement } from './stay/service/agreements.ts';
export { countStays, remindOfStays } from './stay/service/reminders.ts';
export { showStay } from './stay/service/stays.ts';
export { signAgreement } from './stay/service/signatures.ts';
