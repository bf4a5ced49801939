import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor, type PersonActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { loadHistory } from '#kernel/journal/journal.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Signed } from '#kernel/module.ts';
import type { Platform } from '#kernel/platform.ts';
import { testPlatform } from '#kernel/testing.ts';
import { loadSigning, openSigning, sign, withdrawSigning, type NewSigning } from './documents.ts';
import { newKey, signWith } from './keys.ts';
import { toUtf8 } from './encoding.ts';
import { approveSignatory, dismissSignatory, proposeSignatory, registerKey, revokeKey } from './signatories.ts';
import { readDocument } from './statement.ts';
import { aColleague, aRegistration, aSignatory, aSignature, signAs, type TestSignatory } from './testing.ts';

let db: TestDatabase;
let platform: Platform;
const carriedOn: Signed[] = [];
const signatories: Partial<Record<PartyCode, TestSignatory>> = {};
const of = (party: PartyCode) => signatories[party]!;
beforeAll(async () => {
  db = await createTestDatabase(kernelMigrations);
  // the database's own clock decides whether a key is valid, so here the time is the real one
  platform = testPlatform(db, { now: Temporal.Now.instant().toString(), outcomes: { 'test.record': { onSigned: async (_tx, signed) => void carriedOn.push(signed) }, 'test.broken': { onSigned: async () => { throw new Error('cannot carry on'); } } } });
  for (const party of partyCodes) signatories[party] = await aSignatory(db, platform, party, party === '33' ? 'P-256' : 'SM2');
});
afterAll(() => db.drop());

const aDocument = async (more: Partial<NewSigning> = {}) => {
  const subject = { type: 'test.record', id: crypto.randomUUID() };
  const opened = await inTransaction(db, systemActor('test'), (tx) => openSigning(tx, {
    subject, title: '2027 年度近期工作要点', content: { clauses: [{ id: '1', heading: '一、深化高校交换生计划', text: '交换生 300 人。' }] }, attachments: [{ name: '任务清单.pdf', sha256: 'ab'.repeat(32) }],
    round: 1, required: [...partyCodes], link: '/workspace/plan', ...more,
  }));
  return { subject: more.subject ?? subject, ...opened };
};
const stateOf = async (subject: { type: string; id: string }) => inTransaction(db, of('31').actor, (tx) => loadSigning(tx, subject));
const tasksOf = async (actor: PersonActor, id: string) => (await inTransaction(db, actor, (tx) => sql`select from kernel.task where closed_at is null and subject_id = ${id}`.execute(tx.db))).rows.length;
const refusedAs = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ kind: { code } });

describe('a joint signature', () => {
  test('says in one canonical text what is signed: the content, the attachments’ digests, the round, the parties and whose signatures it needs', async () => {
    const { documentId, sha256 } = await aDocument({ required: ['34', '31'] });
    const { rows } = await db.admin.query<{ canonical: string; digest: string }>("select canonical, encode(sha256(convert_to(canonical, 'UTF8')), 'hex') as digest from kernel.signing_document where id = $1", [documentId]);
    expect(readDocument(rows[0]!.canonical)).toMatchObject({ id: documentId, round: 1, parties: ['31', '32', '33', '34'], required: ['31', '34'], attachments: [{ name: '任务清单.pdf', sha256: 'ab'.repeat(32) }] });
    expect(rows[0]!.digest).toBe(sha256);
  });

  test('is in force only when every required party has signed the same digest, and then the record’s module carries on', async () => {
    const document = await aDocument();
    for (const party of ['31', '32', '33'] as const) {
      expect(await tasksOf(of(party).actor, document.documentId)).toBe(1);
      expect(await signAs(platform, document, of(party))).toEqual({ state: 'open' });
      expect(await tasksOf(of(party).actor, document.documentId)).toBe(0);
    }
    expect(await tasksOf(of('34').actor, document.documentId)).toBe(1);
    expect(carriedOn.some(({ documentId }) => documentId === document.documentId)).toBe(false);
    expect(await signAs(platform, document, of('34'))).toEqual({ state: 'inForce' });
    const signing = await stateOf(document.subject);
    expect(signing).toMatchObject({ state: 'inForce', sm3: document.sm3 });
    expect(signing!.signatures.map(({ party }) => party)).toEqual(['31', '32', '33', '34']);
    expect(carriedOn.filter(({ documentId }) => documentId === document.documentId)).toEqual([{ subjectId: document.subject.id, documentId: document.documentId, sm3: document.sm3, sha256: document.sha256 }]);
    const history = await inTransaction(db, of('31').actor, (tx) => loadHistory(tx, { subjectType: 'test.record', subjectId: document.subject.id }));
    expect(history.map(({ act, role }) => `${act} ${role}`)).toEqual(['signing/inForce system', ...Array.from({ length: 4 }, () => 'signing/sign party_signatory'), 'signing/open system']);
    expect(history[0]!.changes).toMatchObject({ sm3: document.sm3, sha256: document.sha256 });
  });

  test('of two parties only asks those two', async () => {
    const document = await aDocument({ required: ['32', '34'] });
    await refusedAs(signAs(platform, document, of('31')), 'signing/not-required');
    await signAs(platform, document, of('32'));
    expect(await signAs(platform, document, of('34'))).toEqual({ state: 'inForce' });
  });

  test('is not taken at all when what follows from it fails', async () => {
    const document = await aDocument({ subject: { type: 'test.broken', id: crypto.randomUUID() }, required: ['31'] });
    await expect(signAs(platform, document, of('31'))).rejects.toThrow('cannot carry on');
    expect(await stateOf(document.subject)).toMatchObject({ state: 'open', signatures: [] });
    expect(await tasksOf(of('31').actor, document.documentId)).toBe(1);
  });

  test('begins anew with a new round: the old document is withdrawn, and a signature over yesterday’s digest is told apart', async () => {
    const yesterday = await aDocument();
    await signAs(platform, yesterday, of('31'));
    const today = await aDocument({ subject: yesterday.subject, round: 2, content: { clauses: [{ id: '1', heading: '一、', text: '交换生 500 人。' }] } });
    await refusedAs(signAs(platform, yesterday, of('32')), 'signing/not-open');
    const stale = aSignature(platform, yesterday, of('32'));
    await refusedAs(sign(platform, of('32').actor, { ...stale, documentId: today.documentId }), 'signing/other-digest');
    await refusedAs(signAs(platform, { ...today, sm3: yesterday.sm3, sha256: yesterday.sha256 }, of('32')), 'signing/other-digest');
    expect(await stateOf(today.subject)).toMatchObject({ round: 2, state: 'open', signatures: [] });
    expect(await tasksOf(of('32').actor, yesterday.documentId)).toBe(0);
  });

  test('can be withdrawn until it is in force, with a reason', async () => {
    const document = await aDocument({ required: ['31', '32'] });
    await inTransaction(db, systemActor('test'), (tx) => withdrawSigning(tx, document.documentId, '文字有误'));
    expect(await stateOf(document.subject)).toMatchObject({ state: 'withdrawn', withdrawnReason: '文字有误' });
    await refusedAs(signAs(platform, document, of('31')), 'signing/not-open');
    const other = await aDocument({ required: ['31'] });
    await signAs(platform, other, of('31'));
    await refusedAs(inTransaction(db, systemActor('test'), (tx) => withdrawSigning(tx, other.documentId, '迟了')), 'signing/not-open');
  });

  test('takes one signature of a party, also when two of its signatories sign at the same moment', async () => {
    const document = await aDocument();
    const second = await aSignatory(db, platform, '31');
    const results = await Promise.allSettled([signAs(platform, document, of('31')), signAs(platform, document, second)]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(results.find((result) => result.status === 'rejected')!.reason).toMatchObject({ kind: { code: 'signing/already-signed' } });
    await refusedAs(signAs(platform, document, second), 'signing/already-signed');
  });

  test('of four at the same moment comes into force once', async () => {
    const document = await aDocument();
    const states = await Promise.all(partyCodes.map((party) => signAs(platform, document, of(party))));
    expect(states.filter(({ state }) => state === 'inForce')).toHaveLength(1);
    expect(carriedOn.filter(({ documentId }) => documentId === document.documentId)).toHaveLength(1);
  });
});

describe('a signature is refused, with a sentence, and nothing is lost', () => {
  let document: Awaited<ReturnType<typeof aDocument>>;
  beforeAll(async () => { document = await aDocument(); });

  test('by a key of another party, or of a colleague', async () => {
    await refusedAs(sign(platform, of('31').actor, aSignature(platform, document, { actor: of('31').actor, key: of('32').key })), 'signing/key-of-other');
    const colleague = await aSignatory(db, platform, '31');
    await refusedAs(sign(platform, of('31').actor, aSignature(platform, document, { actor: of('31').actor, key: colleague.key })), 'signing/key-of-other');
    await refusedAs(sign(platform, of('31').actor, aSignature(platform, document, { actor: of('31').actor, key: newKey('SM2') })), 'signing/key-of-other');
  });

  test('that speaks for another party', async () => {
    await refusedAs(signAs(platform, document, of('31'), { party: '32' }), 'signing/other-party');
  });

  test('when the clock is wrong by an hour, which is said in minutes', async () => {
    const signedAt = platform.now().subtract({ hours: 1 }).toString({ smallestUnit: 'second' });
    const error = await signAs(platform, document, of('31'), { signedAt }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: { code: 'signing/clock' }, text: { zh: expect.stringContaining('60 分钟') } });
  });

  test('whose bytes are not the key’s over this statement', async () => {
    const good = aSignature(platform, document, of('31'));
    await refusedAs(sign(platform, of('31').actor, { ...good, signature: signWith(of('31').key, toUtf8(`${good.statement} `)) }), 'signing/bad-signature');
    const flipped = Uint8Array.from(good.signature);
    flipped[20]! ^= 1;
    await refusedAs(sign(platform, of('31').actor, { ...good, signature: flipped }), 'signing/bad-signature');
  });

  test('whose statement is not in its one canonical form', async () => {
    const { statement } = aSignature(platform, document, of('31'));
    for (const other of [statement.replace('{', '{ '), statement.replace('{', '{"more":1,'), '{}', '']) await refusedAs(sign(platform, of('31').actor, { documentId: document.documentId, statement: other, signature: signWith(of('31').key, toUtf8(other)) }), 'signing/bad-statement');
  });

  test('by a key that was revoked, while what it signed before stays valid', async () => {
    const signatory = await aSignatory(db, platform, '32');
    const before = await aDocument({ required: ['32'] });
    await signAs(platform, before, signatory);
    await revokeKey(platform, signatory.actor, signatory.keyId, '密钥文件可能外泄');
    await refusedAs(signAs(platform, document, signatory), 'signing/key-revoked');
    expect(await stateOf(before.subject)).toMatchObject({ state: 'inForce' });
    await refusedAs(revokeKey(platform, signatory.actor, signatory.keyId, '再次'), 'signing/key-revoked');
  });

  test('by a key that has expired', async () => {
    const signatory = await aSignatory(db, platform, '32');
    await db.admin.query("update kernel.signing_key set valid_from = current_date - 400, valid_to = current_date - 35 where id = $1", [signatory.keyId]);
    await refusedAs(signAs(platform, document, signatory), 'signing/key-expired');
  });

  test('by somebody whose appointment has ended', async () => {
    const signatory = await aSignatory(db, platform, '32');
    const { rows } = await db.admin.query<{ id: string }>('select id from kernel.signatory where account_id = $1', [signatory.actor.accountId]);
    await dismissSignatory(platform, await aColleague(db, '32'), rows[0]!.id, '工作调动');
    await refusedAs(signAs(platform, document, signatory), 'signing/not-signatory');
  });

  test('by whoever acts in another role', async () => {
    await refusedAs(sign(platform, { ...of('31').actor, role: 'party_officer' }, aSignature(platform, document, of('31'))), 'common/not-allowed');
    expect(await stateOf(document.subject)).toMatchObject({ state: 'open', signatures: [] });
  });
});

describe('a signatory', () => {
  const term = () => ({ from: Temporal.Now.plainDateISO('Asia/Shanghai').toString(), until: Temporal.Now.plainDateISO('Asia/Shanghai').add({ years: 1 }).toString() });
  const proposed = async (officer: PersonActor, appointee: PersonActor) => (await proposeSignatory(platform, officer, { party: '33', accountId: appointee.accountId, ...term(), reason: '分管领导' })).id;

  test('is appointed by an officer of the party with a second person’s approval, and can then register a key', async () => {
    const [officer, second, appointee] = [await aColleague(db, '33'), await aColleague(db, '33'), await aColleague(db, '33', 'party_signatory')];
    const id = await proposed(officer, appointee);
    const key = newKey('SM2');
    await refusedAs(registerKey(platform, appointee, aRegistration(platform, '33', key)), 'signing/not-signatory');
    await approveSignatory(platform, second, id);
    await registerKey(platform, appointee, aRegistration(platform, '33', key));
    await refusedAs(approveSignatory(platform, second, id), 'signing/not-pending');
  });

  test('is never appointed by one person alone: not by a second role, not by a second account, not for themselves', async () => {
    const [officer, appointee] = [await aColleague(db, '33'), await aColleague(db, '33', 'party_signatory')];
    const id = await proposed(officer, appointee);
    await refusedAs(approveSignatory(platform, officer, id), 'signing/same-person');
    await refusedAs(approveSignatory(platform, { ...officer, role: 'party_signatory' }, id), 'signing/same-person');
    const secondAccount = await aColleague(db, '33');
    await db.admin.query('update kernel.account set person_id = $1 where id = $2', [officer.personId, secondAccount.accountId]);
    await refusedAs(approveSignatory(platform, { ...secondAccount, personId: officer.personId }, id), 'signing/same-person');
    await refusedAs(approveSignatory(platform, appointee, id), 'signing/same-person');
    await refusedAs(proposed(officer, officer), 'signing/same-person');
    await refusedAs(proposed(officer, { ...secondAccount }), 'signing/same-person');
  });

  test('is a matter of their own party', async () => {
    const appointee = await aColleague(db, '33', 'party_signatory');
    await refusedAs(proposeSignatory(platform, await aColleague(db, '34'), { party: '33', accountId: appointee.accountId, ...term(), reason: '越权' }), 'common/not-allowed');
    const id = await proposed(await aColleague(db, '33'), appointee);
    await refusedAs(approveSignatory(platform, await aColleague(db, '34'), id), 'common/not-allowed');
    await refusedAs(dismissSignatory(platform, await aColleague(db, '34'), id, '越权'), 'common/not-allowed');
    const strangers = await aColleague(db, '34', 'party_signatory');
    await refusedAs(proposed(await aColleague(db, '33'), strangers), 'signing/no-account');
  });

  test('registers only a key that they hold, once, for today and three years at most', async () => {
    const { actor } = of('34');
    const key = newKey('P-256');
    const good = aRegistration(platform, '34', key);
    await refusedAs(registerKey(platform, actor, { ...good, proof: signWith(newKey('P-256'), toUtf8(good.statement)) }), 'signing/bad-key');
    await refusedAs(registerKey(platform, actor, aRegistration(platform, '33', key)), 'signing/bad-key');
    await refusedAs(registerKey(platform, actor, aRegistration(platform, '34', key, { validTo: '2099-01-01' })), 'signing/key-period');
    await refusedAs(registerKey(platform, actor, aRegistration(platform, '34', key, { validFrom: '2020-01-01' })), 'signing/key-period');
    const { id } = await registerKey(platform, actor, good);
    await refusedAs(registerKey(platform, actor, good), 'signing/key-taken');
    await refusedAs(revokeKey(platform, await aColleague(db, '33'), id, '越权'), 'common/not-allowed');
    await revokeKey(platform, await aColleague(db, '34'), id, '本人离岗，代为吊销');
  });
});

describe('past the services, the database refuses', () => {
  const inSql = (actor: PersonActor, text: string, values: unknown[] = []) => inTransaction(db, actor, async (tx) => (await sql.raw<{ id: string }>(values.reduce<string>((said, value, i) => said.replaceAll(`$${i + 1}`, `'${String(value)}'`), text)).execute(tx.db)));
  const bytes = "decode(repeat('ab', 70), 'hex')";
  const insertSignature = (document: string, key: string) => `insert into kernel.signature (document_id, key_id, statement, signature, reason, signed_at) values ('${document}', '${key}', '{}', ${bytes}, '伪造', now())`;
  let documentId: string;
  beforeAll(async () => { ({ documentId } = await aDocument({ required: ['31', '32'] })); });

  test('a signature by an officer, for another party, by another’s key, by a revoked or expired key, on a withdrawn document, or not asked for', async () => {
    const officer = await aColleague(db, '31');
    await expect(inSql(officer, insertSignature(documentId, of('31').keyId))).rejects.toMatchObject({ code: '42501' });
    await expect(inSql({ ...officer, role: 'party_signatory' }, insertSignature(documentId, of('31').keyId))).rejects.toMatchObject({ code: '42501' });
    await expect(inSql(of('31').actor, insertSignature(documentId, of('32').keyId))).rejects.toMatchObject({ code: '42501' });
    await expect(inSql({ ...of('31').actor, party: '32' }, insertSignature(documentId, of('31').keyId))).rejects.toMatchObject({ code: '42501' });
    await expect(inSql(of('33').actor, insertSignature(documentId, of('33').keyId))).rejects.toMatchObject({ code: '42501' });
    await expect(inSql(of('31').actor, `insert into kernel.signature (document_id, party, key_id, statement, signature, reason, signed_at) values ('${documentId}', '32', '${of('31').keyId}', '{}', ${bytes}, 'x', now())`)).rejects.toMatchObject({ code: '42501' });
    const other = await aSignatory(db, platform, '31');
    await revokeKey(platform, other.actor, other.keyId, '吊销');
    await expect(inSql(other.actor, insertSignature(documentId, other.keyId))).rejects.toMatchObject({ code: '42501' });
    const expired = await aSignatory(db, platform, '31');
    await db.admin.query('update kernel.signing_key set valid_from = current_date - 400, valid_to = current_date - 35 where id = $1', [expired.keyId]);
    await expect(inSql(expired.actor, insertSignature(documentId, expired.keyId))).rejects.toMatchObject({ code: '42501' });
    const withdrawn = await aDocument();
    await inTransaction(db, systemActor('test'), (tx) => withdrawSigning(tx, withdrawn.documentId, '撤回'));
    await expect(inSql(of('31').actor, insertSignature(withdrawn.documentId, of('31').keyId))).rejects.toMatchObject({ code: '42501' });
  });

  test('to change or delete a signature, a document, a key or an appointment', async () => {
    const { documentId: signed } = await (async () => {
      const document = await aDocument({ required: ['31', '32'] });
      await signAs(platform, document, of('31'));
      return document;
    })();
    for (const actor of [of('31').actor, await aColleague(db, '31'), await aColleague(db, '32')]) {
      for (const text of [`update kernel.signature set reason = 'x' where document_id = '${signed}'`, `delete from kernel.signature where document_id = '${signed}'`, `delete from kernel.signing_document where id = '${signed}'`, `update kernel.signing_document set canonical = '{}' where id = '${signed}'`,
        `update kernel.signing_key set valid_to = '2099-01-01' where id = '${of('31').keyId}'`, `update kernel.signing_key set revoked_at = null where id = '${of('31').keyId}'`, `delete from kernel.signing_key where id = '${of('31').keyId}'`,
        `update kernel.signatory set approved_at = now()`, `update kernel.signatory set valid_to = '2099-01-01'`, 'delete from kernel.signatory']) await expect(inSql(actor, text), text).rejects.toMatchObject({ code: '42501' });
      const { numAffectedRows } = await inSql(actor, `update kernel.signing_document set state = 'inForce', in_force_at = now() where id = '${signed}'`);
      expect(numAffectedRows ?? 0n).toBe(0n);
    }
    expect((await inSql(await aColleague(db, '32'), "update kernel.signatory set withdrawn_at = now(), withdrawn_reason = 'x' where party = '31'")).numAffectedRows ?? 0n).toBe(0n);
  });

  test('to put a document in force that lacks a signature, or to take it back afterwards: even to the platform', async () => {
    const system = systemActor('test');
    await expect(inTransaction(db, system, (tx) => sql`update kernel.signing_document set state = 'inForce', in_force_at = now() where id = ${documentId}`.execute(tx.db))).rejects.toMatchObject({ code: '23514' });
    const done = await aDocument({ required: ['31'] });
    await signAs(platform, done, of('31'));
    await expect(inTransaction(db, system, (tx) => sql`update kernel.signing_document set state = 'open', in_force_at = null where id = ${done.documentId}`.execute(tx.db))).rejects.toMatchObject({ code: '23514' });
  });

  test('a key for another, for another party, or by an officer; and an appointment for another party, or approved by its own proposer', async () => {
    const insertKey = (more = '', values = '') => `insert into kernel.signing_key (algorithm, public_key, fingerprint, statement, proof, valid_from, valid_to${more}) values ('SM2', decode(repeat('cd', 91), 'hex'), sha256(decode(repeat('cd', 91), 'hex')), '{}', ${bytes}, current_date, current_date${values})`;
    const officer = await aColleague(db, '31');
    await expect(inSql(officer, insertKey())).rejects.toMatchObject({ code: '42501' });
    await expect(inSql(of('31').actor, insertKey(', account_id', `, '${of('32').actor.accountId}'`))).rejects.toMatchObject({ code: '42501' });
    await expect(inSql({ ...of('31').actor, party: '32' }, insertKey())).rejects.toMatchObject({ code: '42501' });
    const appoint = (party: string, account: string, more = '', values = '') => `insert into kernel.signatory (party, account_id, valid_from, valid_to, basis, reason${more}) values ('${party}', '${account}', current_date, current_date + 1, 'officer', 'x'${values}) returning id`;
    const appointee = await aColleague(db, '31', 'party_signatory');
    await expect(inSql(officer, appoint('32', appointee.accountId))).rejects.toMatchObject({ code: '42501' });
    await expect(inSql(officer, appoint('31', appointee.accountId, ', approved_at', ', now()'))).rejects.toThrow();
    await expect(inSql(officer, appoint('31', appointee.accountId, ', person_id', `, '${crypto.randomUUID()}'`))).rejects.toMatchObject({ code: '42501' });
    await expect(inSql(officer, `insert into kernel.signatory (party, account_id, valid_from, valid_to, basis, resolution, approved_at) values ('31', '${appointee.accountId}', current_date, current_date + 1, 'resolution', '自拟', now())`)).rejects.toMatchObject({ code: '42501' });
    await expect(inSql(officer, appoint('31', officer.accountId))).rejects.toMatchObject({ code: '23514' });
    const { rows: [made] } = await inSql(officer, appoint('31', appointee.accountId));
    await expect(inSql(officer, `select kernel.approve_signatory('${made!.id}')`)).rejects.toMatchObject({ code: '23514' });
  });
});
