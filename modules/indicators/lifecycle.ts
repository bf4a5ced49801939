import { declareLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { campaignStates, formStates } from './messages.ts';
import type { CampaignRow, FormRow } from './store.ts';

const owner = [{ role: 'party_officer', of: 'own party' }] as const;

/** A campaign is open for reporting, and locked when its numbers stand. */
export const campaignLifecycle = declareLifecycle<CampaignRow>()({
  name: 'indicators.campaign',
  table: 'indicators.campaign',
  initial: 'open',
  title: ({ title }) => title,
  access: ({ visibility, party }) => ({ visibility, party }),
  states: { open: { label: campaignStates.open, tone: 'active' }, locked: { label: campaignStates.locked, tone: 'done' }, withdrawn: { label: campaignStates.withdrawn, tone: 'bad' } },
  transitions: {
    lock: { from: ['open'], to: 'locked', reason: 'optional', danger: true, label: { zh: '截止锁定', en: 'Lock' }, by: owner },
    reopen: { from: ['locked'], to: 'open', reason: 'required', label: { zh: '重新开放', en: 'Open again' }, by: owner },
    withdraw: { from: ['open'], to: 'withdrawn', reason: 'required', danger: true, label: { zh: '撤回', en: 'Withdraw' }, by: owner },
  },
});

const reporters = [...owner, { role: 'division_officer', of: 'own division' }] as const;

/** A form is filled in, submitted by its unit, checked by its city and approved by its party; at each step it can be returned with a reason. */
export const formLifecycle = declareLifecycle<FormRow>()({
  name: 'indicators.form',
  table: 'indicators.form',
  initial: 'open',
  title: ({ unitName }) => unitName,
  access: ({ visibility, party, division }) => ({ visibility, party, division }),
  states: { open: { label: formStates.open, tone: 'neutral' }, submitted: { label: formStates.submitted, tone: 'active' }, checked: { label: formStates.checked, tone: 'active' }, approved: { label: formStates.approved, tone: 'good' } },
  transitions: {
    submit: { from: ['open'], to: 'submitted', reason: 'none', label: { zh: '提交', en: 'Submit' }, by: reporters, clears: ['returned'] },
    check: { from: ['submitted'], to: 'checked', reason: 'none', label: { zh: '市级审核通过', en: 'Checked by the city' }, by: [{ role: 'division_officer', of: 'own division' }] },
    approve: { from: ['submitted', 'checked'], to: 'approved', reason: 'none', label: { zh: '省级审定', en: 'Approve for the party' }, by: owner },
    return: { from: ['submitted', 'checked', 'approved'], to: 'open', reason: 'required', label: { zh: '退回修改', en: 'Return' }, by: reporters },
  },
});
