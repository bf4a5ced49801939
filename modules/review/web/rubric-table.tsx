import { DataTable } from '#web/kit/data-table.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { weightOf } from '../rules.ts';
import type { Review } from './client.ts';
import { messages } from './messages.ts';

/** What is scored and how, as one reads it. */
export function RubricTable({ rubric }: { rubric: Review['rubric'] }) {
  const t = useTexts(messages);
  const whole = weightOf(rubric.criteria);
  return (
    <>
      <DataTable
        label={rubric.title} rows={rubric.criteria} rowKey={({ id }) => id}
        columns={[
          { key: 'name', title: t('criterion'), render: ({ name, note }) => <><strong>{name}</strong>{note === '' ? null : <div className="soft">{note}</div>}</> },
          { key: 'weight', title: t('weight'), align: 'right', render: ({ weight }) => `${((100 * weight) / whole).toFixed(0)}%` },
          { key: 'most', title: t('most'), align: 'right', render: ({ most }) => most },
          { key: 'comments', title: t('comments'), render: ({ commentBelow, commentAbove }) => [...(commentBelow === undefined ? [] : [t('below', { n: commentBelow })]), ...(commentAbove === undefined ? [] : [t('above', { n: commentAbove })])].join('、') },
          { key: 'threshold', title: t('threshold'), align: 'right', render: ({ threshold }) => threshold ?? '' },
        ]}
      />
      {rubric.passAt === undefined ? null : <p className="soft">{t('passAt', { n: rubric.passAt })}</p>}
    </>
  );
}
