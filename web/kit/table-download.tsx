import { DownloadOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { csvText } from '#kernel/sheets/csv.ts';
import { saveText, saveXlsx } from './figure-files.ts';
import type { FigureTable } from './figure.tsx';
import { useTexts } from './texts.tsx';
import { words } from './words.ts';

/** Takes along the numbers that a picture shows, as they stand in the table beside it. */
export function TableDownload({ title, table: { columns, rows } }: { title: string; table: FigureTable }) {
  const w = useTexts(words);
  const all = [columns, ...rows];
  const saves: Readonly<Record<string, () => void>> = { xlsx: () => void saveXlsx(title, all), csv: () => saveText(csvText(all), `${title}.csv`, 'text/csv') };
  return (
    <Dropdown trigger={['click']} menu={{ items: [{ key: 'xlsx', label: w('exportXlsx') }, { key: 'csv', label: w('exportCsv') }], onClick: ({ key }) => saves[key]?.() }}>
      <Button size="small" icon={<DownloadOutlined aria-hidden />} aria-label={`${w('export')}：${title}`}>{w('export')}</Button>
    </Dropdown>
  );
}
