const place = (origin: string) => `delta.journal.${origin}`;

/**
 * Whether this is the key that this browser saw first for the log. The first one is taken on trust and kept;
 * a platform that later shows another one is found out, on this device at least.
 */
export function isPinned(origin: string, verifier: string): boolean {
  try {
    const known = localStorage.getItem(place(origin));
    if (known === null) localStorage.setItem(place(origin), verifier);
    return known === null || known === verifier;
  } catch {
    return true; // storage is switched off: nothing to compare with
  }
}
