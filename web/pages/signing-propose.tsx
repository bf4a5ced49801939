import { useQuery } from '@tanstack/react-query';
import { DatePicker, Form, Input, Modal, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import type { PartyCode } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { signingClient } from '#web/kit/signing/client.ts';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { accountsClient } from './accounts-client.ts';
import { messages } from './signing-messages.ts';

type Proposed = { accountId: string; until: Dayjs; reason: string };

/** A party's officer proposes a signatory; a second person approves. */
export function ProposeSignatory({ party, onClose }: { party: PartyCode; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [form] = Form.useForm<Proposed>();
  const candidates = useQuery({ queryKey: ['accounts', 'signatories', party], queryFn: async () => (await answer(accountsClient.index.$get({ query: { party, role: 'party_signatory', limit: '100' } }))).items });
  const { run, running } = useAct({
    act: ({ accountId, until, reason }: Proposed) => answer(signingClient.signatories.$post({ json: { party, accountId, from: dayjs().format('YYYY-MM-DD'), until: until.format('YYYY-MM-DD'), reason: reason.trim() } })),
    changes: [['signing'], ['inbox']], done: t('proposed'), onDone: onClose,
  });
  return (
    <Modal open title={t('propose')} okText={w('confirm')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <p>{t('proposeNote')}</p>
      <Form form={form} layout="vertical" initialValues={{ until: dayjs().add(1, 'year') }} onFinish={run}>
        <Form.Item name="accountId" label={t('candidate')} rules={[{ required: true, message: w('needed') }]}><Select loading={candidates.isFetching} notFoundContent={t('noCandidate')} options={(candidates.data ?? []).map(({ id, name, login }) => ({ value: id, label: `${name} · ${login}` }))} /></Form.Item>
        <Form.Item name="until" label={t('until')} rules={[{ required: true, message: w('needed') }]}><DatePicker minDate={dayjs()} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="reason" label={t('why')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input.TextArea rows={2} maxLength={2000} placeholder={t('whyHint')} /></Form.Item>
      </Form>
    </Modal>
  );
}
