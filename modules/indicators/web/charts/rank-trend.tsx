export type YearRank = { readonly period: string; readonly rank: number; readonly low: number; readonly high: number };

/** A rank over the years, the first on top, each with the ranks between which nine tenths of the recomputations put it. */
export function RankTrend({ width, years, last, title }: { width: number; years: readonly YearRank[]; /** How many are ranked. */ last: number; title: string }) {
  const [left, right, top, bottom, height] = [48, 40, 16, 34, 240];
  const x = (i: number) => (years.length <= 1 ? (left + width - right) / 2 : left + 24 + (i / (years.length - 1)) * (width - left - right - 48));
  const y = (rank: number) => top + ((rank - 1) / Math.max(1, last - 1)) * (height - top - bottom);
  const marks = [...new Set([1, ...[0.25, 0.5, 0.75].map((share) => Math.round(1 + share * (last - 1))), last])];
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <title>{title}</title>
      {marks.map((mark) => <g key={mark}><line x1={left} x2={width - right} y1={y(mark)} y2={y(mark)} stroke="var(--line)" /><text x={left - 8} y={y(mark) + 4} textAnchor="end" fontSize="12" fill="var(--ink-soft)">{mark}</text></g>)}
      <path d={years.map(({ rank }, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(rank).toFixed(1)}`).join('')} fill="none" stroke="var(--indigo)" strokeWidth="1.5" />
      {years.map(({ period, rank, low, high }, i) => (
        <g key={period}>
          <title>{`${period}：${rank}（${low}–${high}）`}</title>
          <line x1={x(i)} x2={x(i)} y1={y(low)} y2={y(high)} stroke="var(--indigo)" strokeWidth="9" strokeLinecap="round" opacity="0.25" />
          <circle cx={x(i)} cy={y(rank)} r="5" fill="var(--indigo)" />
          <text x={x(i)} y={y(high) + 22 > height - bottom ? y(low) - 12 : y(high) + 22} textAnchor="middle" fontSize="12" fill="var(--ink)">{`${rank}（${low}–${high}）`}</text>
          <text x={x(i)} y={height - 10} textAnchor="middle" fontSize="12" fill="var(--ink-soft)">{period}</text>
        </g>
      ))}
    </svg>
  );
}
