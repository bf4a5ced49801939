import type { PublishedContent } from '../store.ts';

/** JSON-stat 2.0 (json-stat.org/format): the scores as a cube of units and indicators; a number that does not exist or is kept back is null, and its status says which. */
export function jsonStatOf({ title, period, system, run, scores, disclosure }: PublishedContent) {
  const { units, valueOf, keptBack } = cubeOf(scores);
  return {
    version: '2.0', class: 'dataset', label: title, source: system.sources.join('; '), updated: run.finishedAt, ...(disclosure === undefined ? {} : { note: [disclosure.zh, disclosure.en] }),
    id: ['period', 'unit', 'indicator'], size: [1, units.length, system.nodes.length], role: { time: ['period'], geo: ['unit'] },
    dimension: {
      period: { category: { index: [period] } },
      unit: { category: { index: units.map(([code]) => code), label: Object.fromEntries(units) } },
      indicator: { category: { index: system.nodes.map(({ code }) => code), label: Object.fromEntries(system.nodes.map(({ code, name }) => [code, name])) } },
    },
    value: units.flatMap(([unit]) => system.nodes.map(({ code }) => valueOf(unit, code))),
    status: Object.fromEntries(units.flatMap(([unit], i) => system.nodes.flatMap(({ code }, j) => (keptBack(unit, code) ? [[i * system.nodes.length + j, 'c']] : [])))),
    extension: { system: `${system.code} ${system.number}`, snapshot: run.snapshot, result: run.result, choices: system.choices },
  };
}

/** SDMX-JSON 2.0 (data message, all dimensions at the observation): the same cube; CONF_STATUS C marks what is kept back (SDMX code list CL_CONF_STATUS). */
export function sdmxJsonOf({ title, period, system, run, scores }: PublishedContent) {
  const { units, valueOf, keptBack } = cubeOf(scores);
  const named = (id: string, name: string) => ({ id, name, names: { zh: name } });
  return {
    meta: { schema: 'https://json.sdmx.org/2.0.0/sdmx-json-data-schema.json', id: run.result.slice(0, 32), prepared: run.finishedAt, test: false, contentLanguages: ['zh'], sender: { id: 'DELTA' } },
    data: {
      structures: [{
        name: title, dataSets: [0],
        dimensions: {
          observation: [
            { id: 'TIME_PERIOD', keyPosition: 0, roles: ['TIME_PERIOD'], values: [{ id: period, name: period }] },
            { id: 'REF_AREA', keyPosition: 1, values: units.map(([code, name]) => named(code, name)) },
            { id: 'INDICATOR', keyPosition: 2, values: system.nodes.map(({ code, name }) => named(code, name)) },
          ],
        },
        measures: { observation: [{ id: 'OBS_VALUE', name: 'score' }] },
        attributes: { dimensionGroup: [], observation: [{ id: 'CONF_STATUS', values: [{ id: 'F', name: 'Free' }, { id: 'C', name: 'Confidential statistical information' }] }] },
      }],
      dataSets: [{ structure: 0, action: 'Information', observations: Object.fromEntries(units.flatMap(([unit], i) => system.nodes.map(({ code }, j) => [`0:${i}:${j}`, [valueOf(unit, code), keptBack(unit, code) ? 1 : 0]]))) }],
    },
  };
}

function cubeOf(scores: PublishedContent['scores']) {
  const found = new Map(scores.map((score) => [`${score.unit}/${score.code}`, score]));
  return {
    units: [...new Map(scores.map(({ unit, unitName }) => [unit, unitName]))],
    valueOf: (unit: string, code: string) => found.get(`${unit}/${code}`)?.value ?? null,
    keptBack: (unit: string, code: string) => found.get(`${unit}/${code}`)?.suppressed === true,
  };
}
