import { DownloadOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useLanguage, useTexts } from './texts.tsx';
import { words } from './words.ts';

type ExportProps = { readonly address: string; readonly filter?: Readonly<Record<string, string | undefined>>; readonly size?: 'small' };

/** Takes a list along as it is filtered: a workbook or CSV. */
export function ExportButton({ address, filter = {}, size }: ExportProps) {
  const w = useTexts(words);
  const [language] = useLanguage();
  const query = (format: string) => new URLSearchParams({ ...Object.fromEntries(Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))), format, language });
  const item = (format: 'xlsx' | 'csv', label: string) => ({ key: format, label: <a href={`${address}?${query(format)}`} download>{label}</a> });
  return (
    <Dropdown trigger={['click']} menu={{ items: [item('xlsx', w('exportXlsx')), item('csv', w('exportCsv'))] }}>
      <Button icon={<DownloadOutlined aria-hidden />} {...(size === undefined ? {} : { size })}>{w('export')}</Button>
    </Dropdown>
  );
}
