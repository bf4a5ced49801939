import { sql } from 'kysely';
import type { Frozen } from '#algorithms/draw/transcript.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';

export type LotteryRow = {
  id: string; schemeId: string; schemeRound: number; frozen: Frozen; digest: string; inputs: string; attempt: number; revealUntil: string | null;
  state: 'committing' | 'revealing' | 'drawn' | 'void'; drawn: { panel: number[]; reserves: number[] } | null; party: PartyCode; frozenAt: string;
};

/** The lottery of a scheme's round that is not void, if there is one. */
export async function loadLottery(tx: Tx, schemeId: string, round: number): Promise<LotteryRow | undefined> {
  return (await sql<LotteryRow>`select * from exchange.lottery where scheme_id = ${schemeId} and scheme_round = ${round} and state <> 'void'`.execute(tx.db)).rows[0];
}

/** What each party has given, attempt by attempt. Others' numbers are there once all are revealed, for the platform at once. */
export async function loadGiven(tx: Tx, lotteryId: string): Promise<{ attempt: number; party: PartyCode; digest: string; secret: string | null }[]> {
  return (await sql<{ attempt: number; party: PartyCode; digest: string; secret: string | null }>`
    select c.attempt, c.party, c.digest, r.secret from exchange.lottery_commit c left join exchange.lottery_reveal r using (lottery_id, attempt, party)
    where c.lottery_id = ${lotteryId} order by c.attempt, c.party`.execute(tx.db)).rows;
}
