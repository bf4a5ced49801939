import { type Generated, type Insertable, sql } from 'kysely';
import type { PartyCode } from '#kernel/domain.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import type { Visibility } from '#kernel/journal/journal.ts';
import type { MilestoneFacts } from './rules.ts';

export type PlanRow = {
  id: string; title: string; startsOn: string; endsOn: string; sourceName: string; sourceText: string; sourceDigest: Buffer;
  party: PartyCode; visibility: Visibility; state: string; version: number; createdAt: string;
};

export type ItemKind = 'part' | 'area' | 'platform' | 'initiative' | 'safeguard';

export type ItemRow = {
  id: string; planId: string; parentId: string | null; position: number; code: string; kind: ItemKind; number: string; title: string; text: string;
  spanStart: number; spanEnd: number; sourceLine: number; mechanisms: string[]; confirmedAt: string | null;
  lead: PartyCode | null; leadInstitutionId: string | null; preparedBy: PartyCode; visibility: Visibility; version: number;
};

export type PartnerRow = { itemId: string; party: PartyCode; institutionId: string | null; visibility: Visibility };

export type AimRow = {
  id: string; itemId: string; measure: string; unit: string; target: number; targetOn: string; note: string | null;
  party: PartyCode; visibility: Visibility; version: number; withdrawnAt: string | null;
};

export type MilestoneRow = {
  id: string; itemId: string; title: string; deliverable: string | null; startsOn: string; dueOn: string; doneOn: string | null; percent: number;
  party: PartyCode; institutionId: string | null; visibility: Visibility; state: MilestoneFacts['state']; version: number; createdAt: string;
};

export type ReportRow = {
  id: string; itemId: string; milestoneId: string; text: string; percent: number; reportedOn: string; party: PartyCode; institutionId: string | null;
  visibility: Visibility; state: string; version: number; createdBy: string | null; createdAt: string; submittedAt: string | null;
};

export type ReviewRow = { reportId: string; reportVersion: number; party: PartyCode; verdict: 'agree' | 'return'; comment: string | null; reviewedAt: string; reviewedBy: string | null };

export type FactRow = {
  id: string; itemId: string; mechanism: string; subjectType: string; subjectId: string; measure: string; unit: string; value: number;
  period: string; party: PartyCode; toParty: PartyCode | null; visibility: Visibility; recordedAt: string;
};

type Filled<R, K extends keyof R> = { [C in keyof R]: C extends K ? Generated<R[C]> : R[C] };

type PlanTables = {
  'plan.plan': Filled<PlanRow, 'id' | 'visibility' | 'state' | 'version' | 'createdAt'>;
  'plan.item': Filled<ItemRow, 'version' | 'confirmedAt' | 'lead' | 'leadInstitutionId'>;
  'plan.partner': PartnerRow;
  'plan.aim': Filled<AimRow, 'id' | 'version' | 'withdrawnAt'>;
  'plan.milestone': Filled<MilestoneRow, 'id' | 'doneOn' | 'percent' | 'state' | 'version' | 'createdAt'>;
  'plan.dependency': { milestoneId: string; dependsOnId: string };
  'plan.report': Filled<ReportRow, 'id' | 'visibility' | 'state' | 'version' | 'createdBy' | 'createdAt' | 'submittedAt'>;
  'plan.review': Filled<ReviewRow, 'reviewedAt' | 'reviewedBy'>;
  'plan.fact': Filled<FactRow, 'id' | 'toParty' | 'recordedAt'>;
};

/** The plan's tables in this transaction. */
export function tables(tx: Tx) {
  return tx.db.withTables<PlanTables>();
}

export type NewItem = Omit<Insertable<PlanTables['plan.item']>, 'version'>;

export async function storePlan(tx: Tx, plan: Insertable<PlanTables['plan.plan']>): Promise<PlanRow> {
  return tables(tx).insertInto('plan.plan').values(plan).returningAll().executeTakeFirstOrThrow();
}

export async function storeItems(tx: Tx, items: readonly NewItem[]): Promise<void> {
  await tables(tx).insertInto('plan.item').values([...items]).execute();
}

export async function loadPlans(tx: Tx): Promise<Omit<PlanRow, 'sourceText' | 'sourceDigest'>[]> {
  return tables(tx)
    .selectFrom('plan.plan')
    .select(['id', 'title', 'startsOn', 'endsOn', 'sourceName', 'party', 'visibility', 'state', 'version', 'createdAt'])
    .where('state', '<>', 'withdrawn')
    .orderBy('startsOn', 'desc')
    .orderBy('id')
    .limit(50)
    .execute();
}

export async function loadPlan(tx: Tx, id: string): Promise<PlanRow | undefined> {
  return tables(tx).selectFrom('plan.plan').selectAll().where('id', '=', id).executeTakeFirst();
}

/** An item with what the tree and the matrix show of it. */
export type ItemSummary = Omit<ItemRow, 'text' | 'spanStart' | 'spanEnd' | 'sourceLine' | 'preparedBy'> & { partners: PartyCode[]; partnerInstitutions: { party: PartyCode; institutionId: string }[] };

/** All items of a plan in the order of the document. */
export async function loadItems(tx: Tx, planId: string): Promise<ItemSummary[]> {
  const { rows } = await sql<ItemSummary>`
    select i.id, i.plan_id, i.parent_id, i.position, i.code, i.kind, i.number, i.title, i.mechanisms, i.confirmed_at, i.lead, i.lead_institution_id,
      i.visibility, i.version, array(select distinct p.party::text from plan.partner p where p.item_id = i.id order by 1) as partners,
      (select coalesce(json_agg(json_build_object('party', p.party, 'institutionId', p.institution_id)), '[]') from plan.partner p where p.item_id = i.id and p.institution_id is not null) as partner_institutions
    from plan.item i where i.plan_id = ${planId} order by i.position`.execute(tx.db);
  return rows;
}

/** A milestone in a list over the whole plan, with what it depends on and who owns it. */
export type MilestoneSummary = MilestoneRow & { itemCode: string; itemTitle: string; institutionName: string | null; dependsOn: string[] };

export async function loadMilestones(tx: Tx, planId: string): Promise<MilestoneSummary[]> {
  const { rows } = await sql<MilestoneSummary>`
    select m.*, i.code as item_code, i.title as item_title, n.name as institution_name,
      array(select d.depends_on_id::text from plan.dependency d where d.milestone_id = m.id order by 1) as depends_on
    from plan.milestone m join plan.item i on i.id = m.item_id left join directory.institution n on n.id = m.institution_id
    where i.plan_id = ${planId} order by m.due_on, m.id`.execute(tx.db);
  return rows;
}

export type ItemDetails = ItemRow & {
  plan: { id: string; title: string; startsOn: string; endsOn: string; state: string };
  parent: { code: string; title: string } | null;
  leadInstitution: { id: string; name: string } | null;
  partners: { party: PartyCode; institution: { id: string; name: string } | null }[];
  aims: (Pick<AimRow, 'id' | 'measure' | 'unit' | 'target' | 'targetOn' | 'note' | 'version'> & { reached: number; byParty: { party: PartyCode; value: number }[] })[];
  milestones: (Omit<MilestoneRow, 'createdAt' | 'visibility'> & { institutionName: string | null; dependsOn: string[]; reports: number })[];
  upstream: (MilestoneFacts & { title: string; itemId: string; itemCode: string })[];
};

/** One initiative with everything its page shows at first sight, in one query, for `readOnce`. */
export const itemQuery = (id: string) => sql<ItemDetails>`
  select i.*,
    json_build_object('id', p.id, 'title', p.title, 'startsOn', p.starts_on, 'endsOn', p.ends_on, 'state', p.state) as plan,
    (select json_build_object('code', u.code, 'title', u.title) from plan.item u where u.id = i.parent_id) as parent,
    (select json_build_object('id', n.id, 'name', n.name) from directory.institution n where n.id = i.lead_institution_id) as lead_institution,
    coalesce((select json_agg(json_build_object('party', r.party, 'institution',
        (select json_build_object('id', n.id, 'name', n.name) from directory.institution n where n.id = r.institution_id)) order by r.party)
      from plan.partner r where r.item_id = i.id), '[]') as partners,
    coalesce((select json_agg(json_build_object('id', a.id, 'measure', a.measure, 'unit', a.unit, 'target', a.target, 'targetOn', a.target_on,
        'note', a.note, 'version', a.version, 'reached', coalesce(f.reached, 0), 'byParty', coalesce(f.by_party, '[]')) order by a.target_on, a.id)
      from plan.aim a
      left join lateral (
        select sum(s.value) as reached, json_agg(json_build_object('party', s.party, 'value', s.value) order by s.party) as by_party
        from (select party, sum(value) as value from plan.fact where item_id = i.id and measure = a.measure and unit = a.unit group by party) s) f on true
      where a.item_id = i.id and a.withdrawn_at is null), '[]') as aims,
    coalesce((select json_agg(json_build_object('id', m.id, 'itemId', m.item_id, 'title', m.title, 'deliverable', m.deliverable, 'startsOn', m.starts_on,
        'dueOn', m.due_on, 'doneOn', m.done_on, 'percent', m.percent, 'party', m.party, 'institutionId', m.institution_id,
        'institutionName', (select n.name from directory.institution n where n.id = m.institution_id), 'state', m.state, 'version', m.version,
        'dependsOn', (select coalesce(json_agg(d.depends_on_id), '[]') from plan.dependency d where d.milestone_id = m.id),
        'reports', (select count(*) from plan.report t where t.milestone_id = m.id and t.state <> 'draft')) order by m.due_on, m.id)
      from plan.milestone m where m.item_id = i.id), '[]') as milestones,
    coalesce((select json_agg(json_build_object('id', u.id, 'title', u.title, 'itemId', u.item_id, 'itemCode', ui.code, 'state', u.state,
        'startsOn', u.starts_on, 'dueOn', u.due_on, 'percent', u.percent, 'dependsOn', '[]'::json))
      from plan.milestone u join plan.item ui on ui.id = u.item_id
      where u.item_id <> i.id and u.id in (select d.depends_on_id from plan.dependency d join plan.milestone m on m.id = d.milestone_id where m.item_id = i.id)), '[]') as upstream
  from plan.item i join plan.plan p on p.id = i.plan_id
  where i.id = ${id}`;

/** An item as a change needs it: with its plan's dates and state, and the parties of its partners. */
export type ItemInPlan = ItemRow & { planStartsOn: string; planEndsOn: string; planState: string; partners: PartyCode[] };

export async function loadItemInPlan(tx: Tx, id: string): Promise<ItemInPlan | undefined> {
  const { rows } = await sql<ItemInPlan>`
    select i.*, p.starts_on as plan_starts_on, p.ends_on as plan_ends_on, p.state as plan_state,
      array(select distinct r.party::text from plan.partner r where r.item_id = i.id order by 1) as partners
    from plan.item i join plan.plan p on p.id = i.plan_id where i.id = ${id}`.execute(tx.db);
  return rows[0];
}

export async function storePartners(tx: Tx, item: Pick<ItemRow, 'id' | 'visibility'>, partners: readonly { party: PartyCode; institutionId: string | null }[]): Promise<void> {
  await tables(tx).deleteFrom('plan.partner').where('itemId', '=', item.id).execute();
  if (partners.length === 0) return;
  await tables(tx)
    .insertInto('plan.partner')
    .values(partners.map((partner) => ({ itemId: item.id, visibility: item.visibility, ...partner })))
    .execute();
}

/** Takes the plan's dependency lock until the transaction ends: two new dependencies could close a circle between them. */
export async function lockDependencies(tx: Tx, planId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`plan.dependency ${planId}`}, 0))`.execute(tx.db);
}

export async function loadDependencies(tx: Tx, planId: string): Promise<{ milestoneId: string; dependsOnId: string }[]> {
  return tables(tx)
    .selectFrom('plan.dependency as d')
    .innerJoin('plan.milestone as m', 'm.id', 'd.milestoneId')
    .innerJoin('plan.item as i', 'i.id', 'm.itemId')
    .where('i.planId', '=', planId)
    .select(['d.milestoneId', 'd.dependsOnId'])
    .execute();
}

/** The parties of institutions, by id. */
export async function loadInstitutionParties(tx: Tx, ids: readonly string[]): Promise<Map<string, PartyCode>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; party: PartyCode }>`select id, party from directory.institution where id = any(${ids}::uuid[])`.execute(tx.db);
  return new Map(rows.map((row) => [row.id, row.party]));
}

/** Shows a plan and what is in it to the public, or to the region only; what single parties keep to themselves stays so. */
export async function publishPlan(tx: Tx, id: string, visibility: Visibility): Promise<void> {
  const ofPlan = sql`(select id from plan.item where plan_id = ${id})`;
  await sql`update plan.partner set visibility = ${visibility} where item_id in ${ofPlan}`.execute(tx.db);
  await sql`update plan.aim set visibility = ${visibility} where item_id in ${ofPlan}`.execute(tx.db);
  await sql`update plan.milestone set visibility = ${visibility} where item_id in ${ofPlan}`.execute(tx.db);
  await sql`update plan.fact set visibility = ${visibility} where item_id in ${ofPlan}`.execute(tx.db);
  await sql`update plan.item set visibility = ${visibility} where plan_id = ${id}`.execute(tx.db);
}

export type HistoryRow = {
  id: number; at: string; act: string; role: string | null; roleParty: PartyCode | null; actorName: string | null; reason: string | null; changes: unknown; digest: string;
};

/** The journal of an initiative, newest first, older than entry `before`; names only of those whom the actor may see. */
export async function loadItemHistory(tx: Tx, itemId: string, { limit, before }: { limit: number; before: number }): Promise<HistoryRow[]> {
  const { rows } = await sql<HistoryRow>`
    select j.id, j.at, j.act, j.role, j.role_party, p.name as actor_name, j.reason, j.changes, encode(j.digest, 'hex') as digest
    from kernel.journal_entry j left join directory.person p on p.id = j.person_id
    where j.initiative_id = ${itemId} and j.id < ${before} order by j.id desc limit ${limit}`.execute(tx.db);
  return rows;
}

/** All aims of a plan with what has been reached of each. */
export async function loadAims(tx: Tx, planId: string): Promise<(AimRow & { itemCode: string; itemTitle: string; reached: number })[]> {
  const { rows } = await sql<AimRow & { itemCode: string; itemTitle: string; reached: number }>`
    select a.*, i.code as item_code, i.title as item_title,
      coalesce((select sum(f.value) from plan.fact f where f.item_id = a.item_id and f.measure = a.measure and f.unit = a.unit), 0) as reached
    from plan.aim a join plan.item i on i.id = a.item_id
    where i.plan_id = ${planId} and a.withdrawn_at is null order by i.position, a.target_on`.execute(tx.db);
  return rows;
}
