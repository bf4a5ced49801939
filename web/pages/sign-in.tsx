import { KeyOutlined, LockOutlined, UserOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { startAuthentication } from '@simplewebauthn/browser';
import { Alert, Button, Divider, Form, Input } from 'antd';
import { useEffect } from 'react';
import { partyCodes, partyNames, type PartyCode } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer, deltaFetch, problemOf } from '#web/kit/api.ts';
import { PartySeal } from '#web/kit/party.tsx';
import { sessionClient, useSession, useSessionChanged, type Session } from '#web/kit/session.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { AntProvider } from '../ant-provider.tsx';
import { messages } from './sign-in-messages.ts';

/** Where people sign in: by password, passkey or their party's own provider; in demonstration mode as somebody who is there to be tried. */
export function SignInPage() {
  return <AntProvider><SignIn /></AntProvider>;
}

function SignIn() {
  const t = useTexts(messages);
  const w = useTexts(words);
  const session = useSession();
  const [language, setLanguage] = useLanguage();
  const next = useNext();
  const { problem } = useSearch({ strict: false }) as { problem?: string };
  useEffect(() => void (document.title = `${w('signIn')} · ${w('brandShort')}`), [w]);
  useEffect(() => {
    if (session.data?.signedIn === true) next();
  }, [session.data, next]);
  const demonstration = session.data?.signedIn === false && session.data.demonstration ? session.data.demonstrationAccounts : [];
  return (
    <main className="sign-in">
      <div className="sign-in-form">
        <div className="row"><Link to="/" className="brand grow"><img src="/seal.svg" alt="" />{w('brandShort')}</Link><Button type="text" lang={language === 'zh' ? 'en' : 'zh-CN'} onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}>{w('language')}</Button></div>
        <h1>{w('signIn')}</h1>
        {problem === undefined ? null : <Alert type="warning" showIcon title={t(problem === 'unknown-identity' ? 'unknownIdentity' : 'providerFailed')} />}
        <PasswordForm />
        <OtherWays />
      </div>
      {demonstration.length === 0 ? <div aria-hidden="true" /> : <Demonstration accounts={demonstration} />}
    </main>
  );
}

function PasswordForm() {
  const t = useTexts(messages);
  const w = useTexts(words);
  const changed = useSessionChanged();
  const { run, running } = useAct({ act: (json: { login: string; password: string }) => answer(sessionClient.index.$post({ json })), changes: [], done: false, onDone: () => void changed() });
  return (
    <Form layout="vertical" size="large" requiredMark={false} onFinish={run}>
      <Form.Item name="login" label={t('login')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input prefix={<UserOutlined aria-hidden />} autoComplete="username" autoFocus maxLength={100} /></Form.Item>
      <Form.Item name="password" label={t('password')} rules={[{ required: true, message: w('needed') }]}><Input.Password prefix={<LockOutlined aria-hidden />} autoComplete="current-password" maxLength={200} /></Form.Item>
      <Button type="primary" htmlType="submit" block loading={running}>{w('signIn')}</Button>
    </Form>
  );
}

type Provider = { id: string; label: { zh: string; en: string }; party: PartyCode };

function OtherWays() {
  const t = useTexts(messages);
  const text = useText();
  const changed = useSessionChanged();
  const providers = useQuery({ queryKey: ['session', 'oidc'], queryFn: async () => ((await getJson('/api/session/oidc')) as { items: Provider[] }).items, retry: false });
  const passkey = useAct({ act: signInWithPasskey, changes: [], done: false, onDone: () => void changed() });
  return (
    <>
      <Divider plain>{t('or')}</Divider>
      {'credentials' in navigator && window.PublicKeyCredential !== undefined ? <Button size="large" block icon={<KeyOutlined />} loading={passkey.running} onClick={() => passkey.run()}>{t('passkey')}</Button> : null}
      {(providers.data ?? []).map(({ id, label, party }) => <Button key={id} size="large" block icon={<PartySeal party={party} />} href={`/api/session/oidc/${encodeURIComponent(id)}/start`}>{text(label)}</Button>)}
      <p className="soft" style={{ margin: 0 }}>{t('help')}</p>
    </>
  );
}

async function signInWithPasskey(): Promise<void> {
  const optionsJSON = (await postJson('/api/session/passkey/options', {})) as Parameters<typeof startAuthentication>[0]['optionsJSON'];
  await postJson('/api/session/passkey', { response: await startAuthentication({ optionsJSON }) });
}

async function getJson(path: string): Promise<unknown> {
  const response = await deltaFetch(path);
  if (!response.ok) throw await problemOf(response);
  return response.json();
}

async function postJson(path: string, body: unknown): Promise<unknown> {
  const response = await deltaFetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!response.ok) throw await problemOf(response);
  return response.json();
}

type DemoAccount = Extract<Session, { signedIn: false }>['demonstrationAccounts'][number];

function Demonstration({ accounts }: { accounts: readonly DemoAccount[] }) {
  const t = useTexts(messages);
  const text = useText();
  const changed = useSessionChanged();
  const { run } = useAct({ act: (login: string) => answer(sessionClient.demonstration.$post({ json: { login } })), changes: [], done: false, onDone: () => void changed() });
  const groups: [PartyCode | undefined, DemoAccount[]][] = [...partyCodes, undefined].map((party) => [party, accounts.filter((account) => account.party === party)]);
  return (
    <section className="sign-in-demo" aria-labelledby="demonstration">
      <h2 id="demonstration">{t('demonstration')}</h2>
      <p className="soft">{t('demonstrationNote')}</p>
      <div className="demo-parties">
        {groups.map(([party, members]) => (members.length === 0 ? null : (
          <div key={party ?? 'region'} className="demo-party">
            <h3>{party === undefined ? null : <PartySeal party={party} />}{party === undefined ? t('region') : text(partyNames[party])}</h3>
            <ul>{members.map(({ login, name, label }) => <li key={login}><button type="button" className="demo-account" onClick={() => run(login)}><span>{text(label).split(' · ').at(-1)}</span><span className="soft">{name}</span></button></li>)}</ul>
          </div>
        )))}
      </div>
    </section>
  );
}

/** Goes on to where the person wanted to go: a page of ours, whatever the address says. */
function useNext(): () => void {
  const navigate = useNavigate();
  const { next } = useSearch({ strict: false }) as { next?: string };
  const to = typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/workspace';
  return () => void navigate({ href: to, replace: true });
}
