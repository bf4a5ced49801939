import { sql, type RawBuilder } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { loadRun } from '../store.ts';

export type TrendPoint = { period: string; unit: string; unitName: string; code: string; raw: number | null; value: number | null; /** Of the whole alone, and never without its interval. */ rank: number | null; low: number | null; high: number | null };
/** One unit in all its nodes, or one node in all units. */
export type TrendOf = { unit?: string | undefined; code?: string | undefined };

/** The same system’s results year by year, up to the one looked at: of each earlier year the latest computation. */
export async function runTrend(platform: Platform, actor: Actor, id: string, { unit, code }: TrendOf): Promise<TrendPoint[]> {
  return inTransaction(platform.database, actor, async (tx) => {
    const run = await loadRun(tx, id);
    const { rows } = await sql<TrendPoint>`
      with own as (select s.code, c.period from indicators.campaign c join indicators.system s on s.id = c.system_id where c.id = ${run.campaignId}),
        runs as (select distinct on (c.period) c.period, r.id from own join indicators.system s on s.code = own.code join indicators.campaign c on c.system_id = s.id join indicators.run r on r.campaign_id = c.id
                 where r.finished_at is not null and (r.id = ${id} or (c.period < own.period and r.system_id = c.system_id)) order by c.period, (r.id = ${id}) desc, r.id desc)
      select runs.period, x.unit, x.unit_name, x.code, x.raw, x.value, case when x.low is not null then x.rank end as rank, x.low, x.high from runs join indicators.score x on x.run_id = runs.id
      where ${ofOne({ unit, code })} order by runs.period, x.unit, x.code`.execute(tx.db);
    return rows;
  });
}

/** The same of what was published, as far as the reader may see it; what was kept back is missing. */
export async function publicationTrend(platform: Platform, actor: Actor, id: string, { unit, code }: TrendOf): Promise<TrendPoint[]> {
  return inTransaction(platform.database, actor, async (tx) => {
    const { rows: [own] } = await sql<{ systemCode: string; period: string }>`select system_code, period from indicators.publication where id = ${id}`.execute(tx.db);
    if (own === undefined) throw refuse(commonRefusals.notFound);
    const { rows } = await sql<TrendPoint>`
      with shown as (select distinct on (p.period) p.period, p.id from indicators.publication p
                     where p.system_code = ${own.systemCode} and (p.id = ${id} or (p.state = 'agreed' and p.period < ${own.period})) order by p.period, (p.id = ${id}) desc, p.id desc)
      select shown.period, x.unit, x.unit_name, x.code, x.raw, x.value, case when x.low is not null then x.rank end as rank, x.low, x.high from shown join indicators.published_score x on x.publication_id = shown.id
      where ${ofOne({ unit, code })} order by 1, 2, 4`.execute(tx.db);
    return rows;
  });
}

const ofOne = ({ unit, code }: TrendOf): RawBuilder<unknown> => sql`${unit === undefined ? sql`true` : sql`x.unit = ${unit}`} and ${code === undefined ? sql`true` : sql`x.code = ${code}`}`;
