import type { Messages, Text } from '#kernel/text.ts';

export const institutionKinds = {
  department: { zh: '教育行政部门', en: 'Education department' },
  university: { zh: '高等学校', en: 'University' },
  vocational_school: { zh: '中等职业学校', en: 'Vocational school' },
  school: { zh: '中小学', en: 'School' },
  enterprise: { zh: '企业', en: 'Enterprise' },
  base: { zh: '基地', en: 'Base' },
  association: { zh: '社会组织', en: 'Association' },
} as const satisfies Record<string, Text>;

export type InstitutionKind = keyof typeof institutionKinds;

export const messages = {
  institutions: { zh: '机构', en: 'Institutions' },
  searchInstitutions: { zh: '按名称查找', en: 'Find by name' },
  name: { zh: '名称', en: 'Name' },
  kind: { zh: '类别', en: 'Kind' },
  party: { zh: '省（市）', en: 'Party' },
  division: { zh: '所在地', en: 'Place' },
  divisionCode: { zh: '行政区划代码', en: 'Division code' },
  code: { zh: '学校标识码', en: 'National code' },
  people: { zh: '人员', en: 'People' },
  personName: { zh: '姓名', en: 'Name' },
  institution: { zh: '单位', en: 'Institution' },
  position: { zh: '职务', en: 'Position' },
  title: { zh: '职称', en: 'Title' },
  field: { zh: '学科专业', en: 'Field' },
  level: { zh: '层次', en: 'Level' },
  authority: { zh: '主管部门', en: 'Authority' },
} as const satisfies Messages;
