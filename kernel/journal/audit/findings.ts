import { fill, type Text } from '#kernel/text.ts';

/** What a check of the journal may find. A finding is a breach; a note is for a person to judge. */
export const kinds = {
  altered: { breach: true, zh: '序号 {index}：记录（编号 {entry}）的内容被改动{detail}', en: 'Place {index}: entry {entry} was altered{detail}' },
  moved: { breach: true, zh: '序号 {index}：记录（编号 {entry}）不在原位，它本在序号 {other}', en: 'Place {index}: entry {entry} was moved here from place {other}' },
  dropped: { breach: true, zh: '序号 {index}：记录（编号 {entry}）被删除', en: 'Place {index}: entry {entry} was dropped' },
  slippedIn: { breach: true, zh: '序号 {index}：此处是您副本中没有的记录（编号 {entry}）', en: 'Place {index}: holds entry {entry}, which your copy does not have' },
  inserted: { breach: true, zh: '记录（编号 {entry}）在日志中，却不在日志树中：它是事后塞入的，或编入已停止', en: 'Entry {entry} is in the journal and in no tree: it was put in by the side, or sequencing has stopped' },
  rewritten: { breach: true, zh: '序号 {index}：日志树在此处与您的副本不符，记录（编号 {entry}）被替换', en: 'Place {index}: the tree differs from your copy; entry {entry} was replaced' },
  shrunk: { breach: true, zh: '日志只有 {size} 条，少于您副本中的 {other} 条', en: 'The journal has {size} entries, fewer than the {other} of your copy' },
  forked: { breach: true, zh: '{size} 条记录的哈希算不出检查点上的根哈希', en: 'The hashes of the {size} entries do not give the root of the checkpoint' },
  badProof: { breach: true, zh: '序号 {index}：日志为记录（编号 {entry}）给出的证明不成立，树的上层哈希被改动', en: 'Place {index}: the proof that the log gives for entry {entry} does not hold; hashes further up were altered' },
  badSignature: { breach: true, zh: '检查点没有日志密钥的有效签名（{detail}）', en: 'The checkpoint is not signed by the log’s key ({detail})' },
  otherLog: { breach: true, zh: '这不是您副本所属的日志：名称或公钥不同（{detail}）', en: 'This is not the log of your copy: its name or key differs ({detail})' },
  hidden: { breach: true, zh: '序号 {index}：您副本中的记录（编号 {entry}）现在看不到了：它被删除，或您的身份已变', en: 'Place {index}: entry {entry} of your copy is no longer shown: it was dropped, or your role has changed' },
  clock: { breach: true, zh: '平台的时钟与本机相差约 {minutes} 分钟，本次不作见证；请把两边的时钟与标准时间对准', en: 'The platform’s clock and this one are about {minutes} minutes apart; nothing is cosigned. Set both by a time server' },
  backdated: { breach: false, zh: '提示：序号 {index}（编号 {entry}）所记时间比之前的记录早 {minutes} 分钟；先后以序号为准，不以时间为准', en: 'Note: place {index} (entry {entry}) says a time {minutes} minutes before an entry ahead of it; the order is by place, never by time' },
  future: { breach: false, zh: '提示：序号 {index}（编号 {entry}）所记时间比现在晚 {minutes} 分钟；平台的时钟可能不准', en: 'Note: place {index} (entry {entry}) says a time {minutes} minutes from now; the platform’s clock may be wrong' },
} as const satisfies Record<string, Text & { breach: boolean }>;

export type Finding = { readonly kind: keyof typeof kinds; readonly index?: number; readonly entry?: number; readonly other?: number; readonly size?: number; readonly minutes?: number; /** So many neighbours behind it, to which the same was done. */ readonly more?: number; readonly detail?: string };

export function isBreach({ kind }: Finding): boolean {
  return kinds[kind].breach;
}

/** A finding in both languages, for a terminal. */
export function describeFinding({ kind, more, ...values }: Finding): string {
  const said = { entry: '?', index: '?', detail: '', ...values };
  const [zh, en] = more === undefined ? ['', ''] : [`（其后 ${more} 条也是如此）`, ` (and ${more} behind it)`];
  return `${fill(kinds[kind].zh, said)}${zh}\n    ${fill(kinds[kind].en, said)}${en}`;
}
