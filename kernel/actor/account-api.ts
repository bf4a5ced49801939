import { sql } from 'kysely';
import { inTransaction } from '#kernel/database/transaction.ts';
import { answers, body, createRoute, idParams, newApi, partySchema, textSchema, z } from '#kernel/http/api.ts';
import { record } from '#kernel/journal/journal.ts';
import type { Platform } from '#kernel/platform.ts';
import type { Departure } from '#kernel/module.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import type { PersonActor } from './actor.ts';
import { deleteAccount, foreseeDeletion } from './deletion.ts';
import { findProvider, listIdentities, unlinkIdentity } from './oidc.ts';
import { listPasskeys, offerRegistration, registerPasskey, removePasskey, type NewPasskey } from './passkeys.ts';
import { registration } from './passkey-schema.ts';
import { done, ok, signedIn } from './requests.ts';
import { endSessions } from './session.ts';
import { changePassword } from './sign-in.ts';

const touched = z.object({ id: z.string(), state: z.string(), title: textSchema, consequence: textSchema, blocks: z.boolean() });

/** One's own account: `/api/account`. */
export const accountApi = (platform: Platform, departures: readonly Departure[] = []) =>
  newApi()
    .openapi(
      createRoute({ method: 'get', path: '/', summary: 'One’s language and mail settings', responses: answers(z.object({ language: z.enum(['zh', 'en']), email: z.string().nullable(), mailWanted: z.boolean() })) }),
      async (c) => c.json(await loadPreferences(platform, signedIn(c.var.actor)), 200),
    )
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
      createRoute({ method: 'get', path: '/deletion', summary: 'What the deletion of one’s account would touch', responses: answers(z.object({ items: z.array(touched), digest: z.string(), byPassword: z.boolean() })) }),
      async (c) => { const { items, ...rest } = await foreseeDeletion(platform, signedIn(c.var.actor), departures); return c.json({ items: [...items], ...rest }, 200); },
    )
    .openapi(
      createRoute({
        method: 'post', path: '/deletion', summary: 'Deletes one’s account, for the list that one saw',
        request: { body: body(z.strictObject({ digest: z.string().regex(/^[0-9a-f]{64}$/), reason: z.string().trim().min(1).max(500), password: z.string().min(1).max(200).optional() })) }, responses: answers(done),
      }),
      async (c) => {
        await deleteAccount(platform, signedIn(c.var.actor), departures, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/password', summary: 'Sets a new password and ends all other sessions', request: { body: body(z.strictObject({ current: z.string().min(1).max(200), next: z.string().min(1).max(200) })) }, responses: answers(done) }),
      async (c) => {
        await changePassword(platform, signedIn(c.var.actor), c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'get', path: '/passkeys', summary: 'One’s passkeys', responses: answers(z.object({ items: z.array(z.object({ id: z.string(), name: z.string(), createdAt: z.string(), usedAt: z.string().nullable() })) })) }),
      async (c) => c.json({ items: await listPasskeys(platform, signedIn(c.var.actor)) }, 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/passkeys/options', summary: 'What the browser makes a new passkey with', responses: answers(z.object({ challenge: z.string() }), 'PublicKeyCredentialCreationOptionsJSON') }),
      async (c) => c.json(await offerRegistration(platform, signedIn(c.var.actor)), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/passkeys', summary: 'Registers a passkey that the browser made', request: { body: body(z.strictObject({ name: z.string().trim().min(1).max(100), response: registration })) }, responses: answers(z.object({ id: z.string() })) }),
      async (c) => c.json(await registerPasskey(platform, signedIn(c.var.actor), c.req.valid('json') as NewPasskey), 200),
    )
    .openapi(
      createRoute({ method: 'delete', path: '/passkeys/{id}', summary: 'Removes a passkey', request: { params: idParams }, responses: answers(done) }),
      async (c) => {
        await removePasskey(platform, signedIn(c.var.actor), c.req.valid('param').id);
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'get', path: '/identities', summary: 'The parties’ own sign-ins that can be linked, and which are', responses: answers(z.object({ items: z.array(z.object({ id: z.string(), label: textSchema, party: partySchema, linkedAt: z.string().nullable(), usedAt: z.string().nullable() })) })) }),
      async (c) => c.json({ items: await listIdentities(platform, signedIn(c.var.actor)) }, 200),
    )
    .openapi(
      createRoute({ method: 'delete', path: '/identities/{provider}', summary: 'Unlinks an identity', request: { params: z.strictObject({ provider: z.string().max(40) }) }, responses: answers(done) }),
      async (c) => {
        await unlinkIdentity(platform, signedIn(c.var.actor), findProvider(platform, c.req.valid('param').provider));
        return c.json(ok, 200);
      },
    );

export type AccountApi = ReturnType<typeof accountApi>;

async function loadPreferences(platform: Platform, actor: PersonActor): Promise<{ language: 'zh' | 'en'; email: string | null; mailWanted: boolean }> {
  const { rows } = await inTransaction(platform.database, actor, (tx) => sql<{ language: 'zh' | 'en'; email: string | null; mailWanted: boolean }>`
    select language, email, mail_wanted from kernel.account where id = ${actor.accountId}`.execute(tx.db));
  const [preferences] = rows;
  if (preferences === undefined) throw refuse(commonRefusals.notFound);
  return preferences;
}
