import { Button, Empty, Grid, Select, Table } from 'antd';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTexts } from './texts.tsx';
import { words } from './words.ts';

export type Column<T> = { readonly key: string; readonly title: string; readonly render: (row: T) => ReactNode; readonly width?: number | string; readonly align?: 'left' | 'right' | 'center'; /** The list can be ordered by it, under this name. */ readonly sort?: string };

type DataTableProps<T> = {
  readonly label: string;
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  readonly columns: readonly Column<T>[];
  readonly loading?: boolean;
  readonly empty?: ReactNode;
  readonly toolbar?: ReactNode;
  readonly hasMore?: boolean;
  readonly onMore?: () => void;
  /** The order that the list is in: a column's `sort`, with '-' in front the other way round. */
  readonly sort?: string | undefined;
  readonly onSort?: (sort: string | undefined) => void;
  readonly selection?: { readonly keys: readonly string[]; readonly onChange: (keys: string[]) => void; readonly selectable?: (row: T) => boolean };
};

/** A list: a table where there is room, cards on a phone; the next page by a button, for lists may be long. */
export function DataTable<T extends object>({ label, rows, rowKey, columns, loading = false, empty, toolbar, hasMore = false, onMore, sort, onSort, selection }: DataTableProps<T>) {
  const w = useTexts(words);
  const wide = Grid.useBreakpoint().md ?? true;
  const place = useScrollByKeyboard();
  const nothing = empty ?? <Empty description={w('nothing')} image={Empty.PRESENTED_IMAGE_SIMPLE} />;
  return (
    <div ref={place}>
      {toolbar === undefined ? null : <div className="row no-print" style={{ marginBottom: 14 }}>{toolbar}{wide || onSort === undefined ? null : <SortSelect columns={columns} sort={sort} onSort={onSort} />}</div>}
      {wide ? (
        <Table<T>
          aria-label={label} rowKey={rowKey} dataSource={[...rows]} loading={loading} pagination={false} size="middle" scroll={{ x: 'max-content' }} locale={{ emptyText: nothing }}
          {...(selection === undefined ? {} : { rowSelection: { selectedRowKeys: [...selection.keys], onChange: (keys) => selection.onChange(keys.map(String)), getCheckboxProps: (row) => ({ disabled: selection.selectable?.(row) === false }) } })}
          onChange={(_page, _filters, sorter, { action }) => { if (action === 'sort' && !Array.isArray(sorter)) onSort?.(sorter.order === undefined || sorter.order === null ? undefined : `${sorter.order === 'descend' ? '-' : ''}${columns.find(({ key }) => key === sorter.columnKey)?.sort ?? ''}`); }}
          columns={columns.map(({ key, title, render, width, align, sort: name }) => ({ key, title, ...(name === undefined || onSort === undefined ? {} : { sorter: true, showSorterTooltip: false, sortOrder: sort === name ? 'ascend' as const : sort === `-${name}` ? 'descend' as const : null }), render: (_: unknown, row: T) => render(row), ...(width === undefined ? {} : { width }), ...(align === undefined ? {} : { align }) }))}
        />
      ) : rows.length === 0 ? nothing : (
        <ul className="row-cards" aria-label={label}>
          {rows.map((row) => (
            <li key={rowKey(row)}>
              {columns.slice(0, 1).map(({ key, render }) => <div key={key} style={{ marginBottom: 6 }}>{render(row)}</div>)}
              <dl>{columns.slice(1).map(({ key, title, render }) => <CardLine key={key} title={title}>{render(row)}</CardLine>)}</dl>
            </li>
          ))}
        </ul>
      )}
      {hasMore ? <div style={{ textAlign: 'center', marginTop: 16 }}><Button onClick={onMore} loading={loading}>{w('more')}</Button></div> : null}
    </div>
  );
}

/** A table that is wider than its place scrolls by the arrow keys too, even where nothing in it takes the focus. */
function useScrollByKeyboard() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const scrolled = place.current?.querySelector('.ant-table-content');
    if (scrolled === null || scrolled === undefined) return;
    if (scrolled.scrollWidth > scrolled.clientWidth) scrolled.setAttribute('tabindex', '0');
    else scrolled.removeAttribute('tabindex');
  });
  return place;
}

function SortSelect<T>({ columns, sort, onSort }: { columns: readonly Column<T>[]; sort: string | undefined; onSort: (sort: string | undefined) => void }) {
  const w = useTexts(words);
  const options = columns.flatMap(({ title, sort: name }) => (name === undefined ? [] : [{ value: name, label: `${title} ↑` }, { value: `-${name}`, label: `${title} ↓` }]));
  return <Select aria-label={w('sort')} placeholder={w('sort')} allowClear value={sort ?? null} options={options} style={{ minWidth: 130 }} onChange={(value: string | null | undefined) => onSort(value ?? undefined)} />;
}

function CardLine({ title, children }: { title: string; children: ReactNode }) {
  // a hidden name leaves its place in the grid empty: what it names takes the whole line
  return title === '' ? <><dt className="visually-hidden">·</dt><dd style={{ gridColumn: '1 / -1' }}>{children}</dd></> : <><dt>{title}</dt><dd>{children}</dd></>;
}
