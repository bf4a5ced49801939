import type pg from 'pg';
import type { PersonActor, PersonRole } from '#kernel/actor/actor.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { addOffer, addScheme, beginApplication, moveApplication, moveOffer, moveScheme, saveApplication, setQuota, showOwn, showScheme, type NewScheme } from '#modules/exchange/index.ts';
import { listPlans, showPlan } from '#modules/plan/index.ts';
import type { DemoAccount } from './accounts.ts';
import { appointTheFour, decideAsTheFour, type Seals } from './four.ts';
import { handInPapers } from './papers.ts';
import type { Random } from './random.ts';
import { loadDemonstrationStays } from './stays.ts';

type Actors = Readonly<Record<PartyCode, PersonActor>>;
type People = { readonly officers: Actors; readonly deans: Actors; readonly members: Actors; readonly seals: Seals };

const offers: Readonly<Record<PartyCode, { title: string; description: string; requirements: string }>> = {
  '31': { title: '教育学强化班', description: '随教育学本科强化班学习一学期，选修不少于12学分，参加书院活动。', requirements: '已修教育学原理，平均绩点3.0以上' },
  '32': { title: '教育技术学本科班', description: '随班学习一学期，参加智慧课堂课题组。', requirements: '师范类专业，大学二、三年级' },
  '33': { title: '师范专业本科班', description: '随班学习一学期，每周到附属小学见习一天。', requirements: '师范类专业' },
  '34': { title: '乡村教育实践班', description: '随班学习，并到乡村小学支教四周。', requirements: '身体健康，能适应乡村生活' },
};
const wishes: Readonly<Record<PartyCode, readonly PartyCode[]>> = { '31': ['32', '33'], '32': ['33', '31'], '33': ['31', '32'], '34': ['33', '31'] };

/** Schemes to try: exchange students nominated and waiting for the hosts' order and the matching, visiting scholars who can apply, and those of this and earlier terms with everybody who went. */
export async function loadDemonstrationExchange(platform: Platform, accounts: readonly DemoAccount[], client: pg.Client, random: Random): Promise<void> {
  const people: People = { officers: actorsOf(accounts, 'party_officer'), deans: actorsOf(accounts, 'institution_officer'), members: actorsOf(accounts, 'member'), seals: await appointTheFour(platform, client) };
  const owner = people.officers['32'];
  const [plan] = await listPlans(platform, owner);
  if (plan === undefined) return;
  const items = (await showPlan(platform, owner, plan.id)).items.filter(({ mechanisms, lead, partners }) => mechanisms.includes('exchange') && (lead === '32' || partners.includes('32')));
  const item = items.find(({ title }) => title.includes('交换生')) ?? items[0];
  if (item === undefined) return;
  const day = today(platform);
  const year = day.year + 1;
  const dates = { year, applyUntil: day.add({ days: 40 }).toString(), answerUntil: day.add({ days: 70 }).toString(), startsOn: day.add({ days: 100 }).toString(), endsOn: day.add({ days: 230 }).toString() };
  const note = '面向二、三年级本科生。交通补贴每人每学期1500元，由派出方承担；住宿由接收方按本校学生标准安排。';
  const students = await openScheme(platform, people, { ...dates, preset: 'exchangeStudents', itemId: item.id, title: `${year}年高校交换生方案（演示）`, note, mostWishes: 6, mechanism: 'ttc-balanced', tolerance: 1 });
  for (const party of partyCodes) await applyFor(platform, people, students, party, client);
  await moveScheme(platform, owner, { id: students.id, transition: 'order', version: (await showScheme(platform, owner, students.id)).version });
  await openScheme(platform, people, { ...dates, preset: 'visitingScholars', itemId: item.id, title: `${year}年访问学者方案（演示）`, note: null, mostWishes: 3, mechanism: 'da-applicant', tolerance: 0 });
  await loadDemonstrationStays({ platform, client, itemId: item.id, members: people.members, deans: people.deans, random });
}

/** A scheme that the four have agreed to, with quotas and offers, taking applications. */
async function openScheme(platform: Platform, { officers, deans, seals }: People, text: NewScheme): Promise<{ id: string; offers: Map<PartyCode, string> }> {
  const { id } = await addScheme(platform, officers['32'], text);
  for (const party of partyCodes) await setQuota(platform, officers[party], id, { institutionId: institutionOf(deans[party]), places: 2 });
  await moveScheme(platform, officers['32'], { id, transition: 'consult', version: 1, fields: { consentUntil: today(platform).add({ days: 10 }).toString() } });
  await decideAsTheFour(platform, seals, { type: 'exchange.scheme', id });
  await moveScheme(platform, officers['32'], { id, transition: 'open', version: (await showScheme(platform, officers['32'], id)).version });
  const made = new Map<PartyCode, string>();
  for (const party of partyCodes) {
    const offer = await addOffer(platform, deans[party], id, { institutionId: institutionOf(deans[party]), ...offers[party], capacity: 2, tutor: null, lodging: '学生公寓四人间', allowance: null });
    await moveOffer(platform, deans[party], { id: offer.id, transition: 'publish', version: 1 });
    made.set(party, offer.id);
  }
  return { id, offers: made };
}

async function applyFor(platform: Platform, { members, deans }: People, scheme: { id: string; offers: Map<PartyCode, string> }, party: PartyCode, client: pg.Client): Promise<void> {
  const { id, version } = await beginApplication(platform, members[party], scheme.id);
  const wanted = wishes[party].flatMap((of) => scheme.offers.get(of) ?? []);
  const saved = await saveApplication(platform, members[party], id, { version, statement: '希望体验不同的课堂，学习当地学校的做法，回来后在本校分享。', wishes: wanted });
  await handInPapers(platform, client, id);
  await moveApplication(platform, members[party], { id, transition: 'submit', version: saved.version });
  const own = await showOwn(platform, members[party], scheme.id);
  await moveApplication(platform, deans[party], { id, transition: 'nominate', version: own.application?.version ?? 0 });
}

function institutionOf({ organizationId }: PersonActor): string {
  if (organizationId === undefined) throw new Error('an institution officer without an institution');
  return organizationId;
}

function actorsOf(accounts: readonly DemoAccount[], role: PersonRole): Actors {
  const actors = accounts.filter((account) => account.role === role).map(({ id, personId, grantId, party, organizationId }): [string, PersonActor] => [party ?? '', { role, accountId: id, personId, grantId, ...(party === null ? {} : { party }), ...(organizationId === null ? {} : { organizationId }) }]);
  return Object.fromEntries(actors) as Actors;
}
