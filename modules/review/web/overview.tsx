import { Link } from '@tanstack/react-router';
import { Alert } from 'antd';
import { Card } from '#web/kit/card.tsx';
import { showDate } from '#web/kit/dates.ts';
import { PartyTag } from '#web/kit/party.tsx';
import { useLanguage, useTexts } from '#web/kit/texts.tsx';
import type { Review } from './client.ts';
import { messages } from './messages.ts';
import { RubricTable } from './rubric-table.tsx';

const nextOf = { draft: 'nextDraft', inviting: 'nextInviting', reviewing: 'nextReviewing', discussing: 'nextDiscussing', concluded: 'nextConcluded', withdrawn: 'nextWithdrawn' } as const;

/** What a review is for, where it stands, on which terms, and by what it is scored. */
export function Overview({ review }: { review: Review }) {
  const t = useTexts(messages);
  const [language] = useLanguage();
  const { office, pairCap } = review;
  const asksLater = review.part === 'requester' && review.state !== 'concluded';
  return (
    <>
      <Alert type="info" showIcon style={{ marginBottom: 16 }} title={asksLater ? t('resultLater') : t(nextOf[review.state])} {...(office !== null && office.allIn && review.state === 'reviewing' ? { description: t('allIn') } : {})} />
      <Card title={t('overview')}>
        <dl className="definition">
          <dt>{t('purpose')}</dt><dd style={{ whiteSpace: 'pre-wrap' }}>{review.purpose}</dd>
          <dt>{t('runBy')}</dt><dd><PartyTag party={review.party} /></dd>
          {review.initiative === null ? null : <><dt>{t('initiative')}</dt><dd><Link to="/workspace/plan/initiatives/$id" params={{ id: review.initiative.id }}>{review.initiative.code} {review.initiative.title}</Link></dd></>}
          <dt>{t('dueOn')}</dt><dd>{showDate(review.dueOn, language)}</dd>
          {office === null ? null : (
            <>
              <dt>{t('items')}</dt><dd>{t('counts', { items: office.items, invited: office.reviewers.filter(({ state }) => state !== 'listed').length, accepted: office.reviewers.filter(({ state }) => state === 'accepted').length })}</dd>
              <dt>{t('reviewsPerItem')}</dt><dd>{review.reviewsPerItem}</dd>
              <dt>{t('loadCap')}</dt><dd>{review.loadCap}</dd>
              <dt>{t('pairCap')}</dt><dd>{pairCap === null ? t('noCap') : t(pairCap === 0.5 ? 'capHalf' : pairCap === 0.25 ? 'capQuarter' : 'capEighth')}</dd>
            </>
          )}
        </dl>
      </Card>
      <Card title={t('rubric')} extra={review.rubricNumber === 0 ? t('rubricOwn') : t('rubricVersion', { n: review.rubricNumber })}><RubricTable rubric={review.rubric} /></Card>
    </>
  );
}
