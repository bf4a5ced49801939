import { Form, Input, Modal, Select } from 'antd';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { messages } from './messages.ts';

type Values = { kind: 'declined' | 'conflict' | 'withdrawn'; reason: string };

/** Why somebody who was drawn does not come; the first fitting reserve comes in. */
export function DepartDialog({ label, running, onCancel, onDepart }: { label: string; running: boolean; onCancel: () => void; onDepart: (values: Values) => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [form] = Form.useForm<Values>();
  return (
    <Modal open title={`${t('depart')}：${label}`} okText={w('confirm')} cancelText={w('cancel')} okButtonProps={{ loading: running, danger: true }} onCancel={onCancel} onOk={() => form.submit()}>
      <Form form={form} layout="vertical" initialValues={{ kind: 'declined' }} onFinish={onDepart}>
        <Form.Item name="kind" label={t('depart')}><Select options={(['declined', 'conflict', 'withdrawn'] as const).map((value) => ({ value, label: t(value) }))} /></Form.Item>
        <Form.Item name="reason" label={w('reason')} rules={[{ required: true, whitespace: true, message: w('reasonNeeded') }]}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
      </Form>
    </Modal>
  );
}
