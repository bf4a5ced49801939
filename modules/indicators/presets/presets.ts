import { readFileSync } from 'node:fs';
import type { IndexNode } from '#algorithms/indices/system.ts';
import type { Text } from '#kernel/text.ts';
import { balanceSources } from './compulsory-balance.ts';
import { modernisationSources, modernisationTree } from './modernisation.ts';
import { qualitySources, qualityTree } from './quality.ts';

/** Nodes as one writes them down: above level 1 the direction is always 1, and the whole has no parent. */
export type PresetTree = readonly (Pick<IndexNode, 'code' | 'name' | 'level' | 'weight'> & Partial<Pick<IndexNode, 'parent' | 'direction' | 'goalposts'>>)[];

export type PresetName = 'modernisation' | 'quality' | 'compulsory-balance';

export type Preset = { readonly name: PresetName; readonly title: Text; readonly sources: readonly string[]; readonly formulas: string; readonly nodes: readonly IndexNode[] };

const formulasOf = (name: string) => readFileSync(new URL(`./${name}.indicators`, import.meta.url), 'utf8');

const nodesOf = (tree: PresetTree): IndexNode[] => tree.map(({ parent, direction = 1, ...node }) => ({ ...node, parent, direction }));

/** The worked systems that a campaign can begin with: two indices, and the official balance method, which gives no index but a judgment by district. */
export const presets: Readonly<Record<PresetName, Preset>> = {
  modernisation: { name: 'modernisation', title: { zh: '教育现代化指数', en: 'Education modernisation index' }, sources: modernisationSources, formulas: formulasOf('modernisation'), nodes: nodesOf(modernisationTree) },
  quality: { name: 'quality', title: { zh: '基础教育质量指数', en: 'Basic education quality index' }, sources: qualitySources, formulas: formulasOf('quality'), nodes: nodesOf(qualityTree) },
  'compulsory-balance': { name: 'compulsory-balance', title: { zh: '县域义务教育优质均衡监测', en: 'Balance of compulsory education by county' }, sources: balanceSources, formulas: formulasOf('compulsory-balance'), nodes: [] },
};
