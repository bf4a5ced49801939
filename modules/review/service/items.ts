import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { readSheet } from '#kernel/sheets/read.ts';
import { workbookAnswer, writeWorkbook } from '#kernel/sheets/write.ts';
import { poolPresets } from '#modules/pools/index.ts';
import { presets } from '../presets.ts';
import { refusals } from '../refusals.ts';
import { longestKeyword, mostKeywords } from '../rules.ts';
import { loadItems, loadMaterials, loadReview, tables, type AssignmentRow, type MaterialRow, type ReviewRow, type ShownItem } from '../store.ts';
import { asOffice, recordReview } from './acting.ts';

/** A review takes at most so many items. */
export const mostItems = 5_000;

export type NewItem = { title: string; summary: string; keywords: readonly string[]; persons: readonly string[]; institutionIds: readonly string[]; categories: readonly string[] };

export type ListedItem = ShownItem & { materials: Pick<MaterialRow & { name: string | null; size: number | null }, 'id' | 'number' | 'mediaType' | 'name' | 'size'>[]; reviewers: (Pick<AssignmentRow, 'id' | 'reviewerId' | 'state' | 'origin'> & { name: string; number: number })[] };

/** A page of a review's items, with what is given to read; the office has who reviews each beside it. */
export async function listItems(platform: Platform, actor: Actor, reviewId: string, { limit, cursor }: { limit: number; cursor?: string | undefined }): Promise<Page<ListedItem>> {
  const [after] = cursor === undefined ? [] : decodeCursor(cursor, ['number']);
  return inTransaction(platform.database, actor, async (tx) => {
    await loadReview(tx, reviewId);
    const { items, ...rest } = cutPage(await loadItems(tx, reviewId, { limit: limit + 1, after: after === undefined ? 0 : Number(after) }), limit, ({ number }) => [number]);
    const ids = items.map(({ id }) => id);
    const materials = Map.groupBy(await loadMaterials(tx, ids), ({ itemId }) => itemId);
    const assigned = ids.length === 0 ? [] : await tables(tx).selectFrom('review.assignment').innerJoin('review.reviewer', 'review.reviewer.id', 'review.assignment.reviewerId')
      .select(['review.assignment.id', 'review.assignment.itemId', 'review.assignment.reviewerId', 'review.assignment.state', 'review.assignment.origin', 'review.reviewer.name', 'review.reviewer.number'])
      .where('review.assignment.itemId', 'in', ids).where('review.assignment.state', '<>', 'removed').orderBy('review.assignment.id').execute();
    const reviewers = Map.groupBy(assigned, ({ itemId }) => itemId);
    return { ...rest, items: items.map((item) => ({
      ...item,
      materials: (materials.get(item.id) ?? []).map(({ id, number, mediaType, name, size }) => ({ id, number, mediaType, name, size })),
      reviewers: (reviewers.get(item.id) ?? []).map(({ id, reviewerId, state, origin, name, number }) => ({ id, reviewerId, state, origin, name, number })),
    })) };
  });
}

export async function addItem(platform: Platform, actor: Actor, reviewId: string, item: NewItem): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const review = await asOffice(tx, reviewId);
    checkOpen(review);
    const [id = ''] = await addItemsIn(tx, review, [item]);
    return { id };
  });
}

/** Takes an item away again, while the review is being prepared and nothing hangs on it. */
export async function removeItem(platform: Platform, actor: Actor, itemId: string): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const item = await tables(tx).selectFrom('review.item').selectAll().where('id', '=', itemId).executeTakeFirstOrThrow(() => refuse(commonRefusals.notFound));
    const review = await asOffice(tx, item.reviewId);
    if (review.state !== 'draft') throw refuse(refusals.notDraft);
    await tables(tx).deleteFrom('review.itemSubject').where('itemId', '=', itemId).execute();
    await tables(tx).deleteFrom('review.item').where('id', '=', itemId).execute();
    await recordReview(tx, review, 'remove-item', { item: itemId, number: item.number });
  });
}

/** Adds items, numbered on. Institutions are named as the directory names them. */
export async function addItemsIn(tx: Tx, review: ReviewRow, items: readonly NewItem[]): Promise<string[]> {
  const { rows: [has] } = await sql<{ count: number; last: number }>`select count(*) as count, coalesce(max(number), 0) as last from review.item where review_id = ${review.id}`.execute(tx.db);
  const { count = 0, last = 0 } = has ?? {};
  if (count + items.length > mostItems) throw refuse(refusals.tooManyItems, { most: mostItems });
  const unknown = items.flatMap(({ categories }) => categories).find((category) => !Object.hasOwn(poolPresets[presets[review.preset].pool].categories, category) && category.length > 40);
  if (unknown !== undefined) throw refuse(commonRefusals.invalid, {}, { field: '/categories' });
  const rows = items.map(({ title, summary, keywords, persons, institutionIds, categories }, i) => ({ number: last + i + 1, title, summary, keywords, persons, institutions: institutionIds, categories }));
  const { rows: made } = await sql<{ id: string }>`
    with given as (select * from json_to_recordset(${JSON.stringify(rows)}::json) as r(number integer, categories text[])),
    stored as (insert into review.item (review_id, number, categories) select ${review.id}, number, categories from given returning id, number)
    select id from stored order by number`.execute(tx.db);
  await sql`
    insert into review.item_subject (item_id, review_id, title, summary, keywords, persons, institution_ids, institution_names)
    select s.id, ${review.id}, g.title, g.summary, g.keywords, g.persons, g.institutions, array(select n.name from unnest(g.institutions) with ordinality u(id, place) join directory.institution n on n.id = u.id order by u.place)
    from json_to_recordset(${JSON.stringify(rows.map((row, i) => ({ ...row, id: made[i]?.id })))}::json) as g(id uuid, title text, summary text, keywords text[], persons text[], institutions uuid[]) join review.item s on s.id = g.id`.execute(tx.db);
  await recordReview(tx, review, 'add-items', { items: made.map(({ id }) => id) });
  return made.map(({ id }) => id);
}

const heads = ['名称', '简介', '人员', '单位', '类别', '关键词'] as const;

/** The sheet to fill in, and beside it what may stand in each column. */
export async function itemTemplate(platform: Platform, actor: Actor, reviewId: string): Promise<Response> {
  const review = await inTransaction(platform.database, actor, (tx) => loadReview(tx, reviewId));
  const { categories, categoryName } = poolPresets[presets[review.preset].pool];
  const notes = [['名称', '必填，200 字以内'], ['简介', '用于匹配评审人，2000 字以内'], ['人员', '多人用顿号分开'], ['单位', '与机构名录一致，多个用顿号分开'], ['类别', `${categoryName.zh}，填代码或名称，多个用顿号分开：${Object.values(categories).map(({ zh }) => zh).join('、')}`], ['关键词', '用于匹配评审人，10 个以内，用顿号分开']];
  return workbookAnswer(await writeWorkbook([
    { name: '评审对象', columns: heads.map((label) => ({ label: label === '名称' ? `${label}*` : label, width: 30 })), rows: [] },
    { name: '填写说明', columns: [{ label: '列', width: 12 }, { label: '说明', width: 80 }], rows: notes },
  ]), '评审对象模板.xlsx');
}

/** Takes items in from a sheet: all of them or, with every row that is wrong named, none. */
export async function importItems(platform: Platform, actor: Actor, reviewId: string, bytes: Uint8Array): Promise<{ added: number }> {
  const [head = [], ...rows] = await readSheet(bytes, mostItems);
  if (heads.some((name, i) => (head[i] ?? '').replace(/[*＊\s]/g, '') !== name)) throw refuse(refusals.wrongHeads, { heads: heads.join('、') });
  return inTransaction(platform.database, actor, async (tx) => {
    const review = await asOffice(tx, reviewId);
    checkOpen(review);
    const filled = rows.map((cells, i) => ({ row: i + 2, cells })).filter(({ cells }) => cells.some((cell) => cell !== ''));
    if (filled.length === 0) throw refuse(refusals.noItems);
    const named = [...new Set(filled.flatMap(({ cells }) => parts(cells[3])))];
    const { rows: known } = await sql<{ id: string; name: string }>`select id, name from directory.institution where name = any(${named})`.execute(tx.db);
    const institutions = new Map(known.map(({ id, name }) => [name, id]));
    const { categories } = poolPresets[presets[review.preset].pool];
    const codeOf = new Map(Object.entries(categories).flatMap(([code, { zh }]) => [[code, code], [zh, code], [zh.replace(/^\d+\s*/, ''), code]] as const));
    const read = filled.map(({ row, cells }) => readItem(row, cells, institutions, codeOf));
    const problems = read.flatMap(({ problems: found }) => found);
    const [first] = problems;
    if (first !== undefined) throw refuse(refusals.rowWrong, first, { details: { rows: problems.slice(0, 100), count: problems.length } });
    await addItemsIn(tx, review, read.map(({ item }) => item));
    return { added: read.length };
  });
}

type Problem = { row: number; what: string };

function readItem(row: number, [title = '', summary = '', people = '', places = '', fields = '', words = '']: readonly string[], institutions: ReadonlyMap<string, string>, codes: ReadonlyMap<string, string>): { item: NewItem; problems: Problem[] } {
  const problems: Problem[] = [];
  const persons = parts(people);
  const institutionIds = parts(places).flatMap((name) => { const id = institutions.get(name); if (id === undefined) problems.push({ row, what: `机构名录中没有“${name}”` }); return id ?? []; });
  const categories = parts(fields).flatMap((name) => { const code = codes.get(name); if (code === undefined) problems.push({ row, what: `没有“${name}”这一类别` }); return code ?? []; });
  const keywords = parts(words);
  if (title === '') problems.push({ row, what: '名称必填' });
  if (title.length > 200) problems.push({ row, what: '名称超过 200 字' });
  if (persons.length > 30 || persons.some((name) => name.length > 60)) problems.push({ row, what: '人员过多或姓名过长' });
  if (categories.length > 5) problems.push({ row, what: '类别最多 5 个' });
  if (keywords.length > mostKeywords || keywords.some((word) => word.length > longestKeyword)) problems.push({ row, what: `关键词最多 ${mostKeywords} 个，每个 ${longestKeyword} 字以内` });
  return { item: { title, summary, keywords, persons, institutionIds, categories }, problems };
}

const parts = (cell = '') => cell.split(/[、,，;；]/).map((part) => part.trim()).filter((part) => part !== '');

/** Items come in while a review is prepared, and until it is scored. */
function checkOpen({ state }: ReviewRow): void {
  if (state !== 'draft' && state !== 'inviting') throw refuse(refusals.notDraft);
}

