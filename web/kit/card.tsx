import { useId, type ReactNode } from 'react';

/** A part of a page under a heading of its own. */
export function Card({ title, extra, children }: { title: ReactNode; extra?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section className="card" aria-labelledby={id}>
      <h2><span id={id}>{title}</span>{extra === undefined ? null : <span className="extra no-print">{extra}</span>}</h2>
      {children}
    </section>
  );
}
