/** A number that may be kept back, and how much is lost by keeping it back when another asks for it. */
export type Cell = { readonly id: string; readonly cost: number };

/** Cells of which one can be worked out from all the others: the parts, and last their total. */
export type Relation = readonly string[];

/**
 * Keeps back what is sensitive and, beside it, as much as is needed so that nobody can work it out: complementary suppression. First no relation may hold a kept-back cell
 * alone; then, as long as the shown cells still determine a sensitive one (the sums solved as sums, a total standing last; a formula as any equation of its cells), the
 * cheapest cell beside goes too; at the end whatever turns out not to be needed is shown again, the dearest first.
 * (Willenborg & de Waal, Elements of Statistical Disclosure Control, 2001, chapter 8: there for tables, here for any relations.)
 * @returns the ids kept back, the sensitive ones among them
 */
export function suppress(cells: readonly Cell[], sums: readonly Relation[], sensitive: ReadonlySet<string>, formulas: readonly Relation[] = []): ReadonlySet<string> {
  const cost = new Map(cells.map((cell) => [cell.id, cell.cost]));
  const secret = [...sensitive].filter((id) => cost.has(id));
  const cut = (relations: readonly Relation[]) => relations.map((relation) => relation.filter((id) => cost.has(id))).filter((relation) => relation.length > 1);
  const [knownSums, knownFormulas] = [cut(sums), cut(formulas)];
  const relationsOf = new Map<string, Relation[]>();
  for (const relation of [...knownSums, ...knownFormulas]) for (const id of relation) relationsOf.set(id, [...(relationsOf.get(id) ?? []), relation]);
  const kept = new Set(secret);
  for (let more = true; more;) more = keepMore({ kept, secret, cost, relationsOf, sums: knownSums, formulas: knownFormulas });
  for (const id of [...kept].filter((own) => !sensitive.has(own)).toSorted((a, b) => (cost.get(b) ?? 0) - (cost.get(a) ?? 0) || (a < b ? -1 : 1))) {
    kept.delete(id);
    if (determined(knownSums, knownFormulas, kept, secret) !== undefined) kept.add(id);
  }
  return kept;
}

type Search = { readonly kept: Set<string>; readonly secret: readonly string[]; readonly cost: ReadonlyMap<string, number>; readonly relationsOf: ReadonlyMap<string, readonly Relation[]>; readonly sums: readonly Relation[]; readonly formulas: readonly Relation[] };

/** Keeps one more cell back where that is needed; whether it was. */
function keepMore({ kept, secret, cost, relationsOf, sums, formulas }: Search): boolean {
  const shownOf = (relation: Relation) => relation.filter((id) => !kept.has(id));
  const touched = [...kept].flatMap((id) => relationsOf.get(id) ?? []);
  const alone = touched.find((relation) => shownOf(relation).length === relation.length - 1);
  if (alone === undefined && determined(sums, formulas, kept, secret) === undefined) return false;
  const candidates = [...new Set((alone === undefined ? touched : [alone]).flatMap(shownOf))];
  // a cell that stands alone in another relation would ask for yet another there
  const opens = (id: string) => (relationsOf.get(id) ?? []).filter((relation) => !relation.some((other) => kept.has(other))).length;
  const price = new Map(candidates.map((id) => [id, (cost.get(id) ?? 0) * (1 + opens(id))]));
  const [cheapest] = candidates.toSorted((a, b) => (price.get(a) ?? 0) - (price.get(b) ?? 0) || (a < b ? -1 : 1));
  if (cheapest === undefined) return false;
  kept.add(cheapest);
  return true;
}

/** A sensitive cell that the shown ones give away, if any. Of formulas nothing is known but that they hold: once their coefficients are like no others, and once all alike. */
export function determined(sums: readonly Relation[], formulas: readonly Relation[], kept: ReadonlySet<string>, secret: readonly string[]): string | undefined {
  const plain = solved([...sums, ...formulas], kept, secret, () => 1);
  if (plain !== undefined || formulas.length === 0) return plain;
  const free = new Set(formulas);
  return solved([...sums, ...formulas], kept, secret, (relation, i, j) => (free.has(relation) ? 1 + fraction(Math.sin(12.9898 * (i + 1) + 78.233 * (j + 1)) * 43_758.5453) : 1));
}

function solved(relations: readonly Relation[], kept: ReadonlySet<string>, secret: readonly string[], coefficient: (relation: Relation, row: number, column: number) => number): string | undefined {
  const touched = relations.filter((relation) => relation.some((id) => kept.has(id)));
  const unknown = [...new Set(touched.flatMap((relation) => relation.filter((id) => kept.has(id))))].toSorted();
  const place = new Map(unknown.map((id, i) => [id, i]));
  const rows = touched.map((relation, i) => {
    const row = new Float64Array(unknown.length);
    for (const id of relation) { const at = place.get(id); if (at !== undefined) row[at] = (id === relation.at(-1) ? -1 : 1) * coefficient(relation, i, at); }
    return row;
  });
  reduce(rows, unknown.length);
  const alone = new Set(rows.flatMap((row) => { const found = [...row].flatMap((value, i) => (Math.abs(value) > 1e-9 ? [i] : [])); return found.length === 1 ? [unknown[found[0] ?? 0]] : []; }));
  return secret.find((id) => alone.has(id));
}

const fraction = (value: number) => value - Math.floor(value);

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
