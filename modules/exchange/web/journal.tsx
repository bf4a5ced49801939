import { Button, Empty, Form, Input, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { FileUpload } from '#web/kit/file-upload.tsx';
import { FormDialog } from '#web/kit/form-dialog.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { changes, exchangeClient, type Placement, type Stay } from './client.ts';
import { messages } from './messages.ts';
import { messages as stayMessages } from './stay-messages.ts';

type Entry = Placement['entries'][number];

/** The monthly journal with the tutor's answers. */
export function Journal({ stay, placement }: { stay: Stay; placement: Placement }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const s = useTexts(stayMessages);
  const [writing, setWriting] = useState<Partial<Entry>>();
  const [photos, setPhotos] = useState<Entry>();
  const mayWrite = stay.side === 'person' && (placement.state === 'underway' || placement.state === 'finished');
  if (!stay.field.journal && placement.entries.length === 0) return null;
  return (
    <Card title={t('journal')} extra={mayWrite ? <Button size="small" type="primary" onClick={() => setWriting({ month: placement.months.find((month) => !placement.entries.some((entry) => entry.month === month)) ?? '' })}>{t('writeEntry')}</Button> : undefined}>
      {placement.entries.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noEntries')} /> : null}
      <ul className="row-list">
        {placement.entries.map((entry) => (
          <li key={entry.month}>
            <div className="row"><strong className="grow">{entry.month}</strong><span className="soft">{t('hoursCount', { hours: entry.hours })}</span><Button className="no-print" size="small" type="link" style={{ paddingInline: 2 }} onClick={() => setPhotos(entry)}>{s('photos')}</Button>{mayWrite && entry.answer === null ? <Button className="no-print" size="small" type="link" style={{ paddingInline: 2 }} onClick={() => setWriting(entry)}>{w('edit')}</Button> : null}</div>
            <p style={{ whiteSpace: 'pre-wrap', margin: '4px 0' }}>{entry.text}</p>
            {entry.answer === null ? placement.mayAnswer ? <Answer stay={stay} month={entry.month} /> : null : <p className="soft" style={{ margin: 0 }}>{t('tutorAnswer')}：{entry.answer}</p>}
          </li>
        ))}
      </ul>
      {photos === undefined ? null : <Modal open title={`${s('photos')} · ${photos.month}`} footer={null} onCancel={() => setPhotos(undefined)}><FileUpload subject={{ type: 'exchange.entry', id: photos.id }} readOnly={!(mayWrite && photos.answer === null)} prompt={s('photosPrompt')} /></Modal>}
      {writing === undefined ? null : <EntryDialog stay={stay} placement={placement} entry={writing} onClose={() => setWriting(undefined)} />}
    </Card>
  );
}

function Answer({ stay, month }: { stay: Stay; month: string }) {
  const t = useTexts(messages);
  const [text, setText] = useState('');
  const { run, running } = useAct({ act: () => answer(exchangeClient.stays[':id'].answers.$put({ param: { id: stay.applicationId }, json: { month, answer: text.trim() } })), changes });
  return <div className="row no-print"><Input className="grow" aria-label={`${t('answerEntry')} ${month}`} placeholder={t('tutorAnswer')} maxLength={3000} value={text} onChange={({ target }) => setText(target.value)} /><Button disabled={text.trim() === ''} loading={running} onClick={() => run()}>{t('answerEntry')}</Button></div>;
}

type Values = { month: string; text: string; hours: number };

function EntryDialog({ stay, placement, entry, onClose }: { stay: Stay; placement: Placement; entry: Partial<Entry>; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const { run, running } = useAct({ act: (json: Values) => answer(exchangeClient.stays[':id'].entries.$put({ param: { id: stay.applicationId }, json })), changes, onDone: onClose });
  const rules = [{ required: true, message: w('needed') }];
  const open = placement.months.filter((month) => placement.entries.every((known) => known.month !== month || known.answer === null));
  return (
    <FormDialog<Values> title={t('writeEntry')} running={running} initialValues={{ month: entry.month ?? '', text: entry.text ?? '', hours: entry.hours ?? 0 }} onFinish={run} onClose={onClose}>
      <div className="form-columns">
        <Form.Item name="month" label={t('month')} rules={rules}><Select options={open.map((value) => ({ value, label: value }))} /></Form.Item>
        <Form.Item name="hours" label={t('hours')} rules={rules}><InputNumber min={0} max={744} precision={0} style={{ width: '100%' }} /></Form.Item>
      </div>
      <Form.Item name="text" label={t('entryText')} rules={[...rules, { whitespace: true, message: w('needed') }]}><Input.TextArea rows={6} maxLength={5000} showCount /></Form.Item>
    </FormDialog>
  );
}
