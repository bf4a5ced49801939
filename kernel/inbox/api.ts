import { sql } from 'kysely';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { answers, body, createRoute, newApi, textSchema, z } from '#kernel/http/api.ts';
import { cutPage, decodeCursor, pageOf, pageQuery, refuseCursor } from '#kernel/http/paging.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { exportList, exportQuery, readAll, type ExportColumn } from '#kernel/sheets/export.ts';
import type { Text } from '#kernel/text.ts';

const task = z.object({ id: z.string(), kind: z.string(), title: textSchema, link: z.string(), dueOn: z.string().nullable(), createdAt: z.string(), daysLate: z.number() });
const notification = z.object({ id: z.string(), kind: z.string(), title: textSchema, link: z.string(), createdAt: z.string(), read: z.boolean() });

/** The list of tasks as a file. */
const taskColumns: readonly ExportColumn<TaskRow>[] = [
  { label: { zh: '事项', en: 'Task' }, width: 70, value: ({ title }, language) => title[language] },
  { label: { zh: '期限', en: 'Due on' }, width: 14, kind: 'date', value: ({ dueOn }) => dueOn },
  { label: { zh: '下达时间', en: 'Since' }, width: 14, kind: 'date', value: ({ createdAt }) => createdAt.slice(0, 10) },
];

type TaskRow = { id: string; kind: string; title: Text; link: string; dueOn: string | null; createdAt: string; day: string; dueKey: string };
type NotificationRow = { id: string; kind: string; title: Text; link: string; createdAt: string; read: boolean };

/** One's tasks and notifications: `/api/inbox`. The database knows which are whose. */
export const inboxApi = (platform: Platform) =>
  newApi()
    .openapi(
      createRoute({ method: 'get', path: '/tasks', summary: 'What there is to do: overdue and due soon by their day, then the newest first', request: { query: z.strictObject(pageQuery) }, responses: answers(pageOf(task)) }),
      async (c) => {
        const { limit, cursor } = c.req.valid('query');
        const day = today(platform);
        const rows = await inTransaction(platform.database, c.var.actor, (tx) => loadTasks(tx, cursor === undefined ? { day: day.toString() } : readPlace(cursor), limit + 1));
        const page = cutPage(rows, limit, ({ day: of, dueKey, id }) => [of, dueKey, id]);
        return c.json({ ...page, items: page.items.map(({ day: _, dueKey: __, ...row }) => ({ ...row, daysLate: row.dueOn === null ? 0 : Math.max(0, Temporal.PlainDate.from(row.dueOn).until(day).days) })) }, 200);
      },
    )
    .openapi(
      createRoute({ method: 'get', path: '/tasks/export', summary: 'What there is to do, as a workbook or CSV', request: { query: z.strictObject(exportQuery) }, responses: { 200: { description: 'XLSX or CSV' } } }),
      async (c) => {
        const rows = await inTransaction(platform.database, c.var.actor, (tx) => readAll((last: TaskRow | undefined, limit) => loadTasks(tx, last ?? { day: today(platform).toString() }, limit)));
        return exportList({ name: { zh: '待办', en: 'Tasks' }, rows, columns: taskColumns, ...c.req.valid('query') });
      },
    )
    .openapi(
      createRoute({ method: 'get', path: '/summary', summary: 'How many tasks are open and overdue, how many notifications unread', responses: answers(z.object({ tasks: z.number(), overdue: z.number(), unread: z.number() })) }),
      async (c) => {
        const day = today(platform).toString();
        const { rows } = await inTransaction(platform.database, c.var.actor, (tx) => sql<{ tasks: number; overdue: number; unread: number }>`
          select (select count(*) from kernel.task where closed_at is null) as tasks,
            (select count(*) from kernel.task where closed_at is null and due_on < ${day}) as overdue,
            (select count(*) from kernel.notification n where not exists (select from kernel.notification_read r where r.notification_id = n.id)) as unread`.execute(tx.db));
        return c.json(rows[0] ?? { tasks: 0, overdue: 0, unread: 0 }, 200);
      },
    )
    .openapi(
      createRoute({ method: 'get', path: '/notifications', summary: 'What one should know, newest first', request: { query: z.strictObject(pageQuery) }, responses: answers(pageOf(notification)) }),
      async (c) => {
        const { limit, cursor } = c.req.valid('query');
        const [before] = cursor === undefined ? [] : decodeCursor(cursor, ['string']);
        const { rows } = await inTransaction(platform.database, c.var.actor, (tx) => sql<NotificationRow>`
          select n.id, n.kind, n.title, n.link, n.created_at, r.notification_id is not null as read
          from kernel.notification n left join kernel.notification_read r on r.notification_id = n.id
          where ${before ?? null}::uuid is null or n.id < ${before ?? null}::uuid order by n.id desc limit ${limit + 1}`.execute(tx.db));
        return c.json(cutPage(rows, limit, (row) => [row.id]), 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/notifications/read', summary: 'Marks notifications as read; all of them when none is named', request: { body: body(z.strictObject({ ids: z.array(z.uuid()).max(200).optional() })) }, responses: answers(z.object({ ok: z.literal(true) })) }),
      async (c) => {
        const { ids } = c.req.valid('json');
        await inTransaction(platform.database, c.var.actor, (tx) => sql`
          insert into kernel.notification_read (notification_id) select id from kernel.notification where ${ids ?? null}::uuid[] is null or id = any(${ids ?? null}::uuid[])
          on conflict do nothing`.execute(tx.db));
        return c.json({ ok: true as const }, 200);
      },
    );

export type InboxApi = ReturnType<typeof inboxApi>;

/** A task presses when it is due within so many days; the rest comes after, the newest first. */
const pressingDays = 7;

/** Where in the list one is: on which day it was put in order, and the last task that was seen. Whoever turns a page after midnight stays in the order that they began. */
type Place = { readonly day: string; readonly dueKey?: string; readonly id?: string };

function readPlace(cursor: string): Place {
  const [day, dueKey, id] = decodeCursor(cursor, ['string', 'string', 'string']);
  if (!isDay(day) || !isDay(dueKey) || !z.uuid().safeParse(id).success) throw refuseCursor();
  return { day, dueKey, id: String(id) };
}

const isDay = (value: unknown): value is string => z.iso.date().safeParse(value).success;

/** The open tasks from a place on: overdue and due soon by their day, then all others, the newest first. */
async function loadTasks(tx: Tx, { day, dueKey = '0001-01-01', id = 'ffffffff-ffff-ffff-ffff-ffffffffffff' }: Place, limit: number): Promise<TaskRow[]> {
  const { rows } = await sql<TaskRow>`
    select id, kind, title, link, due_on, created_at, ${day}::text as day, due_key::text as due_key
    from (select *, case when due_on <= ${day}::date + ${pressingDays}::integer then due_on else '9999-12-31' end as due_key from kernel.task where closed_at is null) as open
    where due_key > ${dueKey}::date or (due_key = ${dueKey}::date and id < ${id}::uuid)
    order by due_key, id desc limit ${limit}`.execute(tx.db);
  return rows;
}
