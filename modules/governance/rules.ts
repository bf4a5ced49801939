import { partyCodes, partyNames, type PartyCode } from '#kernel/domain.ts';

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

export type Rotation = { readonly fromYear: number; readonly parties: readonly PartyCode[] };
export type ChairException = { readonly year: number; readonly party: PartyCode };

/** Whose year it is: the party that all four agreed on for it, or else the next in the order; `undefined` before the first order began. */
export function chairOf(year: number, rotations: readonly Rotation[], exceptions: readonly ChairException[]): PartyCode | undefined {
  const exception = exceptions.find((found) => found.year === year);
  if (exception !== undefined) return exception.party;
  const order = rotations.filter(({ fromYear }) => fromYear <= year).toSorted((a, b) => b.fromYear - a.fromYear)[0];
  return order?.parties[(year - order.fromYear) % order.parties.length];
}

/** What falls to the chair in its year, each by a day of it ('MM-DD'). */
export const chairDuties = [
  { duty: 'takeOver', by: '01-31' },
  { duty: 'keyPoints', by: '03-31' },
  { duty: 'officeMeeting', by: '06-30' },
  { duty: 'midYearReview', by: '07-31' },
  { duty: 'annualMeeting', by: '11-30' },
  { duty: 'yearEndReview', by: '12-31' },
] as const;

export type Duty = (typeof chairDuties)[number]['duty'];

/** What a resolution brings about when it is adopted, as data. */
export type Effect =
  /** Three of four are enough for proposals of a kind, from now on. */
  | { readonly type: 'allowThree'; readonly kind: string }
  /** All four must agree again. */
  | { readonly type: 'endThree'; readonly kind: string }
  /** Another party chairs a year. */
  | { readonly type: 'chair'; readonly year: number; readonly party: PartyCode }
  /** Somebody may sign for a party, first and last day given. */
  | { readonly type: 'appointSignatory'; readonly party: PartyCode; readonly personId: string; readonly name: string; readonly from: string; readonly until: string };

/** The number of a resolution as it stands on the document: 长三角教〔2027〕1号. */
export function resolutionNumber(year: number, number: number): string {
  return `长三角教〔${year}〕${number}号`;
}

/** An effect as a clause of the text, so that the four answer to it too. */
export function effectClause(effect: Effect, kindName: (kind: string) => string): string {
  switch (effect.type) {
    case 'allowThree': return `自本决议通过之日起，“${kindName(effect.kind)}”须有三方同意即为通过。`;
    case 'endThree': return `自本决议通过之日起，“${kindName(effect.kind)}”恢复为须四方一致同意。`;
    case 'chair': return `${effect.year}年由${partyNames[effect.party].zh}担任轮值方。`;
    case 'appointSignatory': return `任命${effect.name}为${partyNames[effect.party].zh}的签署人，任期自${effect.from}至${effect.until}。`;
  }
}
