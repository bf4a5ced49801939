import { Link } from '@tanstack/react-router';
import { Fragment, useMemo } from 'react';
import { daysBetween, showDate } from './dates.ts';
import type { Status } from './status.tsx';
import { statusNames } from './status.tsx';
import { useLanguage, useText } from './texts.tsx';

export type GanttRow = { readonly id: string; readonly group: string; readonly title: string; readonly startsOn: string; readonly dueOn: string; readonly percent: number; readonly status: Status; readonly to: string };

/** Rows of time from `from` to `to`, grouped, with a line at today; each bar is a link and says in words what it shows. */
export function Gantt({ rows, from, to, today, label }: { rows: readonly GanttRow[]; from: string; to: string; today: string; label: string }) {
  const text = useText();
  const [language] = useLanguage();
  const whole = Math.max(1, daysBetween(from, to) + 1);
  const at = (day: string) => (100 * Math.min(whole, Math.max(0, daysBetween(from, day)))) / whole;
  const quarters = useMemo(() => quartersBetween(from, to), [from, to]);
  const groups = useMemo(() => Map.groupBy(rows, ({ group }) => group), [rows]);
  return (
    <div className="gantt" role="group" aria-label={label} tabIndex={0}>
      <div className="gantt-inner">
        <div className="gantt-scale" aria-hidden="true">
          {quarters.map((day) => <span key={day} style={{ left: `${at(day)}%` }} className={day.slice(5, 7) === '01' ? 'year' : ''}>{day.slice(5, 7) === '01' ? day.slice(0, 4) : `Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`}</span>)}
        </div>
        <ul className="gantt-rows">
          {[...groups].map(([group, members]) => (
            <Fragment key={group}>
              <li className="gantt-group">{group}</li>
              {members.map((row) => (
                <li key={row.id} className="gantt-row">
                  <Link to={row.to} className="gantt-title">{row.title}</Link>
                  <div className="gantt-track">
                    <span className="gantt-today" style={{ left: `${at(today)}%` }} aria-hidden="true" />
                    <Link
                      to={row.to} className={`gantt-bar bar-${row.status}`} style={{ left: `${at(row.startsOn)}%`, width: `${Math.max(0.8, at(row.dueOn) - at(row.startsOn))}%` }}
                      aria-label={`${row.title}, ${showDate(row.startsOn, language)} – ${showDate(row.dueOn, language)}, ${text(statusNames[row.status])}, ${row.percent}%`} title={`${row.startsOn} – ${row.dueOn} · ${text(statusNames[row.status])} · ${row.percent}%`}
                    ><span style={{ width: `${row.percent}%` }} /></Link>
                  </div>
                </li>
              ))}
            </Fragment>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** The first days of the quarters that begin between two days. */
function quartersBetween(from: string, to: string): string[] {
  const first = Number(from.slice(0, 4));
  const last = Number(to.slice(0, 4));
  return Array.from({ length: (last - first + 1) * 4 }, (_, i) => `${first + Math.floor(i / 4)}-${String((i % 4) * 3 + 1).padStart(2, '0')}-01`).filter((day) => day >= from && day <= to);
}
