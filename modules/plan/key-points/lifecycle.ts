import { z } from 'zod';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { declareLifecycle, type Consequence } from '#kernel/lifecycle/lifecycle.ts';
import { keyPointsStates as words } from './messages.ts';
import type { KeyPointsRow } from './store.ts';

const preparing = [{ role: 'party_officer', of: 'own party' }] as const;
/** What only the decisions of the four bring about; the platform carries it out. */
const platform = [{ role: 'system', of: 'any' }] as const;

/** The year's key points, from the first draft to the review at the year's end; an amendment goes the same way. */
export const keyPointsLifecycle = declareLifecycle<KeyPointsRow>()({
  name: 'plan.keyPoints',
  table: 'plan.key_points',
  initial: 'draft',
  title: (keyPoints) => keyPoints.title,
  access: (keyPoints) => ({ visibility: keyPoints.texts === 0 ? 'party' : keyPoints.visibility, party: keyPoints.party }),
  states: {
    draft: { label: words.draft, tone: 'neutral' },
    commenting: { label: words.commenting, tone: 'active' },
    consenting: { label: words.consenting, tone: 'active' },
    signing: { label: words.signing, tone: 'active' },
    inForce: { label: words.inForce, tone: 'good' },
    reviewed: { label: words.reviewed, tone: 'good' },
    closed: { label: words.closed, tone: 'done' },
    superseded: { label: words.superseded, tone: 'done' },
    withdrawn: { label: words.withdrawn, tone: 'bad' },
  },
  transitions: {
    ask: {
      from: ['draft'], to: 'commenting', reason: 'none', label: { zh: '征求意见', en: 'Ask for comments' }, by: preparing,
      fields: { commentUntil: { label: { zh: '意见反馈截止', en: 'Comments until' }, kind: 'date', required: true, ahead: 14, schema: z.iso.date() } },
      follows: (keyPoints) => others(keyPoints.party).map((party): Consequence => ({ openTask: {
        kind: `plan.keyPoints/comment/${party}`, to: { role: 'party_officer', party },
        title: { zh: `对${keyPoints.title}逐条提出意见`, en: `Comment on: ${keyPoints.title}` }, link: linkTo(keyPoints), ...(keyPoints.commentUntil === null ? {} : { dueOn: keyPoints.commentUntil }),
      } })),
    },
    put: {
      from: ['commenting'], to: 'consenting', reason: 'none', label: { zh: '提交四方会签', en: 'Put to the four' }, by: preparing,
      fields: { consentUntil: { label: { zh: '会签截止', en: 'Answers until' }, kind: 'date', required: true, ahead: 14, schema: z.iso.date() } },
      follows: () => [{ closeTasks: {} }],
    },
    revise: {
      from: ['commenting', 'consenting', 'signing'], to: 'draft', reason: 'required', danger: true, label: { zh: '退回起草', en: 'Take back' }, by: preparing,
      clears: ['commentUntil', 'consentUntil'],
      follows: (keyPoints) => [{ closeTasks: {} }, ...others(keyPoints.party).map((party): Consequence => ({ notify: {
        kind: 'plan.keyPoints/revise', to: { role: 'party_officer', party },
        title: { zh: `${keyPoints.title}已退回起草`, en: `Taken back to be redrafted: ${keyPoints.title}` }, link: linkTo(keyPoints),
      } }))],
    },
    withdraw: {
      from: ['draft', 'commenting'], to: 'withdrawn', reason: 'required', danger: true, label: { zh: '撤回', en: 'Withdraw' }, by: preparing,
      follows: () => [{ closeTasks: {} }],
    },
    agree: { from: ['consenting'], to: 'signing', reason: 'none', label: { zh: '会签通过', en: 'Agreed' }, by: platform },
    refuse: {
      from: ['consenting'], to: 'draft', reason: 'none', label: { zh: '会签未通过', en: 'Not agreed' }, by: platform,
      clears: ['commentUntil', 'consentUntil'],
      follows: (keyPoints) => [{ openTask: {
        kind: 'plan.keyPoints/redraft', to: { role: 'party_officer', party: keyPoints.party },
        title: { zh: `${keyPoints.title}会签未通过，请修改后重新征求意见`, en: `Not agreed, redraft and ask again: ${keyPoints.title}` }, link: linkTo(keyPoints),
      } }],
    },
    supersede: { from: ['inForce', 'reviewed'], to: 'superseded', reason: 'none', label: { zh: '由修订替代', en: 'Amended' }, by: platform, follows: () => [{ closeTasks: {} }] },
    enact: {
      from: ['signing'], to: 'inForce', reason: 'none', label: { zh: '生效', en: 'Come into force' }, by: platform,
      fields: { inForceOn: { label: { zh: '生效日期', en: 'In force on' }, kind: 'date', required: true, schema: z.iso.date() }, visibility: { label: { zh: '公开范围', en: 'Seen by' }, kind: 'text', required: true, schema: z.literal('public') } },
      follows: (keyPoints) => [{ closeTasks: {} }, ...partyCodes.map((party): Consequence => ({ notify: {
        kind: 'plan.keyPoints/enact', to: { role: 'party_officer', party },
        title: { zh: `${keyPoints.title}四方签署完成，已生效`, en: `Signed by all four and in force: ${keyPoints.title}` }, link: linkTo(keyPoints),
      } }))],
    },
    reviewMidYear: { from: ['inForce'], to: 'reviewed', reason: 'none', label: { zh: '公布年中评估', en: 'Publish the mid-year review' }, by: preparing, follows: () => [{ closeTasks: {} }] },
    close: { from: ['inForce', 'reviewed'], to: 'closed', reason: 'none', label: { zh: '公布年终评估', en: 'Publish the year-end review' }, by: preparing, follows: () => [{ closeTasks: {} }] },
  },
});

/** Those that a person asks for by name; the others follow from a decision or a published review. */
export const askedMoves = ['ask', 'put', 'revise', 'withdraw'] as const;

export function linkTo({ id }: Pick<KeyPointsRow, 'id'>): string {
  return `/workspace/key-points/${id}`;
}

export function others(party: PartyCode): PartyCode[] {
  return partyCodes.filter((code) => code !== party);
}
