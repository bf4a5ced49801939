import { declareRefusals } from '#kernel/refusal.ts';

/** What is refused about the year's key points, and what the person can do. */
export const keyPointsRefusals = declareRefusals('key-points', {
  yearTaken: { status: 409, zh: '{year}年工作要点已在起草或已生效，请直接打开。', en: 'The key points of {year} are being drafted or in force already; open those.' },
  yearOutsidePlan: { status: 422, zh: '{year}年不在该计划期内（{from} 至 {to}）。', en: '{year} is outside the plan ({from} to {to}).' },
  chairPrepares: { status: 403, zh: '{year}年由轮值方{party}起草工作要点。', en: 'The key points of {year} are drafted by the chair, {party}.' },
  fixed: { status: 409, zh: '文本已提交四方，不能再改；如需修改，请先退回起草，生效后请发起修订。', en: 'The text is before the four and is not edited; take it back first, or amend it once it is in force.' },
  nothingChosen: { status: 422, zh: '还没有选入任何项目。', en: 'No initiative has been chosen yet.' },
  tooManyPoints: { status: 409, zh: '一份工作要点最多 {most} 条。', en: 'The key points take at most {most} points.' },
  notOfPlan: { status: 422, zh: '所选项目不属于这份行动计划，或只是章节。', en: 'What was chosen is not an initiative or safeguard of this plan.' },
  milestoneElsewhere: { status: 422, zh: '所选节点不属于该项目，或已撤销。', en: 'The milestone belongs to another initiative, or was dropped.' },
  outsideYear: { status: 422, zh: '日期须在 {year} 年内。', en: 'The date must lie in {year}.' },
  notTheOrder: { status: 409, zh: '条目刚有增减，请刷新后再调整顺序。', en: 'Points were added or removed meanwhile; reload, then order them.' },
  leadIsPartner: { status: 422, zh: '牵头方不必再列为配合方。', en: 'The lead need not be listed as a partner.' },
  incomplete: { status: 409, zh: '第 {place} 条“{heading}”还缺：{parts}。', en: 'Point {place} ("{heading}") still lacks: {parts}.' },
  unanswered: { status: 409, zh: '还有 {count} 条意见没有答复。', en: '{count} comments are not answered yet.' },
  datePast: { status: 422, zh: '截止日期须在今天或以后。', en: 'The deadline must be today or later.' },
  notCommenting: { status: 409, zh: '现在不在征求意见阶段。', en: 'It is not out for comments now.' },
  ownComment: { status: 403, zh: '起草方不对自己的文本提意见，可直接修改。', en: 'The party that drafts does not comment on its own text; change the text.' },
  noSuchClause: { status: 422, zh: '这一条已不在文本中，请刷新后重试。', en: 'This clause is no longer in the text; reload and try again.' },
  answeredAlready: { status: 409, zh: '这条意见已答复，不能再改。', en: 'This comment was answered and is no longer changed.' },
  notInForce: { status: 409, zh: '只有已生效的工作要点可以修订或评估。', en: 'Only key points in force are amended or reviewed.' },
  reviewedAlready: { status: 409, zh: '这次评估已经公布，不能再改。', en: 'This review was published and is no longer changed.' },
  notYourPoint: { status: 403, zh: '只有牵头方可以为这一条补充说明。', en: 'Only the party that leads a point says how it went.' },
  noText: { status: 404, zh: '没有这一稿。', en: 'There is no such text.' },
});
