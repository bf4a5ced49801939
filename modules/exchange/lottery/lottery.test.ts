import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commitOf } from '#algorithms/draw/chance.ts';
import { verifyTranscript } from '#algorithms/draw/verify.ts';
import type { PersonActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { testPlatform } from '#kernel/testing.ts';
import { migrations } from '../../../server/modules.ts';
import { storeOrder } from '../ordering/orders.ts';
import { showScheme } from '../service/schemes.ts';
import { decideMatching, anExchange, aSchemeToOrder, refusedWith, type Exchange } from '../testing.ts';
import { commit, freezeInputs, reveal, settleOverdueReveals, showLottery, writeLotteryTranscript } from './lottery.ts';
import { hasTies } from './rules.ts';

let db: Exchange['db'];
let platform: Exchange['platform'];
let region: Exchange['region'];
let nextYear: Exchange['nextYear'];
beforeAll(async () => void ({ db, platform, region, nextYear } = await anExchange(migrations)));
afterAll(() => db.drop());

let counter = 0;
const aSecret = () => (counter += 1).toString(16).padStart(64, '0');
/** Three of 32 whom 33 holds equal, behind one whom it prefers. */
async function aTie() {
  const { id, offers, people } = await aSchemeToOrder(platform, db, region, { 32: 4 }, { year: nextYear(), mechanism: 'da-applicant' });
  const [first = '', ...equal] = people.map((person) => person.id);
  await storeOrder(platform, region.deans['33'], offers['33'], [first, equal]);
  return { id, offer: offers['33'], first, equal };
}
const officer = (party: PartyCode) => region.officers[party];
const match = async (id: string) => decideMatching(platform, officer('32'), id, (await showScheme(platform, officer('32'), id)).version);
const commitAll = async (id: string, attempt = 1) => {
  const { lottery } = await showLottery(platform, officer('31'), id);
  const secrets = Object.fromEntries(partyCodes.map((party) => [party, aSecret()])) as Record<PartyCode, string>;
  for (const party of partyCodes) await commit(platform, officer(party), id, { attempt, digest: commitOf({ frozen: lottery!.digest, round: attempt, party, secret: secrets[party] }) });
  return secrets;
};

describe('a lottery', () => {
  test('is needed only where a host holds some equal', () => {
    expect(hasTies([{ levels: [1, 2, 3] }, { levels: [1] }, { levels: [] }])).toBe(false);
    expect(hasTies([{ levels: [1, 2, 2] }])).toBe(true);
  });

  test('is drawn by the four after the inputs are frozen, settles the order between those who were equal, and anybody runs it again', async () => {
    const { id, offer, first, equal } = await aTie();
    expect(await refusedWith(match(id))).toBe('exchange/lottery-needed');
    expect(await refusedWith(freezeInputs(platform, officer('33'), id))).toBe('common/not-allowed');
    await freezeInputs(platform, officer('32'), id);
    expect(await refusedWith(freezeInputs(platform, officer('32'), id))).toBe('exchange/lottery-there');
    expect(await refusedWith(storeOrder(platform, region.deans['33'], offer, [first, ...equal]))).toBe('exchange/inputs-frozen');
    const around = inTransaction(db, region.deans['33'], (tx) => sql`insert into exchange.ordering (offer_id, application_id, rank, level) values (${offer}, ${first}, 99, 99)`.execute(tx.db));
    expect(await refusedWith(around)).toBe('42501');
    const secrets = await commitAll(id);
    expect(await refusedWith(commit(platform, officer('31'), id, { attempt: 1, digest: 'a'.repeat(64) }))).toBe('exchange/not-committing');
    expect(await refusedWith(reveal(platform, officer('31'), id, { attempt: 1, secret: aSecret() }))).toBe('exchange/secret-wrong');
    expect(await refusedWith(match(id))).toBe('exchange/lottery-needed');
    for (const party of partyCodes) await reveal(platform, officer(party), id, { attempt: 1, secret: secrets[party] });
    expect((await showLottery(platform, officer('34'), id)).lottery?.state).toBe('drawn');
    await match(id);

    const text = await writeLotteryTranscript(platform, officer('31'), id);
    const { ok, checks, transcript } = verifyTranscript(text);
    expect(checks.filter((check) => !check.ok)).toEqual([]);
    expect(ok).toBe(true);
    const idAt = (place: number) => transcript!.openings.find((opening) => opening.place === place)!.id;
    const drawn = [...transcript!.drawn.panel, ...transcript!.drawn.reserves].map(idAt).filter((one) => equal.includes(one));
    const { rows } = await db.admin.query<{ id: string }>('select application_id as id from exchange.ordering where offer_id = $1 order by final', [offer]);
    expect(rows.map((row) => row.id)).toEqual([first, ...drawn]);
    expect(verifyTranscript(text.replace(secrets['31'], aSecret())).ok).toBe(false);
  });

  test('whose number is not revealed in time is void, names the silent in its transcript, and begins anew', async () => {
    const { id } = await aTie();
    await freezeInputs(platform, officer('32'), id);
    const secrets = await commitAll(id);
    for (const party of ['31', '32', '33'] as const) await reveal(platform, officer(party), id, { attempt: 1, secret: secrets[party] });
    const late = testPlatform(db, { now: '2027-04-02T03:00:00Z' });
    expect(await refusedWith(reveal(late, officer('34'), id, { attempt: 1, secret: secrets['34'] }))).toBe('exchange/reveal-late');
    expect((await showLottery(late, officer('34'), id)).lottery).toMatchObject({ state: 'committing', attempt: 2, committed: [] });
    const again = await commitAll(id, 2);
    for (const party of partyCodes) await reveal(platform, officer(party), id, { attempt: 2, secret: again[party] });
    const { ok, transcript } = verifyTranscript(await writeLotteryTranscript(platform, officer('31'), id));
    expect([ok, transcript?.rounds.map(({ missing }) => missing)]).toEqual([true, [['34'], []]]);
  });

  test('whose time is over is made void by the platform itself, once, and the four are asked anew', async () => {
    const { id } = await aTie();
    await freezeInputs(platform, officer('32'), id);
    const secrets = await commitAll(id);
    await reveal(platform, officer('31'), id, { attempt: 1, secret: secrets['31'] });
    expect(await settleOverdueReveals(platform)).toBe(0);
    const late = testPlatform(db, { now: '2027-04-02T03:00:00Z' });
    expect([await settleOverdueReveals(late), await settleOverdueReveals(late)]).toEqual([1, 0]);
    expect((await showLottery(late, officer('34'), id)).lottery).toMatchObject({ state: 'committing', attempt: 2, committed: [] });
    const { rows } = await db.admin.query<{ kind: string }>("select kind from kernel.task where subject_id = $1 and closed_at is null and kind like 'exchange.lottery/%' order by kind", [id]);
    expect(rows.map(({ kind }) => kind)).toEqual(partyCodes.map((party) => `exchange.lottery/commit/${party}`));
    const journal = await db.admin.query<{ changes: { silent: string[] } }>("select changes from kernel.journal_entry where act = 'exchange.scheme/void-reveals' and subject_id = $1", [id]);
    expect(journal.rows.map(({ changes }) => changes.silent)).toEqual([['32', '33', '34']]);
  });

  test('keeps a party’s number from the others until all are revealed, and takes none but the one committed to, past any service', async () => {
    const { id } = await aTie();
    const { id: lottery } = await freezeInputs(platform, officer('32'), id);
    const secrets = await commitAll(id);
    for (const party of ['31', '32', '33'] as const) await reveal(platform, officer(party), id, { attempt: 1, secret: secrets[party] });
    const seen = async (party: PartyCode) => (await inTransaction(db, officer(party), (tx) => sql<{ party: string }>`select party from exchange.lottery_reveal where lottery_id = ${lottery}`.execute(tx.db))).rows.map((row) => row.party);
    expect([await seen('34'), await seen('31')]).toEqual([[], ['31']]);
    expect((await showLottery(platform, officer('34'), id)).lottery?.revealed).toEqual(['31', '32', '33']);
    const another = inTransaction(db, officer('34'), (tx) => sql`insert into exchange.lottery_reveal (lottery_id, attempt, party, secret) values (${lottery}, 1, '34', ${aSecret()})`.execute(tx.db));
    expect(await refusedWith(another)).toBe('23514');
    await reveal(platform, officer('34'), id, { attempt: 1, secret: secrets['34'] });
    expect(await seen('34')).toHaveLength(4);
    const more = inTransaction(db, region.deans['33'], (tx) => sql`update exchange.offer set capacity = 9 where scheme_id = ${id}`.execute(tx.db));
    expect(await refusedWith(more)).toBe('42501');
  });

  test('over inputs that changed meanwhile decides nothing: it is frozen again', async () => {
    const { id, equal } = await aTie();
    await freezeInputs(platform, officer('32'), id);
    const secrets = await commitAll(id);
    for (const party of partyCodes) await reveal(platform, officer(party), id, { attempt: 1, secret: secrets[party] });
    await db.admin.query("update exchange.application set state = 'submitted', nomination_rank = null where id = $1", [equal[0]]);
    expect(await refusedWith(match(id))).toBe('exchange/inputs-changed');
    expect((await showLottery(platform, officer('32'), id)).mayFreeze).toBe(true);
    await freezeInputs(platform, officer('32'), id);
    expect((await showLottery(platform, officer('32'), id)).lottery).toMatchObject({ state: 'committing', attempt: 1 });
  });

  test('takes a number from nobody but a party for itself, and what was frozen stays as it is', async () => {
    const { id } = await aTie();
    const { id: lottery } = await freezeInputs(platform, officer('32'), id);
    const attempt = (actor: PersonActor, statement: ReturnType<typeof sql>) => refusedWith(inTransaction(db, actor, (tx) => statement.execute(tx.db)));
    for (const actor of [officer('33'), region.deans['31']]) expect(await attempt(actor, sql`insert into exchange.lottery_commit (lottery_id, attempt, party, digest) values (${lottery}, 1, '31', ${'b'.repeat(64)})`)).toBe('42501');
    expect(await attempt(officer('31'), sql`insert into exchange.lottery_reveal (lottery_id, attempt, party, secret) values (${lottery}, 1, '31', ${aSecret()})`)).toBe('23514');
    await attempt(officer('32'), sql`update exchange.lottery set state = 'void' where id = ${lottery}`);
    expect((await showLottery(platform, officer('31'), id)).lottery?.state).toBe('committing');
    expect(await refusedWith(db.admin.query("update exchange.lottery set inputs = $1 where id = $2", ['c'.repeat(64), lottery]))).toBe('23514');
  });
});
