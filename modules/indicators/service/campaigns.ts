import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction } from '#kernel/database/transaction.ts';
import { partyCodes } from '#kernel/domain.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import { openTask } from '#kernel/inbox/inbox.ts';
import { record } from '#kernel/journal/journal.ts';
import { viewLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { move, type Move } from '#kernel/lifecycle/move.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { campaignLifecycle } from '../lifecycle.ts';
import { refusals } from '../refusals.ts';
import { countForms, loadCampaign, loadForms, loadRuns, loadSystem, type CampaignRow, type FormFilter } from '../store.ts';
import { asOfficer } from './acting.ts';

export type NewCampaign = { systemId: string; period: string; title: string; dueOn: string };

/** Opens the collection of a system in force for a period: an empty form for every district of the four, a task for every party. */
export async function openCampaign(platform: Platform, actor: Actor, { systemId, period, title, dueOn }: NewCampaign): Promise<{ id: string }> {
  const { party } = asOfficer(actor);
  return inTransaction(platform.database, actor, async (tx) => {
    const system = await loadSystem(tx, systemId);
    if (system.state !== 'in_force') throw refuse(refusals.notInForce);
    const known = await sql`select from indicators.campaign where system_id = ${systemId} and period = ${period} and state <> 'withdrawn'`.execute(tx.db);
    if (known.rows.length > 0) throw refuse(refusals.sameCampaign, { period }, { field: '/period' });
    const { rows } = await sql<CampaignRow>`insert into indicators.campaign (system_id, title, period, due_on, party) values (${systemId}, ${title}, ${period}, ${dueOn}, ${party}) returning *`.execute(tx.db);
    const [campaign] = rows;
    if (campaign === undefined) throw refuse(commonRefusals.notAllowed);
    const { id } = campaign;
    await asSystem(tx, 'indicators.campaign', async (own) => {
      await sql`select indicators.open_period(${period})`.execute(own.db);
      await sql`insert into indicators.form (campaign_id, unit, unit_name, city, party, division) select ${id}, code, name, parent, party, code from directory.division where level = 'county' order by code`.execute(own.db);
    });
    await record(tx, { act: 'indicators.campaign/open', subject: { type: 'indicators.campaign', id, title }, changes: { systemId, period, dueOn }, access: { visibility: campaign.visibility, party } });
    for (const to of partyCodes) {
      // oxlint-disable-next-line no-await-in-loop -- four
      await openTask(tx, { kind: `indicators.campaign/report/${to}`, subject: { type: 'indicators.campaign', id }, to: { role: 'party_officer', party: to }, title: { zh: `组织填报：${title}`, en: `See to the reports: ${title}` }, link: `/workspace/indicators/campaigns/${id}`, dueOn });
    }
    return { id };
  });
}

/** A campaign: how far each party is, who is late, and what has been computed from it. */
export async function showCampaign(platform: Platform, actor: Actor, id: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    const campaign = await loadCampaign(tx, id);
    const system = await loadSystem(tx, campaign.systemId);
    const day = today(platform).toString();
    const counts = await countForms(tx, id);
    return {
      campaign: { id, title: campaign.title, period: campaign.period, dueOn: campaign.dueOn, party: campaign.party, state: campaign.state, version: campaign.version },
      system: { id: system.id, title: system.title, number: system.number },
      lifecycle: viewLifecycle(campaignLifecycle, campaign, actor),
      overdue: campaign.state === 'open' && day > campaign.dueOn, counts,
      runs: (await loadRuns(tx, id)).map((run) => ({ id: run.id, createdAt: run.createdAt, finishedAt: run.finishedAt, facts: run.facts, jobId: run.jobId })),
      may: { compute: actor.role === 'party_officer' && actor.party === campaign.party, fill: campaign.state === 'open' && (actor.role === 'party_officer' || actor.role === 'division_officer') },
    };
  });
}

/** One page of a campaign's forms, as far as the actor sees them. */
export async function listForms(platform: Platform, actor: Actor, campaignId: string, { limit, cursor, ...filter }: FormFilter & { limit: number; cursor?: string | undefined }): Promise<Page<Awaited<ReturnType<typeof loadForms>>[number]>> {
  const after = cursor === undefined ? undefined : String(decodeCursor(cursor, ['string'])[0] ?? '');
  return inTransaction(platform.database, actor, async (tx) => {
    await loadCampaign(tx, campaignId);
    return cutPage(await loadForms(tx, campaignId, filter, { limit: limit + 1, after }), limit, ({ unit }) => [unit]);
  });
}

export async function moveCampaign(platform: Platform, actor: Actor, request: Move): Promise<void> {
  await inTransaction(platform.database, actor, (tx) => move<CampaignRow, string, string>(tx, campaignLifecycle, request));
}
