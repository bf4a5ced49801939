import { InboxOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Alert, Button, Modal, Progress, Result, Spin, Upload } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer, apiClient, wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { ExportButton } from '#web/kit/export-button.tsx';
import { Page } from '#web/kit/page.tsx';
import { sendFile } from '#web/kit/send-file.ts';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import type { SheetsApi } from '../api/sheets.ts';
import { columns } from '../sheets/columns.ts';
import type { Pool } from './client.ts';
import { messages } from './messages.ts';

const client = apiClient<SheetsApi>('/api/pools');

/** Sends a sheet of nominations; where it stands is on a page of its own. */
export function SendSheetDialog({ pool, onClose }: { pool: Pool; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [language] = useLanguage();
  const navigate = useNavigate();
  const [percent, setPercent] = useState<number>();
  const [refused, setRefused] = useState<unknown>();
  const send = async (file: File) => {
    setRefused(undefined);
    setPercent(0);
    try {
      const { id } = (await sendFile(`/api/pools/sheets?poolId=${pool.id}`, file, setPercent)) as { id: string }; // the contract's answer
      void navigate({ to: '/workspace/pools/sheets/$id', params: { id } });
    } catch (error) {
      setRefused(error);
    } finally {
      setPercent(undefined);
    }
  };
  return (
    <Modal open title={`${t('nominateMany')} · ${pool.name}`} footer={<Button onClick={onClose}>{w('close')}</Button>} onCancel={onClose}>
      <p>{t('sheetLead')} <a href={`/api/pools/sheets/template?preset=${pool.preset}&language=${language}`} download>{t('sheetTemplate')}</a></p>
      {refused === undefined ? null : <Alert type="error" showIcon role="alert" style={{ marginBottom: 16 }} title={wordsFor(refused)} />}
      <Spin spinning={percent !== undefined}>
        <Upload.Dragger accept=".xlsx,.csv" showUploadList={false} beforeUpload={(file) => { void send(file); return false; }}>
          <p><InboxOutlined aria-hidden style={{ fontSize: 36, color: 'var(--celadon)' }} /></p>
          <p>{t('sheetDrop')}</p>
          <p className="soft">{t('sheetLimits')}</p>
        </Upload.Dragger>
      </Spin>
      {percent === undefined ? null : <Progress percent={percent} status="active" aria-label={t('sheetDrop')} />}
    </Modal>
  );
}

/** A sheet of nominations: checked row by row, stored when its sender says so, approved by the party. */
export function SheetPage() {
  const { id = '' } = useParams({ strict: false });
  const t = useTexts(messages);
  const found = useQuery({ queryKey: ['pools', 'sheet', id], queryFn: () => answer(client.sheets[':id'].$get({ param: { id } })), refetchInterval: ({ state }) => (state.data?.state === 'checking' || state.data?.state === 'storing' ? 1_000 : false) });
  const store = useAct({ act: () => answer(client.sheets[':id'].store.$post({ param: { id } })), changes: [['pools', 'sheet', id]], done: false });
  const approve = useAct({ act: () => answer(client.sheets[':id'].approve.$post({ param: { id } })), changes: [['pools'], ['inbox']] });
  const sheet = found.data;
  return (
    <Page title={sheet?.fileName ?? t('nominateMany')} loading={found.isPending} error={found.error} onRetry={() => void found.refetch()} {...(sheet === undefined ? {} : { back: { to: `/workspace/pools/${sheet.poolId}`, label: t('pool') } })}>
      {sheet === undefined ? null : (
        <>
          {sheet.state === 'checking' || sheet.state === 'storing' ? <p aria-live="polite"><Spin size="small" /> {t(sheet.state === 'checking' ? 'sheetChecking' : 'sheetStoring')}</p> : null}
          {sheet.state === 'checked' ? <Card title={t('sheetChecked')}><p role="status">{t('sheetCounts', { good: sheet.good, bad: sheet.bad })}</p>{sheet.may.store ? <Button type="primary" loading={store.running} onClick={() => store.run()}>{t('sheetStore', { n: sheet.good })}</Button> : null}</Card> : null}
          {sheet.state === 'stored' || sheet.state === 'approved' ? (
            <Result
              status="success" title={t(sheet.state === 'stored' ? 'sheetStored' : 'sheetApproved')} subTitle={sheet.state === 'stored' ? t('sheetWaiting', { n: sheet.waiting }) : undefined} style={{ padding: '12px 0' }}
              extra={<div className="row" style={{ justifyContent: 'center' }}>{sheet.may.approve ? <Button type="primary" loading={approve.running} onClick={() => approve.run()}>{t('sheetApprove', { n: sheet.waiting })}</Button> : null}<Link className="link-button" to="/workspace/pools/$poolId" params={{ poolId: sheet.poolId }}>{t('pool')}</Link></div>}
            />
          ) : null}
          {sheet.bad > 0 ? <BadRows id={id} /> : null}
        </>
      )}
    </Page>
  );
}

function BadRows({ id }: { id: string }) {
  const t = useTexts(messages);
  const text = useText();
  const list = useInfiniteQuery({ queryKey: ['pools', 'sheet', id, 'errors'], queryFn: ({ pageParam }) => answer(client.sheets[':id'].errors.$get({ param: { id }, query: pageParam === undefined ? {} : { cursor: pageParam } })), initialPageParam: undefined as string | undefined, getNextPageParam: ({ next }) => next });
  return (
    <Card title={t('sheetErrors')} extra={<ExportButton size="small" address={`/api/pools/sheets/${id}/errors/export`} />}>
      <DataTable
        label={t('sheetErrors')} rows={list.data?.pages.flatMap(({ items }) => items) ?? []} rowKey={({ line }) => String(line)} loading={list.isFetching} hasMore={list.hasNextPage} onMore={() => void list.fetchNextPage()}
        columns={[
          { key: 'line', title: t('sheetLine'), render: ({ line }) => t('sheetLineOf', { n: line }) },
          { key: 'wrong', title: t('sheetWrong'), render: ({ errors }) => <ul className="plain-list">{errors.map(({ column, text: why }) => <li key={`${column} ${why.en}`}><strong style={{ fontWeight: 500 }}>{text(columns.find(({ key }) => key === column)?.label ?? { zh: column, en: column })}</strong>：{text(why)}</li>)}</ul> },
          ...columns.slice(0, 4).map(({ key, label }) => ({ key, title: text(label), render: ({ cells }: { cells: Record<string, string> }) => cells[key] ?? '' })),
        ]}
      />
    </Card>
  );
}
