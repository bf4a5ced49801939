import type { Clause } from '#algorithms/difference.ts';
import { partyNames, type PartyCode } from '#kernel/domain.ts';
import { toChinese } from '#kernel/numerals.ts';
import type { Language } from '#kernel/text.ts';
import { documentWords as words } from './messages.ts';

/**
 * The whole text of a year's key points as it is put forward, agreed to and signed: whatever it says is in here,
 * so that its canonical form (RFC 8785) and digest stand for all of it.
 */
export type Content = {
  kind: 'delta/key-points/1';
  title: string;
  number: string;
  year: number;
  edition: number;
  /** The text that an amendment takes the place of, and why. */
  amends: { number: string; sha256: string; reason: string } | null;
  plan: { title: string; sha256: string };
  preamble: string;
  points: ContentPoint[];
  attachments: { name: string; sha256: string }[];
};

export type ContentPoint = {
  clause: string; code: string; heading: string; text: string;
  aim: { measure: string; target: number; unit: string } | null;
  deliverable: string | null; lead: PartyCode | null; partners: PartyCode[]; dueOn: string | null;
  milestone: { id: string; title: string; dueOn: string } | null;
};

/** A point's lines beside its text: aim, deliverable, who, until when, shown by what. */
export function pointLines({ aim, deliverable, lead, partners, dueOn, milestone }: ContentPoint, language: Language): { label: string; value: string }[] {
  const name = (party: PartyCode) => partyNames[party][language];
  const lines: [keyof typeof words, string | null][] = [
    ['aim', aim === null ? null : `${aim.measure} ${aim.target.toLocaleString(language === 'zh' ? 'zh-CN' : 'en')} ${aim.unit}`],
    ['deliverable', deliverable],
    ['lead', lead === null ? null : name(lead)],
    ['partners', partners.length === 0 ? null : partners.map(name).join(language === 'zh' ? '、' : ', ')],
    ['dueOn', dueOn === null ? null : writtenDate(dueOn, language)],
    ['milestone', milestone === null ? null : milestone.title],
  ];
  return lines.flatMap(([label, value]) => (value === null ? [] : [{ label: words[label][language], value }]));
}

/** 2027年9月30日, without leading zeros (GB/T 9704, 7.3.5.4). */
export function writtenDate(date: string, language: Language): string {
  const [year, month, day] = date.split('-').map(Number);
  return language === 'zh' ? `${year}年${month}月${day}日` : date;
}

/** The heading of the point in the `place`-th place (from 1): 一、…. */
export function numbered(place: number, heading: string): string {
  return `${toChinese(place)}、${heading}`;
}

/** The text clause by clause, each in words: what the four answer to, and what differences are shown of. A clause keeps its id when it moves. */
export function clausesOf({ title, number, preamble, points, attachments, amends }: Content): Clause[] {
  const opening = [number, preamble, ...(amends === null ? [] : [`修订${amends.number}：${amends.reason}`])].filter((line) => line !== '').join('\n');
  return [
    { id: 'opening', heading: title, text: opening },
    ...points.map((point): Clause => ({
      id: point.clause,
      heading: point.heading,
      text: [point.text, pointLines(point, 'zh').map(({ label, value }) => `${label}：${value}`).join('；')].filter((line) => line !== '').join('\n'),
    })),
    ...(attachments.length === 0 ? [] : [{ id: 'attachments', heading: words.attachments.zh, text: attachments.map(({ name, sha256 }) => `${name}（SHA-256 ${sha256}）`).join('\n') }]),
  ];
}
