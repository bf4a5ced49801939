import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Empty } from 'antd';
import { answer, wordsFor } from '#web/kit/api.ts';
import { ExportButton } from '#web/kit/export-button.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { applicationStates } from '../messages.ts';
import { placementStates } from '../stay/messages.ts';
import { exchangeClient } from './client.ts';
import { messages } from './messages.ts';

/** Who has a place, as far as it is one's own to see, and how far each is. */
export function Stays({ schemeId }: { schemeId: string }) {
  const t = useTexts(messages);
  const text = useText();
  const stays = useQuery({ queryKey: ['exchange', 'stays', schemeId], queryFn: () => answer(exchangeClient.schemes[':id'].stays.$get({ param: { id: schemeId } })) });
  if (stays.isError) return <p role="alert">{wordsFor(stays.error)}</p>;
  const certified = stays.data?.items.some(({ placement }) => placement === 'certified') ?? false;
  return (
    <>
    {certified ? <div className="row no-print" style={{ marginBottom: 14 }}><span className="grow soft">{t('transcriptsHint')}</span><ExportButton address={`/api/exchange/schemes/${schemeId}/transcripts`} /></div> : null}
    <DataTable
      label={t('stays')} rows={stays.data?.items ?? []} rowKey={({ applicationId }) => applicationId} loading={stays.isPending} empty={<Empty description={t('noStays')} />}
      columns={[
        { key: 'name', title: t('name'), render: ({ applicationId, personName }) => <Link to="/workspace/exchange/stays/$id" params={{ id: applicationId }}>{personName}</Link> },
        { key: 'home', title: t('home'), render: ({ homeName }) => homeName },
        { key: 'host', title: t('host'), render: ({ hostName, offerTitle }) => <>{hostName} <span className="soft">{offerTitle}</span></> },
        { key: 'answer', title: t('answer'), render: ({ answer: state }) => text(applicationStates[state as keyof typeof applicationStates]) },
        { key: 'agreement', title: t('agreement'), render: ({ agreement }) => (agreement === null ? <span className="soft">{t('notYet')}</span> : t(agreement === 'inForce' ? 'agreementInForce' : agreement === 'withdrawn' ? 'agreementWithdrawn' : 'agreementDraft')) },
        { key: 'placement', title: t('placement'), render: ({ placement }) => (placement === null ? <span className="soft">{t('notYet')}</span> : text(placementStates[placement as keyof typeof placementStates])) },
      ]}
    />
    </>
  );
}
