import { Form, Input, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';

/** Asks for a reason before something that others feel. */
export function ReasonDialog({ title, label, running, danger = true, children, onClose, onDo }: { title: string; label: string; running: boolean; danger?: boolean; children?: ReactNode; onClose: () => void; onDo: (reason: string) => void }) {
  const w = useTexts(words);
  const [form] = Form.useForm<{ reason: string }>();
  return (
    <Modal open width={720} title={title} okText={title} cancelText={w('cancel')} okButtonProps={{ loading: running, danger }} onOk={() => form.submit()} onCancel={onClose}>
      {children}
      <Form form={form} layout="vertical" style={{ marginTop: 12 }} onFinish={({ reason }) => onDo(reason)}>
        <Form.Item name="reason" label={label} rules={[{ required: true, whitespace: true, message: w('reasonNeeded') }]}><Input.TextArea rows={2} maxLength={2000} autoFocus /></Form.Item>
      </Form>
    </Modal>
  );
}
