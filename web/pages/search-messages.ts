import type { Messages } from '#kernel/text.ts';

/** The lists that can be searched by the same words, with filters. */
export const lists: Readonly<Record<string, string>> = { 'directory.institution': '/workspace/directory/institutions', 'directory.person': '/workspace/directory/people' };

/** What can be found, by type, in the order in which it is shown; types that a module adds later appear behind them. */
export const types = {
  'plan.initiative': { zh: '行动计划项目', en: 'Initiatives' },
  'directory.institution': { zh: '机构', en: 'Institutions' },
  'directory.person': { zh: '人员', en: 'People' },
} as const satisfies Messages;

export const messages = {
  title: { zh: '搜索', en: 'Search' },
  about: { zh: '在您能看到的项目、机构和人员中查找；多个词用空格分开。', en: 'Looks through the initiatives, institutions and people whom you may see; put spaces between words.' },
  placeholder: { zh: '搜索项目、机构、人员', en: 'Search initiatives, institutions, people' },
  shortcut: { zh: '按 / 键开始搜索', en: 'Press / to search' },
  none: { zh: '没有找到与“{query}”有关的内容', en: 'Nothing was found for “{query}”' },
  noneHint: { zh: '请换一个说法，或减少词语；您无权查看的内容不会出现。', en: 'Try other words, or fewer; what you may not see is not listed.' },
  found: { zh: '找到 {count} 条', en: '{count} found' },
  foundMost: { zh: '只列出最相关的 {count} 条，请增加词语缩小范围。', en: 'Only the {count} best are listed; add words to narrow it down.' },
  group: { zh: '{name}（{count}）', en: '{name} ({count})' },
  inList: { zh: '在{name}名单中查找', en: 'Find in the list' },
  other: { zh: '其他', en: 'Other' },
} as const satisfies Messages;
