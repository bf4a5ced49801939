import type { Messages } from '#kernel/text.ts';

export const messages = {
  title: { zh: '待办与通知', en: 'Tasks and notices' },
  tasks: { zh: '待办', en: 'Tasks' },
  notifications: { zh: '通知', en: 'Notices' },
  noTasks: { zh: '没有待办，一切就绪', en: 'Nothing to do: all is in order' },
  noNotifications: { zh: '还没有通知', en: 'No notices yet' },
  summary: { zh: '共 {tasks} 项，其中逾期 {overdue} 项', en: '{tasks} in all, {overdue} overdue' },
  due: { zh: '{date}前', en: 'by {date}' },
  overdueBy: { zh: '逾期 {days} 天', en: '{days} days late' },
  markAll: { zh: '全部标为已读', en: 'Mark all as read' },
} as const satisfies Messages;
