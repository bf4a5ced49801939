import type { Mechanism } from '#kernel/domain.ts';

type Item = { readonly title: string; readonly text: string; readonly kind: string };

/** Words that speak for a mechanism. `in: 'title'` where the same words in passing would mislead; `unless` names words that mean another. */
const words: readonly { readonly mechanism: Mechanism; readonly says: RegExp; readonly in?: 'title'; readonly unless?: RegExp }[] = [
  { mechanism: 'plan', says: /近期工作要点|年度要点/ },
  { mechanism: 'governance', says: /领导小组|(?<!联合)研究院|秘书处|轮值|会商机制/, in: 'title' },
  { mechanism: 'funds', says: /专项经费|资金支持|经费投入/ },
  { mechanism: 'consultation', says: /协商共进|事中通报|政策研制/ },
  { mechanism: 'pools', says: /信息资源库|信息库|专家库|人才库|认证标准|培训标准/ },
  { mechanism: 'exchange', says: /交换生|挂职|访问学者|带教|异地交流|企业实践|实习实训|联动培训|培训联动|互派/, unless: /信息库|信息资源库|专家库/ },
  { mechanism: 'contests', says: /竞赛|大赛|联赛|成果展示|展示交流|交流展示/ },
  { mechanism: 'gatherings', says: /论坛|峰会|研讨会|博览会上/ },
  { mechanism: 'classroom', says: /远程互动|同步课堂|联合教研/ },
  { mechanism: 'resources', says: /慕课|课程资源|网络教育资源|终身学习|终身教育|研学旅行|工作室|研修基地|学分银行/ },
  { mechanism: 'market', says: /就业市场|招聘/ },
  { mechanism: 'alliances', says: /联合实验室|联合研究院|联盟|教育集团/ },
  { mechanism: 'indicators', says: /指标体系/ },
  { mechanism: 'layout', says: /专业布局|布局结构|布局联动/ },
  { mechanism: 'publications', says: /简报|发展报告|信息发布/ },
];

/** The mechanisms that an item of a plan may run on, from its words, in the order of the table; for a person to confirm. */
export function proposeMechanisms({ title, text }: Item): Mechanism[] {
  return words
    .filter(({ says, in: where, unless }) => {
      const read = where === 'title' ? title : `${title}\n${text}`;
      return says.test(read) && !(unless?.test(read) ?? false);
    })
    .map(({ mechanism }) => mechanism);
}
