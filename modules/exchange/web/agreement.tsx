import { Alert, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { sides } from '../messages.ts';
import { changes, exchangeClient, type Stay } from './client.ts';
import { messages } from './messages.ts';

type Agreement = NonNullable<Stay['agreement']>;

/** What the three sides agree on, who has approved these words, and in what they differ from those in force. */
export function AgreementCard({ stay, agreement }: { stay: Stay; agreement: Agreement }) {
  const t = useTexts(messages);
  const text = useText();
  const [writing, setWriting] = useState(false);
  const isOver = ['finished', 'certified', 'ended'].includes(stay.placement?.state ?? '');
  const mayWrite = (stay.side === 'home' || stay.side === 'host') && !isOver;
  const hasApproved = (side: string) => agreement.approvals.some((approval) => approval.side === side);
  const complete = stay.words.agreement.every(({ key, required }) => !required || (agreement.content[key] ?? '') !== '');
  const approve = useAct({ act: () => answer(exchangeClient.stays[':id'].agreement.approve.$post({ param: { id: stay.applicationId }, json: { digest: agreement.digest } })), changes });
  const changed = new Set(agreement.changes.map(({ field }) => field));
  return (
    <Card title={t('agreement')} extra={mayWrite ? <Button size="small" onClick={() => setWriting(true)}>{t('writeAgreement')}</Button> : undefined}>
      <p className="row" style={{ marginTop: 0 }}>
        {agreement.state === 'inForce' ? <Mark tone="good">{t('agreementInForce')}</Mark> : <Mark tone="warn">{t('agreementDraft')}</Mark>}
        {(['person', 'home', 'host'] as const).map((side) => <Mark key={side} tone={hasApproved(side) ? 'good' : 'neutral'}>{t(hasApproved(side) ? 'approvedBy' : 'waitsFor', { side: text(sides[side]) })}</Mark>)}
      </p>
      <dl className="definition" style={{ gridTemplateColumns: 'minmax(0, 1fr)' }}>
        {stay.words.agreement.map(({ key, label }) => (
          <div key={key}>
            <dt>{text(label)} {changed.has(key) ? <Mark tone="active">{t('changedFields')}</Mark> : null}</dt>
            <dd style={{ whiteSpace: 'pre-wrap' }}>{(agreement.content[key] ?? '') === '' ? <span className="soft">{t('emptyField')}</span> : agreement.content[key]}</dd>
          </div>
        ))}
      </dl>
      {agreement.changes.length > 0 && agreement.state === 'proposed' ? <Alert type="info" style={{ marginTop: 12 }} title={t('changedFields')} description={agreement.changes.map(({ field, before, after }) => <div key={field}><del>{before || '—'}</del> → <ins>{after || '—'}</ins></div>)} /> : null}
      {stay.side !== null && agreement.state === 'proposed' && complete && !hasApproved(stay.side) ? <Button type="primary" style={{ marginTop: 14 }} loading={approve.running} onClick={() => approve.run()}>{t('approve')}</Button> : null}
      {writing ? <AgreementDialog stay={stay} agreement={agreement} onClose={() => setWriting(false)} /> : null}
    </Card>
  );
}

function AgreementDialog({ stay, agreement, onClose }: { stay: Stay; agreement: Agreement; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const [form] = Form.useForm<Record<string, string>>();
  const { run, running } = useAct({
    act: (values: Record<string, string | undefined>) => answer(exchangeClient.stays[':id'].agreement.$put({ param: { id: stay.applicationId }, json: { version: agreement.version, content: Object.fromEntries(stay.words.agreement.map(({ key }) => [key, values[key] ?? ''])) } })),
    changes, onDone: onClose,
  });
  return (
    <Modal open width={680} title={t('agreement')} okText={t('saveAgreement')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={agreement.content} onFinish={run}>
        {stay.words.agreement.map(({ key, label, kind, required }) => (
          <Form.Item key={key} name={key} label={text(label)} rules={[{ required, whitespace: true, message: w('needed') }]}>{kind === 'text' ? <Input maxLength={500} /> : <Input.TextArea rows={3} maxLength={5000} />}</Form.Item>
        ))}
      </Form>
    </Modal>
  );
}
