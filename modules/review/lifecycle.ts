import { personRoles } from '#kernel/actor/actor.ts';
import { declareLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { reviewerStates, reviewStates } from './messages.ts';
import type { ReviewerRow, ReviewRow } from './store.ts';

const office = [{ role: 'party_officer', of: 'own party' }] as const;
/** Whoever sits on a panel acts in whatever role they hold; that they chair it, service and database ask (`review.chairs`). */
const chair = personRoles.map((role) => ({ role, of: 'any' }) as const);
const self = personRoles.map((role) => ({ role, of: 'self' }) as const);

export const reviewLink = (id: string): string => `/workspace/reviews/${id}`;

/** Moves that only the chair makes. */
export const chairMoves: readonly string[] = ['unseal', 'conclude'];

/** Prepared by the office, answered by the reviewers, scored independently, opened and concluded by the chair. What is in the journal of it is for the office alone. */
export const reviewLifecycle = declareLifecycle<ReviewRow>()({
  name: 'review.review',
  table: 'review.review',
  initial: 'draft',
  title: ({ title }) => title,
  access: ({ party }) => ({ visibility: 'organization', party }),
  states: {
    draft: { label: reviewStates.draft, tone: 'neutral' },
    inviting: { label: reviewStates.inviting, tone: 'active' },
    reviewing: { label: reviewStates.reviewing, tone: 'active' },
    discussing: { label: reviewStates.discussing, tone: 'active' },
    concluded: { label: reviewStates.concluded, tone: 'done' },
    withdrawn: { label: reviewStates.withdrawn, tone: 'bad' },
  },
  transitions: {
    sendInvitations: { from: ['draft'], to: 'inviting', reason: 'none', asks: true, label: { zh: '发出邀请', en: 'Send the invitations' }, by: office },
    begin: { from: ['inviting'], to: 'reviewing', reason: 'none', asks: true, label: { zh: '开始评分', en: 'Begin scoring' }, by: office },
    unseal: { from: ['reviewing'], to: 'discussing', reason: 'none', asks: true, label: { zh: '公开评分，进入合议', en: 'Open the scores' }, by: chair },
    conclude: { from: ['discussing'], to: 'concluded', reason: 'none', asks: true, label: { zh: '形成结论', en: 'Conclude' }, by: chair },
    withdraw: { from: ['draft', 'inviting', 'reviewing'], to: 'withdrawn', reason: 'required', danger: true, label: { zh: '撤回评审', en: 'Withdraw' }, by: office, follows: () => [{ closeTasks: {} }] },
  },
});

/** Somebody who is asked to judge. */
export const reviewerLifecycle = declareLifecycle<ReviewerRow>()({
  name: 'review.reviewer',
  table: 'review.reviewer',
  initial: 'listed',
  title: () => '评审邀请',
  access: ({ party, personId }) => ({ visibility: 'organization', party, personId }),
  states: {
    listed: { label: reviewerStates.listed, tone: 'neutral' },
    invited: { label: reviewerStates.invited, tone: 'active' },
    accepted: { label: reviewerStates.accepted, tone: 'good' },
    declined: { label: reviewerStates.declined, tone: 'bad' },
    removed: { label: reviewerStates.removed, tone: 'done' },
  },
  transitions: {
    join: { from: ['invited'], to: 'accepted', reason: 'none', label: { zh: '接受邀请', en: 'Accept' }, by: self, follows: () => [{ closeTasks: { kind: 'review.reviewer/answer' } }] },
    decline: { from: ['invited', 'accepted'], to: 'declined', reason: 'required', danger: true, label: { zh: '不能参加', en: 'Decline' }, by: self, follows: () => [{ closeTasks: {} }] },
    remove: { from: ['listed', 'invited', 'accepted'], to: 'removed', reason: 'required', danger: true, label: { zh: '移出', en: 'Take off' }, by: office, follows: () => [{ closeTasks: {} }] },
  },
});
