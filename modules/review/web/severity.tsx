import { Alert, Skeleton } from 'antd';
import { wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { itemCode } from '../rules.ts';
import { useSeverity, type Review } from './client.ts';
import { messages } from './messages.ts';

/** Raw and adjusted scores side by side, and how strict each judge was; or in words why that cannot be told. */
export function Severity({ review }: { review: Review }) {
  const t = useTexts(messages);
  const { data, error } = useSeverity(review.id);
  if (error !== null) return <p role="alert">{wordsFor(error)}</p>;
  if (data === undefined) return <Skeleton active />;
  const says = (severity: number | null) => (severity === null ? '—' : Math.abs(severity) < 0.05 ? t('even') : t(severity > 0 ? 'lenient' : 'strict', { n: Math.abs(severity).toFixed(1) }));
  return (
    <>
      <p className="soft">{t('severityLead')}</p>
      {data.connected || data.items.length === 0 ? null : <Alert type="warning" showIcon style={{ marginBottom: 16 }} title={t('notConnected')} {...(data.parts.length === 0 ? {} : { description: t('parts', { parts: data.parts.slice(0, 20).map((part) => part.slice(0, 12).map(itemCode).join('、')).join('；') }) })} />}
      <div className="columns">
        <Card title={t('items')}>
          <DataTable
            label={t('items')} rows={data.items} rowKey={({ id }) => id}
            columns={[
              { key: 'title', title: t('title'), render: ({ title, number }) => title ?? itemCode(number) }, { key: 'reviews', title: t('reviewCount'), align: 'right', render: ({ reviews }) => reviews },
              { key: 'raw', title: t('raw'), align: 'right', render: ({ raw }) => raw.toFixed(1) }, { key: 'rankRaw', title: t('rank'), align: 'right', render: ({ rankRaw }) => rankRaw },
              ...(data.connected ? [
                { key: 'adjusted', title: t('adjusted'), align: 'right' as const, render: ({ adjusted }: (typeof data.items)[number]) => <strong>{adjusted?.toFixed(1)}</strong> }, { key: 'rank', title: t('rank'), align: 'right' as const, render: ({ rankAdjusted }: (typeof data.items)[number]) => rankAdjusted },
              ] : []),
            ]}
          />
        </Card>
        <Card title={t('people')}>
          <DataTable
            label={t('people')} rows={data.judges} rowKey={({ id }) => id}
            columns={[{ key: 'name', title: t('judge'), render: ({ name }) => name }, { key: 'items', title: t('judged'), align: 'right', render: ({ items }) => items }, { key: 'severity', title: t('harshness'), render: ({ severity }) => says(severity) }]}
          />
        </Card>
      </div>
    </>
  );
}
