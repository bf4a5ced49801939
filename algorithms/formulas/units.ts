/** A unit of measure as powers of base units and a factor: 万元/人 is {元: 1, 人: −1} × 10,000; % is {} × 0.01. */
export type Unit = { readonly text: string; readonly powers: ReadonlyMap<string, number>; readonly factor: number };

export const one: Unit = { text: '', powers: new Map(), factor: 1 };

const prefixes: readonly (readonly [string, number])[] = [['百万', 1e6], ['千万', 1e7], ['十', 10], ['百', 100], ['千', 1000], ['万', 1e4], ['亿', 1e8]];
const special: Readonly<Record<string, readonly [string, number]>> = { '': ['', 1], '1': ['', 1], '%': ['', 0.01], '‰': ['', 0.001], 百分点: ['百分点', 1], 公顷: ['平方米', 1e4], 平方千米: ['平方米', 1e6], 亩: ['平方米', 2000 / 3], 名: ['人', 1], 百名: ['人', 100] };

/** Reads 人, 万元, 平方米/人, 人/百人, %. `undefined` for an empty part. */
export function readUnit(text: string): Unit | undefined {
  const [over = '', ...under] = text.trim().split('/').map((part) => part.trim());
  if (under.some((part) => part === '')) return undefined;
  const powers = new Map<string, number>();
  let factor = 1;
  const count = (part: string, power: number) => {
    for (const word of part.split(/[·*]/)) {
      const [base, own] = baseOf(word.trim());
      factor *= own ** power;
      if (base !== '') powers.set(base, (powers.get(base) ?? 0) + power);
    }
  };
  count(over, 1);
  for (const part of under) count(part, -1);
  return { text: text.trim(), powers: withoutZeros(powers), factor };
}

export function multiply(a: Unit, b: Unit): Unit {
  return combine(a, b, 1);
}

export function divide(a: Unit, b: Unit): Unit {
  return combine(a, b, -1);
}

/** Whether two units measure the same thing, so that one can be converted into the other. */
export function measureSame(a: Unit, b: Unit): boolean {
  return a.powers.size === b.powers.size && [...a.powers].every(([base, power]) => b.powers.get(base) === power);
}

export function isSameUnit(a: Unit, b: Unit): boolean {
  return measureSame(a, b) && Math.abs(a.factor / b.factor - 1) < 1e-9;
}

function combine(a: Unit, b: Unit, sign: 1 | -1): Unit {
  const powers = new Map(a.powers);
  for (const [base, power] of b.powers) powers.set(base, (powers.get(base) ?? 0) + sign * power);
  return { text: nameOf(a.text, b.text, sign), powers: withoutZeros(powers), factor: a.factor * b.factor ** sign };
}

function nameOf(a: string, b: string, sign: 1 | -1): string {
  if (b === '') return a;
  return sign === 1 ? (a === '' ? b : `${a}·${b}`) : `${a === '' ? '1' : a}/${b}`;
}

function withoutZeros(powers: Map<string, number>): Map<string, number> {
  return new Map([...powers].filter(([, power]) => power !== 0));
}

function baseOf(word: string): readonly [string, number] {
  const known = special[word];
  if (known !== undefined) return known;
  const prefix = prefixes.find(([name]) => word.startsWith(name) && word.length > name.length);
  if (prefix === undefined) return [word, 1];
  const rest = word.slice(prefix[0].length);
  return [special[rest]?.[0] ?? rest, prefix[1] * (special[rest]?.[1] ?? 1)];
}
