import { useQuery } from '@tanstack/react-query';
import { Button, Empty } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer, wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { changes, exchangeClient, type Offer, type Scheme } from './client.ts';
import { messages } from './messages.ts';
import { RankedList } from './ranked-list.tsx';

const loadOrder = async (id: string) => (await answer(exchangeClient.offers[':id'].order.$get({ param: { id } }))).items;
type Candidate = Awaited<ReturnType<typeof loadOrder>>[number];

/** A host puts those who wish for each of its posts in order; who is not acceptable is never placed there. */
export function Orders({ scheme }: { scheme: Scheme }) {
  const t = useTexts(messages);
  const acting = useActing();
  const own = scheme.offers.filter((offer) => offer.state === 'published' && (acting?.role === 'institution_officer' ? offer.institutionId === acting.organization?.id : acting?.role === 'party_officer' && offer.party === acting.party));
  if (own.length === 0) return <Empty description={t('noOrder')} />;
  return <><p className="soft">{t('orderHint')}</p>{own.map((offer) => <Order key={offer.id} offer={offer} />)}</>;
}

function Order({ offer }: { offer: Offer }) {
  const t = useTexts(messages);
  const candidates = useQuery({ queryKey: ['exchange', 'order', offer.id], queryFn: () => loadOrder(offer.id) });
  return (
    <Card title={`${offer.title} · ${offer.institutionName} · ${t('placesCount', { count: offer.capacity })}`}>
      {candidates.isError ? <p role="alert">{wordsFor(candidates.error)}</p> : null}
      {candidates.data === undefined ? null : candidates.data.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('nobody')} /> : <OrderList key={candidates.dataUpdatedAt} offer={offer} candidates={candidates.data} />}
    </Card>
  );
}

function OrderList({ offer, candidates }: { offer: Offer; candidates: readonly Candidate[] }) {
  const t = useTexts(messages);
  const saved = candidates.some(({ rank }) => rank !== null);
  const [order, setOrder] = useState<readonly string[]>(candidates.filter(({ rank }) => rank !== null || !saved).map(({ id }) => id));
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const save = useAct({ act: () => answer(exchangeClient.offers[':id'].order.$put({ param: { id: offer.id }, json: { order: [...order] } })), changes, done: t('orderSaved') });
  const left = candidates.filter(({ id }) => !order.includes(id));
  const about = (id: string) => <span><strong>{byId.get(id)?.personName}</strong> <span className="soft">{byId.get(id)?.homeName}</span><span style={{ display: 'block', whiteSpace: 'pre-wrap' }} className="clamp">{byId.get(id)?.statement}</span></span>;
  return (
    <>
      <h3 style={{ fontSize: 15 }}>{t('acceptable')}</h3>
      <RankedList label={t('acceptable')} ids={order} show={about} nameOf={(id) => byId.get(id)?.personName ?? ''} onChange={setOrder} />
      {left.length === 0 ? null : (
        <>
          <h3 style={{ fontSize: 15 }}>{t('notAcceptable')}</h3>
          <ul className="row-list" aria-label={t('notAcceptable')}>{left.map(({ id, personName }) => <li key={id} className="row"><span className="grow">{about(id)}</span><Button size="small" onClick={() => setOrder([...order, id])} aria-label={`${t('acceptable')} ${personName}`}>{t('acceptable')}</Button></li>)}</ul>
        </>
      )}
      <Button type="primary" loading={save.running} onClick={() => save.run()} style={{ marginTop: 10 }}>{t('saveOrder')}</Button>
    </>
  );
}
