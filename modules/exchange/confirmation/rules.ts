/** Who confirms a nomination after the home, in this order. */
export const confirmSteps = ['division', 'party'] as const;
export type ConfirmStep = (typeof confirmSteps)[number];

/** The ways onward from a home's word to the hosts; which of them a nomination takes is its scheme's. */
const ways = {
  submitted: { atDivision: 'toDivision', atParty: 'toParty', nominated: 'nominate' },
  atDivision: { atParty: 'divisionToParty', nominated: 'divisionConfirms' },
  atParty: { nominated: 'partyConfirms' },
} as const;

export const onwardMoves: readonly string[] = Object.values(ways).flatMap((to) => Object.values(to));

/** The move by which an application goes on from `state`; `undefined` where it waits for nobody's word. */
export function onwardFrom(confirms: readonly ConfirmStep[], state: string): string | undefined {
  const party = confirms.includes('party');
  switch (state) {
    case 'submitted': return ways.submitted[confirms.includes('division') ? 'atDivision' : party ? 'atParty' : 'nominated'];
    case 'atDivision': return ways.atDivision[party ? 'atParty' : 'nominated'];
    case 'atParty': return ways.atParty.nominated;
    default: return undefined;
  }
}

/** The move by which whoever confirms says no. */
export const refusalAt = { atDivision: 'refuseAtDivision', atParty: 'refuseAtParty' } as const;
