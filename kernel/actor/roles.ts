import type { Text } from '#kernel/text.ts';

/** The roles that people act in (DOMAIN.md, "Who acts"). */
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
