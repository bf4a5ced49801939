import { randomUUID } from 'node:crypto';
import { systemActor, type PersonActor } from '#kernel/actor/actor.ts';
import type { TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import type { Platform } from '#kernel/platform.ts';
import { anOfficer } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { assignInitiative, importPlan, showPlan } from '#modules/plan/index.ts';
import type { SchemeLimits } from './restrictions.ts';
import { setLimits } from './service/limits.ts';
import { addOffer, moveOffer, setQuota } from './service/offers.ts';
import { beginApplication, moveApplication, saveApplication } from './service/applications.ts';
import { addScheme, approveScheme, moveScheme, showScheme, type NewScheme } from './service/schemes.ts';

/** A region to exchange in: an initiative that all four take part in, an officer of each party, a university of each with its officer. */
export type Region = {
  readonly itemId: string;
  readonly officers: Readonly<Record<PartyCode, PersonActor>>;
  readonly universities: Readonly<Record<PartyCode, string>>;
  readonly deans: Readonly<Record<PartyCode, PersonActor>>;
};

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
  return { itemId: item.id, officers, universities, deans: each((party) => ({ role: 'institution_officer', party, organizationId: universities[party], accountId: randomUUID(), personId: randomUUID() })) };
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
export async function anOpenScheme(platform: Platform, { itemId, officers, universities, deans }: Region, { parties = ['32', '33'] as readonly PartyCode[], places = 2, quota = 2, limits, ...text }: Partial<NewScheme> & { parties?: readonly PartyCode[]; places?: number; quota?: number; limits?: SchemeLimits } = {}): Promise<{ id: string; offers: Record<PartyCode, string> }> {
  const { id } = await addScheme(platform, officers['32'], { ...schemeText, itemId, ...text });
  for (const party of parties) await setQuota(platform, officers[party], id, { institutionId: universities[party], places: quota });
  if (limits !== undefined) await setLimits(platform, officers['32'], id, { version: 1, ...limits });
  await moveScheme(platform, officers['32'], { id, transition: 'consult', version: limits === undefined ? 1 : 2 });
  const { digest } = await showScheme(platform, officers['32'], id);
  for (const party of partyCodes) await approveScheme(platform, officers[party], id, digest);
  await moveScheme(platform, officers['32'], { id, transition: 'open', version: limits === undefined ? 3 : 4 });
  const offers = each(() => '');
  for (const party of parties) {
    offers[party] = (await addOffer(platform, deans[party], id, { institutionId: universities[party], title: `交换名额${party}`, description: '随班学习一学期', requirements: null, capacity: places, tutor: null, lodging: null, allowance: null })).id;
    await moveOffer(platform, deans[party], { id: offers[party], transition: 'publish', version: 1 });
  }
  return { id, offers };
}

/** An application that was sent in; gives its id. */
export async function anApplication(platform: Platform, member: PersonActor, schemeId: string, wishes: readonly string[], more: { category?: string; team?: string } = {}): Promise<string> {
  const { id, version } = await beginApplication(platform, member, schemeId);
  const saved = await saveApplication(platform, member, id, { version, statement: '希望学习教育技术', wishes, ...more });
  await moveApplication(platform, member, { id, transition: 'submit', version: saved.version });
  return id;
}

/** What a person or an officer does to an application, as it stands in the database now. */
export async function actOn(platform: Platform, db: TestDatabase, actor: PersonActor, id: string, transition: string, reason?: string): Promise<void> {
  const { rows: [row] } = await db.admin.query<{ version: number }>('select version from exchange.application where id = $1', [id]);
  await moveApplication(platform, actor, { id, transition, version: row?.version ?? 0, reason });
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
