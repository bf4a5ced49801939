import { sql } from 'kysely';
import type { Sensitivity } from '#algorithms/indices/robustness/sensitivity.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import type { Visibility } from '#kernel/journal/journal.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import type { Coverage } from './compare/coverage.ts';
import type { SystemChoices } from './method/words.ts';
import { nodesOf, storedNodes, type StoredNode } from './versions/tree.ts';

export type { StoredNode, SystemChoices };

type Owned = { id: string; party: PartyCode; visibility: Visibility; version: number; createdAt: string };

export type SystemState = 'draft' | 'proposed' | 'in_force' | 'superseded' | 'withdrawn';
export type SystemRow = Owned & { code: string; number: number; title: string; sources: string[]; formulas: string; nodes: StoredNode[]; choices: SystemChoices; state: SystemState };
export type CampaignRow = Owned & { systemId: string; title: string; period: string; dueOn: string; locksOn: string | null; state: 'open' | 'locked' | 'withdrawn' };
export type FormState = 'open' | 'submitted' | 'verified' | 'checked' | 'approved' | 'excluded';
/** Who fills a form in. */
export type FormLevel = 'district' | 'school';
export type FormRow = Omit<Owned, 'createdAt'> & { campaignId: string; unit: string; unitName: string; city: string; division: string; level: FormLevel; organizationId: string | null; attributes: Record<string, string>; state: FormState; entries: Record<string, number>; reasons: Record<string, string>; returned: string | null; submittedAt: string | null };
export type RunRow = Omit<Owned, 'version'> & { campaignId: string; systemId: string; jobId: string | null; snapshot: Buffer | null; result: Buffer | null; facts: number | null; notes: { zh: string; en: string }[]; /** By place. Computed before it was stored: none. */ coverage: Coverage[]; robustness: RobustnessRow | null; finishedAt: string | null };
export type RobustnessRow = { runs: number; seed: number; meanShift: number; excluded: number; weightSpread: number; sensitivity?: Sensitivity };
export type ScoreRow = { runId: string; unit: string; unitName: string; party: PartyCode; level: 'district' | 'city' | 'party' | 'region'; code: string; raw: number | null; imputed: number | null; treated: number | null; value: number | null; rank: number | null; low: number | null; high: number | null; /** The smallest number of people that the indicator counts, above zero; `null` where it counts none. */ people: number | null };
/** What a unit's formulas are put together from; `people` as in a score. */
export type PartRow = { unit: string; level: 'city' | 'party' | 'region'; party: PartyCode; part: string; value: number | null; people: number | null };
export type PublicationRow = Owned & { runId: string; title: string; embargoOn: string; content: PublishedContent; digest: Buffer; state: 'proposed' | 'agreed' | 'refused' };

/** Everything that a reader of a published result needs to check it. */
export type PublishedContent = {
  title: string; period: string; system: { code: string; number: number; title: string; sources: string[]; formulas: string; nodes: StoredNode[]; choices: SystemChoices };
  run: { snapshot: string; result: string; facts: number; finishedAt: string; robustness: RobustnessRow; notes: { zh: string; en: string }[] };
  /** Of each place how many units were asked and how many are approved; and why it was published though not everybody is. Published before that was stated, there is none. */
  coverage?: Coverage[]; incomplete?: { gaps: { zh: string; en: string }[]; reason: string };
  /** By which rule numbers of small groups were kept back; published before there was one, nothing was. */
  disclosure?: { zh: string; en: string };
  /** Those of before there were other levels name none: they are cities'. */
  /** What the formulas are put together from, by unit; `null` is missing, kept back what stands in `suppressed`. Published before they were, there are none. */
  parts?: PublishedPart[];
  scores: (Omit<ScoreRow, 'runId' | 'level' | 'people'> & { level?: ScoreRow['level']; /** Kept back: too few people stand behind it, or it would give such a number away. */ suppressed?: true })[];
};

export type PublishedPart = { part: string; values: Record<string, number | null>; suppressed?: string[] };

export { nodesOf, storedNodes };

async function loadOne<R>(tx: Tx, table: string, id: string): Promise<R> {
  const { rows } = await sql<R>`select * from ${sql.table(table)} where id = ${id}`.execute(tx.db);
  const [row] = rows;
  if (row === undefined) throw refuse(commonRefusals.notFound);
  return row;
}

export const loadSystem = (tx: Tx, id: string): Promise<SystemRow> => loadOne<SystemRow>(tx, 'indicators.system', id);
export const loadCampaign = (tx: Tx, id: string): Promise<CampaignRow> => loadOne<CampaignRow>(tx, 'indicators.campaign', id);
export const loadForm = (tx: Tx, id: string): Promise<FormRow> => loadOne<FormRow>(tx, 'indicators.form', id);

/** A form with what decides whether it may still change; one answer of the database, for in the last hour thousands are saved and submitted. */
export type FormWithin = FormRow & { campaignTitle: string; campaignState: CampaignRow['state']; period: string; systemId: string; /** The party has handed its numbers over. */ delivered: boolean };

export async function loadFormWithin(tx: Tx, id: string): Promise<FormWithin> {
  const { rows } = await sql<FormWithin>`
    select f.*, c.title as campaign_title, c.state as campaign_state, c.period, c.system_id, exists (select from indicators.delivery d where d.campaign_id = f.campaign_id and d.party = f.party and d.state <> 'open') as delivered
    from indicators.form f join indicators.campaign c on c.id = f.campaign_id where f.id = ${id}`.execute(tx.db);
  const [row] = rows;
  if (row === undefined) throw refuse(commonRefusals.notFound);
  return row;
}

export const loadRun = (tx: Tx, id: string): Promise<RunRow> => loadOne<RunRow>(tx, 'indicators.run', id);
export const loadPublication = (tx: Tx, id: string): Promise<PublicationRow> => loadOne<PublicationRow>(tx, 'indicators.publication', id);

/** The versions of every system, the newest of each first. */
export async function loadSystems(tx: Tx): Promise<Omit<SystemRow, 'formulas' | 'nodes'>[]> {
  const { rows } = await sql<Omit<SystemRow, 'formulas' | 'nodes'>>`select id, code, number, title, sources, choices, party, visibility, state, version, created_at from indicators.system order by code, number desc limit 200`.execute(tx.db);
  return rows;
}

export async function loadCampaigns(tx: Tx, systemId: string): Promise<CampaignRow[]> {
  const { rows } = await sql<CampaignRow>`select * from indicators.campaign where system_id = ${systemId} order by period desc, id desc limit 100`.execute(tx.db);
  return rows;
}

/** The numbers of a form become facts; those of its earlier approval go. The platform acts: no officer writes a fact. */
export async function storeFacts(tx: Tx, { id, campaignId, unit, party, entries }: FormRow, period: string): Promise<void> {
  await removeFacts(tx, { campaignId, unit }, period);
  await sql`
    insert into indicators.fact (period, campaign_id, unit, element, value, party, form_id)
    select ${period}, ${campaignId}, ${unit}, e.key, e.value::double precision, ${party}, ${id} from jsonb_each_text(${JSON.stringify(entries)}::jsonb) e`.execute(tx.db);
}

export async function removeFacts(tx: Tx, { campaignId, unit }: Pick<FormRow, 'campaignId' | 'unit'>, period: string): Promise<void> {
  await sql`delete from indicators.fact where period = ${period} and campaign_id = ${campaignId} and unit = ${unit}`.execute(tx.db);
}

/** The campaign and those before it of the same system, by periods back. */
export async function loadPeriods(tx: Tx, campaignId: string, mostBack: number): Promise<{ back: number; campaignId: string; period: string }[]> {
  const { rows } = await sql<{ back: number; campaignId: string; period: string }>`
    with now as (select s.code, c.period from indicators.campaign c join indicators.system s on s.id = c.system_id where c.id = ${campaignId})
    select distinct on (c.period) now.period::int - c.period::int as back, c.id as campaign_id, c.period
    from now join indicators.system s on s.code = now.code join indicators.campaign c on c.system_id = s.id
    where (c.id = ${campaignId} or c.period < now.period) and c.state <> 'withdrawn' and now.period::int - c.period::int <= ${mostBack}
    order by c.period desc, (c.id = ${campaignId}) desc, s.number desc`.execute(tx.db);
  return rows;
}

/** The parties whose numbers the region has not taken. */
export async function loadUntaken(tx: Tx, campaignId: string): Promise<PartyCode[]> {
  const { rows } = await sql<{ party: PartyCode }>`select party from indicators.delivery where campaign_id = ${campaignId} and state <> 'accepted' order by party`.execute(tx.db);
  return rows.map(({ party }) => party);
}

export async function loadRuns(tx: Tx, campaignId: string): Promise<RunRow[]> {
  const { rows } = await sql<RunRow>`select r.* from indicators.run r join indicators.campaign c on c.id = r.campaign_id where r.campaign_id = ${campaignId} and r.system_id = c.system_id order by r.id desc limit 50`.execute(tx.db);
  return rows;
}

/** The past of a system, by campaign: the latest computation by its own version, and by another one on trial. */
export async function loadTrials(tx: Tx, { id, code }: Pick<SystemRow, 'id' | 'code'>): Promise<{ campaignId: string; title: string; period: string; runId: string; trialId: string | null; trialDone: boolean }[]> {
  const { rows } = await sql<{ campaignId: string; title: string; period: string; runId: string; trialId: string | null; trialDone: boolean }>`
    select c.id as campaign_id, c.title, c.period, own.id as run_id, trial.id as trial_id, trial.finished_at is not null as trial_done
    from indicators.campaign c join indicators.system s on s.id = c.system_id and s.code = ${code} and s.id <> ${id}
      cross join lateral (select r.id from indicators.run r where r.campaign_id = c.id and r.system_id = c.system_id and r.finished_at is not null order by r.id desc limit 1) own
      left join lateral (select r.id, r.finished_at from indicators.run r where r.campaign_id = c.id and r.system_id = ${id} order by r.id desc limit 1) trial on true
    where c.state <> 'withdrawn' order by c.period desc limit 20`.execute(tx.db);
  return rows;
}

/** The scores of a result, of all units or of one. */
export async function loadScores(tx: Tx, runId: string, unit?: string): Promise<Omit<ScoreRow, 'runId'>[]> {
  const { rows } = await sql<Omit<ScoreRow, 'runId'>>`select unit, unit_name, party, level, code, raw, imputed, treated, value, rank, low, high, people from indicators.score where run_id = ${runId} and ${unit === undefined ? sql`true` : sql`unit = ${unit}`} order by level, unit, code`.execute(tx.db);
  return rows;
}

/** How many cities a result compares. */
export async function countCities(tx: Tx, runId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(distinct unit)::int as count from indicators.score where run_id = ${runId} and level = 'city' and value is not null`.execute(tx.db);
  return rows[0]?.count ?? 0;
}

export async function storeScores(tx: Tx, runId: string, rows: readonly Omit<ScoreRow, 'runId'>[]): Promise<void> {
  await sql`delete from indicators.score where run_id = ${runId}`.execute(tx.db);
  await sql`
    insert into indicators.score (run_id, unit, unit_name, party, level, code, raw, imputed, treated, value, rank, low, high, people)
    select ${runId}, r.unit, r."unitName", r.party, r.level, r.code, r.raw, r.imputed, r.treated, r.value, r.rank, r.low, r.high, r.people
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(unit text, "unitName" text, party text, level text, code text, raw float8, imputed float8, treated float8, value float8, rank int, low int, high int, people float8)`.execute(tx.db);
}

/** The parts of one unit, or of all, as far as the reader may see them. */
export async function loadParts(tx: Tx, runId: string, unit?: string): Promise<PartRow[]> {
  const { rows } = await sql<PartRow>`select unit, level, party, part, value, people from indicators.part where run_id = ${runId} and (${unit ?? null}::text is null or unit = ${unit ?? null}) order by unit, part`.execute(tx.db);
  return rows;
}

export async function storeParts(tx: Tx, runId: string, rows: readonly PartRow[]): Promise<void> {
  await sql`delete from indicators.part where run_id = ${runId}`.execute(tx.db);
  await sql`
    insert into indicators.part (run_id, unit, level, party, part, value, people)
    select ${runId}, r.unit, r.level, r.party, r.part, r.value, r.people from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(unit text, level text, party text, part text, value float8, people float8)`.execute(tx.db);
}

export type Division = { code: string; name: string; level: 'province' | 'city' | 'county'; parent: string | null; party: PartyCode };

export async function loadDivisions(tx: Tx): Promise<Division[]> {
  const { rows } = await sql<Division>`select code, name, level, parent, party from directory.division order by code`.execute(tx.db);
  return rows;
}
