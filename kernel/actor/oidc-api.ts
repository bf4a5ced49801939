import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { answers, createRoute, newApi, partySchema, textSchema, z } from '#kernel/http/api.ts';
import type { Env } from '#kernel/http/env.ts';
import type { Platform } from '#kernel/platform.ts';
import { Refusal, refuse } from '#kernel/refusal.ts';
import { isPerson } from './actor.ts';
import { setSessionCookie } from './middleware.ts';
import { beginAtProvider, completeAtProvider, findProvider, linkIdentity, oidcRefusals, pendingMinutes, signInWithIdentity, type Intent } from './oidc.ts';
import { from, signedIn } from './requests.ts';

const cookie = 'delta_oidc';
const providerParams = z.strictObject({ provider: z.string().max(40) });
const toProvider = { 302: { description: 'To the provider' } };

/** Signing in at a party's own OpenID provider: `/api/session/oidc`. The browser itself goes there and comes back. */
export const oidcApi = (platform: Platform) =>
  newApi()
    .openapi(
      createRoute({ method: 'get', path: '/', summary: 'The parties’ own sign-ins', responses: answers(z.object({ items: z.array(z.object({ id: z.string(), label: textSchema, party: partySchema })) })) }),
      (c) => c.json({ items: (platform.config.oidc ?? []).map(({ id, label, party }) => ({ id, label, party })) }, 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/{provider}/start', summary: 'Goes to a provider to sign in', request: { params: providerParams, query: z.strictObject({ next: z.string().max(500).optional() }) }, responses: toProvider }),
      (c) => begin(c, platform, c.req.valid('param').provider, { kind: 'sign-in', next: ownPath(c.req.valid('query').next) }),
    )
    .openapi(
      createRoute({ method: 'get', path: '/{provider}/link', summary: 'Goes to a provider to link one’s identity there', request: { params: providerParams }, responses: toProvider }),
      (c) => begin(c, platform, c.req.valid('param').provider, { kind: 'link', accountId: signedIn(c.var.actor).accountId }),
    )
    .openapi(
      // Whatever a provider adds to the address is its own; what counts is checked against what was sent.
      createRoute({ method: 'get', path: '/{provider}/callback', summary: 'Comes back from a provider', request: { params: providerParams }, responses: { 302: { description: 'Into the platform, or to the sign-in page with what went wrong' } } }),
      async (c) => {
        const provider = findProvider(platform, c.req.valid('param').provider);
        const pending = getCookie(c, cookie);
        deleteCookie(c, cookie, { path: '/api/session/oidc' });
        let intent: Intent | undefined;
        try {
          const completed = await completeAtProvider(platform, provider, { query: new URL(c.req.url).search, cookie: pending });
          ({ intent } = completed);
          if (intent.kind === 'sign-in') {
            const { token } = await signInWithIdentity(platform, provider, completed.subject, from(c));
            setSessionCookie(c, platform, token);
            return c.redirect(intent.next, 302);
          }
          const { actor } = c.var;
          if (!isPerson(actor) || actor.accountId !== intent.accountId) throw refuse(oidcRefusals.notCompleted);
          await linkIdentity(platform, actor, provider, completed.subject);
          return c.redirect('/workspace/account?linked=1', 302);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          return c.redirect(`${intent?.kind === 'link' ? '/workspace/account' : '/sign-in'}?problem=${error.kind.code.split('/')[1] ?? ''}`, 302);
        }
      },
    );

async function begin(c: Context<Env>, platform: Platform, providerId: string, intent: Intent) {
  const { url, pending } = await beginAtProvider(platform, findProvider(platform, providerId), intent);
  setCookie(c, cookie, pending, { httpOnly: true, sameSite: 'Lax', path: '/api/session/oidc', secure: platform.config.publicUrl.startsWith('https:'), maxAge: pendingMinutes * 60 });
  return c.redirect(url, 302);
}

/** A page of ours, whatever was asked for. */
function ownPath(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : '/workspace';
}
