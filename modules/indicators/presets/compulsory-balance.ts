import type { Text } from '#kernel/text.ts';

export type Stage = 'primary' | 'junior';

/** One of the seven resources: its indicator in compulsory-balance.indicators, and what a school of each stage must reach. */
export type Resource = { readonly code: string; readonly name: Text; readonly unit: string; readonly standard: Readonly<Record<Stage, number>> };

/** 《县域义务教育优质均衡发展督导评估办法》（教督〔2017〕6号）第二章：七项指标的标准。 */
export const resources: readonly Resource[] = [
  { code: 'qualified_per_100', name: { zh: '每百名学生拥有高于规定学历教师数', en: 'teachers above the required degree per 100 pupils' }, unit: '人/百人', standard: { primary: 4.2, junior: 5.3 } },
  { code: 'backbone_per_100', name: { zh: '每百名学生拥有县级以上骨干教师数', en: 'leading teachers per 100 pupils' }, unit: '人/百人', standard: { primary: 1, junior: 1 } },
  { code: 'arts_sports_per_100', name: { zh: '每百名学生拥有体育、艺术专任教师数', en: 'sports and arts teachers per 100 pupils' }, unit: '人/百人', standard: { primary: 0.9, junior: 0.9 } },
  { code: 'teaching_area_per_pupil', name: { zh: '生均教学及辅助用房面积', en: 'teaching area a pupil' }, unit: '平方米/人', standard: { primary: 4.5, junior: 5.8 } },
  { code: 'sports_area_per_pupil', name: { zh: '生均体育运动场馆面积', en: 'sports area a pupil' }, unit: '平方米/人', standard: { primary: 7.5, junior: 10.2 } },
  { code: 'equipment_per_pupil', name: { zh: '生均教学仪器设备值', en: 'equipment a pupil' }, unit: '元/人', standard: { primary: 2000, junior: 2500 } },
  { code: 'media_rooms_per_100', name: { zh: '每百名学生拥有网络多媒体教室数', en: 'networked classrooms per 100 pupils' }, unit: '间/百人', standard: { primary: 2.3, junior: 2.4 } },
];

/** Thresholds as data: the coefficient of variation between schools, and what each school must reach. */
export const balanceRule = {
  variation: { primary: 0.5, junior: 0.45 },
  /** A school reaches at least this many of the seven, and of the others at least this share. */
  reached: 6,
  restShare: 0.85,
} as const satisfies { variation: Record<Stage, number>; reached: number; restShare: number };

export const stageNames: Readonly<Record<Stage, Text>> = { primary: { zh: '小学', en: 'primary' }, junior: { zh: '初中', en: 'junior secondary' } };

export type SchoolResources = { readonly stage: Stage; readonly pupils: number; /** In the order of `resources`; undefined = missing. */ readonly values: readonly (number | undefined)[] };

/** How a school stands against the seven standards. A missing value is neither reached nor failed: the school is not judged. */
export function judgeSchool({ stage, values }: SchoolResources): 'reached' | 'notReached' | 'unknown' {
  if (values.length !== resources.length || values.includes(undefined)) return 'unknown';
  const shares = resources.map(({ standard }, i) => (values[i] ?? 0) / standard[stage]);
  const missed = shares.filter((share) => share < 1);
  return missed.length <= resources.length - balanceRule.reached && missed.every((share) => share >= balanceRule.restShare) ? 'reached' : 'notReached';
}

/** Whether a coefficient of variation is within the threshold of its stage. */
export function isBalanced(stage: Stage, coefficient: number): boolean {
  return coefficient <= balanceRule.variation[stage];
}

export const balanceSources = ['《县域义务教育优质均衡发展督导评估办法》（教督〔2017〕6号）', '《县域义务教育均衡发展督导评估暂行办法》（教督〔2012〕3号）'] as const;
