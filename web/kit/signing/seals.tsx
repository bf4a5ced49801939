import { partyNames, type PartyCode } from '#kernel/domain.ts';
import { showInstant } from '#web/kit/dates.ts';
import { PartySeal } from '#web/kit/party.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { messages } from './messages.ts';
import './signing.css';

export type SealState = { readonly party: PartyCode; readonly signedAt?: string | undefined; readonly name?: string | undefined };

/** A seal for each party that must sign; it fills as they sign. */
export function Seals({ seals }: { seals: readonly SealState[] }) {
  const t = useTexts(messages);
  const text = useText();
  return (
    <ul className="big-seals" aria-label={t('seals')}>
      {seals.map(({ party, signedAt, name }) => (
        <li key={party} className={signedAt === undefined ? 'big-seal' : 'big-seal big-seal-signed'}>
          <PartySeal party={party} />
          <strong>{text(partyNames[party])}</strong>
          <span className="soft">{signedAt === undefined ? t('waiting') : [name, showInstant(signedAt)].filter((part) => part !== undefined).join(' · ')}</span>
        </li>
      ))}
    </ul>
  );
}
