import { Button, DatePicker, Form, Input, Modal, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { partyCodes, partyNames, type PartyCode } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { changes, meetingsClient, type Room } from './client.ts';
import { messages } from './messages.ts';

type Action = Room['actions'][number];

/** What the meeting gave each party to do, by when, and whether it is done. */
export function Actions({ room }: { room: Room }) {
  const t = useTexts(messages);
  const [language] = useLanguage();
  const [adding, setAdding] = useState(false);
  const [settling, setSettling] = useState<{ action: Action; state: 'done' | 'dropped' }>();
  const today = dayjs().format('YYYY-MM-DD');
  return (
    <Card title={t('actions')} extra={room.may.act ? <Button type="primary" onClick={() => setAdding(true)}>{t('addAction')}</Button> : undefined}>
      {room.actions.length === 0 ? <p className="soft">{t('noActions')}</p> : null}
      <ul className="row-list">
        {room.actions.map((action) => (
          <li key={action.id} className="row">
            <PartyTag party={action.party} />
            <span className="grow">{action.text}{action.owner === null ? null : <span className="soft"> · {action.owner}</span>}{action.note === null ? null : <><br /><span className="soft">{action.note}</span></>}</span>
            <span className={`nowrap ${action.state === 'open' && action.dueOn < today ? 'overdue' : 'soft'}`}>{showDate(action.dueOn, language)}</span>
            <Mark tone={action.state === 'done' ? 'good' : action.state === 'open' ? 'active' : 'neutral'}>{t(action.state === 'done' ? 'doneState' : action.state === 'open' ? 'openState' : 'droppedState')}</Mark>
            {action.maySettle ? <><Button size="small" onClick={() => setSettling({ action, state: 'done' })}>{t('settleDone')}</Button><Button size="small" type="text" onClick={() => setSettling({ action, state: 'dropped' })}>{t('settleDrop')}</Button></> : null}
          </li>
        ))}
      </ul>
      {adding ? <ActionDialog room={room} onClose={() => setAdding(false)} /> : null}
      {settling === undefined ? null : <SettleDialog {...settling} onClose={() => setSettling(undefined)} />}
    </Card>
  );
}

type Values = { text: string; party: PartyCode; attendeeId?: string; dueOn: Dayjs };

function ActionDialog({ room, onClose }: { room: Room; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const [form] = Form.useForm<Values>();
  const party = Form.useWatch('party', form);
  const { run, running } = useAct({
    act: ({ text: what, party: of, attendeeId, dueOn }: Values) => answer(meetingsClient.meetings[':id'].actions.$post({ param: { id: room.id }, json: { text: what, party: of, dueOn: dueOn.format('YYYY-MM-DD'), ...(attendeeId === undefined || attendeeId === null ? {} : { attendeeId }) } })),
    changes, onDone: onClose,
  });
  return (
    <Modal open title={t('addAction')} okText={w('save')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={run} initialValues={{ dueOn: dayjs().add(1, 'month') }}>
        <Form.Item name="text" label={t('actionText')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input.TextArea rows={2} maxLength={500} autoFocus /></Form.Item>
        <div className="form-columns">
          <Form.Item name="party" label={t('owner')} rules={[{ required: true, message: w('needed') }]}><Select options={partyCodes.map((value) => ({ value, label: text(partyNames[value]) }))} onChange={() => form.setFieldValue('attendeeId', undefined)} /></Form.Item>
          <Form.Item name="attendeeId" label={t('ownerPerson')}><Select allowClear options={room.attendees.filter((attendee) => attendee.party === party).map(({ id, name }) => ({ value: id, label: name }))} /></Form.Item>
          <Form.Item name="dueOn" label={t('dueOn')} rules={[{ required: true, message: w('needed') }]}><DatePicker style={{ width: '100%' }} /></Form.Item>
        </div>
      </Form>
    </Modal>
  );
}

function SettleDialog({ action, state, onClose }: { action: Action; state: 'done' | 'dropped'; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [form] = Form.useForm<{ note: string }>();
  const { run, running } = useAct({ act: ({ note }: { note: string }) => answer(meetingsClient.actions[':id'].settle.$post({ param: { id: action.id }, json: { version: action.version, state, note } })), changes, onDone: onClose });
  return (
    <Modal open title={`${t(state === 'done' ? 'settleDone' : 'settleDrop')}：${action.text}`} okText={w('confirm')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={run}><Form.Item name="note" label={state === 'done' ? t('noteField') : w('reason')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input.TextArea rows={3} maxLength={1000} autoFocus /></Form.Item></Form>
    </Modal>
  );
}
