import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSystem } from '#algorithms/formulas/check.ts';
import { levelTable } from '#algorithms/formulas/sql.ts';
import { evaluate, type Source } from '#algorithms/formulas/evaluate.ts';
import { computeIndicators, loadTables, withDuckDb, type SnapshotFact, type SnapshotUnit } from './compute.ts';

const text = `
attribute stage "学段" school
data pupils "在校生" "人" school
data teachers "教师" "人" school
data people "人口" "万人" district
indicator load "生师比" "" school = pupils / teachers
indicator spread "差异" "" district = cv(load by pupils where stage = "小学" skipping missing)
indicator total "合计" "人" city = sum(pupils)
indicator loose "合计（缺失不计）" "人" city = sum(pupils skipping missing)
indicator average "平均" "" city = mean(load by pupils skipping missing)
indicator middle "中位" "人" city = median(pupils skipping missing)
indicator upper "上四分位" "人" city = percentile(pupils, 75 skipping missing)
indicator schools "学校" "个" city = count(pupils where pupils > 20 "人" or stage = "小学")
indicator change "变化" "人" city = sum(pupils skipping missing) - sum(pupils[-1] skipping missing)
indicator density "每万人在校生" "人/万人" district = sum(pupils skipping missing) / people in "人/万人"
indicator dense "密度最高" "人/万人" city = max(density skipping missing)
indicator choice "条件" "" district = if people > 3 "万人" and not sum(teachers) = 0 then 1 else 0 ?? 2
indicator drift "走势" "" district = spread - spread[-1]
indicator bounded "封顶" "人" city = least(total ?? 0, 100 "人") + abs(-loose)
indicator log "对数" "" city = ln(loose / 1 "百人")
`;
const read = readSystem(text);
if (!('system' in read)) throw new Error(JSON.stringify(read.problems));
const { system } = read;

const districts = ['c1d1', 'c1d2', 'c2d1'];
const schools = districts.flatMap((district) => [1, 2, 3].map((i) => `${district}s${i}`));
const cityOf = (unit: string) => unit.slice(0, 2);
const districtOf = (unit: string) => unit.slice(0, 4);
const units: SnapshotUnit[] = [
  ...['c1', 'c2'].map((unit): SnapshotUnit => ({ level: 'city', unit, above: { region: 'r', party: 'p' } })),
  ...districts.map((unit): SnapshotUnit => ({ level: 'district', unit, above: { region: 'r', party: 'p', city: cityOf(unit) } })),
  ...schools.map((unit): SnapshotUnit => ({ level: 'school', unit, above: { region: 'r', party: 'p', city: cityOf(unit), district: districtOf(unit) } })),
];

const number = fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined, freq: 6 });
const facts = fc.array(fc.tuple(number, number, fc.constantFrom('小学', '初中'), number), { minLength: schools.length * 2, maxLength: schools.length * 2 }).map((rows) => rows.flatMap(([pupils, teachers, stage, people], i): SnapshotFact[] => {
  const unit = schools[i % schools.length]!;
  const back = Math.floor(i / schools.length);
  const own: SnapshotFact[] = [{ back, level: 'school', unit, name: 'stage', value: stage }];
  if (pupils !== undefined) own.push({ back, level: 'school', unit, name: 'pupils', value: pupils });
  if (teachers !== undefined) own.push({ back, level: 'school', unit, name: 'teachers', value: teachers });
  if (people !== undefined && unit.endsWith('s1')) own.push({ back, level: 'district', unit: districtOf(unit), name: 'people', value: people });
  return own;
}));

const sourceOf = (known: readonly SnapshotFact[]): Source => {
  const find = (name: string, unit: string, back: number) => known.find((fact) => fact.name === name && fact.unit === unit && fact.back === back)?.value;
  return {
    value: (name, unit, back) => { const value = find(name, unit, back); return typeof value === 'number' ? value : undefined; },
    attribute: (name, unit, back) => { const value = find(name, unit, back); return typeof value === 'string' ? value : undefined; },
    below: (unit, level) => units.filter((own) => own.level === level && own.unit.startsWith(unit)).map((own) => own.unit),
  };
};

describe('formulas in DuckDB', () => {
  test('give what the evaluator gives, for every indicator and unit, whatever is missing or zero', async () => {
    const names = system.order.map(({ name }) => name);
    await withDuckDb(async (connection) => {
      await fc.assert(fc.asyncProperty(facts, async (known) => {
        await loadTables(connection, system, units, known, 1);
        const values = await computeIndicators(connection, system, names, 1);
        const source = sourceOf(known);
        for (const { name, level } of system.order) {
          for (const { unit } of units.filter((own) => own.level === level)) {
            const wanted = evaluate(system, name, unit, source);
            const found = values.get(name)?.get(unit);
            if (wanted === undefined || found === undefined) expect([name, unit, found]).toEqual([name, unit, wanted]);
            else expect(Math.abs(found - wanted), `${name} of ${unit}`).toBeLessThan(1e-6 * Math.max(1, Math.abs(wanted)));
          }
        }
      }), { numRuns: 25 });
    });
  });

  test('the same facts give the same bits', async () => {
    const known = fc.sample(facts, { numRuns: 1, seed: 42 })[0]!;
    const run = (own: readonly SnapshotFact[]) => withDuckDb(async (connection) => { await loadTables(connection, system, units.toReversed(), own, 1); return computeIndicators(connection, system, ['average', 'spread', 'dense'], 1); });
    expect(await run(known)).toEqual(await run(known.toReversed()));
  });

  test('the same snapshot gives the same bits, alone or with others at it at once, also where the order of adding up shows', async () => {
    const read = readSystem('data pupils "在校生" "人" school\nindicator total "合计" "人" city = sum(pupils)\nindicator average "平均" "人" party = mean(pupils)');
    if (!('system' in read)) throw new Error('not right');
    // many more rows than one thread takes in one go, and numbers of which small ones vanish beside great ones
    const run = () => withDuckDb(async (connection) => {
      await connection.run(`create table ${levelTable('school', 0)} as select 'u' || lpad(i::varchar, 6, '0') as unit, 'region' as region, 'p' as party, 'c' || (i % 2) as city, 'd' as district, case when hash(i) % 3 = 0 then 1e15 when hash(i) % 3 = 1 then -1e15 else 0 end + (hash(i + 7) % 1000)::double / 7 as pupils from range(400000) r(i) order by unit`);
      await connection.run(`create table ${levelTable('city', 0)} as select unit, 'region' as region, 'p' as party from (values ('c0'), ('c1')) v(unit)`);
      await connection.run(`create table ${levelTable('party', 0)} as select 'p' as unit, 'region' as region`);
      return computeIndicators(connection, read.system, ['total', 'average'], 0);
    });
    const alone = await run();
    expect(alone.get('total')?.size).toBe(2);
    for (const together of await Promise.all([run(), run(), run()])) expect(together).toEqual(alone);
  });
});

test('whatever names a system may have, it is computed, and to each its own number', async () => {
  const names = ['甲', 'a.b', 'ａ', 'back', 'raw', 'select', 'i_x_0', 'x', 'x_1', '_x', 'ß', 'w', 'v', 't', 'null'];
  const own = readSystem(`${names.map((name) => `data ${name} "d" "人" district`).join('\n')}\n${names.map((name) => `indicator r.${name} "i" "人" city = sum(${name})\nindicator p.${name} "i" "人" city = r.${name} - r.${name}[-1]`).join('\n')}
indicator load "x" "人" district = back + x[-1]\nindicator many "x" "人" city = sum(load)`);
  if (!('system' in own)) throw new Error(JSON.stringify(own.problems));
  const facts = names.flatMap((name, i): SnapshotFact[] => [{ back: 0, level: 'district', unit: 'c1d1', name, value: 100 + i }, { back: 1, level: 'district', unit: 'c1d1', name, value: i }]);
  const only = units.filter(({ unit }) => unit === 'c1' || unit === 'c1d1');
  const wanted = [...names.flatMap((name) => [`r.${name}`, `p.${name}`]), 'many'];
  const values = await withDuckDb(async (connection) => { await loadTables(connection, own.system, only, facts, 1); return computeIndicators(connection, own.system, wanted, 1); });
  expect(wanted.map((name) => values.get(name)?.get('c1'))).toEqual([...names.flatMap((_, i) => [100 + i, 100]), 103 + 7]);
});
