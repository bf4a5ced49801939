import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { App, Button, Empty, Select, Upload } from 'antd';
import { useState } from 'react';
import { partyNames } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { showDate, showInstant } from '#web/kit/dates.ts';
import { LifecycleBar, type MoveRequest } from '#web/kit/lifecycle-bar.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Matrix } from '#web/kit/matrix.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { sendFile } from '#web/kit/send-file.ts';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { formStates } from '../messages.ts';
import { client, useCampaign, type Campaign } from './client.ts';
import { messages } from './messages.ts';

const states = ['open', 'submitted', 'checked', 'approved'] as const;
type State = (typeof states)[number];

/** A campaign: who is how far, the forms, and what has been computed. */
export function CampaignPage() {
  const t = useTexts(messages);
  const [language] = useLanguage();
  const { id } = useParams({ strict: false }) as { id: string };
  const campaign = useCampaign(id);
  const data = campaign.data;
  const move = useAct({ act: (json: MoveRequest) => answer(client.campaigns[':id'].move.$post({ param: { id }, json })), changes: [['indicators']] });
  return (
    <Page
      title={data?.campaign.title ?? t('campaigns')} back={{ to: data === undefined ? '/workspace/indicators' : `/workspace/indicators/systems/${data.system.id}`, label: data?.system.title ?? t('title') }} loading={campaign.isPending} error={campaign.error} onRetry={() => void campaign.refetch()}
      subtitle={data === undefined ? undefined : <>{data.campaign.period} · {t('dueOn')} {showDate(data.campaign.dueOn, language)} {data.overdue ? <Mark tone="bad">{t('overdue')}</Mark> : null}</>}
      extra={data === undefined ? undefined : <LifecycleBar lifecycle={data.lifecycle} onMove={move.runAsync} compact />}
    >
      {data === undefined ? null : <><Progress data={data} /><Runs data={data} /><Forms data={data} /></>}
    </Page>
  );
}

function Progress({ data: { counts } }: { data: Campaign }) {
  const t = useTexts(messages);
  const text = useText();
  const parties = [...new Set(counts.map(({ party }) => party))];
  return (
    <Card title={t('progress')}>
      <Matrix label={t('progress')} corner={t('party')} rows={parties} columns={[...states]} rowKey={(party) => party} columnKey={(state) => state} rowHead={(party) => text(partyNames[party])} columnHead={(state) => text(formStates[state])} cell={(party, state) => counts.find((count) => count.party === party && count.state === state)?.count ?? 0} />
    </Card>
  );
}

function Runs({ data: { campaign, runs, may } }: { data: Campaign }) {
  const t = useTexts(messages);

  const navigate = useNavigate();
  const compute = useAct({ act: async () => { const { id } = await answer(client.campaigns[':id'].runs.$post({ param: { id: campaign.id } })); await navigate({ to: '/workspace/indicators/runs/$id', params: { id } }); }, changes: [['indicators']], done: false });
  return (
    <Card title={t('runs')} extra={may.compute ? <Button size="small" type="primary" loading={compute.running} onClick={() => compute.run()}>{t('compute')}</Button> : undefined}>
      {runs.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noRuns')} /> : (
        <ul className="row-list">{runs.map(({ id, createdAt, finishedAt, facts }) => <li key={id} className="row"><Link className="grow" to="/workspace/indicators/runs/$id" params={{ id }}>{showInstant(createdAt)}</Link>{finishedAt === null ? <Mark tone="active">{t('running')}</Mark> : <span className="soft">{t('factsUsed', { count: facts ?? 0 })}</span>}</li>)}</ul>
      )}
    </Card>
  );
}

function Forms({ data: { campaign, may } }: { data: Campaign }) {
  const t = useTexts(messages);
  const text = useText();

  const [state, setState] = useState<State>();
  const forms = useInfiniteQuery({
    queryKey: ['indicators', 'forms', campaign.id, state], initialPageParam: undefined as string | undefined, getNextPageParam: ({ next }: { next?: string | undefined }) => next,
    queryFn: ({ pageParam }) => answer(client.campaigns[':id'].forms.$get({ param: { id: campaign.id }, query: { ...(state === undefined ? {} : { state }), ...(pageParam === undefined ? {} : { cursor: pageParam }) } })),
  });
  return (
    <Card title={t('forms')} extra={may.fill ? <><Button size="small" href={`/api/indicators/campaigns/${campaign.id}/template`}>{t('template')}</Button> <UploadSheet campaignId={campaign.id} /></> : undefined}>
      <DataTable
        label={t('forms')} rows={forms.data?.pages.flatMap(({ items }) => items) ?? []} rowKey={({ id }) => id} loading={forms.isFetching} hasMore={forms.hasNextPage} onMore={() => void forms.fetchNextPage()}
        toolbar={<Select<State | 'all'> aria-label={t('state')} value={state ?? 'all'} style={{ minWidth: 150 }} onChange={(value) => setState(value === 'all' ? undefined : value)} options={[{ value: 'all', label: t('all') }, ...states.map((value) => ({ value, label: text(formStates[value]) }))]} />}
        columns={[
          { key: 'unit', title: t('unitName'), render: ({ id, unitName, unit }) => <><Link to="/workspace/indicators/forms/$id" params={{ id }}>{unitName}</Link> <span className="soft">{unit}</span></> },
          { key: 'party', title: t('party'), render: ({ party }) => <PartyTag party={party} /> },
          { key: 'state', title: t('state'), render: ({ state: own, returned }) => <><Mark tone={own === 'approved' ? 'good' : own === 'open' ? 'neutral' : 'active'}>{text(formStates[own])}</Mark>{returned === null ? null : <> <Mark tone="warn">{t('returnedShort')}</Mark></>}</> },
          { key: 'submitted', title: t('submittedAt'), render: ({ submittedAt }) => (submittedAt === null ? '' : showInstant(submittedAt)) },
        ]}
      />
    </Card>
  );
}

function UploadSheet({ campaignId }: { campaignId: string }) {
  const t = useTexts(messages);
  const { message } = App.useApp();
  const upload = useAct({
    act: async (file: File) => {
      const taken = (await sendFile(`/api/indicators/sheets?campaign=${campaignId}`, file, () => undefined)) as { changed: number; same: number };
      void message.success(t('taken', taken));
    },
    changes: [['indicators']], done: false,
  });
  return <Upload accept=".xlsx,.csv" showUploadList={false} beforeUpload={(file) => { upload.run(file); return false; }}><Button size="small" loading={upload.running}>{t('upload')}</Button></Upload>;
}
