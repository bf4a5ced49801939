import { done, ok } from '#kernel/actor/requests.ts';
import { answers, body, createRoute, dateSchema, idParams, newApi, partySchema, textSchema, z } from '#kernel/http/api.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';
import type { Platform } from '#kernel/platform.ts';
import { refuse } from '#kernel/refusal.ts';
import { makeBundle } from './bundle.ts';
import { sign } from './documents.ts';
import { fromBase64 } from './encoding.ts';
import { algorithms } from './keys.ts';
import { signingRefusals } from './refusals.ts';
import { approveSignatory, dismissSignatory, proposeSignatory, registerKey, revokeKey } from './signatories.ts';
import { listDocuments, showDocument, showSignatories } from './views.ts';

const state = z.enum(['open', 'inForce', 'withdrawn']);
const algorithm = z.enum(algorithms);
const reason = z.string().trim().min(1).max(2000);
const statement = z.string().min(1).max(20_000);
const signature = z.string().regex(/^[A-Za-z0-9+/]{8,120}={0,2}$/);
const made = z.object({ id: z.string() });

const listed = z.object({ id: z.string(), title: z.string(), round: z.number(), state, required: z.array(partySchema), signed: z.array(partySchema), openedAt: z.string(), inForceAt: z.string().nullable(), waitsForMe: z.boolean() });
const shown = z.object({
  id: z.string(), subject: z.object({ type: z.string(), id: z.string() }), title: z.string(), round: z.number(), state, canonical: z.string(), sm3: z.string(), sha256: z.string(), required: z.array(partySchema), link: z.string(),
  visibility: z.enum(['region', 'public']), openedAt: z.string(), inForceAt: z.string().nullable(), withdrawnAt: z.string().nullable(), withdrawnReason: z.string().nullable(),
  signatures: z.array(z.object({ party: partySchema, name: z.string(), reason: z.string(), signedAt: z.string(), fingerprint: z.string(), algorithm })),
  mine: z.object({ wanted: z.boolean(), obstacle: textSchema.nullable(), keys: z.array(z.object({ id: z.string(), fingerprint: z.string(), algorithm, validFrom: z.string(), validTo: z.string() })) }),
});
const signatory = z.object({
  id: z.string(), party: partySchema, accountId: z.string(), name: z.string(), validFrom: z.string(), validTo: z.string(), basis: z.enum(['resolution', 'officer']), resolution: z.string().nullable(), reason: z.string().nullable(),
  proposedByName: z.string().nullable(), proposedAt: z.string(), approvedByName: z.string().nullable(), approvedAt: z.string().nullable(), withdrawnAt: z.string().nullable(), withdrawnReason: z.string().nullable(), mayApprove: z.boolean(), mayDismiss: z.boolean(),
});
const key = z.object({
  id: z.string(), name: z.string(), party: partySchema, algorithm, fingerprint: z.string(), validFrom: z.string(), validTo: z.string(), registeredAt: z.string(), revokedAt: z.string().nullable(), revokedReason: z.string().nullable(), mine: z.boolean(), mayRevoke: z.boolean(), expired: z.boolean(),
});
const newSignatory = z.strictObject({ party: partySchema, accountId: z.uuid(), from: dateSchema, until: dateSchema, reason }).refine(({ from, until }) => from <= until, { path: ['until'], message: '止期不能早于起期 · the end is before the beginning' });

/** Joint signature: `/api/signing`. */
export const signingApi = (platform: Platform) =>
  newApi()
    .openapi(
      createRoute({ method: 'get', path: '/documents', summary: 'Documents that are signed jointly, by state, newest first', request: { query: z.strictObject({ state: state.default('open'), ...pageQuery }) }, responses: answers(pageOf(listed)) }),
      async (c) => c.json(await listDocuments(platform, c.var.actor, c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/documents/{id}', summary: 'A document as it is signed, with its digests, who has signed, and whether the actor can', request: { params: idParams }, responses: answers(shown) }),
      async (c) => c.json(await showDocument(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/documents/{id}/signatures', summary: 'Signs a document for the actor’s party: the canonical statement, and its signature (DER, base64)', request: { params: idParams, body: body(z.strictObject({ statement, signature })) }, responses: answers(z.object({ state })) }),
      async (c) => {
        const given = c.req.valid('json');
        return c.json(await sign(platform, c.var.actor, { documentId: c.req.valid('param').id, statement: given.statement, signature: bytesOf(given.signature) }), 200);
      },
    )
    .openapi(
      createRoute({ method: 'get', path: '/documents/{id}/bundle', summary: 'The bundle of a document in force: all that is needed to check it without us', request: { params: idParams }, responses: { 200: { description: 'The bundle, canonical JSON' } } }),
      async (c) => bundleFile(await makeBundle(platform, c.var.actor, { id: c.req.valid('param').id })),
    )
    .openapi(
      createRoute({ method: 'get', path: '/bundles/{digest}', summary: 'The bundle of a document in force that the actor may see, by SM3 or SHA-256 (hex); of public ones, for everybody', request: { params: z.strictObject({ digest: z.string().regex(/^[0-9a-f]{64}$/) }) }, responses: { 200: { description: 'The bundle, canonical JSON' } } }),
      async (c) => bundleFile(await makeBundle(platform, c.var.actor, { digest: c.req.valid('param').digest })),
    )
    .openapi(
      createRoute({ method: 'get', path: '/parties/{party}', summary: 'A party’s signatories and their public keys', request: { params: z.strictObject({ party: partySchema }) }, responses: answers(z.object({ signatories: z.array(signatory), keys: z.array(key), may: z.object({ propose: z.boolean(), register: z.boolean() }) })) }),
      async (c) => c.json(await showSignatories(platform, c.var.actor, c.req.valid('param').party), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/signatories', summary: 'Proposes a signatory of the actor’s party, for a second person to approve', request: { body: body(newSignatory) }, responses: answers(made) }),
      async (c) => c.json(await proposeSignatory(platform, c.var.actor, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/signatories/{id}/approve', summary: 'Approves a proposed signatory, as the second person', request: { params: idParams }, responses: answers(done) }),
      async (c) => (await approveSignatory(platform, c.var.actor, c.req.valid('param').id), c.json(ok, 200)),
    )
    .openapi(
      createRoute({ method: 'post', path: '/signatories/{id}/dismiss', summary: 'Ends an appointment, with a reason', request: { params: idParams, body: body(z.strictObject({ reason })) }, responses: answers(done) }),
      async (c) => (await dismissSignatory(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json').reason), c.json(ok, 200)),
    )
    .openapi(
      createRoute({ method: 'post', path: '/keys', summary: 'Registers the actor’s public key: the key’s statement of itself, and its own signature over that', request: { body: body(z.strictObject({ statement, proof: signature })) }, responses: answers(made) }),
      async (c) => {
        const given = c.req.valid('json');
        return c.json(await registerKey(platform, c.var.actor, { statement: given.statement, proof: bytesOf(given.proof) }), 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/keys/{id}/revoke', summary: 'Revokes a key from now on, with a reason', request: { params: idParams, body: body(z.strictObject({ reason })) }, responses: answers(done) }),
      async (c) => (await revokeKey(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json').reason), c.json(ok, 200)),
    );

export type SigningApi = ReturnType<typeof signingApi>;

function bytesOf(base64: string): Uint8Array {
  const bytes = fromBase64(base64);
  if (bytes === undefined) throw refuse(signingRefusals.badSignature);
  return bytes;
}

function bundleFile({ bundle, title, sm3 }: { bundle: string; title: string; sm3: string }): Response {
  const name = encodeURIComponent(`${title.slice(0, 60)}-${sm3.slice(0, 8)}.bundle.json`).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return new Response(bundle, { headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'private, no-store', 'content-disposition': `attachment; filename="bundle.json"; filename*=UTF-8''${name}` } });
}
