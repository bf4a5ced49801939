import { z } from 'zod';
import { systemActor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { Platform } from '#kernel/platform.ts';
import { loadAllEntries, loadLeaves, loadStray } from '../entries.ts';
import { loadLog } from '../log-key.ts';
import { formatVerifier } from '../note.ts';
import { loadConsistency, loadInclusion, type Inclusion } from '../proofs.ts';
import { loadCheckpoint } from '../tree-store.ts';

/** A place in the tree as the log shows it: its hash (hex), and the leaf where one may see it. */
export type Place = { readonly index: number; readonly entryId: number; readonly hash: string | null; readonly leaf?: string | undefined; readonly changes?: unknown };

/** What the log says of itself: its name and key, its newest checkpoint, and the time on its clock. */
export type Head = { readonly origin: string; readonly verifier: string; readonly checkpoint: string; readonly now: string };

/** Where the journal is read from in order to check it: a platform over the network, or a database at hand. */
export type Source = {
  /** Whether every entry is shown: one that is not there is then gone, and not just somebody else's. */
  readonly seesAll: boolean;
  readonly loadHead: () => Promise<Head | undefined>;
  readonly loadPlaces: (from: number, limit: number) => Promise<readonly Place[]>;
  readonly loadConsistency: (first: number, second: number) => Promise<readonly string[]>;
  /** Entries that are in no tree. */
  readonly loadStray: () => Promise<readonly { id: number; at: string }[]>;
  readonly loadEntriesOf: (subject: { type: string; id: string }) => Promise<readonly number[]>;
  readonly loadInclusion: (entryId: number) => Promise<Inclusion | undefined>;
  readonly sendCosignature: (size: number, line: string) => Promise<void>;
};

/** The journal in the database of an installation, read as the platform itself. */
export function databaseSource(platform: Pick<Platform, 'database' | 'now'>): Source {
  const read = <T>(work: (tx: Tx) => Promise<T>) => inTransaction(platform.database, systemActor('journal audit'), work);
  return {
    seesAll: true,
    loadHead: () => read(async (tx) => {
      const [log, checkpoint] = [await loadLog(tx), await loadCheckpoint(tx)];
      return log === undefined || checkpoint === undefined ? undefined : { origin: log.origin, verifier: formatVerifier(log.verifier), checkpoint: checkpoint.note, now: platform.now().toString() };
    }),
    loadPlaces: (from, limit) => read(async (tx) => (await loadLeaves(tx, { from, limit })).items),
    loadConsistency: (first, second) => read((tx) => loadConsistency(tx, first, second)),
    loadStray: () => read((tx) => loadStray(tx, 200)),
    loadEntriesOf: ({ type, id }) => read(async (tx) => (await loadAllEntries(tx, { subjectType: type, subjectId: id })).map((entry) => entry.id)),
    loadInclusion: (entryId) => read((tx) => loadInclusion(tx, entryId)),
    sendCosignature: () => Promise.reject(new Error('a witness follows the log over the network')),
  };
}

/** How a platform is asked: as `fetch`, with whoever is signed in. */
export type Ask = (path: string, init?: { method: string; body: string; headers: Record<string, string> }) => Promise<Response>;

const head = z.object({ origin: z.string(), verifier: z.string(), size: z.number(), now: z.string() });
const places = z.object({ items: z.array(z.object({ index: z.number(), entryId: z.number(), hash: z.string().nullable(), leaf: z.string().optional(), changes: z.unknown().optional() })) });
const hashes = z.object({ hashes: z.array(z.string()) });
const stray = z.object({ items: z.array(z.object({ id: z.number(), at: z.string() })) });
const entries = z.object({ items: z.array(z.object({ id: z.number() })), next: z.string().optional() });
const inclusion = z.object({ leaf: z.string(), index: z.number(), size: z.number(), hashes: z.array(z.string()), checkpoint: z.string() });

/** The journal of a platform over the network, as far as whoever asks may see it. */
export function networkSource(ask: Ask): Source {
  const text = async (path: string) => (await answered(await ask(path))).text();
  const json = async <S extends z.ZodType>(schema: S, path: string) => schema.parse(JSON.parse(await text(path)));
  return {
    seesAll: false,
    loadHead: async () => {
      const response = await ask('/api/journal');
      if (response.status === 404) return undefined;
      const { size, ...log } = head.parse(await (await answered(response)).json());
      return { ...log, checkpoint: await text(`/api/journal/checkpoint?size=${size}`) };
    },
    loadPlaces: async (from, limit) => (await json(places, `/api/journal/leaves?from=${from}&limit=${limit}`)).items,
    loadConsistency: async (first, second) => (await json(hashes, `/api/journal/consistency?first=${first}&second=${second}`)).hashes,
    loadStray: async () => (await json(stray, '/api/journal/stray')).items,
    loadEntriesOf: async ({ type, id }) => {
      const query = new URLSearchParams({ subjectType: type, subjectId: id, limit: '200' });
      const found: number[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined;) {
        // oxlint-disable-next-line no-await-in-loop -- each page begins after the last
        const page: z.infer<typeof entries> = await json(entries, `/api/journal/entries?${query}${cursor === '' ? '' : `&cursor=${cursor}`}`);
        found.push(...page.items.map((entry) => entry.id));
        cursor = page.next;
      }
      return found;
    },
    loadInclusion: async (entryId) => {
      const response = await ask(`/api/journal/entries/${entryId}/inclusion`);
      return response.status === 404 ? undefined : inclusion.parse(await (await answered(response)).json());
    },
    sendCosignature: async (size, line) => {
      await answered(await ask('/api/journal/cosignatures', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ size, line }) }));
    },
  };
}

const problem = z.object({ text: z.object({ zh: z.string(), en: z.string() }) });

/** An answer that is none is told in the platform's own words. */
async function answered(response: Response): Promise<Response> {
  if (response.ok) return response;
  const said = problem.safeParse(await response.json().catch(() => undefined));
  throw new Error(said.success ? `${said.data.text.zh} ${said.data.text.en}` : `${response.status} ${response.statusText}`);
}
