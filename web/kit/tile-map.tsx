import type { ReactNode } from 'react';
import { partyCodes, partyNames, type PartyCode } from '#kernel/domain.ts';
import { cityPlaces } from '#kernel/city-places.ts';
import { useText } from './texts.tsx';

export type CityTile = { readonly code: string; readonly name: string; readonly party: PartyCode; readonly value?: ReactNode; readonly title?: string };

/** The 41 cities, a tile each, placed roughly as on the map, in the colours of their parties: small ones show as well as large ones. */
export function TileMap({ cities, label }: { cities: readonly CityTile[]; label: string }) {
  const text = useText();
  const inReadingOrder = cities.toSorted((a, b) => order(a.code) - order(b.code));
  return (
    <figure style={{ margin: 0 }}>
      <ul className="tile-map" aria-label={label}>
        {inReadingOrder.map(({ code, name, party, value, title }) => {
          const place = cityPlaces.get(code);
          if (place === undefined) return null;
          return (
            <li key={code} className={`tile party-${party}`} style={{ gridRow: place.row, gridColumn: place.column }} title={title ?? name}>
              <b>{name.replace(/市$/, '')}</b>
              {value === undefined ? null : <small>{value}</small>}
            </li>
          );
        })}
      </ul>
      <figcaption>
        <ul className="tile-legend">
          {partyCodes.map((party) => <li key={party}><span className={`party-tag party-${party}`}>{text(partyNames[party])}</span></li>)}
        </ul>
      </figcaption>
    </figure>
  );
}

function order(code: string): number {
  const place = cityPlaces.get(code);
  return place === undefined ? 1000 : place.row * 10 + place.column;
}
