import type { FileSubject } from '#kernel/module.ts';
import { loadKeyPoints } from '../store.ts';
import { isDraftable, prepares } from './text.ts';

/** Attachments of a year's key points: the party that drafts adds and withdraws them while the text may change; their digests are part of it. */
export const keyPointsFiles: FileSubject = {
  maySee: async (tx, id) => (await loadKeyPoints(tx, id)) !== undefined,
  mayAttach: async (tx, id) => {
    const keyPoints = await loadKeyPoints(tx, id);
    return keyPoints !== undefined && isDraftable(keyPoints) && prepares(tx.actor, keyPoints);
  },
};
