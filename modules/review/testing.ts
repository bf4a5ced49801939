import { systemActor, type PersonActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { prepareQueue } from '#kernel/jobs/worker.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Platform } from '#kernel/platform.ts';
import { anOfficer } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { governance } from '#modules/governance/index.ts';
import { plan } from '#modules/plan/index.ts';
import { pools } from '#modules/pools/index.ts';
import { review } from './index.ts';
import { presets } from './presets.ts';
import type { Answers } from './rules.ts';
import { answerInvitation, chooseReviewers, nameChair, signPledge, pledgeDigest } from './service/reviewers.ts';
import { addReview, moveReview, type NewReview } from './service/reviews.ts';
import { submitSheet } from './service/scoring.ts';
import { showReview } from './service/show.ts';
import { addItem } from './service/items.ts';

export const reviewMigrations = [...kernelMigrations, directory.migrations, governance.migrations, plan.migrations, pools.migrations, review.migrations];
export const expertsPool = '0198c000-0000-7000-8000-000000000001';

/** A database with the directory's reference data and the queue. */
export async function aDatabase(): Promise<TestDatabase> {
  const db = await createTestDatabase(reviewMigrations);
  await prepareQueue(db.adminUrl);
  await inTransaction(db, systemActor('test'), async (tx) => directory.loadReferenceData?.(tx));
  return db;
}

export type Expert = { readonly memberId: string; readonly person: PersonActor; readonly name: string };

/** Somebody in the pool of higher-education experts, put there by the database's owner, acting for themselves. */
export async function anExpert(db: TestDatabase, party: PartyCode, { name, institutionId, categories = ['880'] }: { name: string; institutionId?: string; categories?: string[] }): Promise<Expert> {
  const { rows: [person] } = await db.admin.query<{ id: string; institution: string }>("insert into directory.person (name, party, division, institution_id) select $1, $2::text, division, id from directory.institution where id = coalesce($3::uuid, (select id from directory.institution where party = $2::text and kind = 'university' order by id desc limit 1)) returning id, institution_id as institution", [name, party, institutionId ?? null]);
  const { rows: [member] } = await db.admin.query<{ id: string }>(
    "insert into pools.member (pool_id, person_id, party, institution_id, name, institution_name, title, categories, state, consented_on, term_ends_on) values ($1, $2, $3, $4, $5, '某大学', '教授', $6, 'admitted', '2027-01-01', '2029-12-31') returning id",
    [expertsPool, person?.id, party, person?.institution, name, categories]);
  return { memberId: member?.id ?? '', name, person: { role: 'member', party, accountId: crypto.randomUUID(), personId: person?.id ?? '' } };
}

/** An institution officer of a university of a party, not of any expert. */
export async function aRequester(db: TestDatabase, party: PartyCode): Promise<{ institutionId: string; name: string; officer: PersonActor }> {
  const { rows: [found] } = await db.admin.query<{ id: string; name: string }>("select id, name from directory.institution where party = $1 and kind = 'university' order by id limit 1", [party]);
  return { institutionId: found?.id ?? '', name: found?.name ?? '', officer: { ...anOfficer(party), role: 'institution_officer', organizationId: found?.id ?? '' } };
}

export const terms: NewReview = { preset: 'subjectEvaluation', title: '教育学学科评估', purpose: '学科评估与认证', poolId: expertsPool, requesterParty: '32', anonymous: false, reviewsPerItem: 3, loadCap: 10, dueOn: '2027-04-30', feeFen: 80_000 };

/** Good marks throughout, or as many as are said. */
export const marks = (score = 8, preset: NewReview['preset'] = 'subjectEvaluation'): Answers => Object.fromEntries(presets[preset].rubric.criteria.map(({ id }) => [id, { score, comment: '说明' }]));

/** A review whose reviewers were invited. */
export async function anInvitedReview(platform: Platform, office: PersonActor, experts: readonly Expert[], { items = [{ title: '教育学' }], ...more }: Partial<NewReview> & { items?: { title: string; summary?: string; keywords?: string[]; persons?: string[]; institutionIds?: string[]; categories?: string[] }[] } = {}): Promise<string> {
  const { id } = await addReview(platform, office, { ...terms, ...more });
  for (const item of items) await addItem(platform, office, id, { summary: '', keywords: [], persons: [], institutionIds: [], categories: [], ...item });
  await chooseReviewers(platform, office, id, { memberIds: experts.map(({ memberId }) => memberId) });
  await step(platform, office, id, 'sendInvitations');
  return id;
}

export async function step(platform: Platform, actor: PersonActor, id: string, transition: string, reason?: string): Promise<void> {
  const { version } = await showReview(platform, actor, id);
  await moveReview(platform, actor, { id, transition, version, reason });
}

export async function reply(platform: Platform, { person }: Expert, id: string, transition: 'join' | 'decline', reason?: string): Promise<void> {
  const own = await ownPart(platform, person, id);
  await answerInvitation(platform, person, { id: own.id, transition, version: own.version, reason });
}

export async function pledge(platform: Platform, { person }: Expert, id: string): Promise<void> {
  const own = await ownPart(platform, person, id);
  await signPledge(platform, person, own.id, { digest: pledgeDigest(own.pledge.text) });
}

/** A review that is being scored: all have accepted and signed, the first chairs. */
export async function aRunningReview(platform: Platform, office: PersonActor, experts: readonly Expert[], more: Parameters<typeof anInvitedReview>[3] = {}): Promise<string> {
  const id = await anInvitedReview(platform, office, experts, more);
  for (const expert of experts) { await reply(platform, expert, id, 'join'); await pledge(platform, expert, id); }
  const [first] = experts;
  if (first === undefined) throw new Error('a panel of nobody');
  const own = await ownPart(platform, first.person, id);
  await nameChair(platform, office, own.id);
  await step(platform, office, id, 'begin');
  return id;
}

/** What somebody has in a review, who has a part in it. */
async function ownPart(platform: Platform, person: PersonActor, id: string) {
  const { own } = await showReview(platform, person, id);
  if (own === null) throw new Error('no reviewer');
  return own;
}

/** Hands in all that an expert has, with the same marks. */
export async function submitAll(platform: Platform, { person }: Expert, id: string, score = 8): Promise<void> {
  const { preset } = await showReview(platform, person, id);
  const own = await ownPart(platform, person, id);
  for (const { assignmentId, submitted } of own.items) if (!submitted) await submitSheet(platform, person, assignmentId, { version: 0, answers: marks(score, preset), remark: '' });
}

export const codeOf = (call: Promise<unknown>): Promise<string> => call.then(() => 'done', (error: { kind?: { code: string }; message: string }) => error.kind?.code ?? error.message);
