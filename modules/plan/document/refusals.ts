import { declareRefusals } from '#kernel/refusal.ts';

/** Why a document cannot be read as a plan; the line counts from 1. */
export const documentRefusals = declareRefusals('plan-document', {
  skipped: { status: 422, zh: '第 {line} 行：“{found}”之前缺少“{expected}”。', en: 'Line {line}: "{expected}" is missing before "{found}".' },
  repeated: { status: 422, zh: '第 {line} 行：编号“{found}”重复，此处应为“{expected}”。', en: 'Line {line}: "{found}" stands again; "{expected}" was expected.' },
  orphan: { status: 422, zh: '第 {line} 行：“{found}”不在任何“一、”之下。', en: 'Line {line}: "{found}" stands before any part "一、".' },
  untitled: { status: 422, zh: '第 {line} 行：“{found}”之后没有内容。', en: 'Line {line}: nothing follows "{found}".' },
  noParts: { status: 422, zh: '没有找到“一、”“(一)”“1.”“①”这样的编号，无法识别为行动计划。', en: 'No numbering 一、 (一) 1. ① was found; this cannot be read as a plan.' },
  tooLong: { status: 413, zh: '文件正文过长，最多 {limit} 字。', en: 'The document is too long; at most {limit} characters.' },
  notText: { status: 415, zh: '无法识别文件内容，请使用 .txt、.md 或 .docx 文件。', en: 'The content cannot be read; please use a .txt, .md or .docx file.' },
  oldWord: { status: 415, zh: '这是旧版 Word 文件(.doc),请另存为 .docx 后再导入。', en: 'This is an old Word file (.doc); save it as .docx and import that.' },
  brokenWord: { status: 422, zh: '这份 Word 文件已损坏或已加密，无法打开。', en: 'This Word file is damaged or encrypted and cannot be opened.' },
  empty: { status: 422, zh: '文件是空的。', en: 'The file is empty.' },
});
