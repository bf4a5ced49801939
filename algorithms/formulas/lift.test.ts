import { expect, test } from 'vitest';
import { readSystem } from './check.ts';
import { evaluate, type Source } from './evaluate.ts';
import { liftSystem } from './lift.ts';

const read = readSystem(`
data pupils "在校生" "人" district
data teachers "教师" "人" district
data grant "市级经费" "万元" city
indicator total "合计" "人" city = sum(pupils)
indicator load "生师比" "" city = total / sum(teachers)
indicator change "变化" "" city = load - load[-1]
indicator money "生均经费" "万元/人" city = grant / total
`);
const system = 'system' in read ? read.system : (undefined as never);

test('a city’s formula gives a party’s number from the party’s districts; what only cities report has none', () => {
  const lifted = liftSystem(system, 'city', 'party');
  expect(lifted.order.map(({ name, level }) => `${name} ${level}`)).toEqual(['total party', 'load party', 'change party']);
  const numbers: Record<string, Record<string, number>> = { a: { pupils: 100, teachers: 10 }, b: { pupils: 300, teachers: 10 } };
  const source: Source = { value: (name, unit, back) => (numbers[unit]?.[name] ?? 0) * (back === 0 ? 1 : name === 'pupils' ? 0.5 : 1), attribute: () => undefined, below: () => ['a', 'b'] };
  expect(evaluate(lifted, 'load', '32', source)).toBe(20);
  expect(evaluate(lifted, 'change', '32', source)).toBe(10);
});
