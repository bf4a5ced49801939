import type { DescribedIndicator } from '../service/describe.ts';
import type { PublishedContent } from '../store.ts';

/** What is said of each unit and node: its score, the value behind it, and the rank with its interval. */
const measures = [
  { key: 'value', id: 'OBS_VALUE', zh: '得分', en: 'score' }, { key: 'raw', id: 'INDICATOR_VALUE', zh: '指标值', en: 'value of the indicator' },
  { key: 'rank', id: 'RANK', zh: '名次', en: 'rank' }, { key: 'low', id: 'RANK_LOW', zh: '名次区间上端', en: 'best rank of the interval' }, { key: 'high', id: 'RANK_HIGH', zh: '名次区间下端', en: 'worst rank of the interval' },
] as const;

/**
 * JSON-stat 2.0 (json-stat.org/format): a cube of units, nodes and measures. A number that does not exist or is kept back is null, and its status says which;
 * how each indicator is made stands in its notes, and for machines in the extension.
 */
export function jsonStatOf({ title, period, system, run, scores, disclosure }: PublishedContent, indicators: readonly DescribedIndicator[], address: string) {
  const { units, cell, keptBack } = cubeOf(scores);
  const { nodes } = system;
  const cells = units.flatMap(([unit]) => nodes.flatMap(({ code }) => measures.map(({ key }) => ({ value: cell(unit, code)?.[key] ?? null, kept: keptBack(unit, code) }))));
  return {
    version: '2.0', class: 'dataset', label: title, href: address, source: system.sources.join('; '), updated: run.finishedAt, ...(disclosure === undefined ? {} : { note: [disclosure.zh, disclosure.en] }),
    id: ['period', 'unit', 'indicator', 'measure'], size: [1, units.length, nodes.length, measures.length], role: { time: ['period'], geo: ['unit'], metric: ['measure'] },
    dimension: {
      period: { category: { index: [period] } },
      unit: { category: { index: units.map(([code]) => code), label: Object.fromEntries(units) } },
      indicator: {
        category: {
          index: nodes.map(({ code }) => code), label: Object.fromEntries(nodes.map(({ code, name }) => [code, name])),
          child: Object.fromEntries(nodes.flatMap(({ code, level }) => (level > 1 ? [[code, nodes.filter(({ parent }) => parent === code).map((own) => own.code)]] : []))),
          note: Object.fromEntries(indicators.map(({ code, formula, unit }) => [code, [`${formula.zh}（${unit === '' ? '1' : unit}）`, formula.en]])),
        },
      },
      measure: { category: { index: measures.map(({ id }) => id), label: Object.fromEntries(measures.map(({ id, zh }) => [id, zh])) } },
    },
    value: cells.map(({ value }) => value),
    status: Object.fromEntries(cells.flatMap(({ kept }, i) => (kept ? [[i, 'c']] : []))),
    extension: { system: `${system.code} ${system.number}`, snapshot: run.snapshot, result: run.result, choices: system.choices, formulas: system.formulas, nodes, units: Object.fromEntries(indicators.map(({ code, unit }) => [code, unit])) },
  };
}

/**
 * SDMX-JSON 2.0 (data message of SDMX 3.0, all dimensions at the observation; sdmx-twg/sdmx-json, data-message): the same cube with its measures. CONF_STATUS C marks what is kept
 * back (code list CL_CONF_STATUS); unit, direction, weight, goalposts and formula are attributes of the indicator.
 */
export function sdmxJsonOf({ title, period, system, run, scores }: PublishedContent, indicators: readonly DescribedIndicator[], address: string) {
  const { units, cell, keptBack } = cubeOf(scores);
  const { nodes } = system;
  const described = new Map(indicators.map((indicator) => [indicator.code, indicator]));
  const named = (id: string, name: string) => ({ id: idOf(id), name, names: { zh: name } });
  const ofIndicator = (id: string, name: string) => ({ id, name, relationship: { dimensions: ['INDICATOR'] } });
  return {
    meta: { schema: 'https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/data-message/tools/schemas/2.0.0/sdmx-json-data-schema.json', id: run.result.slice(0, 32), prepared: run.finishedAt, test: false, contentLanguages: ['zh', 'en'], sender: { id: 'DELTA' } },
    data: {
      structures: [{
        name: title, dataSets: [0],
        dimensions: {
          observation: [
            { id: 'TIME_PERIOD', keyPosition: 0, roles: ['TIME_PERIOD'], values: [named(period, period)] },
            { id: 'REF_AREA', keyPosition: 1, values: units.map(([code, name]) => named(code, name)) },
            { id: 'INDICATOR', keyPosition: 2, values: nodes.map(({ code, name, parent }) => ({ ...named(code, name), ...(parent === null ? {} : { parent: idOf(parent) }) })) },
          ],
        },
        measures: { observation: measures.map(({ id, zh, en }) => ({ id, name: zh, names: { zh, en } })) },
        attributes: {
          dimensionGroup: [ofIndicator('UNIT_MEASURE', '计量单位'), ofIndicator('DIRECTION', '方向'), ofIndicator('WEIGHT', '同组权重'), ofIndicator('GOALPOST_LOW', '下限'), ofIndicator('GOALPOST_HIGH', '上限'), ofIndicator('FORMULA', '公式')],
          observation: [{ id: 'CONF_STATUS', name: '公布状态', relationship: { observation: {} }, values: [{ id: 'F', name: 'Free' }, { id: 'C', name: 'Confidential statistical information' }] }],
        },
      }],
      dataSets: [{
        structure: 0, action: 'Information', links: [{ href: address, rel: 'self', title }],
        dimensionGroupAttributes: Object.fromEntries(nodes.map(({ code, weight, direction, goalposts }, j) => [`::${j}`, [described.get(code)?.unit ?? null, String(direction), weight, goalposts?.low ?? null, goalposts?.high ?? null, described.get(code)?.source ?? null]])),
        observations: Object.fromEntries(units.flatMap(([unit], i) => nodes.map(({ code }, j) => [`0:${i}:${j}`, [...measures.map(({ key }) => cell(unit, code)?.[key] ?? null), keptBack(unit, code) ? 1 : 0]]))),
      }],
    },
  };
}

/** An identifier as SDMX allows it: letters, digits, _ @ $ -; anything else as its code point between dollars, which reads back. */
export function idOf(code: string): string {
  return code.replaceAll(/[^A-Za-z0-9_@-]/gu, (letter) => `$${(letter.codePointAt(0) ?? 0).toString(16)}$`);
}

function cubeOf(scores: PublishedContent['scores']) {
  const found = new Map(scores.map((score) => [`${score.unit}/${score.code}`, score]));
  return {
    units: [...new Map(scores.map(({ unit, unitName }) => [unit, unitName]))],
    cell: (unit: string, code: string) => found.get(`${unit}/${code}`),
    keptBack: (unit: string, code: string) => found.get(`${unit}/${code}`)?.suppressed === true,
  };
}
