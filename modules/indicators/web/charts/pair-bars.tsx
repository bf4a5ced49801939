import { Legend } from '#web/kit/legend.tsx';

const line = 34;

type Range = { readonly low: number; readonly high: number };

/** Two numbers of each row as bars, one below the other, each with its interval where it has one. */
export function PairBars({ width, rows, names, title }: { width: number; rows: readonly { readonly name: string; readonly first: number; readonly second: number; readonly ranges?: readonly [Range, Range] }[]; names: readonly [string, string]; title: string }) {
  const label = Math.min(170, width * 0.34);
  const most = Math.max(...rows.flatMap(({ first, second, ranges = [] }) => [first, second, ...ranges.map(({ high }) => high)]), 1e-9);
  const size = (value: number) => (Math.max(0, value) / most) * (width - label - 64);
  const height = rows.length * line + 34;
  const colours = ['var(--indigo)', 'var(--amber)'] as const;
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <title>{title}</title>
      {rows.map(({ name, first, second, ranges }, i) => (
        <g key={name}>
          <text x="0" y={i * line + 20} fontSize="13" fill="var(--ink)">{name}</text>
          {[first, second].map((value, k) => {
            const [top, range] = [i * line + 3 + k * 13, ranges?.[k]];
            return (
              <g key={names[k]}>
                <rect x={label} y={top} width={Math.max(1, size(value))} height="11" rx="2" fill={colours[k] ?? colours[0]} opacity={range === undefined ? 1 : 0.6} />
                {range === undefined ? null : <line x1={label + size(range.low)} x2={label + size(range.high)} y1={top + 5.5} y2={top + 5.5} stroke="var(--ink)" strokeWidth="1.5" />}
                <text x={label + size(Math.max(value, range?.high ?? value)) + 6} y={top + 10} fontSize="11" fill="var(--ink-soft)">{value.toFixed(3)}</text>
              </g>
            );
          })}
        </g>
      ))}
      <Legend x={width / 2} y={height - 12} items={names.map((name, i) => ({ name, colour: colours[i] ?? colours[0] }))} />
    </svg>
  );
}
