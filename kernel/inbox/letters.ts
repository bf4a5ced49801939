import { sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';
import type { Subject } from './inbox.ts';

export type NewLetter = {
  readonly subject: Subject;
  readonly to: { readonly name: string; readonly address: string };
  readonly title: string;
  readonly text: string;
  /** An iCalendar object (RFC 5545) and its method (RFC 5546), that mail programs put into the calendar. */
  readonly calendar?: { readonly method: 'REQUEST' | 'CANCEL'; readonly content: string };
};

export type LetterRow = { id: string; toName: string; toAddress: string; title: string; text: string; calendarMethod: 'REQUEST' | 'CANCEL' | null; calendar: string | null };

/** Puts letters to single addresses into the outbox, for the job that sends mail. Only the platform may: call it in `asSystem`. */
export async function postLetters(tx: Tx, letters: readonly NewLetter[]): Promise<void> {
  if (letters.length === 0) return;
  const rows = letters.map(({ subject, to, title, text, calendar }) => ({ subjectType: subject.type, subjectId: subject.id, toName: to.name, toAddress: to.address, title: title.slice(0, 300), text, method: calendar?.method ?? null, calendar: calendar?.content ?? null }));
  await sql`
    insert into kernel.letter (subject_type, subject_id, to_name, to_address, title, text, calendar_method, calendar)
    select "subjectType", "subjectId", "toName", "toAddress", title, text, method, calendar
    from json_to_recordset(${JSON.stringify(rows)}) as r("subjectType" text, "subjectId" text, "toName" text, "toAddress" text, title text, text text, method text, calendar text)`.execute(tx.db);
}
