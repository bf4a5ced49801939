import { Link } from '@tanstack/react-router';
import { Empty } from 'antd';
import { DataTable } from '#web/kit/data-table.tsx';
import { daysBetween, showDate } from '#web/kit/dates.ts';
import { ExportButton } from '#web/kit/export-button.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { ProgressLine, StatusTag } from '#web/kit/status.tsx';
import { useLanguage, useTexts } from '#web/kit/texts.tsx';
import { lateMilestones } from '../rules.ts';
import type { Plan } from './client.ts';
import { messages } from './messages.ts';

/** What is late or at risk, the latest first, and who must act. */
export function LateList({ plan }: { plan: Plan }) {
  const t = useTexts(messages);
  const [language] = useLanguage();
  const rows = lateMilestones(plan.milestones);
  return (
    <DataTable
      label={t('late')} rows={rows} rowKey={({ id }) => id} empty={<Empty description={t('noneLate')} />}
      toolbar={rows.length === 0 ? undefined : <ExportButton address={`/api/plan/plans/${plan.plan.id}/lists/late`} />}
      columns={[
        { key: 'milestone', title: t('milestone'), render: ({ itemId, id, title }) => <Link to="/workspace/plan/initiatives/$id" params={{ id: itemId }} search={{ milestone: id }}>{title}</Link> },
        { key: 'initiative', title: t('initiative'), render: ({ itemCode, itemTitle }) => <span style={{ display: 'inline-block', maxWidth: 380 }}><span className="soft">{itemCode}</span> {itemTitle}</span> },
        { key: 'status', title: t('status'), render: ({ status }) => <StatusTag status={status} /> },
        { key: 'due', title: t('due'), render: ({ dueOn, status }) => <span className="nowrap">{showDate(dueOn, language)}{status === 'late' ? <div className="overdue">{t('lateBy', { days: daysBetween(dueOn, plan.today) })}</div> : null}</span> },
        { key: 'progress', title: t('progress'), width: 130, render: ({ percent, title }) => <ProgressLine value={percent / 100} label={title} /> },
        { key: 'owner', title: t('whoActs'), render: ({ party, institutionName }) => <><PartyTag party={party} /> {institutionName}</> },
      ]}
    />
  );
}
