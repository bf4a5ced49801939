import type { PartyCode } from '#kernel/domain.ts';
import { referenceId } from '#modules/directory/index.ts';
import { share, type DemoInstitution } from './institutions.ts';
import { disciplines, personName, positions, subjects, titles, universityPositions, universityTitles } from './names.ts';
import type { Random } from './random.ts';

export type DemoPerson = {
  id: string; name: string; party: PartyCode; division: string; institutionId: string; position: string; title: string; field: string; since: string;
};

/** The people of the region, school by school, university by university; a quarter of them at universities. `count` in all. */
export function* makePeople({ schools, universities }: { schools: readonly DemoInstitution[]; universities: readonly DemoInstitution[] }, count: number, random: Random): Generator<DemoPerson> {
  const atUniversities = Math.floor(count / 4);
  for (const [i, institution] of universities.entries()) yield* peopleAt(institution, share(atUniversities, universities.length, i), random.fork(institution.id));
  for (const [i, institution] of schools.entries()) yield* peopleAt(institution, share(count - atUniversities, schools.length, i), random.fork(institution.id));
}

function* peopleAt(institution: DemoInstitution, count: number, random: Random): Generator<DemoPerson> {
  const university = institution.kind === 'university';
  for (let i = 0; i < count; i += 1) {
    yield {
      id: referenceId('demo person', `${institution.id}/${i}`),
      name: personName(random),
      party: institution.party,
      division: institution.division,
      institutionId: institution.id,
      position: random.pick(university ? universityPositions : positions),
      title: random.pick(university ? universityTitles : titles),
      field: random.pick(university ? disciplines : subjects),
      since: `${1996 + random.below(30)}-0${random.pick([2, 8, 9])}-01`,
    };
  }
}
