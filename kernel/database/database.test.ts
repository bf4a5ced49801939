import fc from 'fast-check';
import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { personRoles, systemActor, visitor, type Actor, type PersonActor, type PersonRole } from '#kernel/actor/actor.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { connectDatabase } from './database.ts';
import { createTestDatabase, testSecret, type TestDatabase } from './testing.ts';
import { readOnce } from './read-once.ts';
import { asSystem, inTransaction, type Tx } from './transaction.ts';

/**
 * The promise under every module: who sees and who changes a row is decided by the database.
 * The table stands for any module's table; its policies are the ones that modules write.
 */
let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase(kernelMigrations);
  await db.admin.query(`
    create schema proof;
    grant usage on schema proof to delta_app;
    create table proof.record (
      id uuid primary key default uuidv7(), title text not null, visibility kernel.visibility not null,
      party kernel.party_code, division text, organization_id uuid, person_id uuid);
    alter table proof.record enable row level security;
    create policy seen on proof.record for select using (kernel.may_see(visibility, party, division, organization_id, person_id));
    create policy added on proof.record for insert with check (kernel.may_change(party));
    create policy changed on proof.record for update using (kernel.may_change(party));
    create policy removed on proof.record for delete using (kernel.may_change(party));
    grant select, insert, update, delete on proof.record to delta_app`);
});
afterAll(() => db.drop());

const visibilities = ['public', 'region', 'party', 'organization', 'self'] as const;
type Visibility = (typeof visibilities)[number];
type Owned = { visibility: Visibility; party?: PartyCode | undefined; division?: string | undefined; organizationId?: string | undefined; personId?: string | undefined };
type Row = { id: string; title: string; visibility: Visibility; party: PartyCode | null };

const shanghaiSchool = randomUUID();
const jiangsuSchool = randomUUID();
const shanghaiTeacher = randomUUID();
const jiangsuTeacher = randomUUID();
const owners = {
  shanghai: { party: '31', division: '310115', organizationId: shanghaiSchool, personId: shanghaiTeacher },
  jiangsu: { party: '32', division: '320508', organizationId: jiangsuSchool, personId: jiangsuTeacher },
} as const;

const acting = (role: PersonRole, scope: Partial<PersonActor> = {}): PersonActor => ({ role, accountId: randomUUID(), personId: randomUUID(), ...scope });

/** Each role, acting for Shanghai or within it. */
const shanghaiActors = {
  visitor,
  member: acting('member', { personId: shanghaiTeacher }),
  'institution officer': acting('institution_officer', { party: '31', organizationId: shanghaiSchool }),
  'division officer': acting('division_officer', { party: '31', division: '310115' }),
  'party officer': acting('party_officer', { party: '31' }),
  'party signatory': acting('party_signatory', { party: '31' }),
  'secretariat officer': acting('secretariat_officer'),
  'auditor of the party': acting('auditor', { party: '31' }),
  'auditor of the region': acting('auditor'),
  administrator: acting('administrator'),
  'the platform': systemActor('proof'),
} satisfies Record<string, Actor>;
type Who = keyof typeof shanghaiActors;

/** What each sees of a record owned by a Shanghai teacher and school, and of the like in Jiangsu. Written from DOMAIN.md, not from the SQL. */
const seen: Record<Who, { own: readonly Visibility[]; other: readonly Visibility[] }> = {
  visitor: { own: ['public'], other: ['public'] },
  member: { own: visibilities, other: ['public'] },
  'institution officer': { own: ['public', 'region', 'party', 'organization'], other: ['public', 'region'] },
  'division officer': { own: ['public', 'region', 'party', 'organization'], other: ['public', 'region'] },
  'party officer': { own: ['public', 'region', 'party', 'organization'], other: ['public', 'region'] },
  'party signatory': { own: ['public', 'region', 'party', 'organization'], other: ['public', 'region'] },
  'secretariat officer': { own: ['public', 'region'], other: ['public', 'region'] },
  'auditor of the party': { own: visibilities, other: ['public', 'region'] },
  'auditor of the region': { own: visibilities, other: visibilities },
  administrator: { own: ['public', 'region'], other: ['public', 'region'] },
  'the platform': { own: visibilities, other: visibilities },
};

async function put(title: string, owned: Owned): Promise<string> {
  const { rows } = await db.admin.query<{ id: string }>(
    'insert into proof.record (title, visibility, party, division, organization_id, person_id) values ($1, $2, $3, $4, $5, $6) returning id',
    [title, owned.visibility, owned.party ?? null, owned.division ?? null, owned.organizationId ?? null, owned.personId ?? null]);
  return rows[0]!.id;
}

const as = <T>(actor: Actor, work: (tx: Tx) => Promise<T>) => inTransaction(db, actor, work);
/** A service that forgot to ask who is asking. */
const everything = (actor: Actor, title: string) => as(actor, async (tx) => (await sql<Row>`select * from proof.record where title = ${title} order by id`.execute(tx.db)).rows);
const stateOf = async (id: string) => (await db.admin.query<{ title: string; visibility: string; party: string }>('select title, visibility, party from proof.record where id = $1', [id])).rows[0];

describe('who sees a record', () => {
  const title = 'seen';
  beforeAll(async () => {
    for (const owner of Object.values(owners)) for (const visibility of visibilities) await put(title, { ...owner, visibility });
  });

  test.each(Object.keys(shanghaiActors) as Who[])('%s sees exactly what the plan lets them see, though the query filters nothing', async (who) => {
    const rows = await everything(shanghaiActors[who], title);
    const of = (party: PartyCode) => rows.filter((row) => row.party === party).map((row) => row.visibility);
    expect({ own: of('31'), other: of('32') }).toEqual(seen[who]);
  });

  test('an institution officer does not see what another institution of the party keeps to itself', async () => {
    const rows = await everything(acting('institution_officer', { party: '31', organizationId: randomUUID() }), title);
    expect(rows.filter((row) => row.party === '31').map((row) => row.visibility)).toEqual(['public', 'region', 'party']);
  });

  test('a division officer sees the institutions of a whole city, or of one district only', async () => {
    const records = async (division: string) => (await everything(acting('division_officer', { party: '32', division }), title)).filter((row) => row.party === '32').map((row) => row.visibility);
    expect(await records('320500')).toContain('organization');
    expect(await records('320508')).toContain('organization');
    expect(await records('320509')).not.toContain('organization');
    expect(await records('320100')).not.toContain('organization');
  });

  test('a member sees their own record and no other member does', async () => {
    expect(await everything(acting('member', { personId: shanghaiTeacher }), title)).toHaveLength(6);
    expect(await everything(acting('member'), title)).toHaveLength(2);
  });

  test('a record of the whole region without a party is seen by officers and changed by none of them', async () => {
    const id = await put('of all four', { visibility: 'region' });
    for (const who of ['party officer', 'secretariat officer', 'administrator'] as const) {
      expect(await everything(shanghaiActors[who], 'of all four')).toHaveLength(1);
      await as(shanghaiActors[who], (tx) => sql`update proof.record set title = 'taken' where id = ${id}`.execute(tx.db));
    }
    expect(await stateOf(id)).toMatchObject({ title: 'of all four' });
  });
});

describe('who changes a record', () => {
  const changers: readonly Who[] = ['party officer', 'the platform'];

  test.each(Object.keys(shanghaiActors) as Who[])('%s: adds, changes and removes only what the party gave into their hands', async (who) => {
    const actor = shanghaiActors[who];
    const may = changers.includes(who);
    const title = `changed by ${who}`;
    const insert = (party: PartyCode) => as(actor, (tx) => sql`insert into proof.record (title, visibility, party) values (${title}, 'public', ${party})`.execute(tx.db));
    const outcome = (work: Promise<unknown>) => work.then(() => 'done', (error: { code?: string }) => error.code);
    expect(await outcome(insert('31'))).toBe(may ? 'done' : '42501');
    expect(await outcome(insert('32'))).toBe(who === 'the platform' ? 'done' : '42501');

    for (const [party, mayTouch] of [['31', may], ['32', who === 'the platform']] as const) {
      const id = await put(title, { visibility: 'public', party });
      const updated = await as(actor, (tx) => sql`update proof.record set title = 'changed' where id = ${id}`.execute(tx.db));
      expect(updated.numAffectedRows).toBe(mayTouch ? 1n : 0n);
      expect(await stateOf(id)).toMatchObject({ title: mayTouch ? 'changed' : title });
      const removed = await as(actor, (tx) => sql`delete from proof.record where id = ${id}`.execute(tx.db));
      expect(removed.numAffectedRows).toBe(mayTouch ? 1n : 0n);
      expect(await stateOf(id) === undefined).toBe(mayTouch);
    }
  });

  test('an update without any filter leaves the other party\'s rows as they were', async () => {
    const [ours, theirs] = [await put('swept', { visibility: 'public', party: '31' }), await put('swept', { visibility: 'public', party: '32' })];
    await as(acting('party_officer', { party: '31' }), (tx) => sql`update proof.record set visibility = 'region' where title = 'swept'`.execute(tx.db));
    expect((await stateOf(ours))?.visibility).toBe('region');
    expect((await stateOf(theirs))?.visibility).toBe('public');
  });

  test('nobody gives their record away to another party, or takes one over', async () => {
    const ours = await put('ours', { visibility: 'public', party: '31' });
    const officer = acting('party_officer', { party: '31' });
    await expect(as(officer, (tx) => sql`update proof.record set party = '32' where id = ${ours}`.execute(tx.db))).rejects.toMatchObject({ code: '42501' });
    const theirs = await put('theirs', { visibility: 'public', party: '32' });
    await as(officer, (tx) => sql`update proof.record set party = '31' where id = ${theirs}`.execute(tx.db));
    expect((await stateOf(theirs))?.party).toBe('32');
  });

  test('an upsert on another party\'s row is refused and changes nothing', async () => {
    const theirs = await put('theirs', { visibility: 'public', party: '32' });
    const upsert = as(acting('party_officer', { party: '31' }), (tx) => sql`
      insert into proof.record (id, title, visibility, party) values (${theirs}, 'mine now', 'public', '31') on conflict (id) do update set title = excluded.title`.execute(tx.db));
    await expect(upsert).rejects.toMatchObject({ code: '42501' });
    expect(await stateOf(theirs)).toMatchObject({ title: 'theirs', party: '32' });
  });
});

describe('who acts', () => {
  test('is told to the database as a value: quotes, backslashes and statements in a name stay a name', async () => {
    const title = 'not for a member';
    await put(title, { visibility: 'party', party: '32' });
    for (const evil of [`x', true); select set_config('delta.role', 'system', true); --`, `\\'; set role postgres; --`, `$$; drop table proof.record; $$`]) {
      const job = evil as never;
      const found = await as({ ...acting('member'), division: job } as PersonActor, async (tx) => (await sql<{ role: string; division: string }>`select kernel.actor_role() as role, kernel.actor_division() as division`.execute(tx.db)).rows[0]);
      expect(found).toEqual({ role: 'member', division: evil });
      expect(await everything({ ...acting('member'), division: job } as PersonActor, title)).toEqual([]);
      const system = await as(systemActor(evil), async (tx) => (await sql<{ job: string }>`select kernel.actor_job() as job`.execute(tx.db)).rows[0]);
      expect(system).toEqual({ job: evil });
    }
  });

  test('ends with the transaction: the same connection afterwards sees what a visitor sees', async () => {
    const title = 'left behind';
    await put(title, { visibility: 'public', party: '31' });
    await put(title, { visibility: 'party', party: '31' });
    const single = connectDatabase({ adminUrl: db.adminUrl, secret: testSecret, connections: 1 });
    const pid = async () => (await single.pool.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid;
    const bare = async () => (await single.pool.query('select * from proof.record where title = $1', [title])).rows.length;
    try {
      const connection = await pid();
      expect(await bare()).toBe(1);
      const officer = acting('party_officer', { party: '31' });
      const count = (tx: Tx) => sql`select from proof.record where title = ${title}`.execute(tx.db).then(({ rows }) => rows.length);
      expect(await inTransaction(single, officer, count)).toBe(2);
      expect(await bare()).toBe(1);
      await expect(inTransaction(single, officer, async () => { throw new Error('half way'); })).rejects.toThrow('half way');
      expect(await bare()).toBe(1);
      expect(await inTransaction(single, visitor, count)).toBe(1);
      expect(await pid()).toBe(connection);
    } finally {
      await single.close();
    }
  });

  test('a transaction that throws leaves nothing, also when it threw before the database had answered', async () => {
    const officer = acting('party_officer', { party: '31' });
    await expect(as(officer, async (tx) => {
      await sql`insert into proof.record (title, visibility, party) values ('half', 'public', '31')`.execute(tx.db);
      throw new Error('no');
    })).rejects.toThrow('no');
    await expect(as(officer, async (tx) => {
      void sql`insert into proof.record (title, visibility, party) values ('half', 'public', '31')`.execute(tx.db).catch(() => undefined);
      throw new Error('no');
    })).rejects.toThrow('no');
    expect(await everything(systemActor('proof'), 'half')).toEqual([]);
  });

  test('a transaction in which a statement failed and was swallowed is not taken for done', async () => {
    const swallowing = as(acting('party_officer', { party: '31' }), async (tx) => {
      await sql`insert into proof.record (title, visibility, party) values ('swallowed', 'public', '31')`.execute(tx.db);
      await sql`select 1 / 0`.execute(tx.db).catch(() => undefined);
    });
    await expect(swallowing).rejects.toMatchObject({ code: '25P02' });
    expect(await everything(systemActor('proof'), 'swallowed')).toEqual([]);
  });

  test('what follows by rule is done by the platform, and afterwards the person acts again, in the same transaction', async () => {
    const title = 'followed';
    const id = await put(title, { visibility: 'self', party: '32' });
    const rename = (tx: Tx, name: string) => sql`update proof.record set title = ${name} where id = ${id} returning id`.execute(tx.db).then(({ rows }) => rows.length);
    await as(acting('party_officer', { party: '31' }), async (tx) => {
      expect(await rename(tx, 'mine')).toBe(0);
      expect(await asSystem(tx, 'proof', (platform) => rename(platform, 'moved by the rule'))).toBe(1);
      expect(await rename(tx, 'mine')).toBe(0);
    });
    expect((await stateOf(id))?.title).toBe('moved by the rule');
    await expect(as(acting('party_officer', { party: '31' }), (tx) => asSystem(tx, 'proof', async (platform) => { await rename(platform, 'lost'); throw new Error('half way'); }))).rejects.toThrow('half way');
    expect((await stateOf(id))?.title).toBe('moved by the rule');
    // Whoever catches a refusal goes on as the person, not as the platform.
    await as(acting('party_officer', { party: '31' }), async (tx) => {
      await asSystem(tx, 'proof', () => Promise.reject(new Error('refused'))).catch(() => undefined);
      expect(await rename(tx, 'mine')).toBe(0);
    });
  });

  test('one query that only reads sees what its actor sees, changes nothing, and leaves the connection as it was', async () => {
    const title = 'read once';
    await put(title, { visibility: 'public', party: '31' });
    await put(title, { visibility: 'party', party: '31' });
    const single = connectDatabase({ adminUrl: db.adminUrl, secret: testSecret, connections: 1 });
    const found = (actor: Actor) => readOnce(single, actor, sql<{ organizationId: string | null }>`select organization_id from proof.record where title = ${title}`);
    try {
      expect(await found(acting('party_officer', { party: '31' }))).toEqual([{ organizationId: null }, { organizationId: null }]);
      expect(await found(visitor)).toHaveLength(1);
      await expect(readOnce(single, acting('party_officer', { party: '31' }), sql`delete from proof.record where title = ${title} returning id`)).rejects.toMatchObject({ code: '25006' });
      await expect(readOnce(single, visitor, sql`select 1 / ${0}::integer`)).rejects.toMatchObject({ code: '22012' });
      expect(await found(acting('party_officer', { party: '31' }))).toHaveLength(2);
      expect((await single.pool.query('select * from proof.record where title = $1', [title])).rows).toHaveLength(1);
    } finally {
      await single.close();
    }
  });
});

describe('the role that requests run as', () => {
  const refused = (statement: string) => expect(db.pool.query(statement), statement).rejects.toMatchObject({ code: '42501' });

  test('is no superuser, bypasses no policy, owns nothing and is in no other role', async () => {
    const { rows } = await db.admin.query("select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication from pg_roles where rolname = 'delta_app'");
    expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreatedb: false, rolcreaterole: false, rolreplication: false }]);
    expect((await db.admin.query("select relname from pg_class where pg_get_userbyid(relowner) = 'delta_app'")).rows).toEqual([]);
    expect((await db.admin.query("select from pg_auth_members where pg_get_userbyid(member) = 'delta_app'")).rows).toEqual([]);
  });

  test('cannot switch the policies off, drop them, replace the rule, or become another role', async () => {
    await refused('alter table proof.record disable row level security');
    await refused('drop policy seen on proof.record');
    await refused('create policy all_of_it on proof.record using (true)');
    await refused('create or replace function kernel.may_change(party text) returns boolean language sql return true');
    await refused('create function kernel.may_see(text) returns boolean language sql return true');
    await refused('create table public.mine (id integer)');
    const { rows: [owner] } = await db.admin.query<{ name: string }>('select current_user as name');
    await refused(`set role ${owner!.name}`);
    await refused(`set session authorization ${owner!.name}`);
    await refused('alter role delta_app bypassrls');
    await refused('truncate proof.record');
    await refused('select * from pg_authid');
    await refused("copy proof.record to program 'cat'");
    await refused("select pg_read_file('/etc/hostname')");
    // row_security = off is a wish that is refused when a policy applies, not a way around it
    const client = await db.pool.connect();
    try {
      await client.query('begin; set local row_security = off');
      await expect(client.query('select * from proof.record')).rejects.toMatchObject({ code: '42501' });
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});

/** DOMAIN.md, "What holds for every record", 2, once more in plain TypeScript. */
function maySee(actor: Actor, { visibility, party, division, organizationId, personId }: Owned): boolean {
  if (visibility === 'public' || actor.role === 'system') return true;
  if (actor.role === 'visitor') return false;
  if (actor.role === 'auditor' && (actor.party === undefined || actor.party === party)) return true;
  if (personId !== undefined && personId === actor.personId) return true;
  const officer = actor.role !== 'member';
  const sameParty = party !== undefined && party === actor.party;
  switch (visibility) {
    case 'region': return officer;
    case 'party': return officer && sameParty;
    case 'organization': {
      if ((actor.role === 'party_officer' || actor.role === 'party_signatory') && sameParty) return true;
      if (organizationId !== undefined && organizationId === actor.organizationId) return true;
      if (actor.role !== 'division_officer' || division === undefined || actor.division === undefined) return false;
      return inside(division, actor.division);
    }
    case 'self': return false;
  }
}

/** A province holds what shares its first two digits, a city its first four, a district itself. */
function inside(division: string, whole: string): boolean {
  const level = whole.endsWith('0000') ? 2 : whole.endsWith('00') ? 4 : 6;
  return division.slice(0, level) === whole.slice(0, level);
}

const ids = [randomUUID(), randomUUID(), randomUUID()];
const someParty = fc.constantFrom(...partyCodes);
const someDivision = fc.constantFrom('310000', '310115', '320000', '320500', '320508', '320509', '330100', '340104');
const someId = fc.constantFrom(...ids);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const someActor: fc.Arbitrary<Actor> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Actor>(visitor) },
  { weight: 1, arbitrary: fc.constant<Actor>(systemActor('proof')) },
  { weight: 12, arbitrary: fc.record({ role: fc.constantFrom(...personRoles), personId: someId, accountId: someId, party: maybe(someParty), division: maybe(someDivision), organizationId: maybe(someId) })
      .map(({ party, division, organizationId, ...rest }): Actor => ({
        ...rest, ...(party === undefined ? {} : { party }), ...(division === undefined ? {} : { division }), ...(organizationId === undefined ? {} : { organizationId }),
      })) },
);
const someRecord: fc.Arbitrary<Owned> = fc.record({ visibility: fc.constantFrom(...visibilities), party: maybe(someParty), division: maybe(someDivision), organizationId: maybe(someId), personId: maybe(someId) });

describe('the rule in the database and the rule in words', () => {
  test('agree on every actor and every record', async () => {
    await fc.assert(fc.asyncProperty(someActor, fc.array(someRecord, { minLength: 1, maxLength: 40 }), async (actor, records) => {
      const { rows } = await as(actor, (tx) => sql<{ seen: boolean | null; changed: boolean | null }>`
        select kernel.may_see(r.visibility, r.party, r.division, r.organization, r.person) as seen, kernel.may_change(r.party) as changed
        from unnest(${records.map((r) => r.visibility)}::text[], ${records.map((r) => r.party ?? null)}::text[], ${records.map((r) => r.division ?? null)}::text[],
          ${records.map((r) => r.organizationId ?? null)}::uuid[], ${records.map((r) => r.personId ?? null)}::uuid[])
          with ordinality as r (visibility, party, division, organization, person, n) order by n`.execute(tx.db));
      expect(rows.map((row) => row.seen)).toEqual(records.map((record) => maySee(actor, record)));
      const changes = (party: PartyCode | undefined) => actor.role === 'system' || (actor.role === 'party_officer' && party !== undefined && party === actor.party);
      expect(rows.map((row) => row.changed)).toEqual(records.map((record) => changes(record.party)));
    }), { numRuns: 300 });
  });
});
