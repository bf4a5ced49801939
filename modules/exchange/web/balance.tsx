import type { PartyCode } from '#kernel/domain.ts';
import { DataTable } from '#web/kit/data-table.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { messages } from './messages.ts';

type Row = { readonly party: PartyCode; readonly sends: number; readonly takes: number; readonly name?: string };

/** How many each sends and takes, and the difference. */
export function BalanceTable({ rows }: { rows: readonly Row[] }) {
  const t = useTexts(messages);
  return (
    <DataTable
      label={t('balance')} rows={rows} rowKey={({ party, name }) => name ?? party}
      columns={[
        { key: 'who', title: rows.some(({ name }) => name !== undefined) ? t('institution') : t('party'), render: ({ party, name }) => <span className="row" style={{ gap: 8 }}><PartyTag party={party} />{name}</span> },
        { key: 'sends', title: t('sends'), align: 'right', render: ({ sends }) => sends },
        { key: 'takes', title: t('takes'), align: 'right', render: ({ takes }) => takes },
        { key: 'difference', title: t('difference'), align: 'right', render: ({ sends, takes }) => (sends - takes > 0 ? `+${sends - takes}` : sends - takes) },
      ]}
    />
  );
}
