import type { Language } from '#kernel/text.ts';
import { workbookAnswer, writeWorkbook } from '#kernel/sheets/write.ts';
import { institutionKinds } from '../messages.ts';
import { columnsOf, type ImportKind } from './columns.ts';

const names = { institutions: { zh: '机构导入模板', en: 'Institutions' }, people: { zh: '人员导入模板', en: 'People' } } as const;
const notes = {
  column: { zh: '列', en: 'Column' }, required: { zh: '是否必填', en: 'Required' }, example: { zh: '示例', en: 'Example' }, yes: { zh: '必填', en: 'yes' }, no: { zh: '选填', en: 'no' },
  guide: { zh: '填写说明', en: 'How to fill it in' }, kinds: { zh: '类别可填', en: 'Kinds' },
} as const;

/** The sheet to fill in: heads in the first row, and beside it a sheet that explains each column with an example. */
export async function importTemplate(kind: ImportKind, language: Language): Promise<Response> {
  const columns = columnsOf[kind];
  const guide = columns.map(({ label, required, example }) => [label[language], notes[required ? 'yes' : 'no'][language], example]);
  const kinds = kind === 'people' ? [] : [[notes.kinds[language], '', Object.entries(institutionKinds).filter(([name]) => name !== 'university').map(([, label]) => label[language]).join('、')]];
  const bytes = await writeWorkbook([
    { name: names[kind][language], columns: columns.map(({ label, required }) => ({ label: `${label[language]}${required ? '*' : ''}`, width: 22 })), rows: [] },
    { name: notes.guide[language], columns: [{ label: notes.column[language] }, { label: notes.required[language] }, { label: notes.example[language], width: 60 }], rows: [...guide, ...kinds] },
  ]);
  return workbookAnswer(bytes, `${names[kind][language]}.xlsx`);
}
