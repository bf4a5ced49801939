import { DownloadOutlined } from '@ant-design/icons';
import { Button, Dropdown, Segmented } from 'antd';
import { useId, useLayoutEffect, useState, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import type { CellValue } from '#kernel/sheets/csv.ts';
import { Card } from './card.tsx';
import { saveCsv, savePng, saveSvg, saveXlsx } from './figure-files.ts';
import { useTexts } from './texts.tsx';
import { words } from './words.ts';

const messages = {
  chart: { zh: '图', en: 'Chart' }, table: { zh: '表', en: 'Table' }, show: { zh: '看图还是看表', en: 'Chart or table' }, method: { zh: '方法', en: 'Method' },
  png: { zh: '图片（PNG）', en: 'Picture (PNG)' }, svg: { zh: '矢量图（SVG）', en: 'Drawing (SVG)' }, nothing: { zh: '没有可以画出的数据。', en: 'There is nothing to draw.' },
} as const;

/** The numbers of a chart, as they are read aloud, printed and taken along. */
export type FigureTable = { readonly columns: readonly string[]; readonly rows: readonly (readonly CellValue[])[] };

type FigureProps = {
  readonly title: string;
  /** What the chart shows and how it was made: stands below it and goes along with it. */
  readonly method: string;
  readonly table: FigureTable;
  /** Draws the chart as an SVG of this width. */
  readonly draw: (width: number) => ReactNode;
  readonly extra?: ReactNode;
  /** What one can go on to from here; stands below. */
  readonly children?: ReactNode;
};

/**
 * The frame of every chart: the drawing or its table, the same numbers either way; both to take along as CSV, workbook, PNG and SVG; and how it was made.
 * Whoever listens to the page gets the table; on paper stand both.
 */
export function Figure({ title, method, table, draw, extra, children }: FigureProps) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [shown, setShown] = useState<'chart' | 'table'>('chart');
  const [place, setPlace, width] = useWidth();
  const methodId = useId();
  const svg = () => place?.querySelector('svg') ?? undefined;
  const rows = [table.columns, ...table.rows];
  const saves: Readonly<Record<string, () => void>> = {
    xlsx: () => void saveXlsx(title, rows), csv: () => saveCsv(title, rows),
    png: () => { const drawn = svg(); if (drawn !== undefined) void savePng(drawn, title); }, svg: () => { const drawn = svg(); if (drawn !== undefined) saveSvg(drawn, title); },
  };
  const items = [{ key: 'xlsx', label: w('exportXlsx') }, { key: 'csv', label: w('exportCsv') }, ...(shown === 'chart' ? [{ key: 'png', label: t('png') }, { key: 'svg', label: t('svg') }] : [])];
  return (
    <Card
      title={title}
      extra={(
        <span className="row" style={{ gap: 8 }}>
          {extra}
          <Segmented<'chart' | 'table'> size="small" aria-label={t('show')} value={shown} onChange={setShown} options={[{ value: 'chart', label: t('chart') }, { value: 'table', label: t('table') }]} />
          <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => saves[key]?.() }}><Button size="small" icon={<DownloadOutlined aria-hidden />}>{w('export')}</Button></Dropdown>
        </span>
      )}
    >
      <figure style={{ margin: 0 }} aria-describedby={methodId}>
        {table.rows.length === 0 ? <p className="soft">{t('nothing')}</p> : (
          <>
            <div ref={setPlace} className={shown === 'chart' ? 'figure-drawing' : 'figure-drawing only-print'} aria-hidden>{width > 0 ? draw(width) : null}</div>
            <div className={shown === 'table' ? '' : 'visually-hidden figure-table'}><NumberTable label={title} table={table} /></div>
          </>
        )}
        <figcaption id={methodId} className="soft figure-method"><b>{t('method')}</b>　{method}</figcaption>
      </figure>
      {children}
    </Card>
  );
}

function NumberTable({ label, table: { columns, rows } }: { label: string; table: FigureTable }) {
  return (
    <div className="matrix" role="group" aria-label={label} tabIndex={0}>
      <table>
        <thead><tr>{columns.map((column) => <th key={column} scope="col">{column}</th>)}</tr></thead>
        <tbody>{rows.map((row, i) => <tr key={`${i}/${String(row[0])}`}>{row.map((cell, place) => (place === 0 ? <th key={columns[place]} scope="row">{cell}</th> : <td key={columns[place]}>{typeof cell === 'number' ? Number(cell.toFixed(4)) : (cell ?? '—')}</td>))}</tr>)}</tbody>
      </table>
    </div>
  );
}

/** What fits between the margins of an A4 page. */
const paperWidth = 640;

/** A place and how wide it is, now and when it changes; the place may come later than the page, with its numbers. */
function useWidth() {
  const [place, setPlace] = useState<HTMLDivElement | null>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (place === null) return undefined;
    const measure = () => setWidth((before) => (place.clientWidth > 0 ? place.clientWidth : before));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(place);
    // on paper a chart is drawn for the paper: one of a wide screen made smaller could not be read
    const onPaper = () => flushSync(() => setWidth(paperWidth));
    window.addEventListener('beforeprint', onPaper);
    window.addEventListener('afterprint', measure);
    return () => { observer.disconnect(); window.removeEventListener('beforeprint', onPaper); window.removeEventListener('afterprint', measure); };
  }, [place]);
  return [place, setPlace, width] as const;
}
