import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { answer, apiClient, wordsFor } from '#web/kit/api.ts';
import { PartySeal } from '#web/kit/party.tsx';
import { PublicHead } from '#web/kit/public-head.tsx';
import { ProgressLine, StatusTag } from '#web/kit/status.tsx';
import { useLanguage, useTexts } from '#web/kit/texts.tsx';
import { TileMap } from '#web/kit/tile-map.tsx';
import { words } from '#web/kit/words.ts';
import type { PortalApi } from '#server/portal.ts';
import { messages } from './portal-messages.ts';

const client = apiClient<PortalApi>('/api/portal');

/** What everybody sees: the plan at a glance, and the region. */
export function PortalPage() {
  const t = useTexts(messages);
  const w = useTexts(words);
  const portal = useQuery({ queryKey: ['portal'], queryFn: () => answer(client.index.$get()) });
  useEffect(() => void (document.title = w('brand')), [w]);
  return (
    <>
      <a className="skip" href="#content">{w('skip')}</a>
      <PublicHead />
      <main id="content" className="portal">
        <div className="portal-hero">
          <span className="seal-line" aria-hidden="true" />
          <h1>{portal.data?.plan?.title ?? t('noPlan')}</h1>
          <p>{t('lead')}</p>
        </div>
        {portal.isError ? <p role="alert">{wordsFor(portal.error)}</p> : null}
        {portal.data === undefined ? <p className="soft" aria-busy="true">{portal.isPending ? w('loading') : null}</p> : <Portal portal={portal.data} />}
      </main>
      <footer className="portal-foot"><span>{t('foot')}</span><Link to="/resolutions">{t('resolutions')}</Link><Link to="/verify">{t('verify')}</Link><a href="/api/docs">API</a></footer>
    </>
  );
}

type PortalData = Awaited<ReturnType<typeof loadPortal>>;
const loadPortal = () => answer(client.index.$get());

function Portal({ portal: { plan, keyPoints, figures, cities } }: { portal: PortalData }) {
  const t = useTexts(messages);
  const [language] = useLanguage();
  const number = (value: number) => value.toLocaleString(language === 'zh' ? 'zh-CN' : 'en');
  const shown: [string, number, string?][] = [
    ...(plan === undefined ? [] : ([[t('initiatives'), plan.initiatives], [t('safeguards'), plan.safeguards], [t('done'), plan.milestones.done], [t('late'), plan.milestones.late, 'late']] as [string, number, string?][])),
    [t('cities'), figures.cities], [t('schools'), figures.schools], [t('universities'), figures.universities],
  ];
  return (
    <>
      <dl className="figures">{shown.map(([label, value, tone]) => <div key={label} className={tone}><dt>{label}</dt><dd>{number(value)}</dd></div>)}</dl>
      {plan === undefined ? null : (
        <section aria-labelledby="plan">
          <h2 id="plan">{t('glance')} <span className="soft nowrap">{plan.from.slice(0, 4)}–{plan.to.slice(0, 4)}</span></h2>
          <div className="portal-groups">{plan.groups.map((group) => <Group key={group.code} group={group} />)}</div>
        </section>
      )}
      {keyPoints.length === 0 ? null : (
        <section aria-labelledby="key-points">
          <h2 id="key-points">{t('keyPoints')}</h2>
          <ul className="plain-list portal-years">{keyPoints.map(({ year, title, number: documentNumber }) => <li key={year}><Link to="/key-points/$year" params={{ year: String(year) }}>{title}</Link> <span className="soft nowrap">{documentNumber}</span></li>)}</ul>
        </section>
      )}
      <section aria-labelledby="region">
        <h2 id="region">{t('region')}</h2>
        <TileMap label={t('regionLabel')} cities={cities.map((city) => ({ ...city, value: number(city.universities), title: t('cityTitle', { name: city.name, universities: city.universities, schools: city.schools }) }))} />
        <p className="soft">{t('regionNote')}</p>
      </section>
    </>
  );
}

function Group({ group: { title, items } }: { group: NonNullable<PortalData['plan']>['groups'][number] }) {
  const t = useTexts(messages);
  return (
    <article className="portal-group">
      <h3>{title}</h3>
      <ol>
        {items.map((item) => (
          <li key={item.code}>
            {item.lead === undefined ? <span className="party-seal" aria-hidden="true">·</span> : <PartySeal party={item.lead} />}
            <div>{item.title}</div>
            <div><StatusTag status={item.status} /><ProgressLine value={item.progress} label={t('progressOf', { title: item.title })} /></div>
          </li>
        ))}
      </ol>
    </article>
  );
}
