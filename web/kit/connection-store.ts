import { createStore } from './store.ts';

/** Whether the last requests reached a platform that works. */
export const connectionStore = createStore<'here' | 'lost'>('here');
