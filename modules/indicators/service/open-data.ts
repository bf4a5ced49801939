import type { Actor } from '#kernel/actor/actor.ts';
import { renderReport } from '#kernel/documents/report.ts';
import { canonicalJson, type Json } from '#kernel/journal/canonical.ts';
import type { Platform } from '#kernel/platform.ts';
import { csvText } from '#kernel/sheets/csv.ts';
import { writeWorkbook, workbookAnswer } from '#kernel/sheets/write.ts';
import { dataTableOf, metaTableOf } from '../files/compute-tables.ts';
import { jsonStatOf, sdmxJsonOf } from '../files/open-data.ts';
import { reportOf } from '../files/report.ts';
import { showPublication } from './publications.ts';

/** A published result as open data: CSV (long), JSON-stat 2.0, SDMX-JSON 2.0, or a workbook. */
export async function openData(platform: Platform, actor: Actor, id: string, format: 'csv' | 'json-stat' | 'sdmx-json' | 'xlsx'): Promise<Response> {
  const { content, title, indicators } = await showPublication(platform, actor, id);
  const address = `${platform.config.publicUrl}/indices/${id}`;
  if (format === 'json-stat') return download(JSON.stringify(jsonStatOf(content, indicators, address)), 'application/json; charset=utf-8', `${title}.json`);
  if (format === 'sdmx-json') return download(JSON.stringify(sdmxJsonOf(content, indicators, address)), 'application/vnd.sdmx.data+json; version=2.0.0; charset=utf-8', `${title}.json`);
  const names = new Map(content.system.nodes.map(({ code, name }) => [code, name]));
  const heads = ['period', 'level', 'unit', 'unit_name', 'party', 'code', 'name', 'raw', 'imputed', 'treated', 'score', 'rank', 'rank_low', 'rank_high', 'kept_back', 'asked', 'reported'];
  const coverageOf = new Map((content.coverage ?? []).map((own) => [own.unit, own]));
  const rows = content.scores.map((score) => [content.period, score.level ?? 'city', score.unit, score.unitName, score.party, score.code, names.get(score.code) ?? '', score.raw, score.imputed, score.treated, score.value, score.rank, score.low, score.high, score.suppressed === true ? 1 : null, coverageOf.get(score.unit)?.asked ?? null, coverageOf.get(score.unit)?.reported ?? null]);
  return tableAnswer(title, heads, rows, format === 'xlsx' ? 'xlsx' : 'csv');
}

/** The data that a published result's formulas are put together from, by place: with the formulas, what anybody needs to work the numbers out again. CSV or a workbook. */
export async function openParts(platform: Platform, actor: Actor, id: string, format: 'csv' | 'xlsx'): Promise<Response> {
  const { content, title, indicators } = await showPublication(platform, actor, id);
  const names = new Map(content.scores.map(({ unit, unitName }) => [unit, unitName]));
  const described = new Map(indicators.flatMap(({ parts }) => parts.map((part) => [part.key, part])));
  const rows = (content.parts ?? []).flatMap(({ part, values, suppressed = [] }) => Object.entries(values).map(([unit, value]) => [content.period, unit, names.get(unit) ?? '', part, described.get(part)?.label.zh ?? '', described.get(part)?.unit ?? '', value, suppressed.includes(unit) ? 1 : null]));
  return tableAnswer(`${title}（数据项）`, ['period', 'unit', 'unit_name', 'part', 'name', 'measure', 'value', 'kept_back'], rows, format);
}

/** A published result as the one file that it is digested as: everything that is needed to work it out again, `delta indicators recompute` among others. */
export async function openBundle(platform: Platform, actor: Actor, id: string): Promise<Response> {
  const { content, title } = await showPublication(platform, actor, id);
  return download(canonicalJson(JSON.parse(JSON.stringify(content)) as Json), 'application/json; charset=utf-8', `${title}.json`);
}

/** The cities' values and the tree as the two tables that `delta indicators compute` reads. */
export async function openTables(platform: Platform, actor: Actor, id: string, table: 'data' | 'meta'): Promise<Response> {
  const { content, title } = await showPublication(platform, actor, id);
  return download(csvText(table === 'data' ? dataTableOf(content) : metaTableOf(content)), 'text/csv; charset=utf-8', `${title} ${table}.csv`);
}

function download(text: string, type: string, name: string): Response {
  return new Response(text, { headers: { 'content-type': type, 'content-disposition': `attachment; filename="index.${name.split('.').at(-1)}"; filename*=UTF-8''${encodeURIComponent(name)}` } });
}

type Rows = Parameters<typeof writeWorkbook>[0][number]['rows'];

async function tableAnswer(title: string, heads: readonly string[], rows: Rows, format: 'csv' | 'xlsx'): Promise<Response> {
  const numbers = new Set(['raw', 'imputed', 'treated', 'score', 'rank', 'rank_low', 'rank_high', 'value', 'kept_back', 'asked', 'reported']);
  if (format === 'xlsx') return workbookAnswer(await writeWorkbook([{ name: title.slice(0, 31), columns: heads.map((label) => ({ label, width: 14, kind: numbers.has(label) ? 'number' : 'text' })), rows }]), `${title}.xlsx`);
  return download(csvText([heads, ...rows]), 'text/csv; charset=utf-8', `${title}.csv`);
}

/** A published result as a report to print. */
export async function publicationReport(platform: Platform, actor: Actor, id: string): Promise<Response> {
  const { content, title, digest, embargoOn, indicators } = await showPublication(platform, actor, id);
  const pdf = await renderReport(reportOf(content, { title, date: embargoOn, digest, indicators }));
  return new Response(pdf, { headers: { 'content-type': 'application/pdf', 'content-disposition': `attachment; filename="report.pdf"; filename*=UTF-8''${encodeURIComponent(`${title}.pdf`)}` } });
}
