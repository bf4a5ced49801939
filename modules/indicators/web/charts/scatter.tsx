import { partyColour } from '#web/kit/party-colour.ts';
import { ticksOf, type Pair } from '../../compare/rules.ts';

/** Two indicators against each other, a point a city in the colour of its party. */
export function Scatter({ width, pairs, xName, yName, title }: { width: number; pairs: readonly Pair[]; xName: string; yName: string; title: string }) {
  const [left, right, top, bottom] = [56, 20, 26, 50];
  const height = Math.min(420, Math.max(300, width * 0.6));
  const [xs, ys] = [ticksOf(Math.min(...pairs.map((pair) => pair.x)), Math.max(...pairs.map((pair) => pair.x))), ticksOf(Math.min(...pairs.map((pair) => pair.y)), Math.max(...pairs.map((pair) => pair.y)))];
  const place = (value: number, ticks: readonly number[]) => (value - (ticks[0] ?? 0)) / ((ticks.at(-1) ?? 1) - (ticks[0] ?? 0));
  const x = (value: number) => left + place(value, xs) * (width - left - right);
  const y = (value: number) => top + (1 - place(value, ys)) * (height - top - bottom);
  const shown = width < 500 ? xs.filter((_, i) => i % 2 === 0) : xs;
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <title>{title}</title>
      {ys.map((tick) => <g key={tick}><line x1={left} x2={width - right} y1={y(tick)} y2={y(tick)} stroke="var(--line)" /><text x={left - 8} y={y(tick) + 4} textAnchor="end" fontSize="12" fill="var(--ink-soft)">{tick}</text></g>)}
      {shown.map((tick) => <text key={tick} x={x(tick)} y={height - bottom + 18} textAnchor="middle" fontSize="12" fill="var(--ink-soft)">{tick}</text>)}
      <text x={left - 40} y="14" fontSize="12" fill="var(--ink)">{yName}</text>
      <text x={width - right} y={height - 8} textAnchor="end" fontSize="12" fill="var(--ink)">{xName}</text>
      {pairs.map((pair) => (
        <g key={pair.unit}>
          <circle cx={x(pair.x)} cy={y(pair.y)} r="5.5" fill={partyColour(pair.party)} opacity="0.8"><title>{`${pair.unitName}：${xName} ${pair.x.toFixed(2)}，${yName} ${pair.y.toFixed(2)}`}</title></circle>
          {pairs.length <= 12 || width > 700 ? <text x={x(pair.x) + 8} y={y(pair.y) + 4} fontSize="11" fill="var(--ink-soft)">{pair.unitName.replace(/市$/, '')}</text> : null}
        </g>
      ))}
    </svg>
  );
}
