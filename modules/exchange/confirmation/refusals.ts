import { declareRefusals } from '#kernel/refusal.ts';

export const refusals = declareRefusals('exchange', {
  unconfirmed: { status: 409, zh: '还有 {count} 人的推荐待市县或省级审核，请先审核完毕。', en: '{count} nominations wait for a division or a party; they must be settled first.' },
  refusedAbove: { status: 409, zh: '该推荐由上级未予通过，请联系省级经办人。', en: 'It was refused above your institution; ask your party’s officer.' },
  notToConfirm: { status: 409, zh: '“{name}”已不在待审核之列，请刷新名单。', en: '{name} is not waiting for your word any more; reload the list.' },
});
