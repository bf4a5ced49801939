import { inTransaction } from '#kernel/database/transaction.ts';
import { readBody } from '#kernel/http/body.ts';
import { answers, body, createRoute, dateSchema, idParams, newApi, partySchema, textSchema, z } from '#kernel/http/api.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';
import { sortQuery } from '#kernel/http/sorting.ts';
import type { Platform } from '#kernel/platform.ts';
import { exportList, exportQuery } from '#kernel/sheets/export.ts';
import { commitImport, discardImport, largestSheet, listBadRows, listImportRows, listImports, showImport, takeSheet } from './import/import.ts';
import { importTemplate } from './import/template.ts';
import { badRowColumns, institutionColumns, learningColumns, personColumns } from './export.ts';
import { messages } from './messages.ts';
import { addInstitution, changeInstitution, closeInstitution, listAllInstitutions, listInstitutions, showInstitution } from './service/institutions.ts';
import { listLearning, listOwnLearning } from './service/learning.ts';
import { decideMerge, listMerges } from './service/merges.ts';
import { addPerson, beginAffiliation, changePerson, endAffiliation, listAllPeople, listLooks, listPeople, lookAtPerson, showPerson } from './service/people.ts';
import { institutionSorts, loadDivisions, personSorts } from './store.ts';

const kindSchema = z.enum(['department', 'university', 'vocational_school', 'school', 'enterprise', 'base', 'association']);
const addedKind = z.enum(['department', 'vocational_school', 'school', 'enterprise', 'base', 'association']);
const divisionCode = z.string().regex(/^\d{6}$/);
const version = z.int().min(1);
const text = (most: number) => z.string().trim().min(1).max(most);
const reason = text(2000);
const done = z.object({ ok: z.literal(true) });
const ok = { ok: true as const };
const made = z.object({ id: z.string() });

const institution = z.object({
  id: z.string(), kind: kindSchema, name: z.string(), code: z.string().nullable(), division: z.string(), divisionName: z.string(), party: partySchema,
  authority: z.string().nullable(), level: z.string().nullable(), state: z.enum(['active', 'closed']), version: z.number(),
});
const institutionFilter = { words: text(100).optional(), kind: kindSchema.optional(), party: partySchema.optional(), division: divisionCode.optional() };

const person = z.object({
  id: z.string(), name: z.string(), party: partySchema.nullable(), division: z.string().nullable(), divisionName: z.string().nullable(), institutionId: z.string().nullable(), institutionName: z.string().nullable(),
  position: z.string().nullable(), title: z.string().nullable(), field: z.string().nullable(), mergedInto: z.string().nullable(), version: z.number(),
});
const grade = z.string().nullable();
const learning = z.object({
  id: z.string(), kind: z.enum(['study', 'internship', 'secondment', 'research', 'training', 'practice', 'mentoring']), title: z.string(), hostTitle: grade, institutionName: z.string(), hostName: z.string(), hours: z.number(), credits: z.number(),
  grade, scale: grade, homeGrade: grade, homeScale: grade, from: z.string(), to: z.string(), certificate: z.string(), sourceLink: z.string(), recognisedOn: z.string(), recognisedBy: grade,
});
const personFilter = { words: text(100).optional(), party: partySchema.optional(), institutionId: z.uuid().optional(), division: divisionCode.optional() };
const personal = z.strictObject({ idNumber: text(40).optional(), phone: text(30).optional(), email: z.email().max(254).optional() });

const mergeSide = person.pick({ id: true, party: true, divisionName: true, institutionName: true, position: true, title: true, field: true }).extend({ name: z.string().nullable(), mine: z.boolean(), agreed: z.boolean() });

const fate = z.enum(['new', 'changed', 'same', 'error']);
const importKind = z.enum(['institutions', 'people']);
const importShown = z.object({
  id: z.string(), kind: importKind, fileName: z.string(), state: z.enum(['checking', 'checked', 'storing', 'stored']), mode: z.enum(['all', 'good']).nullable(),
  totals: z.object({ new: z.number().optional(), changed: z.number().optional(), same: z.number().optional(), error: z.number().optional() }), createdAt: z.string(), storedAt: z.string().nullable(),
});
const importWork = z.object({ state: z.enum(['queued', 'running', 'done', 'failed']), progress: z.number(), step: textSchema.nullable(), problem: textSchema.nullable() });
const importRow = z.object({ line: z.number(), cells: z.record(z.string(), z.string()), fate: fate.nullable(), errors: z.array(z.object({ column: z.string(), text: textSchema })) });

/** The directory's routes: divisions, institutions, people and their affiliations, merges, imports and exports. */
export const directoryApi = (platform: Platform) =>
  newApi()
    .openapi(
      createRoute({
        method: 'get', path: '/divisions', summary: 'The administrative divisions of the four',
        responses: answers(z.object({ items: z.array(z.object({ code: z.string(), name: z.string(), level: z.string(), parent: z.string().nullable(), party: partySchema })) })),
      }),
      async (c) => c.json({ items: await inTransaction(platform.database, c.var.actor, loadDivisions) }, 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/institutions', summary: 'Institutions by kind, party, division and words in the name', request: { query: z.strictObject({ ...institutionFilter, sort: sortQuery(institutionSorts), ...pageQuery }) }, responses: answers(pageOf(institution)) }),
      async (c) => c.json(await listInstitutions(platform, c.var.actor, c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/institutions/export', summary: 'The institutions that fit, as a workbook or CSV', request: { query: z.strictObject({ ...institutionFilter, ...exportQuery }) }, responses: { 200: { description: 'XLSX or CSV' } } }),
      async (c) => {
        const { format, language, ...filter } = c.req.valid('query');
        return exportList({ name: messages.institutions, rows: await listAllInstitutions(platform, c.var.actor, filter), columns: institutionColumns, format, language });
      },
    )
    .openapi(
      createRoute({ method: 'get', path: '/institutions/{id}', summary: 'One institution, also one that is closed', request: { params: idParams }, responses: answers(institution) }),
      async (c) => c.json(await showInstitution(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/institutions', summary: 'Adds an institution', request: { body: body(z.strictObject({ kind: addedKind, name: z.string().trim().min(2).max(100), division: divisionCode, code: z.string().regex(/^[0-9A-Z]{4,20}$/).nullable().optional(), level: text(20).nullable().optional(), authority: text(100).nullable().optional() })) }, responses: answers(made) }),
      async (c) => c.json(await addInstitution(platform, c.var.actor, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'put', path: '/institutions/{id}', summary: 'Changes an institution', request: { params: idParams, body: body(z.strictObject({ version, name: z.string().trim().min(2).max(100), level: text(20).nullable(), authority: text(100).nullable() })) }, responses: answers(done) }),
      async (c) => (await changeInstitution(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), c.json(ok, 200)),
    )
    .openapi(
      createRoute({ method: 'post', path: '/institutions/{id}/close', summary: 'Closes an institution, with a reason', request: { params: idParams, body: body(z.strictObject({ version, reason })) }, responses: answers(done) }),
      async (c) => (await closeInstitution(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), c.json(ok, 200)),
    )
    .openapi(
      createRoute({ method: 'get', path: '/people', summary: 'People whom the actor may see; with words, the best matches first, whatever the order asked for', request: { query: z.strictObject({ ...personFilter, sort: sortQuery(personSorts), ...pageQuery }) }, responses: answers(pageOf(person)) }),
      async (c) => c.json(await listPeople(platform, c.var.actor, c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/people/export', summary: 'The people who fit, without personal data, as a workbook or CSV', request: { query: z.strictObject({ ...personFilter, ...exportQuery }) }, responses: { 200: { description: 'XLSX or CSV' } } }),
      async (c) => {
        const { format, language, ...filter } = c.req.valid('query');
        return exportList({ name: messages.people, rows: await listAllPeople(platform, c.var.actor, filter), columns: personColumns, format, language });
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/people', summary: 'Adds a person to an institution', request: { body: body(z.strictObject({ name: text(60), institutionId: z.uuid(), position: text(100).optional(), title: text(60).optional(), field: text(100).optional(), since: dateSchema, personal: personal.optional() })) }, responses: answers(made) }),
      async (c) => c.json(await addPerson(platform, c.var.actor, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'get', path: '/people/{id}', summary: 'A person with their affiliations over time', request: { params: idParams },
        responses: answers(person.extend({ affiliations: z.array(z.object({ id: z.string(), institutionId: z.string(), institutionName: z.string(), position: z.string().nullable(), from: z.string(), to: z.string().nullable() })), mayKeep: z.boolean(), mayLook: z.boolean() })),
      }),
      async (c) => c.json(await showPerson(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({ method: 'put', path: '/people/{id}', summary: 'Changes a person', request: { params: idParams, body: body(z.strictObject({ version, name: text(60), position: text(100).nullable(), title: text(60).nullable(), field: text(100).nullable(), personal: personal.optional() })) }, responses: answers(done) }),
      async (c) => (await changePerson(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), c.json(ok, 200)),
    )
    .openapi(
      createRoute({ method: 'post', path: '/people/{id}/affiliations', summary: 'A person begins somewhere', request: { params: idParams, body: body(z.strictObject({ institutionId: z.uuid(), position: text(100).nullable(), from: dateSchema })) }, responses: answers(done) }),
      async (c) => (await beginAffiliation(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), c.json(ok, 200)),
    )
    .openapi(
      createRoute({ method: 'post', path: '/people/{id}/affiliations/{affiliationId}/end', summary: 'An affiliation ends', request: { params: z.strictObject({ id: z.uuid(), affiliationId: z.uuid() }), body: body(z.strictObject({ on: dateSchema })) }, responses: answers(done) }),
      async (c) => {
        const { id, affiliationId } = c.req.valid('param');
        await endAffiliation(platform, c.var.actor, id, affiliationId, c.req.valid('json').on);
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'get', path: '/people/{id}/learning', summary: 'What a person’s home recognised of what they learnt elsewhere', request: { params: idParams }, responses: answers(z.object({ items: z.array(learning) })) }),
      async (c) => c.json({ items: await listLearning(platform, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/people/{id}/learning/export', summary: 'The same as a workbook or CSV', request: { params: idParams, query: z.strictObject(exportQuery) }, responses: { 200: { description: 'XLSX or CSV' } } }),
      async (c) => exportList({ name: messages.learning, columns: learningColumns, rows: await listLearning(platform, c.var.actor, c.req.valid('param').id), ...c.req.valid('query') }),
    )
    .openapi(
      createRoute({ method: 'get', path: '/learning', summary: 'One’s own recognised learning', responses: answers(z.object({ items: z.array(learning) })) }),
      async (c) => c.json({ items: await listOwnLearning(platform, c.var.actor) }, 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/learning/export', summary: 'The same as a workbook or CSV', request: { query: z.strictObject(exportQuery) }, responses: { 200: { description: 'XLSX or CSV' } } }),
      async (c) => exportList({ name: messages.learning, columns: learningColumns, rows: await listOwnLearning(platform, c.var.actor), ...c.req.valid('query') }),
    )
    .openapi(
      createRoute({ method: 'post', path: '/people/{id}/looks', summary: 'Shows personal data for a stated purpose; the look is recorded', request: { params: idParams, body: body(z.strictObject({ purpose: z.string().trim().min(2).max(500) })) }, responses: answers(z.object({ idNumber: z.string().optional(), phone: z.string().optional(), email: z.string().optional() })) }),
      async (c) => c.json(await lookAtPerson(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json').purpose), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/people/{id}/looks', summary: 'Who looked at a person’s data, and for what', request: { params: idParams }, responses: answers(z.object({ items: z.array(z.object({ at: z.string(), looker: z.string().nullable(), role: textSchema.nullable(), party: partySchema.nullable(), purpose: z.string() })) })) }),
      async (c) => c.json({ items: await listLooks(platform, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(
      createRoute({
        method: 'get', path: '/merges', summary: 'Records that seem to be one person',
        responses: answers(z.object({ items: z.array(z.object({ id: z.string(), a: mergeSide, b: mergeSide, state: z.string(), proposedAt: z.string() })) })),
      }),
      async (c) => c.json({ items: await listMerges(platform, c.var.actor) }, 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/merges/{id}', summary: 'Agrees to a merge, or dismisses it', request: { params: idParams, body: body(z.strictObject({ agrees: z.boolean(), reason })) }, responses: answers(z.object({ state: z.string() })) }),
      async (c) => c.json(await decideMerge(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/imports/template', summary: 'The sheet to fill in', request: { query: z.strictObject({ kind: importKind, language: z.enum(['zh', 'en']).default('zh') }) }, responses: { 200: { description: 'XLSX' } } }),
      async (c) => importTemplate(c.req.valid('query').kind, c.req.valid('query').language),
    )
    .openapi(
      createRoute({
        method: 'post', path: '/imports', summary: 'Takes a sheet in (the body; its percent-encoded name in X-File-Name) and has it checked; stores nothing in the directory',
        request: { query: z.strictObject({ kind: importKind }), headers: z.object({ 'x-file-name': z.string().min(1).max(1000) }) }, responses: answers(z.object({ id: z.string(), jobId: z.string(), rows: z.number() })),
      }),
      async (c) => c.json(await takeSheet(platform, c.var.actor, { kind: c.req.valid('query').kind, fileName: decodedName(c.req.valid('header')['x-file-name']), bytes: await readBody(c, largestSheet) }), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/imports', summary: 'The latest sheets that the actor brought', responses: answers(z.object({ items: z.array(importShown) })) }),
      async (c) => c.json({ items: await listImports(platform, c.var.actor) }, 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/imports/{id}/errors', summary: 'The rows that cannot be stored, with what is wrong, as a workbook or CSV', request: { params: idParams, query: z.strictObject(exportQuery) }, responses: { 200: { description: 'XLSX or CSV' } } }),
      async (c) => {
        const { format, language } = c.req.valid('query');
        const { kind, rows } = await listBadRows(platform, c.var.actor, c.req.valid('param').id);
        return exportList({ name: messages.badRows, rows, columns: badRowColumns(kind, language), format, language });
      },
    )
    .openapi(
      createRoute({ method: 'get', path: '/imports/{id}', summary: 'How a sheet stands', request: { params: idParams }, responses: answers(importShown.extend({ job: importWork.nullable() })) }),
      async (c) => c.json(await showImport(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/imports/{id}/rows', summary: 'A sheet’s rows with their fates', request: { params: idParams, query: z.strictObject({ fate: fate.optional(), ...pageQuery }) }, responses: answers(pageOf(importRow)) }),
      async (c) => c.json(await listImportRows(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({ method: 'delete', path: '/imports/{id}', summary: 'Throws a checked sheet away, with the personal data in it', request: { params: idParams }, responses: answers(done) }),
      async (c) => (await discardImport(platform, c.var.actor, c.req.valid('param').id), c.json(ok, 200)),
    )
    .openapi(
      createRoute({ method: 'post', path: '/imports/{id}/store', summary: 'Stores a checked sheet: all of it, or its good rows', request: { params: idParams, body: body(z.strictObject({ mode: z.enum(['all', 'good']) })) }, responses: answers(z.object({ jobId: z.string() })) }),
      async (c) => c.json(await commitImport(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json').mode), 200),
    );

export type DirectoryApi = ReturnType<typeof directoryApi>;
function decodedName(encoded: string): string {
  try {
    return decodeURIComponent(encoded).slice(-255);
  } catch {
    return encoded.slice(-255);
  }
}
