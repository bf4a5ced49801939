import { partyNames, type PartyCode } from '#kernel/domain.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { partySchema, textSchema, z } from '#kernel/http/api.ts';
import type { Platform } from '#kernel/platform.ts';
import { personRoles, roles, systemActor, type PersonRole } from './actor.ts';

/** The names of organisations and divisions, by id and code: the directory knows them, the kernel asks. */
export type ScopeNames = (tx: Tx, asked: { organizationIds: readonly string[]; divisions: readonly string[] }) => Promise<Map<string, string>>;

/** A role with its scope, as pages show it. */
export const scopeSchema = {
  role: z.enum(personRoles),
  party: partySchema.optional(),
  organization: z.object({ id: z.string(), name: z.string() }).optional(),
  division: z.object({ code: z.string(), name: z.string() }).optional(),
  label: textSchema,
};
export type Scope = z.infer<z.ZodObject<typeof scopeSchema>>;

/** What somebody is who holds no role. */
export const memberScope: Scope = { role: 'member', label: roles.member.label };

export type ScopeRow = { role: PersonRole; party: PartyCode | null; division: string | null; organizationId: string | null };

/** Roles with the names of what they are for, in the order given. */
export async function describeScopes(platform: Platform, scopeNames: ScopeNames, rows: readonly ScopeRow[]): Promise<Scope[]> {
  const names = await inTransaction(platform.database, systemActor('scope names'), (tx) => scopeNames(tx, {
    organizationIds: rows.flatMap((row) => row.organizationId ?? []),
    divisions: rows.flatMap((row) => row.division ?? []),
  }));
  return rows.map(({ role, party, organizationId, division }) => {
    const organization = organizationId === null ? undefined : { id: organizationId, name: names.get(organizationId) ?? organizationId };
    const place = division === null ? undefined : { code: division, name: names.get(division) ?? division };
    const where = organization?.name ?? place?.name;
    const { label } = roles[role];
    const zh = where ?? (party === null ? '长三角' : partyNames[party].zh);
    const en = where ?? (party === null ? 'Region' : partyNames[party].en);
    return {
      role,
      ...(party === null ? {} : { party }), ...(organization === undefined ? {} : { organization }), ...(place === undefined ? {} : { division: place }),
      label: role === 'member' ? label : { zh: `${zh} · ${label.zh}`, en: `${en} · ${label.en}` },
    };
  });
}
