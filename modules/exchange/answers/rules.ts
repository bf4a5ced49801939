/** Why a place is on the list of those that may be released. */
export type Overdue = 'unanswered' | 'conditionNotMet' | 'conditionOverdue';

type Answerable = { readonly state: string; readonly answerUntil: string | null; readonly conditions: readonly { readonly state: string; readonly dueOn: string }[] };

/** Whether a place has come due, and why: nobody answered in time, or a condition failed or ran out of time. It is only listed by this; an officer decides. */
export function overdueOn(day: string, { state, answerUntil, conditions }: Answerable): Overdue | undefined {
  if (state === 'offered') return answerUntil !== null && answerUntil < day ? 'unanswered' : undefined;
  if (state !== 'conditional') return undefined;
  if (conditions.some((condition) => condition.state === 'notMet')) return 'conditionNotMet';
  return conditions.some((condition) => condition.state === 'open' && condition.dueOn < day) ? 'conditionOverdue' : undefined;
}

/** Until when somebody who moves up may answer: as long as everybody had, and never less than the scheme's own day. */
export function answerDeadline({ today, answerUntil, answerDays }: { today: string; answerUntil: string; answerDays: number }): string {
  const fresh = Temporal.PlainDate.from(today).add({ days: answerDays }).toString();
  return fresh > answerUntil ? fresh : answerUntil;
}

/** Somebody in reserve with the posts that they wish for and whose hosts would take them. */
export type Waiting = { readonly applicationId: string; readonly homeId: string; readonly posts: readonly { readonly offerId: string; readonly rank: number }[] };

/** A place that somebody of `homeId` had. */
export type Released = { readonly applicationId: string; readonly offerId: string; readonly homeId: string };

/**
 * Who would move up when these places are released, one after the other in the order given: of those who wait for the post, the one its host
 * ranks highest whom no earlier place has taken and who may take it, beside those who have moved up `before`.
 */
export function successorsOf<W extends Waiting>(released: readonly Released[], waiting: readonly W[], mayTake: (one: W, place: Released, before: readonly { readonly one: W; readonly offerId: string }[]) => boolean): (string | undefined)[] {
  const moved: { one: W; offerId: string }[] = [];
  return released.map((place) => {
    const ranked = waiting.flatMap((one) => one.posts.filter(({ offerId }) => offerId === place.offerId).map(({ rank }) => ({ one, rank }))).toSorted((a, b) => a.rank - b.rank);
    const next = ranked.find(({ one }) => !moved.some((before) => before.one === one) && mayTake(one, place, moved))?.one;
    if (next !== undefined) moved.push({ one: next, offerId: place.offerId });
    return next?.applicationId;
  });
}

/** When a release is undone: the place goes back if nobody has it, or whoever has it has not answered yet and returns to reserve. */
export function mayRestore({ successor, placesLeft }: { successor: { readonly state: string } | undefined; placesLeft: number }): 'restore' | 'takeBack' | 'tooLate' {
  if (successor?.state === 'offered') return 'takeBack';
  return placesLeft > 0 ? 'restore' : 'tooLate';
}
