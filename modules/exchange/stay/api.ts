import { answers, body, createRoute, dateSchema, idParams, newApi, textSchema, z } from '#kernel/http/api.ts';
import { moveSchema } from '#kernel/lifecycle/move.ts';
import { lifecycleSchema } from '#kernel/lifecycle/view.ts';
import type { Platform } from '#kernel/platform.ts';
import { exportQuery } from '#kernel/sheets/export.ts';
import { issuerOf } from '../credential.ts';
import { outcome } from '../schemas.ts';
import { signatories } from './rules.ts';
import { sendAgreement, withdrawAgreement } from './service/agreements.ts';
import { exportTranscript, issueCredential, printAgreement, printCertificate } from './service/papers.ts';
import { giveClearance, signAgreement, signOnPaper } from './service/signatures.ts';
import { answerEntry, assess, certifyStay, listStays, moveStay, showStay, writeEntry } from './service/stays.ts';
import { exportTranscripts } from './service/transcripts.ts';

const version = z.int().min(1);
const done = z.object({ ok: z.literal(true) });
const ok = { ok: true as const };
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
const line = (most: number) => z.string().trim().min(1).max(most);
const agreementField = z.object({ key: z.string(), label: textSchema, kind: z.enum(['text', 'longtext', 'courses', 'scale']), required: z.boolean() });
const credits = z.number().min(0).max(100);
const content = z.strictObject({
  texts: z.record(z.string().max(40), z.string().trim().max(5000)),
  courses: z.array(z.strictObject({ homeCourse: line(100), homeCredits: credits, hostCourse: line(100), hostCredits: credits, hours: z.number().min(0).max(2000) })).max(40).readonly(),
  scale: z.strictObject({ host: line(40), home: line(40), lines: z.array(z.strictObject({ atLeast: z.number().min(0).max(1000), grade: line(20) })).min(1).max(30).readonly() }).nullable(),
});
const named = z.strictObject({ name: line(60), personId: z.uuid().nullable() }).nullable();
const signatory = z.enum(signatories);
const clearanceKind = z.enum(['approval', 'filing']);
const agreementVersion = z.object({
  number: z.number(), from: z.string(), to: z.string(), content, digest: z.string(), state: z.enum(['open', 'inForce', 'replaced', 'superseded', 'withdrawn']), label: textSchema, sentAt: z.string(), inForceAt: z.string().nullable(),
  changes: z.array(z.object({ part: textSchema, before: z.string(), after: z.string() })),
  signatures: z.array(z.object({
    id: z.string(), signatory, label: textSchema, name: z.string(), personId: z.string().nullable(), sentAt: z.string(), means: z.enum(['electronic', 'paper']).nullable(), signedOn: z.string().nullable(), enteredName: z.string().nullable(), enteredAt: z.string().nullable(),
    maySign: z.boolean(), mayEnter: z.boolean(),
  })),
});
const agreement = z.object({
  state: z.enum(['proposed', 'inForce', 'withdrawn']), version: z.number(), versions: z.array(agreementVersion), first: z.number().nullable(), open: z.number().nullable(), inForce: z.number().nullable(), lateSince: z.string().nullable(),
  needs: z.array(z.object({ kind: clearanceKind, label: textSchema, given: z.object({ number: z.string(), givenOn: z.string() }).nullable(), may: z.boolean() })),
  may: z.object({ send: z.boolean(), withdraw: z.boolean() }),
});
const side = z.enum(['person', 'home', 'host']);
const grade = z.enum(['excellent', 'good', 'passed', 'failed']);
const recognised = z.object({ course: z.string(), hostCourse: z.string().optional(), hours: z.number(), credits: z.number(), grade: z.string(), homeGrade: z.string().optional() });
const leave = z.object({ id: z.string(), from: z.string(), to: z.string(), reason: z.string(), state: z.enum(['asked', 'granted', 'refused', 'withdrawn']), askedAt: z.string(), answer: z.string().nullable(), answeredAt: z.string().nullable() });
const incident = z.object({
  id: z.string(), kind: z.enum(['injury', 'health', 'safety', 'dispute', 'other']), happenedOn: z.string(), text: z.string(), side, reportedAt: z.string(), state: z.enum(['open', 'settled']), settledAt: z.string().nullable(),
  followUps: z.array(z.object({ id: z.string(), text: z.string(), side, writtenAt: z.string() })),
});
const talk = z.object({ heldOn: z.string(), text: z.string(), ownView: z.string().nullable() });
const objection = z.object({ side: z.enum(['home', 'host']), text: z.string(), raisedAt: z.string(), outcome: z.enum(['kept', 'changed']).nullable(), answer: z.string().nullable(), grade: grade.nullable() });
const stay = z.object({
  applicationId: z.string(), schemeId: z.string(), schemeTitle: z.string(), startsOn: z.string(), endsOn: z.string(), personName: z.string(), homeName: z.string(), hostName: z.string(), offerTitle: z.string(), mentor: z.object({ personId: z.string(), name: z.string() }).nullable(), side: side.nullable(), outcome: outcome.nullable(),
  words: z.object({ label: textSchema, person: textSchema, recognises: z.enum(['credits', 'hours']), certificate: textSchema, agreement: z.array(agreementField) }),
  field: z.object({ signatories: z.array(z.enum(['teacher', 'tutor'])), mayBeMinor: z.boolean(), journal: z.boolean(), talk: z.boolean(), assessedBy: z.array(side) }), today: z.string(),
  agreement: agreement.nullable(),
  placement: z.object({
    id: z.string(), from: z.string(), to: z.string(), state: z.string(), version: z.number(), recognised: z.array(recognised), certificateNumber: z.string().nullable(), certifiedOn: z.string().nullable(),
    months: z.array(z.string()), missing: z.array(z.string()), lifecycle: lifecycleSchema,
    mayAnswer: z.boolean(), mentors: z.boolean(), noObjectionAt: z.string().nullable(), endReason: z.string().nullable(), middle: z.string().nullable(), objectUntil: z.string().nullable(), obstacle: z.enum(['notAssessed', 'objectionOpen', 'objectionTime', 'failed']).nullable(),
    scale: content.shape.scale, leaves: z.array(leave), incidents: z.array(incident), talk: talk.nullable(), objections: z.array(objection),
    entries: z.array(z.object({ id: z.string(), month: z.string(), text: z.string(), hours: z.number(), answer: z.string().nullable(), writtenAt: z.string(), answeredAt: z.string().nullable() })),
    assessments: z.array(z.object({ side, grade, text: z.string(), assessedAt: z.string() })),
  }).nullable(),
});
const stayRow = z.object({ applicationId: z.string(), personName: z.string(), homeName: z.string(), hostName: z.string(), homeParty: z.string(), hostParty: z.string(), offerTitle: z.string(), answer: z.string(), agreement: z.string().nullable(), placement: z.string().nullable() });

/** Stays: agreement, placement, journal, assessment, certificate. */
export const stayApi = (platform: Platform) =>
  newApi()
    .openapi(
      createRoute({ method: 'get', path: '/schemes/{id}/stays', summary: 'Who has a place and how far each is', request: { params: idParams }, responses: answers(z.object({ items: z.array(stayRow) })) }),
      async (c) => c.json({ items: await listStays(platform, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/stays/{id}', summary: 'A stay with its agreement, journal and assessments', request: { params: idParams }, responses: answers(stay) }),
      async (c) => c.json(await showStay(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'put', path: '/stays/{id}/agreement', summary: 'Sends the agreement, or a change of it, to be signed; what was sent before lapses',
        request: { params: idParams, body: body(z.strictObject({ version, content, from: dateSchema, to: dateSchema, guardian: line(60).nullable(), teacher: named, tutor: named })) }, responses: answers(done),
      }),
      async (c) => {
        await sendAgreement(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/stays/{id}/agreement/sign', summary: 'A signatory signs the words that they read', request: { params: idParams, body: body(z.strictObject({ signatory, digest })) }, responses: answers(done) }),
      async (c) => {
        await signAgreement(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/stays/{id}/agreement/paper', summary: 'Enters a signature given on paper, whose scan hangs on it', request: { params: idParams, body: body(z.strictObject({ signatory, digest, signedOn: dateSchema })) }, responses: answers(done) }),
      async (c) => {
        await signOnPaper(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/stays/{id}/agreement/withdraw', summary: 'Takes an agreement back before anybody has arrived', request: { params: idParams, body: body(z.strictObject({ version, reason: line(2000) })) }, responses: answers(done) }),
      async (c) => {
        await withdrawAgreement(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/stays/{id}/clearances', summary: 'A department approves, or files, a stay in another province', request: { params: idParams, body: body(z.strictObject({ kind: clearanceKind, number: line(100), givenOn: dateSchema })) }, responses: answers(done) }),
      async (c) => {
        await giveClearance(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/stays/{id}/move', summary: 'Records arrival, end, early end', request: { params: idParams, body: body(moveSchema) }, responses: answers(done) }),
      async (c) => {
        await moveStay(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'put', path: '/stays/{id}/entries', summary: 'The person’s journal of a month', request: { params: idParams, body: body(z.strictObject({ month, text: z.string().trim().min(1).max(5000), hours: z.int().min(0).max(744) })) }, responses: answers(done) }),
      async (c) => {
        await writeEntry(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'put', path: '/stays/{id}/answers', summary: 'The tutor’s answer to a month’s journal', request: { params: idParams, body: body(z.strictObject({ month, answer: z.string().trim().min(1).max(3000) })) }, responses: answers(done) }),
      async (c) => {
        await answerEntry(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/stays/{id}/assessments', summary: 'A side’s assessment', request: { params: idParams, body: body(z.strictObject({ grade, text: z.string().trim().min(1).max(3000) })) }, responses: answers(done) }),
      async (c) => {
        await assess(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post', path: '/stays/{id}/certificate', summary: 'Recognises what was done and gives the certificate',
        request: { params: idParams, body: body(z.strictObject({ version, recognised: z.array(z.strictObject({ course: z.string().trim().min(1).max(100), hostCourse: z.string().trim().max(100).optional(), hours: z.number().min(0).max(10_000), credits: z.number().min(0).max(100), grade: z.string().trim().max(20) })).max(60) })) },
        responses: answers(z.object({ number: z.string() })),
      }),
      async (c) => c.json(await certifyStay(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/stays/{id}/agreement/paper', summary: 'A version of the agreement on paper', request: { params: idParams, query: z.strictObject({ number: z.coerce.number().int().min(1).max(10_000) }) }, responses: { 200: { description: 'PDF', content: { 'application/pdf': { schema: z.string().openapi({ format: 'binary' }) } } } } }),
      async (c) => printAgreement(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query').number),
    )
    .openapi(
      createRoute({ method: 'get', path: '/stays/{id}/certificate', summary: 'The certificate on paper', request: { params: idParams }, responses: { 200: { description: 'PDF', content: { 'application/pdf': { schema: z.string().openapi({ format: 'binary' }) } } } } }),
      async (c) => printCertificate(platform, c.var.actor, c.req.valid('param').id),
    )
    .openapi(
      createRoute({ method: 'get', path: '/stays/{id}/credential', summary: 'The certificate as an Open Badge 3.0 credential: a signed JWT, or JSON with its proof in it', request: { params: idParams, query: z.strictObject({ format: z.enum(['jwt', 'json']).default('jwt') }) }, responses: { 200: { description: 'VC-JWT', content: { 'application/vc+jwt': { schema: z.string() } } } } }),
      async (c) => issueCredential(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query').format),
    )
    .openapi(
      createRoute({ method: 'get', path: '/issuer', summary: 'Who signs the credentials of this installation: its DID and key', responses: answers(z.object({ id: z.string(), keyId: z.string(), jwk: z.object({ kty: z.string(), crv: z.string(), x: z.string() }) })) }),
      async (c) => {
        const { did, keyId, publicJwk } = issuerOf(platform.config.secret);
        return c.json({ id: did, keyId, jwk: publicJwk }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get', path: '/stays/{id}/transcript', summary: 'What was recognised, for the home’s own records', request: { params: idParams, query: z.strictObject({ format: z.enum(['xlsx', 'json']).default('xlsx') }) },
        responses: { 200: { description: 'XLSX or JSON', content: { 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { schema: z.string().openapi({ format: 'binary' }) }, 'application/json': { schema: z.object({ certificate: z.string(), gradeScale: z.object({ host: z.string(), home: z.string() }).nullable(), courses: z.array(recognised) }) } } } },
      }),
      async (c) => exportTranscript(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query').format),
    )
    .openapi(
      createRoute({ method: 'get', path: '/schemes/{id}/transcripts', summary: 'What was recognised of all of a home, or of a party’s homes, in one file', request: { params: idParams, query: z.strictObject(exportQuery) }, responses: { 200: { description: 'XLSX or CSV' } } }),
      async (c) => exportTranscripts(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query')),
    );

