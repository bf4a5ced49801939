import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Empty } from 'antd';
import type { PlanApi } from '#modules/plan/api.ts';
import { answer, apiClient } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { daysBetween } from '#web/kit/dates.ts';
import { Page } from '#web/kit/page.tsx';
import { PartySeal } from '#web/kit/party.tsx';
import { useActing, useSession } from '#web/kit/session.tsx';
import { ProgressLine, StatusTag } from '#web/kit/status.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { TaskList } from './tasks.tsx';
import { messages } from './home-messages.ts';

const planClient = apiClient<PlanApi>('/api/plan');

/** The first page of the day: what there is to do, then the initiatives that are one's own. */
export function HomePage() {
  const t = useTexts(messages);
  const { data: session } = useSession();
  const name = session?.signedIn === true ? session.account.name : '';
  return (
    <Page title={t('greeting', { name })}>
      <div className="columns">
        <Card title={t('tasks')} extra={<Link to="/workspace/inbox">{t('allTasks')}</Link>}><TaskList limit={12} /></Card>
        <MyInitiatives />
      </div>
    </Page>
  );
}

function MyInitiatives() {
  const t = useTexts(messages);
  const acting = useActing();
  const plans = useQuery({ queryKey: ['plan', 'plans'], queryFn: () => answer(planClient.plans.$get()) });
  const running = plans.data?.items.find(({ state }) => state === 'underway') ?? plans.data?.items[0];
  const plan = useQuery({ queryKey: ['plan', 'plan', running?.id], enabled: running !== undefined, queryFn: () => answer(planClient.plans[':id'].$get({ param: { id: running?.id ?? '' } })) });
  if (running === undefined) return <Card title={t('initiatives')}><Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={plans.isPending ? '' : t('noPlan')}>{acting?.role === 'party_officer' && !plans.isPending ? <Link to="/workspace/plan/import">{t('import')}</Link> : null}</Empty></Card>;
  const party = acting?.party;
  const mine = (plan.data?.items ?? []).filter(({ lead, partners, kind }) => (kind === 'initiative' || kind === 'safeguard') && (party === undefined || lead === party || partners.includes(party)));
  const order = { late: 0, atRisk: 1, notPlanned: 2, onTrack: 3, done: 4 };
  const sorted = mine.toSorted((a, b) => Number(b.lead === party) - Number(a.lead === party) || order[a.status] - order[b.status]);
  return (
    <Card title={t('initiatives')} extra={<Link to="/workspace/plan/$planId" params={{ planId: running.id }}>{t('wholePlan')}</Link>}>
      {plan.data !== undefined && daysBetween(plan.data.today, running.endsOn) >= 0 ? <p className="soft">{t('remaining', { title: running.title, days: daysBetween(plan.data.today, running.endsOn) })}</p> : null}
      <ul className="row-list">
        {sorted.slice(0, 20).map((item) => (
          <li key={item.id}>
            <div className="row">
              {item.lead === null ? null : <PartySeal party={item.lead} lead={item.lead === party} />}
              <div className="grow"><Link to="/workspace/plan/initiatives/$id" params={{ id: item.id }}>{item.title}</Link></div>
            </div>
            <div className="row"><StatusTag status={item.status} /><span className="grow"><ProgressLine value={item.progress} label={item.title} /></span></div>
          </li>
        ))}
      </ul>
      {plan.data !== undefined && sorted.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noInitiatives')} /> : null}
    </Card>
  );
}
