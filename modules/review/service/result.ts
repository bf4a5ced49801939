import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { renderPdf } from '#kernel/documents/pdf.ts';
import { authorityNames } from '#kernel/domain.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { resultDocument } from '../documents/result.ts';
import type { Verdict } from '../messages.ts';
import { presets } from '../presets.ts';
import { loadReview, type ReviewRow } from '../store.ts';

export type ResultItem = { id: string; number: number; title: string; institutionNames: string[]; verdict: Verdict; score: number; text: string };
export type Result = Pick<ReviewRow, 'id' | 'preset' | 'title' | 'purpose' | 'party' | 'requesterName' | 'concludedAt' | 'rubricNumber'> & { items: ResultItem[]; next: number | null };

/** What came out, for whoever asked and for the office: opinions, no reviewer's name and no sheet. */
export async function showResult(platform: Platform, actor: Actor, reviewId: string, { limit, after = 0 }: { limit: number; after?: number | undefined }): Promise<Result> {
  if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
  return inTransaction(platform.database, actor, async (tx) => {
    const { id, preset, title, purpose, party, requesterName, concludedAt, rubricNumber } = await loadReview(tx, reviewId);
    const { rows: [part] } = await sql<{ may: boolean }>`select review.runs(${reviewId}) or review.asked(${reviewId}) as may`.execute(tx.db);
    if (concludedAt === null || part?.may !== true) throw refuse(commonRefusals.notFound);
    const { rows: items } = await sql<ResultItem>`
      select i.id, i.number, s.title, s.institution_names, o.verdict, o.score, o.text
      from review.item i join review.item_subject s on s.item_id = i.id join review.opinion o on o.item_id = i.id
      where i.review_id = ${reviewId} and i.number > ${after} order by i.number limit ${limit + 1}`.execute(tx.db);
    return { id, preset, title, purpose, party, requesterName, concludedAt, rubricNumber, items: items.slice(0, limit), next: items.length > limit ? (items[limit - 1]?.number ?? null) : null };
  });
}

/** The same on paper. */
export async function printResult(platform: Platform, actor: Actor, reviewId: string): Promise<Response> {
  const result = await showResult(platform, actor, reviewId, { limit: 1_000 });
  const bytes = await renderPdf(resultDocument({ ...result, authority: authorityNames[result.party], preset: presets[result.preset].label.zh, itemName: presets[result.preset].item.zh }));
  return new Response(bytes, { headers: { 'content-type': 'application/pdf', 'cache-control': 'private, no-store', 'content-disposition': `attachment; filename="result.pdf"; filename*=UTF-8''${encodeURIComponent(`${result.title}（评审结论）.pdf`)}` } });
}
