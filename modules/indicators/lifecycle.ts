import { declareLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { campaignStates, deliveryStates, formStates } from './messages.ts';
import type { DeliveryRow } from './collect-store.ts';
import type { CampaignRow, FormRow } from './store.ts';

const owner = [{ role: 'party_officer', of: 'own party' }] as const;

/** A campaign is open for reporting, and locked when its numbers stand: by whoever opened it, or by itself after its day. */
export const campaignLifecycle = declareLifecycle<CampaignRow>()({
  name: 'indicators.campaign',
  table: 'indicators.campaign',
  initial: 'open',
  title: ({ title }) => title,
  access: ({ visibility, party }) => ({ visibility, party }),
  states: { open: { label: campaignStates.open, tone: 'active' }, locked: { label: campaignStates.locked, tone: 'done' }, withdrawn: { label: campaignStates.withdrawn, tone: 'bad' } },
  transitions: {
    lock: { from: ['open'], to: 'locked', reason: 'optional', asks: true, label: { zh: '截止锁定', en: 'Lock' }, by: [...owner, { role: 'system', of: 'any' }] },
    reopen: { from: ['locked'], to: 'open', reason: 'required', label: { zh: '重新开放', en: 'Open again' }, by: owner, clears: ['locksOn'] },
    withdraw: { from: ['open'], to: 'withdrawn', reason: 'required', danger: true, label: { zh: '撤回', en: 'Withdraw' }, by: owner },
  },
});

const divisions = [{ role: 'division_officer', of: 'own division' }] as const;
const above = [...owner, ...divisions] as const;
const reporters = [...above, { role: 'institution_officer', of: 'own organization' }] as const;

/**
 * A form is filled in and submitted by its unit, verified by the district (a school's), checked by the city and approved by the party; at each step it
 * can be returned with a reason. A level may do what the levels below it have left undone. Which officers of divisions may do which: rules.ts.
 */
export const formLifecycle = declareLifecycle<FormRow>()({
  name: 'indicators.form',
  table: 'indicators.form',
  initial: 'open',
  title: ({ unitName }) => unitName,
  access: ({ visibility, party, division, organizationId }) => ({ visibility, party, division, organizationId: organizationId ?? undefined }),
  states: {
    open: { label: formStates.open, tone: 'neutral' }, submitted: { label: formStates.submitted, tone: 'active' }, verified: { label: formStates.verified, tone: 'active' }, checked: { label: formStates.checked, tone: 'active' },
    approved: { label: formStates.approved, tone: 'good' }, excluded: { label: formStates.excluded, tone: 'done' },
  },
  transitions: {
    submit: { from: ['open'], to: 'submitted', reason: 'none', label: { zh: '提交', en: 'Submit' }, by: reporters, clears: ['returned'] },
    verify: { from: ['submitted'], to: 'verified', reason: 'none', label: { zh: '区县审核通过', en: 'Verified by the district' }, by: divisions },
    check: { from: ['submitted', 'verified'], to: 'checked', reason: 'none', label: { zh: '市级审核通过', en: 'Checked by the city' }, by: divisions },
    approve: { from: ['submitted', 'verified', 'checked'], to: 'approved', reason: 'none', label: { zh: '省级审定', en: 'Approve for the party' }, by: owner },
    return: { from: ['submitted', 'verified', 'checked', 'approved'], to: 'open', reason: 'required', label: { zh: '退回修改', en: 'Return' }, by: above },
    exclude: { from: ['open', 'submitted', 'verified', 'checked', 'approved'], to: 'excluded', reason: 'required', danger: true, label: { zh: '不计入', en: 'Do not count' }, by: owner },
    include: { from: ['excluded'], to: 'open', reason: 'required', label: { zh: '重新计入', en: 'Count again' }, by: owner },
  },
});

/** A party hands its approved numbers over to the region; the secretariat looks whether they are complete and takes them, or sends them back. It decides nothing about them. */
export const deliveryLifecycle = declareLifecycle<DeliveryRow>()({
  name: 'indicators.delivery',
  table: 'indicators.delivery',
  initial: 'open',
  title: ({ title }) => title ?? '',
  access: ({ visibility, party }) => ({ visibility, party }),
  states: { open: { label: deliveryStates.open, tone: 'neutral' }, delivered: { label: deliveryStates.delivered, tone: 'active' }, accepted: { label: deliveryStates.accepted, tone: 'good' } },
  transitions: {
    deliver: { from: ['open'], to: 'delivered', reason: 'none', asks: true, label: { zh: '上报区域', en: 'Hand over to the region' }, by: owner, clears: ['returned'] },
    accept: { from: ['delivered'], to: 'accepted', reason: 'none', label: { zh: '核收', en: 'Accept' }, by: [{ role: 'secretariat_officer', of: 'any' }] },
    return: { from: ['delivered', 'accepted'], to: 'open', reason: 'required', label: { zh: '退回', en: 'Send back' }, by: [{ role: 'secretariat_officer', of: 'any' }] },
  },
});
