import { Form, Input, Modal, Select } from 'antd';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { InstitutionSelect } from '#web/kit/institution-select.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { changes, office, type Review } from './client.ts';
import { KeywordsSelect } from './keywords.tsx';
import { messages } from './messages.ts';

type Values = { title: string; summary?: string; keywords?: string[]; persons?: string[]; institutionId?: string | null; categories?: string[] };

/** Adds something to be judged, with the persons and institution whose friends keep away. */
export function ItemDialog({ review, onClose }: { review: Review; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const [form] = Form.useForm<Values>();
  const { run, running } = useAct({
    act: ({ title, summary = '', keywords = [], persons = [], institutionId, categories = [] }: Values) => answer(office.reviews[':id'].items.$post({ param: { id: review.id }, json: { title, summary, keywords, persons, categories, institutionIds: institutionId == null ? [] : [institutionId] } })),
    changes, onDone: onClose,
  });
  return (
    <Modal open width={600} title={t('addItem')} okText={w('add')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={run}>
        <Form.Item name="title" label={t('title')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input maxLength={200} /></Form.Item>
        <Form.Item name="summary" label={t('summary') + w('optional')}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
        <Form.Item name="keywords" label={t('keywords') + w('optional')} extra={t('keywordsNote')}><KeywordsSelect /></Form.Item>
        <Form.Item name="institutionId" label={t('institutions') + w('optional')}><InstitutionSelect label={t('institutions')} /></Form.Item>
        <Form.Item name="persons" label={t('persons') + w('optional')}><Select mode="tags" maxCount={30} tokenSeparators={['、', '，', ',']} open={false} suffixIcon={null} /></Form.Item>
        <Form.Item name="categories" label={t('field') + w('optional')}><Select mode="multiple" maxCount={5} showSearch={{ optionFilterProp: 'label' }} options={(review.office?.fields ?? []).map(({ code, label }) => ({ value: code, label: text(label) }))} /></Form.Item>
      </Form>
    </Modal>
  );
}
