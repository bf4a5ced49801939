import { partyNames } from '#kernel/domain.ts';
import type { Messages } from '#kernel/text.ts';

export const messages = {
  title: { zh: '核对抽取结果', en: 'Check a draw' },
  lead: { zh: '选择一份抽取记录，浏览器就在您的电脑上把它重新抽一遍，逐项核对。文件不会上传。', en: 'Choose a transcript: your own browser runs the draw again and checks each step. The file is not sent anywhere.' },
  choose: { zh: '抽取记录文件（JSON）', en: 'Transcript (JSON)' },
  good: { zh: '核对通过：结果正是由冻结的名单和四方的数决定的。', en: 'It fits: the result is what the frozen list and the four parties’ numbers determine.' },
  bad: { zh: '核对不通过：这份记录有误，或被改动过。', en: 'It does not fit: the transcript is wrong, or was changed.' },
  took: { zh: '用时 {ms} 毫秒', en: 'took {ms} ms' },
  draw: { zh: '抽取事项', en: 'Draw' },
  digest: { zh: '冻结内容的摘要', en: 'Digest of what was frozen' },
  digestNote: { zh: '请与日志中登记的摘要比对。', en: 'Compare it with the one in the journal.' },
  panel: { zh: '抽取结果', en: 'Drawn' },
  chances: { zh: '各人机会', en: 'Chances' },
  chancesOf: { zh: '{people} 人中抽 {seats} 人；最小 {min}%，最大 {max}%', en: '{seats} of {people}; smallest {min} %, greatest {max} %' },
  rules: { zh: '入选条件（已冻结）', en: 'Who may be drawn (frozen)' },
  reviewedOf: { zh: '评审对象 {n} 项，以摘要冻结，不公开', en: '{n} reviewed, frozen as digests, not told' },
  beacon: { zh: '公共随机数', en: 'Public beacon' },
  beaconNote: { zh: '请自行与公布的结果比对。', en: 'Compare it with what was published.' },
  how: { zh: '算法说明见源代码中的 docs/draw.md；也可用命令行核对：delta draw verify 文件名', en: 'docs/draw.md in the source code says how it works; on the command line: delta draw verify FILE' },
} as const satisfies Messages;

/** The rules by which a list was made and what they may be given, as docs/draw.md names them; others are shown as they are written. */
export const valueNames = {
  sameInstitution: { zh: '同单位任职', en: 'same institution' },
  declared: { zh: '本人申报', en: 'declared' },
  kinship: { zh: '亲属关系', en: 'kinship' },
  coMembership: { zh: '共事', en: 'worked together' },
  ...partyNames,
} as const satisfies Messages;

export const ruleNames = {
  pool: { zh: '人员库', en: 'Pool' },
  asOf: { zh: '名单日期', en: 'List as of' },
  recusals: { zh: '回避情形', en: 'Recusals' },
  recusalYears: { zh: '“近年”指（年）', en: 'Recent means (years)' },
  recusedInstitutions: { zh: '被评审单位', en: 'Institutions under review' },
  recusedParties: { zh: '整体回避的省市', en: 'Parties recused' },
  fields: { zh: '限定专业', en: 'Fields' },
  loadCap: { zh: '本年已参加次数不满', en: 'Duties this year fewer than' },
  freeOn: { zh: '评审日期', en: 'Free on' },
  chanceCap: { zh: '每人抽中概率不超过', en: 'Nobody’s chance above' },
} as const satisfies Messages;
