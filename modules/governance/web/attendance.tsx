import { Button, Dropdown, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { changes, meetingsClient, type Room } from './client.ts';
import { messages } from './messages.ts';

type Attendee = Room['attendees'][number];

const replyTones = { waiting: 'neutral', accepted: 'good', declined: 'warn' } as const;

/** Who is invited, party by party, what they replied, and who came. */
export function Attendance({ room }: { room: Room }) {
  const t = useTexts(messages);
  const [inviting, setInviting] = useState(false);
  const groups: (PartyCode | null)[] = [...partyCodes, null];
  return (
    <Card title={t('attendance')} extra={room.may.invite ? <Button onClick={() => setInviting(true)}>{t('invite')}</Button> : undefined}>
      {room.state === 'draft' ? <p className="soft">{t('afterCall')}</p> : null}
      {room.attendees.length === 0 && room.state !== 'draft' ? <p className="soft">{t('noAttendees')}</p> : null}
      <div className="four">
        {groups.map((party) => {
          const attendees = room.attendees.filter((attendee) => attendee.party === party);
          if (attendees.length === 0) return null;
          return (
            <section key={party ?? 'secretariat'}>
              {party === null ? <span className="party-tag">{t('secretariat')}</span> : <PartyTag party={party} />}
              <ul className="row-list">{attendees.map((attendee) => <Line key={attendee.id} attendee={attendee} />)}</ul>
            </section>
          );
        })}
      </div>
      {inviting ? <InviteDialog room={room} onClose={() => setInviting(false)} /> : null}
    </Card>
  );
}

function Line({ attendee }: { attendee: Attendee }) {
  const t = useTexts(messages);
  const [asking, setAsking] = useState(false);
  const param = { id: attendee.id };
  const reply = useAct({ act: (said: 'accepted' | 'declined') => answer(meetingsClient.attendees[':id'].reply.$post({ param, json: { version: attendee.version, reply: said } })), changes });
  const note = useAct({
    act: ({ attendance, delegate }: { attendance: 'present' | 'absent' | 'delegate'; delegate?: string }) => answer(meetingsClient.attendees[':id'].attendance.$post({ param, json: { version: attendee.version, attendance, ...(delegate === undefined ? {} : { delegate }) } })),
    changes, onDone: () => setAsking(false),
  });
  const remove = useAct({ act: () => answer(meetingsClient.attendees[':id'].remove.$post({ param, json: { version: attendee.version } })), changes });
  const items = [
    ...(attendee.mayReply ? [{ key: 'accepted', label: t('accept'), onClick: () => reply.run('accepted') }, { key: 'declined', label: t('decline'), onClick: () => reply.run('declined') }] : []),
    ...(attendee.mayNote ? [{ key: 'present', label: t('presentMark'), onClick: () => note.run({ attendance: 'present' }) }, { key: 'absent', label: t('absentMark'), onClick: () => note.run({ attendance: 'absent' }) }, { key: 'delegate', label: t('delegate'), onClick: () => setAsking(true) }] : []),
    ...(attendee.mayRemove ? [{ key: 'remove', label: t('remove'), danger: true, onClick: () => remove.run() }] : []),
  ];
  return (
    <li>
      <div className="row" style={{ gap: 8, flexWrap: 'nowrap' }}>
        <span className="grow">{attendee.name}{attendee.self ? <span className="soft">（{t('you')}）</span> : null}{attendee.office === null ? null : <span className="soft"> {attendee.office}</span>}</span>
        {items.length === 0 ? null : <Dropdown trigger={['click']} menu={{ items }}><Button size="small" type="text" aria-label={attendee.name} className="no-print">⋯</Button></Dropdown>}
      </div>
      {attendee.attendance === null ? <Mark tone={replyTones[attendee.reply]}>{t(attendee.reply)}</Mark> : <Mark tone={attendee.attendance === 'absent' ? 'warn' : 'good'}>{attendee.attendance === 'present' ? t('presentMark') : attendee.attendance === 'absent' ? t('absentMark') : t('delegateMark', { name: attendee.delegate ?? '' })}</Mark>}
      {attendee.self && attendee.mayReply && attendee.reply === 'waiting' ? <span className="row" style={{ marginTop: 6 }}><Button size="small" type="primary" onClick={() => reply.run('accepted')}>{t('accept')}</Button><Button size="small" onClick={() => reply.run('declined')}>{t('decline')}</Button></span> : null}
      {asking ? <DelegateDialog onClose={() => setAsking(false)} onNamed={(delegate) => note.run({ attendance: 'delegate', delegate })} /> : null}
    </li>
  );
}

function DelegateDialog({ onClose, onNamed }: { onClose: () => void; onNamed: (name: string) => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [form] = Form.useForm<{ delegate: string }>();
  return (
    <Modal open title={t('delegate')} okText={w('save')} cancelText={w('cancel')} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={({ delegate }) => onNamed(delegate)}><Form.Item name="delegate" label={t('delegateName')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input maxLength={60} autoFocus /></Form.Item></Form>
    </Modal>
  );
}

type Values = { name: string; office?: string; email?: string };

function InviteDialog({ room, onClose }: { room: Room; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [form] = Form.useForm<Values>();
  const { run, running } = useAct({
    act: ({ name, office = '', email = '' }: Values) => answer(meetingsClient.meetings[':id'].attendees.$post({ param: { id: room.id }, json: { name, ...(office.trim() === '' ? {} : { office }), ...(email.trim() === '' ? {} : { email: email.trim() }) } })),
    changes, onDone: onClose,
  });
  return (
    <Modal open title={t('invite')} okText={w('save')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={run}>
        <Form.Item name="name" label={t('name')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input maxLength={60} autoFocus /></Form.Item>
        <Form.Item name="office" label={t('office')}><Input maxLength={100} /></Form.Item>
        <Form.Item name="email" label={t('email')} rules={[{ type: 'email' }]}><Input maxLength={320} inputMode="email" /></Form.Item>
      </Form>
    </Modal>
  );
}
