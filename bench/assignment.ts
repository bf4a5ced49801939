import { seededNumbers } from '../algorithms/draw/testing.ts';
import { poolPresets } from '#modules/pools/index.ts';
import { computePlan, type PlanProblem } from '../modules/review/planning.ts';
import { showSpread, spreadOf, type Benchmark } from './benchmark.ts';

const [items, reviewers, reviews, load, targetSeconds] = [5_000, 1_500, 3, 12, 20];

/** Of such words titles and summaries are made; some are said often, most seldom, as in a real call. */
const terms = '教育 教学 研究 课程 学校 学生 改革 实践 质量 评价 长三角 一体化 协作 数据 资源 平台 能力 培养 教师 专业 体系 机制 信息化 人工智能 学前 幼儿园 小学 初中 高中 职业 高职 产教融合 实训 实验 物理 化学 生物 数学 语文 英语 历史 地理 思政 体育 音乐 美术 劳动 心理 健康 特殊教育 随班就读 融合 家校 社区 乡村 留守儿童 课后服务 作业 考试 高考 综合素质 学科 一流 研究生 导师 创新 创业 竞赛 联合 实验室 量子 材料 能源 机械 智能制造 集成电路 生物医药 护理 中医药 农学 林学 水产 海洋 环境 生态 交通 土木 建筑 纺织 食品 法学 经济 管理 金融 会计 新闻 传播 艺术 设计 考古 档案 图书馆 语料库 翻译 国际化 留学生 终身学习 老年 学分银行 慕课 虚拟仿真'.split(' ');

/** Reviews of many items given out at once, from the texts to the assignment: words cut, likenesses, the best candidates, one flow. Some fields have more items than reviewers. */
export const assignmentBenchmark: Benchmark = {
  name: 'assignment',
  measure: async ({ report }) => {
    const runs = [1, 2, 3].map((seed) => {
      const problem = aCall(seed);
      const startedAt = performance.now();
      const { pairs, short } = computePlan(problem);
      const seconds = (performance.now() - startedAt) / 1000;
      report(`seed ${seed}: ${pairs.length} reviews, ${short.length} items short, ${pairs.filter(([, , fit]) => fit >= 100).length} in a field of the reviewer, ${seconds.toFixed(1)} s`);
      return seconds;
    });
    const spread = spreadOf(runs);
    return { target: `${items} items × ${reviews} reviews by ${reviewers} reviewers ≤ ${targetSeconds} s`, reached: `${showSpread(spread)} s`, ok: spread.highest <= targetSeconds, detail: { spread, load } };
  },
};

function aCall(seed: number): PlanProblem {
  const random = seededNumbers(seed);
  const named = Object.fromEntries(Object.entries(poolPresets.higher_experts.categories).map(([code, { zh }]) => [code, zh]));
  const codes = Object.keys(named);
  const one = (list: readonly string[]) => list[Math.floor(random() ** 1.3 * list.length)] ?? '';
  const text = (words: number) => Array.from({ length: words }, () => one(terms)).join('');
  return {
    items: Array.from({ length: items }, (_, i) => ({ id: `i${i}`, categories: [one(codes)], title: text(8), keywords: [text(1), text(1), text(2)], summary: text(100) })),
    reviewers: Array.from({ length: reviewers }, (_, j) => ({ id: `r${j}`, load, categories: [one(codes), one(codes)], keywords: Array.from({ length: 5 }, () => text(2)), past: Array.from({ length: 20 }, () => text(8)) })),
    named, conflicts: Array.from({ length: 75_000 }, () => [Math.floor(random() * items), Math.floor(random() * reviewers)] as const), reviewsPerItem: reviews, rounds: 1, seed: 'ab'.repeat(32),
  };
}
