import { useNavigate } from '@tanstack/react-router';
import { Form, Input, Modal, Select } from 'antd';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { client, type Systems } from './client.ts';
import { messages } from './draft-messages.ts';

type Begin = { readonly title: string; readonly code: string; readonly from: string };

/** A system of one's own: what it is called, and what it begins with. */
export function BeginDialog({ systems, onClose }: { systems: Systems['items']; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const navigate = useNavigate();
  const [form] = Form.useForm<Begin>();
  const begin = useAct({
    act: async ({ title, code, from }: Begin) => {
      const { id } = await answer(client.systems.$post({ json: { code, title, ...(from === '' ? {} : { from }) } }));
      await navigate({ to: '/workspace/indicators/systems/$id/draft', params: { id } });
    },
    changes: [['indicators']],
  });
  const needed = { required: true, whitespace: true, message: w('needed') };
  return (
    <Modal open title={t('newSystem')} onCancel={onClose} onOk={() => form.submit()} okText={w('save')} cancelText={w('cancel')} confirmLoading={begin.running}>
      <Form form={form} layout="vertical" initialValues={{ from: '' }} onFinish={(values) => begin.run(values)}>
        <Form.Item name="title" label={t('title')} rules={[needed]}><Input maxLength={200} /></Form.Item>
        <Form.Item name="code" label={t('systemCode')} extra={t('systemCodeIs')} rules={[needed, { pattern: /^[a-z][a-z0-9-]*$/, message: t('systemCodeIs') }]}><Input maxLength={40} style={{ fontFamily: 'ui-monospace, monospace' }} /></Form.Item>
        <Form.Item name="from" label={t('beginWith')}><Select aria-label={t('beginWith')} options={[{ value: '', label: t('nothing') }, ...systems.map(({ id, title, number }) => ({ value: id, label: t('version', { title, number }) }))]} /></Form.Item>
      </Form>
    </Modal>
  );
}
