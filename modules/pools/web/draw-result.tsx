import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer, apiClient } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { PartySeal } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import type { OfficeApi } from '#modules/review/index.ts';
import { drawsClient, type Draw } from './client.ts';
import { DepartDialog } from './depart-dialog.tsx';
import { JudgeDialog } from './duties.tsx';
import { ObjectButton, Objections } from './draw-objections.tsx';
import { messages } from './messages.ts';

/** Who was drawn, who left since, and how to check it. */
export function DrawResult({ draw }: { draw: Draw }) {
  const t = useTexts(messages);
  const acting = useActing();
  const [leaving, setLeaving] = useState<Draw['drawnPeople'][number]>();
  const [judging, setJudging] = useState<Draw['drawnPeople'][number]>();
  const depart = useAct({ act: (json: { place: number; kind: 'declined' | 'conflict' | 'withdrawn'; reason: string }) => answer(drawsClient.draws[':id'].departures.$post({ param: { id: draw.id }, json })), changes: [['pools']], onDone: () => setLeaving(undefined) });
  const officer = acting?.role === 'party_officer';
  return (
    <Card title={t('result')} extra={<span className="row"><ReviewLink draw={draw} /><Button href={`/api/pools/draws/${draw.id}/transcript`}>{t('transcript')}</Button><Button type="primary" href={`/verify-draw?draw=${draw.id}`}>{t('verify')}</Button></span>}>
      <ol className="row-list" aria-label={t('result')}>
        {draw.drawnPeople.map((person) => (
          <li key={person.place} className="row"><PartySeal party={person.party} /><span className="grow">{person.label}</span>{acting?.role === 'party_officer' && acting.party === draw.party ? <Button size="small" onClick={() => setJudging(person)}>{t('judge')}</Button> : null}{officer && acting.party === person.party ? <Button size="small" onClick={() => setLeaving(person)}>{t('depart')}</Button> : null}{officer && acting.party !== person.party && !draw.objections.some(({ place, answer }) => place === person.place && answer === null) ? <ObjectButton draw={draw} place={person.place} /> : null}</li>
        ))}
      </ol>
      {draw.vacant > 0 ? <Alert type="warning" showIcon title={t('vacant', { n: draw.vacant })} /> : null}
      {draw.departures.length === 0 ? null : <><h3>{t('departed')}</h3><ul>{draw.departures.map(({ place, kind, reason }) => <li key={place}>{t(kind)}：{reason}</li>)}</ul></>}
      <Objections draw={draw} party={officer ? acting.party : undefined} />
      {judging === undefined ? null : <JudgeDialog drawId={draw.id} place={judging.place} label={judging.label} onClose={() => setJudging(undefined)} />}
      {leaving === undefined ? null : <DepartDialog label={leaving.label} running={depart.running} onCancel={() => setLeaving(undefined)} onDepart={(values) => depart.run({ place: leaving.place, ...values })} />}
    </Card>
  );
}

const reviews = apiClient<OfficeApi>('/api/review');

/** From the panel to what it judges: the review that was made from it, or, for whoever asked for the draw, a new one. */
function ReviewLink({ draw }: { draw: Draw }) {
  const t = useTexts(messages);
  const acting = useActing();
  const found = useQuery({ queryKey: ['review', 'of-draw', draw.id], queryFn: () => answer(reviews['of-draw'][':id'].$get({ param: { id: draw.id } })) });
  if (found.data === undefined) return null;
  if (found.data.id !== null) return <Link to="/workspace/reviews/$id" params={{ id: found.data.id }}>{t('toReview')}</Link>;
  return acting?.role === 'party_officer' && acting.party === draw.party ? <Link className="link-button" to="/workspace/reviews/new" search={{ draw: draw.id }}>{t('newReview')}</Link> : null;
}
