import { sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';
import type { PersonActor, PersonRole } from './actor.ts';
import { loadGrants } from './session.ts';

/**
 * The actor that an account is when it acts in `role`: for the command line, whose user already holds the installation.
 * `undefined` when there is no such account, or it does not hold the role today.
 */
export async function loadActing(tx: Tx, login: string, role: PersonRole): Promise<PersonActor | undefined> {
  const { rows } = await sql<{ id: string; personId: string }>`select id, person_id from kernel.account where lower(login) = lower(${login}) and disabled_at is null`.execute(tx.db);
  const [account] = rows;
  if (account === undefined) return undefined;
  const grant = (await loadGrants(tx, account.id)).find((held) => held.role === role);
  if (grant === undefined) return undefined;
  return {
    role, accountId: account.id, personId: account.personId, grantId: grant.id,
    ...(grant.party === null ? {} : { party: grant.party }),
    ...(grant.division === null ? {} : { division: grant.division }),
    ...(grant.organizationId === null ? {} : { organizationId: grant.organizationId }),
  };
}
