import type { Messages } from '#kernel/text.ts';

export const messages = {
  noPlan: { zh: '沪苏浙皖，共绘教育一体化', en: 'Four departments, one education plan' },
  lead: { zh: '上海、江苏、浙江、安徽四地教育部门共同推进，任务、进展与决定均可查证。', en: 'Shanghai, Jiangsu, Zhejiang and Anhui carry it out together; tasks, progress and decisions can be checked by anyone.' },
  glance: { zh: '计划一览', en: 'The plan at a glance' },
  initiatives: { zh: '合作项目', en: 'initiatives' },
  safeguards: { zh: '保障措施', en: 'safeguards' },
  done: { zh: '已完成节点', en: 'milestones done' },
  late: { zh: '逾期节点', en: 'milestones late' },
  cities: { zh: '城市', en: 'cities' },
  schools: { zh: '中小学与中职', en: 'schools' },
  universities: { zh: '高等学校', en: 'universities' },
  region: { zh: '四地 41 城', en: 'Forty-one cities' },
  regionLabel: { zh: '41 城高等学校数', en: 'Universities in each of the 41 cities' },
  regionNote: { zh: '每格一城，位置大致与地图相合；数字为高等学校数。', en: 'A tile for each city, placed roughly as on the map; the number counts its universities.' },
  cityTitle: { zh: '{name}：高等学校 {universities} 所，学校 {schools} 所', en: '{name}: {universities} universities, {schools} schools' },
  progressOf: { zh: '“{title}”进度', en: 'Progress of “{title}”' },
  resolutions: { zh: '决议公开', en: 'Published resolutions' },
  verify: { zh: '核验联合签署', en: 'Check a joint signature' },
  foot: { zh: '长三角教育一体化发展 · 四地教育部门共建共管', en: 'Run together by the four education departments' },
  keyPoints: { zh: '年度工作要点', en: 'Key points, year by year' },
} as const satisfies Messages;
