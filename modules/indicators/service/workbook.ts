import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { record } from '#kernel/journal/journal.ts';
import type { Platform } from '#kernel/platform.ts';
import { refuse } from '#kernel/refusal.ts';
import { readSheet } from '#kernel/sheets/read.ts';
import { workbookAnswer, writeWorkbook } from '#kernel/sheets/write.ts';
import { parseNumber } from '../files/tables.ts';
import { refusals } from '../refusals.ts';
import { loadCampaign, loadSystem, type CampaignRow, type FormRow, type SystemRow } from '../store.ts';
import { formulasOf } from './systems.ts';

/** Rows that one sheet may bring. */
const mostRows = 50_000;

type Element = { readonly name: string; readonly label: string; readonly unit: string };

/** The forms of a campaign that the actor may fill, as a workbook: a row a unit with what it has, and beside it a sheet that explains every column. */
export async function writeTemplate(platform: Platform, actor: Actor, campaignId: string): Promise<Response> {
  const { campaign, system, forms } = await inTransaction(platform.database, actor, async (tx) => {
    const campaign = await loadCampaign(tx, campaignId);
    const { rows } = await sql<FormRow>`select * from indicators.form where campaign_id = ${campaignId} and state = 'open' order by unit limit ${mostRows}`.execute(tx.db);
    return { campaign, system: await loadSystem(tx, campaign.systemId), forms: rows };
  });
  const elements = elementsOf(system);
  const rules = [...formulasOf(system).byName.values()].flatMap((declared) => (declared.kind === 'rule' ? [['', declared.label, '']] : []));
  const bytes = await writeWorkbook([
    { name: campaign.title, columns: headsOf(campaign, system, elements).map((label, i) => ({ label, width: i < 2 ? 14 : 20, kind: i < 2 ? 'text' : 'number' })), rows: forms.map((form) => [form.unit, form.unitName, ...elements.map(({ name }) => form.entries[name] ?? null)]) },
    { name: '填写说明', columns: [{ label: '列', width: 40 }, { label: '说明', width: 60 }, { label: '单位', width: 12 }], rows: [...elements.map(({ label, unit }): string[] => [label, '只填数字；缺失请留空，不要填 0', unit]), ...rules] },
  ]);
  return workbookAnswer(bytes, `${campaign.title}.xlsx`);
}

/**
 * Takes a filled-in workbook or CSV in: all of it or, at the first thing that is wrong, nothing. The same file twice changes nothing the second time.
 * @returns how many forms it changed, and how many it left as they were
 */
export async function takeIn(platform: Platform, actor: Actor, campaignId: string, bytes: Uint8Array): Promise<{ changed: number; same: number }> {
  const sheet = await readSheet(bytes, mostRows);
  return inTransaction(platform.database, actor, async (tx) => {
    const campaign = await loadCampaign(tx, campaignId);
    if (campaign.state !== 'open') throw refuse(refusals.notOpen);
    const system = await loadSystem(tx, campaign.systemId);
    const elements = elementsOf(system);
    const rows = readRows(sheet, headsOf(campaign, system, elements), elements);
    // only what the actor may change can be locked; the rest is not theirs to report for
    const { rows: forms } = await sql<FormRow>`select * from indicators.form where campaign_id = ${campaignId} and state = 'open' and unit = any(${rows.map(({ unit }) => unit)}) order by unit for update`.execute(tx.db);
    const known = new Map(forms.map((form) => [form.unit, form]));
    const changes = rows.flatMap(({ row, unit, entries }) => {
      const form = known.get(unit);
      if (form === undefined) throw refuse(refusals.unknownUnit, { row, unit });
      return sameEntries(form.entries, entries) ? [] : [{ id: form.id, entries }];
    });
    await sql`
      update indicators.form f set entries = r.entries, version = version + 1
      from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as r(id uuid, entries jsonb) where f.id = r.id`.execute(tx.db);
    await record(tx, {
      act: 'indicators.campaign/take-in', subject: { type: 'indicators.campaign', id: campaignId, title: campaign.title }, changes: { forms: changes.map(({ id }) => id), same: rows.length - changes.length },
      access: { visibility: 'party', party: actor.role === 'visitor' || actor.role === 'system' ? campaign.party : (actor.party ?? campaign.party) },
    });
    return { changed: changes.length, same: rows.length - changes.length };
  });
}

function elementsOf(system: SystemRow): Element[] {
  return [...formulasOf(system).byName.values()].flatMap((declared) => (declared.kind === 'data' ? [{ name: declared.name, label: declared.label, unit: declared.unit }] : []));
}

/** The first head names campaign and version, so that last year's template is told from this year's. */
function headsOf({ period }: CampaignRow, { number }: SystemRow, elements: readonly Element[]): string[] {
  return [`代码（${period} 年第 ${number} 版）`, '名称', ...elements.map(({ label, unit }) => (unit === '' ? label : `${label}（${unit}）`))];
}

function readRows([head = [], ...rows]: readonly string[][], heads: readonly string[], elements: readonly Element[]): { row: number; unit: string; entries: Record<string, number> }[] {
  heads.forEach((wanted, i) => { if (head[i] !== wanted) throw refuse(refusals.wrongTemplate, { column: i + 1, wanted, found: head[i] ?? '' }); });
  const seen = new Set<string>();
  return rows.filter((cells) => cells.some((cell) => cell !== '')).map((cells, i) => {
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
    return { row: i + 2, unit, entries };
  });
}

function sameEntries(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
