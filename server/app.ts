import type { OpenAPIHono } from '@hono/zod-openapi';
import { accountApi } from '#kernel/actor/account-api.ts';
import { accountsApi } from '#kernel/actor/accounts-api.ts';
import { oidcApi } from '#kernel/actor/oidc-api.ts';
import { passkeyApi } from '#kernel/actor/passkey-api.ts';
import { sessionApi } from '#kernel/actor/session-api.ts';
import { sessionMiddleware } from '#kernel/actor/middleware.ts';
import type { Sessions } from '#kernel/actor/sessions.ts';
import { filesApi } from '#kernel/files/api.ts';
import type { BlobStore } from '#kernel/files/blobs.ts';
import type { Env } from '#kernel/http/env.ts';
import type { EveryProcess } from '#kernel/http/metrics.ts';
import { createHttpApp, type Mount } from '#kernel/http/server.ts';
import { journalApi } from '#kernel/journal/api.ts';
import { inboxApi } from '#kernel/inbox/api.ts';
import { jobsApi } from '#kernel/jobs/api.ts';
import { liveApi } from '#kernel/live/api.ts';
import { openLive, type Live } from '#kernel/live/live.ts';
import { searchApi } from '#kernel/search/api.ts';
import { signingApi } from '#kernel/signing/api.ts';
import type { FileSubject } from '#kernel/module.ts';
import type { Platform } from '#kernel/platform.ts';
import { addPersonForAdministrator, loadScopeNames, nameOfPerson, namesOfPeople } from '#modules/directory/index.ts';
import { modules, departures } from './modules.ts';
import { portalApi } from './portal.ts';

/** The platform's whole HTTP side, put together from the kernel and the modules. */
export function createApp(platform: Platform, { blobs, webRoot, live = openLive(platform.database), sessions, everyProcess }: { blobs: BlobStore; webRoot: string; live?: Live; sessions?: Sessions; everyProcess?: EveryProcess | undefined }): OpenAPIHono<Env> {
  const subjects: Record<string, FileSubject> = Object.assign({}, ...modules.map((module) => module.fileSubjects ?? {}));
  const mounts: Mount[] = [
    mount('/api/session', sessionApi(platform, loadScopeNames)),
    mount('/api/session/passkey', passkeyApi(platform)),
    mount('/api/session/oidc', oidcApi(platform)),
    mount('/api/account', accountApi(platform, departures)),
    mount('/api/accounts', accountsApi(platform, { scopeNames: loadScopeNames, people: { add: addPersonForAdministrator, nameOf: nameOfPerson } })),
    mount('/api/inbox', inboxApi(platform)),
    mount('/api/jobs', jobsApi(platform)),
    mount('/api/live', liveApi(live)),
    mount('/api/signing', signingApi(platform)),
    mount('/api/journal', journalApi(platform, namesOfPeople)),
    mount('/api/search', searchApi(platform)),
    mount('/api/portal', portalApi(platform)),
    { ...mount('/api/files', filesApi(platform, blobs, subjects)), uploads: ['', '/'] },
    ...modules.flatMap(({ name, api, uploads }) => (api === undefined ? [] : [{ ...mount(`/api/${name}`, api(platform, { blobs })), uploads }])),
  ];
  return createHttpApp(platform, { mounts, session: sessionMiddleware(platform, sessions), webRoot, everyProcess });
}

/** Each API's type names its own routes, for the browser; here they are all the same. */
function mount(path: string, api: unknown): Mount {
  return { path, api: api as OpenAPIHono<Env> };
}
