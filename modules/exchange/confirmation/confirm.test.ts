import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PersonActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { migrations } from '../../../server/modules.ts';
import { moveApplication, listApplications, showOwn } from '../service/applications.ts';
import { moveScheme, showScheme } from '../service/schemes.ts';
import { aMember, anApplication, anExchange, anOpenScheme, refusedWith, type Exchange } from '../testing.ts';
import { listToConfirm, settleNominations } from './confirm.ts';
import { confirmSteps, onwardFrom } from './rules.ts';

let exchange: Exchange;
/** Of the city or district that the university of 32 is in, and of another. */
let division: PersonActor;
let elsewhere: PersonActor;
beforeAll(async () => {
  exchange = await anExchange(migrations);
  const { rows: [home] } = await exchange.db.admin.query<{ division: string }>('select division from directory.institution where id = $1', [exchange.region.universities['32']]);
  const of = (code: string): PersonActor => ({ role: 'division_officer', party: '32', division: code, accountId: crypto.randomUUID(), personId: crypto.randomUUID() });
  division = of(`${home!.division.slice(0, 4)}00`);
  elsewhere = of('320900');
});
afterAll(() => exchange.db.drop());

/** So many of 32 whom their home has nominated in a programme in which division and party confirm. */
async function someNominated(count: number, preset: 'trainingPlaces' | 'collegeCadres' | 'backboneTeachers' = 'trainingPlaces') {
  const { platform, db, region } = exchange;
  const { id, offers } = await anOpenScheme(platform, region, { year: exchange.nextYear(), preset, mechanism: 'da-applicant', quota: 9 });
  const people: { id: string; member: PersonActor }[] = [];
  for (let i = 0; i < count; i += 1) {
    const member = await aMember(db, region, '32', `干部${i}`);
    const application = await anApplication(platform, member, id, [offers['33']]);
    await exchange.act(region.deans['32'], application, 'nominate');
    people.push({ id: application, member });
  }
  return { id, offers, people };
}
const waiting = async (actor: PersonActor, scheme: string) => (await listToConfirm(exchange.platform, actor, scheme, { limit: 50 })).items;
const settle = async (actor: PersonActor, scheme: string, verdict: { verdict: 'confirm' } | { verdict: 'refuse'; reason: string }, rows?: { id: string; version: number }[]) =>
  settleNominations(exchange.platform, actor, scheme, { ...verdict, items: (rows ?? (await waiting(actor, scheme))).map(({ id, version }) => ({ id, version })) });
const statesOf = async (ids: string[]) => (await exchange.db.admin.query<{ state: string }>('select state from exchange.application where id = any($1::uuid[]) order by nomination_rank', [ids])).rows.map(({ state }) => state);
const tasksOf = async (scheme: string) => (await exchange.db.admin.query<{ to: string }>("select coalesce(to_division, to_party) as to from kernel.task where kind like 'exchange.scheme/confirm/%' and subject_id = $1 and closed_at is null", [scheme])).rows.map(({ to }) => to);

describe('whoever confirms a nomination', () => {
  test('comes in the programme’s order, and from each state there is one way onward', () => {
    const path = (confirms: readonly (typeof confirmSteps)[number][]) => ['submitted', 'atDivision', 'atParty', 'nominated'].map((state) => onwardFrom(confirms, state));
    expect(path([])).toEqual(['nominate', 'divisionConfirms', 'partyConfirms', undefined]);
    expect(path(['division'])).toEqual(['toDivision', 'divisionConfirms', 'partyConfirms', undefined]);
    expect(path(['party'])).toEqual(['toParty', 'divisionToParty', 'partyConfirms', undefined]);
    expect(path(['division', 'party'])).toEqual(['toDivision', 'divisionToParty', 'partyConfirms', undefined]);
  });

  test('is first the division and then the party, many at once; only then do hosts see anybody, and hosts’ time does not begin before', async () => {
    const { platform, region } = exchange;
    const { id, people } = await someNominated(3);
    const ids = people.map((one) => one.id);
    expect([await statesOf(ids), (await tasksOf(id)).length]).toEqual([['atDivision', 'atDivision', 'atDivision'], 1]);
    expect(await listApplications(platform, region.deans['33'], id, 'host')).toEqual([]);
    expect((await showScheme(platform, region.officers['32'], id)).quotas.find(({ party }) => party === '32')?.nominated).toBe(3);
    expect([(await waiting(division, id)).length, (await waiting(elsewhere, id)).length, (await waiting(region.officers['33'], id)).length]).toEqual([3, 0, 0]);
    expect(await settle(division, id, { verdict: 'confirm' })).toEqual({ settled: 3 });
    expect([await statesOf(ids), await tasksOf(id)]).toEqual([['atParty', 'atParty', 'atParty'], ['32']]);
    const { version } = await showScheme(platform, region.officers['32'], id);
    expect(await refusedWith(moveScheme(platform, region.officers['32'], { id, transition: 'order', version }))).toBe('exchange/unconfirmed');

    const [first, ...rest] = await waiting(region.officers['32'], id);
    await settle(region.officers['32'], id, { verdict: 'refuse', reason: '任现职未满两年' }, [first!]);
    expect((await showOwn(platform, people[0]!.member, id)).application).toMatchObject({ state: 'refused', refusedBy: 'party', reason: '任现职未满两年' });
    await settle(region.officers['32'], id, { verdict: 'confirm' }, rest);
    expect([(await listApplications(platform, region.deans['33'], id, 'host')).length, await tasksOf(id)]).toEqual([2, []]);
    expect(await refusedWith(exchange.act(region.deans['32'], people[0]!.id, 'undo', '再报'))).toBe('exchange/refused-above');
    await exchange.act(region.officers['32'], people[0]!.id, 'undo', '材料已补齐');
    expect((await showOwn(platform, people[0]!.member, id)).application).toMatchObject({ state: 'submitted', refusedBy: null, reason: null });
  });

  test('settles all or none, when one of them has changed meanwhile', async () => {
    const { region } = exchange;
    const { id, people } = await someNominated(2);
    const rows = await waiting(division, id);
    await exchange.act(region.deans['32'], people[1]!.id, 'undo', '排错了');
    expect(await refusedWith(settle(division, id, { verdict: 'confirm' }, rows))).toBe('exchange/not-to-confirm');
    expect(await statesOf([people[0]!.id])).toEqual(['atDivision']);
  });

  test('is the party alone, or the division alone, where the programme says so', async () => {
    const { region } = exchange;
    const byParty = await someNominated(1, 'collegeCadres');
    expect(await statesOf([byParty.people[0]!.id])).toEqual(['atParty']);
    await settle(region.officers['32'], byParty.id, { verdict: 'confirm' });
    const byDivision = await someNominated(1, 'backboneTeachers');
    await settle(division, byDivision.id, { verdict: 'confirm' });
    expect([await statesOf([byParty.people[0]!.id]), await statesOf([byDivision.people[0]!.id])]).toEqual([['nominated'], ['nominated']]);
  });

  test('is neither the home, nor another’s division or party, past any service', async () => {
    const { region, db, platform } = exchange;
    const { id, people: [one] } = await someNominated(1);
    const attempt = (actor: PersonActor, statement: ReturnType<typeof sql>) => refusedWith(inTransaction(db, actor, async (tx) => ((await statement.execute(tx.db)).numAffectedRows === 0n ? Promise.reject(Object.assign(new Error('no row'), { code: 'nothing' })) : undefined)));
    const to = (state: string) => sql`update exchange.application set state = ${state}, reason = '无' where id = ${one!.id}`;
    expect(await attempt(region.deans['32'], to('nominated'))).toBe('42501');
    expect(await attempt(division, to('nominated'))).toBe('42501');
    for (const actor of [elsewhere, region.officers['33'], region.deans['33']]) expect(await attempt(actor, to('atParty'))).toBe('nothing');
    expect(await attempt(division, sql`update exchange.application set statement = '改写' where id = ${one!.id}`)).toBe('42501');
    expect(await attempt(division, sql`update exchange.application set nomination_rank = 7 where id = ${one!.id}`)).toBe('42501');
    expect(await attempt(region.officers['32'], sql`update exchange.application set state = 'refused', reason = '' where id = ${one!.id}`)).toBe('23514');
    for (const actor of [region.deans['32'], one!.member]) expect(await refusedWith(settle(actor, id, { verdict: 'confirm' }, [{ id: one!.id, version: 4 }]))).toBe('common/not-allowed');
    expect(await refusedWith(moveApplication(platform, region.deans['32'], { id: one!.id, transition: 'divisionToParty', version: 4 }))).toBe('common/not-allowed');
  });
});
