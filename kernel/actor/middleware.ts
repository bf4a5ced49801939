import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import type { Context } from 'hono';
import type { Env } from '#kernel/http/env.ts';
import type { Platform } from '#kernel/platform.ts';
import { declareRefusals, refuse } from '#kernel/refusal.ts';
import { visitor } from './actor.ts';
import { longestDays } from './session.ts';
import { askEachTime, type Sessions } from './sessions.ts';

const refusals = declareRefusals('session', {
  foreignOrigin: { status: 403, zh: '请求来自其他网站，已拒绝。', en: 'The request came from another site and was refused.' },
});

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Finds out who a request comes from, and refuses one that another site's page had the browser send. */
export function sessionMiddleware(platform: Platform, sessions: Sessions = askEachTime(platform.database)) {
  return createMiddleware<Env>(async (c, next) => {
    const changing = !safeMethods.has(c.req.method);
    if (changing) checkOrigin(c, platform.config.publicUrl);
    c.set('actor', visitor);
    const token = getCookie(c, cookieName(platform));
    if (token !== undefined) {
      const found = await sessions.resolve(token);
      if (found === undefined) clearSessionCookie(c, platform);
      else {
        c.set('actor', found.actor);
        c.set('session', found.session);
      }
    }
    await next();
    // Whoever is told that a session has ended finds that it has.
    if (changing) await sessions.caughtUp();
  });
}

/**
 * A changing request must come from our own pages: the browser itself says so (Sec-Fetch-Site), older ones by Origin.
 * A client that is no browser sends neither, and no cookie that a site could misuse.
 */
function checkOrigin(c: Context<Env>, publicUrl: string): void {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) {
    if (site !== 'same-origin') throw refuse(refusals.foreignOrigin);
    return;
  }
  const origin = c.req.header('origin');
  if (origin === undefined || origin === publicUrl) return;
  if (URL.canParse(origin) && new URL(origin).host === c.req.header('host')) return;
  throw refuse(refusals.foreignOrigin);
}

export function setSessionCookie(c: Context<Env>, platform: Platform, token: string): void {
  setCookie(c, cookieName(platform), token, { httpOnly: true, sameSite: 'Lax', path: '/', secure: isSecure(platform), maxAge: longestDays * 86_400 });
}

export function clearSessionCookie(c: Context<Env>, platform: Platform): void {
  deleteCookie(c, cookieName(platform), { path: '/', secure: isSecure(platform) });
}

function cookieName(platform: Platform): string {
  return isSecure(platform) ? '__Host-delta_session' : 'delta_session';
}

function isSecure(platform: Platform): boolean {
  return platform.config.publicUrl.startsWith('https:');
}
