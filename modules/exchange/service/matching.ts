import { sql } from 'kysely';
import { z } from 'zod';
import { imbalanceOf } from '#algorithms/matching/balanced-exchange.ts';
import { certify, digestOfInputs, type Names } from '#algorithms/matching/certificate.ts';
import { problemOf, tablesOf, type Entries } from '#algorithms/matching/entries.ts';
import { explain, keptBy, type Reason } from '#algorithms/matching/explain.ts';
import { lotteryPlaces } from '#algorithms/matching/lottery.ts';
import { at, none, positionOf, type Matching } from '#algorithms/matching/market.ts';
import { blockingOf, countBlocking, limitsKept, summarise, type Mechanism, type Problem } from '#algorithms/matching/solve.ts';
import { intakeOf } from '#algorithms/matching/stability.ts';
import { systemActor, type Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { canonicalJson, type Json } from '#kernel/journal/canonical.ts';
import { move } from '#kernel/lifecycle/move.ts';
import type { JobControl, JobHandler } from '#kernel/module.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { loadFits, withFits, type Fits } from '../fit/store.ts';
import { applyLink, schemeLifecycle } from '../lifecycle.ts';
import { loadTies } from '../lottery/inputs.ts';
import { lotteryNote } from '../lottery/lottery.ts';
import { refusals as lotteryRefusals } from '../lottery/refusals.ts';
import { openingsOf, orderDrawn } from '../lottery/rules.ts';
import { loadLottery, type LotteryRow } from '../lottery/store.ts';
import { refusals } from '../refusals.ts';
import { askFor, finish, keepRefusal, loadComputation, type Computation } from '../rehearsal/computations.ts';
import { solveAll } from '../rehearsal/solving.ts';
import { restrictedEntries } from '../restrictions.ts';
import { balanceByParty, type MatchingSummary } from '../rules.ts';
import { loadPlacedForLimits, type OutcomeReason, type RunRow, type SchemeRow } from '../store.ts';
import { findScheme, recordScheme } from './schemes.ts';

/** Has the scheme matched by its mechanism and made known: places, reserves, reasons and the certificate, all at once. The page shows how far it is. */
export async function askForMatching(platform: Platform, actor: Actor, schemeId: string, version: number): Promise<{ jobId: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const scheme = await checkMatching(tx, actor, schemeId, version);
    const asked = await askFor(tx, scheme, 'matching', { version });
    await recordScheme(tx, 'ask-matching', scheme, { version });
    return asked;
  });
}

/** Whether the actor may have it matched, as it stands, and the lottery is drawn where one is needed. */
export async function checkMatching(tx: Tx, actor: Actor, schemeId: string, version: number): Promise<SchemeRow> {
  const scheme = await findScheme(tx, schemeId);
  checkMatcher(actor, scheme);
  if (scheme.version !== version) throw refuse(commonRefusals.changedMeanwhile, {}, { details: { yours: { version }, current: scheme } });
  await asSystem(tx, 'exchange.matching', (system) => settledLottery(system, scheme));
  return scheme;
}

/** The job. Run again, it finds the scheme matched and leaves it. */
export const matchingJob: JobHandler = async (platform, payload, { report }) => {
  const { schemeId, version } = z.object({ schemeId: z.uuid(), version: z.int() }).parse(payload);
  await decideMatching(platform, schemeId, version, report);
};

/** Matches, and stores it if what it stands on is still the same: a post that was withdrawn or an order that was changed meanwhile is not passed over. */
export async function decideMatching(platform: Platform, schemeId: string, version: number, report: JobControl['report']): Promise<void> {
  const actor = systemActor('exchange.matching');
  await keepRefusal(platform, schemeId, 'matching', async () => {
    await report(0.05, { zh: '正在读取志愿和排序', en: 'Reading wishes and orders' });
    const found = await inTransaction(platform.database, actor, async (tx) => {
      const scheme = await findScheme(tx, schemeId);
      if (scheme.state === 'matched') return undefined;
      if (scheme.state !== 'ordering') throw refuse(refusals.notOrdering);
      return { scheme, input: await loadInput(tx, scheme) };
    });
    if (found === undefined) return;
    await report(0.2, { zh: '正在匹配', en: 'Matching' });
    const [matching = new Int32Array()] = await solveAll({ problem: found.input.problem, ways: [found.scheme] }, () => report(0.6, { zh: '正在核对', en: 'Checking' }));
    const certificate = certify(found.input.problem, found.input.names, found.scheme, matching);
    await report(0.7, { zh: '正在公布', en: 'Making it known' });
    await inTransaction(platform.database, actor, async (tx) => {
      // First the state: whoever comes second meets it, and nothing is matched twice.
      const scheme = await findScheme(tx, schemeId);
      await move<SchemeRow, string, string>(tx, schemeLifecycle, { id: schemeId, transition: 'publish', version });
      const lottery = await settledLottery(tx, scheme);
      const input = await loadInput(tx, scheme);
      if (digestOfInputs(input.problem, input.names) !== certificate.inputs) throw refuse(refusals.inputsMoved);
      await storeRun(tx, scheme, input, matching, certificate);
      await tellApplicants(tx, scheme, input.names.applicants);
      await finish(tx, schemeId, 'matching', null);
      await recordScheme(tx, 'match', scheme, { certificate: certificate as unknown as Json, lottery: lotteryNote(lottery) }); // a certificate is plain data
    });
  });
}

/** The matching of a scheme: the numbers for the region, and the certificate. */
export async function showMatching(platform: Platform, actor: Actor, schemeId: string): Promise<{ run: (Omit<RunRow, 'party'> & { balance: ReturnType<typeof balanceByParty>; flows: Flow[] }) | null; /** How far it is, for whoever matches. */ computation: Computation<null> | null }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const scheme = await findScheme(tx, schemeId);
    const computation = (await loadComputation<null>(tx, scheme, 'matching')) ?? null;
    const { rows: [run] } = await sql<RunRow>`select * from exchange.run where scheme_id = ${schemeId} order by round desc limit 1`.execute(tx.db);
    if (run === undefined) return { run: null, computation };
    const { party: _party, ...shown } = run;
    return { computation, run: { ...shown, balance: balanceByParty(run.summary.institutions), flows: await asSystem(tx, 'exchange.flows', (system) => loadFlows(system, schemeId)) } };
  });
}

export type Flow = { from: PartyCode; to: PartyCode; placed: number; there: number; certified: number };

/** How many went from which party to which: numbers only, so that everybody may have them. */
async function loadFlows(tx: Tx, schemeId: string): Promise<Flow[]> {
  const { rows } = await sql<Flow>`
    select a.party as "from", o.party as "to", count(*)::int as placed, count(p.id) filter (where p.state in ('underway', 'finished', 'certified'))::int as there,
      count(p.id) filter (where p.state = 'certified')::int as certified
    from exchange.application a join exchange.offer o on o.id = a.offer_id left join exchange.placement p on p.application_id = a.id and p.state <> 'withdrawn'
    where a.scheme_id = ${schemeId} group by 1, 2 order by 1, 2`.execute(tx.db);
  return rows;
}

/** What went into the matching, as the tables that `delta match` reads: for whoever ran it, and for auditors. */
export async function showInputs(platform: Platform, actor: Actor, schemeId: string, which: 'applicants' | 'positions' | 'caps'): Promise<string> {
  return inTransaction(platform.database, actor, async (tx) => {
    const { rows } = await sql<{ applicants: string; positions: string; caps: string }>`select i.applicants, i.positions, i.caps from exchange.run_input i join exchange.run r on r.id = i.run_id where r.scheme_id = ${schemeId} order by r.round desc limit 1`.execute(tx.db);
    const [inputs] = rows;
    if (inputs === undefined) throw refuse(commonRefusals.notFound);
    return inputs[which];
  });
}

export function checkMatcher(actor: Actor, scheme: SchemeRow): void {
  if (actor.role !== 'party_officer' || actor.party !== scheme.party) throw refuse(commonRefusals.notAllowed);
  if (scheme.state !== 'ordering') throw refuse(refusals.notOrdering);
}

type Institution = { id: string; name: string; party: PartyCode };
export type Input = { entries: Entries; /** How well each wish fits, where people declare what they look for. */ fits: Fits | undefined; problem: Problem; names: Names; /** Teams of whom somebody was not nominated. */ incomplete: string[]; /** What each applicant asked for. */ asked: Map<string, { team: string | null; wishes: string[] }>; institutions: Map<string, Institution>; titles: Map<string, string>; /** Posts that were withdrawn after somebody had listed them: without places, so that everybody's wishes keep their numbers. */ gone: Set<string>; /** Offers whose host gave no order: there the lottery decides. */ lots: number };

/** Everything a matching stands on: in a later round, what is left over. Where a host gave no order, all who wish for the offer are acceptable, in the order of the lottery of this scheme. */
export async function loadInput(tx: Tx, scheme: SchemeRow): Promise<Input> {
  const { rows: applicants } = await sql<{ id: string; home: string; party: PartyCode; category: string | null; team: string | null; wishes: string[] }>`
    select a.id, a.home_id as home, a.party, a.category, a.team, array(select w.offer_id::text from exchange.wish w where w.application_id = a.id order by w.rank) as wishes
    from exchange.application a where a.scheme_id = ${scheme.id} and a.state in ('nominated', 'reserve') order by a.home_id, a.nomination_rank, a.id`.execute(tx.db);
  const { rows: offers } = await sql<{ id: string; host: string; division: string; capacity: number; title: string; gone: boolean; hasOrder: boolean; ordered: { id: string; level: number }[] }>`
    select o.id, o.institution_id as host, i.division, case when o.state = 'published' then o.capacity - o.taken else 0 end as capacity, o.title, o.state <> 'published' as gone, o.ordered_at is not null as has_order, coalesce((select json_agg(json_build_object('id', r.application_id, 'level', r.level)) from exchange.ordering r where r.offer_id = o.id and r.given), '[]') as ordered
    from exchange.offer o join directory.institution i on i.id = o.institution_id where o.scheme_id = ${scheme.id}
      and (o.state = 'published' or exists (select from exchange.wish w join exchange.application a on a.id = w.application_id where w.offer_id = o.id and a.state in ('nominated', 'reserve'))) order by o.id`.execute(tx.db);
  if (applicants.length === 0 || offers.every(({ gone }) => gone)) throw refuse(refusals.nothingToMatch);
  const nominated = new Set(applicants.map(({ id }) => id));
  const lottery = await loadLottery(tx, scheme.id, scheme.round);
  const places = lottery?.drawn == null ? lotteryPlaces(applicants.map(({ id }) => id), scheme.id) : drawnPlaces(lottery, applicants.map(({ id }) => id));
  const drawn = applicants.map(({ id }, i) => ({ id, place: at(places, i) })).toSorted((one, other) => one.place - other.place);
  const placeOf = new Map(drawn.map(({ id, place }) => [id, place]));
  // Whom the host holds equal go by the lottery.
  const settle = (ordered: readonly { id: string; level: number }[]) => ordered.filter(({ id }) => nominated.has(id)).toSorted((one, other) => one.level - other.level || (placeOf.get(one.id) ?? 0) - (placeOf.get(other.id) ?? 0)).map(({ id }) => id);
  const wishers = new Map(offers.map(({ id }) => [id, new Set(applicants.filter(({ wishes }) => wishes.includes(id)).map((applicant) => applicant.id))]));
  const positions = offers.map(({ id, host, division, capacity, gone, hasOrder, ordered }) => ({
    id, host, division, capacity, priorities: gone ? [] : hasOrder ? settle(ordered) : drawn.filter((applicant) => wishers.get(id)?.has(applicant.id) === true).map((applicant) => applicant.id),
  }));
  const incomplete = scheme.limits.teams ? await loadIncompleteTeams(tx, scheme.id) : new Set<string>();
  const restricted = restrictedEntries({ applicants, positions, limits: scheme.limits, incomplete, placed: await loadPlacedForLimits(tx, scheme.id) });
  const fits = await loadFits(tx, scheme.preset, restricted, new Set(offers.filter(({ hasOrder }) => hasOrder).map(({ id }) => id)));
  const entries = withFits(restricted, fits);
  const { problem, names } = problemOf(entries);
  const { rows } = await sql<Institution>`select id, name, party from directory.institution where id = any(${names.institutions}::uuid[])`.execute(tx.db);
  return { entries, problem, names, fits, incomplete: [...incomplete], asked: new Map(applicants.map(({ id, team, wishes: list }) => [id, { team, wishes: list }])), institutions: new Map(rows.map((row) => [row.id, row])), titles: new Map(offers.map(({ id, title }) => [id, title])), gone: new Set(offers.filter(({ gone }) => gone).map(({ id }) => id)), lots: offers.filter(({ gone, hasOrder }) => !gone && !hasOrder).length };
}

/** Of each applicant their place in the order that the four have drawn. */
function drawnPlaces({ id, drawn }: LotteryRow, applications: readonly string[]): Int32Array {
  const place = new Map(orderDrawn(openingsOf(id, applications), drawn ?? { panel: [], reserves: [] }).map((application, i) => [application, i]));
  return Int32Array.from(applications, (application) => place.get(application) ?? applications.length);
}

/** Where hosts left some equal, the lottery must have been drawn over the very inputs that are matched now; gives it, for the journal. */
async function settledLottery(system: Tx, scheme: SchemeRow): Promise<LotteryRow | undefined> {
  const { needed, inputs } = await loadTies(system, scheme);
  const lottery = await loadLottery(system, scheme.id, scheme.round);
  if (!needed) return undefined;
  if (lottery?.drawn == null) throw refuse(lotteryRefusals.lotteryNeeded);
  if (lottery.inputs !== inputs) throw refuse(lotteryRefusals.inputsChanged);
  return lottery;
}

async function loadIncompleteTeams(tx: Tx, schemeId: string): Promise<Set<string>> {
  const { rows } = await sql<{ team: string }>`
    select distinct team from exchange.application where scheme_id = ${schemeId} and team is not null and state in ('draft', 'submitted', 'refused')
    union select team from exchange.application where scheme_id = ${schemeId} and team is not null and state not in ('withdrawn', 'draft', 'submitted', 'refused') group by team having count(*) < 2`.execute(tx.db);
  return new Set(rows.map(({ team }) => team));
}

export function summaryOf({ problem, names, institutions, fits }: Input, mechanism: Mechanism, matching: Matching): MatchingSummary {
  const sends = new Int32Array(names.institutions.length);
  for (let a = 0; a < matching.length; a += 1) {
    if (at(matching, a) !== none) sends[at(problem.home, a)] = at(sends, at(problem.home, a)) + 1;
  }
  const surplus = imbalanceOf(problem, matching);
  const placed = matching.filter((wish) => wish !== none);
  return {
    ...(fits === undefined || placed.length === 0 ? {} : { fit: Math.round(placed.reduce((sum, wish) => sum + at(problem.fit, wish), 0) / placed.length) }),
    ...summarise(problem.market, matching), applicants: matching.length, blockingPairs: countBlocking(problem, mechanism, matching),
    institutions: names.institutions.flatMap((id, i) => {
      const known = institutions.get(id);
      return known === undefined ? [] : [{ institutionId: id, name: known.name, party: known.party, sends: at(sends, i), takes: at(sends, i) - at(surplus, i) }];
    }),
  };
}

async function storeRun(tx: Tx, scheme: SchemeRow, input: Input, matching: Matching, certificate: RunRow['certificate']): Promise<void> {
  const { problem, names, titles, gone, asked, fits } = input;
  const { rows: [run] } = await sql<{ id: string }>`
    insert into exchange.run (scheme_id, round, mechanism, tolerance, certificate, summary, party)
    values (${scheme.id}, ${scheme.round}, ${scheme.mechanism}, ${scheme.tolerance}, ${JSON.stringify(certificate)}::jsonb, ${JSON.stringify(summaryOf(input, scheme.mechanism, matching))}::jsonb, ${scheme.party}) returning id`.execute(tx.db);
  if (run === undefined) throw new Error('the matching was not stored');
  const files = tablesOf(input.entries);
  await storeFinalOrders(tx, input.entries);
  await sql`insert into exchange.run_input (run_id, party, applicants, positions, caps) values (${run.id}, ${scheme.party}, ${files.applicants}, ${files.positions}, ${files.caps})`.execute(tx.db);
  const intake = intakeOf(problem.market, matching);
  const limits = limitsKept(problem, scheme.mechanism);
  const kept = limits === undefined ? undefined : keptBy(problem.market, limits, matching);
  // A team that could have gone together, but after which others would have had a claim in turn.
  const unsettled = new Set(blockingOf(problem, scheme.mechanism, matching).flatMap(({ applicants, positions }) => applicants.map((a, m) => `${a} ${positions[m] ?? none}`)));
  const outcomes = names.applicants.map((id, a) => {
    const position = positionOf(problem.market, matching, a);
    const { granted, refused } = explain(problem.market, matching, a, intake, kept);
    const offered = { id, offer: position === none ? null : names.positions[position], wish: granted, fits: fits === undefined ? null : [...(fits.get(id) ?? [])].map(([offer, fit]) => ({ offer: titles.get(offer) ?? '', ...fit })) };
    const own = asked.get(id);
    const inTeam = scheme.limits.teams && own?.team != null;
    // Nobody of a team that stayed out was looked at by themselves.
    if (inTeam && refused.length === 0 && granted === 0) return { ...offered, refused: own.wishes.map((wished) => ({ offer: titles.get(wished) ?? '', reason: { kind: 'team' as const } })) };
    return { ...offered, refused: refused.map(({ position: p, reason }) => ({
      offer: titles.get(names.positions[p] ?? '') ?? '',
      // Of a team nobody is passed over by themselves: what did not come true could not for all of them.
      reason: gone.has(names.positions[p] ?? '') ? { kind: 'withdrawn' as const } : inTeam ? { kind: unsettled.has(`${a} ${p}`) ? ('unsettled' as const) : ('team' as const) } : reasonBy(scheme, problem, reason),
    })) };
  });
  await sql`
    with given as (select * from json_to_recordset(${canonicalJson(outcomes as unknown as Json)}::json) as r(id uuid, offer uuid, wish integer, refused jsonb, fits jsonb)),
      stored as (insert into exchange.outcome (run_id, application_id, offer_id, wish, refused, fits) select ${run.id}, id, offer, wish, refused, fits from given)
    update exchange.application a set state = case when g.offer is null then 'reserve' else 'offered' end, offer_id = g.offer,
      answer_until = case when g.offer is null then null else ${scheme.answerUntil}::date end, version = a.version + 1
    from given g where a.id = g.id`.execute(tx.db);
}

/** What a reason means under the scheme's mechanism: an assignment looks at all together, and where there are quotas and caps they are what kept a place from somebody who was not outranked. */
function reasonBy({ mechanism }: SchemeRow, { restrictions }: Problem, reason: Reason): OutcomeReason {
  if (mechanism === 'assignment') return reason.kind === 'notAcceptable' || reason.kind === 'noPlaces' ? reason : { kind: 'fit', places: reason.places, taken: reason.kind === 'limit' ? reason.taken : reason.places };
  if (restrictions === undefined) return reason;
  if (reason.kind === 'limit') return { ...reason, kind: 'quota' };
  return reason.kind === 'full' ? { kind: 'quota', places: reason.places, taken: reason.places } : reason;
}

/** Keeps the order in which the matching took people, by which reserves move up. */
async function storeFinalOrders(tx: Tx, { positions }: Entries): Promise<void> {
  const rows = positions.flatMap(({ id, priorities }) => priorities.map((application, i) => ({ offer: id, application, rank: i + 1 })));
  await sql`
    insert into exchange.ordering (offer_id, application_id, rank, level, given, final)
    select offer, application, rank, 1, false, rank from json_to_recordset(${JSON.stringify(rows)}::json) as r(offer uuid, application uuid, rank integer)
    on conflict (offer_id, application_id) do update set final = excluded.final`.execute(tx.db);
}

/** Everybody hears at once: a task for those who must answer, a notice for those in reserve. */
async function tellApplicants(tx: Tx, scheme: SchemeRow, applications: readonly string[]): Promise<void> {
  const answer = JSON.stringify({ zh: `您已获安排，请在期限内答复：${scheme.title}`, en: `You have a place; please answer in time: ${scheme.title}` });
  const reserve = JSON.stringify({ zh: `本轮未能安排，已列为候补，请查看说明：${scheme.title}`, en: `No place this time; you are on the reserve list: ${scheme.title}` });
  await sql`
    select case when state = 'offered'
      then kernel.open_task('exchange.application/answer', 'exchange.application', id::text, ${answer}, ${applyLink(scheme.id)}, null, null, null, null, person_id, answer_until)::text
      else kernel.notify('exchange.application/reserve', 'exchange.application', id::text, ${reserve}, ${applyLink(scheme.id)}, null, null, null, null, person_id)::text end
    from exchange.application where id = any(${applications}::uuid[])`.execute(tx.db);
}
