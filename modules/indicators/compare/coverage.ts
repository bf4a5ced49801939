import { partyCodes, partyNames, type PartyCode } from '#kernel/domain.ts';
import { bothLanguages, type Text } from '#kernel/text.ts';

/** Of the units that a campaign asked in a place, how many are approved. What the others would have said is missing: neither zero nor passed over. */
export type Coverage = { readonly unit: string; readonly asked: number; readonly reported: number };

/** Who was asked, where it stood, and whether it is approved. */
export type Asked = { readonly division: string; readonly city: string; readonly party: PartyCode; readonly approved: boolean };

/** The coverage of every place of some levels, in the order of their codes, the region last. */
export function coverageOf(asked: readonly Asked[], levels: readonly ('district' | 'city' | 'party' | 'region')[]): Coverage[] {
  const placeOf = { district: ({ division }: Asked) => division, city: ({ city }: Asked) => city, party: ({ party }: Asked) => party, region: () => 'region' };
  return levels.flatMap((level) => [...Map.groupBy(asked, placeOf[level])].map(([unit, own]): Coverage => ({ unit, asked: own.length, reported: own.filter(({ approved }) => approved).length }))).toSorted((a, b) => (a.unit < b.unit ? -1 : 1));
}

/** What a result lacks to be published as it is: parties whose numbers the region has not taken, and cities of which fewer are approved than the system asks for; where no city lacks, no party does. */
export type Gaps = { readonly untaken: readonly PartyCode[]; readonly below: readonly Coverage[] };

/** `least`: the share of the units asked that must be approved in every city. */
export function gapsOf(coverage: readonly Coverage[], untaken: readonly PartyCode[], least: number): Gaps {
  return { untaken, below: coverage.filter(({ unit, asked, reported }) => /^\d{6}$/.test(unit) && reported < least * asked) };
}

export function isWhole({ untaken, below }: Gaps): boolean {
  return untaken.length === 0 && below.length === 0;
}

const words = {
  untaken: { zh: '{parties}的数据尚未由区域核收。', en: 'The numbers of {parties} have not been accepted for the region yet.' },
  below: { zh: '{count} 个市的填报覆盖面不足 {least}%：{places}。', en: '{count} cities have fewer than {least} % of their units approved: {places}.' },
  party: { zh: '{party}：{asked} 个填报单位中有 {reported} 个已审定；其余按缺失计算，不当作 0，也不略过。', en: '{party}: {reported} of {asked} units are approved; the others count as missing, neither as zero nor passed over.' },
} as const;

/** The gaps in sentences; `nameOf` gives a place's name. */
export function sayGaps({ untaken, below }: Gaps, least: number, nameOf: (unit: string) => string): Text[] {
  const parties = { zh: untaken.map((party) => partyNames[party].zh).join('、'), en: untaken.map((party) => partyNames[party].en).join(', ') };
  const places = below.map(({ unit, asked, reported }) => `${nameOf(unit)} ${reported}/${asked}`);
  return [
    ...(untaken.length === 0 ? [] : [bothLanguages(words.untaken, { parties })]),
    ...(below.length === 0 ? [] : [bothLanguages(words.below, { count: below.length, least: Math.round(least * 1000) / 10, places: { zh: places.join('、'), en: places.join(', ') } })]),
  ];
}

/** For the notes of a computation: the parties of which not everybody is approved, and those whose numbers the region has not taken. */
export function coverageNotes(coverage: readonly Coverage[], untaken: readonly PartyCode[]): Text[] {
  const partial = partyCodes.flatMap((party) => coverage.filter(({ unit, asked, reported }) => unit === party && reported < asked));
  return [
    ...partial.map(({ unit, asked, reported }) => bothLanguages(words.party, { party: partyNames[unit as PartyCode], asked, reported })), // found by its code
    ...untaken.map((party) => bothLanguages(words.untaken, { parties: partyNames[party] })),
  ];
}
