import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { closeTasks, notify, openTask, type Addressee } from '#kernel/inbox/inbox.ts';
import { record } from '#kernel/journal/journal.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import { move } from '#kernel/lifecycle/move.ts';
import type { FileSubject } from '#kernel/module.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import type { Text } from '#kernel/text.ts';
import { applicationLifecycle, applyLink, schemeLink } from '../../lifecycle.ts';
import { beginAgreement, sideOf } from '../../stay/service/agreements.ts';
import { findApplication } from '../../service/applications.ts';
import { findScheme } from '../../service/schemes.ts';
import { tables, type ApplicationRow, type SchemeRow } from '../../store.ts';
import type { Side } from '../../stay/store.ts';
import { refusals } from '../refusals.ts';
import { answerTables, hasUnmet, type ConditionRow } from '../store.ts';

export type NewCondition = { readonly text: string; readonly dueOn: string };
type Sides = Pick<ConditionRow, 'personId' | 'homeId' | 'homeParty' | 'hostId' | 'hostParty'>;

/** The conditions of an application, oldest first, with what the actor may do about each. */
export async function listConditions(platform: Platform, actor: Actor, applicationId: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    const application = await findApplication(tx, applicationId);
    const rows = await answerTables(tx).selectFrom('exchange.condition').selectAll().where('applicationId', '=', applicationId).orderBy('id').execute();
    const own = rows[0] === undefined ? undefined : sideOf(actor, rows[0]);
    const sides = await findSides(tx, application);
    return {
      state: application.state, mayAdd: ['offered', 'conditional'].includes(application.state) && sides !== undefined && sideOf(actor, sides) !== undefined,
      items: rows.map(({ id, side, text, dueOn, proof, state, note, decidedAt, version }) => ({ id, side, text, dueOn, proof, state, note, decidedAt, version, may: { prove: state === 'open' && own !== undefined, decide: state === 'open' && own === side } })),
    };
  });
}

/** The person takes the place on conditions: those that they name now, and those that others have named. When all are met it is accepted. */
export async function acceptOnConditions(platform: Platform, actor: Actor, applicationId: string, { version, conditions }: { version: number; conditions: readonly NewCondition[] }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await findApplication(tx, applicationId);
    const scheme = await findScheme(tx, before.schemeId);
    for (const condition of conditions) await store(tx, scheme, before, 'person', condition);
    if (!(await hasUnmet(tx, applicationId))) throw refuse(refusals.noConditions, {}, { field: '/conditions' });
    await move<ApplicationRow, string, string>(tx, applicationLifecycle, { id: applicationId, transition: 'acceptConditionally', version });
  });
}

/** A side names a condition while the place is to be answered, or accepted on others; the others hear of it. */
export async function addCondition(platform: Platform, actor: Actor, applicationId: string, condition: NewCondition): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const application = await findApplication(tx, applicationId);
    const scheme = await findScheme(tx, application.schemeId);
    const sides = await findSides(tx, application);
    const side = sides === undefined ? undefined : sideOf(actor, sides);
    if (side === undefined) throw refuse(commonRefusals.notAllowed);
    return { id: await store(tx, scheme, application, side, condition) };
  });
}

/** Shows by what a condition is met; whoever named it is asked to judge. */
export async function proveCondition(platform: Platform, actor: Actor, id: string, { version, proof }: { version: number; proof: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await findOpen(tx, id);
    if (sideOf(actor, before) === undefined) throw refuse(commonRefusals.notAllowed);
    const after = await changeRecord<ConditionRow>(tx, { table: 'exchange.condition', id, version, values: { proof } });
    const application = await findApplication(tx, after.applicationId);
    await openTask(tx, {
      kind: 'exchange.condition/decide', subject: { type: 'exchange.condition', id }, to: addresseeOf(after, after.side), link: linkOf(after.side, application.schemeId),
      title: { zh: `请认定条件是否满足：${after.text.slice(0, 60)}`, en: `Is this condition met? ${after.text.slice(0, 60)}` },
    });
    await recordCondition(tx, 'prove', after, {});
  });
}

/** The side that named a condition says whether it is met. With the last one the acceptance stands; one that is not met declines nobody: it is listed for the officers. */
export async function decideCondition(platform: Platform, actor: Actor, id: string, { version, met, note }: { version: number; met: boolean; note: string | null }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await findOpen(tx, id);
    if (sideOf(actor, before) !== before.side) throw refuse(refusals.conditionNotYours);
    if (met && before.proof === null && note === null) throw refuse(refusals.conditionUnproved, {}, { field: '/note' });
    const decided = { state: met ? 'met' : 'notMet', note, decidedAt: platform.now().toString(), decidedBy: isPerson(actor) ? actor.accountId : null };
    const after = await changeRecord<ConditionRow>(tx, { table: 'exchange.condition', id, version, values: decided });
    await closeTasks(tx, { type: 'exchange.condition', id });
    await recordCondition(tx, 'decide', after, { met });
    const application = await findApplication(tx, after.applicationId);
    if (!met) return tellOthers(tx, after, application.schemeId, { zh: `条件未满足：${after.text.slice(0, 60)}`, en: `A condition is not met: ${after.text.slice(0, 60)}` });
    if (application.state !== 'conditional') return;
    const scheme = await findScheme(tx, application.schemeId);
    await asSystem(tx, 'exchange.conditions', async (system) => {
      if (await hasUnmet(system, application.id)) return;
      const accepted = await move<ApplicationRow, string, string>(system, applicationLifecycle, { id: application.id, transition: 'fulfil', version: application.version });
      await beginAgreement(system, scheme, accepted);
    });
  });
}

/** Papers that prove a condition: any side adds them while it is open. */
export const conditionFiles: FileSubject = {
  mayAttach: async (tx, id) => {
    const found = await answerTables(tx).selectFrom('exchange.condition').selectAll().where('id', '=', id).executeTakeFirst();
    return found !== undefined && found.state === 'open' && sideOf(tx.actor, found) !== undefined;
  },
  maySee: async (tx, id) => (await answerTables(tx).selectFrom('exchange.condition').select('id').where('id', '=', id).executeTakeFirst()) !== undefined,
};

async function store(tx: Tx, scheme: SchemeRow, application: ApplicationRow, side: Side, { text, dueOn }: NewCondition): Promise<string> {
  const sides = await findSides(tx, application);
  if (sides === undefined || !['offered', 'conditional'].includes(application.state)) throw refuse(refusals.conditionsNotNow);
  if (dueOn > scheme.startsOn) throw refuse(refusals.conditionTooLate, { date: scheme.startsOn }, { field: '/dueOn' });
  const row = await answerTables(tx).insertInto('exchange.condition').values({ applicationId: application.id, ...sides, side, text, dueOn }).returningAll().executeTakeFirstOrThrow();
  await recordCondition(tx, 'add', row, { side, dueOn });
  await tellOthers(tx, row, scheme.id, { zh: `提出了条件：${text.slice(0, 60)}`, en: `A condition was named: ${text.slice(0, 60)}` });
  return row.id;
}

async function tellOthers(tx: Tx, condition: ConditionRow, schemeId: string, title: Text): Promise<void> {
  for (const side of (['person', 'home', 'host'] as const).filter((other) => other !== condition.side)) {
    await notify(tx, { kind: 'exchange.condition/tell', subject: { type: 'exchange.condition', id: condition.id }, to: addresseeOf(condition, side), title, link: linkOf(side, schemeId) });
  }
}

function addresseeOf({ personId, homeId, hostId }: Sides, side: Side): Addressee {
  return side === 'person' ? { personId } : { role: 'institution_officer', organizationId: side === 'home' ? homeId : hostId };
}

const linkOf = (side: Side, schemeId: string): string => (side === 'person' ? applyLink(schemeId) : `${schemeLink(schemeId)}?tab=answers`);

/** Who the sides are, once there is a place. */
async function findSides(tx: Tx, { personId, homeId, party, offerId }: ApplicationRow): Promise<Sides | undefined> {
  if (offerId === null) return undefined;
  const offer = await tables(tx).selectFrom('exchange.offer').select(['institutionId', 'party']).where('id', '=', offerId).executeTakeFirst();
  return offer === undefined ? undefined : { personId, homeId, homeParty: party, hostId: offer.institutionId, hostParty: offer.party };
}

async function findOpen(tx: Tx, id: string): Promise<ConditionRow> {
  const { rows: [row] } = await sql<ConditionRow>`select * from exchange.condition where id = ${id}`.execute(tx.db);
  if (row === undefined) throw refuse(commonRefusals.notFound);
  if (row.state !== 'open') throw refuse(refusals.conditionDecided);
  return row;
}

async function recordCondition(tx: Tx, act: string, row: ConditionRow, changes: Parameters<typeof record>[1]['changes']): Promise<void> {
  await record(tx, { act: `exchange.condition/${act}`, subject: { type: 'exchange.condition', id: row.id }, changes, access: { visibility: 'organization', party: row.homeParty, organizationId: row.homeId, personId: row.personId } });
}
