import { getConnInfo } from '@hono/node-server/conninfo';
import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { secureHeaders } from 'hono/secure-headers';
import { randomUUIDv7 } from 'node:crypto';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, declareRefusals, Refusal, refuse } from '#kernel/refusal.ts';
import type { Env } from './env.ts';
import { healthCheck } from './health.ts';
import { requestLimits } from './limits.ts';
import { Metrics, type EveryProcess } from './metrics.ts';
import { answerProblem } from './problem.ts';
import { databaseRefusal } from './database-errors.ts';
import { referencePage } from './reference-page.ts';
import { webClient } from './web-client.ts';
import { wellFormedBody } from './well-formed.ts';

const refusals = declareRefusals('http', {
  broken: { status: 400, zh: '请求格式有误。', en: 'The request cannot be read.' },
  unknownRoute: { status: 404, zh: '没有这个接口。', en: 'There is no such route.' },
});

/** What these carry as a body is never read. */
const bodiless = new Set(['GET', 'HEAD']);

/** JSON bodies are at most this long; uploads have routes and limits of their own. */
const longestBody = 2 * 1024 * 1024;

/** An API under its path; `uploads` are the paths of it that take a file as their body and bound it themselves. */
export type Mount = { readonly path: string; readonly api: OpenAPIHono<Env>; readonly uploads?: readonly string[] | undefined };

/**
 * The whole HTTP side: every module's API under its path, one way of refusing, limits, headers, log, health, metrics,
 * the API's own description, and the web client for everything else.
 */
export function createHttpApp(platform: Platform, { mounts, session, webRoot, everyProcess }: { mounts: readonly Mount[]; session: MiddlewareHandler<Env>; webRoot: string; everyProcess?: EveryProcess | undefined }): OpenAPIHono<Env> {
  const app = new OpenAPIHono<Env>();
  const metrics = new Metrics(platform, everyProcess);
  const checkHealth = healthCheck(platform);

  app.use(async (c, next) => {
    const given = c.req.header('x-request-id');
    c.set('requestId', given !== undefined && /^[\w-]{8,64}$/.test(given) ? given : randomUUIDv7());
    c.set('address', addressOf(c));
    const startedAt = performance.now();
    await next();
    const { headers } = c.res; // set here and not by `c.header`, which would make a stream of a body that is a text
    headers.set('x-request-id', c.var.requestId);
    // What is taken along is never a page of ours, whatever a browser makes of it.
    if (headers.get('content-disposition')?.startsWith('attachment') === true) headers.set('content-security-policy', "default-src 'none'; sandbox");
    const ms = performance.now() - startedAt;
    const route = routePath(c, c.req.routeIndex); // the handler that answered: the last one that was reached
    metrics.observe(c.req.method, route, c.res.status, ms);
    if (c.req.path.startsWith('/api/')) platform.log.info({ requestId: c.var.requestId, method: c.req.method, route, status: c.res.status, ms: Math.round(ms) }, 'request');
  });
  app.use(secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"], scriptSrc: ["'self'"], styleSrc: ["'self'", "'unsafe-inline'"], imgSrc: ["'self'", 'data:', 'blob:'], connectSrc: ["'self'"],
      objectSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'self'"],
    },
    strictTransportSecurity: platform.config.publicUrl.startsWith('https:') ? 'max-age=31536000; includeSubDomains' : false,
    crossOriginEmbedderPolicy: false,
    xFrameOptions: 'DENY',
    referrerPolicy: 'same-origin',
    permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
  }));

  app.get('/api/health', async (c) => {
    const health = await checkHealth();
    return c.json(health, health.status === 'ok' ? 200 : 503);
  });
  app.get('/api/metrics', (c) => metrics.answer(c));
  app.doc31('/api/openapi.json', { openapi: '3.1.0', info: { title: 'Delta', version: '1', description: '长三角教育一体化发展工作平台 · the working platform of four education departments' } });
  app.get('/api/docs', (c) => c.html(referencePage(app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'Delta', version: '1' } }))));

  const bounded = bodyLimit({ maxSize: longestBody, onError: () => { throw refuse(commonRefusals.tooLarge, { limit: '2 MB' }); } });
  app.use('/api/*', requestLimits());
  app.use('/api/*', session);
  const uploads = new Set(mounts.flatMap(({ path, uploads: below = [] }) => below.map((upload) => path + upload)));
  for (const check of [bounded as MiddlewareHandler<Env>, wellFormedBody]) app.use('/api/*', (c, next) => (bodiless.has(c.req.method) || uploads.has(c.req.path) ? next() : check(c, next)));
  for (const { path, api } of mounts) app.route(path, api);
  app.all('/api/*', () => { throw refuse(refusals.unknownRoute); });
  app.get('*', webClient(webRoot));

  app.onError((error, c) => {
    const refusal = refusalOf(error);
    if (refusal !== undefined) {
      const seconds = refusal.details['retryAfter'];
      if (typeof seconds === 'number') c.header('retry-after', String(seconds));
      return answerProblem(c, refusal);
    }
    platform.log.error({ requestId: c.var.requestId, err: { message: error.message, stack: error.stack } }, 'failed');
    return answerProblem(c, refuse(commonRefusals.internal));
  });
  return app;
}

function refusalOf(error: Error): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof HTTPException) return refuse(error.status === 413 ? commonRefusals.tooLarge : refusals.broken, { limit: '2 MB' });
  return databaseRefusal(error);
}

function addressOf(c: Parameters<typeof getConnInfo>[0]): string {
  try {
    return getConnInfo(c).remote.address ?? 'local';
  } catch {
    return 'local'; // a test without a socket
  }
}
