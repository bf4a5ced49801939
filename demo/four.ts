import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { systemActor, type PersonActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import type { Subject } from '#kernel/inbox/inbox.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { loadSigning, sign } from '#kernel/signing/documents.ts';
import { toUtf8 } from '#kernel/signing/encoding.ts';
import { fingerprintOf, newKey, signWith, type PrivateKey } from '#kernel/signing/keys.ts';
import { appointSignatory, registerKey } from '#kernel/signing/signatories.ts';
import { writeKeyStatement, writeStatement } from '#kernel/signing/statement.ts';
import { giveAnswer, loadConsent } from '#modules/governance/index.ts';

/** Second signatories, who decided what the demonstration finds decided: they cannot sign in, so that whoever tries it makes keys as on a first day. */
const names: Readonly<Record<PartyCode, string>> = { '31': '杨卫东', '32': '郑国平', '33': '沈立民', '34': '黄庆云' };

export type Seals = Readonly<Record<PartyCode, { readonly actor: PersonActor; readonly key: PrivateKey }>>;

/** Appoints the four and gives each a key, which is kept nowhere. */
export async function appointTheFour(platform: Platform, client: pg.Client): Promise<Seals> {
  const day = today(platform);
  const seals: [PartyCode, Seals[PartyCode]][] = [];
  for (const party of partyCodes) {
    const { rows: [account] } = await client.query<{ id: string; personId: string }>(
      `with person as (insert into directory.person (name, party, visibility, position) values ($1, $2, 'region', '分管领导') returning id),
            account as (insert into kernel.account (person_id, login, name, party) select id, $3, $1, $2 from person returning id, person_id)
       insert into kernel.role_grant (account_id, role, party, valid_from, reason, granted_by) select id, 'party_signatory', $2, $4::date - 30, '演示账号', null from account
       returning account_id as id, (select person_id from account) as "personId"`, [names[party], party, `signatory-${party}-${randomUUID().slice(0, 8)}`, day.toString()]);
    if (account === undefined) throw new Error('no account was opened');
    const actor: PersonActor = { role: 'party_signatory', party, accountId: account.id, personId: account.personId };
    await inTransaction(platform.database, systemActor('demonstration'), (tx) => appointSignatory(tx, { party, accountId: account.id, from: day.toString(), until: day.add({ years: 3 }).toString(), resolution: '演示安装' }));
    const key = newKey('SM2');
    const statement = writeKeyStatement({ key, party, validFrom: day.toString(), validTo: day.add({ years: 1 }).toString() });
    await registerKey(platform, actor, { statement, proof: signWith(key, toUtf8(statement)) });
    seals.push([party, { actor, key }]);
  }
  return Object.fromEntries(seals) as Seals;
}

/** All four agree to what is before them of a record, and sign what follows from it. */
export async function decideAsTheFour(platform: Platform, seals: Seals, subject: Subject): Promise<void> {
  const consent = await inTransaction(platform.database, seals['31'].actor, (tx) => loadConsent(tx, subject));
  const round = consent?.rounds.at(-1);
  if (consent === undefined || round === undefined) throw new Error('nothing is before the four');
  for (const party of partyCodes) await giveAnswer(platform, seals[party].actor, consent.id, { round: round.round, digest: round.digest, answer: 'agree' });
  const document = await inTransaction(platform.database, seals['31'].actor, (tx) => loadSigning(tx, subject));
  if (document === undefined) throw new Error('there is nothing to sign');
  const { documentId, sm3, sha256 } = document;
  for (const party of partyCodes) {
    const { actor, key } = seals[party];
    const statement = writeStatement({ document: { id: documentId, sm3, sha256 }, party, key: fingerprintOf(key), reason: '经会议研究，同意签署。', signedAt: platform.now().toString({ smallestUnit: 'second' }) });
    await sign(platform, actor, { documentId, statement, signature: signWith(key, toUtf8(statement)) });
  }
}
