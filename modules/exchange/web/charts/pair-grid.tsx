import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { partyColour } from '#web/kit/party-colour.ts';

const [tall, head] = [46, 50];

/** Who sends how much to whom of the four, the deeper the more; nobody sends to themselves over a border, but within a party people may move too. */
export function PairGrid({ width: room, valueOf, name, heads, title }: { width: number; valueOf: (from: PartyCode, to: PartyCode) => number; name: (party: PartyCode) => string; heads: readonly [string, string]; title: string }) {
  const width = Math.min(room, 620);
  const label = width < 420 ? 70 : 104;
  const wide = (width - label) / partyCodes.length;
  const most = Math.max(1, ...partyCodes.flatMap((from) => partyCodes.map((to) => valueOf(from, to))));
  const height = head + partyCodes.length * tall + 2;
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <title>{title}</title>
      <text x="0" y={head - 8} fontSize="12" fill="var(--ink-soft)">{heads[0]} ↓</text>
      <text x={label + (width - label) / 2} y="14" textAnchor="middle" fontSize="12" fill="var(--ink-soft)">{heads[1]} →</text>
      {partyCodes.map((to, j) => <text key={to} x={label + (j + 0.5) * wide} y={head - 8} textAnchor="middle" fontSize="13" fontWeight="600" fill={partyColour(to)}>{name(to)}</text>)}
      {partyCodes.map((from, i) => (
        <g key={from}>
          <text x="0" y={head + (i + 0.5) * tall + 4} fontSize="13" fontWeight="600" fill={partyColour(from)}>{name(from)}</text>
          {partyCodes.map((to, j) => {
            const value = valueOf(from, to);
            return (
              <g key={to}>
                <title>{`${name(from)} → ${name(to)}：${value}`}</title>
                <rect x={label + j * wide + 1} y={head + i * tall + 1} width={wide - 2} height={tall - 2} rx="4" fill={partyColour(from)} fillOpacity={value === 0 ? 0.03 : 0.08 + 0.34 * (value / most)} stroke="var(--line)" />
                <text x={label + (j + 0.5) * wide} y={head + (i + 0.5) * tall + 5} textAnchor="middle" fontSize="14" fill="var(--ink)">{value === 0 ? '·' : value}</text>
              </g>
            );
          })}
        </g>
      ))}
    </svg>
  );
}
