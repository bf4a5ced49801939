import type { Dayjs } from 'dayjs';
import type { Language } from '#kernel/text.ts';

const locales: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en-GB' };

/** A day ('YYYY-MM-DD') as one says it: 2027年3月1日. */
export function showDate(iso: string, language: Language): string {
  const [year = 0, month = 1, day = 1] = iso.slice(0, 10).split('-').map(Number);
  return new Intl.DateTimeFormat(locales[language], { dateStyle: 'medium', timeZone: 'UTC' }).format(Date.UTC(year, month - 1, day));
}

/** An instant (ISO 8601) on the wall of the region: 2027-03-01 09:05. */
export function showInstant(iso: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' });
  return parts.format(new Date(iso));
}

/** The instant of what a person chose on the wall of the region, whatever their computer thinks. */
export function toInstant(wall: Dayjs): string {
  return `${wall.format('YYYY-MM-DDTHH:mm')}:00+08:00`;
}

/** Days from one day to another; negative when the other is before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
