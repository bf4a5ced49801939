import type { PartyCode } from '#kernel/domain.ts';
import { Matrix } from '#web/kit/matrix.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { messages } from './messages.ts';

type Row = { readonly party: PartyCode; readonly sends: number; readonly takes: number; readonly name?: string };

/** How many each sends and takes, and the difference. */
export function BalanceTable({ rows }: { rows: readonly Row[] }) {
  const t = useTexts(messages);
  const difference = ({ sends, takes }: Row) => (sends > takes ? `+${sends - takes}` : `${sends - takes}`);
  return (
    <Matrix
      label={t('balance')} corner={rows.some(({ name }) => name !== undefined) ? t('institution') : t('party')} rows={rows} columns={['sends', 'takes', 'difference'] as const}
      rowKey={({ party, name }) => name ?? party} rowHead={({ party, name }) => <span className="row" style={{ gap: 8 }}><PartyTag party={party} />{name}</span>}
      columnKey={(column) => column} columnHead={(column) => t(column)} cell={(row, column) => (column === 'difference' ? difference(row) : row[column])}
    />
  );
}
