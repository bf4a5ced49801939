import { parseLeaf, type LeafFields } from '../leaf.ts';
import type { CopiedEntry } from './copy.ts';
import type { Finding } from './findings.ts';
import type { Place } from './source.ts';

/** A place at which the log does not show what it should: `expected` and `found` are leaf hashes in hex. */
export type Misfit = { readonly index: number; readonly expected: string | undefined; readonly found: string | undefined; readonly place: Place | undefined; readonly was: CopiedEntry | undefined };

/** What was done to the places that do not fit: which entry was altered, dropped, moved, put in. `seesAll`: what is not shown is not there. */
export function classify(misfits: readonly Misfit[], seesAll: boolean): Finding[] {
  const expectedAt = new Map(misfits.flatMap(({ expected, index }) => (expected === undefined ? [] : [[expected, index] as const])));
  const foundAt = new Map(misfits.flatMap(({ found, index }) => (found === undefined ? [] : [[found, index] as const])));
  const findings = misfits.flatMap((misfit) => findingsOf(misfit, { expectedAt, foundAt, seesAll }));
  return [...findings.filter(({ kind }) => kind === 'dropped'), ...inRuns(findings.filter(({ kind }) => kind !== 'dropped'))];
}

type Known = { readonly expectedAt: ReadonlyMap<string, number>; readonly foundAt: ReadonlyMap<string, number>; readonly seesAll: boolean };

function findingsOf({ index, expected, found, place, was }: Misfit, { expectedAt, foundAt, seesAll }: Known): Finding[] {
  const shown = place?.leaf === undefined ? undefined : parseLeaf(place.leaf);
  const lost = expected === undefined || !foundAt.has(expected);
  const entry = was?.entryId ?? place?.entryId;
  if (found === undefined) {
    if (place !== undefined && place.leaf === undefined && !seesAll) return [{ kind: was === undefined ? 'rewritten' : 'hidden', index, ...(entry === undefined ? {} : { entry }) }];
    return lost ? [{ kind: 'dropped', index, ...(entry === undefined ? {} : { entry }) }] : [];
  }
  const here = shown?.id ?? place?.entryId ?? -1;
  const other = expectedAt.get(found);
  if (other !== undefined) return [{ kind: 'moved', index, entry: here, other }, ...(lost && was !== undefined ? [{ kind: 'dropped', index, entry: was.entryId } as const] : [])];
  if (!lost) return [{ kind: 'slippedIn', index, entry: here }];
  // Another entry in its stead is not the same one altered.
  if (was !== undefined && was.entryId !== here) return [{ kind: 'dropped', index, entry: was.entryId }, { kind: 'slippedIn', index, entry: here }];
  return [{ kind: 'altered', index, entry: entry ?? here, detail: differences(was, shown) }];
}

/** Neighbours to which the same was done, as one finding: whoever drops an entry in the midst moves all behind it. */
function inRuns(findings: readonly Finding[]): Finding[] {
  const runs: { first: Finding; count: number }[] = [];
  for (const finding of findings) {
    const run = runs.at(-1);
    const goesOn = run !== undefined && (finding.kind === 'moved' || finding.kind === 'rewritten' || finding.kind === 'hidden') && run.first.kind === finding.kind
      && finding.index === (run.first.index ?? 0) + run.count && shift(finding) === shift(run.first) && Math.abs(shift(finding)) <= 1;
    if (goesOn) run.count += 1;
    else runs.push({ first: finding, count: 1 });
  }
  return runs.map(({ first, count }) => (count === 1 ? first : { ...first, more: count - 1 }));
}

const shift = ({ index = 0, other = index }: Finding) => other - index;

/** What an altered leaf says otherwise than the copy's. */
function differences(was: CopiedEntry | undefined, after: LeafFields | undefined): string {
  const before = was === undefined ? undefined : parseLeaf(was.leaf);
  if (before === undefined || after === undefined) return '';
  return (Object.keys(before) as (keyof LeafFields)[]).filter((key) => before[key] !== after[key]).map((key) => showDifference(key, before[key], after[key])).join('');
}

export function showDifference(name: string, before: unknown, after: unknown): string {
  return before === undefined ? `（${name}）` : `（${name}：${JSON.stringify(before)} → ${JSON.stringify(after)}）`;
}
