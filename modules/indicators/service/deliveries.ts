import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction } from '#kernel/database/transaction.ts';
import { notify } from '#kernel/inbox/inbox.ts';
import { move, type Move } from '#kernel/lifecycle/move.ts';
import type { Platform } from '#kernel/platform.ts';
import { refuse } from '#kernel/refusal.ts';
import { loadDelivery, type DeliveryRow } from '../collect-store.ts';
import { deliveryLifecycle } from '../lifecycle.ts';
import { refusals } from '../refusals.ts';
import { loadCampaign } from '../store.ts';

/** Hands a party's numbers over to the region, takes them, or sends them back with a reason. Nothing is handed over while a form is neither approved nor set aside. */
export async function moveDelivery(platform: Platform, actor: Actor, request: Move): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await loadDelivery(tx, request.id);
    const campaign = await loadCampaign(tx, before.campaignId);
    if (campaign.state !== 'open') throw refuse(refusals.notOpen);
    if (request.transition === 'deliver') {
      const { rows } = await sql<{ count: number }>`select count(*)::int as count from indicators.form where campaign_id = ${campaign.id} and party = ${before.party} and state not in ('approved', 'excluded')`.execute(tx.db);
      const count = rows[0]?.count ?? 0;
      if (count > 0) throw refuse(refusals.notAllApproved, { count });
    }
    const after = await move<DeliveryRow, string, string>(tx, deliveryLifecycle, request);
    const subject = { type: 'indicators.delivery', id: after.id };
    const link = `/workspace/indicators/campaigns/${campaign.id}`;
    if (request.transition === 'return') {
      await asSystem(tx, 'indicators.delivery', async (own) => sql`update indicators.delivery set returned = ${request.reason ?? null} where id = ${after.id}`.execute(own.db));
      await notify(tx, { kind: 'indicators.delivery/returned', subject, to: { role: 'party_officer', party: after.party }, title: { zh: `上报数据被退回：${campaign.title}`, en: `Sent back: ${campaign.title}` }, link });
    }
    if (request.transition === 'deliver') {
      await asSystem(tx, 'indicators.delivery', async (own) => sql`update indicators.delivery set delivered_at = ${platform.now().toString()} where id = ${after.id}`.execute(own.db));
      await notify(tx, { kind: 'indicators.delivery/delivered', subject, to: { role: 'secretariat_officer' }, title: { zh: `请核收：${campaign.title}`, en: `Please accept: ${campaign.title}` }, link });
    }
  });
}
