import { declareRefusals } from '#kernel/refusal.ts';

/** What is answered to a file that is no sheet that can be read, or whose headings do not fit. */
export const sheetRefusals = declareRefusals('sheets', {
  notASheet: {
    status: 415,
    zh: '无法识别为表格文件。请使用 .xlsx 或 .csv 文件;其他格式(如 .ods、.xlsb、网页表格)请先用 Excel 或 WPS 另存为 .xlsx。',
    en: 'This is not a sheet that can be read. Use .xlsx or .csv; save other formats (.ods, .xlsb, web tables) as .xlsx first.',
  },
  oldFormat: {
    status: 415,
    zh: '这是旧版 .xls 或 WPS .et 格式。请用 Excel 或 WPS 打开后“另存为” .xlsx 再上传。',
    en: 'This is the old .xls or the WPS .et format. Open it in Excel or WPS, save it as .xlsx and upload that.',
  },
  encrypted: { status: 415, zh: '文件设有打开密码。请取消密码后重新上传。', en: 'The file is protected by a password. Remove the password and upload it again.' },
  damaged: { status: 422, zh: '文件已损坏,无法读取。请在 Excel 或 WPS 中重新保存后再上传。', en: 'The file is damaged. Save it again in Excel or WPS and upload that.' },
  unpacksTooLarge: { status: 413, zh: '文件解压后过大,已停止读取。请删除多余的工作表、图片和空白行后重试。', en: 'The file unpacks to more than is allowed. Remove spare sheets, pictures and blank rows and try again.' },
  tooLarge: { status: 413, zh: '文件过大,最多 {limit} MB。', en: 'The file is too large; at most {limit} MB.' },
  tooManyRows: { status: 413, zh: '数据行过多,一次最多 {limit} 行,请分成几个文件。', en: 'Too many rows: at most {limit} at a time. Split the file.' },
  tooManyColumns: { status: 422, zh: '列数过多,最多 {limit} 列。', en: 'Too many columns; at most {limit}.' },
  empty: { status: 422, zh: '表中没有内容。第一行应为列标题,其下为数据。', en: 'The sheet is empty. Its first row must have the headings, with the data below.' },
  noSuchSheet: { status: 422, zh: '文件中没有名为“{name}”的工作表。', en: 'The file has no sheet named “{name}”.' },
  unknownEncoding: { status: 415, zh: '无法识别文件的文字编码。请在 Excel 或 WPS 中另存为“CSV UTF-8”或 .xlsx。', en: 'The encoding of the text is not known. Save it as “CSV UTF-8” or as .xlsx.' },
  openQuote: { status: 422, zh: '第 {row} 行的双引号没有配对。', en: 'A double quote opened in row {row} is never closed.' },
  headings: { status: 422, zh: '列标题不符合要求:{zh}', en: 'The headings do not fit: {en}' },
});
