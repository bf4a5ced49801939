/**
 * Divides the pairs of an assignment into two, so that at each item and each reviewer both halves have the same number of pairs, or differ by one
 * where the number is odd: pairs are walked along in trails (after Euler) and go to the halves in turn. Which half is which, chance decides.
 * @param coin 0 or 1, each as likely
 * @returns for each pair whether it is in the half that was drawn
 */
export function halve(pairs: readonly { readonly item: number; readonly reviewer: number }[], coin: () => 0 | 1): boolean[] {
  const at = new Map<string, number[]>();
  const ends = pairs.map(({ item, reviewer }) => [`i${item}`, `r${reviewer}`] as const);
  ends.forEach((both, pair) => { for (const end of both) { const list = at.get(end); if (list === undefined) at.set(end, [pair]); else list.push(pair); } });
  const used = new Uint8Array(pairs.length);
  const drawn = Array.from({ length: pairs.length }, () => false);
  const left = new Map([...at].map(([end, list]) => [end, list.length]));
  const walk = (start: string) => {
    const trail: number[] = [];
    for (let end = start; ;) {
      const list = at.get(end) ?? [];
      while (list.length > 0 && used[list.at(-1) as number] === 1) list.pop();
      const pair = list.pop();
      if (pair === undefined) break;
      used[pair] = 1;
      trail.push(pair);
      for (const other of ends[pair] ?? []) left.set(other, (left.get(other) ?? 1) - 1);
      const [one, two] = ends[pair] ?? ['', ''];
      end = one === end ? two : one;
    }
    // a trail between items and reviewers that returns to where it began has an even number of pairs: the halves are even at every end
    const first = coin();
    trail.forEach((pair, i) => { drawn[pair] = i % 2 === first; });
  };
  // trails that end somewhere begin at ends with an odd number left; what remains are rounds
  for (const end of at.keys()) if ((left.get(end) ?? 0) % 2 === 1) walk(end);
  for (const end of at.keys()) while ((left.get(end) ?? 0) > 0) walk(end);
  return drawn;
}
