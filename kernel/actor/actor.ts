import type { PartyCode } from '#kernel/domain.ts';
import type { PersonRole } from './roles.ts';

export { personRoles, roles, type PersonRole, type RoleScope } from './roles.ts';

/** Who acts, in which role and scope (DOMAIN.md, "Who acts"). */
export type Actor =
  | { readonly role: 'visitor' }
  | { readonly role: 'system'; readonly job: string }
  | PersonActor;

/** A signed-in person who acts by one of their role grants. */
export type PersonActor = {
  readonly role: PersonRole;
  readonly accountId: string;
  readonly personId: string;
  readonly sessionId?: string;
  readonly grantId?: string;
  /** The party of the scope; absent for region-wide roles. */
  readonly party?: PartyCode;
  readonly organizationId?: string;
  /** GB/T 2260 code of a division officer's city or district. */
  readonly division?: string;
};

export type Role = PersonRole | 'visitor' | 'system';

export const visitor: Actor = { role: 'visitor' };

/** The platform itself, in a job; sees everything, signs nothing, and is named in the journal as itself. */
export function systemActor(job: string): Actor {
  return { role: 'system', job };
}

export function isPerson(actor: Actor): actor is PersonActor {
  return actor.role !== 'visitor' && actor.role !== 'system';
}

/**
 * The leading digits that all divisions inside `division` share: a province's two, a city's four, a district's six.
 * The database compares by them (`kernel.in_division`).
 */
export function divisionPrefix(division: string): string {
  if (division.endsWith('0000')) return division.slice(0, 2);
  if (division.endsWith('00')) return division.slice(0, 4);
  return division;
}
