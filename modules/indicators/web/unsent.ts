/** What somebody typed into a form and the platform does not have yet. */
export type Unsent = { readonly entries: Readonly<Record<string, number | null>>; readonly reasons: Readonly<Record<string, string>> };
type Kept = { readonly entries: Readonly<Record<string, number>>; readonly reasons: Readonly<Record<string, string>> };

export const nothing: Unsent = { entries: {}, reasons: {} };

export const isNothing = ({ entries, reasons }: Unsent) => Object.keys(entries).length + Object.keys(reasons).length === 0;

/** Both, the later one where they differ. */
export const together = (earlier: Unsent, later: Unsent): Unsent => ({ entries: { ...earlier.entries, ...later.entries }, reasons: { ...earlier.reasons, ...later.reasons } });

/**
 * The form has another version than the one that was typed upon. `arrived`: it has all of mine; the answer alone was lost on the line. `apart`: what
 * others changed is elsewhere in the form, mine goes on top. `clash`: the same field is different now; a person must look.
 */
export function compare(mine: Unsent, before: Kept, now: Kept): 'arrived' | 'apart' | 'clash' {
  const fields = [
    ...Object.entries(mine.entries).map(([name, value]) => [value, before.entries[name] ?? null, now.entries[name] ?? null] as const),
    ...Object.entries(mine.reasons).map(([name, value]) => [value, before.reasons[name] ?? '', now.reasons[name] ?? ''] as const),
  ];
  if (fields.every(([own, , there]) => own === there)) return 'arrived';
  return fields.every(([own, base, there]) => own === there || base === there) ? 'apart' : 'clash';
}

type Stored = { readonly version: number; readonly before: Kept; readonly unsent: Unsent };

/** By account: on a shared machine nobody sends what somebody else typed. */
const place = (formId: string, accountId: string) => `delta.form.${formId}.${accountId}`;

/** Keeps it in this browser until it is sent, so that it outlives a closed window and a line that is down; nothing is kept of nothing. */
export function keepUnsent(formId: string, accountId: string, stored: Stored): void {
  try {
    if (isNothing(stored.unsent)) localStorage.removeItem(place(formId, accountId));
    else localStorage.setItem(place(formId, accountId), JSON.stringify(stored));
  } catch {
    // storage is switched off or full: it stays on the page
  }
}

export function loadUnsent(formId: string, accountId: string): Stored | undefined {
  try {
    const text = localStorage.getItem(place(formId, accountId));
    return text === null ? undefined : (JSON.parse(text) as Stored); // only ever written above
  } catch {
    return undefined;
  }
}
