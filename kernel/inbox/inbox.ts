import { sql } from 'kysely';
import { systemActor, type PersonRole } from '#kernel/actor/actor.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { Mentioned } from '#kernel/module.ts';
import type { Platform } from '#kernel/platform.ts';
import type { Text } from '#kernel/text.ts';

/** To whom a task or a notification goes: whoever holds a role in a scope, or one person. */
export type Addressee =
  | { readonly role: PersonRole; readonly party?: PartyCode | undefined; readonly division?: string | undefined; readonly organizationId?: string | undefined }
  | { readonly personId: string };

export type Subject = { readonly type: string; readonly id: string };

export type NewTask = {
  /** e.g. `plan.milestone/report`; a second open task of one kind for one subject and addressee is not made. */
  readonly kind: string;
  readonly subject: Subject;
  readonly to: Addressee;
  readonly title: Text;
  /** The page, a path from `/`, where the task is done. */
  readonly link: string;
  /** 'YYYY-MM-DD' */
  readonly dueOn?: string | undefined;
};

export type NewNotification = Omit<NewTask, 'dueOn'>;

/** Puts a task on the list of its addressee. */
export async function openTask(tx: Tx, { kind, subject, to, title, link, dueOn }: NewTask): Promise<void> {
  const at = addressColumns(to);
  await sql`select kernel.open_task(${kind}, ${subject.type}, ${subject.id}, ${JSON.stringify(title)}, ${link},
    ${at.role}, ${at.party}, ${at.division}, ${at.organizationId}, ${at.personId}, ${dueOn ?? null})`.execute(tx.db);
}

/** Closes the open tasks of a subject, all or those of one kind: the act that settles them calls this. */
export async function closeTasks(tx: Tx, subject: Subject, kind?: string): Promise<void> {
  await sql`select kernel.close_tasks(${subject.type}, ${subject.id}, ${kind ?? null})`.execute(tx.db);
}

/** Lets the addressee know, on the platform, and by mail where the person wants it. */
export async function notify(tx: Tx, { kind, subject, to, title, link }: NewNotification): Promise<void> {
  const at = addressColumns(to);
  await sql`select kernel.notify(${kind}, ${subject.type}, ${subject.id}, ${JSON.stringify(title)}, ${link},
    ${at.role}, ${at.party}, ${at.division}, ${at.organizationId}, ${at.personId})`.execute(tx.db);
}

/** Takes a person's name out of what others' lists and notices say of these records. Only the platform may: call it in `asSystem`. */
export async function forgetTitles(tx: Tx, about: readonly Mentioned[], pseudonym: string): Promise<void> {
  if (about.length > 0) await sql`select kernel.forget_titles(${JSON.stringify(about)}::jsonb, ${pseudonym})`.execute(tx.db);
}

/** For how long a notice that somebody has deleted their account says who it was. */
const noticeDays = 30;

/** Ends the notices of departures that are over a month old. Once a day. */
export async function dropDepartures(platform: Platform): Promise<void> {
  await inTransaction(platform.database, systemActor('inbox.departures'), (tx) => sql`select kernel.drop_departures(${noticeDays})`.execute(tx.db));
}

function addressColumns(to: Addressee) {
  if ('personId' in to) return { role: null, party: null, division: null, organizationId: null, personId: to.personId };
  return { role: to.role, party: to.party ?? null, division: to.division ?? null, organizationId: to.organizationId ?? null, personId: null };
}
