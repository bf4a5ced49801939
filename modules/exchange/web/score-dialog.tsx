import { Form, InputNumber, Modal } from 'antd';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { changes, exchangeClient } from './client.ts';
import { messages } from './ordering-messages.ts';
import type { Candidate, Order } from './orders.tsx';

/** One's own points for somebody, by the criteria of the programme. */
export function ScoreDialog({ offerId, candidate, rubric, onClose }: { offerId: string; candidate: Candidate; rubric: Order['rubric']; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const [form] = Form.useForm<Record<string, number>>();
  const { run, running } = useAct({ act: (points: Record<string, number>) => answer(exchangeClient.offers[':id'].scores.$put({ param: { id: offerId }, json: { applicationId: candidate.id, points } })), changes, onDone: onClose });
  return (
    <Modal open title={t('scoreOf', { name: candidate.personName })} okText={w('save')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <p className="clamp" style={{ whiteSpace: 'pre-wrap' }}>{candidate.statement}</p>
      <Form form={form} layout="vertical" initialValues={candidate.own} onFinish={run}>
        {rubric.map(({ key, label, weight }) => <Form.Item key={key} name={key} label={t('weight', { label: text(label), weight })} rules={[{ required: true, message: w('needed') }]}><InputNumber min={0} max={100} precision={0} style={{ width: '100%' }} /></Form.Item>)}
      </Form>
    </Modal>
  );
}
