import { type PartyCode, partyNames } from '#kernel/domain.ts';
import { readDivisions, readUniversities, referenceId, type Division } from '#modules/directory/index.ts';
import { enterpriseNames, schoolNames, vocationalNames } from './names.ts';
import type { Random } from './random.ts';

export type DemoInstitution = {
  id: string; kind: 'department' | 'university' | 'vocational_school' | 'school' | 'enterprise' | 'base' | 'association';
  name: string; division: string; party: PartyCode; level: string | null; authority: string | null;
};

export type Scale = { readonly schools: number; readonly people: number; readonly enterprisesPerCity: number };

export const scales = {
  small: { schools: 1_000, people: 3_000, enterprisesPerCity: 3 },
  region: { schools: 40_000, people: 500_000, enterprisesPerCity: 60 },
} as const satisfies Record<string, Scale>;

/** The four departments, the schools, vocational schools, enterprises, bases and associations of the region. */
export async function makeInstitutions(scale: Scale, random: Random): Promise<DemoInstitution[]> {
  const divisions = await readDivisions();
  const counties = divisions.filter(({ level }) => level === 'county');
  const cities = divisions.filter(({ level }) => level === 'city');
  const cityOf = new Map(counties.map((county) => [county.code, cities.find(({ code }) => code === county.parent)]));
  return [
    ...departments(),
    ...counties.flatMap((county, i) => schoolsOf(county, cityOf.get(county.code), share(scale.schools, counties.length, i), random.fork(county.code))),
    ...cities.flatMap((city) => othersOf(city, scale.enterprisesPerCity, random.fork(city.code))),
  ];
}

/** How many of `total` the `i`-th of `parts` gets, so that they add up. */
export function share(total: number, parts: number, i: number): number {
  return Math.floor(((i + 1) * total) / parts) - Math.floor((i * total) / parts);
}

export function departmentId(party: PartyCode): string {
  return referenceId('department', party);
}

function departments(): DemoInstitution[] {
  const names: Readonly<Record<PartyCode, string>> = { '31': '上海市教育委员会', '32': '江苏省教育厅', '33': '浙江省教育厅', '34': '安徽省教育厅' };
  return (Object.keys(names) as PartyCode[]).map((party) => ({
    id: departmentId(party), kind: 'department', name: names[party], division: `${party}0000`, party, level: null, authority: `${partyNames[party].zh}人民政府`,
  }));
}

function schoolsOf(county: Division, city: Division | undefined, count: number, random: Random): DemoInstitution[] {
  // 鼓楼区 there is in several cities; 昆山市 and 肥西县 stand for themselves
  const place = county.name.endsWith('区') ? (city?.name ?? '') + county.name : county.name;
  const offset = random.below(schoolNames.length);
  return Array.from({ length: count }, (_, i): DemoInstitution => {
    // The first ones of a district always; behind them from a place of its own, so that districts differ.
    const { name, level } = schoolNames[i < 12 ? i : 12 + ((offset + i) % (schoolNames.length - 12))] ?? { name: `第${i + 1}学校`, level: '小学' };
    return { id: referenceId('demo school', `${county.code}/${i}`), kind: 'school', name: place + name, division: county.code, party: county.party, level, authority: `${county.name}教育局` };
  });
}

function othersOf(city: Division, enterprises: number, random: Random): DemoInstitution[] {
  const place = city.name.replace(/市$/, '');
  const own = (kind: DemoInstitution['kind'], name: string, i: number, more: Partial<DemoInstitution> = {}): DemoInstitution => ({
    id: referenceId(`demo ${kind}`, `${city.code}/${i}`), kind, name, division: city.code, party: city.party, level: null, authority: null, ...more,
  });
  const offset = random.below(enterpriseNames.length);
  return [
    ...vocationalNames.slice(0, 3 + random.below(4)).map((name, i) => own('vocational_school', city.name + name, i, { level: '中职', authority: `${city.name}教育局` })),
    ...Array.from({ length: enterprises }, (_, i) => own('enterprise', `${place}${enterpriseNames[(offset + i) % enterpriseNames.length] ?? '实业有限公司'}`, i)),
    own('base', `${city.name}研学实践教育基地`, 0),
    own('association', `${city.name}职业教育学会`, 0),
  ];
}

/** Where people work: the institutions of the demonstration and the region's universities. */
export async function makeWorkplaces(institutions: readonly DemoInstitution[]): Promise<{ schools: DemoInstitution[]; universities: DemoInstitution[] }> {
  const universities = (await readUniversities()).map(({ id, name, division, party }): DemoInstitution => ({ id, kind: 'university', name, division, party, level: null, authority: null }));
  return { schools: institutions.filter(({ kind }) => kind === 'school' || kind === 'vocational_school'), universities };
}
