import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Empty, Segmented } from 'antd';
import { partyCodes, partyNames } from '#kernel/domain.ts';
import { DataTable } from '#web/kit/data-table.tsx';
import { showDate } from '#web/kit/dates.ts';
import { Page } from '#web/kit/page.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { ruleNames } from '../messages.ts';
import { AnswerMark, StateMark } from './answer-mark.tsx';
import { useBoard, type ListedProposal } from './client.ts';
import { messages } from './messages.ts';
import { GovernanceTabs } from './tabs.tsx';

/** The consent board: each proposal with what each of the four said of it, as it comes in. */
export function BoardPage() {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const navigate = useNavigate();
  const { state = 'undecided' } = useSearch({ strict: false }) as { state?: 'undecided' | 'decided' };
  const board = useBoard(state === 'decided' ? 'decided' : 'undecided');
  const mayDraft = useActing()?.role === 'party_officer';
  const rows = board.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Page
      title={t('board')} subtitle={t('boardNote')} loading={board.isPending} error={board.error} onRetry={() => void board.refetch()}
      extra={mayDraft ? <Button type="primary" onClick={() => void navigate({ to: '/workspace/governance/resolutions/new' })}>{t('newResolution')}</Button> : undefined}
    >
      <GovernanceTabs />
      <DataTable<ListedProposal>
        label={t('board')} rows={rows} rowKey={({ id }) => id} hasMore={board.hasNextPage} onMore={() => void board.fetchNextPage()} loading={board.isFetchingNextPage}
        empty={<Empty description={t('noProposals')} image={Empty.PRESENTED_IMAGE_SIMPLE} />}
        toolbar={<Segmented aria-label={t('state')} value={state} options={[{ value: 'undecided', label: t('undecided') }, { value: 'decided', label: t('decided') }]} onChange={(value) => void navigate({ to: '/workspace/governance', search: { state: value } })} />}
        columns={[
          {
            key: 'title', title: t('proposal'), width: 300,
            render: ({ id, title, round, party, deadline, rule }) => (
              <div className="board-title">
                <Link to="/workspace/governance/proposals/$id" params={{ id }}>{title}</Link>
                <div className="soft">{party === null ? t('putByAll') : t('putBy', { party: text(partyNames[party]) })}{round > 1 ? ` · ${t('roundOf', { round })}` : ''}</div>
                <div className="soft">{t('deadline')} <span className="nowrap">{showDate(deadline, language)}</span> · {text(ruleNames[rule])}</div>
              </div>
            ),
          },
          ...partyCodes.map((code) => ({ key: code, title: text(partyNames[code]), width: 150, render: ({ answers }: ListedProposal) => <AnswerMark answer={answers.find(({ party }) => party === code)} /> })),
          { key: 'result', title: t('result'), width: 110, render: ({ state: stands }) => <StateMark state={stands} /> },
        ]}
      />
    </Page>
  );
}
