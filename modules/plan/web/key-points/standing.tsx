import type { ReactNode } from 'react';
import { showDate } from '#web/kit/dates.ts';
import { PartySeal } from '#web/kit/party.tsx';
import { ProgressLine, StatusTag } from '#web/kit/status.tsx';
import { useLanguage, useTexts } from '#web/kit/texts.tsx';
import type { Point, Review } from './client.ts';
import { messages } from './messages.ts';

type Titled = Pick<Point, 'clause' | 'position' | 'heading' | 'lead'>;
type Standing = Review['standings'][number];

/** How each point stood when a review was compiled, with the sentence of whoever leads it. */
export function StandingList<P extends Titled>({ points, review, remark }: { points: readonly P[]; review: Review; remark?: (point: P) => ReactNode }) {
  return (
    <ol className="plain-list">
      {points.map((point) => {
        const standing = review.standings.find(({ clause }) => clause === point.clause);
        const said = review.remarks.find(({ clause }) => clause === point.clause);
        return (
          <li key={point.clause} className="standing">
            <div className="row"><span className="clause-number">{point.position}</span><strong className="grow">{point.heading}</strong>{standing === undefined ? null : <StatusTag status={standing.status} />}</div>
            {standing === undefined ? null : <StandingLine standing={standing} heading={point.heading} />}
            {said === undefined ? null : <p className="standing-remark"><PartySeal party={said.party} /> {said.text}</p>}
            {remark?.(point)}
          </li>
        );
      })}
    </ol>
  );
}

function StandingLine({ standing: { target, unit, reached, reports, milestone }, heading }: { standing: Standing; heading: string }) {
  const t = useTexts(messages);
  const [language] = useLanguage();
  return (
    <div className="facts-line">
      {target === null || unit === null ? null : <span className="standing-aim"><ProgressLine value={Math.min(1, reached / target)} label={heading} /> {t('reached', { reached, target, unit })}</span>}
      {milestone === null ? null : <span>{t('milestone')}：{milestone.title}（{milestone.doneOn === null ? `${milestone.percent}%` : t('milestoneDone', { date: showDate(milestone.doneOn, language) })}）</span>}
      <span>{t('reports', { count: reports })}</span>
    </div>
  );
}
