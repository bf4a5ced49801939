import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { partyNames, mechanisms, type Mechanism } from '#kernel/domain.ts';
import type { Platform } from '#kernel/platform.ts';
import { writeWorkbook, workbookAnswer } from '#kernel/sheets/write.ts';
import type { Language } from '#kernel/text.ts';
import { milestoneLifecycle } from '../lifecycle.ts';
import { exportMessages as words, statusNames } from '../messages.ts';
import { loadAims } from '../store.ts';
import { isWorkedOn, showPlan } from './plans.ts';

/** The whole plan as a workbook: initiatives, milestones, aims; as the actor may see it, with the statuses of today. */
export async function exportPlan(platform: Platform, actor: Actor, id: string, language: Language): Promise<Response> {
  const { plan, items, milestones, today } = await showPlan(platform, actor, id);
  const aims = await inTransaction(platform.database, actor, (tx) => loadAims(tx, id));
  const say = (name: keyof typeof words) => words[name][language];
  const party = (code: keyof typeof partyNames | null) => (code === null ? '' : partyNames[code][language]);
  const titles = new Map(milestones.map((milestone) => [milestone.id, milestone.title]));
  const bytes = await writeWorkbook([
    {
      name: say('initiatives'),
      columns: [
        { label: say('code'), width: 10 }, { label: say('title'), width: 60 }, { label: say('lead'), width: 12 }, { label: say('partners'), width: 24 },
        { label: say('mechanisms'), width: 24 }, { label: say('status'), width: 12 }, { label: say('progress'), width: 10, kind: 'percent' },
        { label: say('milestones'), width: 10, kind: 'number' }, { label: say('done'), width: 10, kind: 'number' }, { label: say('late'), width: 10, kind: 'number' },
      ],
      rows: items.filter((item) => isWorkedOn(item.kind)).map((item) => [
        item.code, item.title, party(item.lead), item.partners.map(party).join('、'), item.mechanisms.map((name) => mechanisms[name as Mechanism]?.[language] ?? name).join('、'),
        statusNames[item.status][language], item.progress, item.milestones.total, item.milestones.done, item.milestones.late,
      ]),
    },
    {
      name: say('milestones'),
      columns: [
        { label: say('code'), width: 10 }, { label: say('initiative'), width: 40 }, { label: say('milestone'), width: 50 }, { label: say('owner'), width: 12 }, { label: say('institution'), width: 24 },
        { label: say('startsOn'), width: 12, kind: 'date' }, { label: say('dueOn'), width: 12, kind: 'date' }, { label: say('doneOn'), width: 12, kind: 'date' },
        { label: say('progress'), width: 10, kind: 'percent' }, { label: say('state'), width: 10 }, { label: say('status'), width: 10 }, { label: say('dependsOn'), width: 40 },
      ],
      rows: milestones.map((milestone) => [
        milestone.itemCode, milestone.itemTitle, milestone.title, party(milestone.party), milestone.institutionName ?? '', milestone.startsOn, milestone.dueOn, milestone.doneOn,
        milestone.state === 'done' ? 1 : milestone.percent / 100, milestoneLifecycle.states[milestone.state].label[language], statusNames[milestone.status][language],
        milestone.dependsOn.map((other) => titles.get(other) ?? '').join('；'),
      ]),
    },
    {
      name: say('aims'),
      columns: [
        { label: say('code'), width: 10 }, { label: say('initiative'), width: 40 }, { label: say('measure'), width: 24 }, { label: say('target'), width: 12, kind: 'number' },
        { label: say('reached'), width: 12, kind: 'number' }, { label: say('unit'), width: 8 }, { label: say('targetOn'), width: 12, kind: 'date' }, { label: say('note'), width: 40 },
      ],
      rows: aims.map((aim) => [aim.itemCode, aim.itemTitle, aim.measure, aim.target, aim.reached, aim.unit, aim.targetOn, aim.note ?? '']),
    },
  ]);
  return workbookAnswer(bytes, `${plan.title}-${today}.xlsx`);
}
