import { shortName, TileGrid } from '#web/kit/tile-grid.tsx';
import { shade, shades } from '../../compare/shades.ts';

export type MapCity = { readonly unit: string; readonly name: string; readonly value: number | null };

/** The 41 cities as tiles, each as deep as its score is high: small ones show as well as large ones. A city without a score is hatched. */
export function ScoreMap({ width, cities, title }: { width: number; cities: readonly MapCity[]; title: string }) {
  const values = cities.flatMap(({ value }) => (value === null ? [] : [value]));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const known = new Map(cities.map((city) => [city.unit, city]));
  return (
    <TileGrid
      room={width} title={title} foot={44}
      tile={(code, { x, y, width: wide, height, font }) => {
        const city = known.get(code);
        if (city === undefined || city.value === null) return <><rect x={x} y={y} width={wide} height={height} rx="6" fill="url(#no-score)" stroke="var(--line)" />{city === undefined ? null : <text x={x + wide / 2} y={y + height / 2 + 4} textAnchor="middle" fontSize={font} fill="var(--ink-soft)">{shortName(city.name)}</text>}</>;
        const { fill, text } = shade(city.value, least, most);
        return (
          <>
            <title>{`${city.name} ${city.value.toFixed(1)}`}</title>
            <rect x={x} y={y} width={wide} height={height} rx="6" fill={fill} />
            <text x={x + wide / 2} y={y + height / 2 - 2} textAnchor="middle" fontSize={font} fontWeight="600" fill={text}>{shortName(city.name)}</text>
            <text x={x + wide / 2} y={y + height / 2 + font} textAnchor="middle" fontSize={font * 0.9} fill={text}>{city.value.toFixed(1)}</text>
          </>
        );
      }}
    >
      {(below) => (
        <>
          <defs><pattern id="no-score" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="var(--card)" /><line x1="0" y1="0" x2="0" y2="6" stroke="var(--line)" strokeWidth="3" /></pattern></defs>
          {values.length === 0 ? null : (
            <g transform={`translate(0 ${below + 18})`}>
              <text x="0" y="12" fontSize="12" fill="var(--ink-soft)">{least.toFixed(1)}</text>
              {shades.map((fill, i) => <rect key={fill} x={48 + i * 26} y="0" width="26" height="14" fill={fill} stroke="var(--line)" strokeWidth="0.5" />)}
              <text x={56 + shades.length * 26} y="12" fontSize="12" fill="var(--ink-soft)">{most.toFixed(1)}</text>
            </g>
          )}
        </>
      )}
    </TileGrid>
  );
}
