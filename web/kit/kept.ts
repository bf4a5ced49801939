/** So many things of one person, each so long, for so many days. */
const most = { things: 50, characters: 200_000, days: 14 };
const head = 'delta.kept.';

export type KeptThings = {
  /** Keeps something of a person under a name; the oldest make room. */
  readonly keep: (account: string, name: string, value: unknown) => void;
  /** What was kept; whoever reads it looks whether it is what they wrote. */
  readonly load: (account: string, name: string) => unknown;
  readonly forget: (account: string, name: string) => void;
  /** When the person signs out. */
  readonly forgetAll: (account: string) => void;
};

/**
 * What this browser keeps of a person until the platform has it: by account, so that nobody on a shared machine is shown another's; gone when they sign out, and after a fortnight.
 * Without storage, or when it is full, it is kept for this visit only, in the page itself.
 */
export function keptIn(storage: () => Storage, now: () => number): KeptThings {
  const place = (account: string, name: string) => `${head}${account}.${name}`;
  const quietly = <T>(work: (store: Storage) => T): T | undefined => {
    try {
      return work(storage());
    } catch {
      return undefined; // switched off, or full
    }
  };
  const namesOf = (store: Storage, account: string) => Array.from({ length: store.length }, (_, i) => store.key(i) ?? '').filter((key) => key.startsWith(place(account, '')));
  const at = (store: Storage, key: string) => read(store.getItem(key))?.at ?? 0;
  return {
    keep: (account, name, value) => void quietly((store) => {
      const text = JSON.stringify({ at: now(), value });
      if (text.length > most.characters) return;
      const others = namesOf(store, account).filter((key) => key !== place(account, name)).toSorted((a, b) => at(store, a) - at(store, b));
      for (const key of others.slice(0, Math.max(0, others.length + 1 - most.things))) store.removeItem(key);
      store.setItem(place(account, name), text);
    }),
    load: (account, name) => quietly((store) => {
      const found = read(store.getItem(place(account, name)));
      if (found !== undefined && now() - found.at <= most.days * 86_400_000) return found.value;
      store.removeItem(place(account, name));
      return undefined;
    }),
    forget: (account, name) => void quietly((store) => store.removeItem(place(account, name))),
    forgetAll: (account) => void quietly((store) => namesOf(store, account).forEach((key) => store.removeItem(key))),
  };
}

function read(text: string | null): { at: number; value: unknown } | undefined {
  if (text === null) return undefined;
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null && 'at' in found && typeof found.at === 'number' && 'value' in found ? { at: found.at, value: found.value } : undefined;
  } catch {
    return undefined;
  }
}

export const kept = keptIn(() => localStorage, Date.now);
