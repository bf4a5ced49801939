import { partyNames } from '#kernel/domain.ts';
import type { ExportColumn } from '#kernel/sheets/export.ts';
import type { AccountRow } from './accounts.ts';
import { roles } from './actor.ts';

/** The list of accounts as a file: without e-mail addresses, which are personal data. */
export const accountColumns: readonly ExportColumn<AccountRow>[] = [
  { label: { zh: '登录名', en: 'Login' }, value: ({ login }) => login },
  { label: { zh: '姓名', en: 'Name' }, value: ({ name }) => name },
  { label: { zh: '所属地区', en: 'Party' }, value: ({ party }, language) => (party === null ? null : partyNames[party][language]) },
  { label: { zh: '身份', en: 'Roles' }, width: 36, value: (row, language) => row.roles.map((role) => roles[role].label[language]).join(language === 'zh' ? '、' : ', ') },
  { label: { zh: '停用日期', en: 'Closed on' }, kind: 'date', value: ({ disabledAt }) => disabledAt?.slice(0, 10) ?? null },
];
