import { cityPlaces } from '#kernel/city-places.ts';
import { shade, shades } from '../../compare/shades.ts';

export type MapCity = { readonly unit: string; readonly name: string; readonly value: number | null };

const [columns, rows, gap, legend] = [8, 8, 4, 44];

/** The 41 cities as tiles, each as deep as its score is high: small ones show as well as large ones. A city without a score is hatched. */
export function ScoreMap({ width: room, cities, title }: { width: number; cities: readonly MapCity[]; title: string }) {
  const width = Math.min(room, 720);
  const size = (width - gap * (columns - 1)) / columns;
  const high = Math.min(size * 0.86, 64);
  const values = cities.flatMap(({ value }) => (value === null ? [] : [value]));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const height = rows * (high + gap) + legend;
  const known = new Map(cities.map((city) => [city.unit, city]));
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <title>{title}</title>
      <defs><pattern id="no-score" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="var(--card)" /><line x1="0" y1="0" x2="0" y2="6" stroke="var(--line)" strokeWidth="3" /></pattern></defs>
      {[...cityPlaces].map(([code, { row, column }]) => {
        const city = known.get(code);
        const [x, y] = [(column - 1) * (size + gap), (row - 1) * (high + gap)];
        if (city === undefined || city.value === null) return <g key={code}><rect x={x} y={y} width={size} height={high} rx="6" fill="url(#no-score)" stroke="var(--line)" />{city === undefined ? null : <text x={x + size / 2} y={y + high / 2 + 4} textAnchor="middle" fontSize={fontOf(size)} fill="var(--ink-soft)">{shortName(city.name)}</text>}</g>;
        const { fill, text } = shade(city.value, least, most);
        return (
          <g key={code}>
            <title>{`${city.name} ${city.value.toFixed(1)}`}</title>
            <rect x={x} y={y} width={size} height={high} rx="6" fill={fill} />
            <text x={x + size / 2} y={y + high / 2 - 2} textAnchor="middle" fontSize={fontOf(size)} fontWeight="600" fill={text}>{shortName(city.name)}</text>
            <text x={x + size / 2} y={y + high / 2 + fontOf(size)} textAnchor="middle" fontSize={fontOf(size) * 0.9} fill={text}>{city.value.toFixed(1)}</text>
          </g>
        );
      })}
      {values.length === 0 ? null : (
        <g transform={`translate(0 ${height - 26})`}>
          <text x="0" y="12" fontSize="12" fill="var(--ink-soft)">{least.toFixed(1)}</text>
          {shades.map((fill, i) => <rect key={fill} x={48 + i * 26} y="0" width="26" height="14" fill={fill} stroke="var(--line)" strokeWidth="0.5" />)}
          <text x={56 + shades.length * 26} y="12" fontSize="12" fill="var(--ink-soft)">{most.toFixed(1)}</text>
        </g>
      )}
    </svg>
  );
}

const fontOf = (size: number) => Math.max(10, Math.min(14, size / 5));
const shortName = (name: string) => name.replace(/市$/, '');
