import type { Tx } from '#kernel/database/transaction.ts';
import { enterLearning, type Learnt } from '#modules/directory/index.ts';
import { stayLink } from '../../lifecycle.ts';
import { presetOf, type PresetName } from '../../presets.ts';
import { daysOfRange, type Recognised, type Scale } from '../rules.ts';
import type { PlacementRow } from '../store.ts';

type Certified = Pick<PlacementRow, 'id' | 'applicationId' | 'personId' | 'homeId' | 'homeParty' | 'hostId' | 'during'> & { readonly certificateNumber: string; readonly certifiedOn: string; readonly recognised: readonly Recognised[] };

/** What the home recognised of a stay goes into the person's record, with the marks and the scales that they are on. The platform acts. */
export async function enterRecognised(tx: Tx, placement: Certified, { preset, scale, by }: { preset: PresetName; scale: Scale | null; by: string | null }): Promise<void> {
  const { id, applicationId, personId, homeId, homeParty, hostId, during, certificateNumber, certifiedOn, recognised } = placement;
  await enterLearning(tx, {
    personId, institutionId: homeId, party: homeParty, hostId, kind: presetOf(preset).learning, ...daysOfRange(during), certificate: certificateNumber, recognisedOn: certifiedOn, recognisedBy: by,
    source: { type: 'exchange.placement', id, link: stayLink(applicationId) }, lines: recognised.map((line) => learntOf(line, scale)),
  });
}

function learntOf({ course, hostCourse, hours, credits, grade, homeGrade }: Recognised, scale: Scale | null): Learnt {
  const converted = homeGrade !== undefined;
  return { title: course, hostTitle: hostCourse ?? null, hours, credits, grade: grade === '' ? null : grade, scale: converted ? scale?.host ?? null : null, homeGrade: homeGrade ?? null, homeScale: converted ? scale?.home ?? null : null };
}
