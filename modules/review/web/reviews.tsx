import { Link } from '@tanstack/react-router';
import { Empty } from 'antd';
import { DataTable } from '#web/kit/data-table.tsx';
import { showDate } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { presets, reviewStates } from '../messages.ts';
import { useReviews } from './client.ts';
import { messages } from './messages.ts';

/** The reviews in which one has a part. */
export function ReviewsPage() {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const role = useActing()?.role;
  const reviews = useReviews();
  return (
    <Page
      title={t('reviews')} subtitle={t('lead')} error={reviews.error} onRetry={() => void reviews.refetch()}
      extra={role === 'member' ? undefined : <><Link to="/workspace/reviews/rubrics">{t('rubrics')}</Link>{role === 'party_officer' ? <Link className="link-button" to="/workspace/reviews/new">{t('newReview')}</Link> : null}</>}
    >
      <DataTable
        label={t('reviews')} rows={reviews.data?.pages.flatMap(({ items }) => items) ?? []} rowKey={({ id }) => id} loading={reviews.isFetching} hasMore={reviews.hasNextPage} onMore={() => void reviews.fetchNextPage()}
        empty={<Empty description={t(role === 'party_officer' ? 'noneOfficer' : 'none')} image={Empty.PRESENTED_IMAGE_SIMPLE} />}
        columns={[
          { key: 'title', title: t('title'), render: ({ id, title }) => <Link to="/workspace/reviews/$id" params={{ id }}>{title}</Link> },
          { key: 'kind', title: t('kind'), render: ({ preset }) => text(presets[preset].label) },
          { key: 'requester', title: t('requester'), render: ({ requesterName }) => requesterName },
          { key: 'party', title: t('runBy'), render: ({ party }) => <PartyTag party={party} /> },
          { key: 'due', title: t('dueOn'), render: ({ dueOn }) => showDate(dueOn, language) },
          { key: 'state', title: t('state'), render: ({ state }) => <Mark tone={state === 'concluded' ? 'good' : state === 'withdrawn' ? 'bad' : state === 'draft' ? 'neutral' : 'active'}>{text(reviewStates[state])}</Mark> },
        ]}
      />
    </Page>
  );
}
