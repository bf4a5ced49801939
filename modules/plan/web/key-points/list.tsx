import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Empty, Form, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { DataTable } from '#web/kit/data-table.tsx';
import { showDate } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { keyPointsStates } from '../../key-points/messages.ts';
import { keyPointsClient, useKeyPointsList, usePlans, type Listed } from './client.ts';
import { messages } from './messages.ts';
import { stateTones } from './state.ts';

/** The key points of every year and their amendments; the chair's officer begins those of a year. */
export function KeyPointsListPage() {
  const t = useTexts(messages);
  const [beginning, setBeginning] = useState(false);
  const list = useKeyPointsList();
  const mayBegin = useActing()?.role === 'party_officer';
  const begin = <Button type="primary" onClick={() => setBeginning(true)}>{t('begin')}</Button>;
  return (
    <Page title={t('keyPoints')} extra={mayBegin ? begin : undefined} loading={list.isPending} error={list.error} onRetry={() => void list.refetch()}>
      <KeyPointsTable rows={list.data?.items ?? []} empty={<Empty description={t('none')}>{mayBegin ? begin : null}</Empty>} />
      {beginning ? <BeginDialog taken={list.data?.items ?? []} onClose={() => setBeginning(false)} /> : null}
    </Page>
  );
}

function KeyPointsTable({ rows, empty }: { rows: readonly Listed[]; empty: React.ReactNode }) {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  return (
    <DataTable
      label={t('keyPoints')} rows={rows} rowKey={({ id }) => id} empty={empty}
      columns={[
        { key: 'title', title: t('title'), render: ({ id, title, edition }) => <><Link to="/workspace/key-points/$id" params={{ id }}>{title}</Link>{edition > 1 ? <> <Mark>{t('edition', { edition: edition - 1 })}</Mark></> : null}</> },
        { key: 'year', title: t('year'), render: ({ year }) => year },
        { key: 'state', title: t('state'), render: ({ state, inForceOn, commentUntil }) => <><Mark tone={stateTones[state]}>{text(keyPointsStates[state])}</Mark>{state === 'commenting' && commentUntil !== null ? <span className="soft nowrap"> {t('commentUntil', { date: showDate(commentUntil, language) })}</span> : null}{inForceOn === null ? null : <span className="soft nowrap"> {t('inForceOn', { date: showDate(inForceOn, language) })}</span>}</> },
        { key: 'points', title: t('points'), align: 'right', render: ({ points }) => points },
        { key: 'comments', title: t('comments'), render: ({ comments, answered }) => (comments === 0 ? '—' : t('answeredOf', { answered, total: comments })) },
        { key: 'number', title: t('number'), render: ({ number }) => <span className="nowrap">{number}</span> },
        { key: 'party', title: t('preparedBy'), render: ({ party }) => <PartyTag party={party} /> },
      ]}
    />
  );
}

function BeginDialog({ taken, onClose }: { taken: readonly Listed[]; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const navigate = useNavigate();
  const plans = usePlans();
  const [form] = Form.useForm<{ planId: string; year: number }>();
  const open = (plans.data?.items ?? []).filter(({ state }) => state === 'draft' || state === 'underway');
  const { run, running } = useAct({
    act: async (json: { planId: string; year: number }) => {
      const { id } = await answer(keyPointsClient.index.$post({ json }));
      await navigate({ to: '/workspace/key-points/$id', params: { id } });
    },
    changes: [['key-points']], done: false,
  });
  const [thisYear] = useState(() => new Date().getFullYear());
  if (plans.data === undefined) return null;
  const next = Math.max(thisYear, ...taken.map(({ year }) => year + 1));
  return (
    <Modal open title={t('begin')} okText={t('begin')} cancelText={w('cancel')} okButtonProps={{ loading: running, disabled: open.length === 0 }} onOk={() => form.submit()} onCancel={onClose}>
      {open.length === 0 ? <Empty description={t('noPlan')} /> : (
        <Form form={form} layout="vertical" initialValues={{ planId: open[0]?.id, year: next }} onFinish={run}>
          <p className="soft">{t('beginNote')}</p>
          <Form.Item name="year" label={t('beginYear')} rules={[{ required: true, message: w('needed') }]}><InputNumber min={2000} max={2199} precision={0} autoFocus /></Form.Item>
          <Form.Item name="planId" label={t('beginPlan')} rules={[{ required: true, message: w('needed') }]}><Select options={open.map(({ id, title }) => ({ value: id, label: title }))} /></Form.Item>
        </Form>
      )}
    </Modal>
  );
}
