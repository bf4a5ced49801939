import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Empty } from 'antd';
import { DataTable } from '#web/kit/data-table.tsx';
import { showDate } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { planStates } from '../messages.ts';
import { usePlans } from './client.ts';
import { messages } from './messages.ts';

/** The plans that one may see; without any, the way to the first. */
export function PlansPage() {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const navigate = useNavigate();
  const plans = usePlans();
  const mayImport = useActing()?.role === 'party_officer';
  const importButton = <Button type="primary" onClick={() => void navigate({ to: '/workspace/plan/import' })}>{t('import')}</Button>;
  return (
    <Page title={t('plans')} extra={mayImport ? importButton : undefined} loading={plans.isPending} error={plans.error} onRetry={() => void plans.refetch()}>
      <DataTable
        label={t('plans')} rows={plans.data?.items ?? []} rowKey={({ id }) => id}
        empty={<Empty description={mayImport ? t('importFirst') : t('askOfficer')}>{mayImport ? importButton : null}</Empty>}
        columns={[
          { key: 'title', title: t('name'), render: ({ id, title }) => <Link to="/workspace/plan/$planId" params={{ planId: id }}>{title}</Link> },
          { key: 'period', title: t('period'), render: ({ startsOn, endsOn }) => <span className="nowrap">{showDate(startsOn, language)} – {showDate(endsOn, language)}</span> },
          { key: 'state', title: t('state'), render: ({ state }) => <Mark tone={state === 'underway' ? 'good' : 'neutral'}>{text(planStates[state as keyof typeof planStates] ?? planStates.draft)}</Mark> },
          { key: 'published', title: t('published'), render: ({ visibility }) => (visibility === 'public' ? t('published') : t('notPublished')) },
          { key: 'party', title: t('registeredBy'), render: ({ party }) => <PartyTag party={party} /> },
        ]}
      />
    </Page>
  );
}
