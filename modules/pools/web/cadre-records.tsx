import { useQuery } from '@tanstack/react-query';
import { Button, DatePicker, Form, Input, InputNumber, Modal, Radio, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer, apiClient } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate } from '#web/kit/dates.ts';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import type { CadresApi } from '../api/cadres.ts';
import { grades, type Grade } from '../cadres/messages.ts';
import { messages } from './messages.ts';

const client = apiClient<CadresApi>('/api/pools');

/** What a cadre learned and, for those who may know it, how they were assessed. */
export function CadreRecords({ memberId }: { memberId: string }) {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const [adding, setAdding] = useState(false);
  const { data } = useQuery({ queryKey: ['pools', 'records', memberId], queryFn: () => answer(client.members[':id'].records.$get({ param: { id: memberId } })) });
  if (data === undefined) return null;
  return (
    <Card title={t('cadreRecords')} extra={data.may.add ? <Button size="small" onClick={() => setAdding(true)}>{t('addRecord')}</Button> : undefined}>
      <p className="soft">{t('cadreRecordsNote')}</p>
      {data.items.length === 0 ? <p>{t('none')}</p> : null}
      <ul className="row-list" aria-label={t('cadreRecords')}>
        {data.items.map(({ id, kind, title, from, until, hours, grade, about }) => (
          <li key={id}>{t(kind)} · <strong style={{ fontWeight: 500 }}>{title}</strong>{grade === null ? '' : ` · ${text(grades[grade])}`}{hours === null ? '' : ` · ${t('hours', { n: hours })}`} <span className="soft">{showDate(from, language)} – {showDate(until, language)}{about === null ? '' : ` · ${about}`}</span></li>
        ))}
      </ul>
      {adding ? <RecordDialog memberId={memberId} onClose={() => setAdding(false)} /> : null}
    </Card>
  );
}

type Values = { kind: 'training' | 'assessment'; title: string; days: [Dayjs, Dayjs]; hours?: number; grade?: Grade; about?: string };

function RecordDialog({ memberId, onClose }: { memberId: string; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const [form] = Form.useForm<Values>();
  const kind = Form.useWatch('kind', form) ?? 'training';
  const { run, running } = useAct({
    act: ({ days: [from, until], title, hours, grade, about = '' }: Values) => {
      const said = { title, from: from.format('YYYY-MM-DD'), until: until.format('YYYY-MM-DD'), ...(about.trim() === '' ? {} : { about }) };
      return answer(client.members[':id'].records.$post({ param: { id: memberId }, json: grade === undefined ? { kind: 'training', ...said, ...(hours === undefined ? {} : { hours }) } : { kind: 'assessment', grade, ...said } }));
    },
    changes: [['pools', 'records', memberId]], onDone: onClose,
  });
  const needed = [{ required: true, message: w('needed') }];
  return (
    <Modal open title={t('addRecord')} okText={w('add')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={run} initialValues={{ kind: 'training' }}>
        <Form.Item name="kind" label={t('recordKind')}><Radio.Group options={(['training', 'assessment'] as const).map((value) => ({ value, label: t(value) }))} /></Form.Item>
        <Form.Item name="title" label={t('recordTitle')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input maxLength={100} /></Form.Item>
        <Form.Item name="days" label={t('recordDays')} rules={needed}><DatePicker.RangePicker /></Form.Item>
        {kind === 'training'
          ? <Form.Item name="hours" label={t('trainingHours') + w('optional')}><InputNumber min={1} max={10_000} precision={0} /></Form.Item>
          : <Form.Item name="grade" label={t('grade')} rules={needed} preserve={false}><Select options={(Object.keys(grades) as Grade[]).map((value) => ({ value, label: text(grades[value]) }))} /></Form.Item>}
        <Form.Item name="about" label={t('recordAbout') + w('optional')}><Input maxLength={500} /></Form.Item>
      </Form>
    </Modal>
  );
}
