import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import { commitOf, seedOf } from '#algorithms/draw/chance.ts';
import { drawWith, writeTranscript } from '#algorithms/draw/transcript.ts';
import { systemActor, type Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { closeTasks, openTask } from '#kernel/inbox/inbox.ts';
import type { Json } from '#kernel/journal/canonical.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { schemeLink } from '../lifecycle.ts';
import { findScheme, recordScheme } from '../service/schemes.ts';
import { lockUntilEnd, type SchemeRow } from '../store.ts';
import { loadTies } from './inputs.ts';
import { refusals } from './refusals.ts';
import { frozenLottery, openingsOf, revealHours } from './rules.ts';
import { loadGiven, loadLottery, type LotteryRow } from './store.ts';

/** The lottery of a scheme's present round: whether one is needed, and how far it is. What was revealed shows only when all have. */
export async function showLottery(platform: Platform, actor: Actor, schemeId: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    const scheme = await findScheme(tx, schemeId);
    const lottery = await loadLottery(tx, schemeId, scheme.round);
    const ties = scheme.state === 'ordering' ? await asSystem(tx, 'exchange.lottery', (system) => loadTies(system, scheme)) : undefined;
    const needed = ties?.needed ?? false;
    const given = lottery === undefined ? [] : (await asSystem(tx, 'exchange.lottery', (system) => loadGiven(system, lottery.id))).filter(({ attempt }) => attempt === lottery.attempt);
    const acts = (actor.role === 'party_officer' || actor.role === 'party_signatory') && actor.party !== undefined;
    return {
      needed, mayFreeze: needed && lottery?.inputs !== ties?.inputs && actor.role === 'party_officer' && actor.party === scheme.party,
      lottery: lottery === undefined ? null : {
        id: lottery.id, digest: lottery.digest, state: lottery.state, attempt: lottery.attempt, revealUntil: lottery.revealUntil, people: lottery.frozen.people.length, frozenAt: lottery.frozenAt,
        committed: given.map(({ party }) => party), revealed: given.filter(({ secret }) => secret !== null).map(({ party }) => party),
      },
      party: acts ? (actor.party ?? null) : null,
    };
  });
}

/** Freezes what the matching stands on, and asks the four for their numbers: from here on no order changes. */
export async function freezeInputs(platform: Platform, actor: Actor, schemeId: string): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const scheme = await findScheme(tx, schemeId);
    if (actor.role !== 'party_officer' || actor.party !== scheme.party) throw refuse(commonRefusals.notAllowed);
    await lockLottery(tx, schemeId);
    const id = randomUUIDv7();
    const digest = await asSystem(tx, 'exchange.lottery', async (system) => {
      const { needed, applications, inputs } = await loadTies(system, scheme);
      if (scheme.state !== 'ordering' || !needed) throw refuse(refusals.lotteryNotNeeded);
      const before = await loadLottery(system, schemeId, scheme.round);
      if (before?.inputs === inputs) throw refuse(refusals.lotteryThere);
      // What was frozen is no longer what would be matched, a post was withdrawn for instance: that lottery decides nothing.
      if (before !== undefined) await sql`update exchange.lottery set state = 'void', drawn = null where id = ${before.id}`.execute(system.db);
      const { frozen, digest: made } = frozenLottery({ id, purpose: `${scheme.title} · ${inputs}`.slice(-500), openings: openingsOf(id, applications) });
      await sql`insert into exchange.lottery (id, scheme_id, scheme_round, frozen, digest, inputs, party) values (${id}, ${schemeId}, ${scheme.round}, ${JSON.stringify(frozen)}::jsonb, ${made}, ${inputs}, ${scheme.party})`.execute(system.db);
      await askAll(system, scheme, 'commit');
      return made;
    });
    await recordScheme(tx, 'freeze-inputs', scheme, { lottery: id, digest });
    return { id };
  });
}

/** A party commits to a secret number. With the fourth the reveals begin. */
export async function commit(platform: Platform, actor: Actor, schemeId: string, { attempt, digest }: { attempt: number; digest: string }): Promise<void> {
  const party = partyOf(actor);
  await inTransaction(platform.database, actor, async (tx) => {
    const { scheme, lottery } = await settled(platform, tx, schemeId);
    if (lottery.state !== 'committing' || lottery.attempt !== attempt) throw refuse(refusals.notCommitting);
    const given = (await loadGiven(tx, lottery.id)).filter((one) => one.attempt === attempt);
    if (given.some((one) => one.party === party)) throw refuse(refusals.committedAlready);
    await sql`insert into exchange.lottery_commit (lottery_id, attempt, party, digest) values (${lottery.id}, ${attempt}, ${party}, ${digest})`.execute(tx.db);
    await closeTasks(tx, { type: 'exchange.scheme', id: schemeId }, task('commit', party));
    await recordScheme(tx, 'commit', scheme, { lottery: lottery.id, attempt, party, digest });
    if (given.length + 1 < partyCodes.length) return;
    await asSystem(tx, 'exchange.lottery', async (system) => {
      await sql`update exchange.lottery set state = 'revealing', reveal_until = ${platform.now().add({ hours: revealHours }).toString()} where id = ${lottery.id}`.execute(system.db);
      await askAll(system, scheme, 'reveal');
    });
  });
}

/** A party reveals its number; with the fourth the order is drawn. One that comes too late finds the attempt void and a new one open. */
export async function reveal(platform: Platform, actor: Actor, schemeId: string, { attempt, secret }: { attempt: number; secret: string }): Promise<void> {
  const party = partyOf(actor);
  const late = await inTransaction(platform.database, actor, async (tx) => {
    const { scheme, lottery } = await settled(platform, tx, schemeId);
    if (lottery.attempt > attempt) return true;
    if (lottery.state !== 'revealing' || lottery.attempt !== attempt) throw refuse(refusals.notRevealing);
    const given = (await asSystem(tx, 'exchange.lottery', (system) => loadGiven(system, lottery.id))).filter((one) => one.attempt === attempt);
    const own = given.find((one) => one.party === party);
    if (own === undefined) throw refuse(refusals.notCommitted);
    if (own.secret !== null) throw refuse(refusals.revealedAlready);
    if (commitOf({ frozen: lottery.digest, round: attempt, party, secret }) !== own.digest) throw refuse(refusals.secretWrong, {}, { field: '/secret' });
    const { rows } = await sql`insert into exchange.lottery_reveal (lottery_id, attempt, party, secret) values (${lottery.id}, ${attempt}, ${party}, ${secret}) on conflict (secret) do nothing returning party`.execute(tx.db);
    if (rows.length === 0) throw refuse(refusals.secretUsed, {}, { field: '/secret' });
    await closeTasks(tx, { type: 'exchange.scheme', id: schemeId }, task('reveal', party));
    await recordScheme(tx, 'reveal', scheme, { lottery: lottery.id, attempt, party });
    const reveals = [...given.flatMap((one) => (one.secret === null ? [] : [{ party: one.party, secret: one.secret }])), { party, secret }];
    if (reveals.length < partyCodes.length) return false;
    const drawn = drawWith(seedOf({ frozen: lottery.digest, round: attempt, reveals }), lottery.frozen);
    await asSystem(tx, 'exchange.lottery', (system) => sql`update exchange.lottery set state = 'drawn', drawn = ${JSON.stringify(drawn)}::jsonb where id = ${lottery.id}`.execute(system.db));
    return false;
  });
  if (late) throw refuse(refusals.revealLate);
}

/** The transcript of a lottery that is drawn: one line that anybody checks with the platform's verifier of draws. */
export async function writeLotteryTranscript(platform: Platform, actor: Actor, schemeId: string): Promise<string> {
  return inTransaction(platform.database, actor, async (tx) => {
    const scheme = await findScheme(tx, schemeId);
    const { rows: [lottery] } = await sql<LotteryRow>`select * from exchange.lottery where scheme_id = ${schemeId} and state = 'drawn' order by scheme_round desc limit 1`.execute(tx.db);
    if (lottery === undefined || lottery.drawn === null) throw refuse(refusals.notDrawn);
    const applications = await asSystem(tx, 'exchange.lottery', async (system) => (await sql<{ id: string }>`select id from exchange.application where scheme_id = ${scheme.id} and nomination_rank is not null order by id`.execute(system.db)).rows.map(({ id }) => id));
    const listed = new Set(lottery.frozen.people);
    const openings = openingsOf(lottery.id, applications.filter((id) => frozenLottery({ id: lottery.id, purpose: '', openings: openingsOf(lottery.id, [id]) }).frozen.people.every((person) => listed.has(person))));
    const attempts = Map.groupBy(await loadGiven(tx, lottery.id), ({ attempt }) => attempt);
    const { frozen, digest, drawn } = lottery;
    return writeTranscript({
      frozen, digest, drawn, panel: drawn.panel, departures: [], openings,
      rounds: Array.from({ length: lottery.attempt }, (_, i) => attempts.get(i + 1) ?? []).map((given) => ({
        commits: given.map(({ party, digest: made }) => ({ party, commit: made })), reveals: given.flatMap(({ party, secret }) => (secret === null ? [] : [{ party, secret }])), missing: partyCodes.filter((party) => !given.some((one) => one.party === party && one.secret !== null)),
      })),
    });
  });
}

/** The lottery with an attempt whose time is over made void: who kept silent stands in the transcript, and all commit anew. */
async function settled(platform: Platform, tx: Tx, schemeId: string): Promise<{ scheme: SchemeRow; lottery: LotteryRow }> {
  const scheme = await findScheme(tx, schemeId);
  await lockLottery(tx, schemeId);
  const lottery = await loadLottery(tx, schemeId, scheme.round);
  if (lottery === undefined) throw refuse(commonRefusals.notFound);
  if (lottery.state !== 'revealing' || lottery.revealUntil === null || new Date(lottery.revealUntil).getTime() > platform.now().epochMilliseconds) return { scheme, lottery };
  await asSystem(tx, 'exchange.lottery', (system) => voidAttempt(system, scheme, lottery));
  return { scheme, lottery: { ...lottery, state: 'committing', attempt: lottery.attempt + 1, revealUntil: null } };
}

async function voidAttempt(system: Tx, scheme: SchemeRow, { id, attempt }: LotteryRow): Promise<void> {
  const given = await loadGiven(system, id);
  await sql`update exchange.lottery set state = 'committing', attempt = attempt + 1, reveal_until = null where id = ${id}`.execute(system.db);
  for (const party of partyCodes) await closeTasks(system, { type: 'exchange.scheme', id: scheme.id }, task('reveal', party));
  await recordScheme(system, 'void-reveals', scheme, { lottery: id, attempt, silent: partyCodes.filter((party) => !given.some((one) => one.attempt === attempt && one.party === party && one.secret !== null)) });
  await askAll(system, scheme, 'commit');
}

/** Makes attempts void whose time to reveal is over, so that the four are asked anew without anybody's act; run as often as one likes. Gives how many there were. */
export async function settleOverdueReveals(platform: Platform): Promise<number> {
  const overdue = await inTransaction(platform.database, systemActor('exchange.reveals'), async (tx) =>
    (await sql<{ schemeId: string }>`select l.scheme_id from exchange.lottery l join exchange.scheme s on s.id = l.scheme_id and s.round = l.scheme_round where l.state = 'revealing' and l.reveal_until <= ${platform.now().toString()}`.execute(tx.db)).rows);
  for (const { schemeId } of overdue) {
    // oxlint-disable-next-line no-await-in-loop -- a transaction each: one that fails keeps no other from being settled
    await inTransaction(platform.database, systemActor('exchange.reveals'), (tx) => settled(platform, tx, schemeId));
  }
  return overdue.length;
}

const lockLottery = (tx: Tx, schemeId: string): Promise<void> => lockUntilEnd(tx, `exchange.lottery ${schemeId}`);
const task = (what: 'commit' | 'reveal', party: PartyCode) => `exchange.lottery/${what}/${party}`;

async function askAll(tx: Tx, { id, title }: SchemeRow, what: 'commit' | 'reveal'): Promise<void> {
  const words = what === 'commit' ? { zh: `请为抽签提交本方的数：${title}`, en: `Commit your party's number for the lottery: ${title}` } : { zh: `请公开本方的数：${title}`, en: `Reveal your party's number: ${title}` };
  for (const party of partyCodes) await openTask(tx, { kind: task(what, party), subject: { type: 'exchange.scheme', id }, to: { role: 'party_officer', party }, title: words, link: `${schemeLink(id)}?tab=matching` });
}

function partyOf(actor: Actor): PartyCode {
  if ((actor.role !== 'party_officer' && actor.role !== 'party_signatory') || actor.party === undefined) throw refuse(commonRefusals.notAllowed);
  return actor.party;
}

/** For the journal: which lottery a matching stood on. */
export const lotteryNote = (lottery: LotteryRow | undefined): Json => (lottery === undefined ? null : { id: lottery.id, digest: lottery.digest });
