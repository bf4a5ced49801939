import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { Platform } from '#kernel/platform.ts';
import { exportList, readAll, type ExportColumn } from '#kernel/sheets/export.ts';
import type { Language } from '#kernel/text.ts';
import { findScheme } from '../../service/schemes.ts';
import type { Recognised, Scale } from '../rules.ts';

/** What was recognised of one stay, with how marks were converted there. */
export type Transcript = { readonly person: string; readonly home: string; readonly host: string; readonly number: string; readonly scale: Scale | null; readonly recognised: readonly Recognised[] };
type Line = Omit<Transcript, 'recognised'> & Recognised;

/** Everybody of a scheme whose stay was recognised, in one file for the records of their home: its institution's, all of its party's for the department, and in scope for auditors. */
export async function exportTranscripts(platform: Platform, actor: Actor, schemeId: string, { format, language }: { format: 'xlsx' | 'csv'; language: Language }): Promise<Response> {
  return inTransaction(platform.database, actor, async (tx) => {
    const { title } = await findScheme(tx, schemeId);
    const rows = await readAll<Transcript & { homeId: string; id: string }>(async (after, limit) => (await sql<Transcript & { homeId: string; id: string }>`
      select p.id, p.home_id, p.person_name as person, h.name as home, i.name as host, p.certificate_number as number, p.recognised, v.content -> 'scale' as scale
      from exchange.placement p join directory.institution h on h.id = p.home_id join directory.institution i on i.id = p.host_id
        left join exchange.agreement_version v on v.agreement_id = p.agreement_id and v.state = 'inForce'
      where p.scheme_id = ${schemeId} and p.state = 'certified' and (exchange.acts_for(p.home_party, p.home_id) or kernel.audits(p.home_party))
        and ${after === undefined ? sql`true` : sql`(p.home_id, p.id) > (${after.homeId}::uuid, ${after.id}::uuid)`}
      order by p.home_id, p.id limit ${limit}`.execute(tx.db)).rows);
    return exportList({ name: { zh: `成绩单（${title}）`, en: `Transcripts (${title})` }, rows: rows.flatMap(linesOf), columns: transcriptColumns, format, language });
  });
}

/** A line for each course or content that was recognised. */
export function linesOf({ recognised, ...of }: Transcript): Line[] {
  return recognised.map((line) => ({ ...of, ...line }));
}

export const transcriptColumns: readonly ExportColumn<Line>[] = [
  { label: { zh: '姓名', en: 'Name' }, value: ({ person }) => person }, { label: { zh: '派出单位', en: 'Home' }, value: ({ home }) => home }, { label: { zh: '接收单位', en: 'Host' }, value: ({ host }) => host },
  { label: { zh: '接收单位课程', en: 'Course at the host' }, value: ({ hostCourse = '' }) => hostCourse, width: 28 }, { label: { zh: '认定课程或内容', en: 'Recognised as' }, value: ({ course }) => course, width: 28 },
  { label: { zh: '学时', en: 'Hours' }, value: ({ hours }) => hours, kind: 'number' }, { label: { zh: '学分', en: 'Credits' }, value: ({ credits }) => credits, kind: 'number' },
  { label: { zh: '接收单位成绩', en: 'Mark at the host' }, value: ({ grade }) => grade }, { label: { zh: '接收单位成绩制', en: 'Its scale' }, value: ({ scale }) => scale?.host ?? '' },
  { label: { zh: '换算成绩', en: 'Mark at home' }, value: ({ homeGrade = '' }) => homeGrade }, { label: { zh: '派出单位成绩制', en: 'Its scale' }, value: ({ scale }) => scale?.home ?? '' },
  { label: { zh: '证书编号', en: 'Certificate' }, value: ({ number }) => number },
];
