import { declareLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { postStates } from './messages.ts';
import type { PostRow } from './store.ts';

/** A post is there for the year's scheme to be drafted from, until its institution takes it back. */
export const postLifecycle = declareLifecycle<PostRow>()({
  name: 'pools.post',
  table: 'pools.post',
  initial: 'open',
  title: ({ about, level, field }) => about ?? `${level} ${field}`,
  access: ({ party, division, institutionId }) => ({ visibility: 'region', party, division, organizationId: institutionId }),
  states: { open: { label: postStates.open, tone: 'good' }, withdrawn: { label: postStates.withdrawn, tone: 'done' } },
  transitions: {
    withdraw: {
      from: ['open'], to: 'withdrawn', reason: 'required', danger: true, label: { zh: '撤回', en: 'Withdraw' },
      by: [{ role: 'party_officer', of: 'own party' }, { role: 'institution_officer', of: 'own organization' }, { role: 'division_officer', of: 'own division' }],
    },
  },
});
