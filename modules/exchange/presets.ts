import type { Mechanism } from '#algorithms/matching/solve.ts';
import type { Text } from '#kernel/text.ts';
import type { ConfirmStep } from './confirmation/rules.ts';
import type { LearningKind } from '#modules/directory/index.ts';

/** A line that an agreement of a preset has. */
export type AgreementField = { readonly key: string; readonly label: Text; readonly kind: 'text' | 'longtext' | 'courses' | 'scale'; readonly required: boolean };

/** What one ticks, with what it stands for in the database. */
export type Choice = { readonly key: string; readonly label: Text };

/** What is special about a programme; everything else is the same mechanism. */
export type Preset = {
  readonly label: Text;
  /** Who goes, and what they go to. */
  readonly person: Text;
  readonly post: Text;
  readonly mechanism: Mechanism;
  readonly mostWishes: number;
  /** How long before the answer is due, in days. */
  readonly answerDays: number;
  /** What the applicant is asked to write. */
  readonly statement: Text;
  readonly agreement: readonly AgreementField[];
  /** By what a host scores; the weights add up to 100. */
  readonly rubric: readonly { readonly key: string; readonly label: Text; readonly weight: number }[];
  /** Who confirms what a home nominates, before any host sees it. */
  readonly confirms?: readonly ConfirmStep[];
  /** What is recognised at the end. */
  readonly recognises: 'credits' | 'hours';
  readonly certificate: Text;
  /** As what it stands in a person's record. */
  readonly learning: LearningKind;
  /** One person guides one other: the post is a person with an account, who orders, signs, answers and assesses; what both declare counts in the matching (fit/rules.ts). */
  readonly pairs?: { readonly fields: readonly Choice[]; readonly aims: readonly Choice[] };
  /** Under which measure a finished placement counts for the initiative. */
  readonly measure: string;
};

const field = (key: string, zh: string, en: string, kind: AgreementField['kind'] = 'longtext', required = true): AgreementField => ({ key, label: { zh, en }, kind, required });
const safety = field('emergency', '紧急联系人及安全责任', 'Emergency contact and who answers for safety');
const insurance = field('insurance', '保险', 'Insurance', 'text');
const tutor = field('tutor', '接收单位指导人', 'Tutor at the host', 'text');
const duties = field('duties', '岗位职责与工作安排', 'Duties and how work is arranged');
const plan = field('plan', '学习（研修）计划', 'What will be learnt');
const courses = field('courses', '课程与学分对应', 'Courses and credits', 'courses');
const grades = field('grades', '成绩换算办法', 'How grades are converted', 'scale');

const criterion = (key: string, zh: string, en: string, weight: number) => ({ key, label: { zh, en }, weight });
const forCadres = [criterion('politics', '政治素质', 'Integrity', 25), criterion('ability', '岗位匹配与工作能力', 'Fit and ability', 40), criterion('record', '工作实绩', 'Record', 25), criterion('plan', '挂职打算', 'Intentions', 10)];
const forTeachers = [criterion('teaching', '教育教学水平', 'Teaching', 40), criterion('plan', '研修计划', 'Plan', 35), criterion('record', '业绩与获奖', 'Record', 25)];
const forStudents = [criterion('study', '学业成绩', 'Grades', 40), criterion('plan', '学习计划', 'Plan', 35), criterion('interview', '面试表现', 'Interview', 25)];

const cadre = { rubric: forCadres, person: { zh: '挂职干部', en: 'Cadre' }, post: { zh: '挂职岗位', en: 'Post' }, mechanism: 'da-applicant', mostWishes: 3, answerDays: 7, recognises: 'hours', certificate: { zh: '挂职锻炼证书', en: 'Certificate of secondment' }, learning: 'secondment', measure: '挂职干部' } as const;
const choice = (key: string, zh: string, en: string): Choice => ({ key, label: { zh, en } });
const mentoringFields = [choice('chinese', '语文', 'Chinese'), choice('mathematics', '数学', 'Mathematics'), choice('languages', '外语', 'Foreign languages'), choice('sciences', '理科与信息', 'Sciences and computing'), choice('humanities', '思政与人文', 'Civics and humanities'), choice('arts', '艺术体育', 'Arts and sports'), choice('preschool', '学前教育', 'Preschool'), choice('special', '特殊教育', 'Special education'), choice('vocational', '职业教育', 'Vocational'), choice('leadership', '学校管理', 'School leadership')];
const mentoringAims = [choice('teaching', '课堂教学', 'Teaching'), choice('curriculum', '课程开发', 'Curriculum'), choice('research', '教研与写作', 'Research and writing'), choice('pastoral', '班级管理与德育', 'Pastoral care'), choice('digital', '数字化教学', 'Digital teaching'), choice('management', '学校治理', 'Running a school')];
const aims: Text = { zh: '报名理由与挂职期间的打算', en: 'Why you apply and what you intend to do' };
const teacher = { rubric: forTeachers, person: { zh: '教师', en: 'Teacher' }, mechanism: 'da-applicant', mostWishes: 3, answerDays: 7, recognises: 'hours' } as const;

/** The programmes of the plan that move people, by their names in the database. */
export const presets = {
  exchangeStudents: {
    label: { zh: '高校交换生', en: 'Exchange students' }, person: { zh: '学生', en: 'Student' }, post: { zh: '交换名额', en: 'Exchange places' },
    mechanism: 'ttc-balanced', mostWishes: 6, answerDays: 7, statement: { zh: '交换学习的理由与计划', en: 'Why you wish to go and what you plan to study' },
    rubric: forStudents, agreement: [courses, grades, tutor, safety], recognises: 'credits', certificate: { zh: '交换学习证书', en: 'Certificate of exchange study' }, learning: 'study', measure: '交换生',
  },
  collegeCadres: { ...cadre, confirms: ['party'], label: { zh: '高校和高职院校干部挂职', en: 'Secondment of university and college cadres' }, statement: aims, agreement: [duties, tutor, insurance, safety] },
  divisionCadres: { ...cadre, confirms: ['division', 'party'], label: { zh: '市县教育部门干部挂职', en: 'Secondment of city and district cadres' }, statement: aims, agreement: [duties, tutor, insurance, safety] },
  schoolLeaders: { ...cadre, confirms: ['division', 'party'], label: { zh: '中小学校长跟岗挂职', en: 'School leaders at well-known schools' }, person: { zh: '校长', en: 'School leader' }, statement: aims, agreement: [duties, tutor, insurance, safety], measure: '挂职校长' },
  visitingScholars: {
    ...teacher, label: { zh: '访问学者', en: 'Visiting scholars' }, person: { zh: '访问学者', en: 'Scholar' }, post: { zh: '访学岗位', en: 'Place' }, statement: { zh: '研究方向与访学计划', en: 'Field of research and plan' },
    agreement: [plan, tutor, insurance, safety], certificate: { zh: '访问学者证书', en: 'Certificate of visiting scholarship' }, learning: 'research', measure: '访问学者',
  },
  backboneTeachers: {
    ...teacher, confirms: ['division'], label: { zh: '骨干教师跟岗研修', en: 'Backbone teachers' }, post: { zh: '研修名额', en: 'Place' }, statement: { zh: '研修需求与计划', en: 'What you need and plan' },
    agreement: [plan, tutor, safety], certificate: { zh: '跟岗研修证书', en: 'Certificate of training on the job' }, learning: 'training', measure: '骨干教师研修',
  },
  enterprisePractice: {
    ...teacher, label: { zh: '教师企业实践', en: 'Teachers’ practice in enterprises' }, post: { zh: '企业实践岗位', en: 'Post' }, statement: { zh: '专业方向与实践目标', en: 'Specialty and aims' },
    agreement: [duties, tutor, insurance, safety], certificate: { zh: '企业实践证书', en: 'Certificate of enterprise practice' }, learning: 'practice', measure: '教师企业实践',
  },
  internships: {
    label: { zh: '学生实习', en: 'Internships' }, person: { zh: '学生', en: 'Student' }, post: { zh: '实习岗位', en: 'Internship' }, mechanism: 'da-applicant', mostWishes: 6, answerDays: 5,
    rubric: forStudents, statement: { zh: '专业、技能与求职意向', en: 'Specialty, skills and interests' }, agreement: [duties, field('pay', '实习报酬', 'Pay', 'text'), tutor, insurance, safety],
    recognises: 'credits', certificate: { zh: '实习证书', en: 'Certificate of internship' }, learning: 'internship', measure: '学生实习',
  },
  mentoring: {
    ...teacher, label: { zh: '名师名校长带教', en: 'Mentoring by famous teachers and principals' }, person: { zh: '学员', en: 'Mentee' }, post: { zh: '带教导师', en: 'Mentor' }, mechanism: 'assignment', mostWishes: 5,
    statement: { zh: '成长经历与希望得到的指导', en: 'Your path so far and the guidance you wish for' }, agreement: [plan, field('meetings', '见面与听课安排', 'Meetings and lessons attended')],
    pairs: { fields: mentoringFields, aims: mentoringAims }, certificate: { zh: '带教结业证书', en: 'Certificate of mentoring' }, learning: 'mentoring', measure: '带教',
  },
  trainingPlaces: {
    ...teacher, confirms: ['division', 'party'], label: { zh: '校长教师培训名额', en: 'Training places' }, post: { zh: '培训名额', en: 'Training places' }, statement: { zh: '培训需求', en: 'What you need' }, agreement: [plan],
    certificate: { zh: '培训证书', en: 'Certificate of training' }, learning: 'training', measure: '培训',
  },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;

export const presetNames = Object.keys(presets) as [PresetName, ...PresetName[]];

export function presetOf(name: PresetName): Preset {
  return presets[name];
}
