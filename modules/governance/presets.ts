export type MeetingPreset = 'annual' | 'office' | 'topic';

type Preset = {
  /** What such a meeting always speaks of, with the minutes that it takes. */
  readonly agenda: readonly { readonly title: string; readonly minutes: number }[];
};

/** The kinds of meeting: what is special about each is here and in its words (`messages.ts`), nowhere in the code. */
export const meetingPresets: Readonly<Record<MeetingPreset, Preset>> = {
  annual: {
    agenda: [
      { title: '通报上一年度工作要点落实情况', minutes: 40 },
      { title: '审议本年度《近期工作要点》', minutes: 60 },
      { title: '研究需四方协调的重大问题', minutes: 60 },
      { title: '轮值工作交接', minutes: 20 },
    ],
  },
  office: { agenda: [{ title: '各方进展通报', minutes: 40 }, { title: '需协调解决的事项', minutes: 40 }, { title: '下一阶段安排', minutes: 30 }] },
  topic: { agenda: [] },
};
