import type { PresetTree } from './presets.ts';

/** What the index is made of; weights and goalposts are where the four begin to talk, not what anybody has decided. The formulas stand in quality.indicators. */
export const qualityTree: PresetTree = [
  { code: 'whole', name: '基础教育质量指数', level: 3, weight: 1 },
  { code: 'virtue', name: '品德发展', level: 2, parent: 'whole', weight: 1 },
  { code: 'volunteer_rate', name: '参加志愿服务的学生比例', level: 1, parent: 'virtue', weight: 1, direction: 1, goalposts: { low: 0, high: 100 } },
  { code: 'safe_school_rate', name: '平安校园比例', level: 1, parent: 'virtue', weight: 1, direction: 1, goalposts: { low: 70, high: 100 } },
  { code: 'learning', name: '学业发展', level: 2, parent: 'whole', weight: 1 },
  { code: 'academic_rate', name: '学业质量达到中等以上比例', level: 1, parent: 'learning', weight: 2, direction: 1, goalposts: { low: 50, high: 100 } },
  { code: 'excellent_rate', name: '学业质量优秀比例', level: 1, parent: 'learning', weight: 1, direction: 1, goalposts: { low: 0, high: 50 } },
  { code: 'homework_rate', name: '作业时间合规比例', level: 1, parent: 'learning', weight: 1, direction: 1, goalposts: { low: 40, high: 100 } },
  { code: 'interest_rate', name: '学习兴趣较高的学生比例', level: 1, parent: 'learning', weight: 1, direction: 1, goalposts: { low: 30, high: 100 } },
  { code: 'health', name: '身心发展', level: 2, parent: 'whole', weight: 1 },
  { code: 'fitness_rate', name: '体质健康优良率', level: 1, parent: 'health', weight: 1, direction: 1, goalposts: { low: 20, high: 80 } },
  { code: 'sight_rate', name: '视力正常率', level: 1, parent: 'health', weight: 1, direction: 1, goalposts: { low: 20, high: 80 } },
  { code: 'sleep_rate', name: '睡眠达标率', level: 1, parent: 'health', weight: 1, direction: 1, goalposts: { low: 20, high: 100 } },
  { code: 'sports_rate', name: '每天体育活动两小时以上比例', level: 1, parent: 'health', weight: 1, direction: 1, goalposts: { low: 20, high: 100 } },
  { code: 'mental_rate', name: '心理健康良好比例', level: 1, parent: 'health', weight: 1, direction: 1, goalposts: { low: 60, high: 100 } },
  { code: 'arts', name: '审美素养', level: 2, parent: 'whole', weight: 1 },
  { code: 'arts_skill_rate', name: '掌握艺术特长的学生比例', level: 1, parent: 'arts', weight: 1, direction: 1, goalposts: { low: 0, high: 100 } },
  { code: 'arts_level_rate', name: '艺术素质测评良好以上比例', level: 1, parent: 'arts', weight: 1, direction: 1, goalposts: { low: 30, high: 100 } },
  { code: 'labour', name: '劳动与社会实践', level: 2, parent: 'whole', weight: 1 },
  { code: 'labour_rate', name: '劳动课时达标的学生比例', level: 1, parent: 'labour', weight: 1, direction: 1, goalposts: { low: 20, high: 100 } },
  { code: 'practice_rate', name: '参加社会实践的学生比例', level: 1, parent: 'labour', weight: 1, direction: 1, goalposts: { low: 20, high: 100 } },
  { code: 'support', name: '办学条件与教师', level: 2, parent: 'whole', weight: 1 },
  { code: 'pupils_per_teacher', name: '生师比', level: 1, parent: 'support', weight: 1, direction: -1, goalposts: { low: 10, high: 22 } },
  { code: 'higher_degree_rate', name: '高于规定学历教师比例', level: 1, parent: 'support', weight: 1, direction: 1, goalposts: { low: 40, high: 100 } },
  { code: 'backbone_per_100', name: '每百名学生拥有骨干教师数', level: 1, parent: 'support', weight: 1, direction: 1, goalposts: { low: 0, high: 2 } },
  { code: 'psychology_per_school', name: '校均专职心理教师数', level: 1, parent: 'support', weight: 1, direction: 1, goalposts: { low: 0, high: 2 } },
  { code: 'afternoon_rate', name: '课后服务达标学校比例', level: 1, parent: 'support', weight: 1, direction: 1, goalposts: { low: 60, high: 100 } },
  { code: 'curriculum_rate', name: '开齐开足课程学校比例', level: 1, parent: 'support', weight: 1, direction: 1, goalposts: { low: 80, high: 100 } },
  { code: 'balanced_rate', name: '资源配置达标学校比例', level: 1, parent: 'support', weight: 1, direction: 1, goalposts: { low: 0, high: 100 } },
  { code: 'satisfaction', name: '社会认可', level: 2, parent: 'whole', weight: 1 },
  { code: 'satisfaction_rate', name: '家长满意度', level: 1, parent: 'satisfaction', weight: 1, direction: 1, goalposts: { low: 60, high: 100 } },
];

export const qualitySources = [
  '《义务教育质量评价指南》（教基〔2021〕3号）', '《县域义务教育优质均衡发展督导评估办法》（教督〔2017〕6号）', '《国家学生体质健康标准》（2014 年修订）',
] as const;
