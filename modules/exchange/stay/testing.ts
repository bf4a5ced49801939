import { sql } from 'kysely';
import type { PersonActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import type { Platform } from '#kernel/platform.ts';
import { Refusal } from '#kernel/refusal.ts';
import { at, testPlatform } from '#kernel/testing.ts';
import type { MigrationSource } from '#kernel/database/migrate.ts';
import { moveApplication, showOwn } from '../service/applications.ts';
import { moveScheme, showScheme } from '../service/schemes.ts';
import { decideMatching, aMember, anApplication, anOpenScheme, aRegion, type Region } from '../testing.ts';
import { sendAgreement, type NewVersion } from './service/agreements.ts';
import { signAgreement } from './service/signatures.ts';
import { waiveObjection } from './service/objections.ts';
import { assess, certifyStay, moveStay, showStay } from './service/stays.ts';
import type { Recognised } from './rules.ts';

export type World = { readonly db: TestDatabase; readonly platform: Platform; readonly region: Region };
export type Accepted = { readonly id: string; readonly application: string; readonly person: PersonActor };

/** A database with these tables, a platform on 1 April 2027 and a region in it. */
export async function aWorld(migrations: readonly MigrationSource[]): Promise<World> {
  const db = await createTestDatabase(migrations);
  const platform = testPlatform(db, { now: '2027-04-01T02:00:00Z' });
  return { db, platform, region: await aRegion(db, platform) };
}

/** The code with which something is refused, by the platform or by the database; 'done' where it is not. */
export async function refusedWith(work: Promise<unknown>): Promise<string> {
  return work.then(() => 'done', (error: unknown) => (error instanceof Refusal ? error.kind.code : (error as { code?: string }).code ?? String(error)));
}

/** A scan of a signed page as the upload leaves it. */
export async function scanOf({ db }: World, actor: PersonActor, signature: string): Promise<void> {
  await inTransaction(db, actor, (tx) => sql`
    insert into kernel.file (sha256, size, media_type, name, subject_type, subject_id, party) values (sha256('scan'), 4, 'application/pdf', '签字页.pdf', 'exchange.signature', ${signature}, ${actor.party ?? null})`.execute(tx.db));
}

type SchemeWish = NonNullable<Parameters<typeof anOpenScheme>[2]>;

let year = 2060;

/** Somebody of 32 who has accepted a place at 33. */
export async function anAccepted({ db, platform, region }: World, more: SchemeWish = {}, member?: PersonActor): Promise<Accepted> {
  year += 1;
  const { id, offers } = await anOpenScheme(platform, region, { year, mechanism: 'da-applicant', ...more });
  const person = member ?? await aMember(db, region, '32');
  const application = await anApplication(platform, person, id, [offers['33']]);
  const schemeVersion = async () => (await showScheme(platform, region.officers['32'], id)).version;
  const { rows: [row] } = await db.admin.query<{ version: number }>('select version from exchange.application where id = $1', [application]);
  await moveApplication(platform, region.deans['32'], { id: application, transition: 'nominate', version: row?.version ?? 0 });
  await moveScheme(platform, region.officers['32'], { id, transition: 'order', version: await schemeVersion() });
  await decideMatching(platform, region.officers['32'], id, await schemeVersion());
  await moveApplication(platform, person, { id: application, transition: 'accept', version: (await showOwn(platform, person, id)).application?.version ?? 0 });
  return { id, application, person };
}

/** A learning agreement as one would send it; `more` changes it. */
export function aVersion(more: Partial<NewVersion> & { texts?: Record<string, string> } = {}): NewVersion {
  const { texts = {}, ...rest } = more;
  return {
    content: {
      texts: { tutor: '潘俊杰', emergency: '家长 139…', ...texts },
      courses: [{ homeCourse: '现代教育技术', homeCredits: 3, hostCourse: '教育技术学导论', hostCredits: 2, hours: 48 }, { homeCourse: '课程论', homeCredits: 2, hostCourse: '课程与教学论', hostCredits: 2, hours: 32 }],
      scale: { host: '百分制', home: '五级制', lines: [{ atLeast: 90, grade: '优秀' }, { atLeast: 80, grade: '良好' }, { atLeast: 70, grade: '中等' }, { atLeast: 60, grade: '及格' }] },
    },
    from: '2027-09-01', to: '2028-01-15', guardian: null, teacher: null, tutor: null, ...rest,
  };
}

/** Sends a version as the host. */
export async function send({ platform, region }: World, { application, person }: Accepted, version: NewVersion = aVersion(), by: PartyCode = '33'): Promise<string> {
  const now = (await showStay(platform, person, application)).agreement;
  await sendAgreement(platform, region.deans[by], application, { version: now?.version ?? 0, ...version });
  return openDigest(platform, person, application);
}

export async function openDigest(platform: Platform, actor: PersonActor, application: string): Promise<string> {
  const { agreement } = await showStay(platform, actor, application);
  return agreement?.versions.find(({ number }) => number === agreement.open)?.digest ?? '';
}

/** Sends it, and the three sign it. */
export async function inForce(world: World, accepted: Accepted, version: NewVersion = aVersion()): Promise<Accepted> {
  const { platform, region } = world;
  const digest = await send(world, accepted, version);
  for (const [signatory, actor] of [['person', accepted.person], ['home', region.deans['32']], ['host', region.deans['33']]] as const) await signAgreement(platform, actor, accepted.application, { signatory, digest });
  return accepted;
}

/** The same platform on another day. */
export function onDay({ platform }: World, now: string): Platform {
  return at(platform, now);
}

/** Somebody of 32 who has arrived at 33 on the first of the days agreed, 1 September 2027 unless another version says otherwise. */
export async function anUnderway(world: World, more: SchemeWish = {}, version: NewVersion = aVersion(), member?: PersonActor): Promise<Accepted> {
  const accepted = await inForce(world, await anAccepted(world, more, member), version);
  await moveStay(onDay(world, `${version.from}T02:00:00Z`), world.region.deans['33'], accepted.application, { transition: 'arrive', version: 1 });
  return accepted;
}

/** Somebody who is back on 15 January 2028 with all assessments, no objection and a certificate. */
export async function aCertified(world: World, recognised: readonly Recognised[], member?: PersonActor): Promise<Accepted & { number: string }> {
  const { region } = world;
  const accepted = await anUnderway(world, {}, aVersion(), member);
  const after = onDay(world, '2028-01-15T02:00:00Z');
  await moveStay(after, region.deans['33'], accepted.application, { transition: 'finish', version: 2 });
  for (const actor of [accepted.person, region.deans['32'], region.deans['33']]) await assess(after, actor, accepted.application, { grade: 'good', text: '鉴定' });
  await waiveObjection(after, accepted.person, accepted.application);
  return { ...accepted, ...(await certifyStay(after, region.deans['32'], accepted.application, { version: 3, recognised })) };
}
