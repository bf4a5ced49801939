import { newApi } from '#kernel/http/api.ts';
import type { ApiMeans } from '#kernel/module.ts';
import type { Platform } from '#kernel/platform.ts';
import { materialsApi } from './api/materials.ts';
import { officeApi } from './api/office.ts';
import { panelApi } from './api/panel.ts';
import { reviewersApi } from './api/reviewers.ts';
import { rubricsApi } from './api/rubrics.ts';

/** The reviews' routes. Each part's type names its own, for the page that calls it. */
export const reviewApi = (platform: Platform, { blobs }: ApiMeans) =>
  newApi().route('/', rubricsApi(platform)).route('/', materialsApi(platform, blobs)).route('/', officeApi(platform)).route('/', reviewersApi(platform)).route('/', panelApi(platform));
