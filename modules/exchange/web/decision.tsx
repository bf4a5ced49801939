import { Link } from '@tanstack/react-router';
import { partyCodes } from '#kernel/domain.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate } from '#web/kit/dates.ts';
import { useLive } from '#web/kit/live.ts';
import { Mark } from '#web/kit/mark.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { Ceremony } from '#web/kit/signing/ceremony.tsx';
import { useLanguage, useTexts } from '#web/kit/texts.tsx';
import { changes, type Scheme } from './client.ts';
import { messages } from './decision-messages.ts';

const tones = { agree: 'good', reserve: 'active', object: 'bad', abstain: 'warn' } as const;

/** What each of the four has said of a scheme, in its newest round. */
export function Consent({ scheme: { id, state, decision: { consent, documentId } } }: { scheme: Scheme }) {
  const t = useTexts(messages);
  const [language] = useLanguage();
  useLive({ type: 'exchange.scheme', id }, changes);
  if (consent === null) return null;
  return (
    <Card title={t('fourAnswer', { round: consent.round })} extra={<Link to={`/workspace/governance/proposals/${consent.proposalId}`}>{t('toProposal')}</Link>}>
      {state === 'consulting' ? <p className="soft" style={{ marginTop: 0 }}>{t('answerUntil', { date: showDate(consent.deadline, language) })}</p> : null}
      <ul className="row-list">
        {partyCodes.map((party) => {
          const said = consent.answers.find((answer) => answer.party === party);
          return (
            <li key={party} style={{ padding: '6px 0' }}>
              <span className="row"><span className="grow"><PartyTag party={party} /></span>{said === undefined ? <Mark tone="neutral">{t('silent')}</Mark> : <Mark tone={tones[said.answer]}>{t(said.answer)}</Mark>}</span>
              {said?.text == null ? null : <span className="soft">{said.text}</span>}
            </li>
          );
        })}
      </ul>
      {documentId === null || state === 'draft' || state === 'consulting' || state === 'signing' ? null : <p style={{ marginBottom: 0 }}>{t('signed')} <Link to={`/workspace/signing/${documentId}`}>{t('toDocument')}</Link></p>}
      {state === 'draft' ? <p className="soft" style={{ marginBottom: 0 }}>{t('putAgain')}</p> : null}
    </Card>
  );
}

/** What the four sign, while they sign it. */
export function Signatures({ scheme: { state, decision: { documentId } } }: { scheme: Scheme }) {
  return documentId !== null && state === 'signing' ? <Ceremony documentId={documentId} /> : null;
}
