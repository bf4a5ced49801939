import { known, mean, median, type Column } from './statistics.ts';

/** Fills what is missing with the mean of what is there; a column without any value stays as it is. */
export function imputeMean(column: Column): Column {
  return fill(column, mean(column));
}

export function imputeMedian(column: Column): Column {
  return fill(column, median(column));
}

/** Fills what is missing with the mean of the unit's own group; where the group has no value, it stays missing. */
export function imputeGroupMean(column: Column, groups: readonly string[]): Column {
  return byGroup(column, groups, mean);
}

export function imputeGroupMedian(column: Column, groups: readonly string[]): Column {
  return byGroup(column, groups, median);
}

/** Fills what is missing with the latest earlier value of the same unit; `panel` holds the same units in earlier periods, oldest first. */
export function imputeLastValue(column: Column, panel: readonly Column[]): Column {
  return column.map((value, i) => (Number.isNaN(value) ? (panel.findLast((earlier) => !Number.isNaN(earlier[i]))?.[i] ?? Number.NaN) : value));
}

function fill(column: Column, value: number): Column {
  return column.map((own) => (Number.isNaN(own) ? value : own));
}

function byGroup(column: Column, groups: readonly string[], middle: (column: Column) => number): Column {
  const members = new Map<string, number[]>();
  groups.forEach((group, i) => members.set(group, [...(members.get(group) ?? []), column[i] ?? Number.NaN]));
  const middles = new Map([...members].map(([group, values]) => [group, middle(known(Float64Array.from(values)))]));
  return column.map((value, i) => (Number.isNaN(value) ? (middles.get(groups[i] ?? '') ?? Number.NaN) : value));
}
