import { expect, test } from 'vitest';
import { withDuckDb } from './compute.ts';
import { inOrder, openWideTable, ordersOnce } from './wide.ts';

/** What the database hands over of a unit. */
function packed(numbers: Readonly<Record<string, number>>) {
  const doubles = Buffer.alloc(8 * Object.keys(numbers).length);
  Object.values(numbers).forEach((value, i) => doubles.writeDoubleBE(value, 8 * i));
  return { elements: Object.keys(numbers).join(','), doubles };
}

test('each number stands in its element’s column, in whatever order the database had them; what is missing is null, what nobody asked for is left out', async () => {
  const orderOf = ordersOnce();
  const rows = await withDuckDb(async (connection) => {
    const table = await openWideTable(connection, 'wide', { texts: ['unit', 'stage'], elements: ['a', 'b.c', '数'] });
    for (const [unit, stage, numbers] of [['u1', '小学', { 数: 3, a: 1.5, other: 9, 'b.c': -2 }], ['u2', undefined, { a: 0 }], ['u3', '初中', undefined]] as const) {
      const own = numbers === undefined ? undefined : packed(numbers);
      const order = own === undefined ? undefined : orderOf(own.elements);
      table.add([unit, stage], order, own === undefined || order === undefined ? undefined : inOrder(order, own.doubles));
    }
    table.close();
    return (await connection.runAndReadAll('select unit, stage, a, "b.c", "数" from wide order by unit')).getRows();
  });
  expect(rows).toEqual([['u1', '小学', 1.5, -2, 3], ['u2', null, 0, null, null], ['u3', '初中', null, null, null]]);
});

test('more rows than DuckDB takes at once all arrive', async () => {
  const sum = await withDuckDb(async (connection) => {
    const table = await openWideTable(connection, 'wide', { texts: ['unit'], elements: ['a'] });
    const order = ordersOnce()('a');
    for (let i = 1; i <= 5000; i += 1) table.add([`u${i}`], order, packed({ a: i }).doubles);
    table.close();
    return (await connection.runAndReadAll('select count(*)::int, sum(a) from wide')).getRows();
  });
  expect(sum).toEqual([[5000, 12_502_500]]);
});

test('the same numbers give the same bytes in whatever order the database had them', () => {
  const orderOf = ordersOnce();
  const [one, other] = [packed({ b: 2, a: 1 }), packed({ a: 1, b: 2 })];
  expect(inOrder(orderOf(one.elements), one.doubles)).toEqual(inOrder(orderOf(other.elements), other.doubles));
});
