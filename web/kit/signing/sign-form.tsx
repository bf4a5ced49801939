import { Link } from '@tanstack/react-router';
import { Alert, Button, Form, Input } from 'antd';
import { partyNames } from '#kernel/domain.ts';
import { toBase64, toUtf8 } from '#kernel/signing/encoding.ts';
import { fingerprintOf, shortFingerprint, signWith } from '#kernel/signing/keys.ts';
import { digestsOf, writeStatement } from '#kernel/signing/statement.ts';
import { answer } from '#web/kit/api.ts';
import { useActing } from '#web/kit/session.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { signingClient, type SigningDocument } from './client.ts';
import { KeyFileInput } from './key-file-input.tsx';
import { messages } from './messages.ts';
import { canUseKeys, KeyTrouble, openKey } from './open-key.ts';
import { useKeyAct } from './use-key-act.ts';

type Signing = { reason: string; file: File; passphrase: string };

/** Where a signatory signs: says why, and opens their key, which does not leave this computer. */
export function SignForm({ document }: { document: SigningDocument }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const party = useActing()?.party;
  const [form] = Form.useForm<Signing>();
  const { run, running, trouble } = useKeyAct({
    act: async ({ reason, file, passphrase }: Signing) => {
      const key = await openKey(file, passphrase);
      const fingerprint = fingerprintOf(key);
      if (party === undefined || !document.mine.keys.some((own) => own.fingerprint === fingerprint)) throw new KeyTrouble('notYourKey', { fingerprint: shortFingerprint(fingerprint) });
      // Of the text that is on this page, not of what the platform says of it.
      const statement = writeStatement({ document: { id: document.id, ...digestsOf(document.canonical) }, party, key: fingerprint, reason: reason.trim(), signedAt: new Date().toISOString().replace(/\.\d+Z$/, 'Z') });
      const signature = toBase64(signWith(key, toUtf8(statement)));
      await answer(signingClient.documents[':id'].signatures.$post({ param: { id: document.id }, json: { statement, signature } }));
    },
    done: t('signed'), onDone: () => form.resetFields(),
  });
  if (document.mine.obstacle !== null) return <Alert type="info" showIcon title={text(document.mine.obstacle)} action={<Link to="/workspace/signing/keys">{t('keys')}</Link>} />;
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={run} className="sign-form">
      {canUseKeys ? null : <Alert type="warning" showIcon title={t('insecure')} />}
      <Form.Item name="reason" label={t('reason')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input.TextArea rows={2} maxLength={2000} placeholder={t('reasonHint')} /></Form.Item>
      <Form.Item name="file" label={t('keyFile')} rules={[{ required: true, message: w('needed') }]}><KeyFileInput /></Form.Item>
      <Form.Item name="passphrase" label={t('passphrase')} extra={t('local')} rules={[{ required: true, message: w('needed') }]}><Input.Password autoComplete="off" maxLength={500} /></Form.Item>
      {trouble === undefined ? null : <Alert type="error" showIcon title={trouble} style={{ marginBottom: 16 }} />}
      <Button type="primary" size="large" htmlType="submit" loading={running} disabled={!canUseKeys}>{party === undefined ? t('sign') : t('signFor', { party: text(partyNames[party]) })}</Button>
    </Form>
  );
}
