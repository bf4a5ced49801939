import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { partyNames, mechanisms, type Mechanism, type PartyCode } from '#kernel/domain.ts';
import type { Platform } from '#kernel/platform.ts';
import { exportList, sheetOf, type ExportedList } from '#kernel/sheets/export.ts';
import { writeWorkbook, workbookAnswer, type Sheet } from '#kernel/sheets/write.ts';
import type { Language } from '#kernel/text.ts';
import { milestoneLifecycle } from '../lifecycle.ts';
import { exportMessages as words, statusNames } from '../messages.ts';
import { lateMilestones } from '../rules.ts';
import { loadAims } from '../store.ts';
import { isWorkedOn, showPlan } from './plans.ts';

/** The lists of a plan that can be taken along, each by itself. */
export const planLists = ['initiatives', 'milestones', 'aims', 'late'] as const;
export type PlanList = (typeof planLists)[number];

/** The whole plan as a workbook: initiatives, milestones, aims; as the actor may see it, with the statuses of today. */
export async function exportPlan(platform: Platform, actor: Actor, id: string, language: Language): Promise<Response> {
  const shown = await showPlan(platform, actor, id);
  const sheets: Sheet[] = [sheetOf(initiativeList(shown), language), sheetOf(milestoneList(shown), language), sheetOf(await aimList(platform, actor, id), language)];
  return workbookAnswer(await writeWorkbook(sheets), `${shown.plan.title}-${shown.today}.xlsx`);
}

/** One list of a plan: what is late is every milestone that is late or at risk, the latest first. */
export async function exportPlanList(platform: Platform, actor: Actor, id: string, { list, format, language }: { list: PlanList; format: 'xlsx' | 'csv'; language: Language }): Promise<Response> {
  const shown = await showPlan(platform, actor, id);
  switch (list) {
    case 'initiatives': return exportList({ ...initiativeList(shown), format, language });
    case 'milestones': return exportList({ ...milestoneList(shown), format, language });
    case 'aims': return exportList({ ...(await aimList(platform, actor, id)), format, language });
    case 'late': return exportList({ ...lateList(shown), format, language });
  }
}

type Shown = Awaited<ReturnType<typeof showPlan>>;
type Aim = Awaited<ReturnType<typeof loadAims>>[number];

const partyName = (code: PartyCode | null, language: Language) => (code === null ? '' : partyNames[code][language]);

function initiativeList({ items }: Shown): ExportedList<Shown['items'][number]> {
  return {
    name: words.initiatives, rows: items.filter((item) => isWorkedOn(item.kind)),
    columns: [
      { label: words.code, width: 10, value: ({ code }) => code },
      { label: words.title, width: 60, value: ({ title }) => title },
      { label: words.lead, width: 12, value: ({ lead }, language) => partyName(lead, language) },
      { label: words.partners, width: 24, value: ({ partners }, language) => partners.map((party) => partyName(party, language)).join('、') },
      { label: words.mechanisms, width: 24, value: (item, language) => item.mechanisms.map((name) => mechanisms[name as Mechanism]?.[language] ?? name).join('、') },
      { label: words.status, width: 12, value: ({ status }, language) => statusNames[status][language] },
      { label: words.progress, width: 10, kind: 'percent', value: ({ progress }) => progress },
      { label: words.milestones, width: 10, kind: 'number', value: ({ milestones }) => milestones.total },
      { label: words.done, width: 10, kind: 'number', value: ({ milestones }) => milestones.done },
      { label: words.late, width: 10, kind: 'number', value: ({ milestones }) => milestones.late },
    ],
  };
}

function milestoneList({ milestones }: Shown): ExportedList<Shown['milestones'][number]> {
  const titles = new Map(milestones.map(({ id, title }) => [id, title]));
  return {
    name: words.milestones, rows: milestones,
    columns: [
      { label: words.code, width: 10, value: ({ itemCode }) => itemCode },
      { label: words.initiative, width: 40, value: ({ itemTitle }) => itemTitle },
      { label: words.milestone, width: 50, value: ({ title }) => title },
      { label: words.owner, width: 12, value: ({ party }, language) => partyName(party, language) },
      { label: words.institution, width: 24, value: ({ institutionName }) => institutionName },
      { label: words.startsOn, width: 12, kind: 'date', value: ({ startsOn }) => startsOn },
      { label: words.dueOn, width: 12, kind: 'date', value: ({ dueOn }) => dueOn },
      { label: words.doneOn, width: 12, kind: 'date', value: ({ doneOn }) => doneOn },
      { label: words.progress, width: 10, kind: 'percent', value: ({ state, percent }) => (state === 'done' ? 1 : percent / 100) },
      { label: words.state, width: 10, value: ({ state }, language) => milestoneLifecycle.states[state].label[language] },
      { label: words.status, width: 10, value: ({ status }, language) => statusNames[status][language] },
      { label: words.dependsOn, width: 40, value: ({ dependsOn }) => dependsOn.map((other) => titles.get(other) ?? '').join('；') },
    ],
  };
}

function lateList(shown: Shown): ExportedList<Shown['milestones'][number]> {
  return { ...milestoneList(shown), name: words.late, rows: lateMilestones(shown.milestones) };
}

async function aimList(platform: Platform, actor: Actor, id: string): Promise<ExportedList<Aim>> {
  return {
    name: words.aims, rows: await inTransaction(platform.database, actor, (tx) => loadAims(tx, id)),
    columns: [
      { label: words.code, width: 10, value: ({ itemCode }) => itemCode },
      { label: words.initiative, width: 40, value: ({ itemTitle }) => itemTitle },
      { label: words.measure, width: 24, value: ({ measure }) => measure },
      { label: words.target, width: 12, kind: 'number', value: ({ target }) => target },
      { label: words.reached, width: 12, kind: 'number', value: ({ reached }) => reached },
      { label: words.unit, width: 8, value: ({ unit }) => unit },
      { label: words.targetOn, width: 12, kind: 'date', value: ({ targetOn }) => targetOn },
      { label: words.note, width: 40, value: ({ note }) => note },
    ],
  };
}
