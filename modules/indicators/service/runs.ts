import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { enqueue } from '#kernel/jobs/jobs.ts';
import { record } from '#kernel/journal/journal.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import type { Text } from '#kernel/text.ts';
import { gapsOf, isWhole, sayGaps, type Coverage } from '../compare/coverage.ts';
import { obstaclesOf } from '../compare/rules.ts';
import { normalisedBounds } from '../compare/scale.ts';
import { refusals } from '../refusals.ts';
import { countCities, loadCampaign, loadParts, loadRun, loadScores, loadSystem, loadUntaken, type CampaignRow, type RunRow, type ScoreRow } from '../store.ts';
import { asOfficer } from './acting.ts';
import { describeDistricts, describeIndicators } from './describe.ts';
import { refuseIncomplete } from './systems.ts';

/** Asks for a computation over what is approved now; the page shows how far it is. */
export async function startRun(platform: Platform, actor: Actor, campaignId: string): Promise<{ id: string; jobId: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const campaign = await loadCampaign(tx, campaignId);
    asOfficer(actor, campaign.party);
    return begin(tx, campaign, campaign.systemId, campaign.party);
  });
}

/** Computes what was collected for an earlier version anew by another one, side by side: to see before the four agree what a change would do. */
export async function startTrial(platform: Platform, actor: Actor, systemId: string, campaignId: string): Promise<{ id: string; jobId: string }> {
  const { party } = asOfficer(actor);
  return inTransaction(platform.database, actor, async (tx) => {
    const [campaign, system] = [await loadCampaign(tx, campaignId), await loadSystem(tx, systemId)];
    const own = await loadSystem(tx, campaign.systemId);
    if (own.code !== system.code || own.id === system.id) throw refuse(refusals.otherSystem);
    if (system.state === 'draft') await refuseIncomplete(tx, system);
    return begin(tx, campaign, systemId, party);
  });
}

async function begin(tx: Tx, campaign: CampaignRow, systemId: string, party: PartyCode): Promise<{ id: string; jobId: string }> {
  const approved = await asSystem(tx, 'indicators.run', (own) => sql`select from indicators.fact where period = ${campaign.period} and campaign_id = ${campaign.id} limit 1`.execute(own.db));
  if (approved.rows.length === 0) throw refuse(refusals.nothingApproved);
  const { rows } = await sql<{ id: string }>`select uuidv7() as id`.execute(tx.db);
  const id = rows[0]?.id ?? '';
  const jobId = await enqueue(tx, { kind: 'indicators.compute', payload: { runId: id } });
  await sql`insert into indicators.run (id, campaign_id, system_id, party, job_id) values (${id}, ${campaign.id}, ${systemId}, ${party}, ${jobId})`.execute(tx.db);
  await record(tx, { act: `indicators.run/${systemId === campaign.systemId ? 'start' : 'try'}`, subject: { type: 'indicators.run', id, title: campaign.title }, changes: { campaignId: campaign.id, systemId }, access: { visibility: 'region', party } });
  return { id, jobId };
}

/** A result: the cities with their scores by dimension, ranks with their intervals, and how it was made. */
export async function showRun(platform: Platform, actor: Actor, id: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    const run = await loadRun(tx, id);
    const [campaign, system, scores] = [await loadCampaign(tx, run.campaignId), await loadSystem(tx, run.systemId), await loadScores(tx, id)];
    const publication = (await sql<{ id: string; state: string }>`select id, state from indicators.publication where run_id = ${id} and state <> 'refused'`.execute(tx.db)).rows[0];
    return {
      run: { id, jobId: run.jobId, finishedAt: run.finishedAt, facts: run.facts, snapshot: run.snapshot?.toString('hex') ?? null, result: run.result?.toString('hex') ?? null, notes: run.notes, coverage: run.coverage, robustness: run.robustness },
      campaign: { id: campaign.id, title: campaign.title, period: campaign.period }, system: { id: system.id, code: system.code, title: system.title, number: system.number, choices: system.choices },
      gaps: sayGapsOf({ coverage: run.coverage, scores, least: system.choices.leastCoverage ?? 1, untaken: await loadUntaken(tx, run.campaignId) }),
      trial: run.systemId !== campaign.systemId, nodes: system.nodes, indicators: describeIndicators(system), districts: describeDistricts(system), scores: scores.map(({ people: _, ...score }) => score), publication: publication ?? null,
      may: { publish: actor.role === 'party_officer' && actor.party === run.party && run.finishedAt !== null && publication === undefined && system.nodes.length > 0 && run.systemId === campaign.systemId },
    };
  });
}

/** What a result lacks to be published as it is, in sentences; none where it is whole. */
export function sayGapsOf({ coverage, scores, least, untaken }: { coverage: readonly Coverage[]; scores: readonly Pick<ScoreRow, 'unit' | 'unitName'>[]; least: number; untaken: readonly PartyCode[] }): Text[] {
  const gaps = gapsOf(coverage, untaken, least);
  const names = new Map(scores.map(({ unit, unitName }) => [unit, unitName]));
  return isWhole(gaps) ? [] : sayGaps(gaps, least, (unit) => names.get(unit) ?? unit);
}

/** How one unit's numbers were made: every indicator with its stages, formula in words and weight, what its formulas are put together from as far as the reader may see it, and what holds the city back most. */
export async function showUnit(platform: Platform, actor: Actor, runId: string, unit: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    const run = await loadRun(tx, runId);
    const system = await loadSystem(tx, run.systemId);
    const scores = await loadScores(tx, runId, unit);
    const [first] = scores;
    if (first === undefined) throw refuse(commonRefusals.notFound);
    const obstacles = obstaclesOf(system.nodes, new Map(scores.map((score) => [score.code, score])), normalisedBounds(system.choices.normalise, await countCities(tx, runId)));
    const parts = await loadParts(tx, runId, unit);
    return {
      unit, unitName: first.unitName, party: first.party, level: first.level, scores: scores.map(({ unit: _unit, unitName: _name, party: _party, level: _level, people: _people, ...score }) => score),
      indicators: describeIndicators(system).map((indicator) => {
        const degree = obstacles?.get(indicator.code);
        return { ...indicator, obstacle: degree === undefined || Number.isNaN(degree) ? null : degree };
      }),
      parts: Object.fromEntries(parts.map(({ part, value }) => [part, value])),
    };
  });
}

export function isFinished(run: RunRow): run is RunRow & { snapshot: Buffer; result: Buffer; facts: number; finishedAt: string; robustness: NonNullable<RunRow['robustness']> } {
  return run.finishedAt !== null && run.snapshot !== null && run.result !== null && run.robustness !== null && run.facts !== null;
}
