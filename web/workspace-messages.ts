import type { Messages } from '#kernel/text.ts';

export const messages = {
  navigation: { zh: '主导航', en: 'Main navigation' },
  menu: { zh: '打开导航', en: 'Open navigation' },
  home: { zh: '工作台', en: 'Workspace' },
  plan: { zh: '行动计划', en: 'Action plan' },
  keyPoints: { zh: '年度要点', en: 'Key points' },
  exchange: { zh: '交流选派', en: 'Exchange' },
  governance: { zh: '协商治理', en: 'Governance' },
  signing: { zh: '联合签署', en: 'Joint signing' },
  pools: { zh: '专家与干部库', en: 'Pools' },
  draws: { zh: '随机抽取', en: 'Draws' },
  reviews: { zh: '专家评审', en: 'Reviews' },
  inbox: { zh: '待办与通知', en: 'Tasks and notices' },
  indicators: { zh: '指标监测', en: 'Indicators' },
  institutions: { zh: '机构', en: 'Institutions' },
  people: { zh: '人员', en: 'People' },
  accounts: { zh: '账号与身份', en: 'Accounts and roles' },
  journal: { zh: '工作日志', en: 'Journal' },
  account: { zh: '我的账号', en: 'My account' },
  signOut: { zh: '退出登录', en: 'Sign out' },
  actingNow: { zh: '已切换身份', en: 'Role changed' },
} as const satisfies Messages;
