import type { Text } from '#kernel/text.ts';

// An act is named by its record and what was done to it, e.g. `plan.milestone/complete`: two short lists say nearly all of them.

export const records: Readonly<Record<string, Text>> = {
  'actor.account': { zh: '账号', en: 'account' },
  'actor.grant': { zh: '身份', en: 'role' },
  'actor.identity': { zh: '统一身份', en: 'identity' },
  'actor.passkey': { zh: '通行密钥', en: 'passkey' },
  'actor.session': { zh: '登录', en: 'session' },
  'directory.import': { zh: '批量导入', en: 'import' },
  'directory.institution': { zh: '机构', en: 'institution' },
  'directory.merge': { zh: '合并', en: 'merge' },
  'directory.person': { zh: '人员', en: 'person' },
  'exchange.agreement': { zh: '派出协议', en: 'agreement' },
  'exchange.application': { zh: '交流申请', en: 'application' },
  'exchange.condition': { zh: '条件', en: 'condition' },
  'exchange.offer': { zh: '接收岗位', en: 'offer' },
  'exchange.placement': { zh: '在岗', en: 'placement' },
  'exchange.post': { zh: '交流心得', en: 'post' },
  'exchange.scheme': { zh: '年度方案', en: 'annual scheme' },
  'indicators.campaign': { zh: '采集任务', en: 'campaign' },
  'indicators.delivery': { zh: '数据上报', en: 'handing over' },
  'indicators.school': { zh: '学校', en: 'school' },
  'indicators.form': { zh: '填报表', en: 'form' },
  'indicators.publication': { zh: '指标发布', en: 'publication' },
  'indicators.run': { zh: '指标计算', en: 'computation' },
  'indicators.system': { zh: '指标体系', en: 'indicator system' },
  'pools.pool': { zh: '人员库', en: 'pool' },
  'pools.member': { zh: '入库人员', en: 'member of a pool' },
  'pools.sheet': { zh: '批量推荐', en: 'sheet of nominations' },
  'pools.post': { zh: '挂职岗位', en: 'post for secondment' },
  'pools.cadre': { zh: '干部信息', en: 'record of a cadre' },
  'pools.conflict': { zh: '回避事项', en: 'conflict of interest' },
  'pools.away': { zh: '不便参加的日子', en: 'days away' },
  'pools.draw': { zh: '抽取', en: 'draw' },
  'review.review': { zh: '评审', en: 'review' },
  'review.reviewer': { zh: '评审人', en: 'reviewer' },
  'review.rubric': { zh: '评分标准', en: 'rubric' },
  'review.sheet': { zh: '评分表', en: 'score sheet' },
  file: { zh: '附件', en: 'file' },
  'governance.chairYear': { zh: '轮值', en: 'chair\'s year' },
  'governance.meeting': { zh: '会议', en: 'meeting' },
  'governance.proposal': { zh: '会签事项', en: 'proposal' },
  'governance.resolution': { zh: '决议', en: 'resolution' },
  'governance.seat': { zh: '任职', en: 'seat' },
  'journal.witness': { zh: '见证公钥', en: 'witness\'s key' },
  'plan.initiative': { zh: '项目', en: 'initiative' },
  'plan.keyPoints': { zh: '年度要点', en: 'key points' },
  'plan.milestone': { zh: '节点', en: 'milestone' },
  'plan.plan': { zh: '行动计划', en: 'plan' },
  'plan.report': { zh: '进展报告', en: 'report' },
  signing: { zh: '联合签署', en: 'joint signature' },
  'signing.key': { zh: '签署密钥', en: 'signing key' },
  'signing.signatory': { zh: '签署人', en: 'signatory' },
};

const verbs: Readonly<Record<string, Text>> = {
  accept: { zh: '通过', en: 'accept' }, 'accept-invitation': { zh: '启用', en: 'accept the invitation to' }, 'act-as': { zh: '切换身份', en: 'act by another role' }, add: { zh: '新增', en: 'add' },
  'add-aim': { zh: '设定目标', en: 'set an aim of' }, agree: { zh: '同意', en: 'agree to' }, answer: { zh: '答复', en: 'answer' }, appoint: { zh: '任命', en: 'appoint' }, approve: { zh: '核准', en: 'approve' },
  assign: { zh: '分工', en: 'assign' }, ask: { zh: '提出', en: 'ask for' }, change: { zh: '修改', en: 'change' }, 'change-aim': { zh: '修改目标', en: 'change an aim of' }, 'change-password': { zh: '修改密码', en: 'change the password of' }, close: { zh: '关闭', en: 'close' }, delete: { zh: '注销', en: 'delete' },
  complete: { zh: '完成', en: 'complete' }, 'create-first-administrator': { zh: '设立首位管理员', en: 'create the first administrator\'s' }, discard: { zh: '放弃', en: 'discard' }, drop: { zh: '撤销', en: 'drop' }, end: { zh: '结束', en: 'end' }, erase: { zh: '清除', en: 'erase' },
  failures: { zh: '密码错误过多', en: 'too many wrong passwords for' }, give: { zh: '授予', en: 'give' }, import: { zh: '导入', en: 'import' }, inForce: { zh: '生效', en: 'in force' }, invite: { zh: '发出启用链接', en: 'invite to' }, launch: { zh: '启动', en: 'launch' },
  link: { zh: '关联', en: 'link' }, look: { zh: '查看个人信息', en: 'look at the personal data of' }, merge: { zh: '合并', en: 'merge' }, open: { zh: '开启', en: 'open' }, put: { zh: '提交会签', en: 'put' }, register: { zh: '登记', en: 'register' }, remove: { zh: '移除', en: 'remove' },
  reopen: { zh: '重新打开', en: 'reopen' }, restore: { zh: '恢复', en: 'restore' }, return: { zh: '退回', en: 'return' }, review: { zh: '评议', en: 'review' }, revoke: { zh: '吊销', en: 'revoke' }, round: { zh: '新一轮', en: 'new round of' }, sign: { zh: '签署', en: 'sign' },
  'sign-in': { zh: '登入', en: 'sign in' }, 'sign-out-here': { zh: '退出', en: 'sign out' }, 'sign-out-everywhere': { zh: '全部退出', en: 'sign out everywhere' }, start: { zh: '开始', en: 'start' }, store: { zh: '存入', en: 'store' }, submit: { zh: '提交', en: 'submit' },
  unlink: { zh: '解除关联', en: 'unlink' }, withdraw: { zh: '撤回', en: 'withdraw' }, 'withdraw-aim': { zh: '撤回目标', en: 'withdraw an aim of' }, write: { zh: '起草', en: 'draft' },
  'add-action': { zh: '增加议定事项', en: 'add an action to' }, 'add-item': { zh: '增加议题', en: 'add an item to' }, 'add-minutes': { zh: '增加纪要', en: 'add minutes to' }, 'add-points': { zh: '增加要点', en: 'add points to' }, admit: { zh: '入库', en: 'admit' }, adopt: { zh: '通过', en: 'adopt' }, amend: { zh: '提出修订', en: 'amend' },
  'answer-entry': { zh: '答复月志', en: 'answer a journal of' }, arrive: { zh: '报到', en: 'arrive at' }, assess: { zh: '考核', en: 'assess' }, attendance: { zh: '登记出席', en: 'record the attendance of' }, begin: { zh: '开始', en: 'begin' }, call: { zh: '发出通知', en: 'call' }, cancel: { zh: '取消', en: 'cancel' },
  certify: { zh: '颁发证书', en: 'certify' }, 'change-comment': { zh: '修改意见', en: 'change a comment on' }, 'change-item': { zh: '修改议题', en: 'change an item of' }, 'change-point': { zh: '修改要点', en: 'change a point of' }, 'change-review': { zh: '修改评估', en: 'change the review of' }, check: { zh: '审核', en: 'check' }, comment: { zh: '提出意见', en: 'comment on' },
  commit: { zh: '提交承诺', en: 'commit to' }, 'compile-review': { zh: '汇总评估', en: 'compile the review of' }, compute: { zh: '计算', en: 'compute' }, conclude: { zh: '结束', en: 'conclude' }, consent: { zh: '本人同意', en: 'consent to' }, consult: { zh: '征求意见', en: 'consult on' }, decline: { zh: '谢绝', en: 'decline' },
  defer: { zh: '推迟', en: 'defer' }, done: { zh: '履职完成', en: 'do a duty of' }, draft: { zh: '起草', en: 'draft' }, edit: { zh: '退回修改', en: 'take back to edit' }, enact: { zh: '生效', en: 'enact' }, enter: { zh: '任职', en: 'enter' }, except: { zh: '例外安排', en: 'make an exception to' },
  extend: { zh: '延长期限', en: 'extend' }, fill: { zh: '填报', en: 'fill in' }, finish: { zh: '完成', en: 'finish' }, freeze: { zh: '冻结', en: 'freeze' }, hold: { zh: '召开', en: 'hold' }, lock: { zh: '锁定', en: 'lock' }, match: { zh: '匹配', en: 'match' },
  nominate: { zh: '推荐', en: 'nominate' }, order: { zh: '排序', en: 'order' }, 'order-items': { zh: '调整议程', en: 'order the agenda of' }, pass: { zh: '未获安排', en: 'pass over' }, place: { zh: '安排', en: 'place' }, propose: { zh: '提出', en: 'propose' }, publish: { zh: '公布', en: 'publish' },
  send: { zh: '送签', en: 'send to be signed' }, 'sign-on-paper': { zh: '登记纸质签署', en: 'enter a signature from paper on' }, file: { zh: '备案', en: 'file' }, 'ask-leave': { zh: '请假', en: 'ask for leave from' }, 'grant-leave': { zh: '准假', en: 'grant leave from' }, 'refuse-leave': { zh: '不准假', en: 'refuse leave from' }, 'withdraw-leave': { zh: '撤回请假', en: 'withdraw a leave from' },
  'report-incident': { zh: '报告突发情况', en: 'report an incident of' }, 'follow-up': { zh: '跟进突发情况', en: 'follow up an incident of' }, 'settle-incident': { zh: '突发情况处理完毕', en: 'settle an incident of' }, 'hold-talk': { zh: '期中谈话', en: 'hold the talk of' }, 'view-talk': { zh: '补充谈话意见', en: 'add to the talk of' },
  object: { zh: '对鉴定提出异议', en: 'object to an assessment of' }, 'answer-objection': { zh: '答复异议', en: 'answer an objection to' }, 'waive-objection': { zh: '对鉴定无异议', en: 'not object to' },
  recognise: { zh: '认定', en: 'recognise' }, refuse: { zh: '未通过', en: 'refuse' }, remark: { zh: '补充说明', en: 'remark on' }, 'remove-point': { zh: '删去要点', en: 'remove a point of' }, reply: { zh: '回复参会', en: 'reply to' }, request: { zh: '申请', en: 'request' }, reveal: { zh: '公开密数', en: 'reveal for' },
  reviewMidYear: { zh: '年中评估', en: 'review at mid-year' }, revise: { zh: '退回修改', en: 'revise' }, save: { zh: '保存', en: 'save' }, 'set-quota': { zh: '分配名额', en: 'set a quota of' }, supersede: { zh: '被替代', en: 'supersede' }, 'take-in': { zh: '导入表格', en: 'take a sheet into' }, undo: { zh: '撤销', en: 'undo' },
  uninvite: { zh: '取消邀请', en: 'uninvite from' }, void: { zh: '作废', en: 'void' }, 'withdraw-comment': { zh: '撤回意见', en: 'withdraw a comment on' }, 'withdraw-item': { zh: '撤回议题', en: 'withdraw an item of' }, 'write-entry': { zh: '填写月志', en: 'write a journal of' }, 'write-minutes': { zh: '记录纪要', en: 'write the minutes of' },
  'set-limits': { zh: '设定限额', en: 'set limits of' }, 'set-terms': { zh: '设定人数与经费', en: 'set numbers and money of' }, 'freeze-inputs': { zh: '冻结匹配输入', en: 'freeze the inputs of' },
  sendInvitations: { zh: '发出邀请', en: 'send the invitations to' }, unseal: { zh: '公开评分', en: 'open the scores of' }, keywords: { zh: '填写熟悉的方向', en: 'say what one knows as' }, join: { zh: '接受邀请', en: 'accept as' },
  'add-items': { zh: '增加评审对象', en: 'add items to' }, 'remove-item': { zh: '删去评审对象', en: 'remove an item of' }, 'add-material': { zh: '增加材料', en: 'add a material to' }, 'withdraw-material': { zh: '撤下材料', en: 'withdraw a material of' }, 'add-reviewers': { zh: '列入评审人', en: 'list reviewers of' },
  'invite-reviewers': { zh: '邀请评审人', en: 'invite reviewers to' }, 'name-chair': { zh: '指定组长', en: 'name the chair of' }, unassign: { zh: '取消分配', en: 'take an assignment of' }, 'confirm-plan': { zh: '确认分配方案', en: 'confirm an assignment of' }, 'discard-plan': { zh: '放弃分配方案', en: 'discard an assignment of' },
  say: { zh: '合议发言', en: 'speak in the panel of' }, 'write-opinion': { zh: '撰写专家组意见', en: 'write an opinion of' }, 'record-duty': { zh: '核定酬劳与工时', en: 'settle a reviewer of' }, pledge: { zh: '签署承诺书', en: 'sign the pledge as' }, conflict: { zh: '申报回避', en: 'declare a conflict as' },
  'add-interviews': { zh: '安排面试', en: 'offer interviews for' }, 'remove-interview': { zh: '删除面试时段', en: 'remove an interview of' }, 'book-interview': { zh: '预约面试', en: 'book an interview for' }, 'free-interview': { zh: '取消面试预约', en: 'free an interview of' }, score: { zh: '评分', en: 'score for' },
  toDivision: { zh: '推荐并报市县审核', en: 'nominate to the division' }, toParty: { zh: '推荐并报省级审核', en: 'nominate to the party' }, divisionToParty: { zh: '市县审核同意，报省级', en: 'confirm to the party' }, divisionConfirms: { zh: '市县审核同意', en: 'confirm as the division' },
  partyConfirms: { zh: '省级审核同意', en: 'confirm as the party' }, refuseAtDivision: { zh: '市县审核不予通过', en: 'refuse as the division' }, refuseAtParty: { zh: '省级审核不予通过', en: 'refuse as the party' }, 'void-reveals': { zh: '逾期未公开，本次抽签作废', en: 'void an attempt of the lottery of' }, 'take-posts': { zh: '带入干部岗位', en: 'take the cadre posts into' },
  acceptConditionally: { zh: '有条件接受', en: 'accept on conditions' }, 'close-post': { zh: '撤回岗位', en: 'close a post of' }, decide: { zh: '认定', en: 'judge' }, displace: { zh: '因岗位撤回转为候补', en: 'displace' }, fulfil: { zh: '条件满足', en: 'fulfil' }, giveBack: { zh: '退回候补', en: 'put back in reserve' },
  lapse: { zh: '释放名额', en: 'release' }, nextRound: { zh: '开下一轮', en: 'open the next round of' }, prove: { zh: '提供证明', en: 'prove' }, release: { zh: '释放逾期名额', en: 'release overdue places of' }, 'undo-release': { zh: '撤销释放', en: 'undo a release of' },
  'add-training': { zh: '登记培训', en: 'add a training to' }, 'add-assessment': { zh: '登记考核', en: 'add an assessment to' }, again: { zh: '重新推荐', en: 'nominate again' }, renew: { zh: '续任', en: 'renew' }, expire: { zh: '任期届满', en: 'end the term of' }, 'judge-work': { zh: '评价履职', en: 'judge the work on' }, suspend: { zh: '暂停', en: 'suspend' }, resume: { zh: '恢复', en: 'resume' }, leave: { zh: '退出', en: 'leave' }, declare: { zh: '申报', en: 'declare' },
  impossible: { zh: '要求无法同时满足', en: 'find the bounds of impossible:' }, 'begin-reveals': { zh: '开始揭示', en: 'begin the reveals of' }, 'void-round': { zh: '本轮作废', en: 'void a round of' }, draw: { zh: '抽出', en: 'carry out' }, depart: { zh: '退出与递补', en: 'leave' },
  plan: { zh: '筹备', en: 'plan' }, agreed: { zh: '一致同意', en: 'agreed to' }, refused: { zh: '未获同意', en: 'refused' }, lapsed: { zh: '逾期未决', en: 'lapsed' }, 'action-done': { zh: '议定事项办结', en: 'an action done of' },
  roster: { zh: '更新填报名单', en: 'update the list of' }, remind: { zh: '催报', en: 'remind of' }, verify: { zh: '区县审核', en: 'verify' }, exclude: { zh: '不计入', en: 'set aside' }, include: { zh: '重新计入', en: 'count again' }, deliver: { zh: '上报区域', en: 'hand over' },
  'verify-forms': { zh: '区县批量审核', en: 'verify forms of' }, 'check-forms': { zh: '市级批量审核', en: 'check forms of' }, 'approve-forms': { zh: '省级批量审定', en: 'approve forms of' }, merged: { zh: '合并', en: 'merge into' }, split: { zh: '拆分', en: 'split into' }, judge: { zh: '两两比较', en: 'judge the parts of' }, try: { zh: '新版试算', en: 'try another version in' }, 'put-in-force': { zh: '施行', en: 'put in force' },
};

/** What was done, as one says it; an act without words here is shown by its code. */
export function actName(act: string): Text {
  const slash = act.lastIndexOf('/');
  const [record, verb] = [act.slice(0, slash), act.slice(slash + 1)];
  const [of, did] = [records[record], verbs[verb]];
  if (of === undefined || did === undefined) return { zh: act, en: act };
  return { zh: `${of.zh} · ${did.zh}`, en: `${did.en} · ${of.en}` };
}

/** What kind of record it is. */
export function recordName(type: string): Text {
  return records[type] ?? { zh: type, en: type };
}
