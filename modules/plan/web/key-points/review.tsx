import { Button, Empty, Input, Popconfirm } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { PartySeal } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { reviewNames } from '../../key-points/messages.ts';
import { keyPointsClient, type KeyPoints, type Review } from './client.ts';
import { messages } from './messages.ts';
import { StandingList } from './standing.tsx';

/** The reviews at mid-year and at the year's end: compiled, said a sentence on by those who lead, published. */
export function ReviewView({ keyPoints }: { keyPoints: KeyPoints }) {
  const t = useTexts(messages);
  const { reviews, may, state } = keyPoints;
  const missing = (['midYear', 'yearEnd'] as const).filter((kind) => may.review && !reviews.some((review) => review.kind === kind) && (kind === 'yearEnd' || state === 'inForce'));
  return (
    <>
      {reviews.length === 0 && missing.length === 0 ? <Empty description={keyPoints.inForceOn === null ? t('reviewAfter') : t('noReview')} /> : null}
      {reviews.map((review) => <ReviewCard key={review.id} keyPoints={keyPoints} review={review} />)}
      {missing.length === 0 ? null : <div className="row">{missing.map((kind) => <Compile key={kind} keyPoints={keyPoints} kind={kind} />)}</div>}
    </>
  );
}

function Compile({ keyPoints, kind, again = false }: { keyPoints: KeyPoints; kind: Review['kind']; again?: boolean }) {
  const t = useTexts(messages);
  const text = useText();
  const { run, running } = useAct({ act: () => answer(keyPointsClient[':id'].reviews.$post({ param: { id: keyPoints.id }, json: { kind } })), changes: [['key-points'], ['inbox']] });
  return <Button loading={running} onClick={() => run()}>{again ? t('compileAgain') : t('compile', { review: text(reviewNames[kind]) })}</Button>;
}

function ReviewCard({ keyPoints, review }: { keyPoints: KeyPoints; review: Review }) {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const acting = useActing();
  const open = review.publishedAt === null;
  const publish = useAct({ act: () => answer(keyPointsClient.reviews[':id'].publish.$post({ param: { id: review.id }, json: { version: review.version } })), changes: [['key-points'], ['inbox']] });
  return (
    <Card title={<>{text(reviewNames[review.kind])} <Mark tone={open ? 'neutral' : 'good'}>{open ? t('notPublished') : t('published')}</Mark></>} extra={t('compiledOn', { date: showDate(review.compiledOn, language) })}>
      <p className="soft">{t('rule')}</p>
      {open && keyPoints.may.review ? <Overall review={review} /> : review.remark === '' ? null : <p>{review.remark}</p>}
      <StandingList points={keyPoints.points} review={review} remark={(point) => (open && keyPoints.may.remark && acting?.party === point.lead ? <Remark review={review} clause={point.clause} heading={point.heading} /> : null)} />
      {open && keyPoints.may.review ? (
        <div className="row no-print" style={{ marginTop: 12 }}>
          <Popconfirm title={t('publishSure')} onConfirm={() => publish.run()}><Button type="primary" loading={publish.running}>{t('publish')}</Button></Popconfirm>
          <Compile keyPoints={keyPoints} kind={review.kind} again />
        </div>
      ) : null}
    </Card>
  );
}

function Overall({ review }: { review: Review }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [remark, setRemark] = useState(review.remark);
  const { run, running } = useAct({ act: () => answer(keyPointsClient.reviews[':id'].$put({ param: { id: review.id }, json: { version: review.version, remark: remark.trim() } })), changes: [['key-points']] });
  return (
    <div style={{ marginBottom: 12 }}>
      <Input.TextArea aria-label={t('overall')} placeholder={t('overall')} autoSize={{ minRows: 2 }} maxLength={4000} value={remark} onChange={({ target }) => setRemark(target.value)} />
      <Button size="small" style={{ marginTop: 6 }} loading={running} disabled={remark.trim() === review.remark} onClick={() => run()}>{w('save')}</Button>
    </div>
  );
}

/** The sentence of the party that leads a point. */
function Remark({ review, clause, heading }: { review: Review; clause: string; heading: string }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const acting = useActing();
  const said = review.remarks.find((remark) => remark.clause === clause)?.text ?? '';
  const [text, setText] = useState(said);
  const { run, running } = useAct({ act: () => answer(keyPointsClient.reviews[':id'].remark.$put({ param: { id: review.id }, json: { clause, text: text.trim() } })), changes: [['key-points'], ['inbox']] });
  return (
    <div className="row no-print" style={{ marginTop: 6 }}>
      {acting?.party == null ? null : <PartySeal party={acting.party} />}
      <Input className="grow" aria-label={t('remarkOf', { heading })} placeholder={t('remark')} maxLength={1000} value={text} onChange={({ target }) => setText(target.value)} onPressEnter={() => { if (text.trim() !== '') run(); }} />
      <Button size="small" loading={running} disabled={text.trim() === '' || text.trim() === said} onClick={() => run()}>{w('save')}</Button>
    </div>
  );
}
