import type { PersonActor } from '#kernel/actor/actor.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { today, type Platform } from '#kernel/platform.ts';
import {
  addAction, addAgendaItem, beginChairYear, draftResolution, enterTerm, giveAnswer, moveMeeting, noteAttendance, planMeeting, putResolution, replyToInvitation, settleAction, showBodies, showChair, showResolution, showRoom, tickDuty, writeSection,
  type NewAnswer, type ResolutionText,
} from '#modules/governance/index.ts';
import type { DemoAccount } from './accounts.ts';
import { adopted, annualMinutes, deputies, directors, headOffices, heads, members, researchers, secretaries, underWay } from './governance-contents.ts';

type Actors = Readonly<Record<PartyCode, PersonActor>>;
type Four = { readonly officers: Actors; readonly signatories: Actors };
type Said = Readonly<Partial<Record<PartyCode, Pick<NewAnswer, 'answer' | 'text'>>>>;

/**
 * How the four govern, in the demonstration: bodies with people on them, an annual meeting that was held with minutes and resolutions,
 * an office meeting to come, and a resolution that two of the four have answered. Driven through the use cases that people use.
 */
export async function loadDemonstrationGovernance(platform: Platform, accounts: readonly DemoAccount[]): Promise<void> {
  const four = { officers: actorsOf(accounts, 'party_officer'), signatories: actorsOf(accounts, 'party_signatory') };
  await fillBodies(platform, four.officers);
  await beginChairYear(platform);
  await tickDuties(platform, four.officers);
  await holdAnnualMeeting(platform, four);
  await callOfficeMeeting(platform, four);
  await decide(platform, four, { kind: 'resolution', effects: [], ...underWay }, { deadline: today(platform).add({ days: 10 }), by: '32', said: {
    '32': { answer: 'agree' }, '33': { answer: 'reserve', text: '同意设立；建议报告周期改为每季度一次，请在实施细则中考虑。' },
  } });
}

async function fillBodies(platform: Platform, officers: Actors): Promise<void> {
  const startsOn = `${today(platform).year - 1}-01-01`;
  const { items } = await showBodies(platform, officers['31'], startsOn);
  const seats = items.flatMap(({ code, seats: of }) => of.map((seat) => ({ ...seat, body: code })));
  const enter = async (body: string, post: string, party: PartyCode, people: readonly { name: string; office?: string }[]) => {
    const seat = seats.find((found) => found.body === body && found.post === post && found.party === party);
    if (seat === undefined) throw new Error(`no seat ${body} ${post} ${party}`);
    for (const person of people) await enterTerm(platform, officers[party], seat.id, { ...person, startsOn, basis: '演示数据' });
  };
  for (const party of partyCodes) {
    const department = party === '31' ? '市教委' : '省教育厅';
    await enter('leadingGroup', 'head', party, [{ name: heads[party], office: headOffices[party] }]);
    await enter('leadingGroup', 'deputy', party, [{ name: deputies[party], office: `${department}主要负责人` }]);
    await enter('leadingGroup', 'member', party, members[party].map((name) => ({ name })));
    await enter('rotatingOffice', 'director', party, [{ name: directors[party], office: `${department}分管负责人` }]);
    await enter('generalSecretariat', 'deputySecretary', party, [{ name: secretaries[party] }]);
    await enter('institute', 'deputyDirector', party, [{ name: researchers[party] }]);
    await enter(`secretariat${party}`, 'secretary', party, [{ name: secretaries[party] }]);
  }
}

/** What was due by now was done by the chair, but for the last of it. */
async function tickDuties(platform: Platform, officers: Actors): Promise<void> {
  const { year, years, duties, today: day } = await showChair(platform, officers['31']);
  const chair = years.find((shown) => shown.year === year)?.party;
  if (chair === undefined) return;
  for (const { duty } of duties.filter(({ dueOn, duty: of }) => dueOn < day && of !== 'annualMeeting' && of !== 'midYearReview')) await tickDuty(platform, officers[chair], { year, duty, note: '已按期完成' });
}

/** Two months ago, in the chair's own time: its resolutions carry that day. */
async function holdAnnualMeeting(platform: Platform, four: Four): Promise<void> {
  const day = today(platform).subtract({ days: 60 });
  const past: Platform = { ...platform, now: () => day.toZonedDateTime({ timeZone: 'Asia/Shanghai', plainTime: '16:30' }).toInstant() };
  const party = (await showChair(past, four.officers['31'])).years.find(({ year }) => year === day.year)?.party ?? '31';
  const chair = four.officers[party];
  const { id } = await planMeeting(past, chair, { preset: 'annual', title: `${day.year}年度长三角教育一体化发展会商会议`, purpose: '通报情况，审议年度要点，研究重大问题，交接轮值工作。', startsAt: `${day}T09:00:00+08:00`, endsAt: `${day}T13:00:00+08:00`, place: '国际会议中心三楼报告厅' });
  const room = () => showRoom(past, chair, id);
  await moveMeeting(past, chair, { id, transition: 'call', version: (await room()).version });
  for (const attendee of (await room()).attendees) if (attendee.party !== null) await noteAttendance(past, chair, attendee.id, { version: attendee.version, ...(attendee.party === '34' && attendee.name.startsWith('江') ? { attendance: 'delegate', delegate: '程立平' } : { attendance: 'present' }) });
  for (const { id: section, heading, version } of (await room()).minutes) await writeSection(past, four.officers['32'], section, { version, heading, text: annualMinutes[heading] ?? '' });
  for (const resolution of adopted) {
    const answers = Object.fromEntries(partyCodes.map((party) => [party, { answer: 'agree' as const }]));
    await decide(past, four, { kind: 'resolution', effects: [], ...resolution, clauses: [...resolution.clauses] }, { meetingId: id, deadline: day, by: party, said: { ...answers, ...(resolution.visibility === 'public' ? { '34': { answer: 'reserve', text: '同意；分担比例请按财力状况每三年评估一次。' } } : {}) } });
  }
  const done = await addAction(past, chair, id, { text: '印发会议纪要和决议', party, dueOn: day.add({ days: 14 }).toString() });
  await addAction(past, chair, id, { text: '提出联合实验室建设提速方案', party: '33', dueOn: today(platform).add({ days: 20 }).toString() });
  await settleAction(past, chair, done.id, { version: 1, state: 'done', note: '已印发各方。' });
  await moveMeeting(past, chair, { id, transition: 'hold', version: (await room()).version });
  await moveMeeting(past, chair, { id, transition: 'conclude', version: (await room()).version });
}

async function callOfficeMeeting(platform: Platform, { officers, signatories }: Four): Promise<void> {
  const day = today(platform).add({ days: 12 });
  const host = officers['32'];
  const { id } = await planMeeting(platform, host, { preset: 'office', title: `${day.year}年领导小组办公室会议`, startsAt: `${day}T09:30:00+08:00`, endsAt: `${day}T11:30:00+08:00`, place: '南京市北京西路十五号会议楼', onlineUrl: 'https://meeting.example.org/delta' });
  await moveMeeting(platform, host, { id, transition: 'call', version: (await showRoom(platform, host, id)).version });
  await addAgendaItem(platform, officers['34'], id, { title: '皖北职业院校结对帮扶安排', text: '拟请三方各确定五所院校参与结对，请会前反馈名单。', minutes: 20 });
  const { attendees } = await showRoom(platform, signatories['31'], id);
  const mine = attendees.find(({ self }) => self);
  if (mine !== undefined) await replyToInvitation(platform, signatories['31'], mine.id, { version: mine.version, reply: 'accepted' });
}

async function decide(platform: Platform, { officers, signatories }: Four, text: ResolutionText, { meetingId, deadline, by, said }: { meetingId?: string; deadline: Temporal.PlainDate; by: PartyCode; said: Said }): Promise<void> {
  const { id } = await draftResolution(platform, officers[by], { ...text, ...(meetingId === undefined ? {} : { meetingId }) });
  const { proposalId, round } = await putResolution(platform, officers[by], id, { version: 1, deadline: deadline.toString() });
  const digest = (await showResolution(platform, officers[by], id)).consent?.rounds.at(-1)?.digest ?? '';
  for (const party of partyCodes) {
    const answer = said[party];
    if (answer !== undefined) await giveAnswer(platform, signatories[party], proposalId, { round, digest, ...answer });
  }
}

/** Of each party the account of a role, as the use cases take it. */
export function actorsOf(accounts: readonly DemoAccount[], role: PersonActor['role']): Actors {
  const of = (party: PartyCode): PersonActor => {
    const account = accounts.find((found) => found.role === role && found.party === party);
    if (account === undefined) throw new Error(`no ${role} of ${party}`);
    return { role, party, accountId: account.id, personId: account.personId };
  };
  return { '31': of('31'), '32': of('32'), '33': of('33'), '34': of('34') };
}
