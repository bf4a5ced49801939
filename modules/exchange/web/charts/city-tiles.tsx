import { isPartyCode } from '#kernel/domain.ts';
import { shortName, TileGrid } from '#web/kit/tile-grid.tsx';

/** What each city sent and took in, on its tile in the colour of its party; a city with neither is pale. */
export function CityTiles({ width, cities, of, words, title }: { width: number; cities: readonly { readonly code: string; readonly name: string }[]; of: ReadonlyMap<string, { readonly sent: number; readonly received: number }>; words: readonly [string, string]; title: string }) {
  const names = new Map(cities.map(({ code, name }) => [code, name]));
  return (
    <TileGrid
      room={width} title={title} foot={4}
      tile={(code, { x, y, width: wide, height, font }) => {
        const party = code.slice(0, 2);
        const [name, sums] = [names.get(code) ?? code, of.get(code)];
        const ink = isPartyCode(party) ? `var(--party-${party})` : 'var(--ink-soft)';
        return (
          <>
            <title>{sums === undefined ? name : `${name}：${words[0]} ${sums.sent}，${words[1]} ${sums.received}`}</title>
            <rect x={x} y={y} width={wide} height={height} rx="6" fill={isPartyCode(party) ? `var(--party-${party}-soft)` : 'var(--card)'} fillOpacity={sums === undefined ? 0.5 : 1} />
            <text x={x + wide / 2} y={y + height / 2 + (sums === undefined ? font * 0.36 : -2)} textAnchor="middle" fontSize={font} fontWeight="600" fill={ink}>{shortName(name)}</text>
            {sums === undefined ? null : <text x={x + wide / 2} y={y + height / 2 + font} textAnchor="middle" fontSize={font * 0.9} fill={ink}>{`${sums.sent} / ${sums.received}`}</text>}
          </>
        );
      }}
    />
  );
}
