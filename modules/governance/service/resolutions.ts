import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { Clause } from '#algorithms/difference.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import { notify } from '#kernel/inbox/inbox.ts';
import { record } from '#kernel/journal/journal.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import { viewLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { move } from '#kernel/lifecycle/move.ts';
import { announce } from '#kernel/live/live.ts';
import type { Decision, Outcomes } from '#kernel/module.ts';
import { partyCodes } from '#kernel/domain.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { resolutionLifecycle } from '../lifecycle.ts';
import { proposalKinds } from '../messages.ts';
import { refusals } from '../refusals.ts';
import { effectClause, resolutionNumber, type Effect } from '../rules.ts';
import { jsonOf, tables, type ResolutionRow } from '../store.ts';
import { meetingSubject, resolutionLink, resolutionSubject } from '../subjects.ts';
import { loadConsent, putToTheFour, type Consent } from './consent.ts';
import { carryOut } from './effects.ts';
import { loadMeeting } from './meetings.ts';

export type ResolutionText = { kind: ResolutionRow['kind']; title: string; clauses: readonly Clause[]; effects: readonly Effect[]; visibility: ResolutionRow['visibility'] };

/** Drafts a resolution, of a meeting or by itself; only its own party sees it until it is put to the four. */
export async function draftResolution(platform: Platform, actor: Actor, { meetingId, ...text }: ResolutionText & { meetingId?: string | undefined }): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    if (!isPerson(actor) || actor.role !== 'party_officer' || actor.party === undefined) throw refuse(commonRefusals.notAllowed);
    checkText(text);
    if (meetingId !== undefined) await loadMeeting(tx, meetingId);
    const resolution = await tables(tx).insertInto('governance.resolution').values({ meetingId: meetingId ?? null, party: actor.party, ...columnsOf(text) }).returningAll().executeTakeFirstOrThrow();
    await recordResolution(tx, 'draft', resolution, { kind: text.kind });
    return { id: resolution.id };
  });
}

export async function changeResolution(platform: Platform, actor: Actor, id: string, { version, ...text }: ResolutionText & { version: number }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await loadResolution(tx, id);
    if (before.state !== 'draft' && before.state !== 'refused') throw refuse(refusals.notPut);
    checkText(text);
    const resolution = await changeRecord<ResolutionRow>(tx, { table: 'governance.resolution', id, version, values: columnsOf(text) });
    await recordResolution(tx, 'change', resolution, { version: resolution.version });
  });
}

/** Puts a resolution to the four, with what it brings about and whether it is published as clauses of the text that they answer to. */
export async function putResolution(platform: Platform, actor: Actor, id: string, { version, deadline }: { version: number; deadline: string }): Promise<{ proposalId: string; round: number }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const before = await loadResolution(tx, id);
    const clauses = wholeText(before);
    if (before.clauses.length === 0) throw refuse(refusals.noClauses);
    const resolution = await move<ResolutionRow, string, string>(tx, resolutionLifecycle, { id, transition: 'put', version });
    const { proposalId, round } = await putToTheFour(tx, platform, { kind: resolution.kind, subject: resolutionSubject(id), title: resolution.title, clauses, deadline, link: resolutionLink(id) });
    await announceMeeting(tx, resolution);
    return { proposalId, round };
  });
}

export async function withdrawResolution(platform: Platform, actor: Actor, id: string, { version, reason }: { version: number; reason: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const resolution = await move<ResolutionRow, string, string>(tx, resolutionLifecycle, { id, transition: 'withdraw', version, reason });
    await announceMeeting(tx, resolution);
  });
}

/** What follows when the four have answered: the number, and what the resolution brings about; all in the transaction of the last answer. */
export const resolutionOutcomes: Outcomes = {
  onDecided: async (tx, decision) => {
    const before = await loadResolution(tx, decision.subjectId);
    const resolution = decision.result === 'agreed' ? await adopt(tx, before, decision) : await move<ResolutionRow, string, string>(tx, resolutionLifecycle, { id: before.id, transition: 'refuse', version: before.version });
    await announceMeeting(tx, resolution);
  },
};

async function adopt(tx: Tx, before: ResolutionRow, decision: Decision): Promise<ResolutionRow> {
  const { rows: [taken] } = await sql<{ day: string; year: number; number: number }>`
    select d.day, d.year, governance.next_number(d.year) as number
    from (select (settled_at at time zone 'Asia/Shanghai')::date as day, extract(year from settled_at at time zone 'Asia/Shanghai')::integer as year
          from governance.round where proposal_id = ${decision.proposalId} and round = ${decision.round}) d`.execute(tx.db);
  if (taken === undefined) throw new Error('no number was taken');
  await tables(tx).updateTable('governance.resolution').set({ state: 'adopted', year: taken.year, number: taken.number, adoptedOn: taken.day, version: before.version + 1 }).where('id', '=', before.id).execute();
  const resolution = await loadResolution(tx, before.id);
  const number = resolutionNumber(taken.year, taken.number);
  await recordResolution(tx, 'adopt', resolution, { number, proposalId: decision.proposalId, round: decision.round, digest: decision.digest });
  for (const party of partyCodes) await notify(tx, { kind: 'governance.resolution/adopted', subject: resolutionSubject(before.id), to: { role: 'party_officer', party }, link: resolutionLink(before.id), title: { zh: `决议已通过：${number} ${resolution.title}`, en: `Adopted: ${number} ${resolution.title}` } });
  await carryOut(tx, resolution, number, decision);
  return resolution;
}

export const resolutionColumns = ['id', 'meetingId', 'kind', 'title', 'party', 'visibility', 'state', 'year', 'number', 'adoptedOn'] as const;

/** A resolution in a list, with its number as it is written. */
export function shownResolution<R extends Pick<ResolutionRow, 'year' | 'number'>>({ year, number, ...row }: R) {
  return { ...row, number: year === null || number === null ? null : resolutionNumber(year, number) };
}

export type ListedResolution = ReturnType<typeof shownResolution<Pick<ResolutionRow, (typeof resolutionColumns)[number]>>>;

/** The resolutions that the actor may see, the newest first; a visitor sees those that are adopted and public. */
export async function listResolutions(platform: Platform, actor: Actor, { limit, cursor, state }: { limit: number; cursor?: string | undefined; state?: 'adopted' | undefined }): Promise<Page<ListedResolution>> {
  const [before] = cursor === undefined ? [] : decodeCursor(cursor, ['string']);
  return inTransaction(platform.database, actor, async (tx) => {
    const rows = await tables(tx).selectFrom('governance.resolution').select(resolutionColumns)
      .where('state', '<>', 'withdrawn')
      .$if(state === 'adopted', (query) => query.where('state', '=', 'adopted'))
      .$if(typeof before === 'string', (query) => query.where('id', '<', String(before)))
      .orderBy('id', 'desc').limit(limit + 1).execute();
    const page = cutPage(rows, limit, ({ id }) => [id]);
    return { ...page, items: page.items.map(shownResolution) };
  });
}

/** One resolution with its whole text, what the four said of it (for officers), and what this actor may do. */
export async function showResolution(platform: Platform, actor: Actor, id: string): Promise<ListedResolution & Pick<ResolutionRow, 'clauses' | 'effects' | 'version'> & { text: Clause[]; consent: Consent | null; lifecycle: ReturnType<typeof viewLifecycle>; mayChange: boolean; today: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const { createdAt: _, ...row } = await loadResolution(tx, id);
    const { lifecycle } = { lifecycle: viewLifecycle(resolutionLifecycle, { ...row, createdAt: '' }, actor) };
    return {
      ...shownResolution(row), text: wholeText(row), consent: (await loadConsent(tx, resolutionSubject(id))) ?? null, lifecycle,
      mayChange: (row.state === 'draft' || row.state === 'refused') && actor.role === 'party_officer' && actor.party === row.party, today: today(platform).toString(),
    };
  });
}

/** The text that is answered to and adopted: the clauses, what they bring about, and whether it is published. */
function wholeText({ clauses, effects, visibility }: Pick<ResolutionRow, 'clauses' | 'effects' | 'visibility'>): Clause[] {
  const kindName = (kind: string) => proposalKinds[kind]?.zh ?? kind;
  return [
    ...clauses,
    ...effects.map((effect, place) => ({ id: `effect-${place + 1}`, heading: '决定事项', text: effectClause(effect, kindName) })),
    { id: 'publicity', heading: '公开方式', text: visibility === 'public' ? '主动公开。' : '不予公开。' },
  ];
}

function checkText({ kind, effects }: ResolutionText): void {
  if (effects.length > 0 && kind !== 'rules') throw refuse(refusals.effectsNeedRules, {}, { field: '/kind' });
  if (effects.some((effect) => effect.type === 'allowThree' && effect.kind === 'rules')) throw refuse(refusals.rulesStay, {}, { field: '/effects' });
}

function columnsOf({ kind, title, clauses, effects, visibility }: ResolutionText) {
  return { kind, title, clauses: jsonOf(clauses), effects: jsonOf(effects), visibility };
}

async function loadResolution(tx: Tx, id: string): Promise<ResolutionRow> {
  const resolution = await tables(tx).selectFrom('governance.resolution').selectAll().where('id', '=', id).executeTakeFirst();
  if (resolution === undefined) throw refuse(commonRefusals.notFound);
  return resolution;
}

async function announceMeeting(tx: Tx, { id, meetingId }: ResolutionRow): Promise<void> {
  await announce(tx, resolutionSubject(id));
  if (meetingId !== null) await announce(tx, meetingSubject(meetingId));
}

async function recordResolution(tx: Tx, act: string, resolution: ResolutionRow, changes: Parameters<typeof record>[1]['changes']): Promise<void> {
  await record(tx, { act: `governance.resolution/${act}`, subject: { ...resolutionSubject(resolution.id), title: resolution.title }, changes, access: resolutionLifecycle.access(resolution) });
}
