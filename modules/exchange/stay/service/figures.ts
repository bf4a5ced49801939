import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { presetNames, presetOf, type PresetName } from '../../presets.ts';

/** What went from one city to another in a month. */
export type Figure = { preset: PresetName; homeCity: string; hostCity: string; homeParty: PartyCode; hostParty: PartyCode; month: string; people: number; days: number; hours: number; credits: number; certified: number };

export type Figures = { presets: { name: PresetName; label: { zh: string; en: string } }[]; cities: { code: string; name: string; party: PartyCode }[]; rows: Figure[] };

/** Sums of all stays of the four, by programme, pair of cities and month: numbers only, the same for every officer. */
export async function showFigures(platform: Platform, actor: Actor): Promise<Figures> {
  return inTransaction(platform.database, actor, async (tx) => {
    const { rows } = await sql<Figure>`select * from exchange.figures(${today(platform).toString()}::date) order by month, preset, home_city, host_city`.execute(tx.db);
    const { rows: cities } = await sql<{ code: string; name: string; party: PartyCode }>`select code, name, party from directory.division where level = 'city' order by code`.execute(tx.db);
    return { presets: presetNames.map((name) => ({ name, label: presetOf(name).label })), cities, rows };
  });
}
