import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { Refusal } from '#kernel/refusal.ts';
import { systemActor, type PersonActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { loadSigning } from '#kernel/signing/documents.ts';
import { newKey } from '#kernel/signing/keys.ts';
import { appointSignatory, registerKey } from '#kernel/signing/signatories.ts';
import { aRegistration, signAs, type TestSignatory } from '#kernel/signing/testing.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { assignInitiative, importPlan, showPlan } from '#modules/plan/index.ts';
import { loadConsent } from '../governance/index.ts';
import { allAgree, answerAs, theFour } from '../governance/testing.ts';
import { schemeSubject } from './consent/decision.ts';
import { schemeOutcomes } from './consent/outcomes.ts';
import type { SchemeLimits } from './restrictions.ts';
import { setLimits } from './service/limits.ts';
import { addOffer, moveOffer, setQuota } from './service/offers.ts';
import { beginApplication, moveApplication, saveApplication } from './service/applications.ts';
import { begin } from './rehearsal/computations.ts';
import { rehearse as tryAll, showRehearsal, type Rehearsal } from './rehearsal/rehearse.ts';
import { checkMatcher, checkMatching, decideMatching as matchNow } from './service/matching.ts';
import { addScheme, findScheme, moveScheme, showScheme, type NewScheme } from './service/schemes.ts';

/** A region to exchange in: an initiative that all four take part in, an officer of each party, a university of each with its officer. */
export type Region = {
  readonly itemId: string;
  readonly officers: Readonly<Record<PartyCode, PersonActor>>;
  readonly universities: Readonly<Record<PartyCode, string>>;
  readonly deans: Readonly<Record<PartyCode, PersonActor>>;
  readonly signatories: Readonly<Record<PartyCode, TestSignatory>>;
};

/** What the exchange's tests stand on: a database, a platform in the spring of 2027, a region, and a year that no other scheme has. */
export type Exchange = { readonly db: TestDatabase; readonly platform: Platform; readonly region: Region; readonly nextYear: () => number; /** What somebody does to an application, as it stands now. */ readonly act: (actor: PersonActor, id: string, transition: string, reason?: string) => Promise<void> };

export async function anExchange(migrations: Parameters<typeof createTestDatabase>[0]): Promise<Exchange> {
  const db = await createTestDatabase(migrations);
  const platform = testPlatform(db, { now: '2027-04-01T02:00:00Z', outcomes: { 'exchange.scheme': schemeOutcomes } });
  let year = 2030;
  return { db, platform, region: await aRegion(db, platform), nextYear: () => (year += 1), act: (actor, id, transition, reason) => actOn(platform, db, actor, id, transition, reason) };
}

/** 'done', or the code by which the platform or the database refused. */
export const refusedWith = (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (error: unknown) => (error instanceof Refusal ? error.kind.code : (error as { code?: string }).code ?? String(error)));

const each = <T>(make: (party: PartyCode) => T): Record<PartyCode, T> => Object.fromEntries(partyCodes.map((party) => [party, make(party)])) as Record<PartyCode, T>;

export async function aRegion(db: TestDatabase, platform: Platform): Promise<Region> {
  await inTransaction(db, systemActor('test'), async (tx) => directory.loadReferenceData?.(tx));
  const officers = each((party) => anOfficer(party));
  const { id } = await importPlan(platform, officers['32'], { title: '三年行动计划', startsOn: '2027-01-01', endsOn: '2029-12-31', sourceName: '计划.txt', sourceText: plan, mechanisms: {} });
  const item = (await showPlan(platform, officers['32'], id)).items.find(({ kind }) => kind === 'initiative');
  if (item === undefined) throw new Error('the plan has no initiative');
  await assignInitiative(platform, officers['32'], item.id, { version: 1, lead: '32', leadInstitutionId: null, partners: (['31', '33', '34'] as const).map((party) => ({ party, institutionId: null })), mechanisms: ['exchange'] });
  const { rows } = await db.admin.query<{ id: string; party: PartyCode }>("select distinct on (party) id, party from directory.institution where kind = 'university' order by party, id");
  const universities = each((party) => rows.find((row) => row.party === party)?.id ?? '');
  const signatories = await theSignatories(db, platform);
  return { itemId: item.id, officers, signatories, universities, deans: each((party) => ({ role: 'institution_officer', party, organizationId: universities[party], accountId: randomUUID(), personId: randomUUID() })) };
}

/** A signatory of each party with a key. The database's clock has its say in terms and keys beside the platform's. */
async function theSignatories(db: TestDatabase, platform: Platform): Promise<Record<PartyCode, TestSignatory>> {
  const made: [PartyCode, TestSignatory][] = [];
  const { signatories } = await theFour(db);
  const from = Temporal.Now.plainDateISO('Asia/Shanghai').subtract({ days: 1 });
  for (const party of partyCodes) {
    const actor = signatories[party];
    await inTransaction(db, systemActor('test'), (tx) => appointSignatory(tx, { party, accountId: actor.accountId, from: from.toString(), until: from.add({ years: 3 }).toString(), resolution: '长三角教〔2027〕1号' }));
    const key = newKey('P-256');
    made.push([party, { actor, key, keyId: (await registerKey(platform, actor, aRegistration(platform, party, key))).id }]);
  }
  await db.admin.query('update kernel.signing_key set valid_from = $1', [from.toString()]);
  return Object.fromEntries(made) as Record<PartyCode, TestSignatory>;
}

/** Puts a scheme to the four, as its party does. */
export async function putToFour(platform: Platform, { officers }: Pick<Region, 'officers'>, id: string, owner: PartyCode = '32'): Promise<void> {
  const { version } = await showScheme(platform, officers[owner], id);
  await moveScheme(platform, officers[owner], { id, transition: 'consult', version, fields: { consentUntil: today(platform).add({ days: 7 }).toString() } });
}

/** The clauses of the newest round, as the four have them before them. */
export async function clausesBefore(platform: Platform, { officers }: Pick<Region, 'officers'>, id: string) {
  const consent = await inTransaction(platform.database, officers['31'], (tx) => loadConsent(tx, schemeSubject(id)));
  return consent?.rounds.at(-1)?.clauses;
}

const carrying = (platform: Platform): Platform => ({ ...platform, outcomes: { ...platform.outcomes, 'exchange.scheme': schemeOutcomes } });

/** What is before the four is answered and then signed by each of them. */
export async function agreeAsTheFour(platform: Platform, region: Pick<Region, 'officers' | 'signatories'>, id: string): Promise<void> {
  await answerAsTheFour(platform, region, id);
  await signAsTheFour(platform, region, id);
}

/** Each named party answers what is before it. */
export async function answerAsTheFour(platform: Platform, { officers, signatories }: Pick<Region, 'officers' | 'signatories'>, id: string, answers: Parameters<typeof answerAs>[3] = allAgree): Promise<string> {
  const { decision: { consent } } = await showScheme(platform, officers['31'], id);
  if (consent === null) throw new Error('nothing to answer');
  return answerAs(carrying(platform), each((party) => signatories[party].actor), consent, answers);
}

export async function signAsTheFour(platform: Platform, { signatories }: Pick<Region, 'signatories'>, id: string): Promise<void> {
  const signing = await inTransaction(platform.database, systemActor('test'), (tx) => loadSigning(tx, schemeSubject(id)));
  if (signing === undefined) throw new Error('nothing to sign');
  for (const party of partyCodes) await signAs(carrying(platform), signing, signatories[party]);
}

const plan = '长三角教育一体化三年行动计划\n一、重点任务\n(一)高等教育\n1.扩展高校交换生计划。推进四地高校学生交流。\n';

/** A person of a university who acts for themselves. */
export async function aMember(db: TestDatabase, region: Region, party: PartyCode, name = '蒋雨欣'): Promise<PersonActor> {
  const { rows: [person] } = await db.admin.query<{ id: string }>("insert into directory.person (name, party, institution_id, visibility) values ($1, $2, $3, 'organization') returning id", [name, party, region.universities[party]]);
  return { role: 'member', party, accountId: randomUUID(), personId: person?.id ?? '' };
}

export const schemeText: Omit<NewScheme, 'itemId'> = {
  preset: 'exchangeStudents', year: 2027, title: '2027年高校交换生方案', note: null, startsOn: '2027-09-01', endsOn: '2028-01-15', applyUntil: '2027-04-30', answerUntil: '2027-06-01', mostWishes: 3, mechanism: 'ttc-balanced', tolerance: 0,
};

/** A scheme that the four have agreed to and that is open, with a quota and an offer of `places` at each of `parties`. */
export async function anOpenScheme(platform: Platform, region: Region, { parties = ['32', '33'] as readonly PartyCode[], places = 2, quota = 2, limits, ...text }: Partial<NewScheme> & { parties?: readonly PartyCode[]; places?: number; quota?: number; limits?: SchemeLimits } = {}): Promise<{ id: string; offers: Record<PartyCode, string> }> {
  const { itemId, officers, universities, deans } = region;
  const { id } = await addScheme(platform, officers['32'], { ...schemeText, itemId, ...text });
  for (const party of parties) await setQuota(platform, officers[party], id, { institutionId: universities[party], places: quota });
  if (limits !== undefined) await setLimits(platform, officers['32'], id, { version: 1, ...limits });
  await putToFour(platform, region, id);
  await agreeAsTheFour(platform, region, id);
  await moveScheme(platform, officers['32'], { id, transition: 'open', version: (await showScheme(platform, officers['32'], id)).version });
  const offers = each(() => '');
  // In a programme of pairs a post is a person, and the test makes its own.
  for (const party of places === 0 ? [] : parties) {
    offers[party] = (await addOffer(platform, deans[party], id, { institutionId: universities[party], title: `交换名额${party}`, description: '随班学习一学期', requirements: null, capacity: places, tutor: null, lodging: null, allowance: null })).id;
    await moveOffer(platform, deans[party], { id: offers[party], transition: 'publish', version: 1 });
  }
  return { id, offers };
}

/** An application that was sent in; gives its id. */
export async function anApplication(platform: Platform, member: PersonActor, schemeId: string, wishes: readonly string[], more: { category?: string; team?: string } = {}): Promise<string> {
  const { id, version } = await beginApplication(platform, member, schemeId);
  const saved = await saveApplication(platform, member, id, { version, statement: '希望学习教育技术', wishes, ...more });
  await handInPapers(platform, member, id);
  await moveApplication(platform, member, { id, transition: 'submit', version: saved.version });
  return id;
}

/** A file for each paper of an application. */
export async function handInPapers(platform: Platform, member: PersonActor, id: string): Promise<void> {
  await inTransaction(platform.database, member, (tx) => sql`
    insert into kernel.file (sha256, size, media_type, name, subject_type, subject_id, party)
    select sha256(p.key::bytea), 9, 'application/pdf', p.key || '.pdf', 'exchange.paper', p.id::text, kernel.actor_party() from exchange.paper p where p.application_id = ${id}`.execute(tx.db));
}

/** What a person or an officer does to an application, as it stands in the database now. */
export async function actOn(platform: Platform, db: TestDatabase, actor: PersonActor, id: string, transition: string, reason?: string): Promise<void> {
  const { rows: [row] } = await db.admin.query<{ version: number }>('select version from exchange.application where id = $1', [id]);
  await moveApplication(platform, actor, { id, transition, version: row?.version ?? 0, reason });
}

const quietly = async () => undefined;

/** Has a scheme matched and made known, as the queue does when its party asks for it. */
export async function decideMatching(platform: Platform, actor: PersonActor, schemeId: string, version: number): Promise<void> {
  await inTransaction(platform.database, actor, (tx) => checkMatching(tx, actor, schemeId, version));
  await matchNow(platform, schemeId, version, quietly);
}

/** Has the mechanisms tried, as the queue does; gives what came out. */
export async function rehearse(platform: Platform, actor: PersonActor, schemeId: string): Promise<Rehearsal> {
  const scheme = await inTransaction(platform.database, systemActor('test'), (tx) => findScheme(tx, schemeId));
  checkMatcher(actor, scheme);
  await inTransaction(platform.database, systemActor('test'), (tx) => begin(tx, scheme, 'rehearsal', null));
  await tryAll(platform, schemeId, quietly);
  const { rehearsal } = await showRehearsal(platform, actor, schemeId);
  if (rehearsal?.result == null) throw new Error('nothing came out');
  return rehearsal.result;
}

export type Applicant = { readonly party: PartyCode; readonly member: PersonActor; readonly id: string };

/** A scheme in which so many of each party have been nominated for the offer at the other, and hosts are about to order. */
export async function aSchemeToOrder(platform: Platform, db: TestDatabase, region: Region, perParty: Partial<Record<PartyCode, number>>, more: Parameters<typeof anOpenScheme>[2] = {}): Promise<{ id: string; offers: Record<PartyCode, string>; people: Applicant[] }> {
  const { id, offers } = await anOpenScheme(platform, region, { quota: 5, ...more });
  const people: Applicant[] = [];
  for (const [party, count] of Object.entries(perParty) as [PartyCode, number][]) {
    for (let i = 0; i < count; i += 1) {
      const member = await aMember(db, region, party, `${party}学生${i}`);
      const application = await anApplication(platform, member, id, [offers[party === '32' ? '33' : '32']]);
      await actOn(platform, db, region.deans[party], application, 'nominate');
      people.push({ party, member, id: application });
    }
  }
  await moveScheme(platform, region.officers['32'], { id, transition: 'order', version: (await showScheme(platform, region.officers['32'], id)).version });
  return { id, offers, people };
}
