import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { Json } from '../canonical.ts';
import { openCheckpoint, parseCheckpoint, type SignedCheckpoint } from '../checkpoint.ts';
import { changesDigest, hashOfLeaf, parseLeaf } from '../leaf.ts';
import { emptyFrontier, grow, rootOf, sameHash, verifyInclusion, type Frontier, type Hash } from '../merkle.ts';
import { BadNote, keyTypes, parseVerifier } from '../note.ts';
import { classify, showDifference, type Misfit } from './classify.ts';
import { openCopy, readEntries, readHashes, type CopiedEntry, type CopyState } from './copy.ts';
import type { Finding } from './findings.ts';
import type { Head, Place, Source } from './source.ts';

export type Verdict = { readonly size: number; readonly checked: number; readonly copied: number; readonly findings: readonly Finding[] };

/** The log is asked for so many places at a time. */
export const step = 1024;

/** An entry that waits for the tree is there within this time (ms). */
const longestWait = 5 * 60_000;
/** Earlier than an entry ahead of it by more than this, an entry's time is worth a note (ms); transactions may take a while. */
const worthNoting = 60 * 60_000;

/**
 * Checks the whole journal: that its hashes give the root that the log has signed, that every entry one may see is what its hash says,
 * that none is beside the tree; and, against a copy, that nothing was changed, dropped, moved or inserted since.
 * @param folder of the copy, where there is one
 */
export async function verifyJournal(source: Source, folder?: string): Promise<Verdict> {
  const head = await source.loadHead();
  const copy = folder === undefined ? undefined : await openCopy(folder);
  if (head === undefined) return { size: 0, checked: 0, copied: copy?.size ?? 0, findings: copy === undefined || copy.size === 0 ? [] : [{ kind: 'shrunk', size: 0, other: copy.size }] };
  const opened = openHead(head, copy);
  const walked = await walk(source, { size: Math.max(opened.checkpoint?.size ?? 0, copy?.size ?? 0), now: Date.parse(head.now), copy: copy === undefined || folder === undefined ? noCopy() : { hashes: await readHashes(folder), entries: readEntries(folder) } });
  const { size = 0, root } = opened.checkpoint ?? {};
  const rootFits = root === undefined || walked.complete === undefined || sameHash(rootOf(walked.complete), root);
  const findings = [...opened.findings, ...walked.findings];
  if (!rootFits) findings.push({ kind: 'forked', size });
  // Proofs end at the root: where that is in doubt itself, they say nothing more.
  if (rootFits && opened.findings.length === 0) findings.push(...(await checkProofs(source, walked.samples)));
  findings.push(...(await findStray(source, head)));
  return { size, checked: walked.seen, copied: copy?.size ?? 0, findings };
}

/** Whether the head is the copy's log, signed, and not smaller than the copy. */
export function openHead(head: Head, copy: CopyState | undefined): { checkpoint?: SignedCheckpoint; findings: Finding[] } {
  if (copy !== undefined && (copy.origin !== head.origin || copy.verifier !== head.verifier)) return { findings: [{ kind: 'otherLog', detail: `${head.origin} ≠ ${copy.origin}` }] };
  try {
    const checkpoint = openCheckpoint(head.checkpoint, { origin: head.origin, verifier: parseVerifier(head.verifier, keyTypes.note) });
    return { checkpoint, findings: copy !== undefined && checkpoint.size < copy.size ? [{ kind: 'shrunk', size: checkpoint.size, other: copy.size }] : [] };
  } catch (error) {
    if (error instanceof BadNote) return { findings: [{ kind: 'badSignature', detail: error.message }] };
    throw error;
  }
}

type Copied = { readonly hashes: readonly Hash[]; readonly entries: AsyncIterator<CopiedEntry> };
const noCopy = (): Copied => ({ hashes: [], entries: (async function* none(): AsyncGenerator<CopiedEntry> {})() });

type Walked = { readonly findings: Finding[]; readonly seen: number; readonly complete: Frontier | undefined; /** The first and the last sound entry of each step. */ readonly samples: readonly { index: number; entry: number }[] };

/** Goes through every place in order, beside the copy. `complete` is the tree of the hashes that the log shows, where none is missing. */
async function walk(source: Source, { size, now, copy }: { size: number; now: number; copy: Copied }): Promise<Walked> {
  const findings: Finding[] = [];
  const misfits: Misfit[] = [];
  const samples: { index: number; entry: number }[] = [];
  const entries = inStep(copy.entries);
  let complete: Frontier | undefined = emptyFrontier;
  let [seen, latest] = [0, Number.NEGATIVE_INFINITY];
  for (let from = 0; from < size; from += step) {
    // oxlint-disable-next-line no-await-in-loop -- the journal may be longer than memory
    const places = await source.loadPlaces(from, step);
    const shown = new Map(places.map((place) => [place.index, place]));
    const hashes = places.flatMap(({ hash }) => (hash === null ? [] : [hexToBytes(hash)]));
    complete = complete === undefined || hashes.length < Math.min(step, size - from) ? undefined : grow(complete, hashes);
    const sound: { index: number; entry: number }[] = [];
    for (let index = from; index < Math.min(size, from + step); index += 1) {
      const place = shown.get(index);
      const inCopy = copy.hashes[index];
      // oxlint-disable-next-line no-await-in-loop -- a stream of lines
      const checked = checkPlace({ index, place, inCopy: inCopy === undefined ? undefined : bytesToHex(inCopy), was: await entries(index), seesAll: source.seesAll });
      if (checked.misfit !== undefined) misfits.push(checked.misfit);
      if (checked.finding !== undefined) findings.push(checked.finding);
      const leaf = place?.leaf === undefined ? undefined : parseLeaf(place.leaf);
      if (leaf === undefined) continue;
      seen += 1;
      if (checked.misfit === undefined) sound.push({ index, entry: leaf.id });
      findings.push(...noteTime({ index, entry: leaf.id, at: Date.parse(leaf.at), latest, now }));
      latest = Math.max(latest, Date.parse(leaf.at));
    }
    samples.push(...sound.slice(0, 1), ...sound.slice(1).slice(-1));
  }
  return { findings: [...findings, ...classify(misfits, source.seesAll)].toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0)), seen, complete, samples };
}

type Checked = { readonly misfit?: Misfit; readonly finding?: Finding };

/** One place: what it should hold, by the copy or else by the tree, and what it shows. */
function checkPlace({ index, place, inCopy, was, seesAll }: { index: number; place: Place | undefined; inCopy: string | undefined; was: CopiedEntry | undefined; seesAll: boolean }): Checked {
  const expected = inCopy ?? place?.hash ?? undefined;
  const misfit = { index, expected, found: undefined, place, was };
  if (place === undefined || expected === undefined) return { misfit };
  if (place.leaf === undefined) return was !== undefined || seesAll || place.hash !== expected ? { misfit } : {};
  const found = bytesToHex(hashOfLeaf(place.leaf));
  if (found !== expected) return { misfit: { ...misfit, found } };
  if (place.hash !== expected) return { finding: { kind: 'rewritten', index, entry: place.entryId } };
  const fits = changesDigest(place.changes as Json) === parseLeaf(place.leaf)?.digest; // what came as JSON is JSON
  return fits ? {} : { finding: { kind: 'altered', index, entry: place.entryId, detail: showDifference('changes', was?.changes, place.changes) } };
}

/** Reads sorted entries in step with rising places: the entry at a place, if the copy has it. */
function inStep(entries: AsyncIterator<CopiedEntry>): (index: number) => Promise<CopiedEntry | undefined> {
  let next: IteratorResult<CopiedEntry> | undefined;
  return async (index) => {
    next ??= await entries.next();
    // oxlint-disable-next-line no-await-in-loop -- a stream of lines
    while (next.done !== true && next.value.index < index) next = await entries.next();
    return next.done !== true && next.value.index === index ? next.value : undefined;
  };
}

function noteTime({ index, entry, at, latest, now }: { index: number; entry: number; at: number; latest: number; now: number }): Finding[] {
  if (at > now + longestWait) return [{ kind: 'future', index, entry, minutes: Math.round((at - now) / 60_000) }];
  return at < latest - worthNoting ? [{ kind: 'backdated', index, entry, minutes: Math.round((latest - at) / 60_000) }] : [];
}

/** That the proofs which the log gives out hold: every hash above the leaves stands in one of these. */
async function checkProofs(source: Source, samples: Walked['samples']): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { index, entry } of samples) {
    // oxlint-disable-next-line no-await-in-loop -- two a thousand entries, one after the other
    const proof = await source.loadInclusion(entry);
    const checkpoint = proof === undefined ? undefined : parseCheckpoint(proof.checkpoint);
    const holds = proof !== undefined && checkpoint !== undefined && proof.index === index && verifyInclusion({ leaf: hashOfLeaf(proof.leaf), index, size: checkpoint.size, path: proof.hashes.map(hexToBytes), root: checkpoint.root });
    if (!holds) findings.push({ kind: 'badProof', index, entry });
  }
  return findings;
}

async function findStray(source: Source, head: Head): Promise<Finding[]> {
  const now = Date.parse(head.now);
  const stray = (await source.loadStray()).filter(({ at }) => Math.abs(now - Date.parse(at)) > longestWait);
  return stray.map(({ id }) => ({ kind: 'inserted', entry: id }));
}
