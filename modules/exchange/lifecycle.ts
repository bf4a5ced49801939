import { z } from 'zod';
import { partyCodes } from '#kernel/domain.ts';
import { declareLifecycle, type Consequence } from '#kernel/lifecycle/lifecycle.ts';
import { applicationStates, offerStates, schemeStates } from './messages.ts';
import type { ApplicationRow, OfferRow, SchemeRow } from './store.ts';

const owner = [{ role: 'party_officer', of: 'own party' }] as const;
const platform = [{ role: 'system', of: 'any' }] as const;
const institution = [{ role: 'institution_officer', of: 'own organization' }, ...owner] as const;
const division = [{ role: 'division_officer', of: 'own division' }, ...owner] as const;
/** By whom people are nominated is the scheme's (`mayNominate`); the lifecycle knows all who might. */
const nominator = [...institution, { role: 'division_officer', of: 'own division' }] as const;
const self = [{ role: 'member', of: 'self' }] as const;

const rankField = { nominationRank: { label: { zh: '推荐顺序', en: 'Order' }, kind: 'number', required: false, schema: z.int().min(1) } } as const;
const reasonField = { reason: { label: { zh: '理由（报名人可见）', en: 'Why (the applicant reads it)' }, kind: 'longtext', required: true, schema: z.string().trim().min(1).max(2000) } } as const;

export const schemeLink = (id: string): string => `/workspace/exchange/${id}`;
export const applyLink = (id: string): string => `/workspace/exchange/${id}/apply`;
export const stayLink = (applicationId: string): string => `/workspace/exchange/stays/${applicationId}`;

/** A scheme is drafted, answered and signed by the four, opened, ordered by the hosts, matched, and closed when all are back. */
export const schemeLifecycle = declareLifecycle<SchemeRow>()({
  name: 'exchange.scheme',
  table: 'exchange.scheme',
  initial: 'draft',
  title: ({ title }) => title,
  access: ({ visibility, party }) => ({ visibility, party }),
  initiativeId: ({ itemId }) => itemId,
  states: {
    draft: { label: schemeStates.draft, tone: 'neutral' },
    consulting: { label: schemeStates.consulting, tone: 'active' },
    signing: { label: schemeStates.signing, tone: 'active' },
    agreed: { label: schemeStates.agreed, tone: 'good' },
    open: { label: schemeStates.open, tone: 'active' },
    ordering: { label: schemeStates.ordering, tone: 'active' },
    matched: { label: schemeStates.matched, tone: 'good' },
    closed: { label: schemeStates.closed, tone: 'done' },
    withdrawn: { label: schemeStates.withdrawn, tone: 'bad' },
  },
  transitions: {
    consult: {
      from: ['draft'], to: 'consulting', reason: 'none', label: { zh: '提交四方', en: 'Put before the four' }, by: owner,
      fields: { consentUntil: { label: { zh: '表态截止', en: 'Answers until' }, kind: 'date', required: true, ahead: 14, schema: z.iso.date() } },
      follows: () => [{ closeTasks: {} }],
    },
    revise: { from: ['consulting', 'signing', 'agreed'], to: 'draft', reason: 'required', label: { zh: '退回修改', en: 'Take back' }, by: owner, follows: () => [{ closeTasks: {} }] },
    agree: { from: ['consulting'], to: 'signing', reason: 'none', label: { zh: '四方同意', en: 'Agreed' }, by: platform },
    refuse: {
      from: ['consulting'], to: 'draft', reason: 'none', label: { zh: '四方未同意', en: 'Not agreed' }, by: platform,
      follows: (scheme) => [{ openTask: { kind: 'exchange.scheme/redraft', to: { role: 'party_officer', party: scheme.party }, title: { zh: `方案未获四方同意或已退回，请修改后再提交：${scheme.title}`, en: `Not agreed or taken back; change it and put it again: ${scheme.title}` }, link: schemeLink(scheme.id) } }],
    },
    enact: {
      from: ['signing'], to: 'agreed', reason: 'none', label: { zh: '四方签署', en: 'Signed by the four' }, by: platform,
      follows: (scheme) => [{ closeTasks: {} }, ...partyCodes.map((party): Consequence => ({ notify: { kind: 'exchange.scheme/agreed', to: { role: 'party_officer', party }, title: { zh: `四方已签署：${scheme.title}`, en: `Signed by the four: ${scheme.title}` }, link: schemeLink(scheme.id) } }))],
    },
    open: { from: ['agreed'], to: 'open', reason: 'none', label: { zh: '开放报名', en: 'Open' }, by: owner },
    order: { from: ['open'], to: 'ordering', reason: 'none', asks: true, label: { zh: '截止推荐，开始排序', en: 'End nominations' }, by: owner },
    reopen: { from: ['ordering'], to: 'open', reason: 'required', label: { zh: '重新开放报名', en: 'Open again' }, by: owner },
    publish: { from: ['ordering'], to: 'matched', reason: 'none', label: { zh: '公布匹配结果', en: 'Make the matching known' }, by: platform, follows: () => [{ closeTasks: {} }] },
    nextRound: {
      from: ['matched'], to: 'open', reason: 'none', label: { zh: '开第二轮', en: 'Next round' }, by: owner,
      fields: { applyUntil: { label: { zh: '报名截止', en: 'Apply until' }, kind: 'date', required: true, ahead: 14, schema: z.iso.date() }, answerUntil: { label: { zh: '答复截止', en: 'Answer until' }, kind: 'date', required: true, ahead: 28, schema: z.iso.date() } },
    },
    close: { from: ['matched'], to: 'closed', reason: 'optional', danger: true, label: { zh: '结束方案', en: 'Close' }, by: owner },
    withdraw: { from: ['draft', 'agreed'], to: 'withdrawn', reason: 'required', danger: true, label: { zh: '撤回方案', en: 'Withdraw' }, by: owner, follows: () => [{ closeTasks: {} }] },
  },
});

export const offerLifecycle = declareLifecycle<OfferRow>()({
  name: 'exchange.offer',
  table: 'exchange.offer',
  initial: 'draft',
  title: ({ title }) => title,
  access: ({ visibility, party, institutionId }) => ({ visibility, party, organizationId: institutionId }),
  states: { draft: { label: offerStates.draft, tone: 'neutral' }, published: { label: offerStates.published, tone: 'good' }, withdrawn: { label: offerStates.withdrawn, tone: 'bad' } },
  transitions: {
    publish: { from: ['draft'], to: 'published', reason: 'none', label: { zh: '发布', en: 'Publish' }, by: institution, follows: () => [{ closeTasks: {} }] },
    withdraw: { from: ['draft', 'published'], to: 'withdrawn', reason: 'required', danger: true, label: { zh: '撤回', en: 'Withdraw' }, by: institution, follows: () => [{ closeTasks: {} }] },
    restore: { from: ['withdrawn'], to: 'published', reason: 'required', label: { zh: '恢复', en: 'Restore' }, by: platform },
  },
});

/** Written by the person, nominated by the home, placed by the matching, answered by the person. */
export const applicationLifecycle = declareLifecycle<ApplicationRow>()({
  name: 'exchange.application',
  table: 'exchange.application',
  initial: 'draft',
  title: ({ personName }) => personName,
  access: ({ party, division: of, homeId, personId }) => ({ visibility: 'organization', party, division: of, organizationId: homeId, personId }),
  states: {
    draft: { label: applicationStates.draft, tone: 'neutral' },
    submitted: { label: applicationStates.submitted, tone: 'active' },
    atDivision: { label: applicationStates.atDivision, tone: 'active' },
    atParty: { label: applicationStates.atParty, tone: 'active' },
    nominated: { label: applicationStates.nominated, tone: 'good' },
    refused: { label: applicationStates.refused, tone: 'bad' },
    offered: { label: applicationStates.offered, tone: 'active' },
    reserve: { label: applicationStates.reserve, tone: 'warn' },
    conditional: { label: applicationStates.conditional, tone: 'warn' },
    accepted: { label: applicationStates.accepted, tone: 'good' },
    deferred: { label: applicationStates.deferred, tone: 'warn' },
    declined: { label: applicationStates.declined, tone: 'bad' },
    lapsed: { label: applicationStates.lapsed, tone: 'warn' },
    withdrawn: { label: applicationStates.withdrawn, tone: 'bad' },
  },
  transitions: {
    submit: { from: ['draft'], to: 'submitted', reason: 'none', label: { zh: '提交报名', en: 'Submit' }, by: self },
    edit: { from: ['submitted'], to: 'draft', reason: 'none', label: { zh: '修改报名', en: 'Change' }, by: self, follows: () => [{ closeTasks: {} }] },
    withdraw: {
      from: ['draft', 'submitted', 'atDivision', 'atParty', 'nominated', 'reserve'], to: 'withdrawn', reason: 'none', danger: true, label: { zh: '撤回报名', en: 'Withdraw' }, by: self, clears: ['nominationRank'],
      follows: () => [{ closeTasks: {} }],
    },
    nominate: {
      from: ['submitted'], to: 'nominated', reason: 'none', label: { zh: '推荐', en: 'Nominate' }, by: nominator,
      fields: rankField,
      follows: (application) => [{ closeTasks: {} }, tell(application, 'nominated', { zh: '您的报名已获推荐', en: 'You have been nominated' })],
    },
    // Where the programme asks for it, division and party confirm before any host sees the nomination (confirmation/).
    toDivision: {
      from: ['submitted'], to: 'atDivision', reason: 'none', label: { zh: '推荐，报市县审核', en: 'Nominate; the division confirms' }, by: nominator, fields: rankField,
      follows: (application) => [{ closeTasks: {} }, tell(application, 'nominated', { zh: '您的报名已获推荐，正报上级审核', en: 'You have been nominated; it is being confirmed' })],
    },
    toParty: {
      from: ['submitted'], to: 'atParty', reason: 'none', label: { zh: '推荐，报省级审核', en: 'Nominate; the party confirms' }, by: nominator, fields: rankField,
      follows: (application) => [{ closeTasks: {} }, tell(application, 'nominated', { zh: '您的报名已获推荐，正报上级审核', en: 'You have been nominated; it is being confirmed' })],
    },
    divisionToParty: { from: ['atDivision'], to: 'atParty', reason: 'none', label: { zh: '同意，报省级审核', en: 'Confirm; the party is next' }, by: division },
    divisionConfirms: { from: ['atDivision'], to: 'nominated', reason: 'none', label: { zh: '同意推荐', en: 'Confirm' }, by: division, follows: (application) => [confirmed(application)] },
    partyConfirms: { from: ['atParty'], to: 'nominated', reason: 'none', label: { zh: '同意推荐', en: 'Confirm' }, by: owner, follows: (application) => [confirmed(application)] },
    refuseAtDivision: {
      from: ['atDivision'], to: 'refused', reason: 'none', danger: true, label: { zh: '不予通过', en: 'Refuse' }, by: division, fields: reasonField,
      follows: (application) => [tell(application, 'refused', { zh: '市县审核未通过您的推荐，请查看理由', en: 'The division did not confirm your nomination; read why' })],
    },
    refuseAtParty: {
      from: ['atParty'], to: 'refused', reason: 'none', danger: true, label: { zh: '不予通过', en: 'Refuse' }, by: owner, fields: reasonField,
      follows: (application) => [tell(application, 'refused', { zh: '省级审核未通过您的推荐，请查看理由', en: 'The party did not confirm your nomination; read why' })],
    },
    refuse: {
      from: ['submitted'], to: 'refused', reason: 'none', danger: true, label: { zh: '不推荐', en: 'Do not nominate' }, by: nominator,
      fields: reasonField,
      follows: (application) => [{ closeTasks: {} }, tell(application, 'refused', { zh: '您的报名未获推荐，请查看理由', en: 'You have not been nominated; read why' })],
    },
    undo: { from: ['atDivision', 'atParty', 'nominated', 'refused'], to: 'submitted', reason: 'required', label: { zh: '改回待审核', en: 'Take back' }, by: nominator, clears: ['nominationRank', 'reason'] },
    // The party cut the home's quota below those nominated, and may undo it: listed first, confirmed by an officer (quotas/).
    cut: {
      from: ['atDivision', 'atParty', 'nominated'], to: 'submitted', reason: 'required', label: { zh: '名额调减，退回待审核', en: 'Quota cut' }, by: platform, clears: ['nominationRank'],
      follows: (application) => [tell(application, 'cut', { zh: '单位的推荐名额调减，您的推荐已退回待审核，报名内容不变；名额恢复后会再通知您', en: 'Your institution’s quota was cut and your nomination taken back; your application stays as it is, and you will hear if the quota is restored' })],
    },
    restoreNominated: { from: ['submitted'], to: 'nominated', reason: 'required', label: { zh: '恢复推荐', en: 'Nomination restored' }, by: platform, fields: rankField, follows: (application) => [{ closeTasks: {} }, restored(application)] },
    restoreAtDivision: { from: ['submitted'], to: 'atDivision', reason: 'required', label: { zh: '恢复推荐', en: 'Nomination restored' }, by: platform, fields: rankField, follows: (application) => [{ closeTasks: {} }, restored(application)] },
    restoreAtParty: { from: ['submitted'], to: 'atParty', reason: 'required', label: { zh: '恢复推荐', en: 'Nomination restored' }, by: platform, fields: rankField, follows: (application) => [{ closeTasks: {} }, restored(application)] },
    place: {
      from: ['nominated', 'reserve', 'lapsed'], to: 'offered', reason: 'none', label: { zh: '安排', en: 'Place' }, by: platform,
      fields: {
        offerId: { label: { zh: '岗位', en: 'Offer' }, kind: 'text', required: true, schema: z.uuid() },
        answerUntil: { label: { zh: '答复期限', en: 'Answer until' }, kind: 'date', required: true, schema: z.iso.date() },
      },
      follows: (application) => [{ openTask: {
        kind: 'exchange.application/answer', to: { personId: application.personId }, link: applyLink(application.schemeId), ...(application.answerUntil === null ? {} : { dueOn: application.answerUntil }),
        title: { zh: '您已获安排，请在期限内答复', en: 'You have a place; please answer in time' },
      } }],
    },
    pass: { from: ['nominated'], to: 'reserve', reason: 'none', label: { zh: '列为候补', en: 'Reserve' }, by: platform, follows: (application) => [tell(application, 'reserve', { zh: '本轮未能安排，已列为候补，请查看说明', en: 'No place this time; you are on the reserve list' })] },
    accept: { from: ['offered'], to: 'accepted', reason: 'none', label: { zh: '接受', en: 'Accept' }, by: self, follows: () => [{ closeTasks: {} }] },
    acceptConditionally: { from: ['offered'], to: 'conditional', reason: 'none', label: { zh: '有条件接受', en: 'Accept on conditions' }, by: self, follows: () => [{ closeTasks: {} }] },
    fulfil: { from: ['conditional'], to: 'accepted', reason: 'none', label: { zh: '条件已满足', en: 'Conditions met' }, by: platform, follows: (application) => [{ closeTasks: {} }, tell(application, 'fulfilled', { zh: '条件均已满足，您的接受已生效', en: 'All conditions are met; your acceptance stands' })] },
    lapse: {
      from: ['offered', 'conditional'], to: 'lapsed', reason: 'required', label: { zh: '释放名额', en: 'Release' }, by: platform, clears: ['offerId'],
      follows: (application) => [{ closeTasks: {} }, tell(application, 'lapsed', { zh: '期限已过，名额已释放；如有误，请联系派出单位恢复', en: 'The time is over and your place was released; if that is wrong, ask your home institution to undo it' })],
    },
    displace: { from: ['offered', 'conditional', 'accepted'], to: 'reserve', reason: 'required', label: { zh: '岗位撤回，转为候补', en: 'Post closed' }, by: platform, clears: ['offerId'], follows: (application) => [{ closeTasks: {} }, tell(application, 'displaced', { zh: '接收单位撤回了岗位，您已转为优先候补', en: 'The host closed the post; you are first in reserve' })] },
    giveBack: { from: ['offered'], to: 'reserve', reason: 'required', label: { zh: '退回候补', en: 'Back to reserve' }, by: platform, clears: ['offerId'], follows: (application) => [{ closeTasks: {} }, tell(application, 'reserve', { zh: '原获安排的人恢复了名额，您仍为候补', en: 'The place went back to whom it was given first; you are in reserve again' })] },
    defer: {
      from: ['offered', 'conditional'], to: 'deferred', reason: 'required', label: { zh: '申请延至下期', en: 'Defer' }, by: self, clears: ['offerId'],
      follows: (application) => [{ closeTasks: {} }, { notify: { kind: 'exchange.application/deferred', to: { role: 'institution_officer', organizationId: application.homeId }, title: { zh: `${application.personName} 申请延至下期，名额已让出`, en: `${application.personName} puts it off to the next term; the place was given up` }, link: `${schemeLink(application.schemeId)}?tab=answers` } }, tell(application, 'deferred', { zh: '已登记延期：名额已让出，下一期开放报名时通知您转入，须重新推荐和匹配', en: 'Put off: your place was given up; you are told when the next term opens, and are nominated and matched again' })],
    },
    decline: { from: ['offered', 'conditional'], to: 'declined', reason: 'required', danger: true, label: { zh: '放弃', en: 'Decline' }, by: self, clears: ['offerId'], follows: () => [{ closeTasks: {} }] },
  },
});

const restored = (application: ApplicationRow) => tell(application, 'restored', { zh: '推荐名额已恢复，您的推荐继续有效', en: 'The quota was restored, and your nomination stands again' });
const confirmed = (application: ApplicationRow) => tell(application, 'confirmed', { zh: '您的推荐已通过审核', en: 'Your nomination is confirmed' });

function tell(application: ApplicationRow, kind: string, title: { zh: string; en: string }) {
  return { notify: { kind: `exchange.application/${kind}`, to: { personId: application.personId }, title, link: applyLink(application.schemeId) } } as const;
}
