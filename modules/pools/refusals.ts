import { declareRefusals } from '#kernel/refusal.ts';

/** What the pools refuse, and what the person can do about it. */
export const refusals = declareRefusals('pools', {
  inPoolAlready: { status: 409, zh: '此人已在库中，或已在办理入库。', en: 'This person is in the pool already, or on the way in.' },
  notYours: { status: 403, zh: '只能推荐本单位或本地区的人员。', en: 'You nominate people of your own institution or area.' },
  unknownCategory: { status: 422, zh: '该库没有“{category}”这一类别。', en: 'This pool has no category "{category}".' },
  noInstitution: { status: 422, zh: '此人没有登记所在单位，请先在机构与人员中补全。', en: 'This person has no institution yet; add it in the directory first.' },
  notSamePerson: { status: 403, zh: '是否同意入库只能由本人决定。', en: 'Only the person decides whether to join.' },
  notACadre: { status: 422, zh: '培训与考核情况只登记在挂职干部信息库中。', en: 'Trainings and assessments are kept of cadres only.' },
  periodReversed: { status: 422, zh: '结束日期不能早于开始日期。', en: 'It cannot end before it begins.' },
  periodOverlaps: { status: 409, zh: '与已登记的时段重叠。', en: 'It overlaps a period that is there already.' },
  tooManySeats: { status: 422, zh: '符合条件的只有 {people} 人，不足 {seats} 人。', en: 'Only {people} people may be drawn, fewer than {seats}.' },
  tooManyPeople: { status: 422, zh: '符合条件的有 {people} 人，一次抽取最多冻结 {most} 人，请限定专业或省市。', en: '{people} people fit; a draw freezes at most {most}. Limit the fields or the parties.' },
  boundTwice: { status: 422, zh: '“{value}”的名额要求重复。', en: 'There are two bounds for "{value}".' },
  boundReversed: { status: 422, zh: '“{value}”的下限大于上限。', en: 'The lower bound for "{value}" is above the upper one.' },
  noBoundsWhenUniform: { status: 422, zh: '等概率抽取不设名额要求；如需设置，请改用公平抽取。', en: 'A uniform draw has no bounds; choose the fair draw to set some.' },
  notCommitting: { status: 409, zh: '现在不是承诺阶段。', en: 'Commits are not taken now.' },
  committedAlready: { status: 409, zh: '贵方本轮已经承诺。', en: 'Your party has committed in this round.' },
  notRevealing: { status: 409, zh: '现在不是揭示阶段。', en: 'Reveals are not taken now.' },
  tooLate: { status: 409, zh: '本轮揭示已经截止，本轮作废，请在新一轮重新承诺。', en: 'The round is over and void; commit anew in the next.' },
  notCommitted: { status: 409, zh: '贵方本轮没有承诺。', en: 'Your party has not committed in this round.' },
  revealedAlready: { status: 409, zh: '贵方本轮已经揭示。', en: 'Your party has revealed in this round.' },
  doesNotFit: { status: 422, zh: '揭示的数与本轮承诺不符，请使用承诺时保存的那个数。', en: 'This does not fit what your party committed to; use the number that was kept then.' },
  secretUsed: { status: 409, zh: '这个数已经用过，每次须用新的数。', en: 'This number was used before; each serves once.' },
  notDrawn: { status: 409, zh: '尚未抽出。', en: 'Nobody is drawn yet.' },
  notInPanel: { status: 409, zh: '此人不在当前名单中，或已经退出。', en: 'This person is not in the panel, or has left it.' },
  cannotWithdraw: { status: 409, zh: '揭示开始后不能撤回。', en: 'A draw cannot be withdrawn once reveals have begun.' },
});
