import type { Contribution } from '../../compare/rules.ts';

const line = 24;

/** What each part adds to a difference: to the right what one is ahead by, to the left what it is behind by. */
export function ContributionBars({ width, parts, title }: { width: number; parts: readonly Contribution[]; title: string }) {
  const label = Math.min(230, width * 0.42);
  const most = Math.max(...parts.map(({ points }) => Math.abs(points)), 1e-9);
  const half = (width - label - 96) / 2;
  const zero = label + 48 + half;
  const height = parts.length * line + 8;
  const longest = Math.floor(label / 12.5);
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <title>{title}</title>
      <line x1={zero} x2={zero} y1="0" y2={height} stroke="var(--line)" />
      {parts.map(({ code, name, points }, i) => {
        const size = (Math.abs(points) / most) * half;
        const y = i * line + line / 2 + 4;
        return (
          <g key={code}>
            <title>{`${name} ${points.toFixed(2)}`}</title>
            <text x="0" y={y + 4} fontSize="12.5" fill="var(--ink)">{name.length > longest ? `${name.slice(0, longest - 1)}…` : name}</text>
            <rect x={points < 0 ? zero - size : zero} y={y - 7} width={Math.max(1, size)} height="14" rx="2" fill={points < 0 ? 'var(--vermilion)' : 'var(--celadon)'} />
            <text x={points < 0 ? zero - size - 6 : zero + size + 6} y={y + 4} textAnchor={points < 0 ? 'end' : 'start'} fontSize="12" fill="var(--ink-soft)">{points > 0 ? '+' : ''}{points.toFixed(2)}</text>
          </g>
        );
      })}
    </svg>
  );
}
