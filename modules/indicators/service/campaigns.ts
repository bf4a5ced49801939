import { sql } from 'kysely';
import { systemActor, type Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction } from '#kernel/database/transaction.ts';
import { partyCodes } from '#kernel/domain.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import { openTask } from '#kernel/inbox/inbox.ts';
import { record } from '#kernel/journal/journal.ts';
import { viewLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { move, type Move } from '#kernel/lifecycle/move.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { exportList, readAll } from '#kernel/sheets/export.ts';
import type { Language } from '#kernel/text.ts';
import { addMissingForms, countStandings, loadDeliveries, loadForms, remindMissing, type FormFilter, type ListedForm } from '../collect-store.ts';
import { levelsOf } from '../elements.ts';
import { campaignLifecycle, deliveryLifecycle } from '../lifecycle.ts';
import { formStates, standings } from '../messages.ts';
import { refusals } from '../refusals.ts';
import { mayPassOn } from '../rules.ts';
import { loadCampaign, loadRuns, loadSystem, type CampaignRow } from '../store.ts';
import { asOfficer } from './acting.ts';
import { formulasOf } from './systems.ts';

export type NewCampaign = { systemId: string; period: string; title: string; dueOn: string; /** The day with whose end it is locked by itself. */ locksOn?: string | undefined };

/** Opens the collection of a system in force for a period: an empty form for every district or school of the four that it asks, a task for every party. */
export async function openCampaign(platform: Platform, actor: Actor, { systemId, period, title, dueOn, locksOn }: NewCampaign): Promise<{ id: string }> {
  const { party } = asOfficer(actor);
  if (locksOn !== undefined && locksOn < dueOn) throw refuse(refusals.locksBeforeDue, {}, { field: '/locksOn' });
  return inTransaction(platform.database, actor, async (tx) => {
    const system = await loadSystem(tx, systemId);
    if (system.state !== 'in_force') throw refuse(refusals.notInForce);
    const levels = levelsOf(formulasOf(system));
    if (levels.length === 0) throw refuse(refusals.noLevel);
    const known = await sql`select from indicators.campaign where system_id = ${systemId} and period = ${period} and state <> 'withdrawn'`.execute(tx.db);
    if (known.rows.length > 0) throw refuse(refusals.sameCampaign, { period }, { field: '/period' });
    const { rows } = await sql<CampaignRow>`insert into indicators.campaign (system_id, title, period, due_on, locks_on, party) values (${systemId}, ${title}, ${period}, ${dueOn}, ${locksOn ?? null}, ${party}) returning *`.execute(tx.db);
    const [campaign] = rows;
    if (campaign === undefined) throw refuse(commonRefusals.notAllowed);
    const { id } = campaign;
    await asSystem(tx, 'indicators.campaign', async (own) => {
      await sql`select indicators.open_period(${period})`.execute(own.db);
      await sql`insert into indicators.delivery (campaign_id, party) select ${id}, p from unnest(${[...partyCodes]}::text[]) p`.execute(own.db);
      await addMissingForms(own, id, levels, undefined);
    });
    await record(tx, { act: 'indicators.campaign/open', subject: { type: 'indicators.campaign', id, title }, changes: { systemId, period, dueOn, ...(locksOn === undefined ? {} : { locksOn }) }, access: { visibility: campaign.visibility, party } });
    for (const to of partyCodes) {
      // oxlint-disable-next-line no-await-in-loop -- four
      await openTask(tx, { kind: `indicators.campaign/report/${to}`, subject: { type: 'indicators.campaign', id }, to: { role: 'party_officer', party: to }, title: { zh: `组织填报：${title}`, en: `See to the reports: ${title}` }, link: `/workspace/indicators/campaigns/${id}`, dueOn });
    }
    return { id };
  });
}

/** A campaign: how far each party is, who is late, what has been handed over, and what has been computed from it. */
export async function showCampaign(platform: Platform, actor: Actor, id: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    const campaign = await loadCampaign(tx, id);
    const system = await loadSystem(tx, campaign.systemId);
    const day = today(platform).toString();
    const open = campaign.state === 'open';
    const officer = actor.role === 'party_officer' || actor.role === 'division_officer';
    return {
      campaign: { id, title: campaign.title, period: campaign.period, dueOn: campaign.dueOn, locksOn: campaign.locksOn, party: campaign.party, state: campaign.state, version: campaign.version },
      system: { id: system.id, title: system.title, number: system.number, code: system.code },
      levels: levelsOf(formulasOf(system)), lifecycle: viewLifecycle(campaignLifecycle, campaign, actor),
      overdue: open && day > campaign.dueOn, counts: await countStandings(tx, id, day),
      deliveries: (await loadDeliveries(tx, id)).map((delivery) => ({ id: delivery.id, party: delivery.party, returned: delivery.returned, deliveredAt: delivery.deliveredAt, lifecycle: viewLifecycle(deliveryLifecycle, delivery, actor) })),
      runs: (await loadRuns(tx, id)).map((run) => ({ id: run.id, createdAt: run.createdAt, finishedAt: run.finishedAt, facts: run.facts, jobId: run.jobId })),
      may: { compute: actor.role === 'party_officer' && actor.party === campaign.party, fill: open && (officer || actor.role === 'institution_officer'), remind: open && officer, roster: open && actor.role === 'party_officer', passOn: open ? mayPassOn(actor) : null },
    };
  });
}

/** One page of a campaign's forms, as far as the actor sees them. */
export async function listForms(platform: Platform, actor: Actor, campaignId: string, { limit, cursor, ...filter }: FormFilter & { limit: number; cursor?: string | undefined }): Promise<Page<ListedForm>> {
  const after = cursor === undefined ? undefined : String(decodeCursor(cursor, ['string'])[0] ?? '');
  const day = today(platform).toString();
  return inTransaction(platform.database, actor, async (tx) => {
    await loadCampaign(tx, campaignId);
    return cutPage(await loadForms(tx, campaignId, filter, { day, limit: limit + 1, after }), limit, ({ unit }) => [unit]);
  });
}

/** The same list to take along: who has reported, who has not, who was late. */
export async function exportForms(platform: Platform, actor: Actor, campaignId: string, { format, language, ...filter }: FormFilter & { format: 'xlsx' | 'csv'; language: Language }): Promise<Response> {
  const day = today(platform).toString();
  const { title, rows } = await inTransaction(platform.database, actor, async (tx) => ({
    title: (await loadCampaign(tx, campaignId)).title,
    rows: await readAll<ListedForm>((after, limit) => loadForms(tx, campaignId, filter, { day, limit, after: after?.unit })),
  }));
  return exportList({
    format, language, name: { zh: `${title} 填报情况`, en: `${title} reports` }, rows,
    columns: [
      { label: { zh: '代码', en: 'Code' }, value: ({ unit }) => unit }, { label: { zh: '单位', en: 'Unit' }, width: 30, value: ({ unitName }) => unitName }, { label: { zh: '所在地', en: 'Division' }, value: ({ divisionName }) => divisionName },
      { label: { zh: '填报情况', en: 'Standing' }, value: ({ standing }, own) => standings[standing][own] }, { label: { zh: '状态', en: 'State' }, value: ({ state }, own) => formStates[state][own] },
      { label: { zh: '首次提交', en: 'First submitted' }, width: 24, value: ({ submittedAt }) => (submittedAt === null ? null : Temporal.Instant.from(submittedAt).toZonedDateTimeISO('Asia/Shanghai').toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ')) },
      { label: { zh: '退回原因', en: 'Returned because' }, width: 40, value: ({ returned }) => returned },
    ],
  });
}

/** Reminders of one act; pressed again it goes on with the next. */
const mostReminders = 5_000;

/** Reminds every unit in the actor's scope that has not reported, at most once in twenty hours. */
export async function remindUnits(platform: Platform, actor: Actor, campaignId: string): Promise<{ reminded: number }> {
  if (actor.role !== 'party_officer' && actor.role !== 'division_officer') throw refuse(commonRefusals.notAllowed);
  return inTransaction(platform.database, actor, async (tx) => {
    const campaign = await loadCampaign(tx, campaignId);
    if (campaign.state !== 'open') throw refuse(refusals.notOpen);
    const reminded = await remindMissing(tx, campaignId, platform.now().toString(), mostReminders);
    if (reminded > 0) await record(tx, { act: 'indicators.campaign/remind', subject: { type: 'indicators.campaign', id: campaignId, title: campaign.title }, changes: { reminded }, access: { visibility: 'party', party: actor.party ?? campaign.party } });
    return { reminded };
  });
}

export async function moveCampaign(platform: Platform, actor: Actor, request: Move): Promise<void> {
  await inTransaction(platform.database, actor, (tx) => move<CampaignRow, string, string>(tx, campaignLifecycle, request));
}

/** Locks what is open past its day; gives how many. May run as often as one likes. */
export async function lockCampaigns(platform: Platform): Promise<number> {
  return inTransaction(platform.database, systemActor('indicators.daily'), async (tx) => {
    const { rows } = await sql<CampaignRow>`select * from indicators.campaign where state = 'open' and locks_on < ${today(platform).toString()}::date order by id`.execute(tx.db);
    for (const { id, version, locksOn } of rows) {
      // oxlint-disable-next-line no-await-in-loop -- few
      await move<CampaignRow, string, string>(tx, campaignLifecycle, { id, version, transition: 'lock', reason: `已到锁定日期 ${locksOn ?? ''}，自动锁定` });
    }
    return rows.length;
  });
}
