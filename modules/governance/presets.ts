import type { Text } from '#kernel/text.ts';

export type MeetingPreset = 'annual' | 'office' | 'topic';

type Preset = {
  readonly name: Text;
  /** What the title begins as; `{year}` is the year of the meeting. */
  readonly title: string;
  readonly hours: number;
  /** What such a meeting always speaks of, with the minutes that it takes. */
  readonly agenda: readonly { readonly title: string; readonly minutes: number }[];
};

/** The kinds of meeting: what is special about each is here, and nowhere in the code. */
export const meetingPresets: Readonly<Record<MeetingPreset, Preset>> = {
  annual: {
    name: { zh: '年度会商会议', en: 'Annual meeting' }, title: '{year}年度长三角教育一体化发展会商会议', hours: 4,
    agenda: [
      { title: '通报上一年度工作要点落实情况', minutes: 40 },
      { title: '审议本年度《近期工作要点》', minutes: 60 },
      { title: '研究需四方协调的重大问题', minutes: 60 },
      { title: '轮值工作交接', minutes: 20 },
    ],
  },
  office: {
    name: { zh: '办公室会议', en: 'Office meeting' }, title: '{year}年领导小组办公室会议', hours: 2,
    agenda: [{ title: '各方进展通报', minutes: 40 }, { title: '需协调解决的事项', minutes: 40 }, { title: '下一阶段安排', minutes: 30 }],
  },
  topic: { name: { zh: '专题会议', en: 'Topic meeting' }, title: '{year}年专题会议', hours: 2, agenda: [] },
};
