import { Legend } from '#web/kit/legend.tsx';

export type Composed = { readonly name: string; readonly total: number; readonly parts: readonly { readonly name: string; readonly value: number }[] };

const [line, colours] = [78, ['var(--indigo)', 'var(--amber)', 'var(--celadon)']] as const;

/** What each number is made of, as shares of it; small shares are read in the table. */
export function Composition({ width, rows, title }: { width: number; rows: readonly Composed[]; title: string }) {
  const height = rows.length * line;
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <title>{title}</title>
      {rows.map(({ name, total, parts }, i) => {
        const shares = parts.map(({ value }) => (total > 0 ? value / total : 0));
        return (
          <g key={name} transform={`translate(0 ${i * line})`}>
            <text x="0" y="14" fontSize="13" fill="var(--ink)">{name} {total.toFixed(4)}</text>
            {parts.map((part, k) => {
              const [from, size] = [shares.slice(0, k).reduce((all, share) => all + share, 0) * width, (shares[k] ?? 0) * width];
              return <g key={part.name}><title>{`${part.name} ${part.value.toFixed(4)}`}</title><rect x={from} y="22" width={Math.max(0, size - 1)} height="20" fill={colours[k] ?? colours[0]} opacity="0.85" />{size > 44 ? <text x={from + size / 2} y="36" textAnchor="middle" fontSize="12" fill="var(--card)">{((shares[k] ?? 0) * 100).toFixed(0)}%</text> : null}</g>;
            })}
            <Legend x={width / 2} y={58} items={parts.map((part, k) => ({ name: part.name, colour: colours[k] ?? colours[0] }))} />
          </g>
        );
      })}
    </svg>
  );
}
