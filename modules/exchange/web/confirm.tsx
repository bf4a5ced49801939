import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Checkbox, Empty } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer, wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { changes, exchangeClient, type Scheme } from './client.ts';
import { messages } from './confirm-messages.ts';
import { ReasonDialog } from './reason-dialog.tsx';

const load = (id: string, cursor?: string) => answer(exchangeClient.schemes[':id'].confirmations.$get({ param: { id }, query: { limit: '100', ...(cursor === undefined ? {} : { cursor }) } }));
type Waiting = Awaited<ReturnType<typeof load>>['items'][number];
/** As many as one act settles. */
const most = 200;

/** What homes have nominated and a division or a party confirms, home by home; many at once. */
export function Confirm({ scheme }: { scheme: Scheme }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const acting = useActing();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [refusing, setRefusing] = useState(false);
  const waiting = useInfiniteQuery({ queryKey: ['exchange', 'confirmations', scheme.id], queryFn: ({ pageParam }) => load(scheme.id, pageParam), initialPageParam: undefined as string | undefined, getNextPageParam: (page) => page.next });
  const pages = waiting.data?.pages ?? [];
  const rows = pages.flatMap(({ items }) => items);
  const quotas = new Map(pages.flatMap(({ quotas: of }) => of).map((quota) => [quota.institutionName, quota]));
  const picked = rows.filter(({ id }) => chosen.has(id));
  const items = picked.map(({ id, version }) => ({ id, version }));
  const settle = useAct({
    act: (said: { verdict: 'confirm' } | { verdict: 'refuse'; reason: string }) => answer(exchangeClient.schemes[':id'].confirmations.$post({ param: { id: scheme.id }, json: { ...said, items } })),
    changes, onDone: () => { setChosen(new Set()); setRefusing(false); },
  });
  const choose = (of: readonly Waiting[], on: boolean) => setChosen((before) => {
    const after = new Set(before);
    for (const { id } of of) if (on) after.add(id); else after.delete(id);
    return after;
  });
  if (waiting.isError) return <p role="alert">{wordsFor(waiting.error)}</p>;
  if (waiting.data !== undefined && rows.length === 0) return <Empty description={t('nothing')} />;
  return (
    <section aria-label={t('confirm')}>
      <div className="row no-print" style={{ marginBottom: 14 }}>
        <Checkbox checked={rows.length > 0 && picked.length === rows.length} indeterminate={picked.length > 0 && picked.length < rows.length} onChange={({ target }) => choose(rows, target.checked)}>{t('all', { count: rows.length })}</Checkbox>
        <Button type="primary" disabled={items.length === 0 || items.length > most} loading={settle.running} onClick={() => settle.run({ verdict: 'confirm' })}>{t('agree', { count: items.length })}</Button>
        <Button danger disabled={items.length === 0 || items.length > most} onClick={() => setRefusing(true)}>{t('refuse')}</Button>
        <span className="soft">{t(acting?.role === 'party_officer' ? 'hintParty' : 'hintDivision')}</span>
      </div>
      {[...Map.groupBy(rows, ({ homeName }) => homeName)].map(([home, of]) => {
        const quota = quotas.get(home);
        const all = of.every(({ id }) => chosen.has(id));
        return (
          <Card key={home} title={home} extra={<Checkbox checked={all} indeterminate={!all && of.some(({ id }) => chosen.has(id))} aria-label={t('allOf', { home })} onChange={({ target }) => choose(of, target.checked)}>{quota === undefined ? null : t('quota', { nominated: quota.nominated, places: quota.places })}</Checkbox>}>
            <ul className="row-list">
              {of.map((row) => (
                <li key={row.id} style={{ padding: '8px 0' }}>
                  <Checkbox checked={chosen.has(row.id)} onChange={({ target }) => choose([row], target.checked)}>
                    <strong>{row.personName}</strong> <span className="soft">{t('rank', { rank: row.nominationRank ?? 0 })}{row.category === null ? '' : ` · ${row.category}`}</span> {row.state === 'atDivision' && acting?.role === 'party_officer' ? <Mark tone="warn">{t('atDivision')}</Mark> : null}
                  </Checkbox>
                  <div style={{ paddingInlineStart: 24 }}>
                    <div className="soft">{row.wishes.map(({ title, institutionName }, i) => `${i + 1}. ${title}（${institutionName}）`).join('　')}</div>
                    <details><summary>{t('statement')}</summary><p style={{ whiteSpace: 'pre-wrap', margin: '4px 0' }}>{row.statement}</p></details>
                  </div>
                </li>
              ))}
            </ul>
          </Card>
        );
      })}
      {waiting.hasNextPage ? <div style={{ textAlign: 'center' }}><Button loading={waiting.isFetchingNextPage} onClick={() => void waiting.fetchNextPage()}>{w('more')}</Button></div> : null}
      {refusing ? <ReasonDialog title={t('refuse')} label={t('reason')} running={settle.running} onClose={() => setRefusing(false)} onDo={(reason) => settle.run({ verdict: 'refuse', reason })}><p>{t('refuseWhom', { count: items.length, names: picked.slice(0, 10).map(({ personName }) => personName).join('、') + (picked.length > 10 ? '……' : '') })}</p></ReasonDialog> : null}
    </section>
  );
}
