import { sql } from 'kysely';
import { isPerson, roles, type Actor, type PersonRole } from '#kernel/actor/actor.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import { cutSorted, decodeSorted, type SortKey } from '#kernel/http/sorting.ts';
import { record } from '#kernel/journal/journal.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { search } from '#kernel/search/search.ts';
import { readAll } from '#kernel/sheets/export.ts';
import type { Text } from '#kernel/text.ts';
import { normalIdNumber } from '../id-number.ts';
import { idHash, seal, unseal, type PersonalData, type Sealed } from '../private.ts';
import { refusals } from '../refusals.ts';
import { indexPeople } from '../search-records.ts';
import { loadAffiliations, loadInstitution, loadPeople, loadPerson, type PersonFilter, type PersonRow, type PersonSort } from '../store.ts';

/** One page of the people whom the actor may see; with `words`, the best matches. */
export async function listPeople(platform: Platform, actor: Actor, { words, limit, sort = 'entered', cursor, ...filter }: PersonFilter & { words?: string | undefined; limit: number; sort?: PersonSort | undefined; cursor?: string | undefined }): Promise<Page<PersonRow>> {
  return inTransaction(platform.database, actor, async (tx) => {
    if (words === undefined) {
      return cutSorted(await loadPeople(tx, filter, { limit: limit + 1, sort, after: decodeSorted(cursor, sort) }), limit, sort);
    }
    const [start] = cursor === undefined ? [0] : decodeCursor(cursor, ['number']);
    const from = Number(start);
    const matches = await findPeople(tx, words, filter);
    return cutPage(matches.slice(from, from + limit + 1), limit, () => [from + limit]);
  });
}

/** Every person who fits the filter, for export; nothing personal among it. */
export async function listAllPeople(platform: Platform, actor: Actor, { words, ...filter }: PersonFilter & { words?: string | undefined }): Promise<PersonRow[]> {
  return inTransaction(platform.database, actor, (tx) => (words === undefined ? readAll<PersonRow & SortKey>((after, limit) => loadPeople(tx, filter, { limit, sort: 'entered', after })) : findPeople(tx, words, filter)));
}

/** As many matches as are ranked at all, so that a filter does not cut the list short; the best first. */
async function findPeople(tx: Tx, words: string, filter: PersonFilter): Promise<PersonRow[]> {
  const most = 2_000;
  const found = await search(tx, { query: words, types: ['directory.person'], most });
  const rank = new Map(found.map(({ id }, i) => [id, i]));
  const people = await loadPeople(tx, { ...filter, ids: [...rank.keys()] }, { limit: most, sort: 'entered' });
  return people.toSorted((a, b) => (rank.get(a.id) ?? 0) - (rank.get(b.id) ?? 0));
}

/** A person with their affiliations over time. */
export async function showPerson(platform: Platform, actor: Actor, id: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    const person = await findPerson(tx, id);
    const mayKeep = await keeps(tx, id);
    return { ...person, affiliations: await loadAffiliations(tx, id), mayKeep, mayLook: mayKeep || (isPerson(actor) && actor.personId === id) };
  });
}

export type NewPerson = { name: string; institutionId: string; position?: string | undefined; title?: string | undefined; field?: string | undefined; since: string; personal?: PersonalData | undefined };

/** Adds a person to an institution. Somebody with the same id number elsewhere becomes a proposal to merge, never a refusal that would tell. */
export async function addPerson(platform: Platform, actor: Actor, { name, institutionId, position, title, field, since, personal }: NewPerson): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const institution = await loadInstitution(tx, institutionId);
    if (institution === undefined) throw refuse(commonRefusals.notFound, {}, { field: '/institutionId' });
    const { rows } = await sql<{ id: string }>`
      insert into directory.person (name, party, division, institution_id, position, title, field)
      values (${name}, ${institution.party}, ${institution.division}, ${institutionId}, ${position ?? null}, ${title ?? null}, ${field ?? null}) returning id`.execute(tx.db);
    const [person] = rows;
    if (person === undefined) throw refuse(refusals.outOfScope);
    await sql`insert into directory.affiliation (person_id, institution_id, position, during) values (${person.id}, ${institutionId}, ${position ?? null}, daterange(${since}, null))`.execute(tx.db);
    if (personal !== undefined) await keepPersonal(tx, platform.config.secret, person.id, personal);
    await indexPeople(tx, [person.id]);
    await recordPerson(tx, 'add', { id: person.id, name, party: institution.party, institutionId }, { name, institutionId, position, title, field, since, personal: personal !== undefined });
    return person;
  });
}

export async function changePerson(platform: Platform, actor: Actor, id: string, { version, name, position, title, field, personal }: { version: number; name: string; position: string | null; title: string | null; field: string | null; personal?: PersonalData | undefined }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await keptPerson(tx, id);
    await changeRecord<PersonRow>(tx, { table: 'directory.person', id, version, values: { name, position, title, field } });
    if (personal !== undefined) await keepPersonal(tx, platform.config.secret, id, personal);
    await indexPeople(tx, [id]);
    await recordPerson(tx, 'change', before, { name, position, title, field, personal: personal !== undefined, before: { name: before.name, position: before.position, title: before.title, field: before.field } });
  });
}

/** A person begins somewhere; it becomes where they are now. */
export async function beginAffiliation(platform: Platform, actor: Actor, id: string, { institutionId, position, from }: { institutionId: string; position: string | null; from: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const person = await keptPerson(tx, id);
    const institution = await loadInstitution(tx, institutionId);
    if (institution === undefined) throw refuse(commonRefusals.notFound, {}, { field: '/institutionId' });
    await sql`insert into directory.affiliation (person_id, institution_id, position, during) values (${id}, ${institutionId}, ${position}, daterange(${from}, null))`.execute(tx.db);
    await followAffiliations(tx, id);
    await indexPeople(tx, [id]);
    await recordPerson(tx, 'begin-affiliation', person, { institutionId, position, from });
  });
}

/** An affiliation ends on its last day. */
export async function endAffiliation(platform: Platform, actor: Actor, personId: string, affiliationId: string, on: string): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const person = await keptPerson(tx, personId);
    const affiliation = (await loadAffiliations(tx, personId)).find(({ id }) => id === affiliationId);
    if (affiliation === undefined) throw refuse(commonRefusals.notFound);
    if (on < affiliation.from) throw refuse(refusals.endsBeforeItBegins, {}, { field: '/on' });
    await sql`update directory.affiliation set during = daterange(lower(during), ${on}::date + 1) where id = ${affiliationId}`.execute(tx.db);
    await followAffiliations(tx, personId);
    await indexPeople(tx, [personId]);
    await recordPerson(tx, 'end-affiliation', person, { affiliationId, institutionId: affiliation.institutionId, on });
  });
}

/** A person is where their latest affiliation that has begun says; whoever has left for nowhere stays with who kept them last, without a position. */
async function followAffiliations(tx: Tx, id: string): Promise<void> {
  await sql`
    update directory.person p set institution_id = i.id, division = i.division, party = i.party, position = case when a.during @> current_date then a.position end, version = p.version + 1
    from directory.affiliation a join directory.institution i on i.id = a.institution_id
    where p.id = ${id} and a.id = (
      select b.id from directory.affiliation b where b.person_id = ${id} and lower(b.during) <= current_date
      order by b.during @> current_date desc, lower(b.during) desc, b.id desc limit 1)`.execute(tx.db);
}

/** Shows a person's personal data to their keeper, or to themselves, for a stated purpose; that it was looked at is recorded first. */
export async function lookAtPerson(platform: Platform, actor: Actor, id: string, purpose: string): Promise<PersonalData> {
  if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
  return inTransaction(platform.database, actor, async (tx) => {
    const person = await findPerson(tx, id);
    if (!(await keeps(tx, id)) && actor.personId !== id) throw refuse(refusals.outOfScope);
    const { rows } = await sql<{ sealed: Sealed | null }>`select directory.look_at_person(${id}, ${purpose}) as sealed`.execute(tx.db);
    await recordPerson(tx, 'look', person, {}, purpose);
    const sealed = rows[0]?.sealed ?? null;
    return sealed === null ? {} : unseal(platform.config.secret, id, sealed);
  });
}

/** Who looked at a person's data, when and for what. */
export async function listLooks(platform: Platform, actor: Actor, id: string): Promise<{ at: string; looker: string | null; role: Text | null; party: PartyCode | null; purpose: string }[]> {
  return inTransaction(platform.database, actor, async (tx) => {
    await findPerson(tx, id);
    const { rows } = await sql<{ at: string; looker: string | null; role: PersonRole | null; party: PartyCode | null; purpose: string }>`select at, looker, role, role_party as party, purpose from directory.look where person_id = ${id} order by id desc limit 200`.execute(tx.db);
    return rows.map(({ role, ...look }) => ({ ...look, role: role === null ? null : roles[role].label }));
  });
}

async function keepPersonal(tx: Tx, secret: string, id: string, { idNumber, phone, email }: PersonalData): Promise<void> {
  const normal = idNumber === undefined ? undefined : normalIdNumber(idNumber);
  if (idNumber !== undefined && normal === undefined) throw refuse(refusals.badIdNumber, {}, { field: '/personal/idNumber' });
  const hash = normal === undefined ? null : idHash(secret, normal);
  await sql`select directory.keep_private(array[${id}]::uuid[], array[${hash}]::bytea[], array[${JSON.stringify(seal(secret, id, { idNumber: normal, phone, email }))}]::jsonb[])`.execute(tx.db);
  if (hash !== null) await sql`select directory.propose_merges(array[${id}]::uuid[])`.execute(tx.db);
}

async function findPerson(tx: Tx, id: string): Promise<PersonRow> {
  const person = await loadPerson(tx, id);
  if (person === undefined) throw refuse(commonRefusals.notFound);
  return person;
}

async function keptPerson(tx: Tx, id: string): Promise<PersonRow> {
  const person = await findPerson(tx, id);
  if (!(await keeps(tx, id))) throw refuse(refusals.outOfScope);
  return person;
}

async function keeps(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql<{ keeps: boolean }>`select directory.keeps(${id}) as keeps`.execute(tx.db);
  return rows[0]?.keeps ?? false;
}

async function recordPerson(tx: Tx, act: string, { id, name, party, institutionId }: Pick<PersonRow, 'id' | 'name' | 'party' | 'institutionId'>, changes: Parameters<typeof record>[1]['changes'], reason?: string): Promise<void> {
  await record(tx, { act: `directory.person/${act}`, subject: { type: 'directory.person', id, title: name }, reason, changes, access: { visibility: 'organization', party: party ?? undefined, organizationId: institutionId ?? undefined, personId: id } });
}
