import { Legend } from '#web/kit/legend.tsx';

const line = 34;

/** Two numbers of each row as bars, one below the other. */
export function PairBars({ width, rows, names, title }: { width: number; rows: readonly { readonly name: string; readonly first: number; readonly second: number }[]; names: readonly [string, string]; title: string }) {
  const label = Math.min(170, width * 0.34);
  const most = Math.max(...rows.flatMap(({ first, second }) => [first, second]), 1e-9);
  const size = (value: number) => (Math.max(0, value) / most) * (width - label - 64);
  const height = rows.length * line + 34;
  const colours = ['var(--indigo)', 'var(--amber)'] as const;
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <title>{title}</title>
      {rows.map(({ name, first, second }, i) => (
        <g key={name}>
          <text x="0" y={i * line + 20} fontSize="13" fill="var(--ink)">{name}</text>
          {[first, second].map((value, k) => <g key={names[k]}><rect x={label} y={i * line + 3 + k * 13} width={Math.max(1, size(value))} height="11" rx="2" fill={colours[k] ?? colours[0]} /><text x={label + size(value) + 6} y={i * line + 13 + k * 13} fontSize="11" fill="var(--ink-soft)">{value.toFixed(3)}</text></g>)}
        </g>
      ))}
      <Legend x={width / 2} y={height - 12} items={names.map((name, i) => ({ name, colour: colours[i] ?? colours[0] }))} />
    </svg>
  );
}
