import { createHash, randomUUIDv7 } from 'node:crypto';
import type { Mechanism, PartyCode } from '#kernel/domain.ts';
import { isPerson, type Actor, type PersonActor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { cutPage, decodeCursor } from '#kernel/http/paging.ts';
import { record } from '#kernel/journal/journal.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import { viewLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { move, type Move } from '#kernel/lifecycle/move.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { parsePlan, type PlanNode } from '../document/parse.ts';
import { readDocument } from '../document/read.ts';
import { loadFactSums } from '../facts.ts';
import { planLifecycle } from '../lifecycle.ts';
import { refusals } from '../refusals.ts';
import { itemProgress, itemStatus, milestoneStatuses } from '../rules.ts';
import { indexPlan } from '../search-records.ts';
import { loadItemHistory, loadItems, loadMilestones, loadPlan, loadPlans, publishPlan, storeItems, storePlan, tables, type NewItem, type PlanRow } from '../store.ts';

/** The plans that the actor may see, newest first. */
export async function listPlans(platform: Platform, actor: Actor) {
  return inTransaction(platform.database, actor, loadPlans);
}

/** Reads an uploaded document as a plan, for the person to look at before it is imported; nothing is stored. */
export async function previewPlan(actor: Actor, file: File) {
  checkImporter(actor);
  const sourceText = readDocument(new Uint8Array(await file.arrayBuffer()));
  const { title, parts } = parsePlan(sourceText);
  return { title: title ?? file.name.replace(/\.\w+$/, '').slice(0, 200), sourceName: file.name.slice(0, 255), sourceText, parts: parts.map(draftedNode) };
}

function draftedNode(node: PlanNode): DraftedNode {
  const { code, kind, number, title, text, span, mechanisms, children } = node;
  return { code, kind, number, title, text, line: span.line, mechanisms: [...mechanisms], children: children.map(draftedNode) };
}

type DraftedNode = Pick<PlanNode, 'code' | 'kind' | 'number' | 'title' | 'text'> & { line: number; mechanisms: Mechanism[]; children: DraftedNode[] };

export type PlanImport = {
  title: string;
  startsOn: string;
  endsOn: string;
  sourceName: string;
  sourceText: string;
  /** The mechanisms that the person confirmed, by the item's code; an item not named keeps the proposal, unconfirmed. */
  mechanisms: Readonly<Record<string, readonly Mechanism[]>>;
};

/** Stores a document as a plan in preparation: the whole tree or, when the document is refused, nothing. */
export async function importPlan(platform: Platform, actor: Actor, { title, startsOn, endsOn, sourceName, sourceText, mechanisms }: PlanImport): Promise<{ id: string }> {
  checkImporter(actor);
  const { parts } = parsePlan(sourceText);
  if (endsOn <= startsOn) throw refuse(refusals.datesReversed, {}, { field: '/endsOn' });
  return inTransaction(platform.database, actor, async (tx) => {
    const sourceDigest = createHash('sha256').update(sourceText).digest();
    const running = await tables(tx).selectFrom('plan.plan').select('id').where('sourceDigest', '=', sourceDigest).where('state', '<>', 'withdrawn').executeTakeFirst();
    if (running !== undefined) throw refuse(refusals.alreadyImported, {}, { details: { planId: running.id } });
    const plan = await storePlan(tx, { title, startsOn, endsOn, sourceName, sourceText, sourceDigest, party: actor.party });
    const items = itemsOf(plan, parts, mechanisms, platform.now().toString());
    if (!items.some((item) => isWorkedOn(item.kind))) throw refuse(refusals.emptyPlan, {}, { field: '/sourceText' });
    await storeItems(tx, items);
    await indexPlan(tx, plan.id);
    await record(tx, {
      act: 'plan.plan/import',
      subject: { type: 'plan.plan', id: plan.id, title },
      changes: { title, startsOn, endsOn, sourceName, sourceDigest: sourceDigest.toString('hex'), items: items.length },
      access: { visibility: plan.visibility, party: plan.party },
    });
    return { id: plan.id };
  });
}

function itemsOf(plan: PlanRow, parts: readonly PlanNode[], confirmed: PlanImport['mechanisms'], now: string): NewItem[] {
  const items: NewItem[] = [];
  const add = (node: PlanNode, parentId: string | null): void => {
    const id = randomUUIDv7();
    const chosen = Object.hasOwn(confirmed, node.code) ? confirmed[node.code] : undefined;
    items.push({
      id, planId: plan.id, parentId, position: items.length, code: node.code, kind: node.kind, number: node.number, title: node.title, text: node.text,
      spanStart: node.span.start, spanEnd: node.span.end, sourceLine: node.span.line,
      mechanisms: [...(chosen ?? node.mechanisms)], confirmedAt: chosen === undefined ? null : now, preparedBy: plan.party, visibility: plan.visibility,
    });
    for (const child of node.children) add(child, id);
  };
  for (const part of parts) add(part, null);
  return items;
}

/** A plan as its tree, matrix, calendar and timeline show it: every item and milestone with how it stands today. */
export async function showPlan(platform: Platform, actor: Actor, id: string) {
  const { plan, items, milestones } = await inTransaction(platform.database, actor, async (tx) => {
    const found = await loadPlan(tx, id);
    if (found === undefined) throw refuse(commonRefusals.notFound);
    return { plan: found, items: await loadItems(tx, id), milestones: await loadMilestones(tx, id) };
  });
  const day = today(platform);
  const statuses = milestoneStatuses(milestones, day);
  const statusOf = (milestone: { id: string }) => statuses.get(milestone.id) ?? 'onTrack';
  const byItem = Map.groupBy(milestones, (milestone) => milestone.itemId);
  const { sourceText: _text, sourceDigest: _digest, ...summary } = plan;
  return {
    plan: summary,
    today: day.toString(),
    lifecycle: viewLifecycle(planLifecycle, plan, actor),
    mayAssign: actor.role === 'party_officer' && actor.party === plan.party,
    milestones: milestones.map((milestone) => ({ ...milestone, status: statusOf(milestone) })),
    items: items.map(({ confirmedAt, ...item }) => {
      const counted = (byItem.get(item.id) ?? []).filter((milestone) => milestone.state !== 'dropped');
      return {
        ...item,
        confirmed: confirmedAt !== null,
        status: itemStatus(counted.map(statusOf)),
        progress: itemProgress(counted),
        milestones: {
          total: counted.length,
          done: counted.filter((milestone) => milestone.state === 'done').length,
          late: counted.filter((milestone) => statusOf(milestone) === 'late').length,
        },
      };
    }),
  };
}

/** The document that a plan came from, with its SHA-256, for anyone to hold against their own copy. */
export async function showSource(platform: Platform, actor: Actor, id: string): Promise<{ name: string; text: string; sha256: string }> {
  const plan = await inTransaction(platform.database, actor, (tx) => loadPlan(tx, id));
  if (plan === undefined) throw refuse(commonRefusals.notFound);
  return { name: plan.sourceName, text: plan.sourceText, sha256: plan.sourceDigest.toString('hex') };
}

/** Renames a plan, or shows it to the public with everything in it that the region sees, or takes it back from the public. */
export async function changePlan(platform: Platform, actor: Actor, id: string, { version, title, published }: { version: number; title: string; published: boolean }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await loadPlan(tx, id);
    if (before === undefined) throw refuse(commonRefusals.notFound);
    const visibility = published ? 'public' : 'region';
    await changeRecord<PlanRow>(tx, { table: 'plan.plan', id, version, values: { title, visibility } });
    if (before.visibility !== visibility) await publishPlan(tx, id, visibility);
    await indexPlan(tx, id);
    await record(tx, {
      act: 'plan.plan/change',
      subject: { type: 'plan.plan', id, title },
      changes: { title, visibility, before: { title: before.title, visibility: before.visibility } },
      access: { visibility: 'region', party: before.party },
    });
  });
}

export async function movePlan(platform: Platform, actor: Actor, request: Move): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    await move<PlanRow, string, string>(tx, planLifecycle, request);
    await indexPlan(tx, request.id);
  });
}

/** What happened for an initiative, in numbers. */
export async function showFacts(platform: Platform, actor: Actor, itemId: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    await checkSeen(tx, itemId);
    return loadFactSums(tx, itemId);
  });
}

/** Every change of an initiative, its milestones and its reports, newest first. */
export async function showHistory(platform: Platform, actor: Actor, itemId: string, { limit, cursor }: { limit: number; cursor?: string | undefined }) {
  const [before] = cursor === undefined ? [undefined] : decodeCursor(cursor, ['number']);
  const rows = await inTransaction(platform.database, actor, async (tx) => {
    await checkSeen(tx, itemId);
    return loadItemHistory(tx, itemId, { limit: limit + 1, before: Number(before ?? Number.MAX_SAFE_INTEGER) });
  });
  return cutPage(rows, limit, (row) => [row.id]);
}

/** What is there but not the actor's to see is not there. */
async function checkSeen(tx: Tx, itemId: string): Promise<void> {
  const item = await tables(tx).selectFrom('plan.item').select('id').where('id', '=', itemId).executeTakeFirst();
  if (item === undefined) throw refuse(commonRefusals.notFound);
}

export function isWorkedOn(kind: string): boolean {
  return kind === 'initiative' || kind === 'safeguard';
}

function checkImporter(actor: Actor): asserts actor is PersonActor & { party: PartyCode } {
  if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
  if (actor.role !== 'party_officer' || actor.party === undefined) throw refuse(commonRefusals.notAllowed);
}

