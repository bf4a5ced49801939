import type { Clause } from '#algorithms/difference.ts';
import { partyNames } from '#kernel/domain.ts';
import { mechanismNames, nominatorNames, payerNames, periodNames } from '../messages.ts';
import { presetOf } from '../presets.ts';
import type { QuotaView, SchemeRow } from '../store.ts';

/** What the four agree to and sign, as clauses; the numbers of a clause stay the same from round to round, so that what changed shows. In Chinese, as the parties sign it. */
export function clausesOf(scheme: SchemeRow, quotas: readonly Pick<QuotaView, 'institutionName' | 'party' | 'places'>[]): Clause[] {
  const { preset, confirms, nominatedBy, papers, year, startsOn, endsOn, applyUntil, answerUntil, mostWishes, mechanism, tolerance, note, terms } = scheme;
  const { label, person, post, papers: known } = presetOf(preset);
  const clauses: Clause[] = [
    { id: 'programme', heading: '类别与年度', text: `${year}年${label.zh}。派出对象：${person.zh}；去往：${post.zh}。` },
    { id: 'calendar', heading: '时间安排', text: `报名截止${chineseDate(applyUntil)}；答复截止${chineseDate(answerUntil)}；派出时间${chineseDate(startsOn)}至${chineseDate(endsOn)}。` },
    { id: 'matching', heading: '志愿与匹配', text: `每人最多填${mostWishes}个志愿；采用“${mechanismNames[mechanism].name.zh}”（${mechanismNames[mechanism].says.zh}）${mechanism === 'ttc-balanced' ? `，各单位派出与接收之差不超过${tolerance}人` : ''}。` },
  ];
  const lines: [string, string, readonly string[]][] = [
    ['nomination', '推荐程序', confirms.length === 0 ? (nominatedBy === 'institution' ? [] : [`由${nominatorNames[nominatedBy].zh}推荐`]) : [`${nominatedBy === 'institution' ? '派出单位' : nominatorNames[nominatedBy].zh}推荐后，${[...(confirms.includes('division') ? ['经市县教育部门审核'] : []), ...(confirms.includes('party') ? ['报省级教育部门审核'] : [])].join('，')}，再交接收单位`]],
    ['papers', '报名材料', papers.map(({ key, required }) => `${known.find((paper) => paper.key === key)?.label.zh ?? key}${required ? '' : '（可不交）'}`)],
    ['numbers', '各方人数', terms.numbers.map(({ party, category, sends, takes }) => `${partyNames[party].zh}${category}选派${sends}人、接收${takes}人`)],
    ['level', '人员层级', terms.level === null ? [] : [terms.level]],
    ['money', '经费标准', terms.money.map(({ item, fen, per, payer }) => `${item}${yuan(fen)}元（${periodNames[per].zh}），由${payerNames[payer].zh}承担`)],
    ['limits', '限额与团队', limitLines(scheme)],
    ['quotas', '推荐名额', quotas.map(({ party, institutionName, places }) => `${partyNames[party].zh}${institutionName}${places}人`)],
    ['note', '其他', note === null ? [] : [note]],
  ];
  return [...clauses, ...lines.flatMap(([id, heading, parts]) => (parts.length === 0 ? [] : [{ id, heading, text: ended(parts.join('；')) }]))];
}

function limitLines({ limits: { by, quotas, caps, teams } }: SchemeRow): string[] {
  const of = { none: '', party: '同一省（市）的', home: '同一单位的', category: '' }[by];
  return [
    ...quotas.map(({ category, most }) => `每个岗位最多接收${of}${category}${most}人`),
    ...caps.map(({ region, most }) => `${regionName(region)}最多接收${most}人`),
    ...(caps.length > 0 ? ['地区上限按各岗位的名额比例分摊（先取整数部分，余数大的先得；余数相同的，名额多的先得，再按发布先后），某个岗位用不完的，由同地区其他岗位轮流使用'] : []),
    ...(teams ? ['同组的人一起安排，或都不安排（有团队时未必存在完全稳定的结果，如有不稳定之处，在匹配证书中逐一列明）'] : []),
  ];
}

/** A party by its name; a city by its code, which is what the limit names. */
const regionName = (region: string): string => Object.entries(partyNames).find(([code]) => code === region)?.[1].zh ?? `行政区划代码${region}的地区`;
const yuan = (fen: number): string => (fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2));
const ended = (text: string): string => (/[。！？]$/.test(text) ? text : `${text}。`);

function chineseDate(date: string): string {
  const { year, month, day } = Temporal.PlainDate.from(date);
  return `${year}年${month}月${day}日`;
}
