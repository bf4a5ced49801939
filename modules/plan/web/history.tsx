import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Empty } from 'antd';
import { roles, type PersonRole } from '#kernel/actor/roles.ts';
import { partyNames } from '#kernel/domain.ts';
import { answer, wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { planClient } from './client.ts';
import { acts, messages } from './messages.ts';

/** Every change of an initiative, its milestones and reports, newest first: who, for whom, what, when and why. */
export function HistoryCard({ itemId }: { itemId: string }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const history = useInfiniteQuery({
    queryKey: ['plan', 'history', itemId],
    queryFn: ({ pageParam }) => answer(planClient.initiatives[':id'].history.$get({ param: { id: itemId }, query: { limit: '20', ...(pageParam === '' ? {} : { cursor: pageParam }) } })),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
  const rows = (history.data?.pages ?? []).flatMap(({ items }) => items);
  return (
    <Card title={t('history')}>
      {history.isError ? <p role="alert">{wordsFor(history.error)}</p> : null}
      {history.data !== undefined && rows.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noHistory')} /> : null}
      <ul className="row-list">
        {rows.map(({ id, at, act, actorName, role, roleParty, reason, digest }) => (
          <li key={id} className="row" style={{ padding: '8px 0' }}>
            <span className="soft nowrap">{showInstant(at)}</span>
            <span className="grow">{actorName ?? text(role !== null && Object.hasOwn(roles, role) ? roles[role as PersonRole].label : messages.system)}{roleParty === null ? '' : t('ofParty', { party: text(partyNames[roleParty]) })} {Object.hasOwn(acts, act) ? text(acts[act as keyof typeof acts]) : act}{reason === null ? null : <span className="soft"> · {t('because', { reason })}</span>}</span>
            <Link to="/workspace/journal/$id" params={{ id: String(id) }} className="soft nowrap" title={digest}>{t('digest', { digest: digest.slice(0, 8) })}</Link>
          </li>
        ))}
      </ul>
      {history.hasNextPage ? <div style={{ textAlign: 'center' }}><Button onClick={() => void history.fetchNextPage()} loading={history.isFetchingNextPage}>{w('more')}</Button></div> : null}
    </Card>
  );
}
