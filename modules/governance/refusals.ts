import { declareRefusals } from '#kernel/refusal.ts';

/** What governance refuses, and what the person can do about it. */
export const refusals = declareRefusals('governance', {
  signatoryAnswers: { status: 403, zh: '表态须由本方签署人作出；经办人请提醒签署人在“表态”页面办理。', en: 'A party answers by its signatory; please ask yours to answer on this page.' },
  answeredAlready: { status: 409, zh: '贵方已由{name}于{at}表态：{answer}。如要改变，请先查看这一答复，再选“更改表态”。', en: 'Your party has answered already: {name} said “{answer}” on {at}. To change that, read it first and choose “change the answer”.' },
  otherText: { status: 409, zh: '文本已经更新为第{round}轮，请阅读新文本后再表态。', en: 'The text has moved on to round {round}; read it, then answer.' },
  deadlinePast: { status: 409, zh: '表态截止日期（{deadline}）已过，不能再表态；可请提出方延长期限或发起新一轮。', en: 'The last day to answer ({deadline}) is past; ask the proposer for more time or a new round.' },
  settled: { status: 409, zh: '这一轮已经办结，结果是“{state}”，不能再表态。', en: 'This round is settled ({state}) and takes no more answers.' },
  wordsNeeded: { status: 422, zh: '“{answer}”须写明内容，以便记录在案。', en: '“{answer}” needs words, which go on record.' },
  noWords: { status: 422, zh: '“同意”不附文字；如有意见请选“有保留地同意”。', en: 'An agreement comes without words; if you have any, choose “agree with reservation”.' },
  sameText: { status: 409, zh: '文本与上一轮完全相同；请修改文本后再发起新一轮，或延长原有期限。', en: 'The text is the one of the round before; change it, or give that round more time.' },
  deadlineTooSoon: { status: 422, zh: '截止日期须在今天（{today}）或之后。', en: 'The deadline must be today ({today}) or later.' },
  deadlineNotLater: { status: 422, zh: '只能延长期限：新的截止日期须晚于{deadline}。', en: 'A deadline can only be put later than {deadline}.' },
  seatTaken: { status: 409, zh: '这个职位在{from}至{to}已由{name}担任；请先登记其离任日期，或调整起止日期。', en: '{name} holds this seat from {from} to {to}; enter when that ends, or choose other dates.' },
  datesReversed: { status: 422, zh: '离任日期不能早于任职日期（{from}）。', en: 'The last day cannot be before the first ({from}).' },
  dutyDone: { status: 409, zh: '这项职责已登记完成。', en: 'This duty is done already.' },
  meetingOver: { status: 409, zh: '会议已召开、已定稿或已取消，这项内容不能再改。', en: 'The meeting was held, concluded or cancelled; this can no longer be changed.' },
  endsBeforeStart: { status: 422, zh: '结束时间须晚于开始时间。', en: 'It must end after it begins.' },
  nowhere: { status: 422, zh: '请填写会议地点或线上会议链接。', en: 'Say where it takes place: a place, or a link.' },
  whoCame: { status: 422, zh: '请填写代为参会人员的姓名。', en: 'Say who came instead.' },
  minutesClosed: { status: 409, zh: '会议通知发出后、纪要定稿前才能编辑纪要。', en: 'The minutes are written after the meeting is called and before they are concluded.' },
  notPut: { status: 409, zh: '只有草案或未通过的决议可以修改；表态中的请先由提出方撤回表态。', en: 'Only a draft, or one that was not adopted, can be changed; one before the four is taken back first.' },
  noClauses: { status: 422, zh: '请先写出至少一条决议内容。', en: 'Write at least one clause first.' },
  effectsNeedRules: { status: 422, zh: '改变议事规则、轮值或签署人的决议，须选“议事规则类决议”，由四方一致通过。', en: 'What changes the rules, the chair or signatories is a resolution on the rules, for which all four must agree.' },
  actionClosed: { status: 409, zh: '这件事项已办结或已取消。', en: 'This is done or dropped already.' },
  rulesStay: { status: 422, zh: '议事规则类决议始终须四方一致同意，不能改为三方。', en: 'A resolution on the rules always needs all four.' },
  notOpen: { status: 409, zh: '这项提案目前不在表态中。', en: 'This proposal is not before the four now.' },
});
