/** The words of a text, or of several of somebody's, each with how much it is said. */
export type Bag = ReadonlyMap<string, number>;

type Entry = { readonly words: Int32Array; readonly weights: Float64Array };

/**
 * How like each reviewer's words are to an item's, 0 to 1: the cosine of their words weighted by how rare they are among all items and reviewers (tf–idf),
 * so that what everybody says hardly counts and what two alone say counts most. Matching papers to reviewers by their texts goes back to Dumais and Nielsen
 * (1992); this is the measure of the Toronto system (Charlin, Zemel: The Toronto Paper Matching System, 2013) before learning.
 *
 * Only words that some reviewer has are looked at, by lists of who has them. @returns for an item, by its place, a value for each reviewer; the array is used again for the next item.
 */
export function likenessesOf(items: readonly Bag[], reviewers: readonly Bag[]): (item: number) => Float64Array {
  const seenIn = new Map<string, number>();
  for (const bag of [...items, ...reviewers]) for (const word of bag.keys()) seenIn.set(word, (seenIn.get(word) ?? 0) + 1);
  const texts = items.length + reviewers.length;
  const rarity = (word: string) => Math.log((texts + 1) / (seenIn.get(word) ?? 1));
  const placeOf = new Map<string, number>();
  for (const bag of reviewers) for (const word of bag.keys()) if (!placeOf.has(word)) placeOf.set(word, placeOf.size);
  const entryOf = (bag: Bag): Entry => {
    const weighted = [...bag].filter(([, said]) => said > 0).map(([word, said]) => ({ place: placeOf.get(word), weight: (1 + Math.log1p(said)) * rarity(word) }));
    const length = Math.sqrt(weighted.reduce((sum, { weight }) => sum + weight * weight, 0));
    const shared = weighted.flatMap(({ place, weight }) => (place === undefined ? [] : [{ place, weight: weight / length }]));
    return { words: Int32Array.from(shared, ({ place }) => place), weights: Float64Array.from(shared, ({ weight }) => weight) };
  };
  const having = havingOf(reviewers.map(entryOf), placeOf.size);
  const asked = items.map(entryOf);
  const found = new Float64Array(reviewers.length);
  return (item) => {
    found.fill(0);
    const { words, weights } = asked[item] ?? { words: new Int32Array(), weights: new Float64Array() };
    for (let i = 0; i < words.length; i += 1) {
      const [word = 0, weight = 0] = [words[i], weights[i]];
      for (let at = having.starts[word] ?? 0; at < (having.starts[word + 1] ?? 0); at += 1) {
        const who = having.who[at] ?? 0;
        found[who] = (found[who] ?? 0) + weight * (having.weights[at] ?? 0);
      }
    }
    return found;
  };
}

/** For each word who has it and with what weight, one after another; `starts` says where a word's begin. */
function havingOf(entries: readonly Entry[], words: number): { starts: Int32Array; who: Int32Array; weights: Float64Array } {
  const starts = new Int32Array(words + 1);
  for (const entry of entries) for (const word of entry.words) starts[word + 1] = (starts[word + 1] ?? 0) + 1;
  for (let word = 0; word < words; word += 1) starts[word + 1] = (starts[word + 1] ?? 0) + (starts[word] ?? 0);
  const next = starts.slice();
  const who = new Int32Array(starts[words] ?? 0);
  const weights = new Float64Array(who.length);
  for (const [reviewer, entry] of entries.entries()) {
    for (const [i, word] of entry.words.entries()) {
      const at = next[word] ?? 0;
      next[word] = at + 1;
      who[at] = reviewer;
      weights[at] = entry.weights[i] ?? 0;
    }
  }
  return { starts, who, weights };
}
