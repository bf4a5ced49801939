import { sql } from 'kysely';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor, type PersonActor } from '#kernel/actor/actor.ts';
import { deleteAccount, foreseeDeletion, type Foreseen } from '#kernel/actor/deletion.ts';
import { hashPassword } from '#kernel/actor/password.ts';
import type { TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { addressOf, openDiskStore, type BlobStore } from '#kernel/files/blobs.ts';
import { eraseFiles, holdContent } from '#kernel/files/erase.ts';
import { dropDepartures } from '#kernel/inbox/inbox.ts';
import { prepareQueue, startWorker } from '#kernel/jobs/worker.ts';
import { indexPeople } from '#modules/directory/search-records.ts';
import { aCertified, aWorld, onDay, refusedWith, type World } from '#modules/exchange/stay/testing.ts';
import { aMember } from '#modules/exchange/testing.ts';
import { moveMember, nominate } from '#modules/pools/service/members.ts';
import { departures, migrations, workWith } from './modules.ts';

const name = '欧阳漱玉';
const password = 'correct horse battery';
const experts = '0198c000-0000-7000-8000-000000000001';

let world: World;
let db: TestDatabase;
let blobs: BlobStore;
let folder: string;
let person: PersonActor;
let before: string[];
let foreseen: Foreseen;
const content = { own: Buffer.from('%PDF-1.4 their own photo'), shared: Buffer.from('%PDF-1.4 the same paper on another record'), material: Buffer.from('%PDF-1.4 also given to a review') };
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
const leftInStore = async () => Promise.all(Object.values(content).map((bytes) => blobs.has(digest(bytes))));

beforeAll(async () => {
  world = await aWorld(migrations);
  ({ db } = world);
  await prepareQueue(db.adminUrl);
  folder = await mkdtemp(join(tmpdir(), 'delta-deletion-'));
  blobs = await openDiskStore(folder);
  for (const bytes of Object.values(content)) await blobs.put((async function* () { yield bytes; })(), { limit: 1000, typeOf: () => 'application/pdf' });
  person = await aHolder();
  await plantEverywhere();
  before = await columnsWith(name);
  const spring = onDay(world, '2028-03-01T02:00:00Z');
  foreseen = await foreseeDeletion(spring, person, departures);
  await deleteAccount(spring, person, departures, { digest: foreseen.digest, reason: '不再参加', password });
});
afterAll(async () => {
  await db.drop();
  await rm(folder, { recursive: true });
});

async function aHolder(): Promise<PersonActor> {
  const member = await aMember(db, world.region, '32', name);
  const { rows: [account] } = await db.admin.query<{ id: string }>("insert into kernel.account (login, name, person_id, party, email, password_hash) values ('ouyang-shuyu', $1, $2, '32', 'ouyang@example.edu', $3) returning id", [name, member.personId, await hashPassword(password)]);
  await db.admin.query("update directory.person set position = '副教授' where id = $1", [member.personId]);
  return { ...member, accountId: account!.id };
}

/** A life on the platform: the person's name stands wherever a record has room for it, in what they wrote and in what others wrote of them. */
async function plantEverywhere(): Promise<void> {
  const { platform, region } = world;
  const { application } = await aCertified(world, [{ course: '现代教育技术', hours: 48, credits: 3, grade: '92' }], person);
  const { id: member } = await nominate(platform, region.officers['32'], { poolId: experts, personId: person.personId, title: '教授', categories: ['880'], languages: ['英语'], remark: `${name}的备注` });
  await moveMember(platform, region.officers['32'], { id: member, transition: 'check', version: 1 });
  await moveMember(platform, person, { id: member, transition: 'consent', version: 2 });
  await inTransaction(db, systemActor('test'), (tx) => indexPeople(tx, [person.personId]));
  const { rows: [ids] } = await db.admin.query<{ placement: string; agreement: string; scheme: string; offer: string }>('select p.id as placement, p.agreement_id as agreement, p.scheme_id as scheme, a.offer_id as offer from exchange.placement p join exchange.application a on a.id = p.application_id where a.id = $1', [application]);
  const made: Record<string, string> = { ...ids, application, member, person: person.personId, account: person.accountId, home: region.universities['32'], host: region.universities['33'], other: randomUUID(), meeting: randomUUID(), draw: randomUUID(), review: randomUUID(), item: randomUUID(), reviewer: randomUUID(), entry: randomUUID(), merged: randomUUID(), import: randomUUID(), sheet: randomUUID(), post: randomUUID(), incident: randomUUID(), release: randomUUID(), condition: randomUUID(), assignment: randomUUID(), material: randomUUID(), notice: randomUUID() };
  for (const [key, bytes] of Object.entries(content)) made[`content_${key}`] = `\\x${digest(bytes).toString('hex')}`;
  const statements = planted.split(';\n').map((text) => text.trim()).filter((text) => text !== '');
  for (const statement of statements) {
    const text = statement.replace(/:(\w+)\b(?!:)/g, (whole, key: string) => (key === 'name' ? name : made[key] ?? whole));
    await db.admin.query(text).catch((error: unknown) => { throw new Error(text, { cause: error }); });
  }
}

/** `:name` is the person's; other words are ids. */
const planted = `
  insert into directory.person (id, name, party, merged_into) values (':merged', ':name', '33', ':person');
  insert into directory.person_private (person_id, id_hash, sealed) values (':person', sha256('a'), '{"phone": ":name"}'), (':merged', sha256('b'), '{"phone": ":name"}');
  insert into directory.affiliation (person_id, institution_id, position, during) values (':person', ':home', ':name的职务', '[2020-01-01,)');
  insert into directory.look (person_id, account_id, looker, purpose) values (':person', ':account', ':name', '核对:name的资料');
  insert into directory.import (id, kind, file_name, account_id, actor) values (':import', 'people', '人员.xlsx', ':other', '{}');
  insert into directory.import_row (import_id, line, cells, target) values (':import', 2, '{"name": ":name"}', ':person');
  update directory.learning set recognised_by = ':name' where person_id = ':person';

  update exchange.application set statement = ':name的陈述' where id = ':application';
  insert into exchange.entry (id, placement_id, month, text, hours, answer, answered_at) values (':entry', ':placement', '2027-10', ':name的月志', 40, ':name写得好', now());
  insert into exchange.leave (placement_id, during, reason) values (':placement', '[2027-10-01,2027-10-03)', ':name回家');
  insert into exchange.incident (id, placement_id, kind, happened_on, text, side, reported_by) values (':incident', ':placement', 'health', '2027-10-05', ':name发热', 'host', ':other');
  insert into exchange.follow_up (incident_id, text, side, written_by) values (':incident', ':name已就医', 'home', ':other');
  insert into exchange.talk (placement_id, held_on, text, own_view, own_view_at) values (':placement', '2027-11-10', '与:name谈话', ':name的看法', now());
  update exchange.assessment set text = ':name的鉴定' where placement_id = ':placement';
  insert into exchange.objection (placement_id, side, text) values (':placement', 'host', ':name不同意');
  insert into exchange.condition (id, application_id, person_id, home_id, home_party, host_id, host_party, side, text, due_on, proof) values (':condition', ':application', ':person', ':home', '32', ':host', '33', 'person', ':name的条件', '2027-06-01', ':name的证明');
  insert into exchange.post (id, scheme_id, person_id, author_name, host_name, title, text, party) values (':post', ':scheme', ':person', ':name', '某大学', ':name的标题', ':name的心得', '32');
  insert into exchange.reply (post_id, author_name, account_id, text) values (':post', ':name', ':account', ':name的回复');
  insert into exchange.practice (person_id, institution_id, party, enterprise, work, during, reason) values (':person', ':home', '32', '某机床厂', ':name操作机床', '[2026-07-01,2026-08-01)', ':name的证明不清楚');
  insert into exchange.release (id, scheme_id, kind, party, reason, digest) values (':release', ':scheme', 'overdue', '32', '逾期', sha256('r'));
  insert into exchange.release_item (release_id, application_id, person_name, offer_id, was) values (':release', ':application', ':name', ':offer', 'offered');
  update exchange.agreement_version set content = jsonb_set(content, '{texts,emergency}', '":name的家长"') where agreement_id = ':agreement';
  insert into exchange.signature (agreement_id, number, signatory, name, means, signed_on, entered_by, entered_name, entered_at) values (':agreement', 1, 'guardian', ':name之母', 'paper', '2027-04-02', ':account', ':name', now());

  update pools.member set state_reason = '推荐:name' where id = ':member';
  insert into pools.conflict (person_id, kind, name, key, about, party) values (':person', 'kinship', ':name之妹', 'm', ':name的亲属', '32');
  insert into pools.conflict (person_id, kind, name, key, about, party) select id, 'person', ':name', 'k', '与:name合作', '33' from directory.person where party = '33' and id <> ':merged' limit 1;
  insert into pools.cadre_record (member_id, kind, title, during, hours, about) values (':member', 'training', '培训', '[2026-01-01,2026-02-01)', 8, ':name的培训');
  insert into pools.draw (id, pool_id, title, request, party, frozen, digest, drawn, panel, state) values (':draw', '${experts}', '评议', '{}', '31', '{}', repeat('a', 64), '{"openings": [":name"]}', '{0}', 'drawn');
  insert into pools.draw_place (draw_id, place, member_id, party, label, salt, held, opened) values (':draw', 0, ':member', '32', ':name 某大学', repeat('a', 64), '{}', true);
  insert into pools.draw_reviewed (draw_id, kind, name, person_id) values (':draw', 'person', ':name', ':person');
  insert into pools.judgement (draw_id, place, member_id, member_party, party, grade, about) values (':draw', 0, ':member', '32', '31', 5, ':name认真');
  insert into pools.duty (person_id, subject_type, subject_id, title, party, year, begun_on) values (':person', 'pools.draw', ':draw', '评议', '32', 2027, '2027-04-01');
  insert into pools.sheet (id, pool_id, file_name, party, account_id) values (':sheet', '${experts}', '推荐.xlsx', '32', ':other');
  insert into pools.sheet_row (sheet_id, line, cells, person_id) values (':sheet', 2, '{"name": ":name"}', ':person');

  insert into review.review (id, preset, title, purpose, party, requester_party, requester_name, pool_id, anonymous, rubric, rubric_number, pledge, reviews_per_item, load_cap, recusal_years, due_on, state) values (':review', 'subjectEvaluation', '学科评估', '评估', '31', '32', '某厅', '${experts}', false, '{}', 0, repeat('承诺', 20), 1, 5, 3, '2027-05-01', 'reviewing');
  insert into review.reviewer (id, review_id, number, member_id, person_id, name, institution_name, member_party, party, state, keywords, chair) values (':reviewer', ':review', 1, ':member', ':person', ':name', '某大学', '32', '31', 'accepted', '{:name}', true);
  insert into review.item (id, review_id, number) values (':item', ':review', 1);
  insert into review.item_subject (item_id, review_id, title, persons) values (':item', ':review', '教育学', '{:name}');
  insert into review.assignment (id, review_id, item_id, reviewer_id, origin) values (':assignment', ':review', ':item', ':reviewer', 'all');
  insert into review.sheet (assignment_id, review_id, person_id, answers, remark) values (':assignment', ':review', ':person', '{}', ':name的草稿');
  insert into review.material (id, review_id, item_id, number, media_type) values (':material', ':review', ':item', 1, 'application/pdf');
  insert into review.material_source (material_id, review_id, name, size, sha256) values (':material', ':review', '材料.pdf', 10, ':content_material');

  insert into governance.meeting (id, preset, title, starts_at, ends_at, place, party, state) values (':meeting', 'office', '办公会', '2026-01-01', '2026-01-02', '南京', '32', 'concluded');
  with one as (insert into governance.attendee (meeting_id, party, account_id, person_id, name, office, note) values (':meeting', '32', ':account', ':person', ':name', ':name的职务', ':name晚到') returning id)
    insert into governance.attendee_contact (attendee_id, party, email) select id, '32', ':name@example.edu' from one;
  insert into governance.minutes_section (meeting_id, position, heading, text, changed_by) values (':meeting', 1, '一', ':name发言', ':name');
  update governance.minutes_section set changed_by_account = ':account' where meeting_id = ':meeting';
  insert into governance.term (seat_id, single, name, starts_on, basis) select id, single, ':name', '2026-01-01', '任命' from governance.seat where not single limit 1;

  insert into kernel.notification (id, kind, subject_type, subject_id, title, link, to_role, to_party, created_at) values (':notice', 'x', 'exchange.placement', ':placement', '{"zh": "请鉴定：:name", "en": "Please assess: :name"}', '/', 'party_officer', '32', now() - interval '1 day');
  insert into kernel.task (kind, subject_type, subject_id, title, link, to_role, to_party) values ('x', 'pools.member', ':member', '{"zh": "审核：:name", "en": "Check :name"}', '/', 'party_officer', '32');
  insert into kernel.letter (subject_type, subject_id, to_name, to_address, title, text) values ('governance.meeting', ':meeting', ':name', 'ouyang@example.edu', '会议通知', '诚邀');
  insert into kernel.file (sha256, size, media_type, name, subject_type, subject_id, uploaded_by) values
    (':content_own', 1, 'application/pdf', ':name.pdf', 'exchange.entry', ':entry', ':account'), (':content_shared', 1, 'application/pdf', ':name的证明.pdf', 'exchange.condition', ':condition', ':account'), (':content_shared', 1, 'application/pdf', '院系材料.pdf', 'exchange.application', ':other', ':other'),
    (':content_material', 1, 'application/pdf', ':name的论文.pdf', 'exchange.application', ':application', ':account');
  insert into kernel.passkey (account_id, credential_id, public_key, name) values (':account', 'key', '\\x00', ':name的手机');
  insert into kernel.role_grant (account_id, role, reason, withdrawn_at) values (':account', 'member', '为:name开通', now());
  insert into kernel.journal_entry (act, subject_type, subject_id, subject_title, changes, digest, visibility) values ('pools.member/nominate', 'pools.member', ':member', ':name', '{}', sha256('x'), 'self');
`;

/** Every column of every table in which the word stands, whichever schema; the queue's tables too. */
async function columnsWith(word: string): Promise<string[]> {
  const { rows: tables } = await db.admin.query<{ table: string }>(`select format('%I.%I', n.nspname, c.relname) as table from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_' order by 1`);
  const found: string[] = [];
  for (const { table } of tables) {
    const { rows } = await db.admin.query<{ column: string }>(`select distinct c.key as column from ${table} t, jsonb_each_text(to_jsonb(t)) c where c.value like '%' || $1 || '%' order by 1`, [word]);
    found.push(...rows.map(({ column }) => `${table}.${column}`));
  }
  return found;
}

/** Where the name may stand afterwards, and why. Whoever adds a table with a person in it adds it to \`planted\` and says here what stays, or erases it in the module's departure. */
const stays: Readonly<Record<string, string>> = {
  'directory.learning.recognised_by': 'an officer who recognised another’s learning signed for their institution',
  'directory.look.looker': 'whose data was read may know by whom',
  'directory.look.purpose': 'what others wrote',
  'exchange.assessment.text': 'what home and host wrote; the person’s own is erased',
  'exchange.entry.answer': 'what the tutor wrote',
  'exchange.follow_up.text': 'what was done about an incident, by those who answer for it',
  'exchange.incident.text': 'a record of safety at work',
  'exchange.talk.text': 'what the host wrote',
  'governance.minutes_section.text': 'the minutes are a record of the four',
  'governance.term.name': 'who held a public office when',
  'kernel.journal_entry.subject_title': 'nobody rewrites the journal',
  'kernel.role_grant.reason': 'what others wrote',
  'pools.conflict.about': 'what others declared',
  'pools.conflict.name': 'what others declared',
  'pools.draw.drawn': 'a transcript of which every party has a copy',
  'pools.draw_place.label': 'opens the digest in the frozen list',
  'pools.draw_reviewed.name': 'bound into the frozen list by its digest',
  'review.item_subject.persons': 'whom a requester had reviewed, in the requester’s own words',
};

/** Tables that refer to a person or an account and have room for words, but none of theirs. */
const wordless: Readonly<Record<string, string>> = {
  'exchange.agreement': 'ids and states', 'exchange.clearance': 'numbers of permits', 'exchange.score': 'criteria', 'exchange.outcome': 'which wish, by id', 'exchange.ordering': 'ranks', 'exchange.interview_slot': 'panels and rooms', 'exchange.wish': 'ranks', 'exchange.quota_cut_item': 'states and ranks', 'exchange.paper': 'which paper, by the key of the programme',
  'kernel.job': 'what jobs say of themselves', 'kernel.passkey_challenge': 'digests; erased', 'kernel.external_identity': 'erased', 'kernel.session': 'erased',
  'kernel.signatory': 'who signs for a party: an office', 'kernel.signature': 'signed for a party', 'kernel.signing_key': 'signed for a party', 'governance.answer': 'given for a party', 'directory.merge': 'keepers’ reasons', 'governance.action_item': 'what a meeting gave to do',
  'indicators.revision': 'numbers of an institution', 'pools.sheet': 'file names of officers', 'directory.import': 'file names of officers', 'pools.duty': 'titles of draws', 'pools.draw_commit': 'digests', 'review.assignment': 'reasons of the office', 'review.duty': 'notes of the office', 'review.post': 'said in a panel, under the pseudonym',
};

describe('the deletion of an account', () => {
  test('reaches every table, leaves the name only where it is said why, and tells the others', async () => {
    expect(Object.keys(stays).filter((column) => !before.includes(column)), 'the world of this test has every remainder').toEqual([]);
    expect(foreseen.items.map(({ title }) => title.zh)).toEqual(['评审：学科评估', '高等教育专家库（在库）', expect.stringContaining('高校交换生方案'), '会议：办公会', '姓名、证件号码、手机、邮箱、职务职称']);
    expect(await columnsWith(name)).toEqual(Object.keys(stays).toSorted());
    expect(await columnsWith('ouyang')).toEqual([]);
    const { rows: [pool] } = await db.admin.query('select state, state_reason from pools.member where person_id = $1', [person.personId]);
    expect(pool).toEqual({ state: 'left', state_reason: '本人已注销账号' });
    const { rows: [reviewer] } = await db.admin.query("select v.state, v.chair, (select count(*)::int from kernel.task t where t.kind = 'review.review/chair' and t.subject_id = v.review_id::text) as asked from review.reviewer v where v.person_id = $1", [person.personId]);
    expect(reviewer).toEqual({ state: 'removed', chair: false, asked: 1 });
    const { rows: told } = await db.admin.query("select to_party, title ->> 'zh' as zh from kernel.notification where kind = 'pools.draw/accountDeleted'");
    expect(told).toEqual([{ to_party: '31', zh: '抽取产生的一名专家已注销账号，如尚未履职请办理递补：评议' }]);
  });

  test('forgets no table: whatever refers to a person and has room for words is filled above, or it is said that it holds none of theirs', async () => {
    const { rows } = await db.admin.query<{ table: string }>(`
      select format('%I.%I', n.nspname, c.relname) as table from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker') and n.nspname !~ '^pg_'
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid = 'uuid'::regtype and a.attname ~ '(person|account|member|reviewer|application|placement|attendee)(_id)?$|^(uploaded|entered|reported|written)_by$')
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid in ('text'::regtype, 'jsonb'::regtype, 'text[]'::regtype)) order by 1`);
    const filled = new Set(planted.match(/(?<=(into|update) )\w+\.\w+/g));
    const named = [...filled, 'kernel.account', 'exchange.placement', 'kernel.search_entry', ...Object.keys(wordless)];
    expect(rows.map(({ table }) => table).filter((table) => !named.includes(table))).toEqual([]);
  });

  test('takes the content of files from the store once it is done, but not what another record or a review still holds', async () => {
    expect(await leftInStore()).toEqual([true, true, true]);
    const worker = await startWorker(world.platform, { adminUrl: db.adminUrl, schedule: [], jobs: workWith(blobs).jobs });
    await expect.poll(async () => (await db.admin.query("select state from kernel.job where kind = 'files.erase'")).rows, { timeout: 20_000 }).toEqual([{ state: 'done' }]);
    await worker.stop();
    expect(await leftInStore()).toEqual([false, true, true]);
    await expect(readFile(join(folder, addressOf(digest(content.own))))).rejects.toThrow('ENOENT');
    for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) if (file.isFile()) expect((await readFile(join(file.parentPath, file.name))).includes('their own photo')).toBe(false);
    const { rows } = await db.admin.query("select subject_type, changes ->> 'contentErased' as erased from kernel.journal_entry where act = 'file/erase' order by 1, 2");
    expect(rows).toEqual([{ subject_type: 'exchange.application', erased: 'false' }, { subject_type: 'exchange.condition', erased: 'false' }, { subject_type: 'exchange.entry', erased: 'true' }, { subject_type: 'exchange.paper', erased: 'true' }, { subject_type: 'exchange.paper', erased: 'true' }]);
    expect(await eraseFiles(world.platform, blobs)).toBe(0);
  });

  test('says for a month who it was to those who had to know, and then no more', async () => {
    const notice = (days: number) => db.admin.query("insert into kernel.notification (kind, subject_type, subject_id, title, link, to_role, created_at) values ('exchange.placement/accountDeleted', 'exchange.application', 'x', '{\"zh\": \"某人已注销账号\", \"en\": \"x\"}', '/', 'party_officer', now() - make_interval(days => $1))", [days]);
    await notice(29);
    await notice(31);
    await dropDepartures(world.platform);
    expect((await db.admin.query("select from kernel.notification where subject_id = 'x'")).rowCount).toBe(1);
  });
});

describe('content that is being erased', () => {
  test('is not given to a record that comes with the same content at that moment', async () => {
    const bytes = Buffer.from('%PDF-1.4 comes again');
    const put = () => blobs.put((async function* () { yield bytes; })(), { limit: 1000, typeOf: () => 'application/pdf' });
    await put();
    await db.admin.query("insert into kernel.file (sha256, size, media_type, name, subject_type, subject_id, withdrawn_at, erase_asked_at) values ($1, 1, 'application/pdf', 'a.pdf', 'x', 'x', now(), now())", [digest(bytes)]);
    let release = () => undefined as void;
    const waiting = new Promise<void>((done) => { release = done; });
    const holds = inTransaction(db, person, async (tx) => {
      await holdContent(tx, blobs, digest(bytes));
      await waiting;
      await sql`insert into kernel.file (sha256, size, media_type, name, subject_type, subject_id) values (${digest(bytes)}, 1, 'application/pdf', 'b.pdf', 'x', 'y')`.execute(tx.db);
    });
    const erased = eraseFiles(world.platform, blobs);
    release();
    await holds;
    expect(await erased).toBe(0);
    expect(await blobs.has(digest(bytes))).toBe(true);
    await blobs.remove(digest(bytes));
    expect(await refusedWith(inTransaction(db, person, (tx) => holdContent(tx, blobs, digest(bytes))))).toBe('common/unavailable');
  });

  test('is nobody’s to ask for but the platform’s', async () => {
    const as = (actor: PersonActor, statement: ReturnType<typeof sql>) => refusedWith(inTransaction(db, actor, (tx) => statement.execute(tx.db)));
    const officer = world.region.officers['32'];
    expect(await as(officer, sql`select kernel.erase_files('exchange.entry', array['x'])`)).toBe('42501');
    expect(await as(officer, sql`select kernel.needs_content('\\x00')`)).toBe('42501');
    expect(await as(officer, sql`select kernel.forget_titles('[]', 'x')`)).toBe('42501');
    expect(await as(officer, sql`select kernel.drop_departures(0)`)).toBe('42501');
    expect(await as(officer, sql`select pools.forget_person(${person.personId}, 'x')`)).toBe('42501');
    expect(await as(officer, sql`select review.forget_person(${person.personId}, 'x')`)).toBe('42501');
    expect(await as(officer, sql`select review.pass_chair(${randomUUID()}, ${randomUUID()})`)).toBe('42501');
    expect(await as(officer, sql`select governance.forget_person(${person.personId}, ${person.accountId}, 'x')`)).toBe('42501');
    expect(await as(officer, sql`insert into kernel.file (sha256, size, media_type, name, subject_type, subject_id, erase_asked_at) values (sha256('x'), 1, 'x', 'x', 'x', 'x', now())`)).toBe('42501');
  });
});
