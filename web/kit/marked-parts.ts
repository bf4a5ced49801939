export type Part = { readonly text: string; readonly marked: boolean };

/**
 * A text in parts, with those marked that a query speaks of. A term of the query that does not stand in the text as a whole is marked
 * where at least two of its characters stand together: the platform finds “南京师范大学” by “南京” and “师范” too.
 */
export function markedParts(text: string, query: string): Part[] {
  const terms = query.normalize('NFKC').toLowerCase().split(/[\s,，、;；]+/).filter((term) => term !== '');
  const searched = text.toLowerCase();
  // Lower case may be longer than the text (“İ”); then nothing is marked rather than the wrong place.
  if (searched.length !== text.length) return [{ text, marked: false }];
  const marks = Array.from({ length: text.length }, () => false);
  for (const term of terms) {
    const least = searched.includes(term) ? term.length : 2;
    for (let from = 0; from < searched.length; from++) {
      const length = commonLength(searched, from, term);
      if (length >= least) marks.fill(true, from, from + length);
    }
  }
  return joined(text, marks);
}

/** How much of `term`, from any place in it, stands at `from`. */
function commonLength(text: string, from: number, term: string): number {
  let longest = 0;
  for (let start = 0; start < term.length - longest; start++) {
    let length = 0;
    while (start + length < term.length && text[from + length] === term[start + length]) length++;
    longest = Math.max(longest, length);
  }
  return longest;
}

function joined(text: string, marks: readonly boolean[]): Part[] {
  const parts: { text: string; marked: boolean }[] = [];
  for (const [i, marked] of marks.entries()) {
    const last = parts.at(-1);
    if (last?.marked === marked) last.text += text[i] ?? '';
    else parts.push({ text: text[i] ?? '', marked });
  }
  return parts;
}
