import { Button, DatePicker, Empty, Form, Input, InputNumber, Modal, Popconfirm, Progress } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { PartySeal } from '#web/kit/party.tsx';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate } from '#web/kit/dates.ts';
import { useLanguage, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { planClient, type Initiative } from './client.ts';
import { messages } from './messages.ts';

type Aim = Initiative['aims'][number];

/** The aims in numbers, each with what the facts say was reached. */
export function Aims({ initiative }: { initiative: Initiative }) {
  const t = useTexts(messages);
  const [editing, setEditing] = useState<Aim | 'new'>();
  const may = initiative.may.aim;
  return (
    <Card title={t('aims')} extra={may ? <Button size="small" onClick={() => setEditing('new')}>{t('addAim')}</Button> : undefined}>
      {initiative.aims.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noAims')} /> : null}
      <ul className="row-list">{initiative.aims.map((aim) => <AimRow key={aim.id} aim={aim} {...(may ? { onEdit: () => setEditing(aim) } : {})} />)}</ul>
      {editing === undefined ? null : <AimDialog initiative={initiative} aim={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </Card>
  );
}

function AimRow({ aim, onEdit }: { aim: Aim; onEdit?: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [language] = useLanguage();
  const [reason, setReason] = useState('');
  const withdraw = useAct({ act: () => answer(planClient.aims[':id'].withdraw.$post({ param: { id: aim.id }, json: { version: aim.version, reason: reason.trim() } })), changes: [['plan']] });
  return (
    <li>
      <div className="row"><strong className="grow">{aim.measure}</strong><span className="soft nowrap">{showDate(aim.targetOn, language)}</span></div>
      <Progress percent={Math.min(100, Math.round((100 * aim.reached) / aim.target))} size="small" aria-label={aim.measure} />
      <div className="facts-line"><span>{t('reached', { reached: aim.reached, target: aim.target, unit: aim.unit })}</span>{aim.byParty.map(({ party, value }) => <span key={party}><PartySeal party={party} /> {value}</span>)}</div>
      {aim.note === null ? null : <div className="soft">{aim.note}</div>}
      {onEdit === undefined ? null : (
        <div className="row no-print">
          <Button size="small" type="link" style={{ paddingInline: 0 }} onClick={onEdit}>{w('edit')}</Button>
          <Popconfirm title={t('withdrawAim')} description={<Input aria-label={w('reason')} placeholder={w('reason')} value={reason} maxLength={2000} onChange={({ target }) => setReason(target.value)} />} okButtonProps={{ danger: true, disabled: reason.trim() === '' }} onConfirm={() => withdraw.run()}>
            <Button size="small" type="link" danger>{t('withdrawAim')}</Button>
          </Popconfirm>
        </div>
      )}
    </li>
  );
}

type Values = { measure: string; unit: string; target: number; targetOn: Dayjs; note?: string };

function AimDialog({ initiative, aim, onClose }: { initiative: Initiative; aim: Aim | undefined; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [form] = Form.useForm<Values>();
  const { run, running } = useAct({
    act: ({ targetOn, note, ...rest }: Values) => {
      const json = { ...rest, targetOn: targetOn.format('YYYY-MM-DD'), ...(note === undefined || note.trim() === '' ? {} : { note }) };
      return aim === undefined ? answer(planClient.initiatives[':id'].aims.$post({ param: { id: initiative.id }, json })) : answer(planClient.aims[':id'].$put({ param: { id: aim.id }, json: { version: aim.version, ...json } }));
    },
    changes: [['plan']], onDone: onClose,
  });
  const initial = aim === undefined ? { targetOn: dayjs(initiative.plan.endsOn) } : { measure: aim.measure, unit: aim.unit, target: aim.target, targetOn: dayjs(aim.targetOn), note: aim.note ?? '' };
  const rules = [{ required: true, message: w('needed') }];
  return (
    <Modal open title={t('addAim')} okText={w('save')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={initial} onFinish={run}>
        <Form.Item name="measure" label={t('measure')} rules={[...rules, { whitespace: true }]}><Input maxLength={60} autoFocus placeholder="选派人员" /></Form.Item>
        <div className="row">
          <Form.Item name="target" label={t('target')} rules={rules}><InputNumber min={0.01} max={1e12} style={{ width: 160 }} /></Form.Item>
          <Form.Item name="unit" label={t('unit')} rules={rules}><Input maxLength={20} style={{ width: 120 }} placeholder="人次" /></Form.Item>
          <Form.Item name="targetOn" label={t('targetOn')} rules={rules}><DatePicker minDate={dayjs(initiative.plan.startsOn)} maxDate={dayjs(initiative.plan.endsOn)} /></Form.Item>
        </div>
        <Form.Item name="note" label={t('note') + w('optional')}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
      </Form>
    </Modal>
  );
}
