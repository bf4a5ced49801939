import { Card } from '#web/kit/card.tsx';
import { useLanguage, useTexts } from '#web/kit/texts.tsx';
import { fill } from '#kernel/text.ts';
import { reasonSentences } from '../messages.ts';
import type { Offer, Own } from './client.ts';
import { messages as fitMessages } from './fit-messages.ts';
import { messages } from './messages.ts';

type Outcome = NonNullable<NonNullable<Own['application']>['outcome']>;

/** What came of an application, and in a sentence each why the wishes above did not come true. */
export function Outcome({ outcome, state, offer }: { outcome: Outcome; state: string; offer: Offer | undefined }) {
  const t = useTexts(messages);
  const f = useTexts(fitMessages);
  const [language] = useLanguage();
  const got = outcome.wish > 0 && offer !== undefined;
  return (
    <Card title={t('result')}>
      {got ? <p><strong>{t('gotWish', { wish: outcome.wish, offer: offer.title, host: offer.institutionName })}</strong></p> : state === 'reserve' ? <p><strong>{t('gotNone')}</strong></p> : null}
      {outcome.refused.length === 0 ? null : (
        <>
          <h3 style={{ fontSize: 15 }}>{t('whyNot')}</h3>
          <ul style={{ margin: 0, paddingInlineStart: '1.4em' }}>{outcome.refused.map(({ offer: title, reason: { kind, ...numbers } }) => <li key={title}>{fill(reasonSentences[kind][language], { offer: title, ...numbers })}</li>)}</ul>
        </>
      )}
      {outcome.fits === null || outcome.fits.length === 0 ? null : (
        <>
          <h3 style={{ fontSize: 15 }}>{f('howFit')}</h3>
          <p className="soft" style={{ margin: 0 }}>{f('formula')}</p>
          <ul style={{ margin: 0, paddingInlineStart: '1.4em' }}>{outcome.fits.map((fit) => <li key={fit.offer}>{f('fitLine', { ...fit, score: fit.score ?? '—' })}</li>)}</ul>
        </>
      )}
    </Card>
  );
}
