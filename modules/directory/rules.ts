import type { PartyCode } from '#kernel/domain.ts';

/** Who acts, as far as it matters for what they look after. */
type Acting = { readonly role: string; readonly party?: PartyCode | undefined; readonly division?: { readonly code: string } | undefined; readonly organization?: { readonly id: string } | undefined };

/**
 * Whether the actor looks after an institution: the same rule as directory.may_keep() in the schema, for the page that offers the buttons.
 * The database decides; this only saves people from asking in vain.
 */
export function looksAfter(acting: Acting, { id, party, division }: { id: string; party: PartyCode; division: string }): boolean {
  switch (acting.role) {
    case 'party_officer': return acting.party === party;
    case 'division_officer': return acting.party === party && isWithin(division, acting.division?.code);
    case 'institution_officer': return acting.organization?.id === id;
    default: return false;
  }
}

/** Whether the actor may add institutions at all: an institution's own officer may not. */
export function mayAddInstitutions({ role }: Pick<Acting, 'role'>): boolean {
  return role === 'party_officer' || role === 'division_officer';
}

/** Whether the actor may bring people, one by one or by sheet. */
export function mayBringPeople({ role }: Pick<Acting, 'role'>): boolean {
  return role === 'party_officer' || role === 'division_officer' || role === 'institution_officer';
}

/** The division itself or one inside it, by the leading digits of their codes. */
export function isWithin(division: string, outer: string | undefined): boolean {
  return outer !== undefined && division.startsWith(outer.replace(/(00){1,2}$/, ''));
}
