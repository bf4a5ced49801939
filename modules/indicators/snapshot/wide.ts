import { DuckDBDataChunk, BOOLEAN, DOUBLE, VARCHAR, type DuckDBConnection } from '@duckdb/node-api';

/** Rows that DuckDB takes at once. */
const rowsAtOnce = 2048;

/** The numbers of a unit as the database hands them over: the names of its elements, and as many doubles, big end first, in the same order. */
export type Packed = { readonly elements: string; readonly doubles: Buffer };

/** The elements of a unit by name, and at which place each one's number stands. Most units have the same: it is worked out once for each such list. */
export type Order = { readonly names: readonly string[]; readonly places: readonly number[]; /** As they come they are in order. */ readonly asTheyCome: boolean };

export function ordersOnce(): (elements: string) => Order {
  const known = new Map<string, Order>();
  return (elements) => {
    const found = known.get(elements) ?? orderOf(elements);
    if (known.size >= 1000) known.clear();
    known.set(elements, found);
    return found;
  };
}

function orderOf(elements: string): Order {
  const sorted = elements.split(',').map((name, place) => ({ name, place })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { names: sorted.map(({ name }) => name), places: sorted.map(({ place }) => place), asTheyCome: sorted.every(({ place }, i) => place === i) };
}

/** The doubles of a unit in the order of its elements' names. */
export function inOrder({ places, asTheyCome }: Order, doubles: Buffer): Buffer {
  if (asTheyCome) return doubles;
  const sorted = Buffer.allocUnsafe(doubles.length);
  places.forEach((place, i) => doubles.copy(sorted, 8 * i, 8 * place, 8 * place + 8));
  return sorted;
}

export type WideTable = { readonly add: (texts: readonly (string | undefined)[], order: Order | undefined, doubles: Buffer | undefined) => void; readonly close: () => void };

/** A table of a row a unit and a column an element, filled by columns: what is not there is null. Elements that it has no column for are left out. */
export async function openWideTable(connection: DuckDBConnection, table: string, { texts, elements }: { texts: readonly string[]; elements: readonly string[] }): Promise<WideTable> {
  await connection.run(`create table ${table} (${texts.map((name) => `"${name}" varchar, `).join('')}${elements.map((name) => `"${name}" double, `).join('')}_ boolean)`);
  const appender = await connection.createAppender(table);
  const types = [...texts.map(() => VARCHAR), ...elements.map(() => DOUBLE), BOOLEAN];
  const columnOf = new Map(elements.map((name, i) => [name, texts.length + i]));
  const targets = new WeakMap<Order, Int32Array>();
  const targetsOf = (order: Order) => {
    const found = targets.get(order) ?? Int32Array.from(order.names, (name) => columnOf.get(name) ?? -1);
    targets.set(order, found);
    return found;
  };
  const empty = () => types.map(() => Array.from<string | number | null>({ length: rowsAtOnce }).fill(null));
  let columns = empty();
  let rows = 0;
  const flush = () => {
    if (rows === 0) return;
    const chunk = DuckDBDataChunk.create(types, rows);
    chunk.setColumns(rows === rowsAtOnce ? columns : columns.map((column) => column.slice(0, rows)));
    appender.appendDataChunk(chunk);
    columns = empty();
    rows = 0;
  };
  return {
    add: (values, order, doubles) => {
      values.forEach((value, i) => { const column = columns[i]; if (column !== undefined) column[rows] = value ?? null; });
      if (order !== undefined && doubles !== undefined) {
        targetsOf(order).forEach((target, i) => { const column = columns[target]; if (column !== undefined) column[rows] = doubles.readDoubleBE(8 * i); });
      }
      rows += 1;
      if (rows === rowsAtOnce) flush();
    },
    close: () => {
      flush();
      appender.closeSync();
    },
  };
}
