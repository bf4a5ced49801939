import { answers, body, createRoute, dateSchema, idParams, newApi, partySchema, z } from '#kernel/http/api.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';
import type { Platform } from '#kernel/platform.ts';
import { exportList, exportQuery } from '#kernel/sheets/export.ts';
import { accountColumns } from './accounts-export.ts';
import { giveGrant, invite, listAccounts, listAllAccounts, openAccount, setClosed, showAccount, withdrawGrant, type AccountPeople } from './accounts.ts';
import { personRoles } from './actor.ts';
import { done, ok } from './requests.ts';
import { describeScopes, memberScope, scopeSchema, type ScopeNames } from './scopes.ts';

const roleSchema = z.enum(personRoles);
const reason = z.string().trim().min(1).max(2000);
const filter = { words: z.string().trim().min(1).max(60).optional(), party: partySchema.optional(), role: roleSchema.optional() };
const account = z.object({
  id: z.string(), personId: z.string(), login: z.string(), name: z.string(), party: partySchema.nullable(), email: z.string().nullable(),
  disabledAt: z.string().nullable(), createdAt: z.string(), roles: z.array(roleSchema),
});
const grant = z.object({
  id: z.string(), ...scopeSchema, from: z.string(), to: z.string().nullable(), reason: z.string(),
  grantedBy: z.string().nullable(), grantedAt: z.string(), withdrawnAt: z.string().nullable(), withdrawnReason: z.string().nullable(),
});

// the description would take the flag into the pattern
const login = z.string().trim().regex(/^[\p{L}\p{N}._@-]{2,100}$/u).openapi({ pattern: '^[\\p{L}\\p{N}._@-]{2,100}$' });
const opened = z.strictObject({
  login, email: z.email().max(254).optional(), party: partySchema.optional(),
  who: z.union([z.strictObject({ personId: z.uuid() }), z.strictObject({ name: z.string().trim().min(1).max(60) })]),
});

const during = { from: dateSchema, to: dateSchema.optional(), reason };
/** Each role with what its scope must name, no more. */
const newGrant = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('institution_officer'), party: partySchema, organizationId: z.uuid(), ...during }),
  z.strictObject({ role: z.literal('division_officer'), party: partySchema, division: z.string().regex(/^\d{6}$/), ...during }),
  z.strictObject({ role: z.enum(['party_officer', 'party_signatory']), party: partySchema, ...during }),
  z.strictObject({ role: z.literal('auditor'), party: partySchema.optional(), ...during }),
  z.strictObject({ role: z.enum(['secretariat_officer', 'administrator']), ...during }),
]);

/** Accounts and their roles, for those who keep them: `/api/accounts`. */
export const accountsApi = (platform: Platform, { scopeNames, people }: { scopeNames: ScopeNames; people: AccountPeople }) =>
  newApi()
    .openapi(
      createRoute({ method: 'get', path: '/', summary: 'Accounts by login, name, party and role', request: { query: z.strictObject({ ...filter, ...pageQuery }) }, responses: answers(pageOf(account)) }),
      async (c) => c.json(await listAccounts(platform, c.var.actor, c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/export', summary: 'The accounts that fit, as a workbook or CSV', request: { query: z.strictObject({ ...filter, ...exportQuery }) }, responses: { 200: { description: 'XLSX or CSV' } } }),
      async (c) => {
        const { format, language, ...wanted } = c.req.valid('query');
        return exportList({ name: { zh: '账号', en: 'Accounts' }, rows: await listAllAccounts(platform, c.var.actor, wanted), columns: accountColumns, format, language });
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/', summary: 'Opens an account; answers with the invitation for its owner', request: { body: body(opened) }, responses: answers(z.object({ id: z.string(), invitation: z.string() })) }),
      async (c) => c.json(await openAccount(platform, c.var.actor, people, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/{id}', summary: 'An account with every role that it holds or held', request: { params: idParams }, responses: answers(account.extend({ grants: z.array(grant), mayAdminister: z.boolean() })) }),
      async (c) => {
        const { grants, ...shown } = await showAccount(platform, c.var.actor, c.req.valid('param').id);
        const scopes = await describeScopes(platform, scopeNames, grants);
        return c.json({ ...shown, grants: grants.map(({ id, from, to, reason: why, grantedBy, grantedAt, withdrawnAt, withdrawnReason }, i) => ({ id, ...(scopes[i] ?? memberScope), from, to, reason: why, grantedBy, grantedAt, withdrawnAt, withdrawnReason })) }, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/{id}/invitation', summary: 'A new invitation, for an owner who cannot sign in', request: { params: idParams }, responses: answers(z.object({ invitation: z.string() })) }),
      async (c) => c.json(await invite(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/{id}/closed', summary: 'Closes an account, or opens it again', request: { params: idParams, body: body(z.strictObject({ closed: z.boolean(), reason })) }, responses: answers(done) }),
      async (c) => (await setClosed(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), c.json(ok, 200)),
    )
    .openapi(
      createRoute({ method: 'post', path: '/{id}/grants', summary: 'Gives a role', request: { params: idParams, body: body(newGrant) }, responses: answers(z.object({ id: z.string() })) }),
      async (c) => c.json(await giveGrant(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/{id}/grants/{grantId}/withdrawal', summary: 'Withdraws a role', request: { params: z.strictObject({ id: z.uuid(), grantId: z.uuid() }), body: body(z.strictObject({ reason })) }, responses: answers(done) }),
      async (c) => {
        const { id, grantId } = c.req.valid('param');
        await withdrawGrant(platform, c.var.actor, id, grantId, c.req.valid('json').reason);
        return c.json(ok, 200);
      },
    );

export type AccountsApi = ReturnType<typeof accountsApi>;
