import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { App, Button, Dropdown, Select, Space, Upload } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { ExportButton } from '#web/kit/export-button.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { sendFile } from '#web/kit/send-file.ts';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { formStates, standings } from '../messages.ts';
import { client, type Campaign } from './client.ts';
import { messages as findingsMessages } from './findings-messages.ts';
import { messages } from './messages.ts';

type Level = Campaign['levels'][number];
type State = keyof typeof formStates;
type Standing = keyof typeof standings;
const states = Object.keys(formStates) as State[]; // the keys of what is written beside it
const standingKeys = Object.keys(standings) as Standing[];

/** The forms of a campaign that one may see: who has reported, who has not; to be filtered, taken along, and filled in by a sheet. */
export function CampaignForms({ data: { campaign, levels, may } }: { data: Campaign }) {
  const t = useTexts(messages);
  const text = useText();
  const [state, setState] = useState<State>();
  const [standing, setStanding] = useState<Standing>();
  const [level, setLevel] = useState<Level>();
  const filter = { ...(state === undefined ? {} : { state }), ...(standing === undefined ? {} : { standing }), ...(level === undefined ? {} : { level }) };
  const forms = useInfiniteQuery({
    queryKey: ['indicators', 'forms', campaign.id, filter], initialPageParam: undefined as string | undefined, getNextPageParam: ({ next }: { next?: string | undefined }) => next,
    queryFn: ({ pageParam }) => answer(client.campaigns[':id'].forms.$get({ param: { id: campaign.id }, query: { ...filter, ...(pageParam === undefined ? {} : { cursor: pageParam }) } })),
  });
  return (
    <Card title={t('forms')} extra={may.fill ? <Space size="small" wrap><FindingsLink campaignId={campaign.id} /><TemplateButton campaignId={campaign.id} levels={levels} /><UploadSheet campaignId={campaign.id} /></Space> : undefined}>
      <DataTable
        label={t('forms')} rows={forms.data?.pages.flatMap(({ items }) => items) ?? []} rowKey={({ id }) => id} loading={forms.isFetching} hasMore={forms.hasNextPage} onMore={() => void forms.fetchNextPage()}
        toolbar={(
          <>
            <Choice label={t('standing')} value={standing} onChange={setStanding} options={standingKeys.map((value) => ({ value, label: text(standings[value]) }))} />
            <Choice label={t('state')} value={state} onChange={setState} options={states.map((value) => ({ value, label: text(formStates[value]) }))} />
            {levels.length > 1 ? <Choice label={t('level')} value={level} onChange={setLevel} options={levels.map((value) => ({ value, label: t(value) }))} /> : null}
            <ExportButton address={`/api/indicators/campaigns/${campaign.id}/forms/export`} filter={filter} />
          </>
        )}
        columns={[
          { key: 'unit', title: t('unitName'), render: ({ id, unitName, unit, level: own }) => <><Link to="/workspace/indicators/forms/$id" params={{ id }}>{unitName}</Link> {own === 'district' ? <span className="soft">{unit}</span> : null}</> },
          ...(levels.includes('school') ? [{ key: 'place', title: t('place'), render: ({ divisionName }: { divisionName: string | null }) => divisionName ?? '' }] : []),
          { key: 'party', title: t('party'), render: ({ party }) => <PartyTag party={party} /> },
          { key: 'standing', title: t('standing'), render: ({ standing: own }) => <Mark tone={own === 'onTime' ? 'good' : own === 'missing' ? 'bad' : own === 'late' ? 'warn' : 'neutral'}>{text(standings[own])}</Mark> },
          { key: 'state', title: t('state'), render: ({ state: own, returned }) => <><Mark tone={own === 'approved' ? 'good' : own === 'open' || own === 'excluded' ? 'neutral' : 'active'}>{text(formStates[own])}</Mark>{returned === null ? null : <> <Mark tone="warn">{t('returnedShort')}</Mark></>}</> },
          { key: 'submitted', title: t('submittedAt'), render: ({ submittedAt }) => (submittedAt === null ? '' : showInstant(submittedAt)) },
        ]}
      />
    </Card>
  );
}

/** One of a list, or all. */
function Choice<V extends string>({ label, value, options, onChange }: { label: string; value: V | undefined; options: readonly { value: V; label: string }[]; onChange: (value: V | undefined) => void }) {
  return <Select<V> aria-label={label} placeholder={label} allowClear style={{ minWidth: 150 }} value={value ?? null} options={[...options]} onChange={(picked: V | undefined | null) => onChange(picked ?? undefined)} />;
}

function FindingsLink({ campaignId }: { campaignId: string }) {
  const t = useTexts(findingsMessages);
  const navigate = useNavigate();
  return <Button size="small" onClick={() => void navigate({ to: '/workspace/indicators/campaigns/$id/findings', params: { id: campaignId } })}>{t('link')}</Button>;
}

const templates = [['template', '&format=xlsx'], ['templateWithPrevious', '&format=xlsx&previous=true'], ['csvTemplate', '&format=csv']] as const;

function TemplateButton({ campaignId, levels }: { campaignId: string; levels: readonly Level[] }) {
  const t = useTexts(messages);
  const address = (level: Level, format: string) => `/api/indicators/campaigns/${campaignId}/template?level=${level}${format}`;
  const items = levels.flatMap((level) => templates.map(([words, query]) => ({ key: `${level}/${words}`, label: <a href={address(level, query)} download>{levels.length > 1 ? `${t(level)} ` : ''}{t(words)}</a> })));
  return <Dropdown trigger={['click']} menu={{ items }}><Button size="small">{t('template')}</Button></Dropdown>;
}

function UploadSheet({ campaignId }: { campaignId: string }) {
  const t = useTexts(messages);
  const { message } = App.useApp();
  const upload = useAct({
    act: async (file: File) => {
      const taken = (await sendFile(`/api/indicators/sheets?campaign=${campaignId}`, file, () => undefined)) as { changed: number; same: number; wrong: number; doubtful: number };
      void message.success(t('taken', taken));
      if (taken.wrong + taken.doubtful > 0) void message.warning(t('takenFindings', taken), 8);
    },
    changes: [['indicators']], done: false,
  });
  return <Upload accept=".xlsx,.csv" showUploadList={false} beforeUpload={(file) => { upload.run(file); return false; }}><Button size="small" loading={upload.running}>{t('upload')}</Button></Upload>;
}
