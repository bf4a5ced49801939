import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import type { Status } from './status.tsx';
import { useLanguage, useTexts } from './texts.tsx';

export type CalendarEntry = { readonly id: string; readonly date: string; readonly title: string; readonly status: Status; readonly to: string };

const messages = {
  earlier: { zh: '上个月', en: 'Earlier month' },
  later: { zh: '下个月', en: 'Later month' },
  today: { zh: '本月', en: 'This month' },
  none: { zh: '本月没有到期的节点', en: 'Nothing is due this month' },
} as const;

/** What is due in a month, day by day: weeks where there is room, a list of days on a phone. */
export function MonthCalendar({ entries, today, none }: { entries: readonly CalendarEntry[]; today: string; /** What is said of a month without entries. */ none?: string }) {
  const t = useTexts(messages);
  const [language] = useLanguage();
  const [month, setMonth] = useState(today.slice(0, 7));
  const byDay = Map.groupBy(entries.filter(({ date }) => date.startsWith(month)), ({ date }) => date);
  const locale = language === 'zh' ? 'zh-CN' : 'en';
  const weekdays = Array.from({ length: 7 }, (_, i) => new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + i)));
  return (
    <div>
      <div className="row" style={{ marginBottom: 12 }}>
        <Button icon={<LeftOutlined />} aria-label={t('earlier')} onClick={() => setMonth(shift(month, -1))} />
        <h3 aria-live="polite" style={{ minWidth: '7em', textAlign: 'center' }}>{new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(Date.parse(`${month}-01T00:00:00Z`))}</h3>
        <Button icon={<RightOutlined />} aria-label={t('later')} onClick={() => setMonth(shift(month, 1))} />
        <Button type="text" onClick={() => setMonth(today.slice(0, 7))}>{t('today')}</Button>
      </div>
      {byDay.size === 0 ? <p className="soft">{none ?? t('none')}</p> : null}
      <div className="calendar">
        {weekdays.map((day) => <div key={day} className="calendar-head" aria-hidden="true">{day}</div>)}
        {daysOf(month).map(({ day, blanks }) => (
          <div key={day} className={`calendar-day${day === today ? ' today' : ''}${byDay.has(day) ? '' : ' empty'}`} style={blanks > 0 ? { gridColumnStart: blanks + 1 } : undefined}>
            <span className="calendar-number">{Number(day.slice(8))}</span>
            {(byDay.get(day) ?? []).map(({ id, title, status, to }) => <Link key={id} to={to} className={`calendar-entry status-${status}`} title={title}>{title}</Link>)}
          </div>
        ))}
      </div>
    </div>
  );
}

function shift(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const index = year * 12 + number - 1 + by;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
}

/** The days of a month; the first one with the number of weekdays before it (weeks begin on Monday). */
function daysOf(month: string): { day: string; blanks: number }[] {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const blanks = (new Date(Date.UTC(year, number - 1, 1)).getUTCDay() + 6) % 7;
  return Array.from({ length: count }, (_, i) => ({ day: `${month}-${String(i + 1).padStart(2, '0')}`, blanks: i === 0 ? blanks : 0 }));
}
