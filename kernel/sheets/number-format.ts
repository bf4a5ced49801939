/** How a number is meant, by its number format: a plain number, a code with leading zeros, or a moment. */
export type NumberMeaning =
  | { readonly as: 'number' }
  | { readonly as: 'code'; readonly pattern: readonly (string | 0)[] }
  | { readonly as: 'date' | 'dateTime' | 'time' };

/**
 * What a number format says (ECMA-376 part 1, 18.8.30), by its built-in id or its code.
 * Only the first section counts; colours, conditions and currency in brackets are left out.
 */
export function meaningOf(formatId: number, code: string | undefined): NumberMeaning {
  if (code === undefined) return builtIn(formatId);
  const section = firstSection(code);
  const bare = section.replace(/"[^"]*"|\\.|_.|\*./g, '').replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  if (/general/i.test(bare)) return { as: 'number' };
  if (/[ymdhs年月日]/i.test(bare) && !/[#?]/.test(bare)) {
    const hasDate = /[yd]/i.test(bare);
    const hasTime = /[hs]/i.test(bare);
    if (hasDate) return { as: hasTime ? 'dateTime' : 'date' };
    // months alone (mm) or with a year word are dates; beside hours they are minutes
    return { as: hasTime ? 'time' : 'date' };
  }
  const pattern = codePattern(section);
  return pattern === undefined ? { as: 'number' } : { as: 'code', pattern };
}

/** A serial number as the date or time it means; `undefined` where it is none (negative, or after the year 9999). */
export function momentOf(serial: number, as: 'date' | 'dateTime' | 'time', from1904: boolean): string | undefined {
  if (!(serial >= 0) || serial >= 2_958_466) return undefined;
  const seconds = Math.round(serial * 86_400);
  const time = Temporal.PlainTime.from('00:00').add({ seconds: seconds % 86_400 });
  if (as === 'time') {
    const hours = Math.floor(seconds / 3600);
    return `${String(hours).padStart(2, '0')}${time.toString({ smallestUnit: 'second' }).slice(2)}`;
  }
  const day = dayOf(Math.floor(seconds / 86_400), from1904).toString();
  if (as === 'date' || seconds % 86_400 === 0) return day;
  return `${day}T${time.toString({ smallestUnit: time.second === 0 ? 'minute' : 'second' })}`;
}

/** A number as one would write it: no exponent, and the 15 digits that a spreadsheet has. */
export function plainNumber(value: number): string {
  const rounded = Number(value.toPrecision(15));
  const text = String(rounded);
  if (!text.includes('e')) return text;
  if (Math.abs(rounded) >= 1) return BigInt(Math.round(rounded)).toString();
  return rounded.toFixed(40).replace(/0+$/, '').replace(/\.$/, '');
}

/** A whole number in a format such as `000000` or `"SH-"0000`. */
export function codeText(value: number, pattern: readonly (string | 0)[]): string {
  const places = pattern.filter((part) => part === 0).length;
  const digits = plainNumber(value).padStart(places, '0');
  let next = digits.length - places;
  let first = true;
  return pattern
    .map((part) => {
      if (part !== 0) return part;
      const digit = first ? digits.slice(0, next + 1) : digits.slice(next, next + 1);
      first = false;
      next++;
      return digit;
    })
    .join('');
}

function dayOf(days: number, from1904: boolean): Temporal.PlainDate {
  if (from1904) return Temporal.PlainDate.from('1904-01-01').add({ days });
  // Excel counts a 29 February 1900 that never was (serial 60), so the days before it are one off
  return Temporal.PlainDate.from('1899-12-30').add({ days: days < 60 ? days + 1 : days });
}

function builtIn(id: number): NumberMeaning {
  if (id === 22) return { as: 'dateTime' };
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 54) || id === 57 || id === 58) return { as: 'date' };
  // 32-35 and 55-56 are hours and minutes in the Chinese, Japanese and Korean tables
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id === 55 || id === 56) return { as: 'time' };
  return { as: 'number' };
}

function firstSection(code: string): string {
  return /^(?:"[^"]*"|\\.|[^;"\\])*/.exec(code)?.[0] ?? code;
}

/** The literals and digit places of a format that has nothing else, and more than one place: a code, not an amount. */
function codePattern(section: string): (string | 0)[] | undefined {
  const parts = section.match(/"[^"]*"|\\.|[^"\\]/g) ?? [];
  const pattern: (string | 0)[] = [];
  for (const part of parts) {
    if (part === '0') pattern.push(0);
    else if (part.startsWith('"')) pattern.push(part.slice(1, -1));
    else if (part.startsWith('\\')) pattern.push(part.slice(1));
    else if (part === '-' || part === ' ') pattern.push(part);
    else return undefined;
  }
  return pattern.filter((part) => part === 0).length > 1 ? pattern : undefined;
}
