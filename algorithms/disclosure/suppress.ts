/** A number that may be kept back, and how much is lost by keeping it back when another asks for it. */
export type Cell = { readonly id: string; readonly cost: number };

/** Cells of which one can be worked out from all the others: the parts, and last their total. */
export type Relation = readonly string[];

/**
 * Keeps back what is sensitive and, beside it, as much as is needed so that nobody can work it out: complementary suppression. As long as some kept-back cell is
 * determined by those that are shown (the relations solved as sums, a total standing last), the cheapest shown cell of its relation is kept back too.
 * (Willenborg & de Waal, Elements of Statistical Disclosure Control, 2001, chapter 8: there for tables, here for any relations.)
 * @returns the ids kept back, the sensitive ones among them
 */
export function suppress(cells: readonly Cell[], relations: readonly Relation[], sensitive: ReadonlySet<string>): ReadonlySet<string> {
  const cost = new Map(cells.map((cell) => [cell.id, cell.cost]));
  const kept = new Set([...sensitive].filter((id) => cost.has(id)));
  const known = relations.map((relation) => relation.filter((id) => cost.has(id))).filter((relation) => relation.length > 1);
  for (;;) {
    const shownOf = (relation: Relation) => relation.filter((id) => !kept.has(id));
    // first where one stands alone beside what is shown: that is where most is gained by least
    const alone = known.find((relation) => shownOf(relation).length === relation.length - 1);
    const found = alone === undefined ? firstDetermined(known, kept) : undefined;
    if (alone === undefined && found === undefined) return kept;
    const beside = alone === undefined ? known.filter((relation) => found !== undefined && relation.includes(found)).flatMap(shownOf) : shownOf(alone);
    // where all beside it are kept back already it was found through other relations: any shown cell of those loosens it
    const candidates = beside.length > 0 ? beside : known.filter((relation) => relation.some((id) => kept.has(id))).flatMap(shownOf);
    // a cell that stands alone in another relation would ask for yet another there
    const opens = (id: string) => known.filter((relation) => relation.includes(id) && !relation.some((other) => kept.has(other))).length;
    const price = new Map(candidates.map((id) => [id, (cost.get(id) ?? 0) * (1 + opens(id))]));
    const [cheapest] = candidates.toSorted((a, b) => (price.get(a) ?? 0) - (price.get(b) ?? 0) || (a < b ? -1 : 1));
    if (cheapest === undefined) return kept;
    kept.add(cheapest);
  }
}

/** A kept-back cell that the relations give away, if any. */
export function firstDetermined(relations: readonly Relation[], kept: ReadonlySet<string>): string | undefined {
  const unknown = [...new Set(relations.flatMap((relation) => relation.filter((id) => kept.has(id))))].toSorted();
  const place = new Map(unknown.map((id, i) => [id, i]));
  const rows = relations.flatMap((relation) => {
    const own = relation.filter((id) => kept.has(id));
    if (own.length === 0) return [];
    const row = new Float64Array(unknown.length);
    own.forEach((id) => { row[place.get(id) ?? 0] = id === relation.at(-1) ? -1 : 1; });
    return [row];
  });
  reduce(rows, unknown.length);
  const alone = rows.find((row) => row.reduce((count, value) => count + (Math.abs(value) > 1e-9 ? 1 : 0), 0) === 1);
  return alone === undefined ? undefined : unknown[alone.findIndex((value) => Math.abs(value) > 1e-9)];
}

/** Reduced row echelon form, in place. */
function reduce(rows: Float64Array[], columns: number): void {
  let top = 0;
  for (let column = 0; column < columns && top < rows.length; column += 1) {
    let pivot = top;
    for (let i = top + 1; i < rows.length; i += 1) if (Math.abs(rows[i]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = i;
    const row = rows[pivot];
    if (row === undefined || Math.abs(row[column] ?? 0) < 1e-9) continue;
    [rows[pivot], rows[top]] = [rows[top] ?? row, row];
    const lead = row[column] ?? 1;
    for (let j = 0; j < columns; j += 1) row[j] = (row[j] ?? 0) / lead;
    for (const other of rows) {
      const times = other[column] ?? 0;
      if (other === row || times === 0) continue;
      for (let j = column; j < columns; j += 1) other[j] = (other[j] ?? 0) - times * (row[j] ?? 0);
    }
    top += 1;
  }
}
