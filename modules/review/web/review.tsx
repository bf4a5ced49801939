import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { LifecycleBar, type MoveRequest } from '#web/kit/lifecycle-bar.tsx';
import { useLive } from '#web/kit/live.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { presets } from '../messages.ts';
import { changes, office, useReview, type OfficeReview, type Review } from './client.ts';
import { Duties } from './duties.tsx';
import { Items } from './items.tsx';
import { Looks } from './looks.tsx';
import { messages } from './messages.ts';
import { Overview } from './overview.tsx';
import { OwnPart } from './own.tsx';
import { Panel } from './panel.tsx';
import { Result } from './result.tsx';
import { Reviewers } from './reviewers.tsx';
import { Severity } from './severity.tsx';

const tabs = ['mine', 'overview', 'items', 'people', 'panel', 'severity', 'result', 'duties', 'looks'] as const;
type Tab = (typeof tabs)[number];

/** A review, as whoever looks has part in it. */
export function ReviewPage() {
  const { id = '' } = useParams({ strict: false });
  const { tab: asked } = useSearch({ strict: false }) as { tab?: string };
  const t = useTexts(messages);
  const text = useText();
  const navigate = useNavigate();
  const review = useReview(id);
  useLive({ type: 'review.review', id }, [['review', 'one', id], ['review', 'panel', id], ['review', 'items', id], ['review', 'result', id]]);
  const { data } = review;
  const shown = data === undefined ? [] : tabs.filter((tab) => isFor(tab, data));
  const tab = shown.find((name) => name === asked) ?? shown[0] ?? 'overview';
  const move = useAct({ act: (json: MoveRequest) => answer(office.reviews[':id'].move.$post({ param: { id }, json })), changes });
  return (
    <Page
      title={data?.title ?? t('review')} back={{ to: '/workspace/reviews', label: t('reviews') }} loading={review.isPending} error={review.error} onRetry={() => void review.refetch()}
      subtitle={data === undefined ? undefined : <span className="row"><span>{text(presets[data.preset].label)} · {t('requester')}：{data.requesterName}</span>{data.anonymous ? <Mark tone="active">{t('anonymousMark')}</Mark> : null}</span>}
    >
      {data === undefined ? null : (
        <>
          <div style={{ marginBottom: 16 }}><LifecycleBar lifecycle={data.lifecycle} onMove={move.runAsync} compact={data.part === 'requester'} /></div>
          {shown.length < 2 ? null : (
            <nav className="row no-print" style={{ marginBottom: 16, overflowX: 'auto' }} aria-label={t('views')}>
              <Segmented<Tab> value={tab} onChange={(next) => void navigate({ to: '.', search: { tab: next }, replace: true })} options={shown.map((value) => ({ value, label: t(value) }))} />
            </nav>
          )}
          <Part tab={tab} review={data} />
        </>
      )}
    </Page>
  );
}

function isFor(tab: Tab, { part, own, openedAt, concludedAt, office: run }: Review): boolean {
  switch (tab) {
    case 'mine': return own !== null;
    case 'overview': return part !== 'reviewer';
    case 'items': return part !== 'reviewer';
    case 'people': case 'looks': return run !== null;
    case 'panel': case 'severity': return openedAt !== null && (run !== null || own?.state === 'accepted');
    case 'result': return concludedAt !== null && part !== 'reviewer';
    case 'duties': return openedAt !== null && run !== null;
  }
}

function Part({ tab, review }: { tab: Tab; review: Review }) {
  const run = review.office === null ? undefined : (review as OfficeReview);
  switch (tab) {
    case 'mine': return review.own === null ? null : <OwnPart review={review} own={review.own} />;
    case 'overview': return <Overview review={review} />;
    case 'items': return <Items review={review} />;
    case 'people': return run === undefined ? null : <Reviewers review={run} />;
    case 'panel': return <Panel review={review} />;
    case 'severity': return <Severity review={review} />;
    case 'result': return <Result id={review.id} />;
    case 'duties': return <Duties id={review.id} />;
    case 'looks': return <Looks id={review.id} />;
  }
}
