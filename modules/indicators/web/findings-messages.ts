import type { Messages } from '#kernel/text.ts';

/** The words of the page on which a campaign's unusual numbers are gone through. */
export const messages = {
  title: { zh: '核对数据', en: 'Check the numbers' }, link: { zh: '核对数据', en: 'Check the numbers' },
  list: { zh: '异常数据（问题大的在前）', en: 'Unusual numbers, the worst first' },
  looking: { zh: '已核对 {looked} 份……', en: '{looked} forms looked at…' },
  summary: { zh: '核对了 {looked} 份：{errors} 处错误须更正，{doubts} 处疑问待说明，{explained} 处已说明。', en: '{looked} forms looked at: {errors} errors to correct, {doubts} doubts to explain, {explained} explained.' },
  tooMany: { zh: '只列出最需要核对的 {most} 处，处理后再核对一次。', en: 'Only the {most} that need it most are listed; look again when they are done.' },
  nothing: { zh: '没有需要核对的地方', en: 'Nothing to check' },
  which: { zh: '哪些', en: 'Which' }, open: { zh: '待处理', en: 'To be done' }, explained: { zh: '已说明', en: 'Explained' },
  unit: { zh: '单位', en: 'Unit' }, element: { zh: '数据', en: 'Number' }, value: { zh: '填报值', en: 'Reported' }, finding: { zh: '问题', en: 'What is unusual' }, reason: { zh: '说明', en: 'Reason' },
  error: { zh: '错误', en: 'Error' }, doubt: { zh: '疑问', en: 'Doubt' },
  reasonOf: { zh: '{unit} {element} 的说明', en: 'Reason for {element} of {unit}' }, confirm: { zh: '属实', en: 'Confirm' }, reasonHint: { zh: '如属实，请写明原因', en: 'If it is right, say why' }, confirmed: { zh: '已保存说明', en: 'The reason is saved' },
  again: { zh: '重新核对', en: 'Look again' },
  handIn: { zh: '提交核对无误的', en: 'Hand in what is in order' },
  handInSure: { zh: '把本辖区内已填报、没有错误和未说明疑问的填报表一次提交。提交后要修改，须由上级退回。', en: 'Hands in every form in your scope that is filled in and has nothing left to correct or explain. After that it is changed only when it is sent back.' },
  handedIn: { zh: '已提交 {handedIn} 份，{left} 份还有问题未处理', en: '{handedIn} handed in, {left} still have something open' },
} as const satisfies Messages;
