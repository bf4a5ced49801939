import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction } from '#kernel/database/transaction.ts';
import { record } from '#kernel/journal/journal.ts';
import type { Platform } from '#kernel/platform.ts';
import { refuse } from '#kernel/refusal.ts';
import { addMissingForms, excludeGoneSchools, moveFormsWithSchools } from '../collect-store.ts';
import { levelsOf } from '../elements.ts';
import { refusals } from '../refusals.ts';
import { loadCampaign, loadSystem } from '../store.ts';
import { asOfficer } from './acting.ts';
import { formulasOf } from './systems.ts';

export type RosterChange = { added: number; moved: number; excluded: number };

/**
 * Brings the list of those who report up to the directory, within the officer's party: a new school gets a form, one that moved takes its form along, one
 * that went over into others is not counted any more. Done again it changes nothing; after the party has handed over, only new forms would come, so it is refused.
 */
export async function updateRoster(platform: Platform, actor: Actor, campaignId: string): Promise<RosterChange> {
  const { party } = asOfficer(actor);
  return inTransaction(platform.database, actor, async (tx) => {
    const campaign = await loadCampaign(tx, campaignId);
    if (campaign.state !== 'open') throw refuse(refusals.notOpen);
    const open = await sql`select from indicators.delivery where campaign_id = ${campaignId} and party = ${party} and state = 'open'`.execute(tx.db);
    if (open.rows.length === 0) throw refuse(refusals.delivered);
    const levels = levelsOf(formulasOf(await loadSystem(tx, campaign.systemId)));
    const changed = await asSystem(tx, 'indicators.campaign', async (own) => ({
      excluded: await excludeGoneSchools(own, campaignId, campaign.period, party),
      moved: await moveFormsWithSchools(own, campaignId, party),
      added: await addMissingForms(own, campaignId, levels, party),
    }));
    await record(tx, { act: 'indicators.campaign/roster', subject: { type: 'indicators.campaign', id: campaignId, title: campaign.title }, changes: { added: changed.added, moved: changed.moved.slice(0, 200), excluded: changed.excluded.slice(0, 200) }, access: { visibility: 'party', party } });
    return { added: changed.added, moved: changed.moved.length, excluded: changed.excluded.length };
  });
}

export type Succession = { kind: 'merged' | 'split'; predecessors: readonly string[]; successors: readonly string[]; since: string };

/** Says which school came out of which, so that a merged one is compared with the sum of those before it and a split one with nothing. */
export async function recordSuccession(platform: Platform, actor: Actor, { kind, predecessors, successors, since }: Succession): Promise<void> {
  const { party } = asOfficer(actor);
  const [several, one] = kind === 'merged' ? [predecessors, successors] : [successors, predecessors];
  const ids = [...new Set([...predecessors, ...successors])];
  if (new Set(several).size < 2 || one.length !== 1 || ids.length !== predecessors.length + successors.length) throw refuse(refusals.notTheSuccessor);
  await inTransaction(platform.database, actor, async (tx) => {
    const { rows: known } = await sql<{ id: string; name: string }>`select id, name from directory.institution where id = any(${ids}) and party = ${party} and kind = 'school'`.execute(tx.db);
    if (known.length !== ids.length) throw refuse(refusals.notTheSuccessor);
    await sql`insert into indicators.succession (predecessor, successor, kind, since, party) select p, s, ${kind}, ${since}, ${party} from unnest(${[...predecessors]}::uuid[]) p cross join unnest(${[...successors]}::uuid[]) s on conflict do nothing`.execute(tx.db);
    const nameOf = new Map(known.map(({ id, name }) => [id, name]));
    const names = (of: readonly string[]) => of.map((id) => nameOf.get(id) ?? id);
    await record(tx, { act: `indicators.school/${kind}`, subject: { type: 'directory.institution', id: successors[0] ?? '', title: names(successors).join('、') }, changes: { predecessors: names(predecessors), successors: names(successors), since }, access: { visibility: 'region', party } });
  });
}
