import { Alert, Form, Input, Modal, Radio, Select } from 'antd';
import type { PartyCode } from '#kernel/domain.ts';
import { toBase64, toUtf8 } from '#kernel/signing/encoding.ts';
import { sealKeyFile, shortestPassphrase } from '#kernel/signing/key-file.ts';
import { fingerprintOf, newKey, signWith, type Algorithm, type PrivateKey } from '#kernel/signing/keys.ts';
import { writeKeyStatement } from '#kernel/signing/statement.ts';
import { answer } from '#web/kit/api.ts';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { download, signingClient } from './client.ts';
import { KeyFileInput } from './key-file-input.tsx';
import { messages } from './messages.ts';
import { canUseKeys, KeyTrouble, openKey } from './open-key.ts';
import { useKeyAct } from './use-key-act.ts';

type Dialog = { readonly party: PartyCode; readonly onClose: () => void };
type NewKey = { algorithm: Algorithm; years: number; passphrase: string };
type OwnKey = { file: File; passphrase: string; years: number };

/** Makes a key on this computer, saves it as a file, and registers its public half. */
export function NewKeyDialog({ party, onClose }: Dialog) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [form] = Form.useForm<NewKey>();
  const { run, running, trouble } = useKeyAct({
    act: async ({ algorithm, years, passphrase }: NewKey) => {
      if (!canUseKeys) throw new KeyTrouble('insecure');
      const key = newKey(algorithm);
      // The file first: a key that is registered and not saved could never sign.
      download(`delta-${party}-${algorithm}-${fingerprintOf(key).slice(0, 8)}.pem`, await sealKeyFile(key, passphrase), 'application/x-pem-file');
      await register(key, { party, years });
    },
    done: t('registered'), onDone: onClose,
  });
  return (
    <Modal open title={t('newKey')} okText={t('makeAndSave')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <p>{t('newKeyNote')}</p>
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ algorithm: 'SM2', years: 1 }} onFinish={run}>
        <Form.Item name="algorithm" label={t('algorithm')}><Radio.Group options={[{ value: 'SM2', label: t('sm2') }, { value: 'P-256', label: t('p256') }]} /></Form.Item>
        <Years />
        <Form.Item name="passphrase" label={t('passphrase')} extra={t('passphraseNote')} rules={[{ required: true, min: shortestPassphrase, message: t('passphraseNote') }]}><Input.Password autoComplete="off" maxLength={500} /></Form.Item>
        <Form.Item name="again" label={t('passphraseAgain')} dependencies={['passphrase']} rules={[{ required: true, message: w('needed') }, ({ getFieldValue }) => ({ validator: async (_, value) => { if (value !== undefined && value !== getFieldValue('passphrase')) throw new Error(t('different')); } })]}><Input.Password autoComplete="off" maxLength={500} /></Form.Item>
        {trouble === undefined ? null : <Alert type="error" showIcon title={trouble} />}
      </Form>
    </Modal>
  );
}

/** Registers a key whose file the person has already. */
export function OwnKeyDialog({ party, onClose }: Dialog) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [form] = Form.useForm<OwnKey>();
  const { run, running, trouble } = useKeyAct({
    act: async ({ file, passphrase, years }: OwnKey) => register(await openKey(file, passphrase), { party, years }),
    done: t('registered'), onDone: onClose,
  });
  return (
    <Modal open title={t('useFile')} okText={t('register')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <p>{t('useFileNote')}{t('local')}</p>
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ years: 1 }} onFinish={run}>
        <Form.Item name="file" label={t('keyFile')} rules={[{ required: true, message: w('needed') }]}><KeyFileInput /></Form.Item>
        <Form.Item name="passphrase" label={t('passphrase')} rules={[{ required: true, message: w('needed') }]}><Input.Password autoComplete="off" maxLength={500} /></Form.Item>
        <Years />
        {trouble === undefined ? null : <Alert type="error" showIcon title={trouble} />}
      </Form>
    </Modal>
  );
}

function Years() {
  const t = useTexts(messages);
  return <Form.Item name="years" label={t('years')}><Select options={[1, 2, 3].map((n) => ({ value: n, label: t('yearsOf', { n }) }))} style={{ width: 120 }} /></Form.Item>;
}

/** Sends the public key and the key's own signature over what it is registered as. */
async function register(key: PrivateKey, { party, years }: { party: PartyCode; years: number }): Promise<void> {
  const day = new Date(Date.now() + 8 * 3_600_000); // today in the region
  const validFrom = day.toISOString().slice(0, 10);
  day.setUTCFullYear(day.getUTCFullYear() + years, day.getUTCMonth(), day.getUTCDate() - 1);
  const statement = writeKeyStatement({ key, party, validFrom, validTo: day.toISOString().slice(0, 10) });
  await answer(signingClient.keys.$post({ json: { statement, proof: toBase64(signWith(key, toUtf8(statement))) } }));
}
