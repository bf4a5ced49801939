import type { Module } from '#kernel/module.ts';
import { indicatorsApi } from './api.ts';
import { proposePublication, publicationOutcomes } from './service/publications.ts';
import { lockCampaigns, openCampaign } from './service/campaigns.ts';
import { computeRun } from './service/compute-run.ts';
import { addSystem, proposeSystem, showSystem, systemOutcomes } from './service/systems.ts';

/** The indicator systems: define, collect, compute, compare, publish. */
export const indicators: Module = {
  name: 'indicators',
  label: { zh: '指标监测', en: 'Indicators' },
  migrations: { name: 'indicators', folder: new URL('./schema/', import.meta.url) },
  api: indicatorsApi,
  uploads: ['/sheets'],
  jobs: { 'indicators.compute': computeRun, 'indicators.daily': async (platform) => void (await lockCampaigns(platform)) },
  schedule: [{ cron: '5 16 * * *', job: 'indicators.daily' }], // five minutes past midnight in China
  outcomes: { 'indicators.system': systemOutcomes, 'indicators.publication': publicationOutcomes },
};

export { collected } from './versions/collected.ts';
export { readChoices, readWeighting, type OptionTexts } from './files/options.ts';
export { printIndex, rankingOf } from './files/print.ts';
export { readPublished } from './recompute/read.ts';
export { recompute, type Recomputed, type Tally } from './recompute/recompute.ts';
export { readTables, type TableProblem, type Tables } from './files/tables.ts';
export { sayComputeProblem, sayNote, sayWeightProblem } from './notes.ts';
export { levelNames, sayFormula, sayFormulaProblem } from './versions/formula-words.ts';
export { withDuckDb } from './snapshot/compute.ts';
export { addSystem, computeRun, openCampaign, proposePublication, proposeSystem, showSystem };
