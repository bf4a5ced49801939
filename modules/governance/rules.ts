import { partyCodes, type PartyCode } from '#kernel/domain.ts';

/** What a party says of a proposal. Who says nothing has said nothing: silence is never consent. */
export type AnswerKind = 'agree' | 'reserve' | 'object' | 'abstain';

/** How many of the four must agree: all, or three where a resolution of all four has allowed it for the kind. */
export type Rule = 'four' | 'three';

export type Given = { readonly party: PartyCode; readonly answer: AnswerKind };

export type Tally = {
  readonly needed: number;
  /** Agreed, with or without a reservation: a reservation goes on record and counts as consent. */
  readonly consents: number;
  readonly objections: number;
  /** An abstention is no consent: under "all four" it keeps a proposal from being agreed as an objection does; under "three of four" the other three decide. */
  readonly abstentions: number;
  readonly silent: readonly PartyCode[];
};

export function tallyOf(rule: Rule, answers: readonly Given[]): Tally {
  const count = (...kinds: AnswerKind[]) => answers.filter(({ answer }) => kinds.includes(answer)).length;
  return {
    needed: rule === 'four' ? 4 : 3,
    consents: count('agree', 'reserve'),
    objections: count('object'),
    abstentions: count('abstain'),
    silent: partyCodes.filter((party) => !answers.some((given) => given.party === party)),
  };
}

/**
 * What a round has come to. Each party is heard: nothing is decided before all four have answered or the deadline is past,
 * though three may have agreed, or one objected, before. When it is past and the silent could still decide it, the round has lapsed:
 * the proposer gives more time, changes the text or takes it back.
 */
export function outcomeOf({ needed, consents, silent }: Tally, pastDeadline: boolean): 'open' | 'agreed' | 'refused' | 'lapsed' {
  if (silent.length > 0 && !pastDeadline) return 'open';
  if (consents >= needed) return 'agreed';
  return consents + silent.length < needed ? 'refused' : 'lapsed';
}

/** Whether an answer must, may or cannot come with words. Words with an agreement are a reservation. */
export function wordsWith(answer: AnswerKind): 'required' | 'optional' | 'none' {
  if (answer === 'agree') return 'none';
  return answer === 'abstain' ? 'optional' : 'required';
}
