import { declareRefusals } from '#kernel/refusal.ts';

export const journalRefusals = declareRefusals('journal', {
  noCheckpoint: { status: 404, zh: '没有这个检查点。日志刚启用时，第一个检查点约一分钟内生成。', en: 'There is no such checkpoint. A new journal has its first within a minute.' },
  notInTree: { status: 404, zh: '这条记录刚写入，尚未编入日志，请稍后再试（通常不到一分钟）。', en: 'This entry was just written and is not in the tree yet; try again shortly (within a minute).' },
  sizes: { status: 422, zh: '请给出两个检查点的大小，前一个不大于后一个，后一个不超过日志现有的 {size} 条。', en: 'Give two sizes, the first not larger than the second, the second at most the {size} entries of the journal.' },
  badKey: { status: 422, zh: '这不是见证公钥。请原样粘贴“delta witness”首次运行时显示的那一行（名称+编号+公钥）。', en: 'This is not a witness’s public key. Paste the line that "delta witness" shows when it first runs (name+id+key).' },
  keyTaken: { status: 409, zh: '这个公钥或名称已经登记过；已停用的公钥不能再次登记，请生成新的。', en: 'This key or name has been registered; a withdrawn key cannot come back, make a new one.' },
  unknownWitness: { status: 403, zh: '这个见证公钥没有在您所在的一方登记，或已停用。请省级经办人在“工作日志”页登记。', en: 'This witness’s key is not registered for your party, or was withdrawn. A party officer registers it on the journal page.' },
  badCosignature: { status: 422, zh: '见证签名与这个检查点不符。', en: 'The cosignature does not fit this checkpoint.' },
  clockApart: { status: 422, zh: '见证方的时钟与平台相差约 {minutes} 分钟，签名未被接受。请把两边的时钟与标准时间对准后再见证。', en: 'The witness’s clock and the platform’s are about {minutes} minutes apart; the cosignature was not taken. Set both by a time server and witness again.' },
  alreadyWithdrawn: { status: 409, zh: '这个见证公钥已经停用。', en: 'This witness’s key has been withdrawn already.' },
});
