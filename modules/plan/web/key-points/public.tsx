import { Link, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { partyNames } from '#kernel/domain.ts';
import { ProblemError, wordsFor } from '#web/kit/api.ts';
import { showDate, showInstant } from '#web/kit/dates.ts';
import { PartySeal } from '#web/kit/party.tsx';
import { PublicHead } from '#web/kit/public-head.tsx';
import { ProgressLine, statusList, StatusTag } from '#web/kit/status.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { reviewNames } from '../../key-points/messages.ts';
import { useYear, type Year, type YearPoint } from './client.ts';
import { messages } from './messages.ts';
import { StandingList } from './standing.tsx';
import './key-points.css';

/** A year's key points for everybody: what the four signed, how it stands, and the way to verify it. */
export function YearPage() {
  const { year } = useParams({ strict: false }) as { year: string };
  const t = useTexts(messages);
  const w = useTexts(words);
  const loaded = useYear(year);
  const title = loaded.data?.title ?? t('keyPoints');
  useEffect(() => void (document.title = `${title} · ${w('brandShort')}`), [title, w]);
  const notThere = loaded.error instanceof ProblemError && loaded.error.problem.status === 404;
  return (
    <>
      <a className="skip" href="#content">{w('skip')}</a>
      <PublicHead />
      <main id="content" className="portal">
        {notThere ? <div className="portal-hero"><span className="seal-line" aria-hidden="true" /><h1>{t('notPublicYet', { year })}</h1><p>{t('notPublicYetNote')}</p></div>
          : loaded.isError ? <p role="alert">{wordsFor(loaded.error)}</p>
            : loaded.data === undefined ? <p className="soft" aria-busy="true">{w('loading')}</p> : <YearView year={loaded.data} />}
      </main>
    </>
  );
}

function YearView({ year }: { year: Year }) {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  return (
    <>
      <div className="portal-hero">
        <span className="seal-line" aria-hidden="true" />
        <h1>{year.title}</h1>
        <p>{year.number}{year.inForceOn === null ? null : <> · {t('inForceOn', { date: showDate(year.inForceOn, language) })}</>} · {t('publicLead')}</p>
      </div>
      <dl className="figures" aria-label={t('progress')}>{statusList.filter((status) => (year.statuses[status] ?? 0) > 0).map((status) => <div key={status} className={status === 'late' ? 'late' : ''}><dt><StatusTag status={status} /></dt><dd>{year.statuses[status]}</dd></div>)}</dl>
      <Signed year={year} />
      <p className="clause-text">{year.preamble}</p>
      {year.reason === null ? null : <p className="soft">{t('amends', { reason: year.reason })}</p>}
      <ol className="plain-list">{year.points.map((point) => <PublicPoint key={point.clause} point={point} />)}</ol>
      {year.reviews.map((review) => (
        <section key={review.id} aria-labelledby={review.id}>
          <h2 id={review.id}>{text(reviewNames[review.kind])} <span className="soft nowrap">{t('compiledOn', { date: showDate(review.compiledOn, language) })}</span></h2>
          {review.remark === '' ? null : <p>{review.remark}</p>}
          <StandingList points={year.points} review={review} />
          <p className="soft">{t('rule')}</p>
        </section>
      ))}
      {year.earlier.length === 0 ? null : (
        <section aria-labelledby="earlier">
          <h2 id="earlier">{t('earlier')}</h2>
          <ul>{year.earlier.map(({ id, number, inForceOn }) => <li key={id}><a href={`/api/plan/key-points/${id}/document?format=pdf`}>{number}</a> {inForceOn === null ? null : t('inForceOn', { date: showDate(inForceOn, language) })}</li>)}</ul>
        </section>
      )}
    </>
  );
}

/** The document itself, who signed it, and how to check that without trusting us. */
function Signed({ year: { id, signing } }: { year: Year }) {
  const t = useTexts(messages);
  const text = useText();
  return (
    <section className="card" aria-labelledby="signed">
      <h2 id="signed">{t('document')}</h2>
      {signing === null ? null : <ul className="party-cards">{signing.signatures.map(({ party, name, signedAt }) => <li key={party} className={`party-${party}`}><strong>{text(partyNames[party])}</strong><span>{name}</span><span className="soft">{t('signedOn', { date: showInstant(signedAt) })}</span></li>)}</ul>}
      <div className="row no-print">
        <a className="link-button" href={`/api/plan/key-points/${id}/document?format=pdf`}>{t('pdf')}</a>
        {signing === null ? null : <a className="link-button" href={`/api/signing/documents/${signing.documentId}/bundle`} download>{t('bundle')}</a>}
        <Link className="link-button" to="/verify" search={(signing === null ? {} : { d: signing.sm3 }) as never}>{t('verify')}</Link>
        <button type="button" className="link-button" onClick={() => window.print()}>{t('print')}</button>
      </div>
      <p className="soft">{t('verifyNote')}</p>
      {signing === null ? null : <p className="digest-line">SM3 {signing.sm3}<br />SHA-256 {signing.sha256}</p>}
    </section>
  );
}

function PublicPoint({ point }: { point: YearPoint }) {
  const t = useTexts(messages);
  const [language] = useLanguage();
  const { position, heading, text, measure, target, unit, reached, deliverable, lead, partners, dueOn, milestone, status } = point;
  return (
    <li className="standing">
      <div className="row"><span className="clause-number">{position}</span><strong className="grow">{heading}</strong><StatusTag status={status} /></div>
      {text === '' ? null : <p className="clause-text">{text}</p>}
      <div className="facts-line">
        {lead === null ? null : <span className="seals"><PartySeal party={lead} lead />{partners.map((party) => <PartySeal key={party} party={party} />)}</span>}
        {measure === null || target === null || unit === null ? null : <span className="standing-aim"><ProgressLine value={Math.min(1, reached / target)} label={`${heading} ${measure}`} /> {measure} {t('reached', { reached, target, unit })}</span>}
        {deliverable === null ? null : <span>{t('deliverable')}：{deliverable}</span>}
        {dueOn === null ? null : <span>{t('dueShown', { date: showDate(dueOn, language) })}</span>}
        {milestone === null ? null : <span>{t('milestone')}：{milestone.title}</span>}
      </div>
    </li>
  );
}
