import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Progress } from 'antd';
import { useEffect } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { changes, office, useJob, type OfficeReview } from './client.ts';
import { messages } from './messages.ts';

/** The assignment as it is computed, and what comes of it, before it counts. */
export function PlanCard({ review }: { review: OfficeReview }) {
  const t = useTexts(messages);
  const { plan } = review.office;
  const begin = useAct({ act: () => answer(office.reviews[':id'].plans.$post({ param: { id: review.id } })), changes, done: false });
  const confirm = useAct({ act: (id: string) => answer(office.plans[':id'].confirm.$post({ param: { id } })), changes });
  const discard = useAct({ act: (id: string) => answer(office.plans[':id'].discard.$post({ param: { id } })), changes });
  if (review.state !== 'inviting') return null;
  const accepted = review.office.reviewers.filter(({ state }) => state === 'accepted').length;
  const mayBegin = review.office.may.assign && accepted > 0;
  const forAll = review.reviewsPerItem >= accepted; // nothing to decide: beginning gives everything to everybody
  if (plan === null) {
    return mayBegin ? <Card title={t('plan')} extra={<Button type={forAll ? 'default' : 'primary'} loading={begin.running} onClick={() => begin.run()}>{t('plan')}</Button>}><p className="soft" style={{ margin: 0 }}>{forAll ? t('planForAll') : t('planHint', { reviews: review.reviewsPerItem, load: review.loadCap })}</p></Card> : null;
  }
  if (plan.state === 'computing') return <Card title={t('planning')}>{plan.jobId === null ? null : <JobProgress id={plan.jobId} />}</Card>;
  return (
    <Card title={t('proposed')} extra={review.office.may.assign ? <span className="row"><Button onClick={() => discard.run(plan.id)} loading={discard.running}>{t('discardPlan')}</Button><Button type="primary" onClick={() => confirm.run(plan.id)} loading={confirm.running}>{t('confirmPlan')}</Button></span> : undefined}>
      <p>{t('planFacts', { pairs: plan.pairs, fitting: plan.fitting })}</p>
      {plan.short.length === 0 ? null : <Alert type="warning" showIcon title={t('planShort')} description={<ul>{plan.short.map(({ title, missing }) => <li key={title}>{t('missing', { title, n: missing })}</li>)}</ul>} style={{ marginBottom: 12 }} />}
      <p className="facts-line">{plan.loads.map(({ name, items }) => <span key={name}>{name} {items}</span>)}</p>
    </Card>
  );
}

function JobProgress({ id }: { id: string }) {
  const t = useTexts(messages);
  const text = useText();
  const queries = useQueryClient();
  const { data } = useJob(id);
  const state = data?.state;
  useEffect(() => { if (state === 'done' || state === 'failed') void queries.invalidateQueries({ queryKey: ['review'] }); }, [queries, state]);
  return (
    <div role="status">
      <Progress percent={Math.round((data?.progress ?? 0) * 100)} status={state === 'failed' ? 'exception' : 'active'} aria-label={t('planning')} />
      <span className="soft">{data?.problem != null ? text(data.problem) : data?.step == null ? '' : text(data.step)}</span>
    </div>
  );
}
