import type { Messages } from '#kernel/text.ts';

export const messages = {
  greeting: { zh: '您好，{name}', en: 'Hello, {name}' },
  tasks: { zh: '我的待办', en: 'My tasks' },
  allTasks: { zh: '全部待办', en: 'All tasks' },
  initiatives: { zh: '我方项目', en: 'My initiatives' },
  wholePlan: { zh: '查看整个计划', en: 'The whole plan' },
  remaining: { zh: '{title}，距期满还有 {days} 天', en: '{title}: {days} days to go' },
  noPlan: { zh: '还没有行动计划', en: 'There is no plan yet' },
  import: { zh: '导入行动计划', en: 'Import a plan' },
  noInitiatives: { zh: '目前没有我方牵头或参与的项目', en: 'Nothing is led or shared by your party yet' },
} as const satisfies Messages;
