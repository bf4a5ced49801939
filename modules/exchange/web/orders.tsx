import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Checkbox, Empty } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer, wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { groupEqual, groupsByScore } from '../ordering/rules.ts';
import { changes, exchangeClient, type Offer, type Scheme } from './client.ts';
import { messages as fitMessages } from './fit-messages.ts';
import { HostSlots } from './interviews.tsx';
import { messages } from './messages.ts';
import { messages as orderingMessages } from './ordering-messages.ts';
import { RankedList } from './ranked-list.tsx';
import { ScoreDialog } from './score-dialog.tsx';

const loadOrder = (id: string) => answer(exchangeClient.offers[':id'].order.$get({ param: { id } }));
export type Order = Awaited<ReturnType<typeof loadOrder>>;
export type Candidate = Order['items'][number];

/** A host scores, interviews and puts in order those who wish for each of its posts; who is not acceptable is never placed there. */
export function Orders({ scheme }: { scheme: Scheme }) {
  const t = useTexts(messages);
  const own = scheme.offers.filter(({ state, mayOrder }) => state === 'published' && mayOrder);
  if (own.length === 0) return <Empty description={t('noOrder')} />;
  return <><p className="soft">{t('orderHint')}</p>{own.map((offer) => <OrderCard key={offer.id} scheme={scheme} offer={offer} />)}</>;
}

function OrderCard({ scheme, offer }: { scheme: Scheme; offer: Offer }) {
  const t = useTexts(messages);
  const acting = useActing();
  const order = useQuery({ queryKey: ['exchange', 'order', offer.id], queryFn: () => loadOrder(offer.id) });
  const candidates = order.data?.items ?? [];
  return (
    <Card title={`${offer.title} · ${offer.institutionName} · ${t('placesCount', { count: offer.capacity - offer.taken })}`}>
      {order.isError ? <p role="alert">{wordsFor(order.error)}</p> : null}
      {order.data === undefined ? null : candidates.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('nobody')} /> : (
        <>
          <OrderList key={`${order.dataUpdatedAt}`} scheme={scheme} offer={offer} order={order.data} />
          {acting?.role === 'member' ? null : <HostSlots offer={offer} candidates={candidates} />}
        </>
      )}
    </Card>
  );
}

function OrderList({ scheme, offer, order: { orderedAt, items: candidates, rubric } }: { scheme: Scheme; offer: Offer; order: Order }) {
  const t = useTexts(messages);
  const o = useTexts(orderingMessages);
  const f = useTexts(fitMessages);
  const saved = orderedAt !== null;
  const [order, setOrder] = useState<readonly string[]>(candidates.filter(({ rank }) => rank !== null || !saved).map(({ id }) => id));
  const [equal, setEqual] = useState(candidates.some(({ level }, i) => level !== null && candidates.some((other, j) => j !== i && other.level === level)));
  const [scoring, setScoring] = useState<Candidate>();
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const totalOf = (id: string) => byId.get(id)?.total ?? undefined;
  const save = useAct({ act: () => answer(exchangeClient.offers[':id'].order.$put({ param: { id: offer.id }, json: { order: equal ? groupEqual(order, totalOf) : [...order] } })), changes, done: t('orderSaved') });
  const left = candidates.filter(({ id }) => !order.includes(id));
  const hasScores = candidates.some(({ total }) => total !== null);
  const byScore = () => {
    const scored = groupsByScore(candidates.map(({ id, total }) => ({ id, total: total ?? undefined }))).flat();
    setOrder([...scored, ...order.filter((id) => !scored.includes(id))]);
    setEqual(true);
  };
  const about = (id: string) => {
    const candidate = byId.get(id);
    if (candidate === undefined) return null;
    return (
      <span>
        <strong>{candidate.personName}</strong> <span className="soft">{candidate.homeName}</span> {candidate.fit === null ? null : <Mark>{f('fit', { fit: candidate.fit })}</Mark>} {candidate.total === null ? null : <Mark tone="active">{o('total', { total: candidate.total, raters: candidate.raters })}</Mark>}
        <Button size="small" type="link" aria-label={`${o('score')} ${candidate.personName}`} onClick={() => setScoring(candidate)}>{o('score')}</Button>
        <span style={{ display: 'block', whiteSpace: 'pre-wrap' }} className="clamp">{candidate.statement}</span>
      </span>
    );
  };
  return (
    <>
      <div className="row no-print" style={{ marginBottom: 8 }}>
        {hasScores ? <Button size="small" onClick={byScore}>{o('orderByScore')}</Button> : null}
        {hasScores ? <Checkbox checked={equal} onChange={({ target }) => setEqual(target.checked)}>{o('equalByLottery')}</Checkbox> : <span className="soft">{o('scoreHint')}</span>}
      </div>
      <h3 style={{ fontSize: 15 }}>{t('acceptable')}</h3>
      <RankedList label={t('acceptable')} ids={order} show={about} nameOf={(id) => byId.get(id)?.personName ?? ''} onChange={setOrder} />
      {left.length === 0 ? null : (
        <>
          <h3 style={{ fontSize: 15 }}>{t('notAcceptable')}</h3>
          <ul className="row-list" aria-label={t('notAcceptable')}>{left.map(({ id, personName }) => <li key={id} className="row"><span className="grow">{about(id)}</span><Button size="small" onClick={() => setOrder([...order, id])} aria-label={`${t('acceptable')} ${personName}`}>{t('acceptable')}</Button></li>)}</ul>
        </>
      )}
      {order.length > 0 ? null : <Alert type="warning" showIcon title={o('takesNobody')} style={{ marginTop: 10 }} />}
      {scheme.state === 'ordering' ? <Button type="primary" loading={save.running} onClick={() => save.run()} style={{ marginTop: 10 }}>{t('saveOrder')}</Button> : <p className="soft">{o('orderLater')}</p>}
      {scoring === undefined ? null : <ScoreDialog offerId={offer.id} candidate={scoring} rubric={rubric} onClose={() => setScoring(undefined)} />}
    </>
  );
}
