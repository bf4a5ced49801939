import { isPerson, type Actor, type PersonActor } from '#kernel/actor/actor.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';

/** The officer of a party who prepares systems, campaigns, computations and publications. */
export function asOfficer(actor: Actor, party?: PartyCode): PersonActor & { party: PartyCode } {
  if (!isPerson(actor) || actor.role !== 'party_officer' || actor.party === undefined || (party !== undefined && actor.party !== party)) throw refuse(commonRefusals.notAllowed);
  return { ...actor, party: actor.party };
}
