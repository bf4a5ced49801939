import { sql } from 'kysely';
import { isPerson, type Actor, type PersonActor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { renderWatermarked } from '#kernel/documents/watermark.ts';
import { fileRefusals, largestUpload, mostFiles } from '#kernel/files/api.ts';
import type { BlobStore } from '#kernel/files/blobs.ts';
import { holdContent } from '#kernel/files/erase.ts';
import { mediaTypeOf } from '#kernel/files/media-type.ts';
import { canLoseProperties, extensionOf, withoutProperties } from '#kernel/files/properties.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { refusals } from '../refusals.ts';
import { itemCode } from '../rules.ts';
import { loadReview, tables, type MaterialRow, type ReviewRow, type SourceRow } from '../store.ts';
import { recordReview } from './acting.ts';

/** Adds a file to an item: by the office, or by whoever asked for the review. Its name is kept apart from what reviewers see. */
export async function addMaterial(platform: Platform, blobs: BlobStore, actor: Actor, itemId: string, { name, content }: { name: string; content: AsyncIterable<Uint8Array> }): Promise<{ id: string }> {
  // asked before the content is taken in, and once more with it
  const { anonymous } = await inTransaction(platform.database, actor, (tx) => reviewForMaterial(tx, itemId));
  const typeOf = (head: Uint8Array) => {
    const type = mediaTypeOf(head);
    if (type === undefined) throw refuse(fileRefusals.refusedType);
    if (anonymous && !canLoseProperties(type)) throw refuse(refusals.mixedProperties, { name });
    return type;
  };
  const blob = await blobs.put(content, { limit: largestUpload, typeOf });
  return inTransaction(platform.database, actor, async (tx) => {
    const review = await reviewForMaterial(tx, itemId);
    const { rows: [last] } = await sql<{ number: number; count: number }>`select coalesce(max(number), 0) as number, count(*) filter (where withdrawn_at is null) as count from review.material where item_id = ${itemId}`.execute(tx.db);
    const { number = 0, count = 0 } = last ?? {};
    if (count >= mostFiles) throw refuse(fileRefusals.tooMany, { limit: mostFiles });
    await holdContent(tx, blobs, blob.sha256);
    const { id } = await tables(tx).insertInto('review.material').values({ reviewId: review.id, itemId, number: number + 1, mediaType: blob.mediaType }).returning('id').executeTakeFirstOrThrow();
    await tables(tx).insertInto('review.materialSource').values({ materialId: id, reviewId: review.id, name, size: blob.size, sha256: blob.sha256 }).execute();
    await recordReview(tx, review, 'add-material', { item: itemId, material: id, sha256: blob.sha256.toString('hex') });
    return { id };
  });
}

export async function withdrawMaterial(platform: Platform, actor: Actor, id: string, { reason }: { reason: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const material = await seenMaterial(tx, id);
    const review = await reviewForMaterial(tx, material.itemId);
    await tables(tx).updateTable('review.material').set({ withdrawnAt: platform.now().toString() }).where('id', '=', id).execute();
    await recordReview(tx, review, 'withdraw-material', { material: id }, reason);
  });
}

export type GivenOut = { readonly content: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>; readonly mediaType: string; readonly name: string };

/**
 * A material for whoever may read it; the look is recorded before anything is given out. Office and requester have the file as it came.
 * A reviewer has a copy of their own: of a PDF with their name and the time across each page; in an anonymous review without properties and under a neutral name.
 */
export async function readMaterial(platform: Platform, blobs: BlobStore, actor: Actor, id: string): Promise<GivenOut> {
  if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
  const { material, source, review, number, full, reader } = await inTransaction(platform.database, actor, (tx) => lookAt(tx, actor, id));
  const content = await blobs.get(source.sha256);
  if (content === undefined) throw new Error(`the content of material ${id} is not in the store`);
  const { mediaType } = material;
  if (full) return { content, mediaType, name: source.name };
  const neutral = `${itemCode(number)}-${material.number}.${extensionOf(mediaType)}`;
  const name = review.anonymous ? neutral : source.name;
  if (mediaType === 'application/pdf') {
    const at = platform.now().toZonedDateTimeISO('Asia/Shanghai');
    const copy = await renderWatermarked({ pdf: await bytesOf(content), title: review.anonymous ? neutral : name, words: `${reader} ${at.toPlainDate().toString()} ${at.toPlainTime().toString({ smallestUnit: 'minute' })} 仅供评审` });
    if (copy === undefined) throw refuse(refusals.unreadable);
    return { content: copy, mediaType, name };
  }
  if (!review.anonymous) return { content, mediaType, name };
  const copy = withoutProperties(mediaType, await bytesOf(content));
  if (copy === undefined) throw refuse(refusals.mixedProperties, { name: neutral });
  return { content: copy, mediaType, name };
}

type Looked = { material: MaterialRow; source: SourceRow; review: ReviewRow; number: number; /** As it came, for those who may know whose it is by their office. */ full: boolean; reader: string };

async function lookAt(tx: Tx, actor: PersonActor, id: string): Promise<Looked> {
  const material = await seenMaterial(tx, id);
  const review = await loadReview(tx, material.reviewId);
  const own = await tables(tx).selectFrom('review.materialSource').selectAll().where('materialId', '=', id).executeTakeFirst();
  await tables(tx).insertInto('review.look').values({ reviewId: review.id, materialId: id, personId: actor.personId }).execute();
  const item = await tables(tx).selectFrom('review.item').select('number').where('id', '=', material.itemId).executeTakeFirstOrThrow();
  const { source, reader } = await asSystem(tx, 'review.look', async (system) => ({
    source: own ?? (await tables(system).selectFrom('review.materialSource').selectAll().where('materialId', '=', id).executeTakeFirstOrThrow()),
    reader: (await tables(system).selectFrom('review.reviewer').select('name').where('reviewId', '=', review.id).where('personId', '=', actor.personId).where('state', '=', 'accepted').executeTakeFirst())?.name ?? '',
  }));
  return { material, source, review, number: item.number, full: own !== undefined, reader };
}

export type LookRow = { id: string; at: string; materialId: string; personId: string; name: string; item: string };

/** Who has read what, the newest first: for the office. */
export async function listLooks(platform: Platform, actor: Actor, reviewId: string, { limit, before }: { limit: number; before?: string | undefined }): Promise<LookRow[]> {
  return inTransaction(platform.database, actor, async (tx) => {
    await loadReview(tx, reviewId);
    const { rows } = await sql<LookRow>`
      select l.id, l.at, l.material_id, l.person_id, coalesce((select v.name from review.reviewer v where v.review_id = l.review_id and v.person_id = l.person_id limit 1), '经办人') as name,
        coalesce(s.title, '') || ' · ' || coalesce(f.name, '') as item
      from review.look l join review.material m on m.id = l.material_id left join review.item_subject s on s.item_id = m.item_id left join review.material_source f on f.material_id = m.id
      where l.review_id = ${reviewId} and (${before ?? null}::uuid is null or l.id < ${before ?? null}::uuid) order by l.id desc limit ${limit}`.execute(tx.db);
    return rows;
  });
}

async function seenMaterial(tx: Tx, id: string): Promise<MaterialRow> {
  return tables(tx).selectFrom('review.material').selectAll().where('id', '=', id).where('withdrawnAt', 'is', null).executeTakeFirstOrThrow(() => refuse(commonRefusals.notFound));
}

/** The review of an item to which the actor may add files: its office, or whoever asked for it. */
async function reviewForMaterial(tx: Tx, itemId: string): Promise<ReviewRow> {
  const item = await tables(tx).selectFrom('review.item').select('reviewId').where('id', '=', itemId).executeTakeFirstOrThrow(() => refuse(commonRefusals.notFound));
  const review = await loadReview(tx, item.reviewId);
  const { rows: [may] } = await sql<{ may: boolean }>`select (review.runs(${review.id}) and kernel.actor_role() = 'party_officer') or review.asked(${review.id}) as may`.execute(tx.db);
  if (may?.may !== true) throw refuse(commonRefusals.notAllowed);
  if (!['draft', 'inviting', 'reviewing'].includes(review.state)) throw refuse(refusals.notNow);
  return review;
}

async function bytesOf(content: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(content).arrayBuffer());
}
