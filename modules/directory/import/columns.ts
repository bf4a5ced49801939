import type { Text } from '#kernel/text.ts';
import { institutionKinds, sheetColumns, type InstitutionKind } from '../messages.ts';
import { normalIdNumber } from '../id-number.ts';

export type ImportKind = 'institutions' | 'people';

/** A column of a sheet: its heads in both languages, whether it must be filled, and what its cells may be. */
export type Column = {
  readonly key: string;
  readonly label: Text;
  readonly required: boolean;
  readonly example: string;
  /** Personal data: sealed on its way, never shown again in the sheet's rows. */
  readonly personal?: true;
  /** What is wrong with a filled cell; `undefined` when nothing is. */
  readonly check: (cell: string) => Text | undefined;
};

export type CellError = { readonly column: string; readonly text: Text };

const longer = (most: number) => (cell: string): Text | undefined => ([...cell].length > most ? { zh: `最多 ${most} 个字`, en: `at most ${most} characters` } : undefined);
const when = (pattern: RegExp, text: Text) => (cell: string): Text | undefined => (pattern.test(cell) ? undefined : text);

const kindNames = new Map<string, InstitutionKind>(Object.entries(institutionKinds).flatMap(([kind, { zh, en }]) => [[zh, kind], [en.toLowerCase(), kind], [kind, kind]] as [string, InstitutionKind][]));

/** The kind that a cell names, in either language. Universities are the Ministry's list and are not imported. */
export function kindOf(cell: string): InstitutionKind | undefined {
  const kind = kindNames.get(cell.toLowerCase());
  return kind === 'university' ? undefined : kind;
}

const { institutions: heads, people: personHeads } = sheetColumns;

const institutions: readonly Column[] = [
  { key: 'name', label: heads.name, required: true, example: '南京市鼓楼区第一中心小学', check: (cell) => ([...cell].length < 2 ? { zh: '至少 2 个字', en: 'at least 2 characters' } : longer(100)(cell)) },
  { key: 'kind', label: heads.kind, required: true, example: '中小学', check: (cell) => (kindOf(cell) === undefined ? { zh: `应为：${Object.entries(institutionKinds).filter(([kind]) => kind !== 'university').map(([, { zh }]) => zh).join('、')}`, en: 'not a kind of institution that is imported' } : undefined) },
  { key: 'division', label: heads.division, required: true, example: '320106', check: when(/^\d{6}$/, { zh: '应为 6 位数字', en: 'must be six digits' }) },
  { key: 'code', label: heads.code, required: false, example: '3232010600', check: when(/^[0-9A-Z]{4,20}$/, { zh: '应为 4 至 20 位数字或大写字母', en: 'must be 4 to 20 digits or capitals' }) },
  { key: 'level', label: heads.level, required: false, example: '小学', check: longer(20) },
  { key: 'authority', label: heads.authority, required: false, example: '鼓楼区教育局', check: longer(100) },
];

const people: readonly Column[] = [
  { key: 'name', label: personHeads.name, required: true, example: '许海涛', check: longer(60) },
  { key: 'institution', label: personHeads.institution, required: true, example: '南京师范大学', check: longer(100) },
  { key: 'idNumber', label: personHeads.idNumber, required: false, example: '11010519491231002X', personal: true, check: (cell) => (normalIdNumber(cell) === undefined ? { zh: '证件号码有误', en: 'not a valid identity number' } : undefined) },
  { key: 'position', label: personHeads.position, required: false, example: '教研组长', check: longer(100) },
  { key: 'title', label: personHeads.title, required: false, example: '高级教师', check: longer(60) },
  { key: 'field', label: personHeads.field, required: false, example: '数学', check: longer(100) },
  { key: 'since', label: personHeads.since, required: false, example: '2019-09-01', check: (cell) => (isDay(cell) ? undefined : { zh: '应为日期，如 2019-09-01', en: 'must be a day such as 2019-09-01' }) },
  { key: 'phone', label: personHeads.phone, required: false, example: '13800000000', personal: true, check: when(/^[+\d][\d -]{5,19}$/, { zh: '电话号码有误', en: 'not a phone number' }) },
  { key: 'email', label: personHeads.email, required: false, example: 'xu@example.org', personal: true, check: when(/^[^\s@]{1,100}@[^\s@]{1,150}$/, { zh: '邮箱有误', en: 'not an e-mail address' }) },
];

export const columnsOf: Readonly<Record<ImportKind, readonly Column[]>> = { institutions, people };

function isDay(cell: string): boolean {
  try {
    return /^\d{4}-\d{2}-\d{2}$/.test(cell) && Temporal.PlainDate.from(cell, { overflow: 'reject' }) !== undefined;
  } catch {
    return false;
  }
}
