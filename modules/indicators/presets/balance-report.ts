import { isBalanced, resources, type Stage } from './compulsory-balance.ts';

/** What is counted of a district's schools, by what they came to. */
export const schoolCounts = { reached: 'schools_reached', notReached: 'schools_not_reached', unknown: 'schools_unknown' } as const;

export type BalanceLine = { readonly stage: Stage; readonly resource: string; readonly coefficient: number | null; readonly threshold: number; /** `null` where the coefficient is not known. */ readonly met: boolean | null };

const shortNames: Readonly<Record<string, string>> = { qualified_per_100: 'qualified', backbone_per_100: 'backbone', arts_sports_per_100: 'arts_sports', teaching_area_per_pupil: 'teaching_area', sports_area_per_pupil: 'sports_area', equipment_per_pupil: 'equipment', media_rooms_per_100: 'media_rooms' };

/** The name of the coefficient of a resource among a district's indicators. */
export function coefficientOf(resource: string, stage: Stage): string {
  return `cv_${shortNames[resource] ?? resource}_${stage}`;
}

/** A district against the thresholds: each of the seven resources in both stages. */
export function balanceOf(raw: ReadonlyMap<string, number | null>, threshold: Readonly<Record<Stage, number>>): BalanceLine[] {
  return (['primary', 'junior'] as const).flatMap((stage) => resources.map(({ code }): BalanceLine => {
    const coefficient = raw.get(coefficientOf(code, stage)) ?? null;
    return { stage, resource: code, coefficient, threshold: threshold[stage], met: coefficient === null ? null : isBalanced(stage, coefficient) };
  }));
}
