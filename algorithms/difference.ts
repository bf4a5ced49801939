import { diffArrays } from 'diff';

/** A stretch of a text that stayed, came in or went out. */
export type Stretch = { readonly text: string; readonly mark: 'same' | 'added' | 'removed' };

export type Clause = { readonly id: string; readonly heading: string; readonly text: string };

/** What became of one clause, with its words marked; a clause that moved only is the same. */
export type ClauseChange = { readonly id: string; readonly change: 'same' | 'changed' | 'added' | 'removed'; readonly heading: readonly Stretch[]; readonly text: readonly Stretch[] };

/**
 * What changed from one text to another, word by word (Myers' O(ND), as `diff` has it).
 * The stretches that stayed and went out give `before`, those that stayed and came in give `after`.
 */
export function differenceOf(before: string, after: string): Stretch[] {
  return diffArrays(wordsOf(before), wordsOf(after)).map(({ value, added, removed }) => ({ text: value.join(''), mark: added ? 'added' : removed ? 'removed' : 'same' }));
}

/** What changed clause by clause, in the order of the newer text; a clause that went out stands after the one it followed. Clauses are known by their ids. */
export function clauseChanges(before: readonly Clause[], after: readonly Clause[]): ClauseChange[] {
  const earlier = new Map(before.map((clause) => [clause.id, clause]));
  const kept = new Set(after.map(({ id }) => id));
  const changes = after.map((clause): ClauseChange => {
    const was = earlier.get(clause.id);
    if (was === undefined) return { id: clause.id, change: 'added', heading: whole(clause.heading, 'added'), text: whole(clause.text, 'added') };
    const same = was.heading === clause.heading && was.text === clause.text;
    return { id: clause.id, change: same ? 'same' : 'changed', heading: differenceOf(was.heading, clause.heading), text: differenceOf(was.text, clause.text) };
  });
  for (const [place, clause] of before.entries()) {
    if (kept.has(clause.id)) continue;
    const follows = before[place - 1]?.id;
    changes.splice(changes.findIndex(({ id }) => id === follows) + 1, 0, { id: clause.id, change: 'removed', heading: whole(clause.heading, 'removed'), text: whole(clause.text, 'removed') });
  }
  return changes;
}

function whole(text: string, mark: Stretch['mark']): Stretch[] {
  return text === '' ? [] : [{ text, mark }];
}

/** Chinese has no spaces between words: the segmenter's dictionary knows them, here and in the browser. */
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

function wordsOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
