import { declareLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { meetingStates, resolutionStates } from './messages.ts';
import type { MeetingRow, ResolutionRow } from './store.ts';

const conveners = [{ role: 'party_officer', of: 'own party' }, { role: 'secretariat_officer', of: 'any' }] as const;

/** A meeting is prepared, called with invitations, held, and concluded with its minutes. */
export const meetingLifecycle = declareLifecycle<MeetingRow>()({
  name: 'governance.meeting',
  table: 'governance.meeting',
  initial: 'draft',
  title: (meeting) => meeting.title,
  access: (meeting) => ({ visibility: meeting.state === 'draft' ? 'party' : 'region', party: meeting.party }),
  states: {
    draft: { label: meetingStates.draft, tone: 'neutral' },
    called: { label: meetingStates.called, tone: 'active' },
    held: { label: meetingStates.held, tone: 'good' },
    concluded: { label: meetingStates.concluded, tone: 'done' },
    cancelled: { label: meetingStates.cancelled, tone: 'bad' },
  },
  transitions: {
    call: { from: ['draft'], to: 'called', reason: 'none', label: { zh: '发出会议通知', en: 'Send the invitations' }, by: conveners },
    hold: { from: ['called'], to: 'held', reason: 'none', label: { zh: '会议已召开', en: 'It was held' }, by: conveners, follows: () => [{ closeTasks: {} }] },
    conclude: { from: ['held'], to: 'concluded', reason: 'none', asks: true, label: { zh: '纪要定稿', en: 'Conclude the minutes' }, by: conveners },
    reopen: { from: ['concluded'], to: 'held', reason: 'required', label: { zh: '重新修改纪要', en: 'Reopen the minutes' }, by: conveners },
    cancel: { from: ['draft', 'called'], to: 'cancelled', reason: 'required', danger: true, label: { zh: '取消会议', en: 'Cancel' }, by: conveners, follows: () => [{ closeTasks: {} }] },
  },
});

/** A resolution is drafted by a party, put to the four, and adopted or refused by what they answer. */
export const resolutionLifecycle = declareLifecycle<ResolutionRow>()({
  name: 'governance.resolution',
  table: 'governance.resolution',
  initial: 'draft',
  title: (resolution) => resolution.title,
  access: (resolution) => ({ visibility: resolution.state === 'draft' ? 'party' : resolution.state === 'adopted' ? resolution.visibility : 'region', party: resolution.party }),
  states: {
    draft: { label: resolutionStates.draft, tone: 'neutral' },
    put: { label: resolutionStates.put, tone: 'active' },
    adopted: { label: resolutionStates.adopted, tone: 'good' },
    refused: { label: resolutionStates.refused, tone: 'warn' },
    withdrawn: { label: resolutionStates.withdrawn, tone: 'bad' },
  },
  transitions: {
    put: { from: ['draft', 'refused'], to: 'put', reason: 'none', label: { zh: '提请四方表态', en: 'Put to the four' }, by: [{ role: 'party_officer', of: 'own party' }] },
    // What the four have answered moves it, never a person by hand.
    adopt: { from: ['put'], to: 'adopted', reason: 'none', label: { zh: '通过', en: 'Adopt' }, by: [{ role: 'system', of: 'any' }] },
    refuse: { from: ['put'], to: 'refused', reason: 'none', label: { zh: '未通过', en: 'Refuse' }, by: [{ role: 'system', of: 'any' }] },
    withdraw: { from: ['draft', 'refused'], to: 'withdrawn', reason: 'required', danger: true, label: { zh: '撤回', en: 'Withdraw' }, by: [{ role: 'party_officer', of: 'own party' }] },
  },
});
