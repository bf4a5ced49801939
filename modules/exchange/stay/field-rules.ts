import type { Text } from '#kernel/text.ts';
import { presetOf, type Ends, type PresetName } from '../presets.ts';

/** What must be there before anybody arrives: given by the party's department, with its number. */
export type ClearanceKind = 'approval' | 'filing';

/** Rules of a programme's field that hold once somebody has a place. */
export type FieldRules = {
  /** Who signs beside the person, the home and the host. */
  readonly signatories: readonly ('teacher' | 'tutor')[];
  /** The person may be under age: the home says whether they are, and the guardian of one who is signs too. */
  readonly mayBeMinor: boolean;
  /** What an arrival in another province needs. */
  readonly acrossProvinces: readonly ClearanceKind[];
  /** So much practice each teacher needs within so many years. */
  readonly practice?: { readonly months: number; readonly years: number; readonly source: Text };
  /** What there is to do until it ends. */
  readonly ends: Ends;
};

const plain: Omit<FieldRules, 'ends'> = { signatories: [], mayBeMinor: false, acrossProvinces: [] };

/** By programme; what is not here is as in `plain`. */
const special: Partial<Record<PresetName, Partial<FieldRules>>> = {
  exchangeStudents: { mayBeMinor: true },
  // 《职业学校学生实习管理规定》（教职成〔2021〕4号）：未签订实习协议不得安排实习；未成年人须监护人同意；双方各派指导人员；跨省实习须经批准并备案
  internships: { signatories: ['teacher', 'tutor'], mayBeMinor: true, acrossProvinces: ['approval', 'filing'] },
  mentoring: { signatories: ['tutor'] },
  // 《职业学校教师企业实践规定》（教师〔2016〕3号）：专业课教师每5年累计不少于6个月
  enterprisePractice: { signatories: ['tutor'], practice: { months: 6, years: 5, source: { zh: '《职业学校教师企业实践规定》：专业课教师每5年累计不少于6个月', en: 'National rules of 2016: six months in every five years' } } },
};

export function fieldRulesOf(preset: PresetName): FieldRules {
  return { ...plain, ends: presetOf(preset).ends, ...special[preset] };
}
