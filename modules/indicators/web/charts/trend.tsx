import { Legend, legendLines } from '#web/kit/legend.tsx';
import { ticksOf } from '../../compare/rules.ts';
import type { RadarLine } from './radar.tsx';

/** Values over the years, a line each; a year without a value is a gap. */
export function Trend({ width, periods, lines, title }: { width: number; periods: readonly string[]; lines: readonly RadarLine[]; title: string }) {
  const legend = legendLines(lines, width);
  const [left, right, top, bottom] = [48, 24, 14, 46 + 18 * legend.length];
  const height = 216 + bottom;
  const values = lines.flatMap((own) => own.values.flatMap((value) => value ?? []));
  const ticks = ticksOf(Math.min(...values), Math.max(...values));
  const [least = 0, most = 1] = [ticks[0], ticks.at(-1)];
  const x = (i: number) => (periods.length <= 1 ? (left + width - right) / 2 : left + (i / (periods.length - 1)) * (width - left - right));
  const y = (value: number) => top + (1 - (value - least) / (most - least)) * (height - top - bottom);
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <title>{title}</title>
      {ticks.map((tick) => <g key={tick}><line x1={left} x2={width - right} y1={y(tick)} y2={y(tick)} stroke="var(--line)" /><text x={left - 8} y={y(tick) + 4} textAnchor="end" fontSize="12" fill="var(--ink-soft)">{tick}</text></g>)}
      {periods.map((period, i) => <text key={period} x={x(i)} y={height - bottom + 20} textAnchor="middle" fontSize="12" fill="var(--ink-soft)">{period}</text>)}
      {lines.map(({ name, values: own, colour, dashed = false }) => (
        <g key={name}>
          <path d={own.flatMap((value, i) => (value === null ? [] : [`${i > 0 && own[i - 1] !== null ? 'L' : 'M'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`])).join('')} fill="none" stroke={colour} strokeWidth="2" {...(dashed ? { strokeDasharray: '5 4' } : {})} />
          {own.map((value, i) => (value === null ? null : <circle key={periods[i]} cx={x(i)} cy={y(value)} r="3.5" fill={colour}><title>{`${name} ${periods[i]} ${value.toFixed(2)}`}</title></circle>))}
        </g>
      ))}
      {legend.map((items, i) => <Legend key={items[0]?.name} x={width / 2} y={height - 16 - 18 * (legend.length - 1 - i)} items={items} />)}
    </svg>
  );
}
