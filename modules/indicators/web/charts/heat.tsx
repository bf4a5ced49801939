/** A square of numbers from −1 to 1, deeper the further from 0: together in indigo, against each other in vermilion. */
export function Heat({ width: room, names, values, title, digits = 2 }: { width: number; digits?: number; names: readonly string[]; values: readonly (readonly (number | null)[])[]; title: string }) {
  const width = Math.min(room, 720);
  const label = Math.min(130, width * 0.3);
  const size = (width - label) / Math.max(1, names.length);
  const tall = Math.min(size, 44);
  const letters = size < 62 ? 10 : 12;
  const short = Math.max(2, Math.floor((size - 4) / letters));
  const height = names.length * tall + 30;
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <title>{title}</title>
      {names.map((name, j) => <text key={name} x={label + (j + 0.5) * size} y="18" textAnchor="middle" fontSize={letters} fill="var(--ink-soft)">{name.length > short ? `${name.slice(0, Math.max(2, short - 1))}${short > 2 ? '…' : ''}` : name}</text>)}
      {names.map((name, i) => (
        <g key={name}>
          <text x="0" y={30 + (i + 0.5) * tall + 4} fontSize={width < 420 ? 11 : 13} fill="var(--ink)">{name}</text>
          {names.map((other, j) => {
            const value = values[i]?.[j] ?? null;
            const [x, y] = [label + j * size, 30 + i * tall];
            return (
              <g key={other}>
                <title>{`${name} × ${other}：${value === null ? '—' : value.toFixed(digits)}`}</title>
                <rect x={x + 1} y={y + 1} width={size - 2} height={tall - 2} rx="3" fill={value !== null && value < 0 ? 'var(--vermilion)' : 'var(--indigo)'} fillOpacity={value === null ? 0 : 0.06 + 0.44 * Math.abs(value)} stroke="var(--line)" />
                <text x={x + size / 2} y={y + tall / 2 + 4} textAnchor="middle" fontSize={size < 44 ? 10 : 12} fill="var(--ink)">{value === null ? '—' : value.toFixed(digits)}</text>
              </g>
            );
          })}
        </g>
      ))}
    </svg>
  );
}
