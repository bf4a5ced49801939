import { readFileSync } from 'node:fs';
import type { IndexNode } from '#algorithms/indices/system.ts';
import type { Text } from '#kernel/text.ts';
import { modernisationSources, modernisationTree } from './modernisation.ts';
import { qualitySources, qualityTree } from './quality.ts';

/** Nodes as one writes them down: above level 1 the direction is always 1, and the whole has no parent. */
export type PresetTree = readonly (Pick<IndexNode, 'code' | 'name' | 'level' | 'weight'> & Partial<Pick<IndexNode, 'parent' | 'direction' | 'goalposts'>>)[];

export type PresetName = 'modernisation' | 'quality';

export type Preset = { readonly name: PresetName; readonly title: Text; readonly sources: readonly string[]; readonly formulas: string; readonly nodes: readonly IndexNode[] };

const formulasOf = (name: string) => readFileSync(new URL(`./${name}.indicators`, import.meta.url), 'utf8');

const nodesOf = (tree: PresetTree): IndexNode[] => tree.map(({ parent, direction = 1, ...node }) => ({ ...node, parent, direction }));

/** The two worked systems that a campaign can begin with. */
export const presets: Readonly<Record<PresetName, Preset>> = {
  modernisation: { name: 'modernisation', title: { zh: '教育现代化指数', en: 'Education modernisation index' }, sources: modernisationSources, formulas: formulasOf('modernisation'), nodes: nodesOf(modernisationTree) },
  quality: { name: 'quality', title: { zh: '基础教育质量指数', en: 'Basic education quality index' }, sources: qualitySources, formulas: formulasOf('quality'), nodes: nodesOf(qualityTree) },
};

/** The formulas of the official balance method; its thresholds stand in compulsory-balance.ts. */
export const balanceFormulas: string = formulasOf('compulsory-balance');
