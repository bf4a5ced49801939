import { useQuery } from '@tanstack/react-query';
import { Empty } from 'antd';
import { mechanisms, type Mechanism } from '#kernel/domain.ts';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { PartySeal } from '#web/kit/party.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { planClient } from './client.ts';
import { messages } from './messages.ts';

/** What the mechanisms counted for an initiative, by measure and period. */
export function Facts({ itemId }: { itemId: string }) {
  const t = useTexts(messages);
  const text = useText();
  const facts = useQuery({ queryKey: ['plan', 'facts', itemId], queryFn: () => answer(planClient.initiatives[':id'].facts.$get({ param: { id: itemId } })) });
  const groups = [...Map.groupBy(facts.data?.items ?? [], ({ measure, unit, period, mechanism }) => `${mechanism}\u0000${measure}\u0000${unit}\u0000${period}`).values()];
  return (
    <Card title={t('facts')}>
      {facts.data !== undefined && groups.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noFacts')} /> : null}
      <ul className="row-list">
        {groups.map((group) => {
          const [first] = group;
          if (first === undefined) return null;
          return (
            <li key={first.measure + first.period + first.mechanism} className="row">
              <span className="grow">{first.measure} <span className="soft">{first.period} · {text(mechanisms[first.mechanism as Mechanism])}</span></span>
              {group.map(({ party, toParty, value }) => <span key={`${party} ${toParty}`} className="row nowrap" style={{ gap: 4 }}><PartySeal party={party} />{toParty === null ? null : <>→ <PartySeal party={toParty} /></>} {value} {first.unit}</span>)}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
