import { newApi } from '#kernel/http/api.ts';
import type { ApiMeans } from '#kernel/module.ts';
import type { Platform } from '#kernel/platform.ts';
import { bodiesApi } from './api/bodies.ts';
import { consentApi } from './api/consent.ts';
import { meetingsApi } from './api/meetings.ts';
import { resolutionsApi } from './api/resolutions.ts';

/** Governance's routes. Each part's type names its own, for the page that calls it. */
export const governanceApi = (platform: Platform, means: ApiMeans) => newApi().route('/', consentApi(platform)).route('/', bodiesApi(platform)).route('/', meetingsApi(platform, means)).route('/', resolutionsApi(platform));
