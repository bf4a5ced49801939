import { declareLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { memberStates } from './messages.ts';
import type { MemberRow } from './store.ts';

const keepers = [{ role: 'party_officer', of: 'own party' }, { role: 'institution_officer', of: 'own organization' }] as const;
const party = [{ role: 'party_officer', of: 'own party' }] as const;
const person = [{ role: 'member', of: 'self' }] as const;

const link = ({ id }: MemberRow) => `/workspace/pools/members/${id}`;

/** What the party has to do with somebody who was nominated. */
export function checkTask(member: MemberRow) {
  return { kind: 'pools.member/check', to: { role: 'party_officer', party: member.party }, title: { zh: `审核入库推荐：${member.name}`, en: `Check the nomination of ${member.name}` }, link: link(member) } as const;
}

/** What a person is asked before their term ends. */
export function renewTask(member: MemberRow) {
  return { kind: 'pools.member/renew', to: { personId: member.personId }, title: { zh: `您在人员库的任期将于 ${member.termEndsOn ?? ''} 届满，是否续任`, en: `Your term in a pool ends on ${member.termEndsOn ?? ''}: go on?` }, link: link(member), ...(member.termEndsOn === null ? {} : { dueOn: member.termEndsOn }) } as const;
}

/** Nominated by an institution, checked by the party, admitted when the person agrees. */
export const memberLifecycle = declareLifecycle<MemberRow>()({
  name: 'pools.member',
  table: 'pools.member',
  initial: 'nominated',
  title: ({ name }) => name,
  access: ({ state, party, division, institutionId, personId }) => ({ visibility: state === 'admitted' || state === 'suspended' ? 'region' : 'organization', party, division: division ?? undefined, organizationId: institutionId ?? undefined, personId }),
  states: {
    nominated: { label: memberStates.nominated, tone: 'neutral' },
    returned: { label: memberStates.returned, tone: 'warn' },
    checked: { label: memberStates.checked, tone: 'active' },
    declined: { label: memberStates.declined, tone: 'bad' },
    admitted: { label: memberStates.admitted, tone: 'good' },
    suspended: { label: memberStates.suspended, tone: 'warn' },
    expired: { label: memberStates.expired, tone: 'warn' },
    left: { label: memberStates.left, tone: 'done' },
  },
  transitions: {
    check: {
      from: ['nominated'], to: 'checked', reason: 'optional', label: { zh: '审核通过', en: 'Approve' }, by: party,
      follows: (member) => [
        { closeTasks: { kind: 'pools.member/check' } },
        { openTask: { kind: 'pools.member/consent', to: { personId: member.personId }, title: { zh: '请决定是否同意加入共享人员库', en: 'Decide whether you join a shared pool' }, link: link(member) } },
      ],
    },
    return: {
      from: ['nominated'], to: 'returned', reason: 'required', label: { zh: '退回', en: 'Return' }, by: party,
      follows: (member) => [
        { closeTasks: {} },
        ...(member.institutionId === null ? [] : [{ openTask: { kind: 'pools.member/mend', to: { role: 'institution_officer', party: member.party, organizationId: member.institutionId }, title: { zh: `入库推荐被退回：${member.name}`, en: `The nomination of ${member.name} was returned` }, link: link(member) } } as const]),
      ],
    },
    again: { from: ['returned'], to: 'nominated', reason: 'optional', label: { zh: '重新推荐', en: 'Nominate again' }, by: keepers, follows: (member) => [{ closeTasks: {} }, { openTask: checkTask(member) }] },
    consent: { from: ['checked'], to: 'admitted', reason: 'none', label: { zh: '同意加入', en: 'I agree' }, by: person, follows: () => [{ closeTasks: {} }] },
    decline: { from: ['checked'], to: 'declined', reason: 'optional', danger: true, label: { zh: '不同意', en: 'I do not agree' }, by: person, follows: () => [{ closeTasks: {} }] },
    renew: { from: ['admitted', 'expired'], to: 'admitted', reason: 'required', label: { zh: '续任', en: 'Renew' }, by: person, follows: () => [{ closeTasks: { kind: 'pools.member/renew' } }] },
    expire: { from: ['admitted', 'suspended'], to: 'expired', reason: 'none', label: { zh: '任期届满', en: 'End of term' }, by: [{ role: 'system', of: 'any' }], follows: (member) => [{ notify: { kind: 'pools.member/expired', to: { personId: member.personId }, title: { zh: '您在人员库的任期已届满，可以续任', en: 'Your term in a pool is over; you may renew it' }, link: link(member) } }] },
    suspend: { from: ['admitted'], to: 'suspended', reason: 'required', danger: true, label: { zh: '暂停', en: 'Suspend' }, by: party },
    resume: { from: ['suspended'], to: 'admitted', reason: 'optional', label: { zh: '恢复', en: 'Resume' }, by: party },
    leave: { from: ['admitted', 'suspended', 'expired'], to: 'left', reason: 'required', danger: true, label: { zh: '退出', en: 'Leave' }, by: [...person, ...party] },
  },
});
