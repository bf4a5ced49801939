import { Link } from '@tanstack/react-router';
import { Alert, Button, Checkbox } from 'antd';
import { useState } from 'react';
import { partyNames } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate, showInstant } from '#web/kit/dates.ts';
import { LifecycleBar, type MoveRequest } from '#web/kit/lifecycle-bar.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { itemCode } from '../rules.ts';
import { changes, reviewers, type Own, type Review } from './client.ts';
import { KeywordsSelect } from './keywords.tsx';
import { messages } from './messages.ts';

/** What a reviewer has to do, in its order: answer, sign, read, score. */
export function OwnPart({ review, own }: { review: Review; own: Own }) {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const move = useAct({ act: (json: MoveRequest) => answer(reviewers.reviewers[':id'].answer.$post({ param: { id: own.id }, json })), changes });
  const lead = t('invitedLead', { party: text(partyNames[review.party]), title: review.title, purpose: review.purpose, due: showDate(review.dueOn, language) });
  return (
    <>
      {own.state === 'declined' || own.state === 'removed' ? <Alert type="info" showIcon title={t(own.state === 'declined' ? 'youDeclined' : 'youLeft')} style={{ marginBottom: 16 }} /> : null}
      {own.chair && own.state === 'accepted' ? <Alert type="info" showIcon title={t('youChair')} style={{ marginBottom: 16 }} /> : null}
      <Card title={t('invited')}>
        <p>{lead}</p>
        {own.lifecycle.transitions.length === 0 ? null : <LifecycleBar compact lifecycle={own.lifecycle} onMove={move.runAsync} />}
        {own.duty === null ? null : <p>{t('myDuty', { hours: own.duty.hours, yuan: own.duty.feeFen / 100 })}</p>}
      </Card>
      {own.state === 'accepted' ? <Pledge own={own} /> : null}
      {own.state === 'accepted' && review.state === 'inviting' ? <Know own={own} /> : null}
      {own.state === 'accepted' ? <MyItems review={review} own={own} /> : null}
    </>
  );
}

function Pledge({ own }: { own: Own }) {
  const t = useTexts(messages);
  const [read, setRead] = useState(false);
  const { run, running } = useAct({ act: () => answer(reviewers.reviewers[':id'].pledge.$post({ param: { id: own.id }, json: { digest: own.pledge.digest } })), changes });
  const text = <><pre className="original" style={{ fontFamily: 'inherit' }}>{own.pledge.text}</pre><p className="soft" style={{ overflowWrap: 'anywhere' }}>{t('pledgeDigest')} <code>{own.pledge.digest}</code></p></>;
  if (own.pledgedAt !== null) return <Card title={t('pledge')} extra={<Mark tone="good">{t('pledged')}</Mark>}><details><summary>{t('signedOn', { at: showInstant(own.pledgedAt) })}</summary>{text}</details></Card>;
  return (
    <Card title={t('pledge')}>
      {text}
      <p><Checkbox checked={read} onChange={({ target }) => setRead(target.checked)}>{t('iPledge')}</Checkbox></p>
      <Button type="primary" disabled={!read} loading={running} onClick={() => run()}>{t('sign')}</Button>
    </Card>
  );
}

/** What somebody knows, in their own words, before items are given out. */
function Know({ own }: { own: Own }) {
  const t = useTexts(messages);
  const [keywords, setKeywords] = useState(own.keywords);
  const { run, running } = useAct({ act: () => answer(reviewers.reviewers[':id'].keywords.$post({ param: { id: own.id }, json: { keywords } })), changes });
  return (
    <Card title={t('know')}>
      <p className="soft">{t('knowNote')}</p>
      <div className="row">
        <span className="grow"><KeywordsSelect label={t('know')} value={keywords} onChange={setKeywords} /></span>
        <Button loading={running} onClick={() => run()}>{t('saveKnow')}</Button>
      </div>
    </Card>
  );
}

function MyItems({ review, own }: { review: Review; own: Own }) {
  const t = useTexts(messages);
  return (
    <Card title={t('myItems')}>
      {own.items.length === 0 ? <p className="soft">{t('noneYet')}</p> : (
        <ul className="row-list" aria-label={t('myItems')}>
          {own.items.map(({ assignmentId, number, title, submitted }) => (
            <li key={assignmentId} className="row">
              <span className="grow">{title ?? itemCode(number)}</span>
              <Mark tone={submitted ? 'good' : 'warn'}>{submitted ? t('submitted') : t('toScore')}</Mark>
              <Link to="/workspace/reviews/sheets/$id" params={{ id: assignmentId }}>{!submitted && own.pledgedAt !== null && review.state === 'reviewing' ? t('score') : t('look')}</Link>
            </li>
          ))}
        </ul>
      )}
      {own.pledgedAt === null && own.items.length > 0 ? <p className="soft">{t('afterPledge')}</p> : null}
    </Card>
  );
}
