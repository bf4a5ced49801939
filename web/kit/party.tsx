import { partyNames, type PartyCode } from '#kernel/domain.ts';
import { useText } from './texts.tsx';

const oneCharacter: Readonly<Record<PartyCode, string>> = { '31': '沪', '32': '苏', '33': '浙', '34': '皖' };

/** A party by its name, in its colour. */
export function PartyTag({ party }: { party: PartyCode }) {
  const text = useText();
  return <span className={`party-tag party-${party}`}>{text(partyNames[party])}</span>;
}

/** A party by its one character (沪苏浙皖); `lead` marks the one that leads. */
export function PartySeal({ party, lead = false }: { party: PartyCode; lead?: boolean }) {
  const text = useText();
  const name = text(partyNames[party]);
  return <span className={`party-seal party-${party}${lead ? ' party-lead' : ''}`} role="img" aria-label={name} title={name}>{oneCharacter[party]}</span>;
}
