import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { partyNames } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { LifecycleBar, type MoveRequest } from '#web/kit/lifecycle-bar.tsx';
import { Page } from '#web/kit/page.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { presetNames } from '../messages.ts';
import { Actions } from './actions.tsx';
import { Agenda } from './agenda.tsx';
import { Attendance } from './attendance.tsx';
import { changes, meetingsClient, useRoom, type Room } from './client.ts';
import { MeetingDialog } from './meeting-dialog.tsx';
import { messages } from './messages.ts';
import { Minutes } from './minutes.tsx';
import { MeetingResolutions } from './resolutions.tsx';

const views = ['agenda', 'attendance', 'minutes', 'resolutions', 'actions'] as const;
type View = (typeof views)[number];

/** The meeting room: agenda with papers, who comes, minutes, resolutions, and what there is to do. */
export function RoomPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { view = 'agenda' } = useSearch({ strict: false }) as { view?: View };
  const t = useTexts(messages);
  const w = useTexts(words);
  const navigate = useNavigate();
  const room = useRoom(id);
  const [editing, setEditing] = useState(false);
  const move = useAct({ act: (json: MoveRequest) => answer(meetingsClient.meetings[':id'].move.$post({ param: { id }, json })), changes });
  const data = room.data;
  return (
    <Page title={data?.title ?? t('room')} back={{ to: '/workspace/governance/meetings', label: t('meetings') }} loading={room.isPending} error={room.error} onRetry={() => void room.refetch()} subtitle={data === undefined ? undefined : <When room={data} />} extra={data?.may.change === true ? <Button onClick={() => setEditing(true)}>{w('edit')}</Button> : undefined}>
      {data === undefined ? null : (
        <>
          <div className="no-print" style={{ marginBottom: 18 }}><LifecycleBar lifecycle={data.lifecycle} onMove={move.runAsync} /></div>
          {data.purpose === null ? null : <Card title={t('purposeHeading')}><p className="written" style={{ margin: 0 }}>{data.purpose}</p></Card>}
          <div className="no-print" style={{ margin: '0 0 14px', overflowX: 'auto' }}><Segmented<View> value={views.includes(view) ? view : 'agenda'} options={views.map((value) => ({ value, label: t(value) }))} onChange={(value) => void navigate({ to: '.', search: { view: value }, replace: true })} /></div>
          <Chosen view={view} room={data} />
          {editing ? <MeetingDialog room={data} onClose={() => setEditing(false)} /> : null}
        </>
      )}
    </Page>
  );
}

function Chosen({ view, room }: { view: View; room: Room }) {
  if (view === 'attendance') return <Attendance room={room} />;
  if (view === 'minutes') return <Minutes room={room} />;
  if (view === 'resolutions') return <MeetingResolutions room={room} />;
  if (view === 'actions') return <Actions room={room} />;
  return <Agenda room={room} />;
}

function When({ room }: { room: Room }) {
  const t = useTexts(messages);
  const text = useText();
  return (
    <span>
      {text(presetNames[room.preset])} · <span className="nowrap">{showInstant(room.startsAt)} – {showInstant(room.endsAt).slice(11)}</span>{room.place === null ? null : ` · ${room.place}`}{room.onlineUrl === null ? null : <> · <a href={room.onlineUrl} rel="noreferrer" target="_blank">{t('onlineUrl')}</a></>} · {t('calledBy', { party: text(partyNames[room.party]) })}
    </span>
  );
}
