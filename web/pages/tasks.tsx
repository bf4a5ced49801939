import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Empty, Skeleton } from 'antd';
import { answer, wordsFor } from '#web/kit/api.ts';
import { showDate } from '#web/kit/dates.ts';
import { inboxClient, useInboxSummary } from '#web/kit/inbox.ts';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { messages } from './inbox-messages.ts';

/** What there is to do, the most pressing first; each leads to the page where it is done, and is gone once it is. */
export function TaskList({ limit }: { limit: number }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const [language] = useLanguage();
  const summary = useInboxSummary();
  const tasks = useInfiniteQuery({
    queryKey: ['inbox', 'tasks', limit],
    queryFn: ({ pageParam }) => answer(inboxClient.tasks.$get({ query: { limit: String(limit), ...(pageParam === '' ? {} : { cursor: pageParam }) } })),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
  if (tasks.isError) return <p role="alert">{wordsFor(tasks.error)}</p>;
  if (tasks.data === undefined) return <Skeleton active />;
  const rows = tasks.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noTasks')} />;
  return (
    <>
      {summary.data === undefined ? null : <p className="soft">{t('summary', { tasks: summary.data.tasks, overdue: summary.data.overdue })}</p>}
      <ul className="row-list">
        {rows.map(({ id, title, link, dueOn, daysLate }) => (
          <li key={id} className="row">
            <div className="grow"><Link to={link}>{text(title)}</Link></div>
            {dueOn === null ? null : <span className={daysLate > 0 ? 'overdue nowrap' : 'soft nowrap'}>{daysLate > 0 ? t('overdueBy', { days: daysLate }) : t('due', { date: showDate(dueOn, language) })}</span>}
          </li>
        ))}
      </ul>
      {tasks.hasNextPage ? <div style={{ textAlign: 'center' }}><Button onClick={() => void tasks.fetchNextPage()} loading={tasks.isFetchingNextPage}>{w('more')}</Button></div> : null}
    </>
  );
}

