import { sql } from 'kysely';
import { commitOf, seedOf } from '#algorithms/draw/chance.ts';
import { replaceDepartures } from '#algorithms/draw/replace.ts';
import { agreedReading, drawWith, frozenSchema, writeTranscript, writtenBeacon, type Frozen } from '#algorithms/draw/transcript.ts';
import { chancesOf } from '#algorithms/draw/tickets.ts';
import { isPerson, systemActor, type Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { closeTasks } from '#kernel/inbox/inbox.ts';
import { loadHistory } from '#kernel/journal/journal.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { refusals } from '../refusals.ts';
import { loadDepartures, loadDraw, loadObjections, loadPlaces, loadPool, loadReadings, loadReviewed, loadRounds, lockDraw, type DepartureRow, type DrawRow, type ObjectionRow, type PlaceRow, type PoolRow, type ReadingRow, type RoundRow } from '../store.ts';
import { askAll, drawSubject, openRound, recordDraw } from './draws.ts';
import { objectionTask } from '../rules.ts';
import { keepDuties } from './keep-duties.ts';

export type ShownDraw = DrawRow & {
  pool: PoolRow; now: string; /** Whom and what it reviews: to the party that asked. */ reviewed: Awaited<ReturnType<typeof loadReviewed>> | null; rounds: ShownRound[]; /** What each party has read of the beacon. */ readings: ReadingRow[]; people: number; panels: number; chances: { min: number; max: number } | null; journalEntry: number | null;
  drawnPeople: Pick<PlaceRow, 'place' | 'party' | 'label'>[]; departures: DepartureRow[]; objections: ObjectionRow[]; vacant: number; may: { act: boolean; withdraw: boolean };
};
/** A round as all may see it: what was revealed is shown only when it is over, so that nobody waits for the others' numbers. */
export type ShownRound = Omit<RoundRow, 'reveals'> & { revealed: PartyCode[] };

/** A draw as it stands. A round whose time is over is settled first, so that no page shows one that nobody can act in. */
export async function showDraw(platform: Platform, actor: Actor, id: string): Promise<ShownDraw> {
  return inTransaction(platform.database, actor, async (tx) => {
    const draw = await settled(platform, tx, id);
    const pool = await loadPool(tx, draw.poolId);
    if (pool === undefined) throw refuse(commonRefusals.notFound);
    const frozen = await loadFrozen(tx, id);
    const rounds = await loadRounds(tx, id);
    const chances = frozen === undefined || frozen.panels.length === 0 ? undefined : chancesOf(frozen.people.length, frozen.panels);
    const history = await loadHistory(tx, { subjectType: 'pools.draw', subjectId: id, limit: 200 });
    const even = frozen === undefined ? null : { min: frozen.seats / frozen.people.length, max: frozen.seats / frozen.people.length };
    return {
      ...draw, pool, reviewed: isPerson(actor) && actor.party === draw.party ? await loadReviewed(tx, id) : null, now: platform.now().toString(), people: frozen?.people.length ?? 0, panels: frozen?.panels.length ?? 0,
      rounds: rounds.map(({ reveals, ...round }) => ({ ...round, revealed: reveals.map(({ party }) => party) })),
      chances: chances === undefined ? even : { min: chances.reduce((least, chance) => Math.min(least, chance), 1), max: chances.reduce((most, chance) => Math.max(most, chance), 0) },
      journalEntry: history.find(({ act }) => act === 'pools.draw/freeze')?.id ?? null,
      drawnPeople: (await loadPlaces(tx, id, draw.panel ?? [])).map(({ place, party, label }) => ({ place, party, label })),
      readings: await loadReadings(tx, id), departures: await loadDepartures(tx, id), objections: await loadObjections(tx, id), vacant: draw.panel === null ? 0 : draw.request.seats - draw.panel.length,
      may: { act: isPerson(actor) && (actor.role === 'party_officer' || actor.role === 'party_signatory'), withdraw: isPerson(actor) && actor.role === 'party_officer' && actor.party === draw.party && draw.round <= 1 && ['solving', 'impossible', 'committing'].includes(draw.state) },
    };
  });
}

/** A party commits to its secret number. When the fourth has, the reveals begin. */
export async function commit(platform: Platform, actor: Actor, id: string, { round, digest }: { round: number; digest: string }): Promise<void> {
  const party = partyOf(actor);
  await inTransaction(platform.database, actor, async (tx) => {
    const draw = await settled(platform, tx, id);
    if (draw.state !== 'committing' || draw.round !== round) throw refuse(refusals.notCommitting);
    const rounds = await loadRounds(tx, id);
    const current = rounds.at(-1);
    if (current?.commits.some((given) => given.party === party)) throw refuse(refusals.committedAlready);
    await sql`insert into pools.draw_commit (draw_id, round, party, digest) values (${id}, ${round}, ${party}, ${digest})`.execute(tx.db);
    await recordDraw(tx, draw, 'commit', { round, party, digest });
    if ((current?.commits.length ?? 0) + 1 < partyCodes.length) return;
    await asSystem(tx, 'pools.draw', async (system) => {
      const until = platform.now().add({ seconds: draw.request.revealSeconds }).toString();
      await sql`update pools.draw_round set reveal_until = ${until} where draw_id = ${id} and round = ${round}`.execute(system.db);
      await sql`update pools.draw set state = 'revealing', reveal_until = ${until}, version = version + 1 where id = ${id}`.execute(system.db);
      await askAll(system, draw, 'pools.draw/reveal', { zh: `抽取揭示：${draw.title}`, en: `Reveal for the draw: ${draw.title}` });
      await recordDraw(system, draw, 'begin-reveals', { round, until });
    });
  });
}

/**
 * A party reveals its number. With the last one the panel is drawn. One that comes too late finds the round void and a new one open:
 * that stays so although the reveal itself is refused.
 */
export async function reveal(platform: Platform, actor: Actor, id: string, { round, secret }: { round: number; secret: string }): Promise<void> {
  const party = partyOf(actor);
  const late = await inTransaction(platform.database, actor, async (tx) => {
    const draw = await settled(platform, tx, id);
    if (draw.round > round) return true;
    if (draw.state !== 'revealing' || draw.round !== round || draw.digest === null) throw refuse(refusals.notRevealing);
    const current = (await loadRounds(tx, id)).at(-1);
    const committed = current?.commits.find((given) => given.party === party);
    if (committed === undefined) throw refuse(refusals.notCommitted);
    if (current?.reveals.some((given) => given.party === party)) throw refuse(refusals.revealedAlready);
    if (commitOf({ frozen: draw.digest, round, party, secret }) !== committed.digest) throw refuse(refusals.doesNotFit, {}, { field: '/secret' });
    const { rows } = await sql`insert into pools.draw_reveal (draw_id, round, party, secret) values (${id}, ${round}, ${party}, ${secret}) on conflict (secret) do nothing returning party`.execute(tx.db);
    if (rows.length === 0) throw refuse(refusals.secretUsed, {}, { field: '/secret' });
    await recordDraw(tx, draw, 'reveal', { round, party });
    if ((current?.reveals.length ?? 0) + 1 === partyCodes.length) await asSystem(tx, 'pools.draw', (system) => (draw.request.beacon === undefined ? drawNow(system, draw) : awaitBeacon(system, draw)));
    return false;
  });
  if (late) throw refuse(refusals.tooLate);
}

/** A party says what it reads of the beacon that was named, or corrects it. What three have read, all the same, decides. */
export async function readBeacon(platform: Platform, actor: Actor, id: string, text: string): Promise<void> {
  const party = partyOf(actor);
  const value = writtenBeacon(text);
  await inTransaction(platform.database, actor, async (tx) => {
    const draw = await settled(platform, tx, id);
    const { beacon } = draw.request;
    if (draw.state !== 'reading' || beacon === undefined) throw refuse(refusals.notReading);
    if (platform.now().epochMilliseconds < Date.parse(beacon.at)) throw refuse(refusals.beaconNotYet, { name: beacon.name, at: inBeijing(beacon.at) });
    await sql`insert into pools.draw_reading (draw_id, party, value) values (${id}, ${party}, ${value}) on conflict (draw_id, party) do update set value = excluded.value, at = now()`.execute(tx.db);
    await recordDraw(tx, draw, 'read-beacon', { party, value });
    const agreed = agreedReading(partyCodes, await loadReadings(tx, id));
    if (agreed !== undefined) await asSystem(tx, 'pools.draw', (system) => drawNow(system, draw, agreed));
  });
}

/** Settles every round whose time is over, also when nobody looks. */
export async function settleRounds(platform: Platform): Promise<number> {
  const due = await inTransaction(platform.database, systemActor('pools.rounds'), async (tx) => (await sql<{ id: string }>`select id from pools.draw where state = 'revealing' and reveal_until <= ${platform.now().toString()} limit 1000`.execute(tx.db)).rows);
  for (const { id } of due) {
    // oxlint-disable-next-line no-await-in-loop -- each its own transaction
    await inTransaction(platform.database, systemActor('pools.rounds'), (tx) => settled(platform, tx, id));
  }
  return due.length;
}

/** Somebody who was drawn cannot come, as their own party says; the first reserve with whom the bounds hold comes in. Another party objects (objections.ts). */
export async function depart(platform: Platform, actor: Actor, id: string, { place, kind, reason }: { place: number; kind: DepartureRow['kind']; reason: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const draw = await lockDraw(tx, id);
    if (draw === undefined) throw refuse(commonRefusals.notFound);
    if (draw.state !== 'drawn' || draw.drawn === null || draw.panel === null) throw refuse(refusals.notDrawn);
    const [leaving] = await loadPlaces(tx, id, [place]);
    if (leaving === undefined || !draw.panel.includes(place)) throw refuse(refusals.notInPanel, {}, { field: '/place' });
    if (!isPerson(actor) || actor.role !== 'party_officer' || actor.party !== leaving.party) throw refuse(commonRefusals.notAllowed);
    await leavePanel(tx, draw, { place, kind, reason, party: leaving.party });
  });
}

/** The same in the transaction of whoever already knows that the person may leave: gives the panel as it then is, by places. The draw is locked by the caller. */
export async function leavePanel(tx: Tx, draw: DrawRow, { place, kind, reason, party }: Pick<DepartureRow, 'place' | 'kind' | 'reason' | 'party'>): Promise<readonly number[]> {
  const { id, drawn } = draw;
  if (drawn === null) throw refuse(refusals.notDrawn);
  const panel = await asSystem(tx, 'pools.draw', async (system) => {
    await sql`insert into pools.draw_departure (draw_id, place, kind, reason, party) values (${id}, ${place}, ${kind}, ${reason}, ${party})`.execute(system.db);
    // what was objected to is settled when the person leaves
    await sql`update pools.draw_objection set answer = 'upheld', answer_reason = ${reason}, answered_at = now() where draw_id = ${id} and place = ${place} and answer is null`.execute(system.db);
    await closeTasks(system, drawSubject(id), objectionTask(place));
    const held = new Map((await loadPlaces(system, id)).map((row) => [row.place, row.held as Readonly<Record<string, string>>]));
    const replaced = replaceDepartures({ bounds: draw.request.bounds.map(({ category, value, min, max }) => ({ category, value, min, max })), seats: draw.request.seats }, drawn, await loadDepartures(system, id), (at) => held.get(at) ?? {});
    await sql`update pools.draw_place set opened = true where draw_id = ${id} and place = any(${[...replaced.panel, ...replaced.considered]}::integer[])`.execute(system.db);
    await sql`update pools.draw set panel = ${[...replaced.panel]}::integer[], version = version + 1 where id = ${id}`.execute(system.db);
    await keepDuties(system, id);
    return replaced.panel;
  });
  await recordDraw(tx, draw, 'depart', { place, kind, panel: [...panel] }, reason);
  return panel;
}

/** The transcript of a draw that is done: one line that anybody can check. */
export async function writeDrawTranscript(platform: Platform, actor: Actor, id: string): Promise<string> {
  return inTransaction(platform.database, actor, async (tx) => {
    const draw = await loadDraw(tx, id);
    const frozen = await loadFrozen(tx, id);
    if (draw === undefined || frozen === undefined) throw refuse(commonRefusals.notFound);
    if (draw.drawn === null || draw.panel === null || draw.digest === null) throw refuse(refusals.notDrawn);
    const rounds = await loadRounds(tx, id);
    const readings = await loadReadings(tx, id);
    const beacon = agreedReading(partyCodes, readings);
    const opened = (await asSystem(tx, 'pools.draw', (system) => loadPlaces(system, id))).filter((row) => row.opened);
    return writeTranscript({
      frozen, digest: draw.digest, drawn: draw.drawn, panel: draw.panel,
      rounds: rounds.map(({ commits, reveals, missing }) => ({ commits: commits.map(({ party, digest }) => ({ party, commit: digest })), reveals: reveals.map(({ party, secret }) => ({ party, secret })), missing })),
      ...(beacon === undefined ? {} : { beacon, readings: readings.map(({ party, value }) => ({ party, value })) }),
      departures: (await loadDepartures(tx, id)).map(({ place, kind }) => ({ place, kind })),
      openings: opened.map(({ place, label, salt, held }) => ({ place, id: label, salt, values: held as Record<string, string> })), // the bounds' values, as they were frozen
    });
  });
}

/** The draw, locked, with a round whose time is over made void and the next opened: who kept silent is named, and all commit anew. */
async function settled(platform: Platform, tx: Tx, id: string): Promise<DrawRow> {
  const draw = await lockDraw(tx, id);
  if (draw === undefined) throw refuse(commonRefusals.notFound);
  const over = draw.state === 'revealing' && draw.revealUntil !== null && new Date(draw.revealUntil).getTime() <= platform.now().epochMilliseconds;
  if (!over) return draw;
  await asSystem(tx, 'pools.draw', async (system) => {
    const current = (await loadRounds(system, id)).at(-1);
    const missing = partyCodes.filter((party) => current?.reveals.some((given) => given.party === party) !== true);
    await sql`update pools.draw_round set missing = ${missing}::text[] where draw_id = ${id} and round = ${draw.round}`.execute(system.db);
    await recordDraw(system, draw, 'void-round', { round: draw.round, missing });
    await openRound(system, draw, draw.round + 1);
  });
  return (await loadDraw(tx, id)) ?? draw;
}

/** The numbers of the four are out; what the beacon gives is still missing, and nobody knows it yet. */
async function awaitBeacon(tx: Tx, draw: DrawRow): Promise<void> {
  await sql`update pools.draw set state = 'reading', reveal_until = null, version = version + 1 where id = ${draw.id}`.execute(tx.db);
  await askAll(tx, draw, 'pools.draw/read', { zh: `核对公共随机数：${draw.title}`, en: `Read the beacon for the draw: ${draw.title}` });
  await recordDraw(tx, draw, 'await-beacon', { round: draw.round, beacon: draw.request.beacon ?? null });
}

async function drawNow(tx: Tx, draw: DrawRow, beacon?: string): Promise<void> {
  const frozen = await loadFrozen(tx, draw.id);
  const reveals = (await loadRounds(tx, draw.id)).at(-1)?.reveals ?? [];
  if (frozen === undefined || draw.digest === null) throw new Error('a draw that takes reveals is frozen');
  const drawn = drawWith(seedOf({ frozen: draw.digest, round: draw.round, reveals, beacon }), frozen);
  // whoever was withdrawn after the freeze is on the list still; when they are drawn, a reserve comes in at once
  const held = new Map((await loadPlaces(tx, draw.id)).map((row) => [row.place, row.held as Readonly<Record<string, string>>]));
  const { panel, considered } = replaceDepartures(frozen, drawn, await loadDepartures(tx, draw.id), (at) => held.get(at) ?? {});
  await sql`update pools.draw_place set opened = true where draw_id = ${draw.id} and place = any(${[...drawn.panel, ...panel, ...considered]}::integer[])`.execute(tx.db);
  await sql`update pools.draw set state = 'drawn', drawn = ${JSON.stringify(drawn)}::jsonb, panel = ${[...panel]}::integer[], reveal_until = null, version = version + 1 where id = ${draw.id}`.execute(tx.db);
  await keepDuties(tx, draw.id);
  await closeTasks(tx, drawSubject(draw.id));
  await recordDraw(tx, draw, 'draw', { round: draw.round, ...(beacon === undefined ? {} : { beacon }), panel: [...panel], reserves: drawn.reserves });
}

async function loadFrozen(tx: Tx, id: string): Promise<Frozen | undefined> {
  const { rows } = await sql<{ frozen: unknown }>`select frozen from pools.draw where id = ${id} and frozen is not null`.execute(tx.db);
  return rows[0] === undefined ? undefined : frozenSchema.parse(rows[0].frozen);
}

const inBeijing = (at: string) => Temporal.Instant.from(at).toZonedDateTimeISO('Asia/Shanghai').toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');

function partyOf(actor: Actor): PartyCode {
  const acts = isPerson(actor) && (actor.role === 'party_officer' || actor.role === 'party_signatory');
  if (!acts || actor.party === undefined) throw refuse(commonRefusals.notAllowed);
  return actor.party;
}
