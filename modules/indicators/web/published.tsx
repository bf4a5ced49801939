import { Link, useParams } from '@tanstack/react-router';
import { Alert } from 'antd';
import { useState } from 'react';
import { Card } from '#web/kit/card.tsx';
import { showDate, showInstant } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { sayChoices } from '../method/words.ts';
import { usePublication, usePublications, type Publication } from './client.ts';
import { messages } from './messages.ts';
import { Ranking } from './ranking.tsx';
import { resultOfPublication } from './result.ts';

/** The published indices. */
export function PublishedListPage() {
  const t = useTexts(messages);
  const [language] = useLanguage();
  const publications = usePublications();
  const items = publications.data?.items ?? [];
  return (
      <Page title={t('indices')} loading={publications.isPending} error={publications.error} onRetry={() => void publications.refetch()}>
        {items.length === 0 ? <p className="soft">{t('noIndices')}</p> : <ul className="row-list">{items.map(({ id, title, embargoOn }) => <li key={id} className="row"><Link className="grow" to="/indices/$id" params={{ id }}>{title}</Link><span className="soft">{showDate(embargoOn, language)}</span></li>)}</ul>}
      </Page>
  );
}

/** A published result, at its address for ever, with everything one needs to check it. */
export function PublishedPage() {
  const t = useTexts(messages);
  const text = useText();
  const { id } = useParams({ strict: false }) as { id: string };
  const publication = usePublication(id);
  const [showFormulas, setShowFormulas] = useState(false);
  const data = publication.data;
  return (
      <Page title={data?.title ?? t('indices')} back={{ to: '/indices', label: t('indices') }} loading={publication.isPending} error={publication.error} onRetry={() => void publication.refetch()} extra={data === undefined ? undefined : <><Link to="/indices/$id/analysis" params={{ id }}>{t('analysis')}</Link><a href={`/api/indicators/publications/${id}/report`} download>{t('report')}</a></>} subtitle={data === undefined || data.state === 'agreed' ? undefined : <Mark tone="warn">{t('embargoed')}</Mark>}>
        {data === undefined ? null : (
          <>
            <Editions id={id} editions={data.editions} />
            <p>{t('methodText', { period: data.content.period, system: data.content.system.title, number: data.content.system.number, facts: data.content.run.facts })}</p>
            {data.content.incomplete === undefined ? null : <Alert type="warning" showIcon style={{ marginBottom: 14 }} title={t('notWhole')} description={<>{data.content.incomplete.gaps.map((gap) => <p key={gap.zh} style={{ margin: 0 }}>{text(gap)}</p>)}<p style={{ margin: 0 }}>{t('publishedBecause', { reason: data.content.incomplete.reason })}</p></>} />}
            <Ranking view={resultOfPublication(data)} />
            {data.content.disclosure === undefined ? null : <Card title={t('disclosure')}><p>{text(data.content.disclosure)}</p></Card>}
            <Card title={t('data')}>
              <p className="row"><a href={`/api/indicators/publications/${id}/report`} download>{t('report')}</a>{(['csv', 'xlsx', 'json-stat', 'sdmx-json'] as const).map((format) => <a key={format} href={`/api/indicators/publications/${id}/data?format=${format}`} download>{format === 'json-stat' ? 'JSON-stat' : format === 'sdmx-json' ? 'SDMX-JSON' : format.toUpperCase()}</a>)}{data.content.parts === undefined ? null : (['csv', 'xlsx'] as const).map((format) => <a key={format} href={`/api/indicators/publications/${id}/parts?format=${format}`} download>{t('partsFile', { format: format.toUpperCase() })}</a>)}</p>
              <p className="soft">{t('recomputeNote')}</p>
              <p className="row"><a href={`/api/indicators/publications/${id}/bundle`} download>{t('bundleFile')}</a>{(['data', 'meta'] as const).map((table) => <a key={table} href={`/api/indicators/publications/${id}/tables/${table}`} download>{table}.csv</a>)}</p>
              <pre className="soft" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontSize: 13 }}>{`npm run delta -- indicators recompute index.json --digest ${data.digest}`}</pre>
            </Card>
            <Card title={t('howMade')}>
              <p>{text(sayChoices(data.content.system.choices))}</p>
              <ul>{data.content.system.sources.map((source) => <li key={source}>{source}</li>)}</ul>
              {data.content.run.notes.length === 0 ? null : <ul>{data.content.run.notes.map((note) => <li key={note.zh}>{text(note)}</li>)}</ul>}
              <p className="soft">{t('computedAt')} {showInstant(data.content.run.finishedAt)}<br />SHA-256 <code style={{ overflowWrap: 'anywhere' }}>{data.digest}</code></p>
              <button type="button" className="plain-button" aria-expanded={showFormulas} onClick={() => setShowFormulas(!showFormulas)}>{t('formulas')}</button>
              {showFormulas ? <pre style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontSize: 13 }}>{data.content.system.formulas}</pre> : null}
            </Card>
          </>
        )}
      </Page>
  );
}

/** Published again, for instance corrected: the earlier result stays at its address and leads to the latest. */
function Editions({ id, editions }: { id: string; editions: Publication['editions'] }) {
  const t = useTexts(messages);
  const [language] = useLanguage();
  const latest = editions.at(-1);
  if (editions.length < 2 || latest === undefined) return null;
  return (
    <>
      {latest.id === id ? null : <Alert type="warning" showIcon style={{ marginBottom: 14 }} title={<>{t('newerEdition')} <Link to="/indices/$id" params={{ id: latest.id }}>{latest.title}</Link></>} />}
      <p className="soft">{t('editions')}{editions.map((edition, i) => <span key={edition.id}>{i > 0 ? '　' : ''}{edition.id === id ? t('edition', { number: i + 1, on: showDate(edition.embargoOn, language) }) : <Link to="/indices/$id" params={{ id: edition.id }}>{t('edition', { number: i + 1, on: showDate(edition.embargoOn, language) })}</Link>}</span>)}</p>
    </>
  );
}
