import { Form, Input, Modal } from 'antd';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';

/** Asks why something is done, before it is. */
export function ReasonDialog({ title, hint, running, onCancel, onReason }: { title: string; hint?: string; running: boolean; onCancel: () => void; onReason: (reason: string) => void }) {
  const w = useTexts(words);
  const [form] = Form.useForm<{ reason: string }>();
  return (
    <Modal open title={title} okText={title} cancelText={w('cancel')} okButtonProps={{ danger: true, loading: running }} onOk={() => form.submit()} onCancel={onCancel}>
      {hint === undefined ? null : <p className="soft">{hint}</p>}
      <Form form={form} layout="vertical" onFinish={({ reason }) => onReason(reason.trim())}>
        <Form.Item name="reason" label={w('reason')} rules={[{ required: true, whitespace: true, message: w('reasonNeeded') }]}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
      </Form>
    </Modal>
  );
}
