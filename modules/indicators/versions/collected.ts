import type { Collected } from '#algorithms/formulas/model.ts';

/** Who reports, and what the directory knows of them: nothing else can stand in a system as collected. */
export const collected: Collected = { levels: ['district', 'school'], attributes: { school: ['stage'] } };
