import { Legend } from '#web/kit/legend.tsx';

export type RadarLine = { readonly name: string; readonly values: readonly (number | null)[]; readonly colour: string; readonly dashed?: boolean };

/** Dimensions around a circle, from `least` in the middle to `most` at the rim. A missing one breaks the line, for it is not zero. */
export function Radar({ width: room, axes, lines, bounds: { least, most }, title }: { width: number; axes: readonly string[]; lines: readonly RadarLine[]; bounds: { readonly least: number; readonly most: number }; title: string }) {
  const width = Math.min(room, 560);
  const radius = Math.min(width * 0.3, 150);
  const [cx, cy] = [width / 2, radius + 44];
  const height = cy + radius + 66;
  const at = (i: number, share: number): readonly [number, number] => { const turn = (2 * Math.PI * i) / axes.length - Math.PI / 2; return [cx + Math.cos(turn) * radius * share, cy + Math.sin(turn) * radius * share]; };
  const point = (i: number, value: number) => at(i, (value - least) / (most - least));
  const path = (values: readonly (number | null)[]) => {
    const whole = values.every((value) => value !== null);
    return values.flatMap((value, i) => (value === null ? [] : [`${i > 0 && values[i - 1] !== null ? 'L' : 'M'}${point(i, value).map((place) => place.toFixed(1)).join(' ')}`])).join('') + (whole ? 'Z' : '');
  };
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} style={{ margin: '0 auto' }}>
      <title>{title}</title>
      {[0.25, 0.5, 0.75, 1].map((share) => <polygon key={share} points={axes.map((_, i) => at(i, share).map((place) => place.toFixed(1)).join(',')).join(' ')} fill="none" stroke="var(--line)" />)}
      {axes.map((name, i) => {
        const [x, y] = at(i, 1.12);
        const [ex, ey] = at(i, 1);
        return <g key={name}><line x1={cx} y1={cy} x2={ex} y2={ey} stroke="var(--line)" /><text x={x} y={y + 4} textAnchor={Math.abs(x - cx) < 8 ? 'middle' : x > cx ? 'start' : 'end'} fontSize={width < 420 ? 11 : 13} fill="var(--ink)">{name}</text></g>;
      })}
      {lines.map(({ name, values, colour, dashed = false }) => <path key={name} d={path(values)} fill={dashed ? 'none' : colour} fillOpacity="0.12" stroke={colour} strokeWidth="2" {...(dashed ? { strokeDasharray: '5 4' } : {})} />)}
      {lines.map(({ name, values, colour }) => values.map((value, i) => { if (value === null) return null; const [x, y] = point(i, value); return <circle key={`${name}/${axes[i]}`} cx={x} cy={y} r="3" fill={colour}><title>{`${name} ${axes[i]} ${value.toFixed(1)}`}</title></circle>; }))}
      <Legend x={cx} y={height - 16} items={lines} />
    </svg>
  );
}
