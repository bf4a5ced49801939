import { ArrowUpOutlined } from '@ant-design/icons';
import { Button, Form, Input, InputNumber, Modal, Popconfirm } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { FileUpload } from '#web/kit/file-upload.tsx';
import { PartySeal } from '#web/kit/party.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { changes, meetingsClient, type Room } from './client.ts';
import { messages } from './messages.ts';

type Item = Room['agenda'][number];

/** What the meeting speaks of, in order, with the papers of each item. */
export function Agenda({ room }: { room: Room }) {
  const t = useTexts(messages);
  const [editing, setEditing] = useState<Item | 'new'>();
  const order = useAct({ act: (ids: string[]) => answer(meetingsClient.meetings[':id'].agenda.$put({ param: { id: room.id }, json: { ids } })), changes, done: false });
  const up = (place: number) => {
    const ids = room.agenda.map(({ id }) => id);
    const [moved] = ids.splice(place, 1);
    if (moved !== undefined) order.run([...ids.slice(0, place - 1), moved, ...ids.slice(place - 1)]);
  };
  return (
    <Card title={t('agenda')} extra={<><a className="link-button" href={`/api/governance/meetings/${room.id}/pack`} download>{t('pack')}</a>{room.may.addItem ? <Button type="primary" onClick={() => setEditing('new')}>{t('addItem')}</Button> : null}</>}>
      {room.agenda.length === 0 ? <p className="soft">{t('noItems')}</p> : null}
      <ol className="agenda">
        {room.agenda.map((item, place) => (
          <li key={item.id}>
            <div className="row">
              <PartySeal party={item.party} /><strong className="grow">{item.title}</strong>
              {item.minutes === null ? null : <span className="soft nowrap">{t('minutesOf', { minutes: item.minutes })}</span>}
              {room.may.order && place > 0 ? <Button size="small" type="text" icon={<ArrowUpOutlined />} aria-label={t('moveUp', { title: item.title })} onClick={() => up(place)} /> : null}
              {item.mayChange ? <ItemTools item={item} onEdit={() => setEditing(item)} /> : null}
            </div>
            {item.text === null ? null : <p className="written">{item.text}</p>}
            <Papers item={item} />
          </li>
        ))}
      </ol>
      {editing === undefined ? null : <ItemDialog room={room} item={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </Card>
  );
}

/** Papers are shown; where one may add some, the place to drop them opens when asked for, so that an agenda stays one to read. */
function Papers({ item }: { item: Item }) {
  const t = useTexts(messages);
  const [adding, setAdding] = useState(false);
  return (
    <div className="papers">
      <FileUpload subject={{ type: 'governance.agendaItem', id: item.id }} readOnly={!(item.mayAttach && adding)} />
      {item.mayAttach && !adding ? <Button size="small" className="no-print" onClick={() => setAdding(true)}>{t('addPapers')}</Button> : null}
    </div>
  );
}

function ItemTools({ item, onEdit }: { item: Item; onEdit: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [reason, setReason] = useState('');
  const { run } = useAct({ act: () => answer(meetingsClient.agenda[':id'].withdraw.$post({ param: { id: item.id }, json: { version: item.version, reason: reason.trim() } })), changes });
  return (
    <>
      <Button size="small" onClick={onEdit}>{w('edit')}</Button>
      <Popconfirm title={t('removeItem')} okText={t('removeItem')} cancelText={w('cancel')} okButtonProps={{ danger: true, disabled: reason.trim() === '' }} onConfirm={() => run()} description={<Input aria-label={w('reason')} placeholder={w('reason')} maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />}><Button size="small" type="text">{t('removeItem')}</Button></Popconfirm>
    </>
  );
}

type Values = { title: string; text?: string; minutes?: number | null };

function ItemDialog({ room, item, onClose }: { room: Room; item: Item | undefined; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [form] = Form.useForm<Values>();
  const { run, running } = useAct({
    act: ({ title, text = '', minutes }: Values) => {
      const json = { title, ...(text.trim() === '' ? {} : { text }), ...(minutes === undefined || minutes === null ? {} : { minutes }) };
      return item === undefined ? answer(meetingsClient.meetings[':id'].agenda.$post({ param: { id: room.id }, json })) : answer(meetingsClient.agenda[':id'].$put({ param: { id: item.id }, json: { version: item.version, ...json } }));
    },
    changes, onDone: onClose,
  });
  return (
    <Modal open title={item === undefined ? t('addItem') : w('edit')} okText={w('save')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={{ title: item?.title, text: item?.text ?? '', minutes: item?.minutes }} onFinish={run}>
        <Form.Item name="title" label={t('itemTitle')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input maxLength={200} autoFocus /></Form.Item>
        <Form.Item name="text" label={t('itemText')}><Input.TextArea rows={4} maxLength={5000} /></Form.Item>
        <Form.Item name="minutes" label={t('itemMinutes')}><InputNumber min={1} max={600} precision={0} style={{ width: 140 }} /></Form.Item>
      </Form>
    </Modal>
  );
}
