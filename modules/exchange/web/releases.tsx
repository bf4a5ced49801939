import { useQuery } from '@tanstack/react-query';
import { App, Button, Empty } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer, wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { asListed, changes, exchangeClient } from './client.ts';
import { messages } from './answers-messages.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { ReleaseList } from './release-list.tsx';

/** A party's own overdue places: looked at first, released when an officer confirms. */
export function OverduePlaces({ schemeId }: { schemeId: string }) {
  const t = useTexts(messages);
  const [asking, setAsking] = useState(false);
  const list = useQuery({ queryKey: ['exchange', 'overdue', schemeId], queryFn: () => answer(exchangeClient.schemes[':id'].overdue.$get({ param: { id: schemeId } })) });
  const { run, running } = useAct({ act: (reason: string) => asListed(list, answer(exchangeClient.schemes[':id'].releases.$post({ param: { id: schemeId }, json: { digest: list.data?.digest ?? '', reason } }))), changes, onDone: () => setAsking(false) });
  const items = list.data?.items ?? [];
  return (
    <Card title={t('overdue')}>
      {list.isError ? <p role="alert">{wordsFor(list.error)}</p> : null}
      {list.data !== undefined && items.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('overdueNone')} /> : null}
      {items.length === 0 ? null : (
        <>
          <p className="soft">{t('overdueHint')}</p>
          <ReleaseList label={t('overdue')} items={items} />
          <Button danger style={{ marginTop: 12 }} onClick={() => setAsking(true)}>{t('release')}</Button>
        </>
      )}
      {asking ? <ReasonDialog title={t('releaseTitle', { count: items.length })} label={t('releaseReason')} running={running} onClose={() => setAsking(false)} onDo={run}><ReleaseList label={t('overdue')} items={items} /></ReasonDialog> : null}
    </Card>
  );
}

/** What was taken back, and the way to undo it. */
export function Releases({ schemeId }: { schemeId: string }) {
  const t = useTexts(messages);
  const { message } = App.useApp();
  const [undoing, setUndoing] = useState<string>();
  const releases = useQuery({ queryKey: ['exchange', 'releases', schemeId], queryFn: () => answer(exchangeClient.schemes[':id'].releases.$get({ param: { id: schemeId } })) });
  const { run, running } = useAct({
    act: async (reason: string) => {
      const { restored, kept } = await answer(exchangeClient.releases[':id'].undo.$post({ param: { id: undoing ?? '' }, json: { reason } }));
      void message.success(t('undoResult', { restored, kept }));
    },
    changes, done: false, onDone: () => setUndoing(undefined),
  });
  const items = releases.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Card title={t('history')}>
      <ul className="row-list">
        {items.map(({ id, kind, reason, releasedAt, undoneReason, mayUndo, items: people }) => (
          <li key={id} style={{ padding: '8px 0' }}>
            <div className="row"><span className="grow"><strong>{kind === 'overdue' ? t('kindOverdue') : t('kindClosed')}</strong> <span className="soft">{showInstant(releasedAt)} · {reason}</span></span>{mayUndo ? <Button size="small" onClick={() => setUndoing(id)}>{t('undo')}</Button> : null}</div>
            <p style={{ margin: '4px 0 0' }}>{people.map(({ personName, offerTitle, restored }) => <span key={`${personName}${offerTitle}`} style={{ marginInlineEnd: 12 }}>{personName} <span className="soft">{offerTitle}</span>{restored ? <> <Mark tone="good">{t('restored')}</Mark></> : null}</span>)}</p>
            {undoneReason === null ? null : <p className="soft" style={{ margin: 0 }}>{t('undone', { reason: undoneReason })}</p>}
          </li>
        ))}
      </ul>
      {undoing === undefined ? null : <ReasonDialog danger={false} title={t('undo')} label={t('undoReason')} running={running} onClose={() => setUndoing(undefined)} onDo={run} />}
    </Card>
  );
}
