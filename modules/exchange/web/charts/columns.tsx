import { Legend } from '#web/kit/legend.tsx';

type Series = { readonly name: string; readonly colour: string };
type Group = { readonly key: string; readonly values: readonly number[] };

const [top, left, plot] = [18, 6, 190];

/** Numbers as columns, group by group, upwards and downwards from nothing; each number stands at its column where it has room. */
export function Columns({ width, series, groups, signed = false, title }: { width: number; series: readonly Series[]; groups: readonly Group[]; signed?: boolean; title: string }) {
  const all = groups.flatMap(({ values }) => values);
  const [most, least] = [Math.max(0, ...all), Math.min(0, ...all)];
  const span = most - least || 1;
  const y = (value: number) => top + ((most - value) / span) * plot;
  const each = (width - 2 * left) / Math.max(1, groups.length);
  const wide = Math.min(48, (each * 0.78) / Math.max(1, series.length));
  const below = least < 0 ? 18 : 0;
  const axis = top + plot + below + 18;
  const height = axis + (series.length > 1 ? 40 : 8);
  const label = (groups[0]?.key.length ?? 1) * 7.2;
  const every = Math.max(1, Math.ceil((label + 10) / each));
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <title>{title}</title>
      <line x1={left} x2={width - left} y1={y(0)} y2={y(0)} stroke="var(--ink-soft)" strokeWidth="1" />
      {groups.map(({ key, values }, i) => {
        const first = left + i * each + (each - wide * series.length) / 2;
        return (
          <g key={key}>
            {values.map((value, k) => {
              const x = first + k * wide;
              const words = `${signed && value > 0 ? '+' : ''}${value}`;
              return (
                <g key={series[k]?.name}>
                  <title>{`${key} ${series[k]?.name ?? ''}：${words}`}</title>
                  <rect x={x + 1} y={Math.min(y(value), y(0))} width={Math.max(1, wide - 2)} height={Math.abs(y(value) - y(0))} fill={series[k]?.colour} rx="2" />
                  {value === 0 || words.length * 7 > wide + 6 ? null : <text x={x + wide / 2} y={value < 0 ? y(value) + 13 : y(value) - 5} textAnchor="middle" fontSize="11.5" fill="var(--ink-soft)">{words}</text>}
                </g>
              );
            })}
            {i % every === 0 ? <text x={Math.min(Math.max(left + (i + 0.5) * each, label / 2), width - label / 2)} y={axis - 2} textAnchor="middle" fontSize="12" fill="var(--ink-soft)">{key}</text> : null}
          </g>
        );
      })}
      {series.length > 1 ? <Legend x={width / 2} y={axis + 22} items={series} /> : null}
    </svg>
  );
}
