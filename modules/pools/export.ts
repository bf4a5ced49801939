import { partyNames } from '#kernel/domain.ts';
import type { ExportColumn } from '#kernel/sheets/export.ts';
import { memberStates, presets, type PoolPreset } from './messages.ts';
import type { MemberRow } from './store.ts';

const everyCategory = Object.assign({}, ...(Object.keys(presets) as PoolPreset[]).map((preset) => presets[preset].categories)) as (typeof presets)[PoolPreset]['categories']; // the presets' own tables, put together

/** What a sheet of a pool's people says of each. */
export const memberColumns: readonly ExportColumn<MemberRow>[] = [
  { label: { zh: '姓名', en: 'Name' }, value: ({ name }) => name },
  { label: { zh: '单位', en: 'Institution' }, value: ({ institutionName }) => institutionName, width: 30 },
  { label: { zh: '职称', en: 'Title' }, value: ({ title }) => title },
  { label: { zh: '类别', en: 'Field' }, value: ({ categories }, language) => categories.map((code) => everyCategory[code]?.[language] ?? code).join('、'), width: 30 },
  { label: { zh: '工作语言', en: 'Languages' }, value: ({ languages }) => languages.join('、') },
  { label: { zh: '城市', en: 'City' }, value: ({ cityName }) => cityName },
  { label: { zh: '省市', en: 'Party' }, value: ({ party }, language) => partyNames[party][language] },
  { label: { zh: '状态', en: 'State' }, value: ({ state }, language) => memberStates[state as keyof typeof memberStates]?.[language] ?? state },
  { label: { zh: '任期至', en: 'Until' }, value: ({ termEndsOn }) => termEndsOn, kind: 'date' },
];
