import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, declareRefusals, refuse } from '#kernel/refusal.ts';
import { sql } from 'kysely';
import { refusals as exchangeRefusals } from '../refusals.ts';
import { faultOfLimits, type SchemeLimits } from '../restrictions.ts';
import type { SchemeRow } from '../store.ts';
import { findScheme, recordScheme } from './schemes.ts';

export const refusals = declareRefusals('exchange', {
  limitsMechanism: { status: 422, zh: '只有“志愿优先”能同时满足限额、上限或团队，请先改匹配方法。', en: 'Only "applicants propose" keeps limits and teams; change the mechanism first.' },
  quotasWrong: { status: 422, zh: '请为限额填写人数；按类别的，类别不能重复。', en: 'Give each quota its number; no category twice.' },
  regionsWrong: { status: 422, zh: '地区上限须属于三省一市，且不能重复。', en: 'A cap is for a region of the four, each once.' },
});

/** Sets what a scheme restricts, while it is being drafted: the four agree to it with the rest. */
export async function setLimits(platform: Platform, actor: Actor, id: string, { version, ...limits }: SchemeLimits & { version: number }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await findScheme(tx, id);
    if (actor.role !== 'party_officer' || actor.party !== before.party) throw refuse(commonRefusals.notAllowed);
    if (before.state !== 'draft') throw refuse(exchangeRefusals.schemeNotDraft);
    checkLimits(limits, before.mechanism);
    const after = await changeRecord<SchemeRow>(tx, { table: 'exchange.scheme', id, version, values: { limits: JSON.stringify(limits) } });
    await recordScheme(tx, 'set-limits', after, { limits: { by: limits.by, teams: limits.teams, quotas: limits.quotas.map((quota) => ({ ...quota })), caps: limits.caps.map((cap) => ({ ...cap })) } });
  });
}

/** Throws when a mechanism cannot keep the limits; also asked when the mechanism changes. */
export function checkLimits(limits: SchemeLimits, mechanism: string): void {
  switch (faultOfLimits(limits, mechanism)) {
    case 'mechanism': throw refuse(refusals.limitsMechanism, {}, { field: '/mechanism' });
    case 'quotas': throw refuse(refusals.quotasWrong, {}, { field: '/quotas' });
    case 'regions': throw refuse(refusals.regionsWrong, {}, { field: '/caps' });
  }
}

export type Teammate = { personName: string; wishes: number; state: string };

/** The others of one's team, by name, how many wishes each has and how far they are. */
export async function loadTeam(tx: Tx, applicationId: string): Promise<Teammate[]> {
  return (await sql<Teammate>`select person_name, wishes, state from exchange.team_of(${applicationId})`.execute(tx.db)).rows;
}
