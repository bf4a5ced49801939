import { systemActor, type Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { partyCodes, partyNames, type PartyCode } from '#kernel/domain.ts';
import { closeTasks, notify, openTask } from '#kernel/inbox/inbox.ts';
import { record } from '#kernel/journal/journal.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { dutyNames } from '../messages.ts';
import { refusals } from '../refusals.ts';
import { chairDuties, chairOf, type Duty } from '../rules.ts';
import { tables, type DutyRow } from '../store.ts';
import { bodiesLink, yearSubject } from '../subjects.ts';

/** The party that chairs a year. */
export async function loadChair(tx: Tx, year: number): Promise<PartyCode | undefined> {
  const { rotations, exceptions } = await loadOrder(tx);
  return chairOf(year, rotations, exceptions);
}

async function loadOrder(tx: Tx) {
  const rotations = await tables(tx).selectFrom('governance.rotation').selectAll().execute();
  const exceptions = await tables(tx).selectFrom('governance.chairException').selectAll().execute();
  return { rotations, exceptions };
}

/** Who chairs which year, from the last on, and what the chair of this year has to do. */
export async function showChair(platform: Platform, actor: Actor) {
  return inTransaction(platform.database, actor, async (tx) => {
    const { rotations, exceptions } = await loadOrder(tx);
    const { year } = today(platform);
    const years = Array.from({ length: 6 }, (_, place) => year - 1 + place).flatMap((shown) => {
      const party = chairOf(shown, rotations, exceptions);
      return party === undefined ? [] : [{ year: shown, party, exceptionBy: exceptions.find((exception) => exception.year === shown)?.proposalId ?? null }];
    });
    const duties = await tables(tx).selectFrom('governance.duty').selectAll().where('year', '=', year).orderBy('dueOn').execute();
    const chair = years.find((shown) => shown.year === year)?.party;
    return { year, today: today(platform).toString(), years, duties: duties.map(({ duty, dueOn, doneAt, note }) => ({ duty, dueOn, doneAt, note })), mayTick: actor.role === 'party_officer' && actor.party === chair };
  });
}

/** Begins the year that it is, once: the chair's duties come onto its officers' list, and the four are told whose year it is. */
export async function beginChairYear(platform: Platform): Promise<boolean> {
  return inTransaction(platform.database, systemActor('governance.chair-year'), async (tx) => {
    const { year } = today(platform);
    const party = await loadChair(tx, year);
    if (party === undefined) return false;
    const begun = await tables(tx).insertInto('governance.chairYear').values({ year, party }).onConflict((conflict) => conflict.doNothing()).returning('year').executeTakeFirst();
    if (begun === undefined) return false;
    const duties = chairDuties.map(({ duty, by }) => ({ year, duty, dueOn: `${year}-${by}` }));
    await tables(tx).insertInto('governance.duty').values(duties).execute();
    await openDuties(tx, year, party, duties);
    await tellOfChair(tx, year, party);
    await recordYear(tx, 'begin', year, { party });
    return true;
  });
}

/** The chair says that a duty is done. */
export async function tickDuty(platform: Platform, actor: Actor, { year, duty, note }: { year: number; duty: Duty; note: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const found = await tables(tx).selectFrom('governance.duty').selectAll().where('year', '=', year).where('duty', '=', duty).executeTakeFirst();
    if (found === undefined) throw refuse(commonRefusals.notFound);
    if (found.doneAt !== null) throw refuse(refusals.dutyDone);
    await storeDone(tx, platform, { year, duty, note });
  });
}

/** What was held, signed or published settles the duty to do so. */
export async function settleDuty(tx: Tx, platform: Pick<Platform, 'now'>, { year, duty, note }: { year: number; duty: Duty; note: string }): Promise<void> {
  await asSystem(tx, 'governance.chair-year', async (system) => {
    const open = await tables(system).selectFrom('governance.duty').select('duty').where('year', '=', year).where('duty', '=', duty).where('doneAt', 'is', null).executeTakeFirst();
    if (open !== undefined) await storeDone(system, platform, { year, duty, note });
  });
}

async function storeDone(tx: Tx, platform: Pick<Platform, 'now'>, { year, duty, note }: { year: number; duty: Duty; note: string }): Promise<void> {
  const { numUpdatedRows } = await tables(tx).updateTable('governance.duty').set({ doneAt: platform.now().toString(), note }).where('year', '=', year).where('duty', '=', duty).where('doneAt', 'is', null).executeTakeFirst();
  if (numUpdatedRows !== 1n) throw refuse(commonRefusals.notAllowed);
  await closeTasks(tx, yearSubject(year), dutyTask(duty));
  await recordYear(tx, 'done', year, { duty }, note);
}

/** Another party chairs a year, by resolution of all four; what is still to do in a year that has begun moves to it. */
export async function exceptChair(tx: Tx, { year, party, proposalId, round }: { year: number; party: PartyCode; proposalId: string; round: number }): Promise<void> {
  const by = { party, proposalId, round };
  await tables(tx).insertInto('governance.chairException').values({ year, ...by }).onConflict((conflict) => conflict.column('year').doUpdateSet(by)).execute();
  await recordYear(tx, 'except', year, { party, proposalId });
  const begun = await tables(tx).updateTable('governance.chairYear').set({ party }).where('year', '=', year).returning('year').executeTakeFirst();
  await tellOfChair(tx, year, party);
  if (begun === undefined) return;
  await closeTasks(tx, yearSubject(year));
  await openDuties(tx, year, party, await tables(tx).selectFrom('governance.duty').selectAll().where('year', '=', year).where('doneAt', 'is', null).execute());
}

const dutyTask = (duty: Duty) => `governance.chairYear/${duty}`;

async function openDuties(tx: Tx, year: number, party: PartyCode, duties: readonly Pick<DutyRow, 'duty' | 'dueOn'>[]): Promise<void> {
  for (const { duty, dueOn } of duties) {
    await openTask(tx, { kind: dutyTask(duty), subject: yearSubject(year), to: { role: 'party_officer', party }, dueOn, link: bodiesLink, title: { zh: `轮值方职责：${dutyNames[duty].zh}`, en: `Duty of the chair: ${dutyNames[duty].en}` } });
  }
}

async function tellOfChair(tx: Tx, year: number, party: PartyCode): Promise<void> {
  for (const to of partyCodes) {
    await notify(tx, { kind: 'governance.chairYear/chair', subject: yearSubject(year), to: { role: 'party_officer', party: to }, link: bodiesLink, title: { zh: `${year}年轮值方为${partyNames[party].zh}`, en: `${partyNames[party].en} chairs ${year}` } });
  }
}

async function recordYear(tx: Tx, act: string, year: number, changes: Parameters<typeof record>[1]['changes'], reason?: string): Promise<void> {
  await record(tx, { act: `governance.chairYear/${act}`, subject: { ...yearSubject(year), title: String(year) }, changes, reason, access: { visibility: 'region' } });
}
