import type { KeyPoints } from './client.ts';

/** How a state looks, as the lifecycle says it. */
export const stateTones: Readonly<Record<KeyPoints['state'], 'neutral' | 'good' | 'active' | 'warn' | 'bad'>> = {
  draft: 'neutral', commenting: 'active', consenting: 'active', signing: 'active', inForce: 'good', reviewed: 'good', closed: 'neutral', superseded: 'neutral', withdrawn: 'bad',
};
