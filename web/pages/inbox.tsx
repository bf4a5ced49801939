import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Badge, Button, Empty, Skeleton } from 'antd';
import { useAct } from '#web/kit/act.tsx';
import { answer, wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { ExportButton } from '#web/kit/export-button.tsx';
import { inboxClient } from '#web/kit/inbox.ts';
import { Page } from '#web/kit/page.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { messages } from './inbox-messages.ts';
import { TaskList } from './tasks.tsx';

export function InboxPage() {
  const t = useTexts(messages);
  return (
    <Page title={t('title')}>
      <div className="columns">
        <Card title={t('tasks')} extra={<ExportButton size="small" address="/api/inbox/tasks/export" />}><TaskList limit={50} /></Card>
        <Notifications />
      </div>
    </Page>
  );
}

function Notifications() {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const list = useInfiniteQuery({
    queryKey: ['inbox', 'notifications'],
    queryFn: ({ pageParam }) => answer(inboxClient.notifications.$get({ query: { limit: '30', ...(pageParam === '' ? {} : { cursor: pageParam }) } })),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
  const { run: markRead, running } = useAct({ act: (ids?: string[]) => answer(inboxClient.notifications.read.$post({ json: ids === undefined ? {} : { ids } })), changes: [['inbox']], done: false });
  const rows = (list.data?.pages ?? []).flatMap(({ items }) => items);
  return (
    <Card title={t('notifications')} extra={rows.some(({ read }) => !read) ? <Button size="small" loading={running} onClick={() => markRead(undefined)}>{t('markAll')}</Button> : undefined}>
      {list.isError ? <p role="alert">{wordsFor(list.error)}</p> : null}
      {list.isPending ? <Skeleton active /> : null}
      {list.data !== undefined && rows.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noNotifications')} /> : null}
      <ul className="row-list">
        {rows.map(({ id, title, link, createdAt, read }) => (
          <li key={id}>
            <div className="row">
              {read ? null : <Badge status="processing" />}
              <div className="grow"><Link to={link} onClick={() => { if (!read) markRead([id]); }}>{text(title)}</Link></div>
              <span className="soft nowrap">{showInstant(createdAt)}</span>
            </div>
          </li>
        ))}
      </ul>
      {list.hasNextPage ? <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>{w('more')}</Button> : null}
    </Card>
  );
}
