import type { Module } from '#kernel/module.ts';
import { poolsApi } from './api.ts';
import { departure } from './service/departure.ts';
import { merging } from './service/merging.ts';
import { freezeDraw } from './service/draws.ts';
import { settleRounds } from './service/rounds.ts';
import { keepTerms } from './service/terms.ts';
import { checkSheet, nominateSheet } from './sheets/service.ts';

/** Shared registries of people, and draws from them that four parties can trust. */
export const pools: Module = {
  name: 'pools',
  label: { zh: '专家与干部库', en: 'Pools' },
  migrations: { name: 'pools', folder: new URL('./schema/', import.meta.url) },
  api: poolsApi,
  departure,
  merging,
  uploads: ['/sheets'],
  jobs: { 'pools.freeze': freezeDraw, 'pools.checkSheet': checkSheet, 'pools.storeSheet': nominateSheet, 'pools.rounds': async (platform) => void (await settleRounds(platform)), 'pools.terms': async (platform) => void (await keepTerms(platform)) },
  schedule: [{ cron: '* * * * *', job: 'pools.rounds' }, { cron: '20 17 * * *', job: 'pools.terms' }],
};

export { indexMembers } from './service/members.ts';
export { storeDuties, type CalledDuty } from './service/called-duties.ts';
export { loadPanel, loadPoolPeople, loadTies, replaceOnPanel, type PoolPerson } from './service/panel.ts';
export { presets as poolPresets } from './presets.ts';
export type { DrawsApi } from './api/draws.ts';
export type { MembersApi } from './api/members.ts';
export { loadCadrePosts, type CadrePost } from './cadres/store.ts';
export { postFields, postLevels } from './cadres/messages.ts';
