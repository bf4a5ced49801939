import type { PartyCode } from '#kernel/domain.ts';
import { Matrix } from '#web/kit/matrix.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { balanceWith } from '../rules.ts';
import type { Scheme } from './client.ts';
import { messages } from './messages.ts';

type Row = { readonly party: PartyCode; readonly sends: number; readonly takes: number; readonly name?: string };

/** How many each sends and takes, the difference, and what it comes to in all. */
export function BalanceTable({ rows }: { rows: readonly Row[] }) {
  const t = useTexts(messages);
  const difference = ({ sends, takes }: Row) => (sends > takes ? `+${sends - takes}` : `${sends - takes}`);
  const sum = (what: 'sends' | 'takes') => rows.reduce((all, row) => all + row[what], 0);
  return (
    <>
      <Matrix
        label={t('balance')} corner={rows.some(({ name }) => name !== undefined) ? t('institution') : t('party')} rows={rows} columns={['sends', 'takes', 'difference'] as const}
        rowKey={({ party, name }) => name ?? party} rowHead={({ party, name }) => <span className="row" style={{ gap: 8 }}><PartyTag party={party} />{name}</span>}
        columnKey={(column) => column} columnHead={(column) => t(column)} cell={(row, column) => (column === 'difference' ? difference(row) : row[column])}
      />
      <p className="soft" style={{ margin: '6px 0 0' }}>{t('inAll', { sends: sum('sends'), takes: sum('takes') })}</p>
    </>
  );
}

/** The same as it would be with what is being typed, moving along with it. */
export function BalanceIfSaved({ scheme, party, sends = 0, takes = 0 }: { scheme: Scheme; party: PartyCode | null | undefined; sends?: number; takes?: number }) {
  const t = useTexts(messages);
  if (party == null) return null;
  return <section aria-label={t('balanceIfSaved')} aria-live="polite"><p style={{ margin: '0 0 6px' }}><strong>{t('balanceIfSaved')}</strong></p><BalanceTable rows={balanceWith(scheme.balance, { party, sends, takes })} /></section>;
}
