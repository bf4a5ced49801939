import { sql } from 'kysely';
import { createTransport, type Transporter } from 'nodemailer';
import { systemActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { today, type Platform } from '#kernel/platform.ts';
import type { Language, Text } from '#kernel/text.ts';
import type { LetterRow } from './letters.ts';

/** A task is reminded of when it is due within this many days. */
const remindDaysBefore = 3;

/** A mail that could not be sent is tried again, a minute later at the soonest, up to this often. */
const mostAttempts = 200;

/** How many are sent in one run of the job; the next run goes on. */
const atOnce = 200;

type Mail = { notificationId: string; accountId: string; email: string; name: string; language: Language; title: Text; link: string };

/** Tells the holders of open tasks that they are due soon, or overdue: once each. */
export async function remindOfTasks(platform: Platform): Promise<number> {
  return inTransaction(platform.database, systemActor('inbox.remind'), async (tx) => {
    const { rows } = await sql<{ told: number }>`select kernel.remind_of_tasks(${today(platform).toString()}, ${remindDaysBefore}) as told`.execute(tx.db);
    return rows[0]?.told ?? 0;
  });
}

/** Sends what was notified to those who want mail. Nothing is lost while the mail server is away; a second run sends nothing twice. */
export async function sendMail(platform: Platform): Promise<{ sent: number; failed: number }> {
  const { mail } = platform.config;
  if (mail === undefined) return { sent: 0, failed: 0 };
  await inTransaction(platform.database, systemActor('inbox.mail'), (tx) => sql`
    insert into kernel.mail (notification_id, account_id)
    select n.id, a.id from kernel.notification n
    join kernel.account a on a.email is not null and a.mail_wanted and a.disabled_at is null and a.created_at <= n.created_at and (
      a.person_id = n.to_person_id
      or exists (select from kernel.role_grant g where g.account_id = a.id and g.role = n.to_role and g.withdrawn_at is null and (g.valid_to is null or g.valid_to >= current_date)
        and (n.to_party is null or g.party = n.to_party) and (n.to_organization_id is null or g.organization_id = n.to_organization_id) and (n.to_division is null or g.division = n.to_division)))
    where n.created_at > now() - interval '3 days' on conflict do nothing`.execute(tx.db));
  const mails = await loadUnsent(platform);
  const letters = await loadUnsentLetters(platform);
  const transport = createTransport({ url: mail.smtpUrl, pool: true, maxConnections: 2 });
  let sent = 0;
  try {
    for (const one of mails) if (await sendOne(platform, transport, mail.from, one)) sent += 1;
    for (const letter of letters) if (await sendLetter(platform, transport, mail.from, letter)) sent += 1;
  } finally {
    transport.close();
  }
  return { sent, failed: mails.length + letters.length - sent };
}

async function loadUnsent(platform: Platform): Promise<Mail[]> {
  return inTransaction(platform.database, systemActor('inbox.mail'), async (tx) => {
    const { rows } = await sql<Mail>`
      select m.notification_id, m.account_id, a.email, a.name, a.language, n.title, n.link
      from kernel.mail m join kernel.notification n on n.id = m.notification_id join kernel.account a on a.id = m.account_id
      where m.sent_at is null and m.attempts < ${mostAttempts} and a.email is not null and a.mail_wanted order by m.notification_id limit ${atOnce}`.execute(tx.db);
    return rows;
  });
}

/** Marked before it is sent would lose one in a crash, marked after may send one twice: we prefer the second. */
async function sendOne(platform: Platform, transport: Transporter, from: string, { notificationId, accountId, email, name, language, title, link }: Mail): Promise<boolean> {
  const accepted = await hand(platform, transport, notificationId, { from, to: { name, address: email }, ...letterText(platform.config.publicUrl + link, title[language], language) });
  await inTransaction(platform.database, systemActor('inbox.mail'), (tx) => sql`
    update kernel.mail set attempts = attempts + 1, sent_at = ${accepted ? platform.now().toString() : null} where notification_id = ${notificationId} and account_id = ${accountId}`.execute(tx.db));
  return accepted;
}

/** Letters are sent as mails are, oldest first. */
async function loadUnsentLetters(platform: Platform): Promise<LetterRow[]> {
  return inTransaction(platform.database, systemActor('inbox.mail'), async (tx) => {
    const { rows } = await sql<LetterRow>`select id, to_name, to_address, title, text, calendar_method, calendar from kernel.letter where sent_at is null and attempts < ${mostAttempts} and posted_at > now() - interval '3 days' order by id limit ${atOnce}`.execute(tx.db);
    return rows;
  });
}

async function sendLetter(platform: Platform, transport: Transporter, from: string, { id, toName, toAddress, title, text, calendarMethod, calendar }: LetterRow): Promise<boolean> {
  const accepted = await hand(platform, transport, id, {
    from, to: { name: toName, address: toAddress }, subject: title, text,
    ...(calendar === null || calendarMethod === null ? {} : { icalEvent: { method: calendarMethod, filename: 'invite.ics', content: calendar } }),
  });
  await inTransaction(platform.database, systemActor('inbox.mail'), (tx) => sql`update kernel.letter set attempts = attempts + 1, sent_at = ${accepted ? platform.now().toString() : null} where id = ${id}`.execute(tx.db));
  return accepted;
}

async function hand(platform: Platform, transport: Transporter, id: string, message: Parameters<Transporter['sendMail']>[0]): Promise<boolean> {
  try {
    await transport.sendMail(message);
    return true;
  } catch (error) {
    platform.log.warn({ err: (error as Error).name, id }, 'mail not sent; it is tried again');
    return false;
  }
}

function letterText(url: string, title: string, language: Language) {
  const foot = { zh: '您收到此邮件，是因为您在长三角教育协作平台开启了邮件通知；可在“我的账号”中关闭。', en: 'You get this because mail is switched on in your Delta account; switch it off under “My account”.' }[language];
  const escaped = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return { subject: title.slice(0, 150), text: `${title}\n\n${url}\n\n${foot}\n`, html: `<p>${escaped}</p><p><a href="${encodeURI(url)}">${encodeURI(url)}</a></p><p style="color:#666;font-size:13px">${foot}</p>` };
}
