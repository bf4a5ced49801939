import { Alert, Form, Input, Modal } from 'antd';
import type { ReactNode } from 'react';
import { FormDialog } from '#web/kit/form-dialog.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';

/** Asks for a reason before something that others feel. */
export function ReasonDialog({ title, label, running, danger = true, children, onClose, onDo }: { title: string; label: string; running: boolean; danger?: boolean; children?: ReactNode; onClose: () => void; onDo: (reason: string) => void }) {
  const w = useTexts(words);
  return (
    <FormDialog<{ reason: string }> width={720} title={title} okText={title} danger={danger} running={running} onClose={onClose} onFinish={({ reason }) => onDo(reason)}>
      {children}
      <Form.Item name="reason" label={label} style={{ marginTop: 12 }} rules={[{ required: true, whitespace: true, message: w('reasonNeeded') }]}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
    </FormDialog>
  );
}

/** In its stead where it cannot be done: why, and nothing to confirm. */
export function Unable({ title, why, onClose }: { title: string; why: string; onClose: () => void }) {
  return <Modal open title={title} footer={null} onCancel={onClose}><Alert type="warning" showIcon title={why} /></Modal>;
}
