import { sql, type RawBuilder } from 'kysely';
import { asSystem, type Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import type { Visibility } from '#kernel/journal/journal.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import type { FormLevel, FormRow, FormState } from './store.ts';

export type Standing = 'onTime' | 'late' | 'waiting' | 'missing' | 'excluded';
export type ListedForm = Omit<FormRow, 'entries' | 'reasons' | 'attributes'> & { standing: Standing; divisionName: string | null };
export type FormFilter = { state?: FormState | undefined; city?: string | undefined; level?: FormLevel | undefined; standing?: Standing | undefined };
export type DeliveryRow = { id: string; campaignId: string; party: PartyCode; visibility: Visibility; state: 'open' | 'delivered' | 'accepted'; returned: string | null; deliveredAt: string | null; version: number; title?: string };
export type Entries = Readonly<Record<string, number>>;

/** Where a form `f` stands against the day of its campaign `c`; what was sent back is not there. */
const standingOf = (day: string): RawBuilder<Standing> => sql<Standing>`
  case when f.state = 'excluded' then 'excluded' when f.submitted_at is null or f.state = 'open' then case when ${day}::date > c.due_on then 'missing' else 'waiting' end
       when (f.submitted_at at time zone 'Asia/Shanghai')::date <= c.due_on then 'onTime' else 'late' end`;

const handedIn = ['submitted', 'verified', 'checked', 'approved'] as const;
/** The states in which a form may stand so: by them it is found in the index. */
const statesOf: Readonly<Record<Standing, readonly FormState[]>> = { onTime: handedIn, late: handedIn, waiting: ['open'], missing: ['open'], excluded: ['excluded'] };

/** Of forms `f`: somebody of a party sees those of that party alone: said in so many words, the others need not be looked at. The policies decide all the same. */
export const ownParty = ({ actor }: Tx): RawBuilder<unknown> => ('party' in actor && actor.party !== undefined ? sql`f.party = ${actor.party}` : sql`true`);

/** One page of a campaign's forms, by their codes. */
export async function loadForms(tx: Tx, campaignId: string, { state, city, level, standing }: FormFilter, { day, limit, after }: { day: string; limit: number; after: string | undefined }): Promise<ListedForm[]> {
  const { rows } = await sql<ListedForm>`
    select f.id, f.campaign_id, f.unit, f.unit_name, f.city, f.division, d.name as division_name, f.level, f.organization_id, f.party, f.visibility, f.state, f.returned, f.submitted_at, f.version, ${standingOf(day)} as standing
    from indicators.form f join indicators.campaign c on c.id = f.campaign_id left join directory.division d on d.code = f.division
    where f.campaign_id = ${campaignId} and ${ownParty(tx)} and (${state ?? null}::text is null or f.state = ${state ?? null}) and (${city ?? null}::text is null or f.city = ${city ?? null}) and (${level ?? null}::text is null or f.level = ${level ?? null})
      and ${standing === undefined ? sql`true` : sql`f.state = any(${[...statesOf[standing]]}) and ${standingOf(day)} = ${standing}`} and (${after ?? null}::text is null or f.unit > ${after ?? null})
    order by f.unit limit ${limit}`.execute(tx.db);
  return rows;
}

/** How many forms that the actor sees stand how, by party, level and state. */
export async function countStandings(tx: Tx, campaignId: string, day: string): Promise<{ party: PartyCode; level: FormLevel; state: FormState; standing: Standing; count: number }[]> {
  const { rows } = await sql<{ party: PartyCode; level: FormLevel; state: FormState; standing: Standing; count: number }>`
    select f.party, f.level, f.state, ${standingOf(day)} as standing, count(*)::int as count from indicators.form f join indicators.campaign c on c.id = f.campaign_id
    where f.campaign_id = ${campaignId} and ${ownParty(tx)} group by 1, 2, 3, 4 order by 1, 2, 3, 4`.execute(tx.db);
  return rows;
}

export async function loadDeliveries(tx: Tx, campaignId: string): Promise<DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`select d.*, c.title from indicators.delivery d join indicators.campaign c on c.id = d.campaign_id where d.campaign_id = ${campaignId} order by d.party`.execute(tx.db);
  return rows;
}

export async function loadDelivery(tx: Tx, id: string): Promise<DeliveryRow> {
  const { rows } = await sql<DeliveryRow>`select d.*, c.title from indicators.delivery d join indicators.campaign c on c.id = d.campaign_id where d.id = ${id}`.execute(tx.db);
  const [row] = rows;
  if (row === undefined) throw refuse(commonRefusals.notFound);
  return row;
}

/** What a unit reported in the campaigns before, the newest first. A school that was made of others has their sum; one that came of a split has nothing to compare with. */
export type Past = { readonly years: readonly Entries[]; readonly madeOf: 'itself' | 'merged' | 'split' };

export async function loadPast(tx: Tx, { campaignId, unit, organizationId }: Pick<FormRow, 'campaignId' | 'unit' | 'organizationId'>): Promise<Past> {
  const earlier = (who: RawBuilder<unknown>) => sql<{ period: string; entries: Entries; organizationId: string | null }>`
    select c2.period, f.entries, f.organization_id
    from indicators.campaign c join indicators.system s on s.id = c.system_id
      join indicators.system s2 on s2.code = s.code join indicators.campaign c2 on c2.system_id = s2.id and c2.period < c.period and c2.state <> 'withdrawn'
      join indicators.form f on f.campaign_id = c2.id and f.state = 'approved' and ${who}
    where c.id = ${campaignId} order by c2.period desc, s2.number desc limit 100`.execute(tx.db);
  const own = await earlier(organizationId === null ? sql`f.unit = ${unit} and f.level = 'district'` : sql`f.organization_id = ${organizationId}`);
  if (own.rows.length > 0 || organizationId === null) return { years: firstOfPeriods(own.rows), madeOf: 'itself' };
  const { rows: origins } = await sql<{ predecessor: string; kind: 'merged' | 'split' }>`select predecessor, kind from indicators.succession where successor = ${organizationId}`.execute(tx.db);
  if (origins.length === 0) return { years: [], madeOf: 'itself' };
  if (origins.some(({ kind }) => kind === 'split')) return { years: [], madeOf: 'split' };
  const predecessors = origins.map(({ predecessor }) => predecessor);
  const { rows } = await earlier(sql`f.organization_id = any(${predecessors})`);
  const newest = rows[0]?.period;
  const all = rows.filter(({ period }) => period === newest);
  // only what every one of them reported has a sum: one that is missing would make it too small
  const everywhere = predecessors.every((id) => all.some((row) => row.organizationId === id)) ? Object.keys(all[0]?.entries ?? {}).filter((element) => all.every(({ entries }) => element in entries)) : [];
  return { years: [Object.fromEntries(everywhere.map((element) => [element, all.reduce((sum, { entries }) => sum + (entries[element] ?? 0), 0)]))], madeOf: 'merged' };
}

/** The same of many forms at once, by their ids, at most so many years of each: one question for all that have a past of their own, and one each for the few that were made of others. */
export async function loadPasts(tx: Tx, forms: readonly FormRow[], most = 100): Promise<Map<string, readonly Entries[]>> {
  // Each kind of unit by its own index: one condition for both would compare every form with every other.
  const earlier = (who: RawBuilder<unknown>) => sql`
    select c2.period, s2.number, f.entries from indicators.campaign c join indicators.system s on s.id = c.system_id
      join indicators.system s2 on s2.code = s.code join indicators.campaign c2 on c2.system_id = s2.id and c2.period < c.period and c2.state <> 'withdrawn'
      join indicators.form f on f.campaign_id = c2.id and f.state = 'approved' and ${who} where c.id = n.campaign_id`;
  const { rows } = await sql<{ id: string; period: string; entries: Entries }>`
    select n.id, p.period, p.entries from indicators.form n cross join lateral (
      ${earlier(sql`n.organization_id is null and f.unit = n.unit and f.level = 'district'`)} union all ${earlier(sql`f.organization_id = n.organization_id`)} order by period desc, number desc limit ${most}) p
    where n.id = any(${forms.map(({ id }) => id)}) order by n.id, p.period desc, p.number desc`.execute(tx.db);
  const own = Map.groupBy(rows, ({ id }) => id);
  const pasts = new Map<string, readonly Entries[]>([...own].map(([id, years]) => [id, firstOfPeriods(years)]));
  const without = forms.filter(({ id, organizationId }) => organizationId !== null && !own.has(id));
  const { rows: made } = await sql<{ successor: string }>`select distinct successor from indicators.succession where successor = any(${without.map(({ organizationId }) => organizationId)})`.execute(tx.db);
  const successors = new Set(made.map(({ successor }) => successor));
  for (const form of without) if (form.organizationId !== null && successors.has(form.organizationId)) pasts.set(form.id, (await loadPast(tx, form)).years); // oxlint-disable-line no-await-in-loop -- few
  return pasts;
}

function firstOfPeriods(rows: readonly { period: string; entries: Entries }[]): Entries[] {
  return rows.filter(({ period }, i) => rows[i - 1]?.period !== period).map(({ entries }) => entries);
}

/** The numbers that others of the same level and party have submitted, to compare with: `most` of them, drawn by lot but always alike, say as much as all. */
export async function loadPeers(tx: Tx, { campaignId, level, party, attributes }: Pick<FormRow, 'campaignId' | 'level' | 'party' | 'attributes'>, most: number): Promise<Entries[]> {
  const stage = attributes['stage'] ?? null;
  const { rows } = await sql<{ entries: Entries }>`
    select entries from indicators.form where id in (
      select id from indicators.form where campaign_id = ${campaignId} and level = ${level} and party = ${party} and state not in ('open', 'excluded') and (${stage}::text is null or attributes ->> 'stage' = ${stage}) order by md5(unit) limit ${most})`.execute(tx.db);
  return rows.map(({ entries }) => entries);
}

export type Revision = { version: number; at: string; role: string | null; state: string; changed: Record<string, [number | null, number | null]> };

export async function loadRevisions(tx: Tx, formId: string): Promise<Revision[]> {
  const { rows } = await sql<Revision>`select version, at, role, state, changed from indicators.revision where form_id = ${formId} order by version desc limit 100`.execute(tx.db);
  return rows;
}

const cityOfDivision = sql`case when d.level = 'county' then d.parent else d.code end`;
/** Of forms `f`: their party has not handed its numbers over. */
export const openOf = sql`exists (select from indicators.delivery v where v.campaign_id = f.campaign_id and v.party = f.party and v.state = 'open')`;

/** Gives every unit that should report and has no form an empty one; in one party, or in all four. The platform acts. */
export async function addMissingForms(tx: Tx, campaignId: string, levels: readonly FormLevel[], party: PartyCode | undefined): Promise<number> {
  let added = 0;
  if (levels.includes('district')) {
    added += Number((await sql`
      insert into indicators.form (campaign_id, unit, unit_name, city, party, division, level)
      select ${campaignId}, code, name, parent, party, code, 'district' from directory.division where level = 'county' and (${party ?? null}::text is null or party = ${party ?? null}) order by code on conflict do nothing`.execute(tx.db)).numAffectedRows ?? 0n);
  }
  if (levels.includes('school')) {
    added += Number((await sql`
      insert into indicators.form (campaign_id, unit, unit_name, city, party, division, level, organization_id, attributes)
      select ${campaignId}, coalesce(i.code, i.id::text), i.name, ${cityOfDivision}, i.party, i.division, 'school', i.id, jsonb_strip_nulls(jsonb_build_object('stage', i.level))
      from directory.institution i join directory.division d on d.code = i.division
      where i.kind = 'school' and i.state = 'active' and d.level <> 'province' and (${party ?? null}::text is null or i.party = ${party ?? null}) order by i.id on conflict do nothing`.execute(tx.db)).numAffectedRows ?? 0n);
  }
  return added;
}

/** Forms follow their schools to where these now are; a form is one, so that a school is counted once. */
export async function moveFormsWithSchools(tx: Tx, campaignId: string, party: PartyCode): Promise<string[]> {
  const { rows } = await sql<{ unitName: string }>`
    update indicators.form f set division = i.division, city = ${cityOfDivision}, unit_name = i.name, attributes = f.attributes || jsonb_strip_nulls(jsonb_build_object('stage', i.level)), version = f.version + 1
    from directory.institution i join directory.division d on d.code = i.division
    where f.campaign_id = ${campaignId} and f.party = ${party} and f.organization_id = i.id and f.state <> 'excluded' and d.level <> 'province' and ${openOf}
      and (f.division, f.unit_name, f.attributes ->> 'stage') is distinct from (i.division, i.name, i.level) returning f.unit_name`.execute(tx.db);
  return rows.map(({ unitName }) => unitName);
}

/** Schools that have gone over into others, and closed ones that had not reported, are not counted; the facts of the former go with them. */
export async function excludeGoneSchools(tx: Tx, campaignId: string, period: string, party: PartyCode): Promise<string[]> {
  const { rows } = await sql<{ unit: string; unitName: string }>`
    update indicators.form f set state = 'excluded', version = f.version + 1 from directory.institution i
    where f.campaign_id = ${campaignId} and f.party = ${party} and f.organization_id = i.id and f.state <> 'excluded' and ${openOf}
      and (exists (select from indicators.succession s where s.predecessor = i.id and s.since <= ${period}) or (i.state = 'closed' and f.state = 'open')) returning f.unit, f.unit_name`.execute(tx.db);
  await sql`delete from indicators.fact where period = ${period} and campaign_id = ${campaignId} and unit = any(${rows.map(({ unit }) => unit)})`.execute(tx.db);
  return rows.map(({ unitName }) => unitName);
}

/** Moves up to `most` forms in one go; those that are approved become facts. Only what the actor may change is touched. */
export async function moveFormsTo(tx: Tx, campaignId: string, period: string, { from, to, level, city, division, most }: { from: readonly FormState[]; to: FormState; level: FormLevel | undefined; city: string | undefined; division: string | undefined; most: number }): Promise<{ id: string; unit: string }[]> {
  const { rows } = await sql<{ id: string; unit: string }>`
    update indicators.form f set state = ${to}, version = f.version + 1 where f.id in (
      select id from indicators.form where campaign_id = ${campaignId} and state = any(${[...from]}) and (${level ?? null}::text is null or level = ${level ?? null}) and (${city ?? null}::text is null or city = ${city ?? null})
        and (${division ?? null}::text is null or starts_with(division, ${division ?? null})) order by unit limit ${most} for update)
    returning f.id, f.unit`.execute(tx.db);
  if (to === 'approved') {
    const ids = rows.map(({ id }) => id);
    await asSystem(tx, 'indicators.fact', async (own) => {
      await sql`delete from indicators.fact where period = ${period} and campaign_id = ${campaignId} and unit = any(${rows.map(({ unit }) => unit)})`.execute(own.db);
      await sql`
        insert into indicators.fact (period, campaign_id, unit, element, value, party, form_id)
        select ${period}, f.campaign_id, f.unit, e.key, e.value::double precision, f.party, f.id from indicators.form f cross join jsonb_each_text(f.entries) e where f.id = any(${ids})`.execute(own.db);
    });
  }
  return rows;
}

/** Lets whoever should report and has not know, each at most once in twenty hours; gives how many. */
export async function remindMissing(tx: Tx, campaignId: string, now: string, most: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with due as (
      update indicators.form f set reminded_at = ${now} from indicators.campaign c
      where f.id in (select id from indicators.form where campaign_id = ${campaignId} and state = 'open' and (reminded_at is null or reminded_at < ${now}::timestamptz - interval '20 hours') order by unit limit ${most} for update) and c.id = f.campaign_id
      returning f.id, f.unit_name, f.level, f.party, f.division, f.organization_id, c.title, c.due_on),
    told as (
      select kernel.notify('indicators.form/remind', 'indicators.form', due.id::text,
        jsonb_build_object('zh', '请尽快填报：' || due.title || '（' || due.unit_name || '，截止 ' || due.due_on || '）', 'en', 'Please report: ' || due.title || ' (' || due.unit_name || ', due on ' || due.due_on || ')'), '/workspace/indicators/forms/' || due.id,
        case due.level when 'school' then 'institution_officer' else 'division_officer' end, case due.level when 'school' then null else due.party::text end, case due.level when 'school' then null else due.division end, due.organization_id, null) as told from due)
    select count(told)::int as count from told`.execute(tx.db);
  return rows[0]?.count ?? 0;
}
