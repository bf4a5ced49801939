import { likenessesOf, type Bag } from '#algorithms/assignment/likeness.ts';
import { wordsOf } from '#kernel/search/words.ts';

export type ItemToMatch = { readonly categories: readonly string[]; readonly title: string; readonly keywords: readonly string[]; readonly summary: string };
export type ReviewerToMatch = { readonly categories: readonly string[]; /** What they say they know. */ readonly keywords: readonly string[]; /** Titles and keywords of what they have judged before. */ readonly past: readonly string[] };

/** How much a word is said by where it stands: what somebody wrote in order to be found counts most. */
const said = { keyword: 4, title: 2, field: 2, past: 1, summary: 1 } as const;
/** A common field is worth so much, each further one a little more; words as much as this at the most. */
const [firstField, furtherField, allWords] = [100, 10, 99];

/**
 * How well each reviewer fits an item, as whole numbers: a field in common weighs more than all words, and among those who share it, or where nobody does, words decide.
 * `named`: fields in words, so that neighbouring fields have something in common too. @returns for an item, by its place, a fit for each reviewer; the array is used again.
 */
export function fitsOf(items: readonly ItemToMatch[], reviewers: readonly ReviewerToMatch[], named: Readonly<Record<string, string>>): (item: number) => Int32Array {
  const fields = (categories: readonly string[]) => categories.map((code) => [named[code] ?? '', said.field] as const);
  const likenesses = likenessesOf(
    items.map(({ categories, title, keywords, summary }) => bagOf([[title, said.title], [keywords.join(' '), said.keyword], [summary, said.summary], ...fields(categories)])),
    reviewers.map(({ categories, keywords, past }) => bagOf([[keywords.join(' '), said.keyword], ...past.map((text) => [text, said.past] as const), ...fields(categories)])));
  const inField = Map.groupBy(reviewers.flatMap(({ categories }, reviewer) => [...new Set(categories)].map((category) => ({ category, reviewer }))), ({ category }) => category);
  const fits = new Int32Array(reviewers.length);
  return (item) => {
    const likeness = likenesses(item);
    for (const [reviewer, value] of likeness.entries()) fits[reviewer] = Math.round(Math.min(value, 1) * allWords);
    const shared = new Map<number, number>();
    for (const category of new Set(items[item]?.categories)) for (const { reviewer } of inField.get(category) ?? []) shared.set(reviewer, (shared.get(reviewer) ?? 0) + 1);
    for (const [reviewer, fieldsInCommon] of shared) fits[reviewer] = (fits[reviewer] ?? 0) + firstField + furtherField * (fieldsInCommon - 1);
    return fits;
  };
}

/** Whether such a fit stands on a field in common. */
export function isInField(fit: number): boolean {
  return fit >= firstField;
}

/** The words of texts as search cuts them, single characters left out, each with how much it is said. */
export function bagOf(texts: readonly (readonly [text: string, weight: number])[]): Bag {
  const bag = new Map<string, number>();
  for (const [text, weight] of texts) for (const word of wordsOf(text)) if (word.length > 1) bag.set(word, (bag.get(word) ?? 0) + weight);
  return bag;
}
