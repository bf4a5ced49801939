import type { PartyCode } from '#kernel/domain.ts';
import { referenceId } from '#modules/directory/index.ts';
import { presetOf, type AgreementTerms, type Recognised } from '#modules/exchange/index.ts';
import type { Random } from './random.ts';
import { assessments, courses, journals, scale, texts } from './stay-contents.ts';

export type DemoPreset = keyof typeof journals;
/** Where somebody comes from or goes to. */
export type Place = { readonly id: string; readonly name: string; readonly party: PartyCode; readonly division: string };

/** Where somebody stands: place accepted, agreement not signed by all, before arrival, there, there without a word of it, back and assessed, certified, gone early. */
export type StayState = 'accepted' | 'unsigned' | 'ready' | 'underway' | 'silent' | 'finished' | 'certified' | 'ended';

/** One who goes; a person with an account, or a student made for it. */
export type Stay = { readonly key: string; readonly home: Place; readonly host: Place; readonly state: StayState; readonly person: { readonly id: string } | { readonly name: string; readonly field: string } };

type Given = { readonly preset: DemoPreset; readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate; readonly day: Temporal.PlainDate; readonly random: Random };

export type StayRow = ReturnType<typeof stayRows>;

/** All that is stored of a stay, as the tables have it. */
export function stayRows({ key, home, host, state, person }: Stay, { preset, from, to, day, random }: Given) {
  const id = (kind: string) => referenceId(`demo ${kind}`, `${preset} ${from.toString()} ${key}`);
  const ends = state === 'finished' ? day.subtract({ days: 4 }) : state === 'ended' ? from.add({ days: 24 }) : to;
  const taken = preset === 'exchangeStudents' ? someCourses(random) : [];
  const placementId = id('placement');
  return {
    id: id('application'), agreementId: id('agreement'), placementId, ...('id' in person ? { personId: person.id, personName: null, field: null } : { personId: id('person'), personName: person.name, field: person.field }),
    position: preset === 'exchangeStudents' || preset === 'internships' ? '本科生' : '讲师', tutor: preset === 'enterprisePractice' || preset === 'internships' ? '钱工程师' : null, teacher: preset === 'internships' ? '梅老师' : null,
    needs: preset === 'internships' ? ['approval', 'filing'] : [],
    homeId: home.id, homeName: home.name, homeParty: home.party, homeDivision: home.division, hostId: host.id, hostName: host.name, hostParty: host.party, state,
    from: from.toString(), to: ends.toString(), agreedTo: to.toString(), content: contentOf(preset, taken), placed: state !== 'accepted' && state !== 'unsigned',
    endReason: state === 'ended' ? '家中有事，经派出、接收双方商定提前返回' : null,
    entries: state === 'silent' || state === 'ready' ? [] : journalsOf(preset, placementId, { from, ends, until: Temporal.PlainDate.compare(ends, day) < 0 ? ends : day }, random),
    assessments: state === 'finished' || state === 'certified' ? (['person', 'home', 'host'] as const).map((side) => ({ placementId, side, grade: random.below(3) === 0 ? 'good' : 'excellent', text: assessments[preset][side], at: `${ends.add({ days: 2 }).toString()}T02:00:00Z` })) : [],
    ...(state === 'certified' ? { recognised: recognisedOf(preset, taken, random), number: certificateNumber(from.year, home.party, host.party, placementId), certifiedOn: ends.add({ days: 12 }).toString() } : { recognised: [], number: null, certifiedOn: null }),
  };
}

function certificateNumber(year: number, home: PartyCode, host: PartyCode, placementId: string): string {
  return `JL${year}${home}${host}${placementId.replaceAll('-', '').slice(-10).toUpperCase()}`;
}

function someCourses(random: Random): typeof courses {
  const first = random.below(courses.length);
  return [0, 1, 2, 3].slice(0, 2 + random.below(3)).map((n) => courses[(first + n) % courses.length] ?? courses[0]).filter((course) => course !== undefined);
}

/** What such an agreement says. */
export function contentOf(preset: DemoPreset, taken: typeof courses): AgreementTerms['content'] {
  if (preset !== 'exchangeStudents') return { texts: texts[preset], courses: [], scale: presetOf(preset).agreement.some(({ kind }) => kind === 'scale') ? scale : null };
  return { texts: texts[preset], scale, courses: taken.map(({ host, home, hours, credits }) => ({ homeCourse: home, homeCredits: credits, hostCourse: host, hostCredits: credits, hours })) };
}

function recognisedOf(preset: DemoPreset, taken: typeof courses, random: Random): Recognised[] {
  if (preset !== 'exchangeStudents') return [{ course: presetOf(preset).label.zh, hours: 320 + 20 * random.below(8), credits: 0, grade: '合格' }];
  return taken.map(({ host, home, hours, credits }) => {
    const mark = 68 + random.below(30);
    return { course: home, hostCourse: host, hours, credits, grade: `${mark}`, homeGrade: scale.lines.find(({ atLeast }) => mark >= atLeast)?.grade };
  });
}

function journalsOf(preset: DemoPreset, placementId: string, { from, ends, until }: Record<'from' | 'ends' | 'until', Temporal.PlainDate>, random: Random) {
  const months = from.until(until.add({ days: 1 }), { largestUnit: 'months' }).months;
  return journals[preset].slice(0, months).map(({ text, hours, answer }, i) => ({
    placementId, month: from.add({ months: i }).toPlainYearMonth().toString(), text, hours: hours + random.below(12), at: `${from.add({ months: i, days: 27 }).toString()}T08:00:00Z`,
    // The last of a stay under way waits for its tutor.
    answer: Temporal.PlainDate.compare(until, ends) < 0 && i === months - 1 ? null : answer,
  }));
}
