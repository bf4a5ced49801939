import { useQuery } from '@tanstack/react-query';
import { Empty, Select, Skeleton, Switch } from 'antd';
import { useState } from 'react';
import { answer, wordsFor } from '#web/kit/api.ts';
import { showInstant } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { keyPointsClient, keyPointsKey, type KeyPoints } from './client.ts';
import { messages } from './messages.ts';

const loadDifferences = async (id: string, from: number | 'inForce', to: number | 'now') => {
  if (from === 'inForce') return (await answer(keyPointsClient[':id'].amendment.$get({ param: { id } }))).clauses;
  return (await answer(keyPointsClient[':id'].differences.$get({ param: { id }, query: { from: String(from), ...(to === 'now' ? {} : { to: String(to) }) } }))).clauses;
};
type ClauseChange = Awaited<ReturnType<typeof loadDifferences>>[number];

const tones = { added: 'good', removed: 'bad', changed: 'active', same: 'neutral' } as const;

/** The texts that were put forward, and what changed between any two of them, clause by clause, word by word. */
export function VersionsView({ keyPoints }: { keyPoints: KeyPoints }) {
  const t = useTexts(messages);
  const { texts, may, amends } = keyPoints;
  const last = texts.at(-1)?.number;
  const [from, setFrom] = useState<number | 'inForce' | undefined>(may.draft ? (last ?? (amends === null ? undefined : 'inForce')) : (texts.at(-2)?.number ?? (amends === null ? last : 'inForce')));
  const [to, setTo] = useState<number | 'now'>(may.draft ? 'now' : (last ?? 'now'));
  const [onlyChanged, setOnlyChanged] = useState(true);
  if (from === undefined) return <Empty description={t('noTexts')} />;
  const named = texts.map(({ number, purpose }) => ({ value: number, label: `${t('textNumber', { number })} · ${purpose === 'comment' ? t('putForComment') : t('putForConsent')}` }));
  return (
    <div className="columns">
      <section className="card" aria-label={t('versions')}>
        <div className="row no-print" style={{ marginBottom: 12 }}>
          <span>{t('compare')}</span>
          <Select<number | 'inForce'> aria-label={t('compare')} style={{ minWidth: 190 }} value={from} onChange={setFrom} options={[...(amends === null ? [] : [{ value: 'inForce' as const, label: t('inForceText') }]), ...named]} />
          <span>{t('compareTo')}</span>
          <Select<number | 'now'> aria-label={t('compareTo')} style={{ minWidth: 190 }} disabled={from === 'inForce'} value={from === 'inForce' ? 'now' : to} onChange={setTo} options={[...named, { value: 'now' as const, label: t('now') }]} />
          <label className="row" style={{ gap: 8 }}><Switch size="small" checked={onlyChanged} onChange={setOnlyChanged} /> {t('onlyChanged')}</label>
        </div>
        <DifferenceList id={keyPoints.id} from={from} to={to} onlyChanged={onlyChanged} />
      </section>
      <section className="card">
        <h2>{t('versions')}</h2>
        {texts.length === 0 ? <p className="soft">{t('noTexts')}</p> : null}
        <ul className="row-list">
          {texts.map(({ number, purpose, putForwardAt, sha256 }) => (
            <li key={number}>
              <div className="row"><strong className="grow">{t('textNumber', { number })}</strong><Mark>{purpose === 'comment' ? t('putForComment') : t('putForConsent')}</Mark></div>
              <div className="soft">{showInstant(putForwardAt)}</div>
              <div className="digest-line" title={t('digest')}>{sha256}</div>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function DifferenceList({ id, from, to, onlyChanged }: { id: string; from: number | 'inForce'; to: number | 'now'; onlyChanged: boolean }) {
  const t = useTexts(messages);
  const differences = useQuery({ queryKey: [...keyPointsKey(id), 'differences', from, to], queryFn: () => loadDifferences(id, from, to) });
  if (differences.isError) return <p role="alert">{wordsFor(differences.error)}</p>;
  if (differences.data === undefined) return <Skeleton active />;
  const shown = differences.data.filter(({ change }) => !onlyChanged || change !== 'same');
  if (shown.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('nothingChanged')} />;
  return <ol className="plain-list">{shown.map((clause) => <DifferenceRow key={clause.id} clause={clause} />)}</ol>;
}

function DifferenceRow({ clause: { change, heading, text } }: { clause: ClauseChange }) {
  const t = useTexts(messages);
  return (
    <li className="difference">
      <h3><Mark tone={tones[change]}>{t(change)}</Mark> <Stretches stretches={heading} /></h3>
      <p><Stretches stretches={text} /></p>
    </li>
  );
}

/** Marked by elements that are read aloud and printed, not by colour alone. */
function Stretches({ stretches }: { stretches: ClauseChange['text'] }) {
  return <>{stretches.map(({ text, mark }, i) => (mark === 'added' ? <ins key={i}>{text}</ins> : mark === 'removed' ? <del key={i}>{text}</del> : <span key={i}>{text}</span>))}</>;
}
