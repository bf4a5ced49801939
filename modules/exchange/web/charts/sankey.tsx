import { isPartyCode, partyCodes, type PartyCode } from '#kernel/domain.ts';
import { Legend } from '#web/kit/legend.tsx';
import { partyColour } from '#web/kit/party-colour.ts';
import { layoutFlows, type Flow, type FlowNode } from '../../stay/sankey.ts';

const [bar, head, foot] = [9, 26, 38];

/** From city to city: senders on the left, hosts on the right, each with its name and sum beside its bar; a band in the colour of the party that sends. */
export function Sankey({ width, flows, nameOf, heads, partyName, title }: { width: number; flows: readonly Flow[]; nameOf: (code: string) => string; heads: readonly [string, string]; partyName: (party: PartyCode) => string; title: string }) {
  const narrow = width < 480;
  const font = narrow ? 11 : 13;
  const side = narrow ? 74 : 118; // 'a name of three letters and a sum of five digits'
  const { senders, receivers, bands, height } = layoutFlows(flows, Math.min(560, 22 * Math.max(8, flows.length / 2)));
  const [x1, x2] = [side + bar, width - side - bar];
  const middle = (x1 + x2) / 2;
  const named = ({ code, value, y, size }: FlowNode, end: 'start' | 'end') => (
    <g key={code}>
      <rect x={end === 'end' ? x1 - bar : x2} y={head + y} width={bar} height={Math.max(1, size)} fill={colourOf(code)} />
      <text x={end === 'end' ? x1 - bar - 6 : x2 + bar + 6} y={head + y + size / 2 + font * 0.36} textAnchor={end} fontSize={font} fill="var(--ink)">{nameOf(code)} <tspan fill="var(--ink-soft)">{value}</tspan></text>
    </g>
  );
  return (
    <svg width={width} height={head + height + foot} viewBox={`0 0 ${width} ${head + height + foot}`}>
      <title>{title}</title>
      <text x={x1 - bar - 6} y="14" textAnchor="end" fontSize={font} fontWeight="600" fill="var(--ink)">{heads[0]}</text>
      <text x={x2 + bar + 6} y="14" textAnchor="start" fontSize={font} fontWeight="600" fill="var(--ink)">{heads[1]}</text>
      {bands.map(({ from, to, value, fromY, toY, size }) => {
        const [y1, y2] = [head + fromY, head + toY];
        return (
          <path key={`${from} ${to}`} d={`M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}V${y2 + size}C${middle} ${y2 + size} ${middle} ${y1 + size} ${x1} ${y1 + size}Z`} fill={colourOf(from)} fillOpacity="0.32">
            <title>{`${nameOf(from)} → ${nameOf(to)}：${value}`}</title>
          </path>
        );
      })}
      {senders.map((node) => named(node, 'end'))}
      {receivers.map((node) => named(node, 'start'))}
      <Legend x={width / 2} y={head + height + 22} items={partyCodes.map((party) => ({ name: partyName(party), colour: partyColour(party) }))} />
    </svg>
  );
}

function colourOf(code: string): string {
  const party = code.slice(0, 2);
  return isPartyCode(party) ? partyColour(party) : 'var(--ink-soft)';
}
