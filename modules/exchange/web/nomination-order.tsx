import { Button } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { changes, exchangeClient } from './client.ts';
import { messages } from './messages.ts';
import { RankedList } from './ranked-list.tsx';

type Nominated = { readonly id: string; readonly personName: string; readonly nominationRank: number | null };

/** A home's order among those it nominates: dragged, or moved by buttons, and stored whole. */
export function NominationOrder({ schemeId, homeId, homeName, people }: { schemeId: string; homeId: string; homeName: string; people: readonly Nominated[] }) {
  const t = useTexts(messages);
  const stored = people.toSorted((one, other) => (one.nominationRank ?? 0) - (other.nominationRank ?? 0)).map(({ id }) => id);
  const [order, setOrder] = useState<readonly string[]>(stored);
  const names = new Map(people.map(({ id, personName }) => [id, personName]));
  const nameOf = (id: string) => names.get(id) ?? '';
  const save = useAct({ act: () => answer(exchangeClient.schemes[':id'].nominations.$put({ param: { id: schemeId }, json: { homeId, order: [...order] } })), changes, done: t('orderSaved') });
  return (
    <Card title={`${t('nominationOrder')} · ${homeName}`}>
      <p className="soft">{t('nominationOrderHint')}</p>
      <RankedList label={`${t('nominationOrder')} ${homeName}`} ids={order} show={(id) => <strong>{nameOf(id)}</strong>} nameOf={nameOf} onChange={setOrder} keepsAll />
      <Button type="primary" style={{ marginTop: 10 }} disabled={order.join() === stored.join()} loading={save.running} onClick={() => save.run()}>{t('saveOrder')}</Button>
    </Card>
  );
}
