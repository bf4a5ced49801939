import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Empty } from 'antd';
import { useState } from 'react';
import { DataTable } from '#web/kit/data-table.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { meetingStates, presetNames } from '../messages.ts';
import { useMeetings } from './client.ts';
import { MeetingDialog } from './meeting-dialog.tsx';
import { messages } from './messages.ts';
import { GovernanceTabs } from './tabs.tsx';

export const meetingTones = { draft: 'neutral', called: 'active', held: 'good', concluded: 'neutral', cancelled: 'bad' } as const;

/** The meetings, those to come and those that were. */
export function MeetingsPage() {
  const t = useTexts(messages);
  const text = useText();
  const navigate = useNavigate();
  const meetings = useMeetings();
  const [planning, setPlanning] = useState(false);
  const role = useActing()?.role;
  const mayPlan = role === 'party_officer' || role === 'secretariat_officer';
  const plan = <Button type="primary" onClick={() => setPlanning(true)}>{t('newMeeting')}</Button>;
  return (
    <Page title={t('meetings')} extra={mayPlan ? plan : undefined} loading={meetings.isPending} error={meetings.error} onRetry={() => void meetings.refetch()}>
      <GovernanceTabs />
      <DataTable
        label={t('meetings')} rows={meetings.data?.pages.flatMap(({ items }) => items) ?? []} rowKey={({ id }) => id} hasMore={meetings.hasNextPage} onMore={() => void meetings.fetchNextPage()} loading={meetings.isFetchingNextPage}
        empty={<Empty description={t('noMeetings')} image={Empty.PRESENTED_IMAGE_SIMPLE}>{mayPlan ? plan : null}</Empty>}
        columns={[
          { key: 'title', title: t('title'), render: ({ id, title }) => <Link to="/workspace/governance/meetings/$id" params={{ id }}>{title}</Link> },
          { key: 'preset', title: t('preset'), render: ({ preset }) => text(presetNames[preset]) },
          { key: 'when', title: t('when'), render: ({ startsAt }) => <span className="nowrap">{showInstant(startsAt)}</span> },
          { key: 'place', title: t('place'), render: ({ place, onlineUrl }) => place ?? onlineUrl },
          { key: 'party', title: t('convener'), render: ({ party }) => <PartyTag party={party} /> },
          { key: 'state', title: t('state'), render: ({ state }) => <Mark tone={meetingTones[state]}>{text(meetingStates[state])}</Mark> },
        ]}
      />
      {planning ? <MeetingDialog onClose={() => setPlanning(false)} onPlanned={(id) => void navigate({ to: '/workspace/governance/meetings/$id', params: { id } })} /> : null}
    </Page>
  );
}
