import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Form, Input, Popconfirm, Radio, Skeleton, Switch } from 'antd';
import type { AccountApi } from '#kernel/actor/account-api.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer, apiClient } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { sessionClient, useSession } from '#web/kit/session.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { Identities, Passkeys } from './account-keys.tsx';
import { messages } from './account-messages.ts';

const client = apiClient<AccountApi>('/api/account');

/** One's own account: roles, language and mail, password, where one is signed in. */
export function AccountPage() {
  const t = useTexts(messages);
  const { data: session } = useSession();
  const text = useText();
  if (session?.signedIn !== true) return null;
  return (
    <Page title={t('title')} subtitle={`${session.account.name}（${session.account.login}）`}>
      <div className="columns">
        <div>
          <Preferences />
          <Sessions />
        </div>
        <div>
          <Card title={t('roles')}><ul className="row-list">{session.grants.map(({ id, label }) => <li key={id}>{text(label)} {id === session.acting.id ? <Mark tone="active">{t('acting')}</Mark> : null}</li>)}</ul></Card>
          <Password />
          <Passkeys />
          <Identities />
          <Card title={t('deletion')}><p className="soft">{t('deletionNote')}</p><Link to="/workspace/account/delete">{t('toDeletion')}</Link></Card>
        </div>
      </div>
    </Page>
  );
}

function Preferences() {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [language, setLanguage] = useLanguage();
  const known = useQuery({ queryKey: ['account', 'preferences'], queryFn: () => answer(client.index.$get()) });
  const { run, running } = useAct({ act: (json: { email: string | null; mailWanted: boolean; language: 'zh' | 'en' }) => answer(client.index.$patch({ json })), changes: [['session'], ['account', 'preferences']] });
  if (known.data === undefined) return <Card title={t('preferences')}><Skeleton active /></Card>;
  const { email, mailWanted } = known.data;
  return (
    <Card title={t('preferences')}>
      <Form layout="vertical" initialValues={{ email: email ?? '', mailWanted }} onFinish={(values: { email: string; mailWanted: boolean }) => run({ email: values.email.trim() === '' ? null : values.email.trim(), mailWanted: values.mailWanted, language })}>
        <Form.Item label={t('language')}><Radio.Group value={language} onChange={({ target }) => setLanguage(target.value === 'en' ? 'en' : 'zh')} options={[{ value: 'zh', label: '中文' }, { value: 'en', label: 'English' }]} /></Form.Item>
        <Form.Item name="email" label={t('email')} extra={t('emailNote')} rules={[{ type: 'email', message: t('emailWrong') }]}><Input autoComplete="email" maxLength={254} /></Form.Item>
        <Form.Item name="mailWanted" label={t('mailWanted')} valuePropName="checked"><Switch /></Form.Item>
        <Button type="primary" htmlType="submit" loading={running}>{w('save')}</Button>
      </Form>
    </Card>
  );
}

function Password() {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [form] = Form.useForm<{ current: string; next: string }>();
  const { run, running } = useAct({ act: ({ current, next }: { current: string; next: string }) => answer(client.password.$post({ json: { current, next } })), changes: [['account']], done: t('passwordChanged'), onDone: () => form.resetFields() });
  return (
    <Card title={t('changePassword')}>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={run}>
        <Form.Item name="current" label={t('current')} rules={[{ required: true, message: w('needed') }]}><Input.Password autoComplete="current-password" maxLength={200} /></Form.Item>
        <Form.Item name="next" label={t('next')} extra={t('nextNote')} rules={[{ required: true, min: 10, message: t('nextNote') }]}><Input.Password autoComplete="new-password" maxLength={200} /></Form.Item>
        <Button htmlType="submit" loading={running}>{t('changePassword')}</Button>
      </Form>
    </Card>
  );
}

function Sessions() {
  const t = useTexts(messages);
  const sessions = useQuery({ queryKey: ['account', 'sessions'], queryFn: () => answer(client.sessions.$get()) });
  const end = useAct({ act: (id: string) => answer(client.sessions[':id'].$delete({ param: { id } })), changes: [['account']], done: t('ended') });
  const everywhere = useAct({ act: () => answer(sessionClient.all.$delete()), changes: [], done: false, onDone: () => location.assign('/sign-in') });
  return (
    <Card title={t('sessions')} extra={<Popconfirm title={t('everywhereSure')} onConfirm={() => everywhere.run()}><Button size="small" danger>{t('everywhere')}</Button></Popconfirm>}>
      <ul className="row-list">
        {(sessions.data?.items ?? []).map(({ id, signedInBy, agent, seenAt, current }) => (
          <li key={id} className="row">
            <div className="grow">{browserName(agent)} <span className="soft">{t(isWay(signedInBy) ? signedInBy : 'other')}</span><div className="soft">{t('seen', { at: showInstant(seenAt) })}</div></div>
            {current ? <Mark tone="good">{t('here')}</Mark> : <Button size="small" onClick={() => end.run(id)}>{t('end')}</Button>}
          </li>
        ))}
      </ul>
    </Card>
  );
}

const ways = ['password', 'passkey', 'oidc', 'demonstration'] as const;
const isWay = (way: string): way is (typeof ways)[number] => (ways as readonly string[]).includes(way);

/** A browser and its system as people call them, out of its User-Agent. */
function browserName(agent: string | null): string {
  if (agent === null) return '?';
  const browser = /(MicroMessenger|Edg|Firefox|Chrome|Safari)\/?([\d.]*)/.exec(agent)?.[1] ?? agent.slice(0, 30);
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|HarmonyOS|Linux)/.exec(agent)?.[1] ?? '';
  return `${{ Edg: 'Edge', MicroMessenger: '微信' }[browser] ?? browser} ${system}`.trim();
}
