import type { PartyCode } from '#kernel/domain.ts';

export const partyColour = (party: PartyCode): string => `var(--party-${party})`;
