import type { ReactNode } from 'react';

/** Rows against columns; the heads stay in view while one scrolls. */
export function Matrix<R, C>({ label, corner, rows, columns, rowKey, rowHead, columnKey, columnHead, cell }: {
  label: string; corner: ReactNode; rows: readonly R[]; columns: readonly C[];
  rowKey: (row: R) => string; rowHead: (row: R) => ReactNode; columnKey: (column: C) => string; columnHead: (column: C) => ReactNode; cell: (row: R, column: C) => ReactNode;
}) {
  return (
    <div className="matrix" role="group" aria-label={label} tabIndex={0}>
      <table>
        <thead><tr><th scope="col">{corner}</th>{columns.map((column) => <th key={columnKey(column)} scope="col">{columnHead(column)}</th>)}</tr></thead>
        <tbody>{rows.map((row) => <tr key={rowKey(row)}><th scope="row">{rowHead(row)}</th>{columns.map((column) => <td key={columnKey(column)}>{cell(row, column)}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}
