import { cityPlaces } from '#kernel/city-places.ts';
import type { Report, ReportBlock } from '#kernel/documents/report.ts';
import { sayChoices } from '../method/words.ts';
import { keptBackIn } from '../compare/disclosure.ts';
import { dimensionsOf, levelOf, rankedOf, wholeOf, type ShownScore } from '../compare/rules.ts';
import { shade } from '../compare/shades.ts';
import type { DescribedIndicator } from '../service/describe.ts';
import type { PublishedContent } from '../store.ts';

/** A published result as a report to print: map, ranking with intervals, dimensions, parties, a map of each dimension, and how every number was made. */
export function reportOf(content: PublishedContent, { title, date, digest, indicators }: { title: string; date: string; digest: string; indicators: readonly DescribedIndicator[] }): Report {
  const { system: { nodes, sources, title: systemTitle, number, choices }, scores, run, period, disclosure, incomplete } = content;
  const whole = wholeOf(nodes);
  const dimensions = dimensionsOf(nodes);
  const ranked = rankedOf(scores, whole);
  const scoreOf = new Map(scores.map((score) => [`${score.unit}/${score.code}`, score]));
  const cell = (unit: string, code: string) => said(scoreOf.get(`${unit}/${code}`));
  const byDimension = (head: string, units: readonly { unit: string; unitName: string }[]): ReportBlock => ({
    kind: 'table', columns: [{ title: head, share: 1.3 }, ...[{ code: whole, name: '总分' }, ...dimensions].map(({ name }) => ({ title: name, share: 1, align: 'right' as const }))],
    rows: units.map(({ unit, unitName }) => [unitName, cell(unit, whole), ...dimensions.map(({ code }) => cell(unit, code))]),
  });
  const above = [...new Map(scores.filter((score) => levelOf(score) === 'party' || levelOf(score) === 'region').map(({ unit, unitName }) => [unit, { unit, unitName }])).values()];
  return {
    title, subtitle: `${period} 年　${systemTitle}（第 ${number} 版）`, date,
    blocks: [
      { kind: 'heading', level: 1, text: '一、总体情况' },
      { kind: 'paragraph', text: `本报告依据 ${run.facts} 个经逐级审核的数据计算，共 ${ranked.length} 个市。颜色越深得分越高；每市一格，大致按地理位置排列，不按面积。` },
      ...(incomplete === undefined ? [] : [{ kind: 'paragraph' as const, text: `数据不全：${incomplete.gaps.map(({ zh }) => zh).join('')}仍予发布的理由：${incomplete.reason}。` }]),
      mapOf(scores, whole),
      { kind: 'heading', level: 1, text: '二、名次及其区间' },
      { kind: 'paragraph', text: `名次不脱离区间使用：在标准化、合成方法、插补与权重（上下 ${run.robustness.weightSpread * 100}%）都换过的 ${run.robustness.runs} 次重算中，九成落在区间内。圆点为名次，横条为区间。` },
      { kind: 'ranges', most: Math.max(1, ranked.length, ...ranked.map(({ high }) => high)), rows: ranked.map(({ unitName, rank, low, high, value }) => ({ name: unitName, rank, low, high, label: value.toFixed(2) })) },
      { kind: 'table', columns: [{ title: '市', share: 2 }, { title: '总分', share: 1, align: 'right' }, { title: '名次', share: 1, align: 'right' }, { title: '名次区间', share: 1, align: 'right' }], rows: ranked.map(({ unitName, value, rank, low, high }) => [unitName, value.toFixed(2), String(rank), `${low}–${high}`]) },
      { kind: 'heading', level: 1, text: '三、各维度得分' },
      byDimension('市', ranked),
      ...(above.length === 0 ? [] : [{ kind: 'heading' as const, level: 2 as const, text: '各省（市）与区域' }, byDimension('地区', above)]),
      ...dimensions.flatMap(({ code, name }): ReportBlock[] => [{ kind: 'heading', level: 2, text: name }, mapOf(scores, code)]),
      { kind: 'heading', level: 1, text: '四、如何得出' },
      { kind: 'paragraph', text: `计算方法：${sayChoices(choices).zh}` },
      { kind: 'paragraph', text: `依据：${sources.join('；')}。` },
      ...run.notes.map((note): ReportBlock => ({ kind: 'paragraph', text: note.zh })),
      ...(disclosure === undefined ? [] : [{ kind: 'paragraph' as const, text: `${disclosure.zh}本次不公布 ${keptBackIn(content)} 个数值。` }]),
      { kind: 'table', columns: [{ title: '指标', share: 2 }, { title: '单位', share: 0.8 }, { title: '占总分', share: 0.8, align: 'right' }, { title: '算法', share: 5 }], rows: indicators.map(({ name, unit, weightInWhole, formula }) => [name, unit, `${(weightInWhole * 100).toFixed(1)}%`, formula.zh]) },
      { kind: 'table', columns: [{ title: '摘要（SHA-256）', share: 1 }, { title: '', share: 5 }], rows: [['数据', run.snapshot], ['发布内容', digest]] },
    ],
  };
}

function mapOf(scores: readonly ShownScore[], code: string): ReportBlock {
  const cities = new Map(scores.filter((score) => score.code === code && levelOf(score) === 'city').map((score) => [score.unit, score]));
  const values = [...cities.values()].flatMap(({ value }) => value ?? []);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const places = [...cityPlaces.values()];
  return {
    kind: 'map', columns: Math.max(...places.map(({ column }) => column)), rows: Math.max(...places.map(({ row }) => row)), legend: values.length === 0 ? '没有得分。' : `最低 ${least.toFixed(1)}，最高 ${most.toFixed(1)}；留白为没有得分或不公布。`,
    tiles: [...cityPlaces].map(([unit, { row, column }]) => {
      const city = cities.get(unit);
      if (city === undefined || city.value === null) return { row, column, name: city?.unitName.replace(/市$/, '') ?? '', ...(city?.suppressed === true ? { value: '*' } : {}) };
      const { fill, text } = shade(city.value, least, most);
      return { row, column, name: city.unitName.replace(/市$/, ''), value: city.value.toFixed(1), fill, ink: text };
    }),
  };
}

function said(score: ShownScore | undefined): string {
  if (score?.suppressed === true) return '*';
  return score === undefined || score.value === null ? '—' : score.value.toFixed(1);
}
