import type { Context } from 'hono';
import { inTransaction } from '#kernel/database/transaction.ts';
import { answers, body, createRoute, newApi, z } from '#kernel/http/api.ts';
import type { Env } from '#kernel/http/env.ts';
import type { Platform } from '#kernel/platform.ts';
import { isPerson } from './actor.ts';
import { clearSessionCookie, setSessionCookie } from './middleware.ts';
import { acceptInvitation, showInvitation } from './invitation.ts';
import { done, from, ok, signedIn } from './requests.ts';
import { describeScopes, memberScope, scopeSchema, type ScopeNames } from './scopes.ts';
import { loadGrants } from './session.ts';
import { actAs, loadDemonstrationAccounts, signInForDemonstration, signInWithPassword, signOut } from './sign-in.ts';

const grantSchema = z.object({ id: z.string(), ...scopeSchema });
const sessionSchema = z.union([
  z.object({
    signedIn: z.literal(false), demonstration: z.boolean(),
    demonstrationAccounts: z.array(z.object({ login: z.string(), name: z.string(), ...scopeSchema })),
  }),
  z.object({
    signedIn: z.literal(true), demonstration: z.boolean(),
    account: z.object({ id: z.string(), login: z.string(), name: z.string(), language: z.enum(['zh', 'en']) }),
    acting: grantSchema, grants: z.array(grantSchema),
  }),
]);
const invitationToken = z.string().regex(/^[\w-]{43}$/);

/** Signing in and out, and choosing the role to act in: `/api/session`. */
export const sessionApi = (platform: Platform, scopeNames: ScopeNames) =>
  newApi()
    .openapi(
      createRoute({ method: 'get', path: '/', summary: 'Who is signed in, in which role, and how one can sign in', responses: answers(sessionSchema) }),
      async (c) => c.json(await showSession(platform, scopeNames, c), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/', summary: 'Signs in with login and password', request: { body: body(z.strictObject({ login: z.string().trim().min(1).max(100), password: z.string().min(1).max(200) })) }, responses: answers(done) }),
      async (c) => {
        const { token } = await signInWithPassword(platform, c.req.valid('json'), from(c));
        setSessionCookie(c, platform, token);
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/demonstration', summary: 'Signs in as a demonstration account; only in demonstration mode', request: { body: body(z.strictObject({ login: z.string().min(1).max(100) })) }, responses: answers(done) }),
      async (c) => {
        const { token } = await signInForDemonstration(platform, c.req.valid('json').login, from(c));
        setSessionCookie(c, platform, token);
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'delete', path: '/', summary: 'Signs out here', responses: answers(done) }),
      async (c) => {
        await signOut(platform, signedIn(c.var.actor), 'here');
        clearSessionCookie(c, platform);
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'delete', path: '/all', summary: 'Signs out everywhere', responses: answers(done) }),
      async (c) => {
        await signOut(platform, signedIn(c.var.actor), 'everywhere');
        clearSessionCookie(c, platform);
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/act-as', summary: 'Acts by another of one’s roles', request: { body: body(z.strictObject({ grantId: z.uuid() })) }, responses: answers(done) }),
      async (c) => {
        await actAs(platform, signedIn(c.var.actor), c.req.valid('json').grantId);
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/invitation/show', summary: 'For whom an invitation is', request: { body: body(z.strictObject({ token: invitationToken })) }, responses: answers(z.object({ login: z.string(), name: z.string() })) }),
      async (c) => c.json(await showInvitation(platform, c.req.valid('json').token), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/invitation', summary: 'Sets the password of an invited account and signs in', request: { body: body(z.strictObject({ token: invitationToken, password: z.string().min(1).max(200) })) }, responses: answers(done) }),
      async (c) => {
        const { token } = await acceptInvitation(platform, c.req.valid('json'), from(c));
        setSessionCookie(c, platform, token);
        return c.json(ok, 200);
      },
    );

export type SessionApi = ReturnType<typeof sessionApi>;

async function showSession(platform: Platform, scopeNames: ScopeNames, c: Context<Env>): Promise<z.infer<typeof sessionSchema>> {
  const { demonstration } = platform.config;
  const { actor, session } = c.var;
  if (!isPerson(actor) || session === undefined) {
    const accounts = demonstration ? await loadDemonstrationAccounts(platform) : [];
    const scopes = await describeScopes(platform, scopeNames, accounts);
    return { signedIn: false, demonstration, demonstrationAccounts: accounts.map(({ login, name }, i) => ({ login, name, ...(scopes[i] ?? memberScope) })) };
  }
  const rows = await inTransaction(platform.database, actor, (tx) => loadGrants(tx, actor.accountId));
  const scopes = await describeScopes(platform, scopeNames, rows);
  const grants = rows.map(({ id }, i) => ({ id, ...(scopes[i] ?? memberScope) }));
  const { login, name, language } = session;
  return { signedIn: true, demonstration, account: { id: actor.accountId, login, name, language }, acting: grants.find((grant) => grant.id === actor.grantId) ?? { id: '', ...memberScope }, grants };
}
