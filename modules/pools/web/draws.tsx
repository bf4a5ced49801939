import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Empty } from 'antd';
import { DataTable } from '#web/kit/data-table.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { drawStates } from '../messages.ts';
import { useDraws } from './client.ts';
import { messages } from './messages.ts';

/** Draws, newest first, and how each stands. */
export function DrawsPage() {
  const t = useTexts(messages);
  const text = useText();
  const navigate = useNavigate();
  const draws = useDraws();
  const mayAsk = useActing()?.role === 'party_officer';
  const ask = <Button type="primary" onClick={() => void navigate({ to: '/workspace/draws/new' })}>{t('newDraw')}</Button>;
  return (
    <Page title={t('draws')} subtitle={t('drawsLead')} extra={mayAsk ? ask : undefined} loading={draws.isPending} error={draws.error} onRetry={() => void draws.refetch()}>
      <DataTable
        label={t('draws')} rows={draws.data?.pages.flatMap(({ items }) => items) ?? []} rowKey={({ id }) => id} hasMore={draws.hasNextPage} onMore={() => void draws.fetchNextPage()} empty={<Empty description={t('noDraws')} />}
        columns={[
          { key: 'title', title: t('drawTitle'), render: ({ id, title }) => <Link to="/workspace/draws/$id" params={{ id }}>{title}</Link> },
          { key: 'pool', title: t('pool'), render: ({ poolName }) => poolName },
          { key: 'seats', title: t('seats'), render: ({ request }) => request.seats, align: 'right' },
          { key: 'state', title: t('state'), render: ({ state }) => <Mark tone={state === 'drawn' ? 'good' : state === 'impossible' ? 'bad' : 'neutral'}>{text(drawStates[state])}</Mark> },
          { key: 'party', title: t('askedBy'), render: ({ party }) => <PartyTag party={party} /> },
          { key: 'at', title: '', render: ({ createdAt }) => <span className="soft nowrap">{showInstant(createdAt)}</span> },
        ]}
      />
    </Page>
  );
}
