import { partyNames } from '#kernel/domain.ts';
import type { ExportColumn } from '#kernel/sheets/export.ts';
import type { Language } from '#kernel/text.ts';
import { columnsOf, type ImportKind } from './import/columns.ts';
import type { CheckedRow } from './import/import.ts';
import { institutionKinds, learningKinds, messages } from './messages.ts';
import type { LearningRow } from './service/learning.ts';
import type { InstitutionRow, PersonRow } from './store.ts';

export const institutionColumns: readonly ExportColumn<InstitutionRow>[] = [
  { label: messages.name, width: 34, value: ({ name }) => name },
  { label: messages.kind, value: ({ kind }, language) => institutionKinds[kind][language] },
  { label: messages.party, value: ({ party }, language) => partyNames[party][language] },
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
  { label: messages.party, value: ({ party }, language) => (party === null ? null : partyNames[party][language]) },
  { label: messages.division, value: ({ divisionName }) => divisionName },
];

export const learningColumns: readonly ExportColumn<LearningRow>[] = [
  { label: messages.kind, value: ({ kind }, language) => learningKinds[kind][language] },
  { label: messages.learningTitle, width: 28, value: ({ title }) => title },
  { label: messages.hostTitle, width: 28, value: ({ hostTitle }) => hostTitle },
  { label: messages.host, width: 28, value: ({ hostName }) => hostName },
  { label: messages.hours, kind: 'number', value: ({ hours }) => hours },
  { label: messages.credits, kind: 'number', value: ({ credits }) => credits },
  { label: messages.grade, value: ({ grade }) => grade },
  { label: messages.scale, value: ({ scale }) => scale },
  { label: messages.homeGrade, value: ({ homeGrade }) => homeGrade },
  { label: messages.homeScale, value: ({ homeScale }) => homeScale },
  { label: messages.from, value: ({ from }) => from },
  { label: messages.to, value: ({ to }) => to },
  { label: messages.recognisedAt, width: 28, value: ({ institutionName }) => institutionName },
  { label: messages.recognisedOn, value: ({ recognisedOn }) => recognisedOn },
  { label: messages.recognisedBy, value: ({ recognisedBy }) => recognisedBy },
  { label: messages.certificate, width: 26, value: ({ certificate }) => certificate },
];

/** A sheet's own columns, so that it can be mended and sent again, behind the line and what is wrong. Personal data is not told again. */
export function badRowColumns(kind: ImportKind, language: Language): readonly ExportColumn<CheckedRow>[] {
  const heads = new Map(columnsOf[kind].map(({ key, label }) => [key, label[language]]));
  const wrong = ({ errors }: CheckedRow) => errors.map(({ column, text }) => `${heads.get(column) ?? column}${language === 'zh' ? '：' : ': '}${text[language]}`).join(language === 'zh' ? '；' : '; ');
  return [
    { label: messages.line, width: 8, value: ({ line }) => line },
    { label: messages.wrong, width: 44, value: wrong },
    ...columnsOf[kind].filter(({ personal }) => personal !== true).map(({ key, label }): ExportColumn<CheckedRow> => ({ label, value: ({ cells }) => cells[key] ?? null })),
  ];
}
