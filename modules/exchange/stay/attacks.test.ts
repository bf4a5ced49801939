import { sql, type RawBuilder } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PersonActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { migrations } from '../../../server/modules.ts';
import { moveStay } from './service/stays.ts';
import { addPost, addReply, listPosts } from './service/posts.ts';
import { reportIncident, followUp } from './service/during.ts';
import { signAgreement } from './service/signatures.ts';
import { anAccepted, anUnderway, aWorld, onDay, refusedWith, type Accepted, type World } from './testing.ts';

/** What an officer or a member with SQL at hand, or a service that forgets to ask, could do to a stay: the database refuses it. */
let world: World;
beforeAll(async () => { world = await aWorld(migrations); });
afterAll(() => world.db.drop());

/** What the database says; 'nothing' where no row was there for the actor to change. */
const as = (actor: PersonActor, statement: RawBuilder<unknown>) => refusedWith(inTransaction(world.db, actor, async (tx) => { const { numAffectedRows } = await statement.execute(tx.db); if (numAffectedRows === 0n) throw Object.assign(new Error(), { code: 'nothing' }); }));
const placementOf = async ({ application }: Accepted) => (await world.db.admin.query<{ id: string }>('select id from exchange.placement where application_id = $1', [application])).rows[0]!.id;

describe('past the services', () => {
  test('a version that names its sender alone, or somebody else as the person, never comes into force', async () => {
    const { region, platform, db } = world;
    for (const person of [false, true]) {
      const { application } = await anAccepted(world);
      const host = region.deans['33'];
      const { rows: [agreement] } = await db.admin.query<{ id: string }>('select id from exchange.agreement where application_id = $1', [application]);
      const id = agreement!.id;
      expect(await as(host, sql`insert into exchange.agreement_version (agreement_id, number, content, during, digest) values (${id}, 1, '{"texts": {}, "courses": [], "scale": null}', '[2027-09-01,2028-01-16)', decode(repeat('ab', 32), 'hex'))`)).toBe('done');
      expect(await as(host, sql`insert into exchange.signature (agreement_id, number, signatory, name) values (${id}, 1, 'host', '接收单位')`)).toBe('done');
      if (person) await db.admin.query("insert into exchange.signature (agreement_id, number, signatory, name, means, signed_on, entered_at) values ($1, 1, 'person', '冒名者', 'electronic', '2027-04-01', now()), ($1, 1, 'home', '派出单位', 'electronic', '2027-04-01', now())", [id]);
      expect(await refusedWith(signAgreement(platform, host, application, { signatory: 'host', digest: 'ab'.repeat(32) }))).toBe('23514');
      expect((await db.admin.query("select from exchange.agreement_version where agreement_id = $1 and state = 'inForce'", [id])).rowCount).toBe(0);
    }
  });

  test('a stay does not go backwards, nor do its days grow, nor is its end explained anew', async () => {
    const { region } = world;
    const stay = await anUnderway(world);
    const id = await placementOf(stay);
    const host = region.deans['33'];
    const change = (actor: PersonActor, set: RawBuilder<unknown>) => as(actor, sql`update exchange.placement set ${set} where id = ${id}`);
    expect(await change(region.deans['32'], sql`state = 'finished'`)).toBe('42501');
    for (const set of [sql`state = 'ready'`, sql`during = '[2027-09-01,2029-01-01)'`, sql`during = '[2026-01-01,2028-01-16)'`, sql`end_reason = '某'`]) expect(await change(host, set)).toBe('42501');
    await moveStay(onDay(world, '2027-10-05T02:00:00Z'), host, stay.application, { transition: 'end', version: 2, reason: '家中有事' });
    for (const set of [sql`state = 'underway'`, sql`end_reason = '违纪'`, sql`during = '[2027-09-01,2028-01-16)'`]) expect(await change(host, set)).toBe('42501');
  });

  test('nobody dates an assessment back to before the end, so that no time is left to object', async () => {
    const { region } = world;
    const stay = await anUnderway(world);
    const id = await placementOf(stay);
    await moveStay(onDay(world, '2028-01-15T02:00:00Z'), region.deans['33'], stay.application, { transition: 'finish', version: 2 });
    expect(await as(region.deans['33'], sql`insert into exchange.assessment (placement_id, side, grade, text, assessed_at) values (${id}, 'host', 'failed', '鉴定', '2027-12-01')`)).toBe('42501');
  });

  test('nobody writes under another’s name, and what was settled is not opened again', async () => {
    const { region } = world;
    const october = onDay(world, '2027-10-05T02:00:00Z');
    const stay = await anUnderway(world);
    const id = await placementOf(stay);
    const { person, application, id: scheme } = stay;
    const home = region.deans['32'];
    const host = region.deans['33'];
    const other = crypto.randomUUID();
    expect(await as(host, sql`insert into exchange.incident (placement_id, kind, happened_on, text, side, reported_by) values (${id}, 'other', '2027-10-01', '某事', 'host', ${other})`)).toBe('42501');
    expect(await as(host, sql`insert into exchange.talk (placement_id, held_on, text, held_by) values (${id}, '2027-10-01', '谈话', ${other})`)).toBe('42501');
    const incident = await reportIncident(october, host, application, { kind: 'other', happenedOn: '2027-10-01', text: '某事' });
    expect(await as(home, sql`insert into exchange.follow_up (incident_id, text, side, written_by) values (${incident.id}, '已处理', 'home', ${other})`)).toBe('42501');
    await followUp(october, home, application, { id: incident.id, text: '已处理', settled: true });
    expect(await as(host, sql`update exchange.incident set state = 'open', settled_at = null where id = ${incident.id}`)).toBe('nothing');
    expect(await as(host, sql`insert into exchange.follow_up (incident_id, text, side) values (${incident.id}, '再议', 'host')`)).toBe('42501');
    expect(await as(person, sql`insert into exchange.post (scheme_id, person_id, author_name, host_name, title, text, party) values (${scheme}, ${person.personId}, '别人', '某校', '题', '文', '32')`)).toBe('42501');
    const post = await addPost(october, person, scheme, { title: '听课记', text: '文' });
    expect(await as(person, sql`insert into exchange.reply (post_id, author_name, text) values (${post.id}, '厅长', '很好')`)).toBe('42501');
    expect(await as(person, sql`insert into exchange.reply (post_id, author_name, text, account_id) values (${post.id}, '蒋雨欣', '很好', ${other})`)).toBe('42501');
    await addReply(october, person, post.id, '欢迎交流');
    expect((await listPosts(october, person, scheme, { limit: 5 })).items[0]!.replies).toMatchObject([{ authorName: '蒋雨欣' }]);
  });
});
