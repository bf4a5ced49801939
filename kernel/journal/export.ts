import { partyNames } from '#kernel/domain.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { roles } from '#kernel/actor/roles.ts';
import type { ExportColumn } from '#kernel/sheets/export.ts';

type Exported = { id: number; index: number | null; at: string; act: string; actorName: string | null; role: string | null; roleParty: PartyCode | null; job: string | null; subjectType: string; subjectId: string; subjectTitle: string | null; reason: string | null };

/** The journal as a sheet: what was done is named by its code, as it stands in the leaf. */
export const entryColumns: readonly ExportColumn<Exported>[] = [
  { label: { zh: '编号', en: 'Entry' }, width: 10, value: ({ id }) => id },
  { label: { zh: '日志序号', en: 'Place in the tree' }, width: 12, value: ({ index }) => index },
  { label: { zh: '时间（UTC）', en: 'Time (UTC)' }, width: 26, value: ({ at }) => at },
  { label: { zh: '操作', en: 'Act' }, width: 28, value: ({ act }) => act },
  { label: { zh: '操作人', en: 'By' }, value: ({ actorName, job }) => actorName ?? job },
  { label: { zh: '身份', en: 'Role' }, value: ({ role }, language) => (role !== null && Object.hasOwn(roles, role) ? roles[role as keyof typeof roles].label[language] : role) },
  { label: { zh: '协作方', en: 'Party' }, value: ({ roleParty }, language) => (roleParty === null ? null : partyNames[roleParty][language]) },
  { label: { zh: '对象类型', en: 'Kind of record' }, value: ({ subjectType }) => subjectType },
  { label: { zh: '对象', en: 'Record' }, width: 34, value: ({ subjectTitle, subjectId }) => subjectTitle ?? subjectId },
  { label: { zh: '理由', en: 'Reason' }, width: 34, value: ({ reason }) => reason },
];
