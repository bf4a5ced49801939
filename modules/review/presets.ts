import type { Text } from '#kernel/text.ts';

/** One thing that is scored. Scores are whole steps from 0 to `most`. */
export type Criterion = {
  readonly id: string;
  readonly name: string;
  readonly note: string;
  /** Its share of the total, in any unit common to all. */
  readonly weight: number;
  readonly most: number;
  /** A score below (above) this asks for a comment. */
  readonly commentBelow?: number | undefined;
  readonly commentAbove?: number | undefined;
  /** The panel's mean below this fails the whole, whatever the total. */
  readonly threshold?: number | undefined;
};

/** What is scored and how; `passAt` is the total (0 to 100) from which something passes. */
export type Rubric = { readonly title: string; readonly criteria: readonly Criterion[]; readonly passAt?: number | undefined };

export type PresetName = 'subjectEvaluation' | 'teacherEducation' | 'seniorTitle' | 'contest';

type Preset = {
  readonly label: Text;
  /** What is judged, in a word. */
  readonly item: Text;
  /** The pool (by its preset) from which reviewers usually come. */
  readonly pool: 'higher_experts' | 'basic_experts' | 'title_reviewers' | 'judges';
  /** Whether reviewers may know whose things they judge, unless the office says otherwise. */
  readonly anonymous: boolean;
  readonly reviewsPerItem: number;
  readonly loadCap: number;
  readonly recusalYears: number;
  readonly verdicts: readonly ('pass' | 'conditional' | 'fail' | 'excellent' | 'good' | 'sound' | 'weak' | 'recommend' | 'reject' | 'first' | 'second' | 'third' | 'none')[];
  /** The four maintain its rubric together: a version comes into force by their consent. */
  readonly shared: boolean;
  readonly rubric: Rubric;
};

const c = (id: string, name: string, note: string, weight: number, most: number, more: Pick<Criterion, 'commentBelow' | 'commentAbove' | 'threshold'> = {}): Criterion => ({ id, name, note, weight, most, ...more });
const asked = { commentBelow: 6, commentAbove: 9 } as const;

/** The kinds of review in the plan; what sets one apart is here, nowhere in the code. */
export const presets: Readonly<Record<PresetName, Preset>> = {
  subjectEvaluation: {
    label: { zh: '学科评估与认证', en: 'Subject evaluation and accreditation' }, item: { zh: '学科', en: 'Subject' }, pool: 'higher_experts', anonymous: false, reviewsPerItem: 5, loadCap: 6, recusalYears: 3,
    verdicts: ['pass', 'conditional', 'fail'], shared: false,
    rubric: { title: '学科评估与认证指标', passAt: 60, criteria: [
      c('team', '师资队伍', '结构、水平与师德师风', 20, 10, asked), c('talent', '人才培养', '培养过程、在校生与毕业生质量', 30, 10, { ...asked, threshold: 5 }), c('research', '科学研究', '成果、项目与平台', 25, 10, asked),
      c('service', '社会服务', '对长三角产业和教育的贡献', 15, 10, asked), c('region', '区域协作', '跨省市联合培养、联合攻关与资源共享', 10, 10, asked),
    ] },
  },
  teacherEducation: {
    label: { zh: '师范类专业认证', en: 'Accreditation of teacher education' }, item: { zh: '师范专业', en: 'Programme' }, pool: 'higher_experts', anonymous: false, reviewsPerItem: 4, loadCap: 4, recusalYears: 5,
    verdicts: ['pass', 'conditional', 'fail'], shared: true,
    // the eight dimensions of the national standard for accrediting teacher education (普通高等学校师范类专业认证标准, 2017, second level)
    rubric: { title: '师范类专业认证标准（二级）', passAt: 60, criteria: [
      c('aims', '培养目标', '目标定位、目标内涵、目标评价', 10, 10, asked), c('outcomes', '毕业要求', '践行师德、学会教学、学会育人、学会发展', 15, 10, { ...asked, threshold: 6 }), c('courses', '课程与教学', '课程设置、结构、内容、实施与评价', 15, 10, asked),
      c('practice', '合作与实践', '协同育人、基地建设、实践教学、导师队伍、管理评价', 20, 10, { ...asked, threshold: 6 }), c('staff', '师资队伍', '数量结构、素质能力、实践经历、持续发展', 15, 10, asked), c('support', '支持条件', '经费保障、设施保障、资源保障', 10, 10, asked),
      c('quality', '质量保障', '保障体系、内部监控、外部评价、持续改进', 10, 10, asked), c('students', '学生发展', '生源质量、学生需求、成长指导、学业监测、就业质量、社会声誉', 5, 10, asked),
    ] },
  },
  seniorTitle: {
    label: { zh: '教师高级职称评审', en: 'Review for senior titles' }, item: { zh: '申报人', en: 'Applicant' }, pool: 'title_reviewers', anonymous: true, reviewsPerItem: 3, loadCap: 20, recusalYears: 3,
    verdicts: ['recommend', 'reject'], shared: false,
    rubric: { title: '高级职称代表性成果鉴定', passAt: 70, criteria: [
      c('ethics', '师德与教书育人', '以评审材料所载为准', 20, 10, { commentBelow: 8, threshold: 6 }), c('teaching', '教学业绩', '课堂教学、课程建设与教学改革', 35, 10, asked), c('research', '教研科研', '代表性成果的水平与贡献', 30, 10, asked), c('lead', '示范引领', '指导青年教师、辐射带动', 15, 10, asked),
    ] },
  },
  contest: {
    label: { zh: '竞赛评审', en: 'Judging of a contest' }, item: { zh: '作品', en: 'Entry' }, pool: 'judges', anonymous: true, reviewsPerItem: 3, loadCap: 30, recusalYears: 2,
    verdicts: ['first', 'second', 'third', 'none'], shared: false,
    rubric: { title: '竞赛作品评分标准', criteria: [
      c('content', '内容', '科学、完整，符合赛题要求', 35, 10, { commentBelow: 5 }), c('innovation', '创新', '思路或方法有新意', 30, 10, { commentBelow: 5, commentAbove: 9 }), c('practice', '实效', '可推广，有应用价值', 20, 10, { commentBelow: 5 }), c('form', '表达', '结构清晰，规范美观', 15, 10, { commentBelow: 4 }),
    ] },
  },
};

export const presetNames = Object.keys(presets) as [PresetName, ...PresetName[]];

/** What every reviewer signs before they are given anything to read; the journal keeps the digest of the text that they signed. */
export const pledgeText = [
  '本人受邀参加本次评审，现郑重承诺：',
  '一、严格保密。不向任何人透露评审材料、评审对象、评审过程、评审意见和其他评审人的信息，不复制、不转发、不用于评审以外的目的；评审结束后不留存材料。',
  '二、主动回避。本人与评审对象及其单位没有亲属、师生、合作、任职、经济往来等可能影响公正的关系；一经发现有此类关系，立即申报并退出该项评审。',
  '三、独立公正。不接受请托，不与他人商议评分，依据评审标准和材料独立作出判断，对自己的评分和意见负责。',
  '四、知悉材料带有本人姓名和阅读时间的水印，每次查阅均有记录；违反承诺的，依规处理。',
].join('\n');
