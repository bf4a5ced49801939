import type { ReactNode } from 'react';
import { cityPlaces } from '#kernel/city-places.ts';

const [columns, rows, gap] = [8, 8, 4];

/** Where a city's tile stands in the drawing, and how large its writing may be. */
export type Tile = { readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly font: number };

/** A drawing of the 41 cities as tiles, placed roughly as on the map; `foot` units stay free below for a legend, which is told where they begin. */
export function TileGrid({ room, title, foot, tile, children }: { room: number; title: string; foot: number; tile: (code: string, place: Tile) => ReactNode; children?: (y: number) => ReactNode }) {
  const width = Math.min(room, 720);
  const size = (width - gap * (columns - 1)) / columns;
  const high = Math.min(size * 0.86, 64);
  const grid = rows * (high + gap);
  return (
    <svg width={width} height={grid + foot} viewBox={`0 0 ${width} ${grid + foot}`}>
      <title>{title}</title>
      {[...cityPlaces].map(([code, { row, column }]) => <g key={code}>{tile(code, { x: (column - 1) * (size + gap), y: (row - 1) * (high + gap), width: size, height: high, font: Math.max(10, Math.min(14, size / 5)) })}</g>)}
      {children?.(grid)}
    </svg>
  );
}

/** A city's name as it stands on a tile. */
export const shortName = (name: string): string => name.replace(/市$/, '');
