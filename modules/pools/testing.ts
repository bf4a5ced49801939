import { randomBytes } from 'node:crypto';
import { commitOf } from '#algorithms/draw/chance.ts';
import { systemActor, type PersonActor } from '#kernel/actor/actor.ts';
import type { TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import type { Platform } from '#kernel/platform.ts';
import { anOfficer } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import type { DrawAsked, Reviewed } from './rules.ts';
import { moveMember, nominate } from './service/members.ts';
import { commit, reveal, showDraw } from './service/rounds.ts';

export const experts = '0198c000-0000-7000-8000-000000000001';
export const cadres = '0198c000-0000-7000-8000-000000000004';

export type Region = { readonly officers: Readonly<Record<PartyCode, PersonActor>>; readonly universities: Readonly<Record<PartyCode, string>> };

const each = <T>(make: (party: PartyCode) => T): Record<PartyCode, T> => ({ '31': make('31'), '32': make('32'), '33': make('33'), '34': make('34') });

/** The four with an officer each, and a university each of which people come. */
export async function aRegion(db: TestDatabase): Promise<Region> {
  await inTransaction(db, systemActor('test'), async (tx) => directory.loadReferenceData?.(tx));
  const { rows } = await db.admin.query<{ id: string; party: PartyCode }>("select distinct on (party) id, party from directory.institution where kind = 'university' order by party, id");
  return { officers: each((party) => anOfficer(party)), universities: each((party) => rows.find((row) => row.party === party)?.id ?? '') };
}

/** A person of a university, acting for themselves. */
export async function aPerson(db: TestDatabase, { universities }: Region, party: PartyCode, name: string): Promise<PersonActor> {
  const { rows: [person] } = await db.admin.query<{ id: string }>(`insert into directory.person (name, party, division, institution_id) select $1, $2, division, id from directory.institution where id = $3 returning id`, [name, party, universities[party]]);
  return { role: 'member', party, accountId: crypto.randomUUID(), personId: person?.id ?? '' };
}

/** Somebody who went the whole way into a pool, that of higher-education experts unless another is named. */
export async function anExpert(db: TestDatabase, platform: Platform, region: Region, party: PartyCode, { name = `专家${party}`, title = '教授', categories = ['880'], poolId = experts } = {}): Promise<{ id: string; person: PersonActor }> {
  const person = await aPerson(db, region, party, name);
  const { id } = await nominate(platform, region.officers[party], { poolId, personId: person.personId, title, categories, languages: [] });
  await moveMember(platform, region.officers[party], { id, transition: 'check', version: 1 });
  await moveMember(platform, person, { id, transition: 'consent', version: 2 });
  return { id, person };
}

export const asked: DrawAsked & Reviewed = { purpose: '教育学一流学科评议', seats: 3, reserves: 4, mode: 'leximin', bounds: [], categories: [], recusedInstitutions: [], recusedParties: [], recusalYears: 3, recusals: ['sameInstitution', 'declared', 'kinship', 'coMembership'], persons: [], projects: [], revealSeconds: 600 };

/** The numbers of these parties for a round, committed. */
export async function commitAll(platform: Platform, { officers }: Region, id: string, round: number, parties: readonly PartyCode[] = partyCodes): Promise<Record<string, string>> {
  const { digest } = await showDraw(platform, officers['31'], id);
  const secrets: Record<string, string> = {};
  for (const party of parties) {
    const secret = randomBytes(32).toString('hex');
    secrets[party] = secret;
    // oxlint-disable-next-line no-await-in-loop -- one party after another
    await commit(platform, officers[party], id, { round, digest: commitOf({ frozen: digest ?? '', round, party, secret }) });
  }
  return secrets;
}

export async function revealAll(platform: Platform, { officers }: Region, id: string, round: number, secrets: Readonly<Record<string, string>>): Promise<void> {
  for (const party of partyCodes) {
    const secret = secrets[party];
    // oxlint-disable-next-line no-await-in-loop -- one party after another
    if (secret !== undefined) await reveal(platform, officers[party], id, { round, secret });
  }
}
