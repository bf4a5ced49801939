import { bytesToHex } from '@noble/hashes/utils.js';
import type { Context } from 'hono';
import { isPerson, systemActor, type Actor } from '#kernel/actor/actor.ts';
import { done, ok, signedIn } from '#kernel/actor/requests.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { answers, body, createRoute, dateSchema, idParams, newApi, partySchema, z } from '#kernel/http/api.ts';
import type { Env } from '#kernel/http/env.ts';
import { cutPage, decodeCursor, pageOf, pageQuery } from '#kernel/http/paging.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { exportList, exportQuery } from '#kernel/sheets/export.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { loadAllEntries, loadEntries, loadEntry, loadLeaves, loadStray, type EntryRow } from './entries.ts';
import { entryColumns } from './export.ts';
import { loadLog } from './log-key.ts';
import { formatVerifier } from './note.ts';
import { loadConsistency, loadInclusion } from './proofs.ts';
import { journalRefusals } from './refusals.ts';
import { tileKey, tileWidth } from './tiles.ts';
import { countPending, loadCheckpoint, loadTiles, loadWaiting } from './tree-store.ts';
import { addCosignature, loadWitnesses, registerWitness, withdrawWitness } from './witnesses.ts';

/** People's names, by id: the directory knows them, the kernel asks. */
export type PersonNames = (tx: Tx, personIds: readonly string[]) => Promise<Map<string, string>>;

const count = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const code = z.string().min(1).max(100);
const entryParams = z.strictObject({ id: count });
const filter = { subjectType: code.optional(), subjectId: code.optional(), initiativeId: z.uuid().optional(), act: code.optional(), party: partySchema.optional(), from: dateSchema.optional(), to: dateSchema.optional() };

const witness = z.object({
  id: z.string(), party: partySchema, name: z.string(), verifier: z.string(), registeredAt: z.string(), withdrawnAt: z.string().nullable(), version: z.number(), lastSize: z.number().nullable(), lastSignedAt: z.string().nullable(),
});
const state = z.object({
  origin: z.string(), verifier: z.string(), size: z.number(), root: z.string(), checkpointAt: z.string(),
  waiting: z.number().openapi({ description: 'Entries that are not in the tree yet' }), now: z.string(), witnesses: z.array(witness),
});
const entrySummary = z.object({
  id: z.number(), index: z.number().nullable(), at: z.string(), act: z.string(), subjectType: z.string(), subjectId: z.string(), subjectTitle: z.string().nullable(), initiativeId: z.string().nullable(), reason: z.string().nullable(),
  role: z.string().nullable(), roleParty: partySchema.nullable(), job: z.string().nullable(), actorName: z.string().nullable(),
});
const entry = entrySummary.extend({ leaf: z.string(), changes: z.unknown() });
const inclusion = z.object({ leaf: z.string(), index: z.number(), size: z.number(), hashes: z.array(z.string()).readonly(), checkpoint: z.string() });
const place = z.object({ index: z.number(), entryId: z.number(), hash: z.string().nullable(), leaf: z.string().optional(), changes: z.unknown().optional() });
const leaves = z.object({ size: z.number(), items: z.array(place) });

/** The journal to read and to check: `/api/journal`. What is signed is public; entries are seen by whoever may see what they are about. */
export const journalApi = (platform: Platform, names: PersonNames) => {
  const as = <T>(actor: Actor, work: (tx: Tx) => Promise<T>) => inTransaction(platform.database, actor, work);
  return newApi()
    .openapi(
      createRoute({ method: 'get', path: '/', summary: 'What the log is: its name, its public key, how large it is, and who witnesses it', responses: answers(state) }),
      async (c) => c.json(await showState(platform, c.var.actor), 200),
    )
    .openapi(
      createRoute({
        method: 'get', path: '/checkpoint', summary: 'The newest checkpoint, or that of one size, as a signed note (C2SP tlog-checkpoint) with its cosignatures', request: { query: z.strictObject({ size: count.optional() }) },
        responses: { 200: { description: 'A signed note', content: { 'text/plain': { schema: z.string() } } } },
      }),
      async (c) => {
        const { size } = c.req.valid('query');
        const checkpoint = await as(c.var.actor, (tx) => loadCheckpoint(tx, size));
        if (checkpoint === undefined) throw refuse(journalRefusals.noCheckpoint);
        return c.text(checkpoint.note, 200, { 'cache-control': 'no-store' });
      },
    )
    .openapi(
      createRoute({ method: 'get', path: '/consistency', summary: 'The proof that the tree of one size begins with that of a smaller one (RFC 9162, 2.1.4)', request: { query: z.strictObject({ first: count, second: count }) }, responses: answers(z.object({ hashes: z.array(z.string()) })) }),
      async (c) => {
        const { first, second } = c.req.valid('query');
        signedIn(c.var.actor);
        return c.json({ hashes: await as(c.var.actor, async (tx) => {
          const { size } = await newestCheckpoint(tx);
          if (first > second || second > size) throw refuse(journalRefusals.sizes, { size });
          return loadConsistency(tx, first, second);
        }) }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get', path: '/tiles/{level}/{index}', summary: 'A tile of the tree: up to 256 hashes of 32 bytes (C2SP tlog-tiles)',
        request: { params: z.strictObject({ level: z.coerce.number().int().min(0).max(7), index: count }), query: z.strictObject({ width: z.coerce.number().int().min(1).max(tileWidth).optional() }) },
        responses: { 200: { description: 'Hashes', content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } } } },
      }),
      async (c) => {
        officer(c);
        const at = c.req.valid('param');
        const { width = tileWidth } = c.req.valid('query');
        const tile = (await as(c.var.actor, (tx) => loadTiles(tx, [at]))).get(tileKey(at));
        if (tile === undefined) throw refuse(commonRefusals.notFound);
        return c.body(Uint8Array.from(tile.subarray(0, width * 32)).buffer, 200, { 'content-type': 'application/octet-stream' });
      },
    )
    .openapi(
      createRoute({
        method: 'get', path: '/leaves', summary: 'The tree’s places in order, each with its hash, and its leaf where the entry is yours to see: what a copy is made of',
        request: { query: z.strictObject({ from: count.default(0), limit: z.coerce.number().int().min(1).max(1024).default(256) }) }, responses: answers(leaves),
      }),
      async (c) => {
        officer(c);
        return c.json(await as(c.var.actor, async (tx): Promise<z.infer<typeof leaves>> => {
          await newestCheckpoint(tx);
          return loadLeaves(tx, c.req.valid('query'));
        }), 200);
      },
    )
    .openapi(
      createRoute({ method: 'get', path: '/stray', summary: 'Entries that you may see, that are in no tree and do not wait for it either: there should be none', responses: answers(z.object({ items: z.array(z.object({ id: z.number(), at: z.string() })) })) }),
      async (c) => {
        officer(c);
        const stray = await as(c.var.actor, (tx) => loadStray(tx, 200));
        const waiting = await as(systemActor('journal stray'), (tx) => loadWaiting(tx, stray.map(({ id }) => id)));
        return c.json({ items: stray.filter(({ id }) => !waiting.has(id)) }, 200);
      },
    )
    .openapi(
      createRoute({ method: 'get', path: '/entries', summary: 'The entries that you may see, newest first', request: { query: z.strictObject({ ...pageQuery, ...filter }) }, responses: answers(pageOf(entrySummary)) }),
      async (c) => {
        const { limit, cursor, ...asked } = c.req.valid('query');
        signedIn(c.var.actor);
        const [before] = cursor === undefined ? [] : decodeCursor(cursor, ['number']);
        const page = await as(c.var.actor, async (tx) => {
          const { items, next } = cutPage(await loadEntries(tx, asked, { limit: limit + 1, before: typeof before === 'number' ? before : undefined }), limit, ({ id }) => [id]);
          return { items: await named(tx, names, items), ...(next === undefined ? {} : { next }) };
        });
        return c.json(page, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get', path: '/entries/export', summary: 'The entries that a filter finds, as a file', request: { query: z.strictObject({ ...filter, ...exportQuery }) },
        responses: { 200: { description: 'XLSX or CSV' } },
      }),
      async (c) => {
        const { format, language, ...asked } = c.req.valid('query');
        signedIn(c.var.actor);
        const rows = await as(c.var.actor, async (tx) => named(tx, names, await loadAllEntries(tx, asked)));
        return exportList({ name: { zh: '工作日志', en: 'Journal' }, rows, columns: entryColumns, format, language });
      },
    )
    .openapi(
      createRoute({ method: 'get', path: '/entries/{id}', summary: 'One entry, with its leaf', request: { params: entryParams }, responses: answers(entry) }),
      async (c) => c.json(await as(signedIn(c.var.actor), (tx) => showEntry(tx, names, c.req.valid('param').id)), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/entries/{id}/inclusion', summary: 'The proof that an entry is in the tree (RFC 9162, 2.1.3): of the newest checkpoint, or of one size', request: { params: entryParams, query: z.strictObject({ size: count.optional() }) }, responses: answers(inclusion) }),
      async (c) => c.json(await as(signedIn(c.var.actor), async (tx) => {
        const { id } = c.req.valid('param');
        const proof = await loadInclusion(tx, id, c.req.valid('query').size);
        if (proof === undefined) throw refuse((await loadEntry(tx, id)) === undefined ? commonRefusals.notFound : journalRefusals.notInTree);
        return proof;
      }), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/witnesses', summary: 'Registers the public key of your party’s witness', request: { body: body(z.strictObject({ verifier: z.string().trim().min(1).max(400) })) }, responses: answers(z.object({ id: z.string() })) }),
      async (c) => c.json(await registerWitness(platform, c.var.actor, c.req.valid('json').verifier), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/witnesses/{id}/withdraw', summary: 'Withdraws a witness’s key, with a reason', request: { params: idParams, body: body(z.strictObject({ version: z.int().min(1), reason: z.string().trim().min(1).max(2000) })) }, responses: answers(done) }),
      async (c) => {
        await withdrawWitness(platform, c.var.actor, { id: c.req.valid('param').id, ...c.req.valid('json') });
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/cosignatures', summary: 'A witness’s cosignature under the checkpoint of one size (C2SP tlog-cosignature)', request: { body: body(z.strictObject({ size: z.int().min(1), line: z.string().min(1).max(1000) })) }, responses: answers(done) }),
      async (c) => {
        await addCosignature(platform, c.var.actor, c.req.valid('json'));
        return c.json(ok, 200);
      },
    );
};

export type JournalApi = ReturnType<typeof journalApi>;

async function showState(platform: Platform, actor: Actor): Promise<z.infer<typeof state>> {
  const waiting = await inTransaction(platform.database, systemActor('journal state'), countPending);
  return inTransaction(platform.database, actor, async (tx) => {
    const log = await loadLog(tx);
    const { size, note, madeAt } = await newestCheckpoint(tx);
    if (log === undefined) throw refuse(journalRefusals.noCheckpoint);
    return { origin: log.origin, verifier: formatVerifier(log.verifier), size, root: bytesToHex(parseCheckpoint(note).root), checkpointAt: madeAt, waiting, now: platform.now().toString(), witnesses: await loadWitnesses(tx) };
  });
}

async function showEntry(tx: Tx, names: PersonNames, id: number): Promise<z.infer<typeof entry>> {
  const found = await loadEntry(tx, id);
  const [shown] = found === undefined ? [] : await named(tx, names, [found]);
  if (found === undefined || shown === undefined) throw refuse(commonRefusals.notFound);
  return { ...shown, leaf: found.leaf, changes: found.changes };
}

async function newestCheckpoint(tx: Tx) {
  const checkpoint = await loadCheckpoint(tx);
  if (checkpoint === undefined) throw refuse(journalRefusals.noCheckpoint);
  return checkpoint;
}

async function named<R extends EntryRow>(tx: Tx, names: PersonNames, rows: readonly R[]): Promise<z.infer<typeof entrySummary>[]> {
  const known = await names(tx, [...new Set(rows.flatMap(({ personId }) => personId ?? []))]);
  return rows.map(({ id, leafIndex: index, at, act, subjectType, subjectId, subjectTitle, initiativeId, reason, role, roleParty, job, personId }) => ({
    id, index, at, act, subjectType, subjectId, subjectTitle, initiativeId, reason, role, roleParty, job, actorName: personId === null ? null : (known.get(personId) ?? null),
  }));
}

/** Hashes are for the officers of the four; a member has the proofs of their own entries. */
function officer(c: Context<Env>): void {
  const { actor } = c.var;
  if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
  if (actor.role === 'member') throw refuse(commonRefusals.notAllowed);
}
