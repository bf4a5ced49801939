import { concatBytes } from '@noble/hashes/utils.js';
import { hashLength, joined, nodeHash, subtreesOf, type Hash, type Join, type Range, type Subtree } from './merkle.ts';

// A tree's hashes are kept in tiles, as C2SP tlog-tiles lays them out: 256 neighbouring hashes of every eighth level.
// What lies between is computed, so a proof in a million entries reads a handful of tiles.

const tileHeight = 8;
export const tileWidth = 2 ** tileHeight;

/** A tile's place: level 0 holds leaf hashes; each hash of a level above is the root of one full tile below. */
export type TilePlace = { readonly level: number; readonly index: number };

/** A tile: up to 256 hashes one after the other. */
export type Tile = TilePlace & { readonly hashes: Uint8Array };

export type Tiles = ReadonlyMap<string, Uint8Array>;

export function tileKey({ level, index }: TilePlace): string {
  return `${level}/${index}`;
}

/** The tiles that must be read for the hashes of these ranges, each once. */
export function tilesFor(ranges: readonly Range[]): TilePlace[] {
  const places = ranges.flatMap((range) => subtreesOf(range).map(tileOf));
  return [...new Map(places.map((place) => [tileKey(place), place])).values()];
}

/** The tiles at the right edge of a tree, which are not full yet: what is added goes there. */
export function edgeTiles(size: number): TilePlace[] {
  const places: TilePlace[] = [];
  for (let [level, count] = [0, size]; count > 0; level += 1, count = Math.floor(count / tileWidth)) {
    if (count % tileWidth > 0) places.push({ level, index: Math.floor(count / tileWidth) });
  }
  return places;
}

/** A range's hash, out of tiles that were read. */
export function hashOfRange(tiles: Tiles, range: Range, join: Join = nodeHash): Hash {
  return joined(subtreesOf(range).map((subtree) => hashOfSubtree(tiles, subtree, join)), join);
}


/**
 * What a tree's tiles are once these leaf hashes are added: those that changed or are new.
 * @param edge the tiles that `edgeTiles(size)` names
 */
export function extendTiles({ size, edge, leaves, join = nodeHash }: { size: number; edge: Tiles; leaves: readonly Hash[]; join?: Join }): Tile[] {
  const changed: Tile[] = [];
  let [level, count, added] = [0, size, leaves];
  while (added.length > 0) {
    const full: Hash[] = [];
    let at = 0;
    while (at < added.length) {
      const place = { level, index: Math.floor(count / tileWidth) };
      const width = count % tileWidth;
      const taken = added.slice(at, at + tileWidth - width);
      const before = width === 0 ? new Uint8Array() : read(edge, place).subarray(0, width * hashLength);
      const hashes = concatBytes(before, ...taken);
      changed.push({ ...place, hashes });
      count += taken.length;
      at += taken.length;
      if (count % tileWidth === 0) full.push(hashOfHashes(hashes, join));
    }
    [level, count, added] = [level + 1, Math.floor((count - added.length) / tileWidth), full];
  }
  return changed;
}

/** The hashes in a tile, one by one. */
export function hashesIn(tile: Uint8Array): Hash[] {
  return Array.from({ length: tile.length / hashLength }, (_, i) => tile.subarray(i * hashLength, (i + 1) * hashLength));
}

function tileOf({ level, index }: Subtree): TilePlace {
  return { level: Math.floor(level / tileHeight), index: Math.floor(index / 2 ** (tileHeight - (level % tileHeight))) };
}

function hashOfSubtree(tiles: Tiles, subtree: Subtree, join: Join): Hash {
  const width = 2 ** (subtree.level % tileHeight);
  const first = (subtree.index * width) % tileWidth;
  const hashes = read(tiles, tileOf(subtree)).subarray(first * hashLength, (first + width) * hashLength);
  if (hashes.length !== width * hashLength) throw new RangeError(`tile ${tileKey(tileOf(subtree))} is too short`);
  return hashOfHashes(hashes, join);
}

/** The root over hashes of one level, as many as a power of two. */
function hashOfHashes(hashes: Uint8Array, join: Join): Hash {
  let row = hashesIn(hashes);
  while (row.length > 1) row = Array.from({ length: row.length / 2 }, (_, i) => join(at(row, 2 * i), at(row, 2 * i + 1)));
  return at(row, 0);
}

function at(row: readonly Hash[], i: number): Hash {
  const hash = row[i];
  if (hash === undefined) throw new RangeError('a complete subtree lacks a hash');
  return hash;
}

function read(tiles: Tiles, place: TilePlace): Uint8Array {
  const tile = tiles.get(tileKey(place));
  if (tile === undefined) throw new RangeError(`tile ${tileKey(place)} is not there`);
  return tile;
}
