import { partyNames } from '#kernel/domain.ts';
import type { ExportColumn } from '#kernel/sheets/export.ts';
import { institutionKinds, messages } from './messages.ts';
import type { InstitutionRow, PersonRow } from './store.ts';

export const institutionColumns: readonly ExportColumn<InstitutionRow>[] = [
  { label: messages.name, width: 34, value: ({ name }) => name },
  { label: messages.kind, value: ({ kind }) => institutionKinds[kind].zh },
  { label: messages.party, value: ({ party }) => partyNames[party].zh },
  { label: messages.division, value: ({ divisionName }) => divisionName },
  { label: messages.divisionCode, value: ({ division }) => division },
  { label: messages.code, value: ({ code }) => code },
  { label: messages.level, value: ({ level }) => level },
  { label: messages.authority, width: 26, value: ({ authority }) => authority },
];

export const personColumns: readonly ExportColumn<PersonRow>[] = [
  { label: messages.personName, value: ({ name }) => name },
  { label: messages.institution, width: 34, value: ({ institutionName }) => institutionName },
  { label: messages.position, value: ({ position }) => position },
  { label: messages.title, value: ({ title }) => title },
  { label: messages.field, value: ({ field }) => field },
  { label: messages.party, value: ({ party }) => (party === null ? null : partyNames[party].zh) },
  { label: messages.division, value: ({ divisionName }) => divisionName },
];
