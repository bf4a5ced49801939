import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Button, Empty, Popconfirm, Segmented } from 'antd';
import { partyCodes, partyNames } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { showDate } from '#web/kit/dates.ts';
import { Gantt } from '#web/kit/gantt.tsx';
import { LifecycleBar, type MoveRequest } from '#web/kit/lifecycle-bar.tsx';
import { Matrix } from '#web/kit/matrix.tsx';
import { MonthCalendar } from '#web/kit/month-calendar.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { StatusTag } from '#web/kit/status.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { isWorkedOn, planClient, usePlan, type Plan } from './client.ts';
import { LateList } from './late.tsx';
import { messages } from './messages.ts';
import { PlanTree } from './tree.tsx';

const views = ['tree', 'matrix', 'calendar', 'gantt', 'late'] as const;
type View = (typeof views)[number];

/** A plan in whole: its tree, who does what, when, and what is late. */
export function PlanPage() {
  const t = useTexts(messages);
  const [language] = useLanguage();
  const navigate = useNavigate();
  const { planId } = useParams({ strict: false }) as { planId: string };
  const { view: asked } = useSearch({ strict: false }) as { view?: string };
  const view = views.find((name) => name === asked) ?? 'tree';
  const plan = usePlan(planId);
  const data = plan.data;
  return (
    <Page
      title={data?.plan.title ?? t('plans')} back={{ to: '/workspace/plan', label: t('plans') }} loading={plan.isPending} error={plan.error} onRetry={() => void plan.refetch()}
      subtitle={data === undefined ? undefined : <>{showDate(data.plan.startsOn, language)} – {showDate(data.plan.endsOn, language)} {data.plan.visibility === 'public' ? <Mark tone="good">{t('published')}</Mark> : <Mark>{t('notPublished')}</Mark>}</>}
      extra={data === undefined ? undefined : <PlanTools plan={data} />}
    >
      {data === undefined ? null : (
        <>
          <nav className="row no-print" style={{ marginBottom: 16, overflowX: 'auto' }} aria-label={t('views')}>
            <Segmented<View> value={view} onChange={(next) => void navigate({ to: '.', search: { view: next }, replace: true })} options={views.map((value) => ({ value, label: t(value) }))} />
          </nav>
          <PlanView view={view} plan={data} />
        </>
      )}
    </Page>
  );
}

function PlanView({ view, plan }: { view: View; plan: Plan }) {
  const t = useTexts(messages);
  const to = (milestone: Plan['milestones'][number]) => `/workspace/plan/initiatives/${milestone.itemId}?milestone=${milestone.id}`;
  const shown = plan.milestones.filter(({ state }) => state !== 'dropped');
  switch (view) {
    case 'tree': return <PlanTree plan={plan} />;
    case 'matrix': return <PartyMatrix plan={plan} />;
    case 'late': return <LateList plan={plan} />;
    case 'calendar': return <MonthCalendar today={plan.today} entries={shown.map((milestone) => ({ id: milestone.id, date: milestone.dueOn, title: `${milestone.itemCode} ${milestone.title}`, status: milestone.status, to: to(milestone) }))} />;
    case 'gantt': return shown.length === 0 ? <Empty description={t('noMilestones')} /> : (
      <Gantt label={t('gantt')} from={plan.plan.startsOn} to={plan.plan.endsOn} today={plan.today} rows={shown.toSorted((a, b) => (a.itemCode === b.itemCode ? a.dueOn.localeCompare(b.dueOn) : a.itemCode.localeCompare(b.itemCode, 'en', { numeric: true }))).map((milestone) => ({ ...milestone, group: `${milestone.itemCode} ${milestone.itemTitle}`, to: to(milestone) }))} />
    );
  }
}

function PlanTools({ plan: { plan, lifecycle, mayAssign } }: { plan: Plan }) {
  const t = useTexts(messages);
  const [language] = useLanguage();
  const changes = [['plan'], ['portal']];
  const published = plan.visibility === 'public';
  const publish = useAct({ act: () => answer(planClient.plans[':id'].$patch({ param: { id: plan.id }, json: { version: plan.version, title: plan.title, published: !published } })), changes });
  const move = useAct({ act: (json: MoveRequest) => answer(planClient.plans[':id'].move.$post({ param: { id: plan.id }, json })), changes });
  return (
    <>
      <LifecycleBar lifecycle={lifecycle} onMove={move.runAsync} compact />
      {mayAssign ? (published ? <Button loading={publish.running} onClick={() => publish.run()}>{t('unpublish')}</Button> : <Popconfirm title={t('publishSure')} onConfirm={() => publish.run()}><Button loading={publish.running}>{t('publish')}</Button></Popconfirm>) : null}
      <Button href={`/api/plan/plans/${plan.id}/export?language=${language}`}>{t('export')}</Button>
      <Button onClick={() => window.print()}>{t('print')}</Button>
    </>
  );
}

/** Who leads what and who takes part. */
function PartyMatrix({ plan }: { plan: Plan }) {
  const t = useTexts(messages);
  const text = useText();
  return (
    <Matrix
      label={t('matrix')} corner={t('initiative')} rows={plan.items.filter(isWorkedOn)} columns={[...partyCodes]}
      rowKey={({ id }) => id} columnKey={(party) => party} columnHead={(party) => text(partyNames[party])}
      rowHead={({ id, code, title, status }) => <><span className="soft">{code}</span> <Link to="/workspace/plan/initiatives/$id" params={{ id }}>{title}</Link> <StatusTag status={status} /></>}
      cell={({ lead, partners }, party) => (lead === party ? <span className={`party-tag party-${party} party-lead`}>{t('leads')}</span> : partners.includes(party) ? <span className={`party-tag party-${party}`}>{t('takesPart')}</span> : <span className="soft">—</span>)}
    />
  );
}
