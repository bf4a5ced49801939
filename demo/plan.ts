import { readFile } from 'node:fs/promises';
import type { PersonActor } from '#kernel/actor/actor.ts';
import { partyCodes, type PartyCode, type Mechanism } from '#kernel/domain.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { addAim, addMilestone, assignInitiative, changePlan, importPlan, listReports, moveMilestone, movePlan, moveReport, reviewReport, showPlan, writeReport } from '#modules/plan/index.ts';
import type { DemoAccount } from './accounts.ts';
import { loadDemonstrationKeyPoints } from './key-points.ts';
import { agreeComments, reportTexts, returnComments, workFor } from './plan-contents.ts';
import type { Random } from './random.ts';

const source = new URL('../modules/plan/document/fixtures/three-year-action-plan.txt', import.meta.url);

/** A title of its own: the document itself remains for people to import. */
const title = '长三角地区教育一体化发展三年行动计划（演示）';

type Officers = Readonly<Record<PartyCode, PersonActor>>;
type Item = Awaited<ReturnType<typeof showPlan>>['items'][number];

/**
 * The real plan under way in its second year: led by all four in turn, with aims and milestones that are done, in time, at risk and late,
 * and reports in every state. Driven through the use cases that people use, as the officers of the demonstration.
 */
export async function loadDemonstrationPlan(platform: Platform, accounts: readonly DemoAccount[], random: Random): Promise<void> {
  const officers = officersOf(accounts);
  const year = today(platform).year - 1;
  const chair = officers['31'];
  const { id } = await importPlan(platform, chair, { title, startsOn: `${year}-01-01`, endsOn: `${year + 2}-12-31`, sourceName: '三年行动计划.txt', sourceText: `${title}\n${await readFile(source, 'utf8')}`, mechanisms: {} });
  const { items, plan } = await showPlan(platform, chair, id);
  const worked = items.filter(({ kind }) => kind === 'initiative' || kind === 'safeguard');
  for (const [i, item] of worked.entries()) await workOn(platform, officers, item, { year, place: i, random: random.fork(item.code) });
  await movePlan(platform, chair, { id, transition: 'launch', version: plan.version, reason: '经四方会商一致同意，启动实施。' });
  await changePlan(platform, chair, id, { version: plan.version + 1, title, published: true });
  await loadDemonstrationKeyPoints(platform, officers, id);
}

async function workOn(platform: Platform, officers: Officers, item: Item, { year, place, random }: { year: number; place: number; random: Random }): Promise<void> {
  const lead = partyCodes[place % 4] ?? '31';
  const others = partyCodes.filter((party) => party !== lead);
  const partners = random.share() < 0.6 ? others : others.filter((_, i) => i !== place % 3);
  await assignInitiative(platform, officers['31'], item.id, { version: 1, lead, leadInstitutionId: null, partners: partners.map((party) => ({ party, institutionId: null })), mechanisms: item.mechanisms as Mechanism[] });
  // A few are assigned and nothing more yet: there is something left to do.
  if (place % 11 === 7) return;
  const { steps, aim } = workFor(item.mechanisms);
  await addAim(platform, officers[lead], item.id, { ...aim, targetOn: `${year + 2}-12-31` });
  const owners = steps.map((_, i) => (i % 2 === 0 ? lead : (partners[i % partners.length] ?? lead)));
  let before: string | undefined;
  for (const [i, step] of steps.entries()) {
    const owner = owners[i] ?? lead;
    const { startsOn, dueOn } = times(year, i, random);
    const { id } = await addMilestone(platform, officers[lead], item.id, { title: step, startsOn, dueOn, party: owner, dependsOn: before === undefined ? [] : [before] });
    await reportOn(platform, officers, { id, owner, startsOn, dueOn, reviewers: [lead, ...partners].filter((party) => party !== owner), random });
    before = id;
  }
}

/** Four steps over the three years, half a year and more each. */
function times(year: number, step: number, random: Random): { startsOn: string; dueOn: string } {
  const begin = Temporal.PlainDate.from({ year, month: 1, day: 1 }).add({ months: step * 8 + random.below(3) });
  return { startsOn: begin.toString(), dueOn: begin.add({ months: 6 + random.below(3), days: random.below(20) }).toString() };
}

async function reportOn(platform: Platform, officers: Officers, { id, owner, startsOn, dueOn, reviewers, random }: { id: string; owner: PartyCode; startsOn: string; dueOn: string; reviewers: readonly PartyCode[]; random: Random }): Promise<void> {
  const day = today(platform).toString();
  if (startsOn > day) return;
  const luck = random.share();
  const past = dueOn < day;
  if (past && luck < 0.86) {
    await settle(platform, officers, { id, owner, reviewers, percent: 100, random });
    const doneOn = Temporal.PlainDate.from(dueOn).subtract({ days: random.below(25) }).toString();
    await moveMilestone(platform, officers[owner], { id, transition: 'complete', version: await versionAfterReports(platform, officers[owner], id), fields: { doneOn } });
    return;
  }
  if (luck < 0.25) return; // nothing reported yet
  const elapsed = Temporal.PlainDate.from(startsOn).until(day).days / Temporal.PlainDate.from(startsOn).until(dueOn).days;
  const percent = Math.max(5, Math.min(95, Math.round((elapsed * (0.6 + random.share() * 0.5) * 100) / 5) * 5));
  if (luck < 0.5) await settle(platform, officers, { id, owner, reviewers, percent, random });
  else await report(platform, officers[owner], id, { percent, random });
  if (luck > 0.92) await sendBack(platform, officers, { id, owner, reviewers, random });
}

/** A report that all who take part have agreed to. */
async function settle(platform: Platform, officers: Officers, { id, owner, reviewers, percent, random }: { id: string; owner: PartyCode; reviewers: readonly PartyCode[]; percent: number; random: Random }): Promise<void> {
  const reportId = await report(platform, officers[owner], id, { percent, random });
  for (const party of reviewers) await reviewReport(platform, officers[party], reportId, { version: 2, verdict: 'agree', comment: random.pick(agreeComments) });
}

async function report(platform: Platform, officer: PersonActor, milestoneId: string, { percent, random }: { percent: number; random: Random }): Promise<string> {
  const { id, version } = await writeReport(platform, officer, milestoneId, { text: random.pick(reportTexts), percent });
  await moveReport(platform, officer, { id, transition: 'submit', version });
  return id;
}

async function sendBack(platform: Platform, officers: Officers, { id, owner, reviewers, random }: { id: string; owner: PartyCode; reviewers: readonly PartyCode[]; random: Random }): Promise<void> {
  const [first] = reviewers;
  const [open] = await listReports(platform, officers[owner], id);
  if (first === undefined || open === undefined || open.state !== 'submitted') return;
  await reviewReport(platform, officers[first], open.id, { version: open.version, verdict: 'return', comment: random.pick(returnComments) });
}

/** A milestone that was planned and then reported on has moved once. */
async function versionAfterReports(platform: Platform, officer: PersonActor, milestoneId: string): Promise<number> {
  const reports = await listReports(platform, officer, milestoneId);
  return 1 + reports.length;
}

function officersOf(accounts: readonly DemoAccount[]): Officers {
  const actors = accounts.filter(({ role }) => role === 'party_officer').map(({ id, personId, grantId, party }): [string, PersonActor] => [party ?? '', { role: 'party_officer', accountId: id, personId, grantId, ...(party === null ? {} : { party }) }]);
  return Object.fromEntries(actors) as Officers;
}
