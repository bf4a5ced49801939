import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Empty, Segmented } from 'antd';
import { useState } from 'react';
import { partyNames, type PartyCode } from '#kernel/domain.ts';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { useLive } from '#web/kit/live.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartySeal } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { signingClient } from '#web/kit/signing/client.ts';
import { useText, useTexts } from '#web/kit/texts.tsx';
import '#web/kit/signing/signing.css';
import { messages } from './signing-messages.ts';

const states = ['open', 'inForce', 'withdrawn'] as const;
type State = (typeof states)[number];

/** What is signed jointly: first what waits for the person's own signature, then all, by state. */
export function SigningPage() {
  const t = useTexts(messages);
  const acting = useActing();
  const [state, setState] = useState<State>('open');
  const list = useDocuments(state);
  const rows = (list.data?.pages ?? []).flatMap(({ items }) => items);
  return (
    <Page title={t('title')} subtitle={t('subtitle')} error={list.error} onRetry={() => void list.refetch()} extra={<><Link className="link-button" to="/workspace/signing/keys">{t('keys')}</Link><Link className="link-button" to="/verify">{t('verify')}</Link></>}>
      {acting?.role === 'party_signatory' ? <Waiting /> : null}
      <DataTable
        label={t('title')} rows={rows} rowKey={({ id }) => id} loading={list.isFetching} hasMore={list.hasNextPage} onMore={() => void list.fetchNextPage()}
        empty={<Empty description={t('none')} image={Empty.PRESENTED_IMAGE_SIMPLE} />}
        toolbar={<Segmented aria-label={t('state')} value={state} onChange={setState} options={states.map((value) => ({ value, label: t(value) }))} />}
        columns={[
          { key: 'title', title: t('name'), render: ({ id, title }) => <Link to="/workspace/signing/$documentId" params={{ documentId: id }}>{title}</Link> },
          { key: 'round', title: t('round'), render: ({ round }) => t('roundOf', { round }) },
          { key: 'signed', title: t('signedBy'), render: ({ required, signed }) => <SmallSeals required={required} signed={signed} /> },
          { key: 'at', title: t('openedAt'), render: ({ openedAt }) => showInstant(openedAt) },
          { key: 'mine', title: '', render: ({ waitsForMe }) => (waitsForMe ? <Mark tone="warn">{t('waiting')}</Mark> : null) },
        ]}
      />
    </Page>
  );
}

function useDocuments(state: State) {
  useLive({ type: 'signing', id: 'list' }, [['signing', 'documents']]);
  return useInfiniteQuery({
    queryKey: ['signing', 'documents', state], placeholderData: keepPreviousData,
    queryFn: ({ pageParam }) => answer(signingClient.documents.$get({ query: { state, limit: '50', ...(pageParam === '' ? {} : { cursor: pageParam }) } })),
    initialPageParam: '', getNextPageParam: ({ next }) => next,
  });
}

function Waiting() {
  const t = useTexts(messages);
  const list = useDocuments('open');
  const waiting = (list.data?.pages ?? []).flatMap(({ items }) => items).filter(({ waitsForMe }) => waitsForMe);
  return (
    <Card title={t('waiting')}>
      {list.data !== undefined && waiting.length === 0 ? <p className="soft">{t('noneWaiting')}</p> : null}
      <ul className="row-list">
        {waiting.map(({ id, title, round, required, signed }) => (
          <li key={id} className="row"><div className="grow"><Link to="/workspace/signing/$documentId" params={{ documentId: id }}>{title}</Link> <span className="soft">{t('roundOf', { round })}</span></div><SmallSeals required={required} signed={signed} /></li>
        ))}
      </ul>
    </Card>
  );
}

/** Who must sign, by their one character; whoever has is in full colour. */
function SmallSeals({ required, signed }: { required: readonly PartyCode[]; signed: readonly PartyCode[] }) {
  const t = useTexts(messages);
  const text = useText();
  return <ul className="small-seals">{required.map((party) => <li key={party} className={signed.includes(party) ? 'small-seal-signed' : undefined} aria-label={t(signed.includes(party) ? 'signed' : 'notSigned', { party: text(partyNames[party]) })}><span aria-hidden><PartySeal party={party} /></span></li>)}</ul>;
}
