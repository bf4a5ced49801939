/** What a form has: its numbers, and the reasons that were given for unusual ones. */
export type Filled = { readonly entries: Readonly<Record<string, number>>; readonly reasons: Readonly<Record<string, string>> };
/** What somebody typed into a form and the platform does not have yet; `null` and '' empty a field. */
export type Unsent = { readonly entries: Readonly<Record<string, number | null>>; readonly reasons: Readonly<Record<string, string>> };
/** With what each of these fields was when they typed. */
export type Typed = { readonly mine: Unsent; readonly base: Unsent };
/** A field that somebody else changed too, otherwise. */
export type Clash = { readonly kind: 'entries'; readonly name: string; readonly mine: number | null; readonly theirs: number | null } | { readonly kind: 'reasons'; readonly name: string; readonly mine: string; readonly theirs: string };

export const nothing: Unsent = { entries: {}, reasons: {} };
export const nothingTyped: Typed = { mine: nothing, base: nothing };

export const sizeOf = ({ entries, reasons }: Unsent): number => Object.keys(entries).length + Object.keys(reasons).length;

/** What is typed now beside what waits already: the later counts; what a field was before holds from the first. */
export function typed({ mine, base }: Typed, draft: Unsent, form: Filled): Typed {
  const before: Unsent = { entries: mapped(draft.entries, (name) => form.entries[name] ?? null), reasons: mapped(draft.reasons, (name) => form.reasons[name] ?? '') };
  return { mine: together(mine, draft), base: together(before, base) };
}

/**
 * What of it still goes to the platform as the form is there now: what is there as typed has arrived, though its answer was lost on the line; what nobody else changed
 * goes on top; what somebody else changed otherwise a person must look at.
 */
export function merge({ mine, base }: Typed, form: Filled): { readonly send: Unsent; readonly clashes: Clash[] } {
  const entries = fieldsOf(mine.entries, (name) => ({ base: base.entries[name] ?? null, theirs: form.entries[name] ?? null }));
  const reasons = fieldsOf(mine.reasons, (name) => ({ base: base.reasons[name] ?? '', theirs: form.reasons[name] ?? '' }));
  return {
    send: { entries: toSend(entries), reasons: toSend(reasons) },
    clashes: [
      ...entries.filter(isClash).map(({ name, mine: own, theirs }): Clash => ({ kind: 'entries', name, mine: own, theirs })),
      ...reasons.filter(isClash).map(({ name, mine: own, theirs }): Clash => ({ kind: 'reasons', name, mine: own, theirs })),
    ],
  };
}

/** What is left to send when a part has arrived: what was typed over it meanwhile, which now stands upon it. */
export function afterSent({ mine, base }: Typed, sent: Unsent): Typed {
  const left: Unsent = { entries: without(mine.entries, sent.entries), reasons: without(mine.reasons, sent.reasons) };
  const under = together(base, sent);
  return { mine: left, base: { entries: mapped(left.entries, (name) => under.entries[name] ?? null), reasons: mapped(left.reasons, (name) => under.reasons[name] ?? '') } };
}

/** What is left when what has arrived already, by whomever, is no longer waiting. */
export function withoutArrived(waits: Typed, form: Filled): Typed {
  return afterSent(waits, { entries: keptWhere(waits.mine.entries, (name, value) => value === (form.entries[name] ?? null)), reasons: keptWhere(waits.mine.reasons, (name, value) => value === (form.reasons[name] ?? '')) });
}

/** A person has looked at a clash: their own goes on top of the other, or the other stays. */
export function chosen(waits: Typed, { kind, name, theirs }: Clash, whose: 'mine' | 'theirs'): Typed {
  const others: Unsent = { entries: {}, reasons: {}, [kind]: { [name]: theirs } };
  if (whose === 'mine') return { mine: waits.mine, base: together(waits.base, others) };
  const gone = (fields: Unsent): Unsent => ({ ...fields, [kind]: Object.fromEntries(Object.entries(fields[kind]).filter(([own]) => own !== name)) });
  return { mine: gone(waits.mine), base: gone(waits.base) };
}

/** A form with what was sent on top. */
export function filledWith({ entries, reasons }: Filled, sent: Unsent): Filled {
  return {
    entries: Object.fromEntries(Object.entries({ ...entries, ...sent.entries }).filter((entry): entry is [string, number] => entry[1] !== null)),
    reasons: Object.fromEntries(Object.entries({ ...reasons, ...sent.reasons }).filter(([, reason]) => reason !== '')),
  };
}

/** What a browser kept, if it is what was written: nobody answers for what else lies in its storage. */
export function readTyped(value: unknown): Typed | undefined {
  if (!isRecord(value)) return undefined;
  const [mine, base] = [readUnsent(value['mine']), readUnsent(value['base'])];
  return mine === undefined || base === undefined ? undefined : { mine, base };
}

function readUnsent(value: unknown): Unsent | undefined {
  if (!isRecord(value) || !isRecord(value['entries']) || !isRecord(value['reasons'])) return undefined;
  const entries = Object.entries(value['entries']).filter((entry): entry is [string, number | null] => entry[1] === null || Number.isFinite(entry[1]));
  const reasons = Object.entries(value['reasons']).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].length <= 500);
  return { entries: Object.fromEntries(entries), reasons: Object.fromEntries(reasons) };
}

type Field<T> = { readonly name: string; readonly mine: T; readonly base: T; readonly theirs: T };

const fieldsOf = <T>(mine: Readonly<Record<string, T>>, around: (name: string) => { base: T; theirs: T }): Field<T>[] => Object.entries(mine).map(([name, own]) => ({ name, mine: own, ...around(name) }));
const isClash = <T>({ mine, base, theirs }: Field<T>) => mine !== theirs && base !== theirs;
const toSend = <T>(fields: readonly Field<T>[]): Record<string, T> => Object.fromEntries(fields.filter(({ mine, base, theirs }) => mine !== theirs && base === theirs).map(({ name, mine }) => [name, mine]));
const together = (earlier: Unsent, later: Unsent): Unsent => ({ entries: { ...earlier.entries, ...later.entries }, reasons: { ...earlier.reasons, ...later.reasons } });
const mapped = <T>(fields: Readonly<Record<string, unknown>>, value: (name: string) => T): Record<string, T> => Object.fromEntries(Object.keys(fields).map((name) => [name, value(name)]));
const keptWhere = <T>(fields: Readonly<Record<string, T>>, wanted: (name: string, value: T) => boolean): Record<string, T> => Object.fromEntries(Object.entries(fields).filter(([name, value]) => wanted(name, value)));
const without = <T>(fields: Readonly<Record<string, T>>, sent: Readonly<Record<string, T>>): Record<string, T> => keptWhere(fields, (name, value) => !(name in sent) || sent[name] !== value);
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
