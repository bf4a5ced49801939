import type { Context } from 'hono';
import { sql } from 'kysely';
import { partyNames, type PartyCode } from '#kernel/domain.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { answers, body, createRoute, idParams, newApi, partySchema, textSchema, z } from '#kernel/http/api.ts';
import type { Env } from '#kernel/http/env.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { record } from '#kernel/journal/journal.ts';
import { isPerson, personRoles, roles, systemActor, type Actor, type PersonActor, type PersonRole } from './actor.ts';
import { clearSessionCookie, setSessionCookie } from './middleware.ts';
import { endSessions, loadGrants, type Grant } from './session.ts';
import { actAs, changePassword, loadDemonstrationAccounts, signInForDemonstration, signInWithPassword, signOut } from './sign-in.ts';

/** The names of organisations and divisions, by id and code: the directory knows them, the kernel asks. */
export type ScopeNames = (tx: Tx, asked: { organizationIds: readonly string[]; divisions: readonly string[] }) => Promise<Map<string, string>>;

const scope = {
  role: z.enum(personRoles),
  party: partySchema.optional(),
  organization: z.object({ id: z.string(), name: z.string() }).optional(),
  division: z.object({ code: z.string(), name: z.string() }).optional(),
  label: textSchema,
};
const grantSchema = z.object({ id: z.string(), ...scope });
const sessionSchema = z.union([
  z.object({
    signedIn: z.literal(false), demonstration: z.boolean(),
    demonstrationAccounts: z.array(z.object({ login: z.string(), name: z.string(), ...scope })),
  }),
  z.object({
    signedIn: z.literal(true), demonstration: z.boolean(),
    account: z.object({ id: z.string(), login: z.string(), name: z.string(), language: z.enum(['zh', 'en']) }),
    acting: grantSchema, grants: z.array(grantSchema),
  }),
]);
const done = z.object({ ok: z.literal(true) });
const ok = { ok: true as const };

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
    );

export type SessionApi = ReturnType<typeof sessionApi>;

/** One's own account: `/api/account`. */
export const accountApi = (platform: Platform) =>
  newApi()
    .openapi(
      createRoute({
        method: 'patch', path: '/', summary: 'Changes language and mail settings',
        request: { body: body(z.strictObject({ language: z.enum(['zh', 'en']).optional(), mailWanted: z.boolean().optional(), email: z.email().max(254).nullable().optional() })) }, responses: answers(done),
      }),
      async (c) => {
        const actor = signedIn(c.var.actor);
        const { language, mailWanted, email } = c.req.valid('json');
        await inTransaction(platform.database, actor, async (tx) => {
          await sql`update kernel.account set language = coalesce(${language ?? null}, language), mail_wanted = coalesce(${mailWanted ?? null}, mail_wanted),
            email = case when ${email === undefined} then email else ${email ?? null} end where id = ${actor.accountId}`.execute(tx.db);
          await record(tx, { act: 'actor.account/change', subject: { type: 'actor.account', id: actor.accountId }, changes: { language, mailWanted, emailChanged: email !== undefined }, access: { visibility: 'self', personId: actor.personId } });
        });
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get', path: '/sessions', summary: 'Where one is signed in',
        responses: answers(z.object({ items: z.array(z.object({ id: z.string(), signedInBy: z.string(), agent: z.string().nullable(), createdAt: z.string(), seenAt: z.string(), current: z.boolean() })) })),
      }),
      async (c) => {
        const actor = signedIn(c.var.actor);
        const { rows } = await inTransaction(platform.database, actor, (tx) => sql<{ id: string; signedInBy: string; agent: string | null; createdAt: string; seenAt: string; current: boolean }>`
          select id, signed_in_by, agent, created_at, seen_at, id = ${actor.sessionId ?? null} as current from kernel.session
          where account_id = ${actor.accountId} and expires_at > now() order by seen_at desc limit 100`.execute(tx.db));
        return c.json({ items: rows }, 200);
      },
    )
    .openapi(
      createRoute({ method: 'delete', path: '/sessions/{id}', summary: 'Ends one of one’s sessions', request: { params: idParams }, responses: answers(done) }),
      async (c) => {
        const actor = signedIn(c.var.actor);
        const { id } = c.req.valid('param');
        await inTransaction(platform.database, actor, async (tx) => {
          await endSessions(tx, { accountId: actor.accountId, only: id });
          await record(tx, { act: 'actor.session/end', subject: { type: 'actor.account', id: actor.accountId }, changes: { sessionId: id }, access: { visibility: 'self', personId: actor.personId } });
        });
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/password', summary: 'Sets a new password and ends all other sessions', request: { body: body(z.strictObject({ current: z.string().min(1).max(200), next: z.string().min(1).max(200) })) }, responses: answers(done) }),
      async (c) => {
        await changePassword(platform, signedIn(c.var.actor), c.req.valid('json'));
        return c.json(ok, 200);
      },
    );

export type AccountApi = ReturnType<typeof accountApi>;

async function showSession(platform: Platform, scopeNames: ScopeNames, c: Context<Env>): Promise<z.infer<typeof sessionSchema>> {
  const { demonstration } = platform.config;
  const { actor, session } = c.var;
  if (!isPerson(actor) || session === undefined) {
    const accounts = demonstration ? await loadDemonstrationAccounts(platform) : [];
    const described = await describe(platform, scopeNames, accounts.map((account) => ({ ...account, id: '', role: account.role as PersonRole, party: account.party as PartyCode | null })));
    return { signedIn: false, demonstration, demonstrationAccounts: accounts.map(({ login, name }, i) => ({ login, name, ...(described[i] ?? memberScope) })) };
  }
  const grants = await inTransaction(platform.database, actor, (tx) => loadGrants(tx, actor.accountId));
  const described = await describe(platform, scopeNames, grants);
  const acting = described.find((grant) => grant.id === actor.grantId) ?? { id: '', ...memberScope };
  const { login, name, language } = session;
  return { signedIn: true, demonstration, account: { id: actor.accountId, login, name, language }, acting, grants: described };
}

const memberScope = { role: 'member' as const, label: roles.member.label };

async function describe(platform: Platform, scopeNames: ScopeNames, grants: readonly Grant[]): Promise<z.infer<typeof grantSchema>[]> {
  const names = await inTransaction(platform.database, systemActor('scope names'), (tx) => scopeNames(tx, {
    organizationIds: grants.flatMap((grant) => grant.organizationId ?? []),
    divisions: grants.flatMap((grant) => grant.division ?? []),
  }));
  return grants.map(({ id, role, party, organizationId, division }) => {
    const organization = organizationId === null ? undefined : { id: organizationId, name: names.get(organizationId) ?? organizationId };
    const place = division === null ? undefined : { code: division, name: names.get(division) ?? division };
    const where = organization?.name ?? place?.name;
    const { label } = roles[role];
    const zh = where ?? (party === null ? '长三角' : partyNames[party].zh);
    const en = where ?? (party === null ? 'Region' : partyNames[party].en);
    return {
      id, role,
      ...(party === null ? {} : { party }), ...(organization === undefined ? {} : { organization }), ...(place === undefined ? {} : { division: place }),
      label: role === 'member' ? label : { zh: `${zh} · ${label.zh}`, en: `${en} · ${label.en}` },
    };
  });
}

function signedIn(actor: Actor): PersonActor {
  if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
  return actor;
}

function from(c: Context<Env>): { agent: string | undefined; address: string } {
  return { agent: c.req.header('user-agent'), address: c.var.address };
}
