import { newApi } from '#kernel/http/api.ts';
import type { Platform } from '#kernel/platform.ts';
import { cadresApi } from './api/cadres.ts';
import { drawsApi } from './api/draws.ts';
import { membersApi } from './api/members.ts';
import { sheetsApi } from './api/sheets.ts';

/** The pools' routes. Each part's type names its own, for the page that calls it. */
export const poolsApi = (platform: Platform) => newApi().route('/', membersApi(platform)).route('/', drawsApi(platform)).route('/', cadresApi(platform)).route('/', sheetsApi(platform));
