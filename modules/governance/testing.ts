import type { PersonActor, PersonRole } from '#kernel/actor/actor.ts';
import type { TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import type { Platform } from '#kernel/platform.ts';
import { giveAnswer, putToTheFour, type NewProposal } from './index.ts';
import type { AnswerKind } from './rules.ts';

/** A person with an account who acts for a party. */
export async function anAccount(db: TestDatabase, party: PartyCode, role: PersonRole, name: string, email?: string): Promise<PersonActor> {
  const { rows: [person] } = await db.admin.query<{ id: string }>("insert into directory.person (name, party, visibility) values ($1, $2, 'region') returning id", [name, party]);
  const personId = person?.id ?? '';
  const { rows: [account] } = await db.admin.query<{ id: string }>('insert into kernel.account (person_id, login, name, party, email) values ($1, $2, $3, $4, $5) returning id', [personId, `u${crypto.randomUUID()}`, name, party, email ?? null]);
  await db.admin.query("insert into kernel.role_grant (account_id, role, party, reason) values ($1, $2, $3, '任职')", [account?.id, role, party]);
  return { role, party, accountId: account?.id ?? '', personId };
}

export type Four = Record<PartyCode, PersonActor>;

const signatoryNames: Record<PartyCode, string> = { '31': '徐建国', '32': '朱永祥', '33': '金国荣', '34': '江振华' };
const officerNames: Record<PartyCode, string> = { '31': '周明华', '32': '许海涛', '33': '章立新', '34': '胡春梅' };

/** A signatory and an officer of each party. */
export async function theFour(db: TestDatabase): Promise<{ signatories: Four; officers: Four }> {
  const signatories = {} as Four;
  const officers = {} as Four;
  for (const party of partyCodes) {
    signatories[party] = await anAccount(db, party, 'party_signatory', signatoryNames[party]);
    officers[party] = await anAccount(db, party, 'party_officer', officerNames[party]);
  }
  return { signatories, officers };
}

export const someClauses = [
  { id: '1', heading: '一、高校交换生', text: '四方每年互派高校交换生六百名。' },
  { id: '2', heading: '二、联合实验室', text: '新建联合实验室两个。' },
];

/** A proposal before the four, about a record of a module that is none of ours. */
export async function aProposal(platform: Platform, proposer: PersonActor, more: Partial<NewProposal> = {}) {
  const subject = more.subject ?? { type: 'test.record', id: crypto.randomUUID() };
  const put = await inTransaction(platform.database, proposer, (tx) => putToTheFour(tx, platform, { kind: 'test', title: '近期工作要点', clauses: someClauses, deadline: '2027-03-31', link: '/workspace', ...more, subject }));
  return { ...put, subject };
}

/** Each named party answers through its signatory. */
export async function answerAs(platform: Platform, signatories: Four, { proposalId, round, digest }: { proposalId: string; round: number; digest: string }, said: Partial<Record<PartyCode, AnswerKind>>): Promise<string> {
  let state = 'open';
  for (const party of partyCodes) {
    const answer = said[party];
    if (answer === undefined) continue;
    ({ state } = await giveAnswer(platform, signatories[party], proposalId, { round, digest, answer, ...(answer === 'agree' || answer === 'abstain' ? {} : { text: '经费须按协议分担。' }) }));
  }
  return state;
}

export const allAgree = { '31': 'agree', '32': 'agree', '33': 'agree', '34': 'agree' } as const;
