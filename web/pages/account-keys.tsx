import { KeyOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { startRegistration } from '@simplewebauthn/browser';
import { Alert, App, Button, Form, Input, Modal, Popconfirm } from 'antd';
import { useState } from 'react';
import type { AccountApi } from '#kernel/actor/account-api.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer, apiClient } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { PartySeal } from '#web/kit/party.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { messages } from './account-messages.ts';

const client = apiClient<AccountApi>('/api/account');

/** One's passkeys: added on the device at hand, removed when it is gone. */
export function Passkeys() {
  const t = useTexts(messages);
  const [adding, setAdding] = useState(false);
  const passkeys = useQuery({ queryKey: ['account', 'passkeys'], queryFn: async () => (await answer(client.passkeys.$get())).items });
  const remove = useAct({ act: (id: string) => answer(client.passkeys[':id'].$delete({ param: { id } })), changes: [['account', 'passkeys']], done: t('removed') });
  return (
    <Card title={t('passkeys')} extra={<Button size="small" icon={<KeyOutlined aria-hidden />} disabled={window.PublicKeyCredential === undefined} onClick={() => setAdding(true)}>{t('addPasskey')}</Button>}>
      <p className="soft">{t('passkeysNote')}</p>
      {passkeys.data?.length === 0 ? <p className="soft">{t('noPasskeys')}</p> : null}
      <ul className="row-list">
        {(passkeys.data ?? []).map(({ id, name, createdAt, usedAt }) => (
          <li key={id} className="row">
            <div className="grow">{name}<div className="soft">{t('addedOn', { at: showInstant(createdAt) })} · {usedAt === null ? t('neverUsed') : t('seen', { at: showInstant(usedAt) })}</div></div>
            <Popconfirm title={t('removeSure')} onConfirm={() => remove.run(id)}><Button size="small" danger>{t('remove')}</Button></Popconfirm>
          </li>
        ))}
      </ul>
      {adding ? <AddPasskey onClose={() => setAdding(false)} /> : null}
    </Card>
  );
}

function AddPasskey({ onClose }: { onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const { message } = App.useApp();
  const [form] = Form.useForm<{ name: string }>();
  const { run, running } = useAct({
    act: async ({ name }: { name: string }) => {
      const optionsJSON = (await answer(client.passkeys.options.$post())) as unknown as Parameters<typeof startRegistration>[0]['optionsJSON'];
      // A device that says no, or has one already, is told here: it is no failure of the platform.
      const response = await startRegistration({ optionsJSON }).catch(() => undefined);
      if (response === undefined) return void message.warning(t('passkeyCancelled'));
      await answer(client.passkeys.$post({ json: { name, response: response as unknown as Parameters<typeof client.passkeys.$post>[0]['json']['response'] } }));
      void message.success(t('passkeyAdded'));
    },
    changes: [['account', 'passkeys']], done: false, onDone: onClose,
  });
  return (
    <Modal open title={t('addPasskey')} okText={w('confirm')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={run}>
        <Form.Item name="name" label={t('passkeyName')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input autoFocus maxLength={100} placeholder={t('passkeyNameHint')} /></Form.Item>
      </Form>
    </Modal>
  );
}

const problems = { 'linked-elsewhere': 'linkedElsewhere', 'other-party': 'otherParty' } as const;

/** The parties' own sign-ins that belong to one's account; nothing where the installation knows none. */
export function Identities() {
  const t = useTexts(messages);
  const text = useText();
  const { problem } = useSearch({ strict: false }) as { problem?: string };
  const identities = useQuery({ queryKey: ['account', 'identities'], queryFn: async () => (await answer(client.identities.$get())).items });
  const unlink = useAct({ act: (provider: string) => answer(client.identities[':provider'].$delete({ param: { provider } })), changes: [['account', 'identities']], done: t('removed') });
  if ((identities.data ?? []).length === 0) return null;
  return (
    <Card title={t('identities')}>
      {problem === undefined ? null : <Alert type="warning" showIcon title={t(problem in problems ? problems[problem as keyof typeof problems] : 'linkFailed')} />}
      <ul className="row-list">
        {(identities.data ?? []).map(({ id, label, party, linkedAt, usedAt }) => (
          <li key={id} className="row">
            <PartySeal party={party} />
            <div className="grow">{text(label)} {linkedAt === null ? null : <Mark tone="good">{t('linked')}</Mark>}{usedAt === null ? null : <div className="soft">{t('seen', { at: showInstant(usedAt) })}</div>}</div>
            {linkedAt === null ? <Button size="small" href={`/api/session/oidc/${encodeURIComponent(id)}/link`}>{t('link')}</Button> : <Button size="small" danger onClick={() => unlink.run(id)}>{t('unlink')}</Button>}
          </li>
        ))}
      </ul>
    </Card>
  );
}
