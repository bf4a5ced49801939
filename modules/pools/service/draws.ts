import { sql } from 'kysely';
import { randomBytes } from 'node:crypto';
import { frozenDigest, orderPanels, personDigest, reviewedDigest, type FrozenNow } from '#algorithms/draw/transcript.ts';
import { describeConflict } from '#algorithms/draw/words.ts';
import { isPerson, systemActor, type Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { partyCodes } from '#kernel/domain.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import { closeTasks, openTask } from '#kernel/inbox/inbox.ts';
import { enqueue } from '#kernel/jobs/jobs.ts';
import { record } from '#kernel/journal/journal.ts';
import type { Json } from '#kernel/journal/canonical.ts';
import { announce } from '#kernel/live/live.ts';
import type { JobHandler } from '#kernel/module.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import type { Text } from '#kernel/text.ts';
import { solveInThread } from '../lottery.ts';
import { boundCategories, nameOfValue, type BoundCategory } from '../messages.ts';
import type { PoolPreset } from '../presets.ts';
import { refusals } from '../refusals.ts';
import { countOpen, loadEligible, type Eligible, type OpenCount } from '../eligibility.ts';
import { brokenBound, frozenRules, heldValues, type DrawAsked, type Reviewed } from '../rules.ts';
import { loadDraw, loadDraws, loadPool, loadReviewed, lockDraw, type DrawRow } from '../store.ts';

/** A list longer than this cannot be frozen: anybody who checks the draw has to read it. */
const mostEligible = 100_000;

export const drawSubject = (id: string) => ({ type: 'pools.draw', id }) as const;

/** Says in the journal what happened to a draw, and to every open page that it did. */
export async function recordDraw(tx: Tx, { id, title, party }: Pick<DrawRow, 'id' | 'title' | 'party'>, act: string, changes: Json, reason?: string): Promise<number> {
  const entry = await record(tx, { act: `pools.draw/${act}`, subject: { ...drawSubject(id), title }, changes, ...(reason === undefined ? {} : { reason }), access: { visibility: 'region', party } });
  await announce(tx, drawSubject(id));
  return entry;
}

export async function listDraws(platform: Platform, actor: Actor, { limit, cursor }: { limit: number; cursor?: string | undefined }): Promise<Page<DrawRow & { poolName: string }>> {
  return inTransaction(platform.database, actor, async (tx) => {
    const [before] = cursor === undefined ? [] : decodeCursor(cursor, ['string']);
    return cutPage(await loadDraws(tx, { limit: limit + 1, before: before === undefined || before === null ? undefined : String(before) }), limit, ({ id }) => [id]);
  });
}

/** How many there are to draw from for a request, by each value that bounds can count: what the requester needs to set bounds. Names nobody, and heeds only what every officer may know. */
export async function countEligible(platform: Platform, actor: Actor, poolId: string, { persons, projects, ...asked }: DrawAsked & Reviewed): Promise<{ people: number; values: { category: string; value: string; people: number }[] }> {
  requester(actor);
  return inTransaction(platform.database, actor, async (tx) => {
    const counts = await openFor(platform, tx, poolId, asked, { persons, projects });
    return { people: sumOf(counts), values: counts.filter(({ category, value }) => category !== 'all' && value !== '') };
  });
}

/** Asks for a draw. The lottery is computed in a job, and frozen before anybody knows or can influence chance. */
export async function requestDraw(platform: Platform, actor: Actor, { poolId, title, persons, projects, ...asked }: DrawAsked & Reviewed & { poolId: string; title: string }): Promise<{ id: string }> {
  const party = requester(actor);
  const broken = brokenBound(asked);
  if (broken !== undefined) throw refuse(broken.kind === 'twice' ? refusals.boundTwice : refusals.boundReversed, { value: broken.value }, { field: '/bounds' });
  if (asked.mode === 'uniform' && asked.bounds.length > 0) throw refuse(refusals.noBoundsWhenUniform, {}, { field: '/bounds' });
  if (asked.beacon !== undefined && Date.parse(asked.beacon.at) <= platform.now().epochMilliseconds) throw refuse(refusals.beaconKnown, {}, { field: '/beacon/at' });
  return inTransaction(platform.database, actor, async (tx) => {
    if ((await loadPool(tx, poolId)) === undefined) throw refuse(commonRefusals.notFound, {}, { field: '/poolId' });
    // Refused is only what everybody could have counted. Whether ties leave too few is said when the draw is frozen, where all four see that it was asked.
    const people = sumOf(await openFor(platform, tx, poolId, asked, { persons, projects }));
    if (people < asked.seats) throw refuse(refusals.tooManySeats, { people, seats: asked.seats }, { field: '/seats' });
    if (people > mostEligible) throw refuse(refusals.tooManyPeople, { people, most: mostEligible }, { field: '/categories' });
    const { rows: [made] } = await sql<{ id: string }>`insert into pools.draw (pool_id, title, request, party) values (${poolId}, ${title}, ${JSON.stringify(asked)}::jsonb, ${party}) returning id`.execute(tx.db);
    if (made === undefined) throw refuse(commonRefusals.notAllowed);
    await storeReviewed(tx, made.id, { persons, projects });
    const jobId = await enqueue(tx, { kind: 'pools.freeze', payload: { drawId: made.id } });
    await asSystem(tx, 'pools.draw', (system) => sql`update pools.draw set job_id = ${jobId} where id = ${made.id}`.execute(system.db));
    await recordDraw(tx, { id: made.id, title, party }, 'request', { poolId, request: asked as unknown as Json, persons: persons.length, projects: projects.length });
    return made;
  });
}

export async function withdrawDraw(platform: Platform, actor: Actor, id: string, { version, reason }: { version: number; reason: string }): Promise<void> {
  const party = requester(actor);
  await inTransaction(platform.database, actor, async (tx) => {
    const draw = await lockDraw(tx, id);
    if (draw === undefined) throw refuse(commonRefusals.notFound);
    if (draw.party !== party) throw refuse(commonRefusals.notAllowed);
    if (draw.version !== version) throw refuse(commonRefusals.changedMeanwhile);
    if (draw.state === 'revealing' || draw.state === 'drawn' || draw.state === 'withdrawn' || draw.round > 1) throw refuse(refusals.cannotWithdraw);
    await sql`update pools.draw set state = 'withdrawn', version = version + 1 where id = ${id}`.execute(tx.db);
    await recordDraw(tx, draw, 'withdraw', { from: draw.state }, reason);
    await closeTasks(tx, drawSubject(id));
  });
}

/** The job that solves a draw and freezes it. Run twice, it finds the draw frozen and leaves it. */
export const freezeDraw: JobHandler = async (platform, payload, { report }) => {
  const { drawId } = payload as { drawId: string }; // as requestDraw queued it
  const system = systemActor('pools.freeze');
  const prepared = await inTransaction(platform.database, system, async (tx) => {
    const draw = await loadDraw(tx, drawId);
    if (draw?.state !== 'solving') return undefined;
    const { poolId, request } = draw;
    const reviewed = await loadReviewed(tx, drawId);
    const day = today(platform).toString();
    const pool = await loadPool(tx, poolId);
    return { draw, pool, eligible: await loadEligible(tx, poolId, request, reviewed, day), rules: frozenRules(request, { day, pool: pool?.name ?? '', institutions: await loadInstitutionNames(tx, request.recusedInstitutions) }), reviewed: reviewed.salted.map(reviewedDigest).sort() };
  });
  if (prepared === undefined) return;
  const { draw, pool, eligible, rules, reviewed } = prepared;
  const asked = draw.request;
  await report(0.2, { zh: `正在为 ${eligible.length} 人计算最公平的抽取概率`, en: `Computing the fairest chances for ${eligible.length} people` });
  const people = placesOf(eligible, asked);
  const request = { people: people.map(({ memberId, held }) => ({ id: memberId, values: held })), bounds: asked.bounds.map(({ minFlex, maxFlex, ...bound }) => ({ ...bound, ...(minFlex === undefined ? {} : { minFlex }), ...(maxFlex === undefined ? {} : { maxFlex }) })), seats: asked.seats, ...(asked.cap === undefined ? {} : { cap: asked.cap }) };
  const enough = people.length >= asked.seats;
  const answer = enough && asked.mode === 'uniform' ? undefined : enough && asked.mode !== 'uniform' ? await solveInThread(request, asked.mode) : { conflict: { kind: 'tooFewPeople', people: people.length, seats: asked.seats } as const };
  await report(0.9, { zh: '正在冻结名单与概率', en: 'Freezing the list and the chances' });
  await inTransaction(platform.database, system, async (tx) => {
    const now = await lockDraw(tx, drawId);
    if (now?.state !== 'solving') return;
    const early = asked.beacon === undefined || platform.now().epochMilliseconds < Date.parse(asked.beacon.at);
    if (!early || (answer !== undefined && 'conflict' in answer)) {
      const words = answer !== undefined && 'conflict' in answer ? describeConflict(answer.conflict, ({ category, value }) => sayBound(category, value, pool?.preset)) : beaconWasKnown;
      await sql`update pools.draw set state = 'impossible', problem = ${JSON.stringify(words)}::jsonb, version = version + 1 where id = ${drawId}`.execute(tx.db);
      await recordDraw(tx, now, 'impossible', { problem: words });
      return;
    }
    const frozen: FrozenNow = {
      format: 'delta-draw/2', draw: drawId, purpose: `${now.title}：${asked.purpose}`.slice(0, 500), parties: [...partyCodes], mode: asked.mode, seats: asked.seats, reserves: Math.min(asked.reserves, people.length - asked.seats),
      bounds: asked.bounds.map(({ category, value, min, max }) => ({ category, value, min, max })), people: people.map(({ digest }) => digest), panels: answer === undefined ? [] : orderPanels(answer.lottery.panels), rules, reviewed,
      ...(asked.beacon === undefined ? {} : { beacon: asked.beacon }),
    };
    const digest = frozenDigest(frozen);
    await sql`
      insert into pools.draw_place (draw_id, place, member_id, party, label, salt, held)
      select ${drawId}, place, member_id, party, label, salt, held from json_to_recordset(${JSON.stringify(people.map(({ memberId, party, label, salt, held }, place) => ({ place, member_id: memberId, party, label, salt, held })))}::json)
        as r(place integer, member_id uuid, party text, label text, salt text, held jsonb)`.execute(tx.db);
    await sql`update pools.draw set state = 'committing', frozen = ${JSON.stringify(frozen)}::jsonb, digest = ${digest}, version = version + 1 where id = ${drawId}`.execute(tx.db);
    await recordDraw(tx, now, 'freeze', { digest, people: people.length, panels: frozen.panels.length });
    await openRound(tx, now, 1);
  });
};

const beaconWasKnown: Text = { zh: '名单还没有冻结，指定的公共随机数就已经公布，请另选一期重新申请。', en: 'The beacon was published before the list was frozen; ask again with a later round.' };

function sayBound(category: string, value: string, preset: PoolPreset | undefined): Text {
  const [of, named] = [boundCategories[category as BoundCategory], nameOfValue(category, value, preset)]; // the request's schema knows no other categories
  return { zh: `${of.zh}：${named.zh}`, en: `${of.en}: ${named.en}` };
}

/** Opens a round: every party is asked to commit anew. */
export async function openRound(tx: Tx, draw: DrawRow, round: number): Promise<void> {
  await sql`insert into pools.draw_round (draw_id, round) values (${draw.id}, ${round})`.execute(tx.db);
  await sql`update pools.draw set state = 'committing', round = ${round}, reveal_until = null, version = version + 1 where id = ${draw.id}`.execute(tx.db);
  await askAll(tx, draw, 'pools.draw/commit', { zh: `抽取承诺：${draw.title}`, en: `Commit to the draw: ${draw.title}` });
}

export async function askAll(tx: Tx, draw: DrawRow, kind: string, title: { zh: string; en: string }): Promise<void> {
  await closeTasks(tx, drawSubject(draw.id));
  for (const party of partyCodes) {
    // oxlint-disable-next-line no-await-in-loop -- four parties
    await openTask(tx, { kind, subject: drawSubject(draw.id), to: { role: 'party_officer', party }, title, link: `/workspace/draws/${draw.id}` });
  }
}

type Place = { memberId: string; party: Eligible['party']; label: string; salt: string; held: Record<string, string>; digest: string };

/** The frozen list: a salted digest each, ordered by it, so that the order tells nothing. */
function placesOf(eligible: readonly Eligible[], { bounds }: DrawAsked): Place[] {
  const counted = new Set<string>(bounds.map(({ category }) => category));
  return eligible.map((person): Place => {
    const held = Object.fromEntries(Object.entries(heldValues(person)).filter(([category]) => counted.has(category)));
    const label = `${person.name}（${person.institutionName}）`;
    const salt = randomBytes(32).toString('hex');
    return { memberId: person.memberId, party: person.party, label, salt, held, digest: personDigest({ id: label, salt, values: held }) };
  }).sort((a, b) => (a.digest < b.digest ? -1 : 1));
}

async function openFor(platform: Platform, tx: Tx, poolId: string, asked: DrawAsked, reviewed: Reviewed): Promise<OpenCount[]> {
  return asSystem(tx, 'pools.draw', (system) => countOpen(system, poolId, asked, reviewed, today(platform).toString()));
}

const sumOf = (counts: readonly OpenCount[]) => counts.find(({ category }) => category === 'all')?.people ?? 0;

async function loadInstitutionNames(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`select id, name from directory.institution where id = any(${[...ids]}::uuid[])`.execute(tx.db);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

async function storeReviewed(tx: Tx, drawId: string, { persons, projects }: Reviewed): Promise<void> {
  const rows = [...persons.map(({ name, personId }) => ({ kind: 'person', name, person_id: personId ?? null })), ...projects.map((name) => ({ kind: 'project', name, person_id: null }))];
  if (rows.length === 0) return;
  await sql`insert into pools.draw_reviewed (draw_id, kind, name, person_id) select ${drawId}, kind, name, person_id from json_to_recordset(${JSON.stringify(rows)}::json) as r(kind text, name text, person_id uuid)`.execute(tx.db);
}

/** The party for which the actor may ask for a draw. */
function requester(actor: Actor) {
  if (!isPerson(actor) || actor.role !== 'party_officer' || actor.party === undefined) throw refuse(commonRefusals.notAllowed);
  return actor.party;
}
