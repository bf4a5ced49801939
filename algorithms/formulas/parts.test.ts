import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSystem, type FormulaSystem } from './check.ts';
import { evaluate, type Source } from './evaluate.ts';
import { evaluateFromParts, keysBehind, overParts } from './from-parts.ts';
import { partsOf, plainSum, withParts } from './parts.ts';
import { writeExpression } from './write.ts';

const text = `
attribute stage "学段" school
data pupils "在校生" "人" school
data teachers "教师" "人" school
data grant "市级经费" "万元" city
indicator total "合计" "人" city = sum(pupils)
indicator load "生师比" "" city = total / sum(teachers where stage = "小学" skipping missing)
indicator money "生均经费" "万元/人" city = if present(grant) then grant / total else 0
indicator change "变化" "" city = -abs(load - load[-1]) + (1 - 0.0000001) * percentile(pupils / teachers, 90) / (mean(pupils / teachers by pupils) ?? 2)
`;
const read = (source: string): FormulaSystem => { const found = readSystem(source); if ('problems' in found) throw new Error(JSON.stringify(found.problems)); return found.system; };
const system = read(text);
const formulaOf = (of: FormulaSystem, name: string) => { const found = of.byName.get(name); return found?.kind === 'indicator' ? found.formula : (undefined as never); };

describe('the parts of a formula', () => {
  test('are its aggregates and the numbers of its own level, through the indicators that it uses, each once', () => {
    expect(partsOf(system, 'load').map(({ key, unit, from, elements }) => [key, unit, from, elements])).toEqual([['total', '人', 'city', []], ['sum(pupils)', '人', 'school', ['pupils']], ['sum(teachers where (stage = "小学") skipping missing)', '人', 'school', ['teachers']]]);
    expect(partsOf(system, 'money').map(({ key }) => key)).toEqual(['grant', 'total', 'sum(pupils)']);
    expect(partsOf(system, 'change').map(({ key }) => key)).toEqual(expect.arrayContaining(['load', 'load[-1]', 'percentile((pupils / teachers), 90)', 'mean((pupils / teachers) by pupils)']));
    expect(partsOf(system, 'load').map(plainSum)).toEqual([undefined, 'pupils', undefined]);
  });

  test('are computed like indicators, and put together they give the formula’s value', () => {
    const facts: Record<string, Record<string, number>> = { a: { pupils: 100, teachers: 10 }, b: { pupils: 300, teachers: 20 } };
    const source: Source = { value: (name, unit) => facts[unit]?.[name], attribute: (_, unit) => (unit === 'a' ? '小学' : '初中'), below: () => ['a', 'b'] };
    const own = withParts(system, partsOf(system, 'load'));
    const [total, , teachers] = partsOf(system, 'load').map(({ key }) => evaluate(own, key, 'c', source));
    expect([total, teachers]).toEqual([400, 10]);
    expect(total! / teachers!).toBe(evaluate(system, 'load', 'c', source));
  });

  test('alone give every indicator again, whatever the forms say and leave out', () => {
    const number = fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined });
    const period = fc.record({ a: fc.record({ pupils: number, teachers: number }), b: fc.record({ pupils: number, teachers: number }), c: fc.record({ grant: number }) });
    const over = overParts(system);
    fc.assert(fc.property(period, period, (now, before) => {
      const source: Source = { value: (name, unit, back) => (back === 0 ? now : before)[unit as 'a']?.[name as 'pupils'], attribute: (_, unit) => (unit === 'a' ? '小学' : '初中'), below: () => ['a', 'b'] };
      for (const name of ['total', 'load', 'money', 'change']) {
        const parts = partsOf(system, name);
        const own = withParts(system, parts);
        const values = new Map(parts.map(({ key }) => [key, key === 'grant' ? source.value('grant', 'c', 0) : evaluate(own, key, 'c', source)]));
        expect(evaluateFromParts(over, name, (key) => values.get(key))).toBe(evaluate(system, name, 'c', source));
      }
    }));
    expect([...keysBehind(over, 'money')]).toEqual(['grant', 'sum(pupils)']);
  });

  test('are written so that they are read again as the same', () => {
    for (const name of ['total', 'load', 'money', 'change']) {
      const written = writeExpression(formulaOf(system, name));
      const again = read(text.replace(new RegExp(`(indicator ${name} .*? city = ).*`), (_, head: string) => head + written));
      expect(writeExpression(formulaOf(again, name))).toBe(written);
      expect(strip(formulaOf(again, name))).toEqual(strip(formulaOf(system, name)));
    }
  });
});

function strip(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, own: unknown) => (key === 'line' || key === 'column' ? undefined : own)));
}
