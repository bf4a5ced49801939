import type { Json } from '#kernel/journal/canonical.ts';
import { digestsOf, readDocument, type SignedDocument } from '#kernel/signing/statement.ts';
import { useTexts } from '#web/kit/texts.tsx';
import { messages } from './messages.ts';
import './signing.css';

/** The very document that is signed, read from its canonical text on this page, with the digests that this page computes of it. */
export function SignedText({ canonical, expected }: { canonical: string; expected?: { readonly sm3: string; readonly sha256: string } }) {
  const t = useTexts(messages);
  const { title, round, content, attachments } = readDocument(canonical);
  const digests = digestsOf(canonical);
  const differ = expected !== undefined && (expected.sm3 !== digests.sm3 || expected.sha256 !== digests.sha256);
  return (
    <article className="signed-text">
      <h3>{title} <span className="soft nowrap">{t('round', { round })}</span></h3>
      <Content value={content} />
      {attachments.length === 0 ? null : <Attachments attachments={attachments} />}
      <h4>{t('digests')}</h4>
      <p className="soft">{t('digestsNote')}</p>
      {differ ? <p role="alert" className="overdue">{t('digestsDiffer')}</p> : null}
      <dl className="digests"><dt>SM3</dt><dd><code>{digests.sm3}</code></dd><dt>SHA-256</dt><dd><code>{digests.sha256}</code></dd></dl>
      <details><summary>{t('raw')}</summary><pre className="canonical" tabIndex={0}>{canonical}</pre></details>
    </article>
  );
}

function Attachments({ attachments }: Pick<SignedDocument, 'attachments'>) {
  const t = useTexts(messages);
  return (
    <>
      <h4>{t('attachments')}</h4>
      <ul>{attachments.map(({ name, sha256 }) => <li key={name + sha256}>{name}<br /><code className="soft">{sha256}</code></li>)}</ul>
    </>
  );
}

type Members = { readonly [key: string]: Json | undefined };
type Clause = { readonly heading: string; readonly text: string };

/** A document's content as one reads it: clauses under their headings, anything else by the names that it has. */
function Content({ value }: { value: Json }) {
  if (value === null) return <>—</>;
  if (typeof value !== 'object') return <p className="signed-paragraph">{String(value)}</p>;
  if (Array.isArray(value)) return <ol className="signed-list">{value.map((item: Json, i) => <li key={i}><Content value={item} /></li>)}</ol>;
  const { clauses, ...rest } = value as Members;
  return (
    <>
      {isClauses(clauses) ? clauses.map(({ heading, text }, i) => <section key={i}><h4>{heading}</h4><p className="signed-paragraph">{text}</p></section>) : clauses === undefined ? null : <Content value={clauses} />}
      {Object.keys(rest).length === 0 ? null : <Rest besides={clauses !== undefined} members={rest} />}
    </>
  );
}

/** Members by their names; beside clauses they say the same to machines, and are there for whoever wants to read them too. */
function Rest({ besides, members }: { besides: boolean; members: Members }) {
  const t = useTexts(messages);
  const list = <dl className="definition">{Object.entries(members).map(([name, member]) => (member === undefined ? null : <Named key={name} name={name} value={member} />))}</dl>;
  return besides ? <details><summary>{t('rest')}</summary>{list}</details> : list;
}

function Named({ name, value }: { name: string; value: Json }) {
  return <><dt>{name}</dt><dd><Content value={value} /></dd></>;
}

function isClauses(value: Json | undefined): value is readonly (Clause & Json)[] {
  return Array.isArray(value) && value.every((item: unknown) => typeof item === 'object' && item !== null && 'heading' in item && 'text' in item && typeof item.heading === 'string' && typeof item.text === 'string');
}
