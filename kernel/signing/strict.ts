import type { Json } from '#kernel/journal/canonical.ts';
import { canonicalJson } from '#kernel/journal/canonical.ts';

/** Thrown by the readers below: something is not as its format says. */
export class Malformed extends Error {
  override name = 'Malformed';
}

type Readers<T> = { readonly [K in keyof T]: (value: unknown) => T[K] };

/** Reads an object that has exactly these members, no fewer and no more. */
export function exactly<T extends object>(readers: Readers<T>): (value: unknown) => T {
  const names = Object.keys(readers).toSorted();
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Malformed('an object');
    const found = Object.keys(value).toSorted();
    if (found.length !== names.length || found.some((name, i) => name !== names[i])) throw new Malformed(`members ${found.join(' ')}`);
    return Object.fromEntries(names.map((name) => [name, readers[name as keyof T]((value as Record<string, unknown>)[name])])) as T; // every member has been read by its own reader
  };
}

export function listOf<T>(reader: (value: unknown) => T, most: number): (value: unknown) => T[] {
  return (value) => {
    if (!Array.isArray(value) || value.length > most) throw new Malformed('a list');
    return value.map(reader);
  };
}

export function text(most: number): (value: unknown) => string {
  return (value) => {
    if (typeof value !== 'string' || value.length === 0 || value.length > most) throw new Malformed('text');
    return value;
  };
}

export function matching(pattern: RegExp): (value: unknown) => string {
  return (value) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw new Malformed(`text like ${pattern.source}`);
    return value;
  };
}

export function oneOf<T extends string>(values: readonly T[]): (value: unknown) => T {
  return (value) => {
    const found = values.find((one) => one === value);
    if (found === undefined) throw new Malformed(`one of ${values.join(' ')}`);
    return found;
  };
}

export function wholeNumber(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new Malformed('a whole number');
  return value;
}

export function anyJson(value: unknown): Json {
  return value as Json; // it came out of JSON.parse
}

export const day = (value: unknown) => real(matching(/^\d{4}-\d{2}-\d{2}$/)(value), (text) => new Date(`${text}T00:00:00Z`).toISOString().slice(0, 10));
/** An instant in UTC to the second: 2027-03-15T02:00:00Z */
export const instant = (value: unknown) => real(matching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)(value), (text) => new Date(text).toISOString().replace('.000Z', 'Z'));

function real(text: string, again: (text: string) => string): string {
  let said: string | undefined;
  try {
    said = again(text);
  } catch {
    // no such day
  }
  if (said !== text) throw new Malformed('a date');
  return text;
}

/** Reads text that must be JSON in its one canonical form (RFC 8785), so that no two texts say the same. */
export function readCanonical<T>(source: string, reader: (value: unknown) => T): T {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    throw new Malformed('JSON');
  }
  if (canonicalJson(value as Json) !== source) throw new Malformed('canonical form');
  return reader(value);
}
