import type pg from 'pg';
import { referenceId } from '#modules/directory/index.ts';
import { digestOfVersion } from '#modules/exchange/index.ts';
import { placeOf } from './stay-contents.ts';
import type { DemoPreset, StayRow } from './stay-rows.ts';

type Stored = { readonly preset: DemoPreset; readonly title: string; readonly itemId: string; readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate; readonly over: boolean; readonly stays: readonly StayRow[] };

/** Stores a scheme with everybody who went by it, as they stand; past the policies, as a backup would. */
export async function storeStays(client: pg.Client, { preset, title, itemId, from, to, over, stays }: Stored): Promise<void> {
  const insert = (statement: string, rows: readonly unknown[]) => client.query(statement, [JSON.stringify(rows)]);
  const { rows: [scheme] } = await client.query<{ id: string }>(
    `insert into exchange.scheme (preset, item_id, year, title, note, starts_on, ends_on, apply_until, answer_until, most_wishes, mechanism, tolerance, party, visibility, state)
     values ($1, $2, $3, $4, '交通补贴由派出方承担；住宿由接收方按本校标准安排。', $5, $6, $7, $8, 3, $9, 0, '32', 'public', $10) returning id`,
    [preset, itemId, from.year, title, from.toString(), to.toString(), from.subtract({ days: 70 }).toString(), from.subtract({ days: 30 }).toString(), preset === 'exchangeStudents' ? 'ttc-balanced' : 'da-applicant', over ? 'closed' : 'matched'],
  );
  if (scheme === undefined) throw new Error('the scheme was not stored');
  await storePeople(insert, stays);
  const homes = [...Map.groupBy(stays, ({ homeId }) => homeId)].map(([id, of]) => ({ id, party: of[0]?.homeParty, places: of.length }));
  await insert(`insert into exchange.quota (scheme_id, institution_id, party, places) select '${scheme.id}', id, party, places from json_to_recordset($1) as r(id uuid, party text, places integer)`, homes);
  const offerOf = (hostId: string) => referenceId('demo offer', `${scheme.id} ${hostId}`);
  const hosts = [...Map.groupBy(stays, ({ hostId }) => hostId)].map(([id, of]) => ({ id: offerOf(id), institutionId: id, party: of[0]?.hostParty, capacity: of.length, ...placeOf(preset, of[0]?.hostParty ?? '32') }));
  await insert(
    `insert into exchange.offer (id, scheme_id, institution_id, party, title, description, capacity, lodging, visibility, state)
     select id, '${scheme.id}', "institutionId", party, title, description, capacity, '由接收单位安排', 'public', 'published' from json_to_recordset($1) as r(id uuid, "institutionId" uuid, party text, title text, description text, capacity integer)`,
    hosts,
  );
  const applied = stays.map((stay) => ({ ...stay, offerId: offerOf(stay.hostId) }));
  await insert(
    `insert into exchange.application (id, scheme_id, person_id, person_name, home_id, party, statement, offer_id, state)
     select r.id, '${scheme.id}', p.id, p.name, "homeId", "homeParty", '希望学习当地的做法，回来后在本单位分享。', "offerId", 'accepted'
     from json_to_recordset($1) as r(id uuid, "personId" uuid, "homeId" uuid, "homeParty" text, "offerId" uuid) join directory.person p on p.id = "personId"`,
    applied,
  );
  await insert('insert into exchange.wish (application_id, rank, offer_id) select id, 1, "offerId" from json_to_recordset($1) as r(id uuid, "offerId" uuid)', applied);
  await storeAgreements(client, scheme.id, stays);
  await storePlacements(insert, scheme.id, stays.filter(({ placed }) => placed));
}

type Insert = (statement: string, rows: readonly unknown[]) => Promise<unknown>;

async function storePeople(insert: Insert, stays: readonly StayRow[]): Promise<void> {
  const made = stays.filter(({ personName }) => personName !== null);
  const of = `json_to_recordset($1) as r("personId" uuid, "personName" text, "homeParty" text, "homeDivision" text, "homeId" uuid, field text, position text, "from" date)`;
  await insert(`insert into directory.person (id, name, party, division, institution_id, position, field) select "personId", "personName", "homeParty", "homeDivision", "homeId", position, field from ${of}`, made);
  await insert(`insert into directory.affiliation (person_id, institution_id, position, during) select "personId", "homeId", position, daterange("from" - 700, null) from ${of}`, made);
}

/** Each with the one version that was sent, and who has signed it; who has only accepted has none yet. */
async function storeAgreements(client: pg.Client, schemeId: string, stays: readonly StayRow[]): Promise<void> {
  await client.query(
    `insert into exchange.agreement (id, application_id, scheme_id, person_id, home_id, home_party, host_id, host_party, needs, state)
     select "agreementId", id, '${schemeId}', "personId", "homeId", "homeParty", "hostId", "hostParty", array(select json_array_elements_text(needs)), case when placed then 'inForce' else 'proposed' end
     from json_to_recordset($1) as r(id uuid, "agreementId" uuid, "personId" uuid, "homeId" uuid, "homeParty" text, "hostId" uuid, "hostParty" text, needs json, placed boolean)`,
    [JSON.stringify(stays)],
  );
  const { rows: names } = await client.query<{ id: string; name: string }>('select id, name from directory.person where id = any($1)', [stays.map(({ personId }) => personId)]);
  const nameOf = new Map(names.map(({ id, name }) => [id, name]));
  const sent = stays.filter(({ state }) => state !== 'accepted').map((stay) => {
    const named = [{ signatory: 'person' as const, name: nameOf.get(stay.personId) ?? '', personId: stay.personId }, ...(stay.teacher === null ? [] : [{ signatory: 'teacher' as const, name: stay.teacher, personId: null }]), ...(stay.tutor === null ? [] : [{ signatory: 'tutor' as const, name: stay.tutor, personId: null }]), { signatory: 'home' as const, name: stay.homeName, personId: null }, { signatory: 'host' as const, name: stay.hostName, personId: null }];
    return { ...stay, named, digest: digestOfVersion({ ...stay, schemeId }, { content: stay.content, from: stay.from, to: stay.agreedTo }, named).toString('hex') };
  });
  await client.query(
    `insert into exchange.agreement_version (agreement_id, number, content, during, digest, state, sent_at, in_force_at)
     select "agreementId", 1, content, daterange("from", "agreedTo", '[]'), decode(digest, 'hex'), case when placed then 'inForce' else 'open' end, "from" - 20, case when placed then "from" - 12 end
     from json_to_recordset($1) as r("agreementId" uuid, content jsonb, "from" date, "agreedTo" date, digest text, placed boolean)`,
    [JSON.stringify(sent)],
  );
  await client.query(
    `insert into exchange.signature (agreement_id, number, signatory, name, person_id, sent_at, means, signed_on, entered_name, entered_at)
     select "agreementId", 1, signatory, name, "personId", "from" - 20, case when signed then 'electronic' end, case when signed then "from" - 12 end, case when signed then name end, case when signed then "from" - 12 end
     from json_to_recordset($1) as r("agreementId" uuid, signatory text, name text, "personId" uuid, "from" date, signed boolean)`,
    [JSON.stringify(sent.flatMap(({ agreementId, from, placed, named }) => named.map((one) => ({ agreementId, from, ...one, signed: placed || one.signatory !== 'person' }))))],
  );
}

async function storePlacements(insert: Insert, schemeId: string, stays: readonly StayRow[]): Promise<void> {
  await insert(
    `insert into exchange.placement (id, agreement_id, application_id, scheme_id, person_id, person_name, home_id, home_party, host_id, host_party, during, state, recognised, certificate_number, certified_on, end_reason)
     select "placementId", "agreementId", r.id, '${schemeId}', p.id, p.name, "homeId", "homeParty", "hostId", "hostParty", daterange("from", "to", '[]'), case state when 'silent' then 'underway' else state end, recognised, number, "certifiedOn", "endReason"
     from json_to_recordset($1) as r("placementId" uuid, "agreementId" uuid, id uuid, "personId" uuid, "homeId" uuid, "homeParty" text, "hostId" uuid, "hostParty" text, "from" date, "to" date, state text, recognised jsonb, number text, "certifiedOn" date, "endReason" text)
       join directory.person p on p.id = "personId"`,
    stays,
  );
  await insert(
    `insert into exchange.entry (placement_id, month, text, hours, answer, written_at, answered_at)
     select "placementId", month, text, hours, answer, at, case when answer is not null then at + interval '2 days' end from json_to_recordset($1) as r("placementId" uuid, month text, text text, hours integer, answer text, at timestamptz)`,
    stays.flatMap(({ entries }) => entries),
  );
  await insert(
    `insert into exchange.assessment (placement_id, side, grade, text, assessed_at) select "placementId", side, grade, text, at from json_to_recordset($1) as r("placementId" uuid, side text, grade text, text text, at timestamptz)`,
    stays.flatMap(({ assessments }) => assessments),
  );
}
