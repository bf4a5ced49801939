import { Link, useParams } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { wordsFor } from '#web/kit/api.ts';
import { showDate } from '#web/kit/dates.ts';
import { useLanguage, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { Clauses } from './clauses.tsx';
import { useResolution, useResolutions } from './client.ts';
import { messages } from './messages.ts';

/** The resolutions that are published: what everybody may read. */
export function PublicResolutionsPage() {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [language] = useLanguage();
  const resolutions = useResolutions('adopted');
  const rows = resolutions.data?.pages.flatMap(({ items }) => items).filter(({ visibility }) => visibility === 'public');
  return (
    <PublicPage title={t('publicResolutions')} lead={t('publicNote')} back={<Link to="/">← {w('brandShort')}</Link>} error={resolutions.error}>
      {rows === undefined ? null : rows.length === 0 ? <p className="soft">{t('noResolutions')}</p> : (
        <ul className="row-list">{rows.map(({ id, title, number, adoptedOn }) => <li key={id}><Link to="/resolutions/$id" params={{ id }}>{title}</Link><div className="soft">{number}{adoptedOn === null ? null : ` · ${showDate(adoptedOn, language)}`}</div></li>)}</ul>
      )}
      {resolutions.hasNextPage ? <button type="button" className="plain-button" onClick={() => void resolutions.fetchNextPage()}>{w('more')}</button> : null}
    </PublicPage>
  );
}

export function PublicResolutionPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const t = useTexts(messages);
  const [language] = useLanguage();
  const { data, error } = useResolution(id);
  const lead = data === undefined ? '' : [data.number, data.adoptedOn === null ? null : `${t('adoptedOn')} ${showDate(data.adoptedOn, language)}`].filter((part) => part !== null).join(' · ');
  return (
    <PublicPage title={data?.title ?? t('publicResolutions')} lead={lead} back={<Link to="/resolutions">← {t('publicResolutions')}</Link>} error={error}>
      {data === undefined ? null : <Clauses clauses={data.text} />}
    </PublicPage>
  );
}

function PublicPage({ title, lead, back, error, children }: { title: string; lead: string; back: ReactNode; error: unknown; children: ReactNode }) {
  const w = useTexts(words);
  useEffect(() => void (document.title = `${title} · ${w('brandShort')}`), [title, w]);
  return (
    <>
      <header className="portal-head"><Link to="/" className="brand"><img src="/seal.svg" alt="" />{w('brandShort')}</Link></header>
      <main id="content" className="portal public-page">
        {back}
        <div className="portal-hero"><span className="seal-line" aria-hidden="true" /><h1>{title}</h1><p>{lead}</p></div>
        {error === null || error === undefined ? children : <p role="alert">{wordsFor(error)}</p>}
      </main>
    </>
  );
}
