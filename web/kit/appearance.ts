import { createStore, remember, remembered, useStore } from './store.ts';

export type Appearance = 'light' | 'dark';

const system = window.matchMedia('(prefers-color-scheme: dark)');
const chosen = remembered('delta.appearance', ['light', 'dark']);
const store = createStore<Appearance>(chosen ?? (system.matches ? 'dark' : 'light'));
const show = (appearance: Appearance) => (document.documentElement.dataset['theme'] = appearance);
show(store.get());

/** Light or dark: as the system has it, until the person chooses. */
export function useAppearance(): readonly [Appearance, (appearance: Appearance) => void] {
  return [useStore(store), setAppearance];
}

function setAppearance(appearance: Appearance): void {
  store.set(appearance);
  remember('delta.appearance', appearance);
  show(appearance);
}
