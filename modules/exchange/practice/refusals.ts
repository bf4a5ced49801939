import { declareRefusals } from '#kernel/refusal.ts';

/** What is refused about practice that was not arranged here. */
export const refusals = declareRefusals('exchange', {
  notYourTeacher: { status: 422, zh: '只能为本单位人员登记企业实践。', en: 'You enter the practice of your own people.' },
  practiceDays: { status: 422, zh: '实践时间须已结束，且不超过一年半；尚未结束的请期满后登记。', en: 'Enter what is over, a year and a half at most.' },
  practiceTwice: { status: 409, zh: '该教师这段时间已有登记，不能重复。', en: 'Days of that time are entered already.' },
  evidenceNeeded: { status: 422, zh: '请先上传佐证材料（企业证明、实践协议等），再报省级认定。', en: 'Upload the evidence (the enterprise’s confirmation, the agreement) before you send it.' },
});
