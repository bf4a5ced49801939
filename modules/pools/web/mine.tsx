import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, DatePicker, Empty, Form, Input } from 'antd';
import type { Dayjs } from 'dayjs';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate } from '#web/kit/dates.ts';
import { InstitutionSelect } from '#web/kit/institution-select.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { memberStates } from '../messages.ts';
import { membersClient } from './client.ts';
import { messages } from './messages.ts';

const changes = [['pools']] as const;
const loadMine = () => answer(membersClient.mine.$get());
type Mine = Awaited<ReturnType<typeof loadMine>>;

/** What a person has in the pools: where they are in, what they declare, when they are away. */
export function MinePage() {
  const t = useTexts(messages);
  const text = useText();
  const mine = useQuery({ queryKey: ['pools', 'mine'], queryFn: loadMine });
  return (
    <Page title={t('mine')} loading={mine.isPending} error={mine.error} onRetry={() => void mine.refetch()}>
      {mine.data === undefined ? null : (
        <>
          <Card title={t('pools')}>
            {mine.data.members.length === 0 ? <Empty description={t('mineNone')} image={Empty.PRESENTED_IMAGE_SIMPLE} /> : null}
            <ul className="row-list">{mine.data.members.map(({ id, poolName, state }) => <li key={id}><Link to="/workspace/pools/members/$id" params={{ id }}>{poolName}</Link> <Mark tone={state === 'admitted' ? 'good' : 'neutral'}>{text(memberStates[state as keyof typeof memberStates] ?? memberStates.nominated)}</Mark></li>)}</ul>
          </Card>
          <Conflicts conflicts={mine.data.conflicts} />
          <Away away={mine.data.away} />
        </>
      )}
    </Page>
  );
}

function Conflicts({ conflicts }: { conflicts: Mine['conflicts'] }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [form] = Form.useForm<{ institutionId: string; about: string }>();
  const add = useAct({ act: (values: { institutionId: string; about: string }) => answer(membersClient.conflicts.$post({ json: { kind: 'institution', ...values } })), changes, onDone: () => form.resetFields() });
  const remove = useAct({ act: (id: string) => answer(membersClient.conflicts[':id'].withdraw.$post({ param: { id } })), changes });
  return (
    <Card title={t('conflicts')}>
      <p className="soft">{t('conflictsNote')}</p>
      <ul className="row-list">{conflicts.map(({ id, about }) => <li key={id} className="row"><span className="grow">{about}</span><Button size="small" onClick={() => remove.run(id)}>{t('remove')}</Button></li>)}</ul>
      <Form form={form} layout="vertical" onFinish={add.run}>
        <Form.Item name="institutionId" label={t('institution')} rules={[{ required: true, message: w('needed') }]}><InstitutionSelect label={t('institution')} /></Form.Item>
        <Form.Item name="about" label={t('about')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input maxLength={200} /></Form.Item>
        <Button htmlType="submit" loading={add.running}>{t('addConflict')}</Button>
      </Form>
    </Card>
  );
}

function Away({ away }: { away: Mine['away'] }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [language] = useLanguage();
  const [form] = Form.useForm<{ days: [Dayjs, Dayjs] }>();
  const add = useAct({ act: ({ days: [from, to] }: { days: [Dayjs, Dayjs] }) => answer(membersClient.away.$post({ json: { from: from.format('YYYY-MM-DD'), to: to.format('YYYY-MM-DD') } })), changes, onDone: () => form.resetFields() });
  const remove = useAct({ act: (id: string) => answer(membersClient.away[':id'].remove.$post({ param: { id } })), changes });
  return (
    <Card title={t('away')}>
      <ul className="row-list">{away.map(({ id, from, to }) => <li key={id} className="row"><span className="grow">{showDate(from, language)} – {showDate(to, language)}</span><Button size="small" onClick={() => remove.run(id)}>{t('remove')}</Button></li>)}</ul>
      <Form form={form} layout="inline" onFinish={add.run}>
        <Form.Item name="days" label={t('away')} rules={[{ required: true, message: w('needed') }]}><DatePicker.RangePicker /></Form.Item>
        <Button htmlType="submit" loading={add.running}>{t('addAway')}</Button>
      </Form>
    </Card>
  );
}
