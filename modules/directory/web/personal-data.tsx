import { LockOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { useProblem } from '#web/kit/problem.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { messages as fields } from '../messages.ts';
import { directoryClient, type PersonShown } from './client.ts';
import { messages } from './messages.ts';

const look = (id: string, purpose: string) => answer(directoryClient.people[':id'].looks.$post({ param: { id }, json: { purpose } }));
type Seen = Awaited<ReturnType<typeof look>>;

/** A person's personal data, closed until one says what it is needed for; it leaves the page with the page. */
export function PersonalData({ person }: { person: PersonShown }) {
  const t = useTexts(messages);
  const f = useTexts(fields);
  const [asking, setAsking] = useState(false);
  const [seen, setSeen] = useState<Seen>();
  return (
    <Card title={<span><LockOutlined aria-hidden /> {t('personal')}</span>} extra={!person.mayLook ? undefined : seen === undefined ? <Button size="small" onClick={() => setAsking(true)}>{t('look')}</Button> : <Button size="small" onClick={() => setSeen(undefined)}>{t('hide')}</Button>}>
      {!person.mayLook ? <p className="soft">{t('personalNotYours')}</p> : seen === undefined ? <p className="soft">{t('personalSealed')}</p> : (
        <>
          <dl className="definition" style={{ marginBottom: 14 }}>
            <dt>{f('idNumber')}</dt><dd>{seen.idNumber ?? t('notGiven')}</dd>
            <dt>{f('phone')}</dt><dd>{seen.phone ?? t('notGiven')}</dd>
            <dt>{f('email')}</dt><dd>{seen.email ?? t('notGiven')}</dd>
          </dl>
          <Alert type="info" showIcon role="status" title={t('lookRecorded')} />
        </>
      )}
      {asking ? <PurposeDialog person={person} onClose={() => setAsking(false)} onSeen={setSeen} /> : null}
    </Card>
  );
}

function PurposeDialog({ person, onClose, onSeen }: { person: PersonShown; onClose: () => void; onSeen: (seen: Seen) => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const queries = useQueryClient();
  const tell = useProblem();
  const [form] = Form.useForm<{ purpose: string }>();
  const { mutate, isPending } = useMutation({
    mutationFn: ({ purpose }: { purpose: string }) => look(person.id, purpose.trim()),
    onSuccess: (seen) => {
      onSeen(seen);
      onClose();
      void queries.invalidateQueries({ queryKey: ['directory', 'looks', person.id] });
    },
    onError: (error) => tell(error),
  });
  return (
    <Modal open title={t('lookTitle', { name: person.name })} okText={t('look')} cancelText={w('cancel')} okButtonProps={{ loading: isPending }} onOk={() => form.submit()} onCancel={onClose}>
      <Alert type="warning" showIcon title={t('lookWarning')} style={{ marginBottom: 16 }} />
      <Form form={form} layout="vertical" onFinish={mutate}>
        <Form.Item name="purpose" label={t('purpose')} rules={[{ required: true, whitespace: true, min: 2, message: t('purposeNeeded') }]}><Input.TextArea rows={2} maxLength={500} autoFocus placeholder={t('purposeHint')} /></Form.Item>
      </Form>
    </Modal>
  );
}
