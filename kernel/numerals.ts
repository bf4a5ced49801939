const ones = '一二三四五六七八九';

/** 一 … 九十九; `undefined` for anything else (“十十”). */
export function chineseNumber(text: string): number | undefined {
  const found = /^([一二三四五六七八九])?(十)?([一二三四五六七八九])?$/.exec(text);
  if (found === null) return undefined;
  const [, tens, ten, unit] = found;
  if (ten === undefined) return unit === undefined && tens !== undefined ? ones.indexOf(tens) + 1 : undefined;
  return (tens === undefined ? 1 : ones.indexOf(tens) + 1) * 10 + (unit === undefined ? 0 : ones.indexOf(unit) + 1);
}

/** The Chinese numeral of 1 … 99. */
export function toChinese(value: number): string {
  const tens = Math.floor(value / 10);
  const unit = value % 10;
  return `${tens > 1 ? ones[tens - 1] : ''}${tens > 0 ? '十' : ''}${unit > 0 ? ones[unit - 1] : ''}`;
}
