import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { visitor, type Actor, type PersonActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { isPartyCode, type PartyCode } from '#kernel/domain.ts';
import { problemOf } from '#kernel/http/problem.ts';
import { z } from '#kernel/http/api.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { Refusal } from '#kernel/refusal.ts';
import { anOfficer } from '#kernel/testing.ts';
import { allowedTransitions, declareLifecycle, viewLifecycle } from './lifecycle.ts';
import { changeRecord } from './change.ts';
import { move, type Move } from './move.ts';

/** A school's request for a bus: what a party's officers draft, hand in to their signatory, and carry out. */
type Request = { id: string; state: string; version: number; title: string; party: PartyCode; seats: number | null; note: string | null };

const request = declareLifecycle<Request>()({
  name: 'trial.request',
  table: 'trial.request',
  initial: 'draft',
  states: {
    draft: { label: { zh: '草拟', en: 'Draft' }, tone: 'neutral' },
    submitted: { label: { zh: '已提交', en: 'Submitted' }, tone: 'active' },
    granted: { label: { zh: '已批准', en: 'Granted' }, tone: 'good' },
    withdrawn: { label: { zh: '已撤回', en: 'Withdrawn' }, tone: 'done' },
  },
  transitions: {
    submit: {
      from: ['draft'], to: 'submitted', label: { zh: '提交', en: 'Submit' }, by: [{ role: 'party_officer', of: 'own party' }], reason: 'optional',
      fields: { seats: { label: { zh: '座位数', en: 'Seats' }, kind: 'number', required: true, schema: z.int().min(1).max(60) }, note: { label: { zh: '备注', en: 'Note' }, kind: 'text', required: false, schema: z.string().max(20) } },
      follows: (record) => [
        { openTask: { kind: 'trial.request/grant', to: { role: 'party_officer', party: record.party }, title: { zh: '审批用车', en: 'Grant the bus' }, link: `/trial/${record.id}`, dueOn: '2027-04-01' } },
        { notify: { kind: 'trial.request/submitted', to: { role: 'party_officer', party: record.party }, title: { zh: '有新的用车申请', en: 'A new request' }, link: `/trial/${record.id}` } },
      ],
    },
    grant: { from: ['submitted'], to: 'granted', label: { zh: '批准', en: 'Grant' }, by: [{ role: 'party_officer', of: 'own party' }], reason: 'none', follows: () => [{ closeTasks: {} }] },
    sendBack: { from: ['submitted'], to: 'draft', label: { zh: '退回', en: 'Send back' }, by: [{ role: 'party_officer', of: 'own party' }, { role: 'system', of: 'any' }], reason: 'required', clears: ['note'], follows: () => [{ closeTasks: { kind: 'trial.request/grant' } }] },
    withdraw: { from: ['draft', 'submitted', 'granted'], to: 'withdrawn', label: { zh: '撤回', en: 'Withdraw' }, by: [{ role: 'party_officer', of: 'own party' }], reason: 'required', danger: true, follows: () => [{ closeTasks: {} }] },
    // declared, but what follows cannot be: the notification names no addressee that the database takes
    misfire: { from: ['draft'], to: 'granted', label: { zh: '误发', en: 'Misfire' }, by: [{ role: 'party_officer', of: 'own party' }], reason: 'none', follows: () => [
      { openTask: { kind: 'trial.request/grant', to: { role: 'party_officer', party: '31' }, title: { zh: '审批', en: 'Grant' }, link: '/trial' } },
      { notify: { kind: 'trial.request/misfire', to: { personId: 'nobody' }, title: { zh: '误', en: 'No' }, link: '/trial' } },
    ] },
  },
  title: (record) => record.title,
  access: (record) => ({ visibility: 'region', party: record.party }),
});
type RequestTransition = keyof typeof request.transitions;

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase(kernelMigrations);
  await db.admin.query(`
    create schema trial; grant usage on schema trial to delta_app;
    create table trial.request (id uuid primary key default uuidv7(), title text not null, party kernel.party_code not null,
      seats integer, note text, state text not null default 'draft', version integer not null default 1);
    alter table trial.request enable row level security;
    create policy seen on trial.request for select using (kernel.may_see('region', party, null, null, null));
    create policy changed on trial.request for update using (kernel.may_change(party));
    grant select, update on trial.request to delta_app`);
});
afterAll(() => db.drop());

const shanghai = anOfficer('31');
const as = (actor: Actor, change: Partial<Move> & { id: string; transition: string; version: number }) => inTransaction(db, actor, (tx) => move(tx, request, change));
async function aRequest(more: Partial<Request> = {}): Promise<Request> {
  const { rows } = await db.admin.query<Request>('insert into trial.request (title, party, state, seats, note) values ($1, $2, $3, $4, $5) returning *',
    [more.title ?? '校车', more.party ?? '31', more.state ?? 'draft', more.seats ?? null, more.note ?? null]);
  return rows[0]!;
}
const stored = async (id: string) => (await db.admin.query<Request>('select * from trial.request where id = $1', [id])).rows[0]!;
const tracesOf = async (id: string) => {
  const count = async (table: string, more = '') => Number((await db.admin.query(`select count(*) as n from kernel.${table} where subject_id = $1 ${more}`, [id])).rows[0].n);
  return { entries: await count('journal_entry'), openTasks: await count('task', 'and closed_at is null'), notifications: await count('notification') };
};
const refusalOf = async (work: Promise<unknown>): Promise<Refusal> => {
  const error = await work.then(() => undefined, (thrown: unknown) => thrown);
  if (!(error instanceof Refusal)) throw new Error('it was not refused', { cause: error });
  return error;
};

describe('a move', () => {
  test('by the role that may make it stores the state, the fields and a new version', async () => {
    const { id } = await aRequest();
    const after = await as(shanghai, { id, transition: 'submit', version: 1, fields: { seats: 40, note: '春游' } });
    expect(after).toMatchObject({ state: 'submitted', version: 2, seats: 40, note: '春游' });
    expect(await stored(id)).toMatchObject({ state: 'submitted', version: 2, seats: 40, note: '春游' });
  });

  test('has its journal entry, its task and its notification in the same transaction', async () => {
    const { id } = await aRequest();
    await as(shanghai, { id, transition: 'submit', version: 1, fields: { seats: 40 }, reason: '春游用车' });
    expect(await tracesOf(id)).toEqual({ entries: 1, openTasks: 1, notifications: 1 });
    const { rows } = await db.admin.query('select * from kernel.journal_entry where subject_id = $1', [id]);
    expect(rows[0]).toMatchObject({
      act: 'trial.request/submit', subject_type: 'trial.request', subject_title: '校车', reason: '春游用车', role: 'party_officer', role_party: '31',
      account_id: shanghai.accountId, person_id: shanghai.personId, visibility: 'region', party: '31', changes: { from: 'draft', to: 'submitted', version: 2, fields: { seats: 40 } },
    });
    await as(shanghai, { id, transition: 'grant', version: 2 });
    expect(await tracesOf(id)).toEqual({ entries: 2, openTasks: 0, notifications: 1 });
  });

  test('whose consequences fail leaves neither the state nor an entry nor a task', async () => {
    const { id } = await aRequest();
    await expect(as(shanghai, { id, transition: 'misfire', version: 1 })).rejects.toThrow();
    expect(await stored(id)).toMatchObject({ state: 'draft', version: 1 });
    expect(await tracesOf(id)).toEqual({ entries: 0, openTasks: 0, notifications: 0 });
  });

  test('empties the fields that it clears', async () => {
    const { id } = await aRequest({ state: 'submitted', note: '春游', seats: 40 });
    expect(await as(shanghai, { id, transition: 'sendBack', version: 1, reason: '人数不对' })).toMatchObject({ state: 'draft', note: null, seats: 40 });
  });

  test('may be the platform\'s own, under its name', async () => {
    const { id } = await aRequest({ state: 'submitted' });
    await as({ role: 'system', job: 'trial' }, { id, transition: 'sendBack', version: 1, reason: '逾期' });
    const { rows } = await db.admin.query('select role, job, account_id from kernel.journal_entry where subject_id = $1', [id]);
    expect(rows).toEqual([{ role: 'system', job: 'trial', account_id: null }]);
  });
});

describe('a move is refused', () => {
  const others: readonly [string, Actor, string][] = [
    ['another party\'s officer', anOfficer('32'), 'common/not-allowed'],
    ['the party\'s signatory, whom the transition does not name', anOfficer('31', { role: 'party_signatory' }), 'common/not-allowed'],
    ['an auditor', anOfficer('31', { role: 'auditor' }), 'common/not-allowed'],
    ['an administrator', { role: 'administrator', accountId: randomUUID(), personId: randomUUID() }, 'common/not-allowed'],
    ['a member, who does not even see it', { role: 'member', accountId: randomUUID(), personId: randomUUID() }, 'common/not-found'],
    ['a visitor', visitor, 'common/not-found'],
    ['the platform, where it is not named', { role: 'system', job: 'trial' }, 'common/not-allowed'],
  ];
  test.each(others)('to %s', async (_name, actor, code) => {
    const { id } = await aRequest();
    const refusal = await refusalOf(as(actor, { id, transition: 'submit', version: 1, fields: { seats: 40 } }));
    expect(refusal.kind.code).toBe(code);
    expect(await stored(id)).toMatchObject({ state: 'draft', version: 1 });
    expect(await tracesOf(id)).toEqual({ entries: 0, openTasks: 0, notifications: 0 });
  });

  test('from a state that it does not start in, in words that name both', async () => {
    const { id } = await aRequest({ state: 'granted' });
    const refusal = await refusalOf(as(shanghai, { id, transition: 'submit', version: 1, fields: { seats: 40 } }));
    expect(refusal.kind).toMatchObject({ code: 'lifecycle/not-from-here', status: 409 });
    expect(refusal.text).toEqual({ zh: '“已批准”状态下不能提交。', en: 'Cannot "Submit" from the state "Granted".' });
  });

  test.each(['fly', 'toString', '__proto__', 'constructor'])('when no transition has the name %s', async (transition) => {
    const { id } = await aRequest();
    expect(await refusalOf(as(shanghai, { id, transition, version: 1 }))).toMatchObject({ kind: { code: 'lifecycle/unknown-transition' }, field: '/transition' });
  });

  test.each([undefined, ''])('without the reason that it requires (%o), and names the field', async (reason) => {
    const { id } = await aRequest();
    expect(await refusalOf(as(shanghai, { id, transition: 'withdraw', version: 1, reason }))).toMatchObject({ kind: { code: 'lifecycle/reason-required', status: 422 }, field: '/reason' });
  });

  test.each<[string, Record<string, unknown> | undefined, string, string]>([
    ['missing', undefined, '/fields/seats', '座位数'],
    ['null', { seats: null }, '/fields/seats', '座位数'],
    ['of the wrong type', { seats: '40' }, '/fields/seats', '座位数'],
    ['out of bounds', { seats: 61 }, '/fields/seats', '座位数'],
    ['too long', { seats: 40, note: '长'.repeat(21) }, '/fields/note', '备注'],
    ['none of its own: another column', { seats: 40, party: '32' }, '/fields/party', 'party'],
  ])('when a field is %s, and names it in both languages', async (_name, fields, field, word) => {
    const { id } = await aRequest();
    const refusal = await refusalOf(as(shanghai, { id, transition: 'submit', version: 1, fields }));
    expect(refusal).toMatchObject({ kind: { code: 'lifecycle/field-invalid', status: 422 }, field });
    expect(refusal.text.zh).toContain(word);
    if (word !== 'party') expect(refusal.text.en, 'English words in the English sentence').not.toContain(word);
    expect(await stored(id)).toMatchObject({ state: 'draft', party: '31' });
  });
});

describe('two who act on one record at once', () => {
  test('exactly one moves it; the other is refused with 409 and sees both versions', async () => {
    const { id } = await aRequest({ state: 'submitted' });
    const outcomes = await Promise.allSettled([
      as(shanghai, { id, transition: 'grant', version: 1 }),
      as(anOfficer('31'), { id, transition: 'withdraw', version: 1, reason: '不去了' }),
      as(anOfficer('31'), { id, transition: 'sendBack', version: 1, reason: '再议' }),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const after = await stored(id);
    expect(after.version).toBe(2);
    expect((await tracesOf(id)).entries).toBe(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') continue;
      const problem = problemOf(outcome.reason as Refusal, 'request', 'zh');
      expect(problem).toMatchObject({ status: 409, code: 'common/changed-meanwhile', yours: { version: 1 }, current: { id, state: after.state, version: 2 } });
    }
  });

  test('many at once make exactly one move each round', async () => {
    const { id } = await aRequest();
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => as(anOfficer('31'), { id, transition: 'submit', version: 1, fields: { seats: 10 } })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await tracesOf(id)).toEqual({ entries: 1, openTasks: 1, notifications: 1 });
  });

  test('who changes fields of what another has moved meanwhile is shown both versions too', async () => {
    const { id } = await aRequest();
    await as(shanghai, { id, transition: 'withdraw', version: 1, reason: '不去了' });
    const refusal = await refusalOf(inTransaction(db, shanghai, (tx) => changeRecord(tx, { table: 'trial.request', id, version: 1, values: { title: '大巴' } })));
    expect(refusal).toMatchObject({ kind: { status: 409 }, details: { yours: { version: 1, title: '大巴' }, current: { state: 'withdrawn', version: 2, title: '校车' } } });
    expect(await refusalOf(inTransaction(db, anOfficer('32'), (tx) => changeRecord(tx, { table: 'trial.request', id, version: 2, values: { title: '大巴' } })))).toMatchObject({ kind: { code: 'common/not-allowed' } });
    expect(await inTransaction(db, shanghai, (tx) => changeRecord<Request>(tx, { table: 'trial.request', id, version: 2, values: { title: '大巴' } }))).toMatchObject({ title: '大巴', version: 3 });
  });
});

describe('what a page draws', () => {
  test('are the moves that the actor may make from here, and no others', async () => {
    const draft = await aRequest();
    expect(allowedTransitions(request, draft, shanghai)).toEqual(['submit', 'withdraw', 'misfire']);
    expect(allowedTransitions(request, draft, anOfficer('33'))).toEqual([]);
    expect(viewLifecycle(request, draft, shanghai).transitions[0]).toEqual({
      name: 'submit', label: { zh: '提交', en: 'Submit' }, reason: 'optional', danger: false, asks: false,
      fields: [{ name: 'seats', label: { zh: '座位数', en: 'Seats' }, kind: 'number', required: true }, { name: 'note', label: { zh: '备注', en: 'Note' }, kind: 'text', required: false }],
    });
  });
});

describe('whatever anybody tries, in whatever order', () => {
  test('a record stays in declared states, moves only along declared transitions, and has one entry and one version for each', async () => {
    const actors: readonly Actor[] = [shanghai, anOfficer('31'), anOfficer('32'), anOfficer('31', { role: 'party_signatory' }), { role: 'system', job: 'trial' }, visitor];
    const transitions = Object.keys(request.transitions) as RequestTransition[];
    const attempt = fc.record({
      actor: fc.constantFrom(...actors), transition: fc.constantFrom(...transitions), stale: fc.boolean(),
      reason: fc.constantFrom(undefined, '', '理由'), fields: fc.constantFrom(undefined, { seats: 12 }, { seats: -1 }, { note: '备注' }),
    });
    await fc.assert(fc.asyncProperty(fc.array(attempt, { minLength: 1, maxLength: 12 }), async (attempts) => {
      const { id } = await aRequest();
      let moves = 0;
      for (const { actor, transition, stale, reason, fields } of attempts) {
        const before = await stored(id);
        const took = await as(actor, { id, transition, version: stale ? before.version - 1 : before.version, reason, fields }).then(() => true, () => false);
        const after = await stored(id);
        expect(Object.keys(request.states)).toContain(after.state);
        if (!took) { expect(after).toEqual(before); continue; }
        moves += 1;
        const { from, to, by } = request.transitions[transition];
        expect(from as readonly string[]).toContain(before.state);
        expect(after).toMatchObject({ state: to, version: before.version + 1 });
        expect(by.map(({ role }) => role)).toContain(actor.role);
        if (actor.role !== 'system') expect(isPartyCode((actor as PersonActor).party ?? '') && (actor as PersonActor).party).toBe(after.party);
      }
      expect((await tracesOf(id)).entries).toBe(moves);
      expect((await tracesOf(id)).openTasks).toBe((await stored(id)).state === 'submitted' ? 1 : 0);
    }), { numRuns: 40 });
  });
});
