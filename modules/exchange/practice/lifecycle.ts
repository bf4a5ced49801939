import type { PartyCode } from '#kernel/domain.ts';
import { declareLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { practiceStates } from '../stay/messages.ts';

export type PracticeRow = {
  id: string; personId: string; institutionId: string; party: PartyCode; enterprise: string; work: string; during: string; state: 'entered' | 'sent' | 'confirmed' | 'withdrawn';
  reason: string | null; enteredBy: string | null; confirmedBy: string | null; version: number; createdAt: string;
};

export const personLink = (personId: string): string => `/workspace/directory/people/${personId}`;

/** Practice that was not arranged here: entered and sent by the institution, confirmed by its department. */
export const practiceLifecycle = declareLifecycle<PracticeRow>()({
  name: 'exchange.practice',
  table: 'exchange.practice',
  initial: 'entered',
  title: ({ enterprise }) => enterprise,
  access: ({ party, institutionId, personId }) => ({ visibility: 'organization', party, organizationId: institutionId, personId }),
  states: {
    entered: { label: practiceStates.entered, tone: 'neutral' },
    sent: { label: practiceStates.sent, tone: 'warn' },
    confirmed: { label: practiceStates.confirmed, tone: 'good' },
    withdrawn: { label: practiceStates.withdrawn, tone: 'bad' },
  },
  transitions: {
    send: {
      from: ['entered'], to: 'sent', reason: 'none', label: { zh: '报省级认定', en: 'Send to be confirmed' }, by: [{ role: 'institution_officer', of: 'own organization' }], clears: ['reason'],
      follows: ({ party, personId, enterprise }) => [{ openTask: { kind: 'exchange.practice/confirm', to: { role: 'party_officer', party }, link: personLink(personId), title: { zh: `请认定教师企业实践：${enterprise}`, en: `Please confirm a teacher’s practice: ${enterprise}` } } }],
    },
    confirm: { from: ['sent'], to: 'confirmed', reason: 'none', label: { zh: '认定', en: 'Confirm' }, by: [{ role: 'party_officer', of: 'own party' }], follows: ({ personId, enterprise }) => [{ closeTasks: {} }, { notify: { kind: 'exchange.practice/confirmed', to: { personId }, link: personLink(personId), title: { zh: `在${enterprise}的企业实践已认定`, en: `Your practice at ${enterprise} is confirmed` } } }] },
    sendBack: {
      from: ['sent'], to: 'entered', reason: 'required', label: { zh: '退回', en: 'Send back' }, by: [{ role: 'party_officer', of: 'own party' }],
      follows: ({ institutionId, personId, enterprise }) => [{ closeTasks: {} }, { openTask: { kind: 'exchange.practice/mend', to: { role: 'institution_officer', organizationId: institutionId }, link: personLink(personId), title: { zh: `企业实践未予认定，请补充：${enterprise}`, en: `Not confirmed yet, please complete: ${enterprise}` } } }],
    },
    withdraw: { from: ['entered', 'sent'], to: 'withdrawn', reason: 'required', danger: true, label: { zh: '撤回', en: 'Withdraw' }, by: [{ role: 'institution_officer', of: 'own organization' }], follows: () => [{ closeTasks: {} }] },
    revoke: { from: ['confirmed'], to: 'withdrawn', reason: 'required', danger: true, label: { zh: '撤销认定', en: 'Revoke' }, by: [{ role: 'party_officer', of: 'own party' }] },
  },
});
