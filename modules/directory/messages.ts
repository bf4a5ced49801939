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

export const learningKinds = {
  study: { zh: '课程学习', en: 'Courses' },
  internship: { zh: '实习', en: 'Internship' },
  secondment: { zh: '挂职锻炼', en: 'Secondment' },
  research: { zh: '访学研修', en: 'Research stay' },
  training: { zh: '培训研修', en: 'Training' },
  practice: { zh: '企业实践', en: 'Practice in enterprises' },
  mentoring: { zh: '导师带教', en: 'Mentoring' },
} as const satisfies Record<string, Text>;

export type LearningKind = keyof typeof learningKinds;

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
  idNumber: { zh: '证件号码', en: 'Id number' },
  since: { zh: '任职起始', en: 'Since' },
  phone: { zh: '手机', en: 'Phone' },
  email: { zh: '邮箱', en: 'E-mail' },
  learning: { zh: '学习认定', en: 'Recognised learning' },
  learningTitle: { zh: '认定课程或内容', en: 'Recognised as' },
  hostTitle: { zh: '接收单位课程', en: 'At the host' },
  host: { zh: '接收单位', en: 'Host' },
  hours: { zh: '学时', en: 'Hours' },
  credits: { zh: '学分', en: 'Credits' },
  grade: { zh: '成绩', en: 'Grade' },
  scale: { zh: '成绩制', en: 'Scale' },
  homeGrade: { zh: '换算成绩', en: 'Home grade' },
  homeScale: { zh: '换算成绩制', en: 'Home scale' },
  from: { zh: '起', en: 'From' },
  to: { zh: '止', en: 'To' },
  recognisedOn: { zh: '认定日期', en: 'Recognised on' },
  recognisedBy: { zh: '经办人', en: 'Recognised by' },
  recognisedAt: { zh: '认定单位', en: 'Recognised at' },
  certificate: { zh: '证书编号', en: 'Certificate' },
  badRows: { zh: '有误的行', en: 'Rows with errors' },
  line: { zh: '行号', en: 'Line' },
  wrong: { zh: '问题', en: 'What is wrong' },
} as const satisfies Messages;

/** The columns of the sheets that are imported, by their keys. */
export const sheetColumns = {
  institutions: { name: messages.name, kind: messages.kind, division: messages.divisionCode, code: messages.code, level: messages.level, authority: messages.authority },
  people: { name: messages.personName, institution: messages.institution, idNumber: messages.idNumber, position: messages.position, title: messages.title, field: messages.field, since: messages.since, phone: messages.phone, email: messages.email },
} as const satisfies Record<string, Messages>;
