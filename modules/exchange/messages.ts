import type { Messages, Text } from '#kernel/text.ts';

export const schemeStates = {
  draft: { zh: '拟订中', en: 'Draft' },
  consulting: { zh: '四方表态', en: 'Before the four' },
  signing: { zh: '四方签署', en: 'To be signed' },
  agreed: { zh: '四方已签署', en: 'Agreed' },
  open: { zh: '报名与推荐', en: 'Open' },
  ordering: { zh: '接收单位排序', en: 'Hosts order' },
  matched: { zh: '已匹配', en: 'Matched' },
  closed: { zh: '已结束', en: 'Closed' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
} as const satisfies Messages;

/** The states of an application, as each of the sides reads them. */
export const applicationStates = {
  draft: { zh: '草稿', en: 'Draft' },
  submitted: { zh: '已提交，待单位审核', en: 'Sent to the home' },
  atDivision: { zh: '已推荐，待市县审核', en: 'At the division' },
  atParty: { zh: '已推荐，待省级审核', en: 'At the party' },
  nominated: { zh: '已推荐', en: 'Nominated' },
  refused: { zh: '未获推荐', en: 'Not nominated' },
  offered: { zh: '待本人答复', en: 'To be answered' },
  reserve: { zh: '候补', en: 'Reserve' },
  conditional: { zh: '有条件接受', en: 'Accepted on conditions' },
  accepted: { zh: '已接受', en: 'Accepted' },
  deferred: { zh: '申请延期', en: 'Deferred' },
  declined: { zh: '已放弃', en: 'Declined' },
  lapsed: { zh: '逾期，名额已释放', en: 'Released' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
} as const satisfies Messages;

export const offerStates = { draft: { zh: '未发布', en: 'Draft' }, published: { zh: '已发布', en: 'Published' }, withdrawn: { zh: '已撤回', en: 'Withdrawn' } } as const satisfies Messages;

export const mechanismNames: Readonly<Record<'da-applicant' | 'da-position' | 'ttc-balanced' | 'assignment', { readonly name: Text; readonly says: Text }>> = {
  'da-applicant': { name: { zh: '志愿优先', en: 'Applicants propose' }, says: { zh: '按志愿逐轮录取；结果稳定，如实填报对本人最有利', en: 'Deferred acceptance: stable, and stating true wishes is best' } },
  'da-position': { name: { zh: '岗位优先', en: 'Hosts propose' }, says: { zh: '由接收单位逐轮选人；结果稳定，偏向接收单位', en: 'Deferred acceptance by hosts: stable, in favour of the hosts' } },
  'ttc-balanced': { name: { zh: '平衡交换', en: 'Balanced exchange' }, says: { zh: '每个单位派出与接收人数相当；如实填报对本人最有利', en: 'Each institution sends as many as it takes; stating true wishes is best' } },
  assignment: { name: { zh: '总体最合适', en: 'Best fit in all' }, says: { zh: '先使安排的人最多，再使双方意愿的总和最好', en: 'As many as possible, then the best fit in total' } },
};

/** Why a wish did not come true, as the applicant reads it. */
export const reasonSentences = {
  outranked: { zh: '“{offer}”的 {places} 个名额都给了接收单位排在您之前的人；其中最后一位列第 {lastRank} 位，您列第 {rank} 位。', en: 'All {places} places of "{offer}" went to people whom the host ranked higher; the last one had rank {lastRank}, yours is {rank}.' },
  notAcceptable: { zh: '“{offer}”的接收单位没有把您列入可接收的名单。', en: 'The host of "{offer}" did not list you among those it would take.' },
  noPlaces: { zh: '“{offer}”已没有名额。', en: '"{offer}" has no places.' },
  full: { zh: '“{offer}”的 {places} 个名额已按平衡交换的规则全部安排。', en: 'All {places} places of "{offer}" were given by the rules of the exchange.' },
  quota: { zh: '“{offer}”有 {places} 个名额、安排了 {taken} 人；再安排您，就会超出本方案的类别限额或地区上限。', en: '"{offer}" had {places} places and took {taken}; taking you would have exceeded a quota or a cap of the scheme.' },
  region: { zh: '“{offer}”有 {places} 个名额、安排了 {taken} 人；该地区本轮可接收 {cap} 人，已满：这些人数按各岗位的名额分摊，这个岗位分得 {share} 人，其他岗位用不完的才轮流补给。', en: '"{offer}" had {places} places and took {taken}; the {cap} that its region may take in this round are all placed: they are shared by places, this post has {share} of them, and more only of what others leave.' },
  team: { zh: '“{offer}”：您与同组的人在这一志愿上不能都得到安排，所以都没有安排。', en: '"{offer}": not all of your team could be placed by this wish, so none was.' },
  unsettled: { zh: '“{offer}”：您与同组的人本可在这一志愿上得到安排，但随之又会有人提出异议，没有一种安排能让各方都无异议；本次采用了异议最少的一种。', en: '"{offer}": your team could have been placed by this wish, but others would then have had a claim in turn; no outcome without any was found, and this is the one with the fewest.' },
  fit: { zh: '“{offer}”有 {places} 个名额、安排了 {taken} 人。本方案先使安排的人最多，再使双方意愿的总和最好；把您安排在这里，安排的人会更少，或者总和不会更好。', en: '"{offer}" had {places} places and took {taken}. This scheme places as many as possible and then seeks the best fit in all; with you there fewer would be placed, or the fit in all would be no better.' },
  withdrawn: { zh: '“{offer}”已由接收单位撤回。', en: '"{offer}" was withdrawn by its host.' },
  limit: { zh: '“{offer}”有 {places} 个名额、安排了 {taken} 人；再多一人，双方派出与接收的人数就不平衡了。', en: '"{offer}" had {places} places and took {taken}; one more would have broken the balance.' },
} as const satisfies Messages;

export const nominatorNames = { institution: { zh: '所在单位', en: 'the home institution' }, division: { zh: '所在市县教育部门', en: 'the city or district' }, party: { zh: '省级教育部门', en: 'the party' } } as const satisfies Messages;

/** Per what a scheme's money is counted, and who pays it. */
export const periodNames = { person: { zh: '每人', en: 'a person' }, term: { zh: '每人每学期', en: 'a person and term' }, month: { zh: '每人每月', en: 'a person and month' }, day: { zh: '每人每天', en: 'a person and day' } } as const satisfies Messages;
export const payerNames = { home: { zh: '派出单位', en: 'the home' }, host: { zh: '接收单位', en: 'the host' }, fund: { zh: '专项经费', en: 'the fund' }, person: { zh: '本人', en: 'the person' } } as const satisfies Messages;
