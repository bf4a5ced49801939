import { DownloadOutlined } from '@ant-design/icons';
import { Button, Dropdown, Segmented } from 'antd';
import { useState } from 'react';
import type { Text } from '#kernel/text.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable, type Column } from '#web/kit/data-table.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { messages as fields, sheetColumns } from '../messages.ts';
import { useImportRows, type Fate, type Import, type ImportedRow } from './client.ts';
import { fates, messages } from './import-messages.ts';

const tones = { new: 'good', changed: 'active', same: 'neutral', error: 'bad' } as const satisfies Record<Fate, string>;
const everyFate = Object.keys(fates) as Fate[];
/** Personal data of a row is sealed as soon as it arrives and not shown again. */
const sealed = new Set(['idNumber', 'phone', 'email']);

/** What becomes of every row: by fate, with what is wrong in which column. */
export function ImportRows({ found }: { found: Import }) {
  const t = useTexts(messages);
  const f = useTexts(fields);
  const text = useText();
  const { id, kind, totals } = found;
  const [chosen, setChosen] = useState<Fate | 'all'>((totals.error ?? 0) > 0 ? 'error' : 'all');
  const list = useImportRows(id, chosen === 'all' ? undefined : chosen);
  const rows = (list.data?.pages ?? []).flatMap(({ items }) => items);
  const all = everyFate.reduce((sum, fate) => sum + (totals[fate] ?? 0), 0);
  const heads: readonly (readonly [string, Text])[] = Object.entries(sheetColumns[kind]);
  const columns: Column<ImportedRow>[] = [
    { key: 'line', title: f('line'), render: ({ line }) => line },
    { key: 'fate', title: t('fate'), render: ({ fate }) => (fate === null ? '—' : <Mark tone={tones[fate]}>{text(fates[fate])}</Mark>) },
    ...(chosen === 'error' || chosen === 'all' ? [{ key: 'wrong', title: f('wrong'), render: (row: ImportedRow) => <Wrong row={row} heads={heads} /> }] : []),
    ...heads.filter(([key]) => !sealed.has(key)).map(([key, label]): Column<ImportedRow> => ({ key, title: text(label), render: ({ cells, errors }) => <span className={errors.some(({ column }) => column === key) ? 'overdue' : undefined}>{cells[key] ?? '—'}</span> })),
  ];
  return (
    <Card title={t('rows')} extra={(totals.error ?? 0) > 0 ? <DownloadErrors id={id} /> : undefined}>
      {kind === 'people' && (totals.error ?? 0) > 0 ? <p className="soft">{t('errorsNote')}</p> : null}
      <DataTable
        label={t('rows')} rows={rows} rowKey={({ line }) => String(line)} columns={columns} loading={list.isFetching} hasMore={list.hasNextPage} onMore={() => void list.fetchNextPage()} empty={list.isFetching ? ' ' : t('noRows')}
        toolbar={
          <Segmented<Fate | 'all'>
            aria-label={t('fate')} value={chosen} onChange={setChosen}
            options={[{ value: 'all' as const, label: t('countOf', { fate: t('allRows'), count: all }) }, ...everyFate.map((value) => ({ value, label: t('countOf', { fate: text(fates[value]), count: totals[value] ?? 0 }) }))]}
          />
        }
      />
    </Card>
  );
}

function Wrong({ row, heads }: { row: ImportedRow; heads: readonly (readonly [string, Text])[] }) {
  const text = useText();
  const [language] = useLanguage();
  if (row.errors.length === 0) return <span className="soft">—</span>;
  const named = new Map(heads);
  return (
    <ul className="plain-list">
      {row.errors.map(({ column, text: why }) => {
        const head = named.get(column);
        return <li key={`${column} ${why.en}`}><strong style={{ fontWeight: 500 }}>{head === undefined ? column : text(head)}</strong>{language === 'zh' ? '：' : ': '}{text(why)}</li>;
      })}
    </ul>
  );
}

function DownloadErrors({ id }: { id: string }) {
  const t = useTexts(messages);
  const f = useTexts(fields);
  const [language] = useLanguage();
  const item = (format: 'xlsx' | 'csv', label: string) => ({ key: format, label: <a href={`/api/directory/imports/${id}/errors?format=${format}&language=${language}`} download>{label}</a> });
  return (
    <Dropdown trigger={['click']} menu={{ items: [item('xlsx', t('errorsXlsx')), item('csv', t('errorsCsv'))] }}>
      <Button size="small" icon={<DownloadOutlined aria-hidden />}>{f('badRows')}</Button>
    </Dropdown>
  );
}
