import { sql } from 'kysely';
import type { FormulaSystem } from '#algorithms/formulas/check.ts';
import type { Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { record } from '#kernel/journal/journal.ts';
import type { Platform } from '#kernel/platform.ts';
import { refuse } from '#kernel/refusal.ts';
import { exportList } from '#kernel/sheets/export.ts';
import { readSheet } from '#kernel/sheets/read.ts';
import { withValidations } from '#kernel/sheets/validation.ts';
import { workbookAnswer, writeWorkbook } from '#kernel/sheets/write.ts';
import { loadPasts, openOf } from '../collect-store.ts';
import { elementsOf, levelsOf, rulesOf, type Element } from '../elements.ts';
import { parseNumber } from '../files/tables.ts';
import { refusals } from '../refusals.ts';
import { checkForm, isCountable, type Entries } from '../rules.ts';
import { loadCampaign, loadSystem, type CampaignRow, type FormLevel, type FormRow, type SystemRow } from '../store.ts';
import { spreadsOf } from './spreads.ts';
import { formulasOf } from './systems.ts';

/** Rows that one sheet may bring. */
const mostRows = 50_000;

/**
 * The forms of a campaign that the actor may fill, as a sheet: a row a unit with what it has. As a workbook it says by each cell what is wanted in which
 * unit, takes only numbers (whole ones of what is counted), offers the codes to choose from, and explains every column beside it, with what the same units
 * reported last time on a sheet of its own; as CSV it is the rows alone. With `previous`, forms that nobody has begun are filled in with last time's numbers.
 */
export async function writeTemplate(platform: Platform, actor: Actor, campaignId: string, { level, format, previous: prefilled = false }: { level?: FormLevel | undefined; format: 'xlsx' | 'csv'; previous?: boolean | undefined }): Promise<Response> {
  const { campaign, system, forms, own, previous } = await inTransaction(platform.database, actor, async (tx) => {
    const campaign = await loadCampaign(tx, campaignId);
    const system = await loadSystem(tx, campaign.systemId);
    const own = level ?? levelsOf(formulasOf(system))[0] ?? 'district';
    const { rows } = await sql<FormRow>`select * from indicators.form where campaign_id = ${campaignId} and level = ${own} and state = 'open' order by unit limit ${mostRows}`.execute(tx.db);
    return { campaign, system, forms: rows, own, previous: await asSystem(tx, 'indicators.form', (all) => loadPasts(all, rows, 1)) };
  });
  const formulas = formulasOf(system);
  const elements = elementsOf(formulas, own);
  if (elements.length === 0) throw refuse(refusals.noLevel);
  const heads = headsOf(campaign, system, own, elements);
  const reported = (form: FormRow, name: string): number | null => previous.get(form.id)?.[0]?.[name] ?? null;
  // A form that somebody has begun is theirs: nothing is added to it.
  const rows = forms.map((form) => [form.unit, form.unitName, ...elements.map(({ name }) => form.entries[name] ?? (prefilled && Object.keys(form.entries).length === 0 ? reported(form, name) : null))]);
  if (format === 'csv') return exportList({ format, language: 'zh', name: { zh: campaign.title, en: campaign.title }, rows, columns: heads.map((label, i) => ({ label: { zh: label, en: label }, value: (row: (typeof rows)[number]) => row[i] ?? null })) });
  const guide = [
    ...elements.map(({ label, unit }) => [label, `${isCountable(unit) ? '填整数' : '填数字'}，单位：${unit === '' ? '无' : unit}；缺失请留空，不要填 0`, unit]),
    ...rulesOf(formulas, own).map((rule) => ['校验关系', rule, '']),
  ];
  const bytes = await writeWorkbook([
    { name: campaign.title, sticky: 2, columns: heads.map((label, i) => ({ label, width: i === 1 ? 30 : i === 0 ? 22 : 20, kind: i < 2 ? 'text' : 'number' })), rows },
    { name: '填写说明', columns: [{ label: '列', width: 40 }, { label: '说明', width: 60 }, { label: '单位', width: 12 }], rows: guide },
    { name: '上期数据', sticky: 2, columns: heads.map((label, i) => ({ label: i === 0 ? '代码' : label, width: i === 1 ? 30 : i === 0 ? 22 : 20, kind: i < 2 ? 'text' : 'number' })), rows: forms.map((form) => [form.unit, form.unitName, ...elements.map(({ name }) => reported(form, name))]) },
    { name: '单位名单', columns: [{ label: '代码', width: 18 }, { label: '名称', width: 40 }], rows: forms.map(({ unit, unitName }) => [unit, unitName]) },
  ]);
  return workbookAnswer(withValidations(bytes, 1, [
    { column: 0, rows: rows.length, rule: { kind: 'list', from: '单位名单', count: rows.length }, prompt: '从名单中选代码，不要改动' },
    ...elements.map(({ label, unit }, i) => ({ column: i + 2, rows: rows.length, rule: { kind: isCountable(unit) ? 'whole' as const : 'decimal' as const }, prompt: `${label}\n单位：${unit === '' ? '无' : unit}\n缺失请留空` })),
  ]), `${campaign.title}.xlsx`);
}

export type Taken = { /** Forms that it changed. */ changed: number; same: number; /** Forms with something to correct, and to explain, before they can be submitted. */ wrong: number; doubtful: number };

/** Takes a filled-in workbook or CSV in: all of it or, at the first thing that is wrong, nothing. The same file twice changes nothing the second time. */
export async function takeIn(platform: Platform, actor: Actor, campaignId: string, bytes: Uint8Array): Promise<Taken> {
  const sheet = await readSheet(bytes, mostRows);
  return inTransaction(platform.database, actor, async (tx) => {
    const campaign = await loadCampaign(tx, campaignId);
    if (campaign.state !== 'open') throw refuse(refusals.notOpen);
    const system = await loadSystem(tx, campaign.systemId);
    const formulas = formulasOf(system);
    const { level, rows } = readRows(sheet, campaign, system, formulas);
    // only what the actor may change can be locked; the rest is not theirs to report for
    const { rows: forms } = await sql<FormRow>`
      select * from indicators.form f where campaign_id = ${campaignId} and level = ${level} and state = 'open' and unit = any(${rows.map(({ unit }) => unit)})
        and ${openOf} order by unit for update of f`.execute(tx.db);
    const known = new Map(forms.map((form) => [form.unit, form]));
    const changes = rows.flatMap(({ row, unit, entries }) => {
      const form = known.get(unit);
      if (form === undefined) throw refuse(refusals.unknownUnit, { row, unit });
      return sameEntries(form.entries, entries) ? [] : [{ id: form.id, entries }];
    });
    await sql`
      update indicators.form f set entries = r.entries, version = version + 1
      from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as r(id uuid, entries jsonb) where f.id = r.id`.execute(tx.db);
    const found = await lookAt(tx, formulas, level, rows, known);
    await record(tx, {
      act: 'indicators.campaign/take-in', subject: { type: 'indicators.campaign', id: campaignId, title: campaign.title }, changes: { changed: changes.length, same: rows.length - changes.length, units: changes.length <= 500 ? rows.map(({ unit }) => unit) : [] },
      access: { visibility: 'party', party: actor.role === 'visitor' || actor.role === 'system' ? campaign.party : (actor.party ?? campaign.party) },
    });
    return { changed: changes.length, same: rows.length - changes.length, ...found };
  });
}

type Row = { readonly row: number; readonly unit: string; readonly entries: Entries };

/** Checks every form that came in at once: against the last year of its own, and against the others of its stage in the sheet. */
async function lookAt(tx: Tx, formulas: FormulaSystem, level: FormLevel, rows: readonly Row[], known: ReadonlyMap<string, FormRow>): Promise<{ wrong: number; doubtful: number }> {
  const previous = await asSystem(tx, 'indicators.form', (own) => loadPasts(own, [...known.values()], 1));
  const stageOf = ({ unit }: Row) => known.get(unit)?.attributes['stage'] ?? '';
  const spreads = new Map([...Map.groupBy(rows, stageOf)].map(([stage, own]) => [stage, spreadsOf(own.map(({ entries }) => entries))]));
  let [wrong, doubtful] = [0, 0];
  for (const row of rows) {
    const findings = checkForm(formulas, level, row.entries, { past: previous.get(known.get(row.unit)?.id ?? '') ?? [], spreads: spreads.get(stageOf(row)) ?? new Map(), attributes: known.get(row.unit)?.attributes ?? {} });
    if (findings.some(({ severity }) => severity === 'error')) wrong += 1;
    else if (findings.length > 0) doubtful += 1;
  }
  return { wrong, doubtful };
}

/** The first head names level, campaign and version, so that last year's template is told from this year's, and a school's from a district's. */
function headsOf({ period }: CampaignRow, { number }: SystemRow, level: FormLevel, elements: readonly Element[]): string[] {
  return [`${level === 'school' ? '学校代码' : '代码'}（${period} 年第 ${number} 版）`, '名称', ...elements.map(({ label, unit }) => (unit === '' ? label : `${label}（${unit}）`))];
}

function readRows([head = [], ...rows]: readonly string[][], campaign: CampaignRow, system: SystemRow, formulas: FormulaSystem): { level: FormLevel; rows: Row[] } {
  const level: FormLevel = head[0]?.startsWith('学校') === true ? 'school' : (levelsOf(formulas)[0] ?? 'district');
  const elements = elementsOf(formulas, level);
  const heads = headsOf(campaign, system, level, elements);
  heads.forEach((wanted, i) => { if (head[i] !== wanted) throw refuse(refusals.wrongTemplate, { column: i + 1, wanted, found: head[i] ?? '' }); });
  const seen = new Set<string>();
  return { level, rows: rows.flatMap((cells, i) => {
    if (cells.every((cell) => cell === '')) return [];
    const unit = cells[0] ?? '';
    if (seen.has(unit)) throw refuse(refusals.sameUnit, { row: i + 2, unit });
    seen.add(unit);
    const entries = Object.fromEntries(elements.flatMap(({ name, label }, place) => {
      const cell = cells[place + 2] ?? '';
      if (cell === '') return [];
      const value = parseNumber(cell);
      if (value === undefined) throw refuse(refusals.badCell, { row: i + 2, column: label, value: cell.slice(0, 60) });
      return [[name, value]];
    }));
    return [{ row: i + 2, unit, entries }];
  }) };
}

function sameEntries(a: Entries, b: Entries): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
