import type { Mechanism } from '#algorithms/matching/solve.ts';
import type { Text } from '#kernel/text.ts';
import type { ConfirmStep } from './confirmation/rules.ts';
import type { Calendar } from './rules.ts';
import type { LearningKind } from '#modules/directory/index.ts';

/** A line that an agreement of a preset has. */
export type AgreementField = { readonly key: string; readonly label: Text; readonly kind: 'text' | 'longtext' | 'courses' | 'scale'; readonly required: boolean };

/** What one ticks, with what it stands for in the database. */
export type Choice = { readonly key: string; readonly label: Text };

/** A paper of an application; its files are handed in under its key. */
export type Paper = { readonly key: string; readonly label: Text; readonly required: boolean };

export const nominators = ['institution', 'division', 'party'] as const;
/** Who nominates: the home institution, its city or district, or its party. */
export type Nominator = (typeof nominators)[number];

/** Which steps a stay goes through before its certificate; objections are possible for so many days after the last assessment. */
export type Ends = { readonly journal: boolean; readonly talk: boolean; readonly assessedBy: readonly ('person' | 'home' | 'host')[]; readonly objectionDays: number };

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
  /** Who nominates: the home itself where nothing is said. */
  readonly nominatedBy?: Nominator;
  /** Who confirms what a home nominates, before any host sees it. */
  readonly confirms?: readonly ConfirmStep[];
  /** What an applicant hands in; nothing is sent in without what is required. */
  readonly papers: readonly Paper[];
  /** The usual days of a year. */
  readonly calendar: Calendar;
  /** What there is to do until it ends. */
  readonly ends: Ends;
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

const paper = (key: string, zh: string, en: string, required = true): Paper => ({ key, label: { zh, en }, required });
const appraisal = paper('appraisal', '干部任免审批表或履历表', 'Record of service');
const opinion = paper('opinion', '所在单位党组织意见', 'Word of the Party organisation at work', false);
const achievements = paper('achievements', '代表性成果或获奖证明', 'Achievements or awards', false);

/** Of a semester in autumn, called for in spring; of one in spring, called for in autumn; of work over a calendar year. */
const autumn: Calendar = { applyUntil: '04-30', answerUntil: '06-15', startsOn: '09-01', endsOn: '+01-20' };
const wholeYear: Calendar = { applyUntil: '05-31', answerUntil: '07-15', startsOn: '09-01', endsOn: '+08-31' };
const summer: Calendar = { applyUntil: '04-30', answerUntil: '05-31', startsOn: '07-10', endsOn: '08-20' };

const throughout: Ends = { journal: true, talk: true, assessedBy: ['person', 'home', 'host'], objectionDays: 7 };

const criterion = (key: string, zh: string, en: string, weight: number) => ({ key, label: { zh, en }, weight });
const forCadres = [criterion('politics', '政治素质', 'Integrity', 25), criterion('ability', '岗位匹配与工作能力', 'Fit and ability', 40), criterion('record', '工作实绩', 'Record', 25), criterion('plan', '挂职打算', 'Intentions', 10)];
const forTeachers = [criterion('teaching', '教育教学水平', 'Teaching', 40), criterion('plan', '研修计划', 'Plan', 35), criterion('record', '业绩与获奖', 'Record', 25)];
const forStudents = [criterion('study', '学业成绩', 'Grades', 40), criterion('plan', '学习计划', 'Plan', 35), criterion('interview', '面试表现', 'Interview', 25)];

const cadre = { calendar: wholeYear, ends: throughout, papers: [appraisal, opinion], rubric: forCadres, person: { zh: '挂职干部', en: 'Cadre' }, post: { zh: '挂职岗位', en: 'Post' }, mechanism: 'da-applicant', mostWishes: 3, answerDays: 7, recognises: 'hours', certificate: { zh: '挂职锻炼证书', en: 'Certificate of secondment' }, learning: 'secondment', measure: '挂职干部' } as const;
const choice = (key: string, zh: string, en: string): Choice => ({ key, label: { zh, en } });
const mentoringFields = [choice('chinese', '语文', 'Chinese'), choice('mathematics', '数学', 'Mathematics'), choice('languages', '外语', 'Foreign languages'), choice('sciences', '理科与信息', 'Sciences and computing'), choice('humanities', '思政与人文', 'Civics and humanities'), choice('arts', '艺术体育', 'Arts and sports'), choice('preschool', '学前教育', 'Preschool'), choice('special', '特殊教育', 'Special education'), choice('vocational', '职业教育', 'Vocational'), choice('leadership', '学校管理', 'School leadership')];
const mentoringAims = [choice('teaching', '课堂教学', 'Teaching'), choice('curriculum', '课程开发', 'Curriculum'), choice('research', '教研与写作', 'Research and writing'), choice('pastoral', '班级管理与德育', 'Pastoral care'), choice('digital', '数字化教学', 'Digital teaching'), choice('management', '学校治理', 'Running a school')];
const aims: Text = { zh: '报名理由与挂职期间的打算', en: 'Why you apply and what you intend to do' };
const teacher = { calendar: wholeYear, ends: throughout, rubric: forTeachers, person: { zh: '教师', en: 'Teacher' }, mechanism: 'da-applicant', mostWishes: 3, answerDays: 7, recognises: 'hours' } as const;

/** The programmes of the plan that move people, by their names in the database. */
export const presets = {
  exchangeStudents: {
    label: { zh: '高校交换生', en: 'Exchange students' }, person: { zh: '学生', en: 'Student' }, post: { zh: '交换名额', en: 'Exchange places' },
    mechanism: 'ttc-balanced', mostWishes: 6, answerDays: 7, statement: { zh: '交换学习的理由与计划', en: 'Why you wish to go and what you plan to study' },
    papers: [paper('grades', '成绩单', 'Transcript'), paper('languages', '获奖或技能证书', 'Awards or certificates', false)], calendar: autumn, ends: throughout,
    rubric: forStudents, agreement: [courses, grades, tutor, safety], recognises: 'credits', certificate: { zh: '交换学习证书', en: 'Certificate of exchange study' }, learning: 'study', measure: '交换生',
  },
  collegeCadres: { ...cadre, confirms: ['party'], label: { zh: '高校和高职院校干部挂职', en: 'Secondment of university and college cadres' }, statement: aims, agreement: [duties, tutor, insurance, safety] },
  divisionCadres: { ...cadre, nominatedBy: 'division', confirms: ['party'], label: { zh: '市县教育部门干部挂职', en: 'Secondment of city and district cadres' }, statement: aims, agreement: [duties, tutor, insurance, safety] },
  schoolLeaders: { ...cadre, nominatedBy: 'division', confirms: ['party'], papers: [appraisal, paper('certificate', '校长任职资格培训证书', 'Certificate of a school leader', false)], label: { zh: '中小学校长跟岗挂职', en: 'School leaders at well-known schools' }, person: { zh: '校长', en: 'School leader' }, statement: aims, agreement: [duties, tutor, insurance, safety], measure: '挂职校长' },
  visitingScholars: {
    ...teacher, label: { zh: '访问学者', en: 'Visiting scholars' }, person: { zh: '访问学者', en: 'Scholar' }, post: { zh: '访学岗位', en: 'Place' }, statement: { zh: '研究方向与访学计划', en: 'Field of research and plan' },
    papers: [paper('plan', '研修（访学）计划书', 'Plan of research'), achievements],
    agreement: [plan, tutor, insurance, safety], certificate: { zh: '访问学者证书', en: 'Certificate of visiting scholarship' }, learning: 'research', measure: '访问学者',
  },
  backboneTeachers: {
    ...teacher, confirms: ['division'], label: { zh: '骨干教师跟岗研修', en: 'Backbone teachers' }, post: { zh: '研修名额', en: 'Place' }, statement: { zh: '研修需求与计划', en: 'What you need and plan' },
    papers: [paper('qualification', '教师资格证和职称证书', 'Teaching certificate and title'), achievements], calendar: autumn,
    agreement: [plan, tutor, safety], certificate: { zh: '跟岗研修证书', en: 'Certificate of training on the job' }, learning: 'training', measure: '骨干教师研修',
  },
  enterprisePractice: {
    ...teacher, label: { zh: '教师企业实践', en: 'Teachers’ practice in enterprises' }, post: { zh: '企业实践岗位', en: 'Post' }, statement: { zh: '专业方向与实践目标', en: 'Specialty and aims' },
    papers: [paper('skills', '职业资格或技能等级证书', 'Vocational certificate', false)], calendar: summer, ends: { ...throughout, talk: false },
    agreement: [duties, tutor, insurance, safety], certificate: { zh: '企业实践证书', en: 'Certificate of enterprise practice' }, learning: 'practice', measure: '教师企业实践',
  },
  internships: {
    label: { zh: '学生实习', en: 'Internships' }, person: { zh: '学生', en: 'Student' }, post: { zh: '实习岗位', en: 'Internship' }, mechanism: 'da-applicant', mostWishes: 6, answerDays: 5,
    // 《职业学校学生实习管理规定》（教职成〔2021〕4号）：岗位实习须有学生和监护人（或家长）签字的知情同意书
    papers: [paper('consent', '学生和监护人签字的知情同意书', 'Consent signed by student and guardian'), paper('insurance', '实习责任保险凭证', 'Insurance', false)], calendar: autumn, ends: throughout,
    rubric: forStudents, statement: { zh: '专业、技能与求职意向', en: 'Specialty, skills and interests' }, agreement: [duties, field('pay', '实习报酬', 'Pay', 'text'), grades, tutor, insurance, safety],
    recognises: 'credits', certificate: { zh: '实习证书', en: 'Certificate of internship' }, learning: 'internship', measure: '学生实习',
  },
  mentoring: {
    ...teacher, label: { zh: '名师名校长带教', en: 'Mentoring by famous teachers and principals' }, person: { zh: '学员', en: 'Mentee' }, post: { zh: '带教导师', en: 'Mentor' }, mechanism: 'assignment', mostWishes: 5,
    statement: { zh: '成长经历与希望得到的指导', en: 'Your path so far and the guidance you wish for' }, agreement: [plan, field('meetings', '见面与听课安排', 'Meetings and lessons attended')],
    papers: [paper('path', '成长档案或近年公开课材料', 'Record of growth or open lessons', false)],
    pairs: { fields: mentoringFields, aims: mentoringAims }, certificate: { zh: '带教结业证书', en: 'Certificate of mentoring' }, learning: 'mentoring', measure: '带教',
  },
  trainingPlaces: {
    ...teacher, confirms: ['division', 'party'], label: { zh: '校长教师培训名额', en: 'Training places' }, post: { zh: '培训名额', en: 'Training places' }, statement: { zh: '培训需求', en: 'What you need' }, agreement: [plan],
    // A training of some days: nobody keeps a journal, and the host alone says how it went.
    papers: [], calendar: { applyUntil: '05-31', answerUntil: '06-30', startsOn: '07-15', endsOn: '07-31' }, ends: { journal: false, talk: false, assessedBy: ['host'], objectionDays: 3 },
    certificate: { zh: '培训证书', en: 'Certificate of training' }, learning: 'training', measure: '培训',
  },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;

export const presetNames = Object.keys(presets) as [PresetName, ...PresetName[]];

export function presetOf(name: PresetName): Preset {
  return presets[name];
}
