import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Button, Empty } from 'antd';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate, showInstant } from '#web/kit/dates.ts';
import { LifecycleBar, type MoveRequest } from '#web/kit/lifecycle-bar.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { useLanguage, useTexts } from '#web/kit/texts.tsx';
import { CampaignForms } from './campaign-forms.tsx';
import { CampaignProgress } from './campaign-progress.tsx';
import { client, useCampaign, type Campaign } from './client.ts';
import { messages } from './messages.ts';

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
      subtitle={data === undefined ? undefined : <>{data.campaign.period} · {t('dueOn')} {showDate(data.campaign.dueOn, language)} {data.campaign.locksOn === null || data.campaign.state !== 'open' ? null : `· ${t('locksOn')} ${showDate(data.campaign.locksOn, language)} `}{data.overdue ? <Mark tone="bad">{t('overdue')}</Mark> : null}</>}
      extra={data === undefined ? undefined : <LifecycleBar lifecycle={data.lifecycle} onMove={move.runAsync} compact />}
    >
      {data === undefined ? null : <><CampaignProgress data={data} /><Runs data={data} /><CampaignForms data={data} /></>}
    </Page>
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
