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
  assign: { zh: '分工', en: 'assign' }, ask: { zh: '提出', en: 'ask for' }, change: { zh: '修改', en: 'change' }, 'change-aim': { zh: '修改目标', en: 'change an aim of' }, 'change-password': { zh: '修改密码', en: 'change the password of' }, close: { zh: '关闭', en: 'close' },
  complete: { zh: '完成', en: 'complete' }, 'create-first-administrator': { zh: '设立首位管理员', en: 'create the first administrator\'s' }, discard: { zh: '放弃', en: 'discard' }, drop: { zh: '撤销', en: 'drop' }, end: { zh: '结束', en: 'end' },
  failures: { zh: '密码错误过多', en: 'too many wrong passwords for' }, give: { zh: '授予', en: 'give' }, import: { zh: '导入', en: 'import' }, inForce: { zh: '生效', en: 'in force' }, invite: { zh: '发出启用链接', en: 'invite to' }, launch: { zh: '启动', en: 'launch' },
  link: { zh: '关联', en: 'link' }, look: { zh: '查看个人信息', en: 'look at the personal data of' }, merge: { zh: '合并', en: 'merge' }, open: { zh: '开启', en: 'open' }, put: { zh: '提交会签', en: 'put' }, register: { zh: '登记', en: 'register' }, remove: { zh: '移除', en: 'remove' },
  reopen: { zh: '重新打开', en: 'reopen' }, restore: { zh: '恢复', en: 'restore' }, return: { zh: '退回', en: 'return' }, review: { zh: '评议', en: 'review' }, revoke: { zh: '吊销', en: 'revoke' }, round: { zh: '新一轮', en: 'new round of' }, sign: { zh: '签署', en: 'sign' },
  'sign-in': { zh: '登入', en: 'sign in' }, 'sign-out-here': { zh: '退出', en: 'sign out' }, 'sign-out-everywhere': { zh: '全部退出', en: 'sign out everywhere' }, start: { zh: '开始', en: 'start' }, store: { zh: '存入', en: 'store' }, submit: { zh: '提交', en: 'submit' },
  unlink: { zh: '解除关联', en: 'unlink' }, withdraw: { zh: '撤回', en: 'withdraw' }, 'withdraw-aim': { zh: '撤回目标', en: 'withdraw an aim of' }, write: { zh: '起草', en: 'draft' },
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
