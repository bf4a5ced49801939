import { partyColour } from '#web/kit/party-colour.ts';
import type { Ranked } from '../../compare/rules.ts';

const line = 24;

/** Every city by its rank, with the ranks between which nine tenths of the recomputations put it: never a rank without its interval. */
export function RankIntervals({ width, ranked, title }: { width: number; ranked: readonly Ranked[]; title: string }) {
  const [left, right, top] = [width < 500 ? 92 : 120, 56, 22];
  const most = Math.max(1, ...ranked.map(({ high }) => high), ranked.length);
  const at = (rank: number) => left + ((rank - 1) / Math.max(1, most - 1)) * (width - left - right);
  const height = top + ranked.length * line + 8;
  const marks = [...new Set([1, ...[0.25, 0.5, 0.75].map((share) => Math.round(1 + share * (most - 1))), most])];
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <title>{title}</title>
      {marks.map((mark) => <g key={mark}><line x1={at(mark)} x2={at(mark)} y1={top} y2={height - 8} stroke="var(--line)" /><text x={at(mark)} y="14" textAnchor="middle" fontSize="12" fill="var(--ink-soft)">{mark}</text></g>)}
      {ranked.map(({ unit, unitName, party, rank, value, low, high }, i) => {
        const y = top + i * line + line / 2;
        return (
          <g key={unit}>
            <title>{`${unitName} ${value.toFixed(2)}：${rank}（${low}–${high}）`}</title>
            <text x={left - 12} y={y + 4} textAnchor="end" fontSize="13" fill="var(--ink)">{unitName}</text>
            <line x1={at(low)} x2={at(high)} y1={y} y2={y} stroke={partyColour(party)} strokeWidth="7" strokeLinecap="round" opacity="0.3" />
            <circle cx={at(rank)} cy={y} r="5" fill={partyColour(party)} />
            <text x={width - 4} y={y + 4} textAnchor="end" fontSize="12" fill="var(--ink-soft)">{value.toFixed(1)}</text>
          </g>
        );
      })}
    </svg>
  );
}
