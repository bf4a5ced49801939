import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { objectionTo } from '#algorithms/matching/certificate.ts';
import type { PersonActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import type { Platform } from '#kernel/platform.ts';
import { Refusal } from '#kernel/refusal.ts';
import { testPlatform } from '#kernel/testing.ts';
import { sql } from 'kysely';
import { migrations } from '../../server/modules.ts';
import { readProblem } from '../../cli/match-files.ts';
import { beginApplication, listApplications, moveApplication, saveApplication, showOwn } from './service/applications.ts';
import { rehearsedPeople } from './rehearsal/rehearse.ts';
import { showInputs, showMatching } from './service/matching.ts';
import { addOffer, moveOffer, setQuota } from './service/offers.ts';
import { showOrder, storeOrder } from './ordering/orders.ts';
import { addScheme, changeScheme, listSchemes, moveScheme, showScheme } from './service/schemes.ts';
import { loadConsent } from '../governance/index.ts';
import { schemeSubject } from './consent/decision.ts';
import { schemeOutcomes } from './consent/outcomes.ts';
import { agreeAsTheFour, decideMatching, rehearse, aMember, anApplication, anOpenScheme, answerAsTheFour, aRegion, aSchemeToOrder as aSchemeHere, handInPapers, putToFour, schemeText, signAsTheFour, type Region } from './testing.ts';

let db: TestDatabase;
let platform: Platform;
/** The same, with what follows when the four have decided. */
let carrying: Platform;
let region: Region;
beforeAll(async () => {
  db = await createTestDatabase(migrations);
  platform = testPlatform(db, { now: '2027-04-01T02:00:00Z' });
  carrying = testPlatform(db, { now: '2027-04-01T02:00:00Z', outcomes: { 'exchange.scheme': schemeOutcomes } });
  region = await aRegion(db, platform);
});
afterAll(() => db.drop());

const on = (now: string) => testPlatform(db, { now });
const refusedWith = async (work: Promise<unknown>) => work.then(() => 'done', (error: unknown) => (error instanceof Refusal ? error.kind.code : (error as { code?: string }).code ?? String(error)));
const act = (actor: PersonActor, id: string, transition: string, version: number, fields?: Record<string, unknown>, reason?: string) => moveApplication(platform, actor, { id, transition, version, fields, reason });
const versionOf = async (actor: PersonActor, scheme: string) => (await showOwn(platform, actor, scheme)).application?.version ?? 0;
const nominate = async (party: PartyCode, id: string) => {
  const { rows: [row] } = await db.admin.query<{ version: number }>('select version from exchange.application where id = $1', [id]);
  return act(region.deans[party], id, 'nominate', row?.version ?? 0);
};
const schemeVersion = async (id: string) => (await showScheme(platform, region.officers['32'], id)).version;
let year = 2030;
const nextYear = () => (year += 1);

describe('a scheme', () => {
  test('is drafted by a party that takes part, answered and then signed by the four, and only then opened to everybody', async () => {
    const { id } = await addScheme(platform, region.officers['33'], { ...schemeText, year: nextYear(), itemId: region.itemId });
    expect(await refusedWith(addScheme(platform, region.officers['31'], { ...schemeText, year, itemId: region.itemId }))).toBe('exchange/scheme-twice');
    expect(await refusedWith(addScheme(platform, region.deans['33'], { ...schemeText, year: 2040, itemId: region.itemId }))).toBe('common/not-allowed');
    await putToFour(platform, region, id, '33');
    expect(await answerAsTheFour(platform, region, id, { 31: 'agree', 32: 'agree', 34: 'reserve' })).toBe('open');
    expect(await showScheme(platform, region.officers['31'], id)).toMatchObject({ state: 'consulting', decision: { consent: { round: 1, state: 'open' }, documentId: null } });
    expect(await refusedWith(setQuota(platform, region.officers['31'], id, { institutionId: region.universities['31'], places: 3 }))).toBe('exchange/not-open');
    await answerAsTheFour(platform, region, id, { 33: 'agree' });
    const signing = (await showScheme(platform, region.officers['31'], id));
    expect(signing).toMatchObject({ state: 'signing', decision: { consent: { state: 'agreed' }, documentId: expect.any(String) } });
    expect(await refusedWith(moveScheme(platform, region.officers['33'], { id, transition: 'open', version: signing.version }))).toBe('lifecycle/not-from-here');
    await signAsTheFour(platform, region, id);
    const agreed = await showScheme(platform, region.officers['31'], id);
    expect(agreed.state).toBe('agreed');
    const somebody = await aMember(db, region, '34');
    expect((await listSchemes(platform, somebody, { limit: 50 })).items.map((scheme) => scheme.id)).not.toContain(id);
    expect(await refusedWith(moveScheme(platform, region.officers['31'], { id, transition: 'open', version: agreed.version }))).toBe('common/not-allowed');
    await moveScheme(platform, region.officers['33'], { id, transition: 'open', version: agreed.version });
    expect((await listSchemes(platform, somebody, { limit: 50 })).items.map((scheme) => scheme.id)).toContain(id);
  });

  test('that is taken back and changed goes to the four in a new round, which shows the change; what was said and signed before counts for nothing', async () => {
    const owner = region.officers['32'];
    const { id } = await addScheme(platform, owner, { ...schemeText, year: nextYear(), itemId: region.itemId });
    const now = () => showScheme(platform, owner, id);
    const takeBack = async () => moveScheme(carrying, owner, { id, transition: 'revise', version: (await now()).version, reason: '志愿数有误' });
    await putToFour(platform, region, id);
    await answerAsTheFour(platform, region, id, { 31: 'agree' });
    expect(await refusedWith(moveScheme(carrying, region.officers['31'], { id, transition: 'revise', version: 2, reason: '代为退回' }))).toBe('common/not-allowed');
    await takeBack();
    expect(await now()).toMatchObject({ state: 'draft', decision: { consent: { state: 'withdrawn' } } });
    expect(await refusedWith(putToFour(platform, region, id))).toBe('governance/same-text');
    const { preset: _preset, year: _year, ...text } = schemeText;
    const change = async (mostWishes: number) => changeScheme(platform, owner, id, { ...text, mostWishes, version: (await now()).version });
    await change(5);
    await putToFour(platform, region, id);
    const consent = await inTransaction(db, owner, (tx) => loadConsent(tx, schemeSubject(id)));
    expect([consent?.rounds.map(({ state }) => state), consent?.rounds[1]?.answers, consent?.rounds[1]?.changes?.filter(({ change }) => change !== 'same').map((clause) => clause.id)]).toEqual([['withdrawn', 'open'], [], ['matching']]);

    await answerAsTheFour(platform, region, id);
    const { decision: { documentId } } = await now();
    await takeBack();
    expect(await now()).toMatchObject({ state: 'draft', decision: { documentId: null } });
    expect((await db.admin.query<{ state: string }>('select state from kernel.signing_document where id = $1', [documentId])).rows).toEqual([{ state: 'withdrawn' }]);
    await change(4);
    await putToFour(platform, region, id);
    expect(await answerAsTheFour(platform, region, id, { 31: 'agree', 32: 'agree', 33: 'agree', 34: 'object' })).toBe('refused');
    expect((await now()).state).toBe('draft');
    await change(3);
    await putToFour(platform, region, id);
    await agreeAsTheFour(platform, region, id);
    expect(await now()).toMatchObject({ state: 'agreed', decision: { consent: { round: 4 } } });
  });

  test('is not made to stand by one party alone: neither stored as agreed, nor moved there, nor changed under the eyes of the four, past any service', async () => {
    const { id } = await addScheme(platform, region.officers['32'], { ...schemeText, itemId: region.itemId, year: nextYear() });
    const by = (party: PartyCode, statement: ReturnType<typeof sql>) => refusedWith(inTransaction(db, region.officers[party], (tx) => statement.execute(tx.db)));
    for (const state of ['agreed', 'signing', 'open', 'ordering', 'matched']) expect(await by('32', sql`update exchange.scheme set state = ${state} where id = ${id}`)).toBe('42501');
    expect(await by('32', sql`insert into exchange.scheme (preset, item_id, year, title, starts_on, ends_on, apply_until, answer_until, most_wishes, mechanism, party, state)
      select preset, item_id, 2099, title, starts_on, ends_on, apply_until, answer_until, most_wishes, mechanism, party, 'open' from exchange.scheme where id = ${id}`)).toBe('42501');
    await setQuota(platform, region.officers['31'], id, { institutionId: region.universities['31'], places: 1 });
    await putToFour(platform, region, id);
    expect(await by('32', sql`update exchange.scheme set most_wishes = 9 where id = ${id}`)).toBe('42501');
    expect(await by('32', sql`update exchange.scheme set terms = '{"level": "改", "numbers": [], "money": []}' where id = ${id}`)).toBe('42501');
    expect(await by('32', sql`update exchange.scheme set state = 'draft' where id = ${id}`)).toBe('42501');
    await by('31', sql`update exchange.quota set places = 99 where scheme_id = ${id}`);
    expect((await showScheme(platform, region.officers['31'], id)).quotas.map(({ places }) => places)).toEqual([1]);
  });

  test('is agreed by the four and by no officer alone, and no party offers or sets quotas for another’s institution, also past the service', async () => {
    const { id } = await addScheme(platform, region.officers['32'], { ...schemeText, itemId: region.itemId, year: nextYear() });
    const by = (party: PartyCode, statement: ReturnType<typeof sql>) => refusedWith(inTransaction(db, region.officers[party], (tx) => statement.execute(tx.db)));
    expect(await by('32', sql`update exchange.scheme set state = 'agreed' where id = ${id}`)).toBe('42501');
    expect(await by('31', sql`insert into exchange.offer (scheme_id, institution_id, party, title, description, capacity) values (${id}, ${region.universities['32']}, '31', '名额', '学习', 1)`)).toBe('23503');
    expect(await by('31', sql`insert into exchange.quota (scheme_id, institution_id, party, places) values (${id}, ${region.universities['32']}, '31', 5)`)).toBe('23503');
  });

  test('has dates that follow each other, and a tolerance only where there is a balance', async () => {
    const draft = { ...schemeText, year: nextYear(), itemId: region.itemId };
    expect(await refusedWith(addScheme(platform, region.officers['32'], { ...draft, answerUntil: '2027-04-30' }))).toBe('exchange/dates-wrong');
    expect(await refusedWith(addScheme(platform, region.officers['32'], { ...draft, mechanism: 'da-applicant', tolerance: 1 }))).toBe('exchange/tolerance-without-balance');
  });
});

describe('offers and quotas', () => {
  test('are each side’s own: nobody offers for another institution, no party sets another’s quota, drafts are not seen', async () => {
    const { id, offers } = await anOpenScheme(platform, region, { year: nextYear() });
    const text = { title: '岗位', description: '工作', requirements: null, capacity: 1, tutor: null, lodging: null, allowance: null };
    expect(await refusedWith(addOffer(platform, region.deans['33'], id, { institutionId: region.universities['32'], ...text }))).toBe('common/not-allowed');
    expect(await refusedWith(setQuota(platform, region.officers['33'], id, { institutionId: region.universities['32'], places: 9 }))).toBe('exchange/quota-for-other-party');
    expect(await refusedWith(setQuota(platform, region.deans['32'], id, { institutionId: region.universities['32'], places: 9 }))).toBe('exchange/quota-for-other-party');
    const { id: draft } = await addOffer(platform, region.deans['31'], id, { institutionId: region.universities['31'], ...text });
    const seen = (await showScheme(platform, await aMember(db, region, '34'), id)).offers.map((offer) => offer.id);
    expect(seen).toEqual(expect.arrayContaining([offers['32'], offers['33']]));
    expect(seen).not.toContain(draft);
    expect((await showScheme(platform, region.officers['34'], id)).balance).toEqual([{ party: '32', sends: 2, takes: 2 }, { party: '33', sends: 2, takes: 2 }]);
  });
});

describe('an application', () => {
  test('is saved as one writes, sent whole, changed and withdrawn until the deadline, and not after it', async () => {
    const { id: scheme, offers } = await anOpenScheme(platform, region, { year: nextYear() });
    const member = await aMember(db, region, '32');
    const { id } = await beginApplication(platform, member, scheme);
    expect(await refusedWith(beginApplication(platform, member, scheme))).toBe('exchange/applied-already');
    expect(await refusedWith(act(member, id, 'submit', 1))).toBe('exchange/no-wishes');
    expect(await refusedWith(saveApplication(platform, member, id, { version: 1, statement: '', wishes: [offers['33'], offers['33']] }))).toBe('exchange/wish-twice');
    expect(await refusedWith(saveApplication(platform, member, id, { version: 1, statement: '', wishes: [offers['32']] }))).toBe('exchange/own-institution');
    await saveApplication(platform, member, id, { version: 1, statement: '', wishes: [offers['33']] });
    expect(await refusedWith(saveApplication(platform, member, id, { version: 1, statement: '旧页面', wishes: [] }))).toBe('common/changed-meanwhile');
    expect(await refusedWith(act(member, id, 'submit', 2))).toBe('exchange/no-statement');
    await saveApplication(platform, member, id, { version: 2, statement: '学习教育技术', wishes: [offers['33']] });
    expect(await refusedWith(act(member, id, 'submit', 3))).toBe('exchange/paper-missing');
    await handInPapers(platform, member, id);
    await act(member, id, 'submit', 3);
    await act(member, id, 'edit', 4);
    await act(member, id, 'submit', 5);
    expect(await refusedWith(moveApplication(on('2027-05-01T00:00:00Z'), member, { id, transition: 'withdraw', version: 6 }))).toBe('exchange/deadline-passed');
    await act(member, id, 'withdraw', 6);
    expect((await showOwn(platform, member, scheme)).application).toBeNull();
    await beginApplication(platform, member, scheme);
  });

  test('cannot list an offer that was withdrawn, and one who had listed it is told when sending', async () => {
    const { id: scheme, offers } = await anOpenScheme(platform, region, { year: nextYear() });
    const member = await aMember(db, region, '32');
    const { id } = await beginApplication(platform, member, scheme);
    await saveApplication(platform, member, id, { version: 1, statement: '学习', wishes: [offers['33']] });
    await moveOffer(platform, region.deans['33'], { id: offers['33'], transition: 'withdraw', version: 2, reason: '导师出国' });
    expect(await refusedWith(act(member, id, 'submit', 2))).toBe('exchange/wish-gone');
  });

  test('is seen by its home when sent, by its hosts when nominated, and by nobody else; no role moves what is not its to move', async () => {
    const { id: scheme, offers } = await anOpenScheme(platform, region, { year: nextYear() });
    const member = await aMember(db, region, '32');
    const other = await aMember(db, region, '32', '别人');
    const { id: draft } = await beginApplication(platform, member, scheme);
    const sees = async (actor: PersonActor) => (await inTransaction(db, actor, (tx) => sql`select from exchange.application where id = ${draft}`.execute(tx.db))).rows.length === 1;
    expect([await sees(member), await sees(region.deans['32']), await sees(region.officers['32'])]).toEqual([true, false, false]);
    await saveApplication(platform, member, draft, { version: 1, statement: '私人的话', wishes: [offers['33']] });
    await handInPapers(platform, member, draft);
    await act(member, draft, 'submit', 2);
    expect([await sees(region.deans['32']), await sees(region.deans['33']), await sees(other), await sees(region.deans['31'])]).toEqual([true, false, false, false]);
    await nominate('32', draft);
    expect([await sees(region.deans['33']), await sees(region.deans['31']), await sees(region.officers['34'])]).toEqual([true, false, false]);
    expect((await listApplications(platform, region.deans['33'], scheme, 'host')).map((row) => row.id)).toEqual([draft]);
    const attempt = (actor: PersonActor, statement: ReturnType<typeof sql>) => refusedWith(inTransaction(db, actor, (tx) => statement.execute(tx.db)));
    expect(await attempt(member, sql`update exchange.application set state = 'accepted', offer_id = ${offers['33']} where id = ${draft}`)).toBe('42501');
    expect(await attempt(member, sql`update exchange.application set nomination_rank = 2 where id = ${draft}`)).toBe('42501');
    expect(await attempt(region.deans['32'], sql`update exchange.application set statement = '改写' where id = ${draft}`)).toBe('42501');
    expect(await attempt(member, sql`insert into exchange.wish (application_id, rank, offer_id) values (${draft}, 2, ${offers['32']})`)).toBe('42501');
    expect(await attempt(other, sql`insert into exchange.application (scheme_id, person_id, person_name, home_id, party) values (${scheme}, ${member.personId}, '冒名', ${region.universities['32']}, '32')`)).toBe('42501');
    await inTransaction(db, region.deans['33'], (tx) => sql`update exchange.application set state = 'refused' where id = ${draft}`.execute(tx.db));
    expect((await showOwn(platform, member, scheme)).application?.state).toBe('nominated');
    expect(await refusedWith(act(region.deans['33'], draft, 'refuse', 4, { reason: '无' }))).toBe('common/not-allowed');
  });

  test('that its home does not nominate has a reason, which the applicant reads', async () => {
    const { id: scheme, offers } = await anOpenScheme(platform, region, { year: nextYear() });
    const member = await aMember(db, region, '32');
    const id = await anApplication(platform, member, scheme, [offers['33']]);
    expect(await refusedWith(act(region.deans['32'], id, 'refuse', 3))).toBe('lifecycle/field-invalid');
    await act(region.deans['32'], id, 'refuse', 3, { reason: '绩点不足' });
    expect((await showOwn(platform, member, scheme)).application).toMatchObject({ state: 'refused', reason: '绩点不足' });
  });

  test('is never nominated beyond the quota, also by officers in the same second; and the quota never falls below those nominated', async () => {
    const { id: scheme, offers } = await anOpenScheme(platform, region, { year: nextYear(), quota: 2 });
    const ids = await Promise.all(Array.from({ length: 5 }, async (_, i) => anApplication(platform, await aMember(db, region, '32', `学生${i}`), scheme, [offers['33']])));
    const results = await Promise.all(ids.map((id) => refusedWith(nominate('32', id))));
    expect(results.toSorted()).toEqual(['done', 'done', 'exchange/over-quota', 'exchange/over-quota', 'exchange/over-quota']);
    const { rows } = await db.admin.query<{ rank: number }>("select nomination_rank as rank from exchange.application where scheme_id = $1 and state = 'nominated' order by 1", [scheme]);
    expect(rows.map(({ rank }) => rank)).toEqual([1, 2]);
    expect(await refusedWith(setQuota(platform, region.officers['32'], scheme, { institutionId: region.universities['32'], places: 1 }))).toBe('exchange/quota-below-nominated');
    const beyond = inTransaction(db, region.officers['32'], (tx) => sql`update exchange.quota set places = 1 where scheme_id = ${scheme} and institution_id = ${region.universities['32']}`.execute(tx.db));
    expect(await refusedWith(beyond)).toBe('23514');
    expect(await refusedWith(inTransaction(db, region.officers['32'], (tx) => sql`update exchange.quota set nominated = 0`.execute(tx.db)))).toBe('42501');
    await setQuota(platform, region.officers['32'], scheme, { institutionId: region.universities['32'], places: 3 });
    const third = ids[results.indexOf('exchange/over-quota')]!;
    expect(await refusedWith(nominate('32', third))).toBe('done');
  });
});

const aSchemeToOrder = (perParty: Partial<Record<PartyCode, number>>, more: Parameters<typeof anOpenScheme>[2] = {}) => aSchemeHere(platform, db, region, perParty, { year: nextYear(), ...more });

describe('matching', () => {
  test('is rehearsed beside the other mechanisms before anybody is told, then made known with reasons and a certificate that an auditor can run again', async () => {
    const { id, offers, people } = await aSchemeToOrder({ 32: 2, 33: 1 });
    const [first, second, third] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]];
    await storeOrder(platform, region.deans['33'], offers['33'], [second.id, first.id]);
    expect((await showOrder(platform, region.deans['33'], offers['33'])).items.map(({ id: of, rank }) => [of, rank])).toEqual([[second.id, 1], [first.id, 2]]);
    expect(await refusedWith(rehearse(platform, region.officers['33'], id))).toBe('common/not-allowed');
    const rehearsal = await rehearse(platform, region.officers['32'], id);
    expect(rehearsal.lots).toBe(1);
    expect(rehearsal.items.map(({ mechanism, summary, worstImbalance }) => [mechanism, summary.placed, summary.blockingPairs, worstImbalance])).toEqual([
      ['da-applicant', 3, 0, 1], ['da-position', 3, 0, 1], ['ttc-balanced', 2, 1, 0], ['assignment', 3, 0, 1],
    ]);
    expect(rehearsal.homes.map(({ party, nominated, by }) => [party, nominated, by.map(({ placed }) => placed)])).toEqual([['32', 2, [2, 2, 1, 2]], ['33', 1, [1, 1, 1, 1]]]);
    expect(rehearsal.hosts.map(({ party, capacity, by }) => [party, capacity, by.map(({ taken }) => taken)])).toEqual([['32', 2, [1, 1, 1, 1]], ['33', 2, [2, 2, 1, 2]]]);
    expect(rehearsal.region[2]).toEqual({ mechanism: 'ttc-balanced', flows: [{ from: '32', to: '33', count: 1 }, { from: '33', to: '32', count: 1 }] });
    const one = await rehearsedPeople(platform, region.officers['32'], id, { limit: 2 });
    // The names that the drafting party may read anyhow: of its own people, and of those who wish for its own posts.
    const all = [...one.items, ...(await rehearsedPeople(platform, region.officers['32'], id, { limit: 2, cursor: one.next })).items];
    expect(all.map(({ personName, party, nominationRank, by }) => [personName, party, nominationRank, by[2]?.wish])).toEqual([['32学生0', '32', 1, 1], ['32学生1', '32', 2, 0], ['33学生0', '33', 1, 1]]);
    expect(await refusedWith(rehearsedPeople(platform, region.officers['33'], id, { limit: 2 }))).toBe('common/not-allowed');
    expect((await showOwn(platform, first.member, id)).application?.state).toBe('nominated');

    await decideMatching(platform, region.officers['32'], id, await schemeVersion(id));
    // The home's order decides who is traded: the first nominated goes, whatever the host's order among those it takes.
    expect((await showOwn(platform, first.member, id)).application).toMatchObject({ state: 'offered', offerId: offers['33'], outcome: { wish: 1, refused: [] } });
    expect((await showOwn(platform, second.member, id)).application).toMatchObject({ state: 'reserve', outcome: { wish: 0, refused: [{ offer: '交换名额33', reason: { kind: 'limit', places: 2, taken: 1 } }] } });
    expect((await showOwn(platform, third.member, id)).application?.state).toBe('offered');
    const { run } = await showMatching(platform, region.officers['34'], id);
    expect(run).toMatchObject({ mechanism: 'ttc-balanced', summary: { placed: 2, applicants: 3, blockingPairs: 1 }, balance: [{ party: '32', sends: 1, takes: 1 }, { party: '33', sends: 1, takes: 1 }], flows: [{ from: '32', to: '33', placed: 1 }, { from: '33', to: '32', placed: 1 }] });
    expect(JSON.stringify(run)).not.toContain('学生');

    const folder = await mkdtemp(join(tmpdir(), 'delta-audit-'));
    const auditor: PersonActor = { role: 'auditor', accountId: crypto.randomUUID(), personId: crypto.randomUUID() };
    for (const table of ['applicants', 'positions'] as const) await writeFile(join(folder, table), await showInputs(platform, auditor, id, table));
    const read = await readProblem({ applicants: join(folder, 'applicants'), positions: join(folder, 'positions') });
    expect(objectionTo(run!.certificate, read.problem, read.names)).toBeUndefined();
    await rm(folder, { recursive: true });
    expect(await refusedWith(showInputs(platform, region.officers['33'], id, 'applicants'))).toBe('common/not-found');
    expect(await refusedWith(decideMatching(platform, region.officers['32'], id, 99))).toBe('exchange/not-ordering');
  });

  test('explains with the host’s own ranks: how many places, the rank of the last one, and one’s own', async () => {
    const { id, offers, people } = await aSchemeToOrder({ 32: 3 }, { mechanism: 'da-applicant' });
    await storeOrder(platform, region.deans['33'], offers['33'], people.map((person) => person.id));
    await decideMatching(platform, region.officers['32'], id, await schemeVersion(id));
    expect((await showOwn(platform, people[2]!.member, id)).application?.outcome?.refused).toEqual([{ offer: '交换名额33', reason: { kind: 'outranked', places: 2, lastRank: 2, rank: 3 } }]);
  });

  test('lets no host order people who did not apply, none order for another, and none after hosts’ time is over', async () => {
    const { id, offers, people } = await aSchemeToOrder({ 32: 1, 33: 1 });
    const [mine, theirs] = people as [(typeof people)[0], (typeof people)[0]];
    expect(await refusedWith(storeOrder(platform, region.deans['33'], offers['33'], [theirs.id]))).toBe('exchange/not-an-applicant');
    expect(await refusedWith(storeOrder(platform, region.deans['32'], offers['33'], [mine.id]))).not.toBe('done');
    await decideMatching(platform, region.officers['32'], id, await schemeVersion(id));
    expect(await refusedWith(storeOrder(platform, region.deans['33'], offers['33'], [mine.id]))).toBe('exchange/not-ordering');
  });

  test('gives a place that was given up to the next in reserve of the same home, at once', async () => {
    const { id, offers, people } = await aSchemeToOrder({ 32: 2, 33: 1 });
    await decideMatching(platform, region.officers['32'], id, await schemeVersion(id));
    const [first, second] = people as [(typeof people)[0], (typeof people)[0]];
    expect(await refusedWith(moveOffer(platform, region.deans['33'], { id: offers['33'], transition: 'withdraw', version: 2, reason: '停办' }))).toBe('exchange/post-taken');
    await act(first.member, first.id, 'decline', await versionOf(first.member, id), undefined, '已就业');
    expect((await showOwn(platform, second.member, id)).application).toMatchObject({ state: 'offered', offerId: offers['33'] });
  });
});
