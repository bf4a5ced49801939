import type { Actor } from '#kernel/actor/actor.ts';
import { partyNames, type PartyCode } from '#kernel/domain.ts';
import type { Platform } from '#kernel/platform.ts';
import { workbookAnswer, writeWorkbook } from '#kernel/sheets/write.ts';
import type { Language } from '#kernel/text.ts';
import { statusNames } from '../../messages.ts';
import { documentWords as words, verdictNames } from '../messages.ts';
import { showKeyPoints } from './show.ts';

/** A year's key points as a workbook: the points with how they stand, and the comments with what was made of them. */
export async function exportKeyPoints(platform: Platform, actor: Actor, id: string, language: Language): Promise<Response> {
  const { title, points, comments } = await showKeyPoints(platform, actor, id);
  const say = (name: keyof typeof words) => words[name][language];
  const party = (code: PartyCode | null) => (code === null ? '' : partyNames[code][language]);
  const places = new Map(points.map(({ clause, position, heading }) => [clause, `${position} ${heading}`]));
  const bytes = await writeWorkbook([
    {
      name: say('point'),
      columns: [
        { label: say('place'), width: 6, kind: 'number' }, { label: say('code'), width: 10 }, { label: say('point'), width: 40 }, { label: say('text'), width: 60 }, { label: say('measure'), width: 16 },
        { label: say('target'), width: 10, kind: 'number' }, { label: say('reached'), width: 10, kind: 'number' }, { label: say('unit'), width: 8 }, { label: say('deliverable'), width: 30 }, { label: say('lead'), width: 10 },
        { label: say('partners'), width: 24 }, { label: say('dueOn'), width: 12, kind: 'date' }, { label: say('milestone'), width: 30 }, { label: say('status'), width: 10 },
      ],
      rows: points.map((point) => [
        point.position, point.itemCode ?? '', point.heading, point.text, point.measure ?? '', point.target, point.reached, point.unit ?? '', point.deliverable ?? '', party(point.lead),
        point.partners.map(party).join('、'), point.dueOn, point.milestone?.title ?? '', statusNames[point.status][language],
      ]),
    },
    {
      name: say('comments'),
      columns: [{ label: say('point'), width: 40 }, { label: say('party'), width: 10 }, { label: say('comment'), width: 60 }, { label: say('verdict'), width: 12 }, { label: say('answer'), width: 60 }],
      rows: comments.filter(({ withdrawnAt }) => withdrawnAt === null).map(({ clause, party: by, text, verdict, answer }) => [
        clause === null ? say('whole') : (places.get(clause) ?? clause), party(by), text, verdict === null ? '' : verdictNames[verdict][language], answer ?? '',
      ]),
    },
  ]);
  return workbookAnswer(bytes, `${title}.xlsx`);
}
