import { useQuery } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer, wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { applicationStates } from '../messages.ts';
import { changes, exchangeClient, type Scheme } from './client.ts';
import { messages } from './quota-cut-messages.ts';
import { ReasonDialog } from './reason-dialog.tsx';

export type Cut = { readonly institutionId: string; readonly places: number };

/** A quota below those nominated: first the list of whom it touches. */
export function CutDialog({ scheme, cut, onClose }: { scheme: Scheme; cut: Cut; onClose: () => void }) {
  const t = useTexts(messages);
  const text = useText();
  const quota = scheme.quotas.find(({ institutionId }) => institutionId === cut.institutionId);
  const list = useQuery({ queryKey: ['exchange', 'quota-cut', scheme.id, cut], queryFn: () => answer(exchangeClient.schemes[':id']['quota-cuts'].list.$post({ param: { id: scheme.id }, json: cut })), retry: false });
  const { run, running } = useAct({ act: (reason: string) => answer(exchangeClient.schemes[':id']['quota-cuts'].$post({ param: { id: scheme.id }, json: { ...cut, digest: list.data?.digest ?? '', reason } })), changes, onDone: onClose });
  const label = (state: string) => text(Object.entries(applicationStates).find(([name]) => name === state)?.[1] ?? { zh: state, en: state });
  return (
    <ReasonDialog title={t('cut')} label={t('reason')} running={running || list.data === undefined} onClose={onClose} onDo={run}>
      <p className="soft">{t('hint', { home: quota?.institutionName ?? '', before: quota?.places ?? 0, places: cut.places })}</p>
      {list.isError ? <p role="alert">{wordsFor(list.error)}</p> : (
        <DataTable
          label={t('cut')} rows={list.data?.items ?? []} rowKey={({ applicationId }) => applicationId} loading={list.isPending}
          columns={[{ key: 'rank', title: t('rank'), align: 'right', render: ({ rank }) => rank }, { key: 'name', title: t('name'), render: ({ personName }) => personName }, { key: 'state', title: t('state'), render: ({ state }) => label(state) }]}
        />
      )}
    </ReasonDialog>
  );
}

/** Quotas that were cut, and the way to undo it. */
export function QuotaCuts({ schemeId }: { schemeId: string }) {
  const t = useTexts(messages);
  const { message } = App.useApp();
  const [undoing, setUndoing] = useState<string>();
  const cuts = useQuery({ queryKey: ['exchange', 'quota-cuts', schemeId], queryFn: () => answer(exchangeClient.schemes[':id']['quota-cuts'].$get({ param: { id: schemeId } })) });
  const { run, running } = useAct({
    act: async (reason: string) => {
      const { restored, kept } = await answer(exchangeClient['quota-cuts'][':id'].undo.$post({ param: { id: undoing ?? '' }, json: { reason } }));
      void message.success(t('undoResult', { restored, kept }));
    },
    changes, done: false, onDone: () => setUndoing(undefined),
  });
  const items = cuts.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Card title={t('history')}>
      <ul className="row-list">
        {items.map(({ id, institutionName, placesBefore, places, reason, cutAt, undoneReason, mayUndo, items: people }) => (
          <li key={id} style={{ padding: '8px 0' }}>
            <div className="row"><span className="grow"><strong>{t('from', { home: institutionName, before: placesBefore, places })}</strong> <span className="soft">{showInstant(cutAt)} · {reason}</span></span>{mayUndo ? <Button size="small" onClick={() => setUndoing(id)}>{t('undo')}</Button> : null}</div>
            <p style={{ margin: '4px 0 0' }}>{people.map(({ rank, personName, restored }) => <span key={rank} style={{ marginInlineEnd: 12 }}>{personName ?? t('number', { rank })}{restored ? <> <Mark tone="good">{t('restored')}</Mark></> : null}</span>)}</p>
            {undoneReason === null ? null : <p className="soft" style={{ margin: 0 }}>{t('undone', { reason: undoneReason })}</p>}
          </li>
        ))}
      </ul>
      {undoing === undefined ? null : <ReasonDialog danger={false} title={t('undo')} label={t('undoReason')} running={running} onClose={() => setUndoing(undefined)} onDo={run} />}
    </Card>
  );
}
