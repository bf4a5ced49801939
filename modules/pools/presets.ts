import type { Text } from '#kernel/text.ts';
import { postFields, postLevels } from './cadres/messages.ts';

export type PoolPreset = 'higher_experts' | 'basic_experts' | 'title_reviewers' | 'secondment_cadres' | 'judges';

/** With whom a field of a person's record is shared. */
export type Sharing = 'region' | 'purpose' | 'party';

type Preset = { readonly categoryName: Text; readonly categories: Readonly<Record<string, Text>>; readonly fields: readonly { readonly label: Text; readonly sharing: Sharing }[] };

const disciplines: Readonly<Record<string, string>> = {
  110: '数学', 120: '信息科学与系统科学', 130: '力学', 140: '物理学', 150: '化学', 160: '天文学', 170: '地球科学', 180: '生物学', 190: '心理学', 210: '农学', 220: '林学', 230: '畜牧、兽医科学', 240: '水产学',
  310: '基础医学', 320: '临床医学', 330: '预防医学与公共卫生学', 350: '药学', 360: '中医学与中药学', 410: '工程与技术科学基础学科', 413: '信息与系统科学相关工程与技术', 416: '自然科学相关工程与技术', 420: '测绘科学技术', 430: '材料科学',
  440: '矿山工程技术', 450: '冶金工程技术', 460: '机械工程', 470: '动力与电气工程', 480: '能源科学技术', 490: '核科学技术', 510: '电子与通信技术', 520: '计算机科学技术', 530: '化学工程', 535: '产品应用相关工程与技术', 540: '纺织科学技术', 550: '食品科学技术',
  560: '土木建筑工程', 570: '水利工程', 580: '交通运输工程', 590: '航空、航天科学技术', 610: '环境科学技术及资源科学技术', 620: '安全科学技术', 630: '管理学', 710: '马克思主义', 720: '哲学', 730: '宗教学', 740: '语言学', 750: '文学', 760: '艺术学',
  770: '历史学', 780: '考古学', 790: '经济学', 810: '政治学', 820: '法学', 840: '社会学', 850: '民族学与文化学', 860: '新闻学与传播学', 870: '图书馆、情报与文献学', 880: '教育学', 890: '体育科学', 910: '统计学',
};

const stages = { p: { zh: '小学', en: 'Primary' }, j: { zh: '初中', en: 'Junior' }, s: { zh: '高中', en: 'Senior' } } as const;
const subjects: Readonly<Record<string, Text & { from?: 'j' }>> = {
  chinese: { zh: '语文', en: 'Chinese' }, maths: { zh: '数学', en: 'mathematics' }, english: { zh: '英语', en: 'English' }, science: { zh: '科学', en: 'science' }, physics: { zh: '物理', en: 'physics', from: 'j' }, chemistry: { zh: '化学', en: 'chemistry', from: 'j' },
  biology: { zh: '生物', en: 'biology', from: 'j' }, history: { zh: '历史', en: 'history', from: 'j' }, geography: { zh: '地理', en: 'geography', from: 'j' }, politics: { zh: '道德与法治', en: 'civics' }, music: { zh: '音乐', en: 'music' }, art: { zh: '美术', en: 'art' }, sport: { zh: '体育与健康', en: 'sport' }, it: { zh: '信息科技', en: 'computing' },
};

/** Languages to choose from; others are typed. */
export const commonLanguages = ['普通话', '英语', '法语', '德语', '日语', '俄语', '韩语', '西班牙语'] as const;

const shared = [
  { label: { zh: '姓名、单位、职称、城市', en: 'Name, institution, title, city' }, sharing: 'region' },
  { label: { zh: '专业类别、工作语言', en: 'Field, languages' }, sharing: 'region' },
  { label: { zh: '抽中后的联系方式', en: 'How to reach you, once drawn' }, sharing: 'purpose' },
  { label: { zh: '推荐与审核意见', en: 'What was said when you were nominated' }, sharing: 'party' },
  { label: { zh: '本人申报的回避事项', en: 'Conflicts of interest that you declare' }, sharing: 'party' },
] as const;

/** What sets the five pools apart: the categories of their people and what is kept of them. Data, not code. */
export const presets: Readonly<Record<PoolPreset, Preset>> = {
  higher_experts: { categoryName: { zh: '学科（GB/T 13745）', en: 'Discipline (GB/T 13745)' }, categories: Object.fromEntries(Object.entries(disciplines).map(([code, name]) => [code, { zh: `${code} ${name}`, en: `${code} ${name}` }])), fields: shared },
  basic_experts: {
    categoryName: { zh: '学段与学科', en: 'Stage and subject' },
    categories: {
      ...Object.fromEntries(Object.entries(stages).flatMap(([stage, named]) => Object.entries(subjects).filter(([, { from }]) => from === undefined || stage !== 'p').map(([subject, { zh, en }]) => [`${stage}-${subject}`, { zh: `${named.zh}${zh}`, en: `${named.en} ${en}` }]))),
      preschool: { zh: '学前教育', en: 'Preschool' }, special: { zh: '特殊教育', en: 'Special education' }, leading: { zh: '学校管理', en: 'School leadership' },
    },
    fields: shared,
  },
  title_reviewers: { categoryName: { zh: '职称系列', en: 'Title series' }, categories: { university: { zh: '高校教师', en: 'University teachers' }, school: { zh: '中小学教师', en: 'School teachers' }, vocational: { zh: '中职教师', en: 'Vocational teachers' }, research: { zh: '教育科研', en: 'Education research' }, laboratory: { zh: '实验技术', en: 'Laboratory' } }, fields: shared },
  secondment_cadres: {
    categoryName: { zh: '岗位层级与领域', en: 'Post and field' },
    categories: { ...postLevels, ...postFields },
    fields: shared,
  },
  judges: { categoryName: { zh: '赛事领域', en: 'Field of contest' }, categories: { teaching: { zh: '教学能力', en: 'Teaching' }, skills: { zh: '职业技能', en: 'Vocational skills' }, innovation: { zh: '创新创业', en: 'Innovation' }, subject: { zh: '学科竞赛', en: 'Subject contests' }, sport: { zh: '体育', en: 'Sport' }, arts: { zh: '艺术', en: 'Arts' }, technology: { zh: '科技', en: 'Technology' } }, fields: shared },
};
