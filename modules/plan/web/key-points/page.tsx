import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Button, Progress, Segmented } from 'antd';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { showDate } from '#web/kit/dates.ts';
import { LifecycleBar, type MoveRequest } from '#web/kit/lifecycle-bar.tsx';
import { useLive } from '#web/kit/live.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useLanguage, useTexts } from '#web/kit/texts.tsx';
import { Clauses } from './clauses.tsx';
import { keyPointsClient, keyPointsKey, useKeyPoints, type KeyPoints } from './client.ts';
import { DecisionView } from './decision.tsx';
import { messages } from './messages.ts';
import { ReviewView } from './review.tsx';
import { VersionsView } from './versions.tsx';
import './key-points.css';

const views = ['text', 'versions', 'decision', 'review'] as const;
type View = (typeof views)[number];

/** A year's key points: drafted and commented on, compared text by text, decided by the four, reviewed. */
export function KeyPointsPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const t = useTexts(messages);
  const keyPoints = useKeyPoints(id);
  useLive({ type: 'plan.keyPoints', id }, [keyPointsKey(id)]);
  const data = keyPoints.data;
  return (
    <Page
      title={data?.title ?? t('keyPoints')} back={{ to: '/workspace/key-points', label: t('keyPoints') }} loading={keyPoints.isPending} error={keyPoints.error} onRetry={() => void keyPoints.refetch()}
      subtitle={data === undefined ? undefined : <Subtitle keyPoints={data} />} extra={data === undefined ? undefined : <Tools keyPoints={data} />}
    >
      {data === undefined ? null : <Content keyPoints={data} />}
    </Page>
  );
}

function Content({ keyPoints }: { keyPoints: KeyPoints }) {
  const t = useTexts(messages);
  const navigate = useNavigate();
  const { view: asked } = useSearch({ strict: false }) as { view?: string };
  const view = views.find((name) => name === asked) ?? 'text';
  const move = useAct({
    act: (json: MoveRequest) => answer(keyPointsClient[':id'].move.$post({ param: { id: keyPoints.id }, json: { ...json, transition: json.transition as 'ask' } })), // the page offers only what the platform offered
    changes: [['key-points'], ['inbox'], ['portal']],
  });
  const { total, answered } = keyPoints.commentProgress;
  return (
    <>
      <div className="row no-print" style={{ marginBottom: 14 }}><LifecycleBar lifecycle={keyPoints.lifecycle} onMove={move.runAsync} /></div>
      <nav className="row no-print" style={{ marginBottom: 16, overflowX: 'auto' }} aria-label={t('views')}>
        <Segmented<View> value={view} onChange={(next) => void navigate({ to: '.', search: { view: next }, replace: true })} options={views.map((value) => ({ value, label: t(value) }))} />
        {total === 0 ? null : <span className="comment-progress"><span>{t('commentsAnswered')} {answered}/{total}</span><Progress percent={Math.round((100 * answered) / total)} showInfo={false} size="small" aria-label={t('commentsAnswered')} /></span>}
      </nav>
      {view === 'text' ? <Clauses keyPoints={keyPoints} /> : view === 'versions' ? <VersionsView keyPoints={keyPoints} /> : view === 'decision' ? <DecisionView keyPoints={keyPoints} /> : <ReviewView keyPoints={keyPoints} />}
    </>
  );
}

function Subtitle({ keyPoints }: { keyPoints: KeyPoints }) {
  const t = useTexts(messages);
  const [language] = useLanguage();
  const { number, party, edition, state, commentUntil, consentUntil, inForceOn } = keyPoints;
  return (
    <span className="row">
      <span>{number}</span><PartyTag party={party} />{edition > 1 ? <Mark>{t('edition', { edition: edition - 1 })}</Mark> : null}
      {state === 'commenting' && commentUntil !== null ? <span>{t('commentUntil', { date: showDate(commentUntil, language) })}</span> : null}
      {state === 'consenting' && consentUntil !== null ? <span>{t('consentUntil', { date: showDate(consentUntil, language) })}</span> : null}
      {inForceOn === null ? null : <Mark tone="good">{t('inForceOn', { date: showDate(inForceOn, language) })}</Mark>}
    </span>
  );
}

function Tools({ keyPoints: { id, year, inForceOn, visibility } }: { keyPoints: KeyPoints }) {
  const t = useTexts(messages);
  const [language] = useLanguage();
  const address = `/api/plan/key-points/${id}`;
  return (
    <>
      {inForceOn !== null && visibility === 'public' ? <Link to="/key-points/$year" params={{ year: String(year) }} className="link-button">{t('publicPage')}</Link> : null}
      <Button href={`${address}/document?format=pdf`}>{t('pdf')}</Button>
      <Button href={`${address}/document?format=docx`}>{t('docx')}</Button>
      <Button href={`${address}/export?language=${language}`}>{t('export')}</Button>
      <Button onClick={() => window.print()}>{t('print')}</Button>
    </>
  );
}
