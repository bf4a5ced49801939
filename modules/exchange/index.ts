import type { Module } from '#kernel/module.ts';
import { exchangeApi } from './api.ts';

/** People who move between the four: calls, quotas, matching, agreements, placements, certificates. */
export const exchange: Module = {
  name: 'exchange',
  label: { zh: '交流选派', en: 'Exchange' },
  migrations: { name: 'exchange', folder: new URL('./schema/', import.meta.url) },
  api: exchangeApi,
};
