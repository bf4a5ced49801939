import { Link } from '@tanstack/react-router';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { formStates } from '../messages.ts';
import { useFormsBehind } from './client.ts';
import { show } from './show.ts';
import { messages } from './trace-messages.ts';

/** The forms that a unit's numbers come from, each a click away; of one indicator with the numbers that went into its formula. */
export function FormsBehind({ run, unit, code, computedAt }: { run: string; unit: string; code?: string; computedAt?: string | undefined }) {
  const t = useTexts(messages);
  const text = useText();
  const forms = useFormsBehind(run, unit, code);
  const pages = forms.data?.pages ?? [];
  const elements = pages[0]?.elements ?? [];
  return (
    <Card title={t('forms')}>
      {computedAt === undefined ? null : <p className="soft">{t('formsNote', { date: computedAt })}</p>}
      <DataTable
        label={t('forms')} rows={pages.flatMap(({ items }) => items)} rowKey={({ id }) => id} loading={forms.isFetching} hasMore={forms.hasNextPage} onMore={() => void forms.fetchNextPage()} empty={<p className="soft">{t('noForms')}</p>}
        columns={[
          { key: 'unit', title: t('place'), render: ({ id, unitName }) => <Link to="/workspace/indicators/forms/$id" params={{ id }}>{unitName}</Link> },
          ...elements.map(({ name, label, unit: measure }) => ({ key: name, title: `${label}${measure === '' ? '' : t('unit', { unit: measure })}`, align: 'right' as const, render: ({ values }: { values: Record<string, number | null> }) => show(values[name], Number.isInteger(values[name]) ? 0 : 2) })),
          { key: 'state', title: t('state'), render: ({ state }) => <Mark tone={state === 'approved' ? 'good' : 'neutral'}>{text(formStates[state])}</Mark> },
        ]}
      />
    </Card>
  );
}
