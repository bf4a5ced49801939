import type { Text } from './text.ts';

/** The four parties (三省一市): the first two digits of their GB/T 2260 codes. */
export const partyCodes = ['31', '32', '33', '34'] as const;
export type PartyCode = (typeof partyCodes)[number];

export const partyNames: Readonly<Record<PartyCode, Text>> = {
  '31': { zh: '上海市', en: 'Shanghai' },
  '32': { zh: '江苏省', en: 'Jiangsu' },
  '33': { zh: '浙江省', en: 'Zhejiang' },
  '34': { zh: '安徽省', en: 'Anhui' },
};

/** The education authority of each party, by which it issues documents. */
export const authorityNames: Readonly<Record<PartyCode, string>> = { '31': '上海市教育委员会', '32': '江苏省教育厅', '33': '浙江省教育厅', '34': '安徽省教育厅' };

export function isPartyCode(code: string): code is PartyCode {
  return (partyCodes as readonly string[]).includes(code);
}

/** The mechanisms an initiative can run on: one module each (the names are the modules' folders). */
export const mechanisms = {
  plan: { zh: '计划推进', en: 'Plan' },
  governance: { zh: '协商治理', en: 'Governance' },
  funds: { zh: '专项经费', en: 'Funds' },
  consultation: { zh: '政策会商', en: 'Consultation' },
  pools: { zh: '专家与干部库', en: 'Pools' },
  exchange: { zh: '交流选派', en: 'Exchange' },
  contests: { zh: '竞赛展示', en: 'Contests' },
  gatherings: { zh: '峰会论坛', en: 'Gatherings' },
  classroom: { zh: '远程教研', en: 'Classroom' },
  resources: { zh: '资源共享', en: 'Resources' },
  market: { zh: '人才与就业', en: 'Market' },
  alliances: { zh: '联盟共建', en: 'Alliances' },
  indicators: { zh: '指标监测', en: 'Indicators' },
  layout: { zh: '专业布局', en: 'Layout' },
  publications: { zh: '简报与报告', en: 'Publications' },
  directory: { zh: '机构与人员', en: 'Directory' },
} as const satisfies Record<string, Text>;

export type Mechanism = keyof typeof mechanisms;
