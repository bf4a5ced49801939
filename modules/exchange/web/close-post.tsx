import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer, wordsFor } from '#web/kit/api.ts';
import { useTexts } from '#web/kit/texts.tsx';
import { asListed, changes, exchangeClient, type Offer } from './client.ts';
import { messages } from './answers-messages.ts';
import { ReasonDialog, Unable } from './reason-dialog.tsx';
import { ReleaseList } from './release-list.tsx';

/** Closes a post that people have been given: first the list of whom it touches. */
export function ClosePost({ offer }: { offer: Offer }) {
  const t = useTexts(messages);
  const [open, setOpen] = useState(false);
  return <><Button size="small" danger onClick={() => setOpen(true)}>{t('closePost')}</Button>{open ? <CloseDialog offer={offer} onClose={() => setOpen(false)} /> : null}</>;
}

function CloseDialog({ offer, onClose }: { offer: Offer; onClose: () => void }) {
  const t = useTexts(messages);
  const list = useQuery({ queryKey: ['exchange', 'closing', offer.id], queryFn: () => answer(exchangeClient.offers[':id'].closing.$get({ param: { id: offer.id } })) });
  const { run, running } = useAct({ act: (reason: string) => asListed(list, answer(exchangeClient.offers[':id'].close.$post({ param: { id: offer.id }, json: { version: offer.version, digest: list.data?.digest ?? '', reason } }))), changes, onDone: onClose });
  if (list.isError) return <Unable title={t('closePost')} why={wordsFor(list.error)} onClose={onClose} />;
  return (
    <ReasonDialog title={t('closePost')} label={t('closeReason')} running={running || list.isPending} onClose={onClose} onDo={run}>
      <p className="soft">{t('closeHint')}</p>
      <ReleaseList closing label={t('closePost')} items={list.data?.items ?? []} />
    </ReasonDialog>
  );
}
