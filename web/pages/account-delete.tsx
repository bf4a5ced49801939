import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Checkbox, Form, Input } from 'antd';
import type { AccountApi } from '#kernel/actor/account-api.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer, apiClient } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { messages } from './account-messages.ts';

const client = apiClient<AccountApi>('/api/account');
const load = () => answer(client.deletion.$get());
type Foreseen = Awaited<ReturnType<typeof load>>;

/** The deletion of one's own account: what it touches, what has to be settled first, and the confirmation. */
export function AccountDeletePage() {
  const t = useTexts(messages);
  const found = useQuery({ queryKey: ['account', 'deletion'], queryFn: load, staleTime: 0 });
  const { data } = found;
  const blocked = data?.items.some(({ blocks }) => blocks) ?? false;
  return (
    <Page title={t('deletion')} subtitle={t('deletionAbout')} back={{ to: '/workspace/account', label: t('title') }} loading={found.isPending} error={found.error} onRetry={() => void found.refetch()}>
      {data === undefined ? null : (
        <>
          <Touched items={data.items} />
          <Card title={t('stays')}>
            <ul style={{ margin: 0, paddingInlineStart: 20 }}>{[t('staysDecisions'), t('staysFrozen'), t('staysJournal'), t('staysNotice'), t('staysFiles'), t('staysBackup')].map((line) => <li key={line}>{line}</li>)}</ul>
          </Card>
          {blocked ? <Alert type="warning" showIcon title={t('blocked')} /> : <Confirm foreseen={data} />}
        </>
      )}
    </Page>
  );
}

function Touched({ items }: Pick<Foreseen, 'items'>) {
  const t = useTexts(messages);
  const text = useText();
  return (
    <Card title={t('touched')}>
      <ul className="row-list" aria-label={t('touched')}>
        {items.map(({ id, title, consequence, blocks }) => (
          <li key={id}>
            <div className="row"><strong className="grow" style={{ fontWeight: 500 }}>{text(title)}</strong>{blocks ? <Mark tone="warn">{t('settleFirst')}</Mark> : null}</div>
            <div className="soft">{text(consequence)}</div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

type Confirmed = { reason: string; password?: string; read: boolean };

function Confirm({ foreseen: { digest, byPassword } }: { foreseen: Foreseen }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [form] = Form.useForm<Confirmed>();
  const { run, running } = useAct({
    act: ({ reason, password }: Confirmed) => answer(client.deletion.$post({ json: { digest, reason, ...(password === undefined ? {} : { password }) } })), changes: [['account', 'deletion']], done: false,
    // A whole new page: nothing of what was loaded stays in this browser's memory.
    onDone: () => location.assign('/'),
  });
  return (
    <Card title={t('confirmDeletion')}>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={run} style={{ maxWidth: 520 }}>
        <Form.Item name="reason" label={t('deletionReason')} extra={t('deletionReasonNote')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} /></Form.Item>
        {byPassword ? <Form.Item name="password" label={t('current')} rules={[{ required: true, message: w('needed') }]}><Input.Password autoComplete="current-password" maxLength={200} /></Form.Item> : <p className="soft">{t('signInAgain')}</p>}
        <Form.Item name="read" valuePropName="checked" rules={[{ validator: async (_rule, value: unknown) => { if (value !== true) throw new Error(t('readFirst')); } }]}><Checkbox>{t('haveRead')}</Checkbox></Form.Item>
        <Button danger type="primary" htmlType="submit" loading={running}>{t('deleteForGood')}</Button>
      </Form>
    </Card>
  );
}
