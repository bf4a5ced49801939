import { declareRefusals } from '#kernel/refusal.ts';

export const refusals = declareRefusals('directory', {
  badIdNumber: { status: 422, zh: '证件号码有误，请核对。', en: 'The identity number is not valid; please check it.' },
  sameName: { status: 409, zh: '该地已有同名机构“{name}”。', en: 'There is an institution of this name there already: "{name}".' },
  closed: { status: 409, zh: '该机构已停用。', en: 'This institution is closed.' },
  outOfScope: { status: 403, zh: '超出您的管理范围。', en: 'This is outside what you look after.' },
  notChecked: { status: 409, zh: '表格尚未核对完毕，或已经入库。', en: 'The sheet is not checked yet, or was stored already.' },
  hasErrors: { status: 409, zh: '仍有 {count} 行有误，不能整批入库；请改正后重新上传，或选择“只入库无误的行”。', en: '{count} rows have errors: mend them and send the sheet again, or store the good rows only.' },
  missingColumns: { status: 422, zh: '表格缺少这些列：{columns}。请使用模板。', en: 'These columns are missing: {columns}. Please use the template.' },
  endsBeforeItBegins: { status: 422, zh: '离任日期不能早于任职日期。', en: 'It cannot end before it begins.' },
  cannotMerge: { status: 409, zh: '两份记录暂时不能合并：{what}。', en: 'The two records cannot be merged yet: {what}.' },
  decided: { status: 409, zh: '这条合并建议已经处理。', en: 'This proposal was decided already.' },
});
