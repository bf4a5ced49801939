const line = 30;

/** One number of each row as a bar from the left. */
export function Bars({ width, rows, digits, title }: { width: number; rows: readonly { readonly key: string; readonly name: string; readonly value: number; readonly colour: string }[]; digits: number; title: string }) {
  const label = Math.min(150, width * 0.34);
  const most = Math.max(...rows.map(({ value }) => value), 1e-9);
  const height = rows.length * line + 6;
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <title>{title}</title>
      {rows.map(({ key, name, value, colour }, i) => {
        const size = (Math.max(0, value) / most) * (width - label - 64);
        return <g key={key}><text x="0" y={i * line + 20} fontSize="13" fill="var(--ink)">{name}</text><rect x={label} y={i * line + 7} width={Math.max(1, size)} height="16" rx="2" fill={colour} opacity="0.85" /><text x={label + size + 6} y={i * line + 20} fontSize="12" fill="var(--ink-soft)">{value.toFixed(digits)}</text></g>;
      })}
    </svg>
  );
}
