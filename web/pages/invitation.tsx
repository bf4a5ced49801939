import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { Button, Form, Input, Result, Skeleton } from 'antd';
import { useEffect } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer, ProblemError } from '#web/kit/api.ts';
import { sessionClient, useSessionChanged } from '#web/kit/session.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { AntProvider } from '../ant-provider.tsx';
import { messages } from './invitation-messages.ts';

/** Where the owner of a new account sets a password. The invitation travels behind the “#”, which no server's log gets to see. */
export function InvitationPage() {
  return <AntProvider><Invitation /></AntProvider>;
}

function Invitation() {
  const t = useTexts(messages);
  const w = useTexts(words);
  const token = useLocation({ select: ({ hash }) => hash });
  useEffect(() => void (document.title = `${t('title')} · ${w('brandShort')}`), [t, w]);
  const invited = useQuery({ queryKey: ['session', 'invitation', token], queryFn: () => answer(sessionClient.invitation.show.$post({ json: { token } })), retry: (count, error) => !(error instanceof ProblemError) && count < 3 });
  return (
    <main className="sign-in">
      <div className="sign-in-form">
        <Link to="/" className="brand"><img src="/seal.svg" alt="" />{w('brandShort')}</Link>
        <h1>{t('title')}</h1>
        {invited.isError ? <Result status="warning" title={t('over')} subTitle={t('overNote')} extra={<Link to="/sign-in">{w('signIn')}</Link>} /> : invited.data === undefined ? <Skeleton active /> : <SetPassword token={token} {...invited.data} />}
      </div>
      <div aria-hidden="true" />
    </main>
  );
}

function SetPassword({ token, name, login }: { token: string; name: string; login: string }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const changed = useSessionChanged();
  const navigate = useNavigate();
  const { run, running } = useAct({
    act: ({ password }: { password: string }) => answer(sessionClient.invitation.$post({ json: { token, password } })),
    changes: [], done: false, onDone: () => void changed().then(() => navigate({ to: '/workspace', replace: true })),
  });
  return (
    <>
      <p>{t('welcome', { name, login })}</p>
      <Form layout="vertical" size="large" requiredMark={false} onFinish={run}>
        <input hidden autoComplete="username" value={login} readOnly />
        <Form.Item name="password" label={t('password')} extra={t('note')} rules={[{ required: true, min: 10, message: t('note') }]}><Input.Password autoComplete="new-password" maxLength={200} autoFocus /></Form.Item>
        <Form.Item name="again" label={t('again')} dependencies={['password']} rules={[{ required: true, message: w('needed') }, ({ getFieldValue }) => ({ validator: async (_, value) => { if (value !== undefined && value !== getFieldValue('password')) throw new Error(t('different')); } })]}><Input.Password autoComplete="new-password" maxLength={200} /></Form.Item>
        <Button type="primary" htmlType="submit" block loading={running}>{t('go')}</Button>
      </Form>
    </>
  );
}
