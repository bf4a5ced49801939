import { Mark } from '#web/kit/mark.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import type { Round } from './client.ts';
import { messages } from './messages.ts';

type Change = NonNullable<Round['changes']>[number];

/** A text that is put to the four, clause by clause. */
export function Clauses({ clauses }: { clauses: Round['clauses'] }) {
  return (
    <div className="clauses">
      {clauses.map(({ id, heading, text }) => <section key={id}>{heading === '' ? null : <h3>{heading}</h3>}<p>{text}</p></section>)}
    </div>
  );
}

const tones = { same: 'neutral', changed: 'warn', added: 'good', removed: 'bad' } as const;

/** What changed from one round to the next: words that came in, words that went out. */
export function Changes({ changes }: { changes: readonly Change[] }) {
  const t = useTexts(messages);
  return (
    <div className="clauses">
      {changes.map(({ id, change, heading, text }) => (
        <section key={id} className={`clause-${change}`}>
          <div className="row"><h3 className="grow"><Stretches of={heading} /></h3><Mark tone={tones[change]}>{t(change)}</Mark></div>
          <p><Stretches of={text} /></p>
        </section>
      ))}
    </div>
  );
}

function Stretches({ of }: { of: Change['text'] }) {
  // A text in parts never changes its order: the place is the key.
  return <>{of.map(({ text, mark }, place) => { const key = `${place}`; return mark === 'added' ? <ins key={key}>{text}</ins> : mark === 'removed' ? <del key={key}>{text}</del> : <span key={key}>{text}</span>; })}</>;
}
