type LegendItem = { readonly name: string; readonly colour: string; readonly dashed?: boolean };

const widthOf = ({ name }: LegendItem) => 34 + [...name].reduce((all, letter) => all + (letter.charCodeAt(0) > 255 ? 13 : 7), 0);

/** What of a legend stands in one line where not all of it fits. */
export function legendLines<I extends LegendItem>(items: readonly I[], width: number): I[][] {
  const lines: I[][] = [[]];
  for (const item of items) {
    const last = lines.at(-1) ?? [];
    if (last.length > 0 && [...last, item].reduce((all, own) => all + widthOf(own), 0) > width) lines.push([item]);
    else last.push(item);
  }
  return lines;
}

/** What the lines are, side by side around `x`. */
export function Legend({ x, y, items }: { x: number; y: number; items: readonly LegendItem[] }) {
  const widths = items.map(widthOf);
  const first = x - widths.reduce((all, own) => all + own, 0) / 2;
  return (
    <g>
      {items.map(({ name, colour, dashed = false }, i) => {
        const from = first + widths.slice(0, i).reduce((all, own) => all + own, 0);
        return <g key={name}><line x1={from} x2={from + 20} y1={y} y2={y} stroke={colour} strokeWidth="2.5" {...(dashed ? { strokeDasharray: '5 4' } : {})} /><text x={from + 25} y={y + 4} fontSize="13" fill="var(--ink)">{name}</text></g>;
      })}
    </g>
  );
}
