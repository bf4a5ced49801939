import { DataTable } from '#web/kit/data-table.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { messages } from './answers-messages.ts';

type Line = {
  readonly applicationId: string; readonly personName: string; readonly homeName: string; readonly offerTitle: string; readonly hostName: string; readonly answerUntil: string | null; readonly why: 'unanswered' | 'conditionNotMet' | 'conditionOverdue' | 'closed';
  readonly successor: { readonly homeName: string; readonly nominationRank: number | null } | null;
};

/** Whom it would touch, and who would move up. */
export function ReleaseList({ label, items, closing = false }: { label: string; items: readonly Line[]; closing?: boolean }) {
  const t = useTexts(messages);
  return (
    <DataTable
      label={label} rows={items} rowKey={({ applicationId }) => applicationId}
      columns={[
        { key: 'name', title: t('name'), render: ({ personName, homeName }) => <>{personName} <span className="soft">{homeName}</span></> },
        ...(closing ? [] : [
          { key: 'post', title: t('post'), render: ({ offerTitle, hostName }: Line) => <>{offerTitle} <span className="soft">{hostName}</span></> },
          { key: 'why', title: t('why'), render: ({ why, answerUntil }: Line) => <span className="row" style={{ gap: 6 }}><Mark tone="warn">{t(why)}</Mark>{why === 'unanswered' ? <span className="soft nowrap">{answerUntil}</span> : null}</span> },
          { key: 'successor', title: t('movesUp'), render: ({ successor }: Line) => (successor === null ? <span className="soft">{t('movesUpNobody')}</span> : t('successor', { home: successor.homeName, rank: successor.nominationRank ?? '—' })) },
        ]),
      ]}
    />
  );
}
