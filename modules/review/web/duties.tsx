import { Button, Form, Input, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { DataTable } from '#web/kit/data-table.tsx';
import { ExportButton } from '#web/kit/export-button.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { changes, office, useDuties, type Duty } from './client.ts';
import { messages } from './messages.ts';

/** Hours and honorarium of each reviewer, as the office settles them. */
export function Duties({ id }: { id: string }) {
  const t = useTexts(messages);
  const duties = useDuties(id);
  const officer = useActing()?.role === 'party_officer';
  const [settling, setSettling] = useState<Duty>();
  const yuan = (fen: number) => (fen / 100).toFixed(2);
  return (
    <>
      <DataTable<Duty>
        label={t('duties')} rows={duties.data?.items ?? []} rowKey={({ reviewerId }) => reviewerId} loading={duties.isFetching} toolbar={<ExportButton address={`/api/review/reviews/${id}/duties/export`} />}
        columns={[
          { key: 'name', title: t('name'), render: ({ name, chair }) => <>{name} {chair ? <Mark tone="active">{t('chair')}</Mark> : null}</> },
          { key: 'institution', title: t('institution'), render: ({ institutionName }) => institutionName },
          { key: 'reviews', title: t('judged'), align: 'right', render: ({ reviews }) => reviews },
          { key: 'hours', title: t('hours'), align: 'right', render: ({ hours }) => hours ?? '—' },
          { key: 'fee', title: t('feeYuan'), align: 'right', render: ({ feeFen, suggestedFen }) => (feeFen === null ? <span className="soft">{t('suggested')} {yuan(suggestedFen)}</span> : yuan(feeFen)) },
          { key: 'note', title: t('note'), render: ({ note }) => note ?? '' },
          { key: 'settled', title: '', render: (duty) => <span className="row">{duty.version > 0 ? <Mark tone="good">{t('settled')}</Mark> : null}{officer ? <Button size="small" onClick={() => setSettling(duty)}>{t('settle')}</Button> : null}</span> },
        ]}
      />
      {settling === undefined ? null : <SettleDialog duty={settling} onClose={() => setSettling(undefined)} />}
    </>
  );
}

type Values = { hours: number; fee: number; note?: string };

function SettleDialog({ duty, onClose }: { duty: Duty; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [form] = Form.useForm<Values>();
  const { run, running } = useAct({ act: ({ hours, fee, note }: Values) => answer(office.reviewers[':id'].duty.$post({ param: { id: duty.reviewerId }, json: { version: duty.version, hours, feeFen: Math.round(fee * 100), ...(note === undefined || note.trim() === '' ? {} : { note }) } })), changes, onDone: onClose });
  const needed = [{ required: true, message: w('needed') }];
  return (
    <Modal open title={`${t('settle')} · ${duty.name}`} okText={t('settle')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={run} initialValues={{ hours: duty.hours ?? duty.reviews * 2, fee: (duty.feeFen ?? duty.suggestedFen) / 100, note: duty.note ?? '' }}>
        <Form.Item name="hours" label={t('hours')} rules={needed}><InputNumber min={0} max={2000} precision={1} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="fee" label={t('feeYuan')} rules={needed}><InputNumber min={0} max={10_000_000} precision={2} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="note" label={t('note') + w('optional')}><Input maxLength={500} /></Form.Item>
      </Form>
    </Modal>
  );
}
