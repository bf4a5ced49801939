import type { PartyCode } from '#kernel/domain.ts';

/** Who sits where, in the demonstration: plausible names, none of them a real person's office. */
export const heads: Readonly<Record<PartyCode, string>> = { '31': '陈锦程', '32': '陆建新', '33': '郑亦文', '34': '汪长河' };
export const deputies: Readonly<Record<PartyCode, string>> = { '31': '沈国栋', '32': '葛明远', '33': '周晓岚', '34': '程立平' };
export const members: Readonly<Record<PartyCode, readonly string[]>> = { '31': ['顾思远', '陶雅琴'], '32': ['殷志宏', '丁文娟'], '33': ['屠海峰', '徐静怡'], '34': ['吴宗耀', '方玉兰'] };
export const directors: Readonly<Record<PartyCode, string>> = { '31': '倪卫东', '32': '仲崇德', '33': '骆建华', '34': '查日升' };
export const secretaries: Readonly<Record<PartyCode, string>> = { '31': '邵一鸣', '32': '刁云峰', '33': '盛佳慧', '34': '阮成林' };
export const researchers: Readonly<Record<PartyCode, string>> = { '31': '俞中平', '32': '秦慕白', '33': '傅思齐', '34': '胡知远' };
export const headOffices: Readonly<Record<PartyCode, string>> = { '31': '副市长', '32': '副省长', '33': '副省长', '34': '副省长' };

/** What the annual meeting of the demonstration wrote down, by the heading of its section. */
export const annualMinutes: Readonly<Record<string, string>> = {
  会议概况: '会议由轮值方主持，三省一市教育行政部门负责同志，领导小组办公室、总秘书处和研究院有关同志参加。',
  通报上一年度工作要点落实情况: '各方通报了上一年度重点项目进展。会议认为，高校交换生、职业教育协同平台等项目按期推进；联合实验室建设进度偏慢，须在下半年加快。',
  '审议本年度《近期工作要点》': '会议审议并原则同意本年度《近期工作要点》，请各方按分工落实。',
  研究需四方协调的重大问题: '会议就专项经费分担、教师跨区域研修学分互认、校园足球联赛赛程进行了研究，形成相应决议。',
  轮值工作交接: '上一轮值方移交档案目录和未办结事项清单，双方签收确认。',
  其他事项: '请总秘书处会后十个工作日内印发会议纪要。',
};

export const adopted = [
  {
    title: '关于建立长三角教育协作专项经费分担机制的决议', visibility: 'public' as const,
    clauses: [
      { id: 'c-1', heading: '一、分担原则', text: '四方共同发起的项目，经费按“谁受益、谁承担，共同受益、平均分担”的原则安排。' },
      { id: 'c-2', heading: '二、年度预算', text: '各方于每年十月底前，将下一年度专项经费预算建议送领导小组办公室汇总。' },
      { id: 'c-3', heading: '三、公开与评估', text: '专项经费使用情况每年向四方通报一次，并接受绩效评估。' },
    ],
  },
  {
    title: '关于教师跨区域研修学分互认的决议', visibility: 'region' as const,
    clauses: [
      { id: 'c-1', heading: '一、互认范围', text: '教师参加由任一方组织的跨区域研修，所获学分计入本方继续教育学分。' },
      { id: 'c-2', heading: '二、办理方式', text: '各方教师发展机构按统一格式出具证明，四方直接认可，不再另行审核。' },
    ],
  },
] as const;

export const underWay = {
  title: '关于设立长三角职业教育产教融合协调小组的决议', visibility: 'public' as const,
  clauses: [
    { id: 'c-1', heading: '一、设立', text: '在领导小组办公室下设职业教育产教融合协调小组，由四方各派两名成员组成，轮值方任召集人。' },
    { id: 'c-2', heading: '二、职责', text: '协调小组负责汇总四方产业用人需求，提出专业布局调整建议，每半年提交一次报告。' },
    { id: 'c-3', heading: '三、经费', text: '协调小组日常经费由四方平均分担，纳入年度专项经费预算。' },
  ],
};
