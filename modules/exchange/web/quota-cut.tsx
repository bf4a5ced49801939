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
import { asListed, changes, exchangeClient, type Scheme } from './client.ts';
import { messages } from './quota-cut-messages.ts';
import { ReasonDialog, Unable } from './reason-dialog.tsx';

export type Cut = { readonly institutionId: string; readonly places: number };

/** A quota below those nominated: first the list of whom it touches. */
export function CutDialog({ scheme, cut, onClose }: { scheme: Scheme; cut: Cut; onClose: () => void }) {
  const t = useTexts(messages);
  const text = useText();
  const quota = scheme.quotas.find(({ institutionId }) => institutionId === cut.institutionId);
  const list = useQuery({ queryKey: ['exchange', 'quota-cut', scheme.id, cut], queryFn: () => answer(exchangeClient.schemes[':id']['quota-cuts'].list.$post({ param: { id: scheme.id }, json: cut })), retry: false });
  const { run, running } = useAct({ act: (reason: string) => asListed(list, answer(exchangeClient.schemes[':id']['quota-cuts'].$post({ param: { id: scheme.id }, json: { ...cut, digest: list.data?.digest ?? '', reason } }))), changes, onDone: onClose });
  const label = (state: string) => text(Object.entries(applicationStates).find(([name]) => name === state)?.[1] ?? { zh: state, en: state });
  if (list.isError) return <Unable title={t('cut')} why={wordsFor(list.error)} onClose={onClose} />;
  return (
    <ReasonDialog title={t('cut')} label={t('reason')} running={running || list.data === undefined} onClose={onClose} onDo={run}>
      <p className="soft">{t('hint', { home: quota?.institutionName ?? '', before: quota?.places ?? 0, places: cut.places })}</p>
      <DataTable
        label={t('cut')} rows={list.data?.items ?? []} rowKey={({ applicationId }) => applicationId} loading={list.isPending}
        columns={[{ key: 'name', title: t('name'), render: ({ personName }) => personName }, { key: 'rank', title: t('rank'), align: 'right', render: ({ rank }) => rank }, { key: 'state', title: t('state'), render: ({ state }) => label(state) }]}
      />
    </ReasonDialog>
  );
}

/** Quotas that were cut, and the way to undo it. */
export function QuotaCuts({ schemeId }: { schemeId: string }) {
  const t = useTexts(messages);
  const { message } = App.useApp();
  const [undoingId, setUndoing] = useState<string>();
  const cuts = useQuery({ queryKey: ['exchange', 'quota-cuts', schemeId], queryFn: () => answer(exchangeClient.schemes[':id']['quota-cuts'].$get({ param: { id: schemeId } })) });
  const { run, running } = useAct({
    act: async (reason: string) => {
      const { restored, kept } = await answer(exchangeClient['quota-cuts'][':id'].undo.$post({ param: { id: undoingId ?? '' }, json: { reason } }));
      void message.success(kept === 0 ? t('undoneAll', { restored }) : t('undoResult', { restored, kept }));
    },
    changes, done: false, onDone: () => setUndoing(undefined),
  });
  const items = cuts.data?.items ?? [];
  const undoing = items.find(({ id }) => id === undoingId);
  if (items.length === 0) return null;
  return (
    <Card title={t('history')}>
      <ul className="row-list">
        {items.map(({ id, institutionName, placesBefore, places, reason, cutAt, undoneReason, mayUndo, items: people }) => (
          <li key={id} style={{ padding: '8px 0' }}>
            <div className="row"><span className="grow"><strong>{t('from', { home: institutionName, before: placesBefore, places })}</strong> <span className="soft nowrap">{showInstant(cutAt)}</span></span>{mayUndo ? <Button size="small" onClick={() => setUndoing(id)}>{t('undo')}</Button> : null}</div>
            <dl className="definition" style={{ margin: '4px 0 0' }}>
              <dt>{t('why')}</dt><dd>{reason}</dd>
              <dt>{t('sentBack')}</dt><dd>{people.map(({ rank, personName, restored }) => <span key={rank} style={{ marginInlineEnd: 12 }}>{personName ?? t('number', { rank })}{restored ? <> <Mark tone="good">{t('restored')}</Mark></> : null}</span>)}</dd>
              {undoneReason === null ? null : <><dt>{t('undone')}</dt><dd>{undoneReason}</dd></>}
            </dl>
          </li>
        ))}
      </ul>
      {undoing === undefined ? null : (
        <ReasonDialog danger={false} title={t('undo')} label={t('undoReason')} running={running} onClose={() => setUndoing(undefined)} onDo={run}>
          <p className="soft" style={{ marginTop: 0 }}>{t('undoHint', { home: undoing.institutionName, before: undoing.placesBefore, places: undoing.places })}</p>
        </ReasonDialog>
      )}
    </Card>
  );
}
