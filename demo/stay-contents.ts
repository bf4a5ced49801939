import type { PartyCode } from '#kernel/domain.ts';

/** A course that an exchange student takes at the host, and what it stands for at home. */
export const courses: readonly { readonly host: string; readonly home: string; readonly hours: number; readonly credits: number }[] = [
  { host: '教育技术学导论', home: '现代教育技术', hours: 48, credits: 3 },
  { host: '课程与教学论', home: '课程论', hours: 32, credits: 2 },
  { host: '儿童发展与教育', home: '发展心理学', hours: 48, credits: 3 },
  { host: '中国现当代文学专题', home: '现当代文学', hours: 48, credits: 3 },
  { host: '数据科学基础', home: '数据分析导论', hours: 64, credits: 4 },
  { host: '江南文化与城市', home: '通识选修（人文）', hours: 32, credits: 2 },
  { host: '人工智能与教育', home: '教育信息化专题', hours: 32, credits: 2 },
  { host: '概率论与数理统计', home: '概率统计', hours: 64, credits: 4 },
];

/** How the host's hundred points become the home's five grades. */
export const scale = { host: '百分制', home: '五级制', lines: [{ atLeast: 90, grade: '优秀' }, { atLeast: 80, grade: '良好' }, { atLeast: 70, grade: '中等' }, { atLeast: 60, grade: '及格' }] } as const;

export const teacherFields = ['教育学', '课程与教学论', '心理学', '中国语言文学', '数学', '教育技术学', '机械工程', '电气工程', '计算机科学与技术'];
export const studentFields = ['教育学', '汉语言文学', '数学与应用数学', '英语（师范）', '学前教育', '教育技术学', '计算机科学与技术', '历史学'];

type Month = { readonly text: string; readonly hours: number; readonly answer: string };

/** What a month's journal says, and what the tutor answers. */
const studentMonths: readonly Month[] = [
  { text: '完成选课与报到手续，随班听课四门，参加书院新生交流会；对本地课堂的小组研讨形式印象较深。', hours: 52, answer: '适应很快。建议下月选一门课做一次课堂展示。' },
  { text: '在“课程与教学论”课上作了一次展示，到附属小学见习两天，整理听课记录十一份。', hours: 60, answer: '展示准备充分，见习记录可以再写得具体一些。' },
  { text: '参加课题组例会四次，完成问卷设计初稿；期中测验两门，成绩已由任课教师反馈。', hours: 64, answer: '问卷第三部分请与课题组再讨论一次。' },
  { text: '完成课程论文两篇，参加支教活动一次，与两地同学合作制作了一节微课。', hours: 58, answer: '微课质量不错，已推荐到学院展示。' },
  { text: '完成期末考试和总结报告，与指导教师商定回校后的分享安排。', hours: 44, answer: '圆满完成，祝返校后学有所成。' },
];

const scholarMonths: readonly Month[] = [
  { text: '完成报到和课题对接，旁听研究生课程两门，参加课题组例会三次，梳理文献四十余篇。', hours: 96, answer: '进入状态很快，请下月提交访谈提纲。' },
  { text: '到三所附属学校听课十二节，完成教师访谈九人，访谈提纲经课题组讨论后修改定稿。', hours: 104, answer: '访谈材料扎实，编码工作请与课题组博士生一起做。' },
  { text: '完成访谈编码和问卷试测，在学院沙龙作专题报告一次，形成论文初稿框架。', hours: 98, answer: '框架清楚，第三部分建议补充本地案例。' },
  { text: '完成论文初稿，参加两校联合教研一次，与合作导师商定后续合作事项。', hours: 92, answer: '同意结题安排，欢迎继续参加课题组线上例会。' },
];

const practiceMonths: readonly Month[] = [
  { text: '熟悉产线和安全规程，跟班装配调试岗位，整理典型工作任务清单二十一项。', hours: 152, answer: '安全考核合格，可以进入调试工位。' },
  { text: '参与设备点检和故障排查，记录案例八个，与企业技术人员讨论实训项目设计。', hours: 160, answer: '案例记录规范，建议选三个做成教学案例。' },
  { text: '参加工艺改进小组，完成两个企业案例的教学化改造，编写实训指导书初稿。', hours: 156, answer: '指导书可操作性强，车间愿意提供配套图纸。' },
  { text: '完成实训指导书和实践报告，与企业商定接收学生实习的岗位意向。', hours: 144, answer: '实践任务全部完成，欢迎带学生来。' },
];

export const journals = { exchangeStudents: studentMonths, visitingScholars: scholarMonths, enterprisePractice: practiceMonths, internships: practiceMonths } as const;

export const assessments = {
  exchangeStudents: { person: '一学期收获很大，尤其是课堂研讨和见习两方面，愿意回校后向同学介绍。', home: '按计划完成学习任务，同意认定学分。', host: '学习认真，按时完成各门课程，能积极参与课题组工作。' },
  visitingScholars: { person: '课题研究和听课两方面都有收获，已与合作导师商定后续合作。', home: '完成访学计划，同意认定学时。', host: '研究扎实，积极参加课题组活动，专题报告反响良好。' },
  internships: { person: '熟悉了岗位流程，明确了就业方向。', home: '按计划完成实习，同意认定。', host: '遵守纪律，能独立完成岗位任务。' },
  enterprisePractice: { person: '了解了产线真实流程，三个案例已用于课程改造。', home: '完成实践任务，同意认定学时。', host: '遵守安全规程，工作认真，对工艺改进提出了有益建议。' },
} as const;

type Place = { readonly title: string; readonly description: string };
const classes: Readonly<Record<PartyCode, Place>> = {
  '31': { title: '教育学强化班', description: '随本科强化班学习一学期，参加书院活动。' },
  '32': { title: '教育技术学本科班', description: '随班学习一学期，参加智慧课堂课题组。' },
  '33': { title: '师范专业本科班', description: '随班学习一学期，每周到附属小学见习一天。' },
  '34': { title: '乡村教育实践班', description: '随班学习，并到乡村小学支教四周。' },
};

const scholarPlace: Place = { title: '教育学访问学者', description: '参加一个课题组的研究，听课、作专题报告，完成研究报告一份。' };
const practicePlace: Place = { title: '装配调试与工艺改进岗位', description: '跟班实践，参加工艺改进小组，把企业案例改造为教学案例。' };

const internPlace: Place = { title: '智能装备调试岗位实习', description: '在师傅带领下参加装配、调试和售后检测，实习四个月。' };

export function placeOf(preset: keyof typeof journals, party: PartyCode): Place {
  return { exchangeStudents: classes[party], visitingScholars: scholarPlace, enterprisePractice: practicePlace, internships: internPlace }[preset];
}

/** What an agreement says, by programme; an exchange student's courses are their own. */
const scholarTexts = {
  plan: '参加“智慧课堂评价”课题组研究，听课不少于二十节，主讲专题讲座一次，完成研究报告一份。', tutor: '教育科学学院 顾文教授',
  insurance: '派出单位投保人身意外伤害险，保险期覆盖访学全程', emergency: '紧急联系人：家属；在校安全由接收单位负责，往返途中由派出单位负责',
} as const;
const studentTexts = { tutor: '接收学院教务办公室指定任课教师', emergency: '紧急联系人：家长；在校期间安全由接收高校负责，往返途中由派出高校负责' } as const;
const practiceTexts = {
  duties: '跟班装配调试岗位，参加工艺改进小组；每周工作不超过四十小时，服从企业安全管理。', tutor: '装配车间 钱工程师', insurance: '派出学校投保人身意外伤害险', emergency: '紧急联系人：家属；工作时间安全由企业负责，往返途中由派出学校负责',
} as const;
const internTexts = {
  duties: '装配、调试和检测岗位，每日不超过八小时，不安排夜班和高危作业。', pay: '每月2600元，由企业按月支付', tutor: '装配车间 钱工程师', insurance: '学校投保学生实习责任险', emergency: '紧急联系人：家长；工作时间安全由企业负责，往返途中由学校负责',
} as const;
export const texts = { exchangeStudents: studentTexts, visitingScholars: scholarTexts, enterprisePractice: practiceTexts, internships: internTexts } as const;
