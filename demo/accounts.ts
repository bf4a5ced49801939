import type { PersonRole } from '#kernel/actor/actor.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { readUniversities, referenceId } from '#modules/directory/index.ts';
import { departmentId } from './institutions.ts';

/** The password of every demonstration account; good for nothing elsewhere. */
export const demonstrationPassword = 'delta-2027-demo';

export type DemoAccount = {
  id: string; personId: string; grantId: string; login: string; name: string; role: PersonRole;
  party: PartyCode | null; division: string | null; organizationId: string | null;
  /** Where the person works, for the directory. */
  institutionId: string; workDivision: string; workParty: PartyCode; position: string;
};

const short: Readonly<Record<PartyCode, string>> = { '31': 'sh', '32': 'js', '33': 'zj', '34': 'ah' };
export const universityOf: Readonly<Record<PartyCode, string>> = { '31': '华东师范大学', '32': '南京师范大学', '33': '浙江师范大学', '34': '安徽师范大学' };
const cityOf: Readonly<Record<PartyCode, string>> = { '31': '310115', '32': '320500', '33': '330100', '34': '340100' };

const people: Readonly<Record<PartyCode, Readonly<Record<'member' | 'institution' | 'division' | 'officer' | 'signatory' | 'auditor', string>>>> = {
  '31': { member: '沈思嘉', institution: '陆文彬', division: '顾晓燕', officer: '周明华', signatory: '徐建国', auditor: '钱志平' },
  '32': { member: '蒋雨欣', institution: '吴志强', division: '陈静雯', officer: '许海涛', signatory: '朱永祥', auditor: '丁秀兰' },
  '33': { member: '叶子涵', institution: '潘俊杰', division: '俞慧敏', officer: '章立新', signatory: '金国荣', auditor: '楼建平' },
  '34': { member: '汪思远', institution: '方文静', division: '程晓东', officer: '胡春梅', signatory: '江振华', auditor: '鲍宏伟' },
};

/** One account for each role in each party, and the region's own: what the sign-in page offers in demonstration mode. */
export async function makeAccounts(): Promise<DemoAccount[]> {
  const universities = await readUniversities();
  const ofParty = partyCodes.flatMap((party): DemoAccount[] => {
    const university = universities.find(({ name }) => name === universityOf[party]);
    if (university === undefined) throw new Error(`${universityOf[party]} is not among the universities`);
    const at = { institutionId: university.id, workDivision: university.division, workParty: party };
    const department = { institutionId: departmentId(party), workDivision: `${party}0000`, workParty: party };
    const scope = { party, division: null, organizationId: null };
    const names = people[party];
    const make = (login: string, name: string, role: PersonRole, where: typeof at, position: string, more: Partial<DemoAccount> = {}): DemoAccount => account(`${short[party]}-${login}`, { name, role, ...where, position, ...scope, ...more });
    return [
      make('officer', names.officer, 'party_officer', department, '综合改革处主任科员'),
      make('signatory', names.signatory, 'party_signatory', department, '分管领导'),
      make('city', names.division, 'division_officer', { ...department, workDivision: cityOf[party] }, '教育局经办人', { division: cityOf[party] }),
      make('university', names.institution, 'institution_officer', at, '发展规划处副处长', { organizationId: university.id }),
      make('auditor', names.auditor, 'auditor', department, '审计处处长'),
      make('member', names.member, 'member', at, '讲师'),
    ];
  });
  const home = { institutionId: departmentId('31'), workDivision: '310000', workParty: '31' as const, party: null, division: null, organizationId: null };
  return [
    ...ofParty,
    account('secretariat', { name: '林佳宁', role: 'secretariat_officer', position: '总秘书处专员', ...home }),
    account('administrator', { name: '高志远', role: 'administrator', position: '平台管理员', ...home }),
  ];
}

function account(login: string, rest: Omit<DemoAccount, 'id' | 'personId' | 'grantId' | 'login'>): DemoAccount {
  return { id: referenceId('demo account', login), personId: referenceId('demo person', login), grantId: referenceId('demo grant', login), login, ...rest };
}
