import type { Messages } from '#kernel/text.ts';
import type { Fate, ImportKind } from './client.ts';

export const fates = {
  new: { zh: '新增', en: 'New' },
  changed: { zh: '更新', en: 'Changed' },
  same: { zh: '无变化', en: 'Same' },
  error: { zh: '有误', en: 'Errors' },
} as const satisfies Record<Fate, { zh: string; en: string }>;

export const kinds = {
  institutions: { zh: '机构', en: 'Institutions' },
  people: { zh: '人员', en: 'People' },
} as const satisfies Record<ImportKind, { zh: string; en: string }>;

export const states = {
  checking: { zh: '核对中', en: 'Checking' },
  checked: { zh: '待入库', en: 'Checked' },
  storing: { zh: '入库中', en: 'Storing' },
  stored: { zh: '已入库', en: 'Stored' },
} as const satisfies Messages;

export const messages = {
  title: { zh: '批量导入', en: 'Import a sheet' },
  what: { zh: '导入内容', en: 'What to import' },
  template: { zh: '下载模板', en: 'Download the template' },
  templateHint: { zh: '按模板填写，带 * 的列必填；第二张工作表是填写说明。', en: 'Fill in the template; columns with * are required. Its second sheet explains them.' },
  drop: { zh: '点选或拖入填好的表格', en: 'Choose the filled sheet, or drop it here' },
  limits: { zh: 'XLSX 或 CSV，不超过 20 MB、5 万行', en: 'XLSX or CSV, up to 20 MB and 50,000 rows' },
  promise: { zh: '上传后先逐行核对，您确认之前不会写入任何内容。', en: 'Every row is checked first; nothing is stored before you say so.' },
  sending: { zh: '正在上传“{name}”', en: 'Sending “{name}”' },
  reading: { zh: '已上传，正在读取表格…', en: 'Sent; the sheet is being read…' },
  notAllowed: { zh: '当前身份不能导入。请切换为省级、市县或院校经办人。', en: 'You cannot import in this role. Act as an officer of a party, a division or an institution.' },
  recent: { zh: '最近的导入', en: 'Latest imports' },
  steps: { zh: '导入步骤', en: 'Steps' },
  stepSend: { zh: '上传', en: 'Send' },
  stepCheck: { zh: '核对', en: 'Check' },
  stepChoose: { zh: '确认', en: 'Confirm' },
  stepStore: { zh: '入库', en: 'Store' },
  checkingNow: { zh: '正在逐行核对。您可以离开此页，稍后从“最近的导入”回来。', en: 'Every row is being checked. You may leave; find it again under “Latest imports”.' },
  storingNow: { zh: '正在入库。您可以离开此页，稍后从“最近的导入”回来。', en: 'Storing. You may leave; find it again under “Latest imports”.' },
  waiting: { zh: '排队中', en: 'Queued' },
  jobFailed: { zh: '没能完成', en: 'This could not be finished' },
  jobFailedHint: { zh: '数据没有写入。请重新上传；若再次出现，请把此页地址发给平台管理员。', en: 'Nothing was stored. Send the sheet again; if it happens again, give this page’s address to the administrator.' },
  anotherSheet: { zh: '导入另一张表', en: 'Another sheet' },
  rows: { zh: '核对结果', en: 'Result of the check' },
  allRows: { zh: '全部', en: 'All' },
  countOf: { zh: '{fate}（{count}）', en: '{fate} ({count})' },
  fate: { zh: '结果', en: 'Fate' },
  errorsXlsx: { zh: '下载有误的行（XLSX）', en: 'Rows with errors (XLSX)' },
  errorsCsv: { zh: '下载有误的行（CSV）', en: 'Rows with errors (CSV)' },
  errorsNote: { zh: '下载的表不含证件号码、手机、邮箱；请在原表中改正后重新上传。', en: 'The download leaves out identity numbers, phones and e-mail; mend the original sheet and send it again.' },
  noRows: { zh: '没有这一类的行', en: 'No such rows' },
  choose: { zh: '如何入库', en: 'How to store' },
  modeAll: { zh: '全部或不导入', en: 'All or nothing' },
  modeAllHint: { zh: '只要有一行有误，就都不导入。', en: 'With one error nothing is stored.' },
  modeGood: { zh: '只导入正确的行', en: 'Good rows only' },
  modeGoodHint: { zh: '有误的行跳过，可下载改正后再导入。', en: 'Rows with errors are passed over; mend and send them later.' },
  store: { zh: '入库（{count} 行）', en: 'Store {count} rows' },
  errorsLeft: { zh: '还有 {count} 行有误。请改正后重新上传，或选择“只导入正确的行”。', en: '{count} rows have errors: mend the sheet and send it again, or choose “Good rows only”.' },
  nothingToStore: { zh: '没有需要入库的行。', en: 'There is nothing to store.' },
  discard: { zh: '放弃导入', en: 'Throw it away' },
  discardHint: { zh: '这张表及其中的个人信息将被删除，名录不受影响。', en: 'The sheet and the personal data in it are deleted; the directory stays as it is.' },
  discarded: { zh: '已放弃', en: 'Thrown away' },
  done: { zh: '已入库', en: 'Stored' },
  doneCounts: { zh: '新增 {added} 条，更新 {changed} 条，无变化 {same} 条，跳过 {error} 条。', en: '{added} added, {changed} changed, {same} the same, {error} passed over.' },
  seePeople: { zh: '查看人员', en: 'See the people' },
  seeInstitutions: { zh: '查看机构', en: 'See the institutions' },
  seeMerges: { zh: '查看合并建议', en: 'See proposals to merge' },
} as const satisfies Messages;
