import type { PartyCode } from '#kernel/domain.ts';
import type { Text } from '#kernel/text.ts';

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

export const personRoles = [
  'member',
  'institution_officer',
  'division_officer',
  'party_officer',
  'party_signatory',
  'secretariat_officer',
  'auditor',
  'administrator',
] as const;
export type PersonRole = (typeof personRoles)[number];
export type Role = PersonRole | 'visitor' | 'system';

/** What a role's scope must name. */
export type RoleScope = 'self' | 'organization' | 'division' | 'party' | 'region' | 'region or party';

export const roles: Readonly<Record<PersonRole, { label: Text; scope: RoleScope }>> = {
  member: { label: { zh: '个人', en: 'Member' }, scope: 'self' },
  institution_officer: { label: { zh: '院校经办人', en: 'Institution officer' }, scope: 'organization' },
  division_officer: { label: { zh: '市县经办人', en: 'Division officer' }, scope: 'division' },
  party_officer: { label: { zh: '省级经办人', en: 'Party officer' }, scope: 'party' },
  party_signatory: { label: { zh: '省级签署人', en: 'Party signatory' }, scope: 'party' },
  secretariat_officer: { label: { zh: '总秘书处', en: 'Secretariat officer' }, scope: 'region' },
  auditor: { label: { zh: '审计员', en: 'Auditor' }, scope: 'region or party' },
  administrator: { label: { zh: '平台管理员', en: 'Administrator' }, scope: 'region' },
};

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
