import type { ReactNode } from 'react';

/** A short word about a record, in a tone that says the same. */
export function Mark({ tone = 'neutral', children }: { tone?: 'neutral' | 'good' | 'active' | 'warn' | 'bad'; children: ReactNode }) {
  return <span className={`mark mark-${tone}`}>{children}</span>;
}
