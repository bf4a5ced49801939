import { declareRefusals } from '#kernel/refusal.ts';

/** What is refused when hosts order, score and interview. */
export const refusals = declareRefusals('exchange', {
  unknownCriterion: { status: 422, zh: '评分项目与本类别的评分标准不符，请刷新后重评。', en: 'These are not the criteria of this programme; reload and score again.' },
  notScoring: { status: 409, zh: '方案当前不在评分阶段。', en: 'The scheme is not being scored now.' },
  panelBusy: { status: 409, zh: '“{panel}”在这段时间已有面试，请改时间或另设考官组。', en: '"{panel}" has an interview at that time; choose another time or panel.' },
  slotTaken: { status: 409, zh: '该时段刚被他人预约，请另选时段。', en: 'Somebody has just taken that slot; choose another.' },
  personBusy: { status: 409, zh: '该时段与已预约的另一场面试冲突，请另选时段。', en: 'It overlaps with another interview that is booked; choose another slot.' },
  interviewedAlready: { status: 409, zh: '本岗位已预约过面试；如需改期请先取消。', en: 'An interview for this post is booked already; cancel it first.' },
  notInterviewed: { status: 409, zh: '只有已获推荐且填报了本岗位的人可以预约面试。', en: 'Interviews are for those nominated who wish for the post.' },
  slotBooked: { status: 409, zh: '该时段已有人预约，请先取消预约再删除。', en: 'The slot is booked; free it before you remove it.' },
  slotPast: { status: 422, zh: '面试时间须晚于现在。', en: 'An interview must be in the future.' },
});
