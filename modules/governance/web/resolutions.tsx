import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Empty } from 'antd';
import { Card } from '#web/kit/card.tsx';
import { DataTable, type Column } from '#web/kit/data-table.tsx';
import { showDate } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { proposalKinds, resolutionStates } from '../messages.ts';
import { useResolutions, type ListedResolution, type Room } from './client.ts';
import { messages } from './messages.ts';
import { GovernanceTabs } from './tabs.tsx';

export const resolutionTones = { draft: 'neutral', put: 'active', adopted: 'good', refused: 'bad', withdrawn: 'neutral' } as const;

function useColumns(): Column<ListedResolution>[] {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  return [
    { key: 'title', title: t('title'), render: ({ id, title }) => <Link to="/workspace/governance/resolutions/$id" params={{ id }}>{title}</Link> },
    { key: 'number', title: t('number'), render: ({ number }) => <span className="nowrap">{number ?? '—'}</span> },
    { key: 'kind', title: t('kind'), render: ({ kind }) => text(proposalKinds[kind] ?? { zh: kind, en: kind }) },
    { key: 'party', title: t('proposer'), render: ({ party }) => <PartyTag party={party} /> },
    { key: 'state', title: t('state'), render: ({ state }) => <Mark tone={resolutionTones[state]}>{text(resolutionStates[state])}</Mark> },
    { key: 'adoptedOn', title: t('adoptedOn'), render: ({ adoptedOn }) => <span className="nowrap">{adoptedOn === null ? '—' : showDate(adoptedOn, language)}</span> },
  ];
}

/** Every resolution that one may see. */
export function ResolutionsPage() {
  const t = useTexts(messages);
  const navigate = useNavigate();
  const columns = useColumns();
  const resolutions = useResolutions();
  const mayDraft = useActing()?.role === 'party_officer';
  const draft = <Button type="primary" onClick={() => void navigate({ to: '/workspace/governance/resolutions/new' })}>{t('newResolution')}</Button>;
  return (
    <Page title={t('resolutions')} extra={mayDraft ? draft : undefined} loading={resolutions.isPending} error={resolutions.error} onRetry={() => void resolutions.refetch()}>
      <GovernanceTabs />
      <DataTable
        label={t('resolutions')} rows={resolutions.data?.pages.flatMap(({ items }) => items) ?? []} rowKey={({ id }) => id} columns={columns} hasMore={resolutions.hasNextPage} onMore={() => void resolutions.fetchNextPage()} loading={resolutions.isFetchingNextPage}
        empty={<Empty description={t('noResolutions')} image={Empty.PRESENTED_IMAGE_SIMPLE}>{mayDraft ? draft : null}</Empty>}
      />
    </Page>
  );
}

/** The resolutions of one meeting. */
export function MeetingResolutions({ room }: { room: Room }) {
  const t = useTexts(messages);
  const navigate = useNavigate();
  const columns = useColumns();
  return (
    <Card title={t('resolutions')} extra={room.may.resolve ? <Button type="primary" onClick={() => void navigate({ to: '/workspace/governance/resolutions/new', search: { meeting: room.id } })}>{t('meetingResolution')}</Button> : undefined}>
      <DataTable label={t('resolutions')} rows={room.resolutions} rowKey={({ id }) => id} columns={columns} empty={<Empty description={t('noResolutions')} image={Empty.PRESENTED_IMAGE_SIMPLE} />} />
    </Card>
  );
}
