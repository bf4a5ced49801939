import { sql } from 'kysely';
import { asSystem, type Tx } from '#kernel/database/transaction.ts';
import { notify, openTask } from '#kernel/inbox/inbox.ts';
import { refuse } from '#kernel/refusal.ts';
import { schemeLink } from '../lifecycle.ts';
import { presetOf, type PresetName } from '../presets.ts';
import type { OfferRow, SchemeRow } from '../store.ts';
import { refusals } from './refusals.ts';
import type { Declared } from './rules.ts';

type Pair = { readonly tutorId: string | null; readonly tutor?: string; readonly fields: string[]; readonly aims: string[] };

/** Whom a post names and what they declare, checked; nothing of it in programmes where a post is not a person. */
export async function namePair(tx: Tx, preset: PresetName, institutionId: string, { capacity, tutorId = null, fields = [], aims = [] }: { capacity: number; tutorId?: string | null | undefined; fields?: readonly string[] | undefined; aims?: readonly string[] | undefined }): Promise<Pair> {
  const { pairs } = presetOf(preset);
  if (pairs === undefined) return { tutorId: null, fields: [], aims: [] };
  if (capacity !== 1) throw refuse(refusals.oneToOne, {}, { field: '/capacity' });
  if (tutorId === null) throw refuse(refusals.mentorNeeded, {}, { field: '/tutorId' });
  checkDeclared(preset, { fields, aims });
  if (fields.length === 0 || aims.length === 0) throw refuse(refusals.declareFirst, {}, { field: fields.length === 0 ? '/fields' : '/aims' });
  // Asked by the platform: a party's officer sees not every person of an institution.
  const { rows: [person] } = await asSystem(tx, 'exchange.mentors', (system) => sql<{ name: string }>`select name from directory.person where id = ${tutorId} and institution_id = ${institutionId}`.execute(system.db));
  if (person === undefined) throw refuse(refusals.mentorElsewhere, {}, { field: '/tutorId' });
  return { tutorId, tutor: person.name, fields: [...fields], aims: [...aims] };
}

/** What is declared is one of what the programme knows. */
export function checkDeclared(preset: PresetName, declared: Declared): void {
  const { pairs } = presetOf(preset);
  for (const what of ['fields', 'aims'] as const) {
    const keys = pairs?.[what].map(({ key }) => key) ?? [];
    if (declared[what].some((key) => !keys.includes(key)) || new Set(declared[what]).size !== declared[what].length) throw refuse(refusals.unknownChoice, {}, { field: `/${what}` });
  }
}

/** One post a mentor: what the constraint says, in words. */
export function saidOfPairs<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (error instanceof Error && 'constraint' in error && error.constraint === 'mentor_once') throw refuse(refusals.mentorTwice, {}, { field: '/tutorId' });
    throw error;
  });
}

/** A mentor hears that they are offered as one. */
export async function tellMentor(tx: Tx, { id, schemeId, tutorId, oneToOne }: OfferRow): Promise<void> {
  if (!oneToOne || tutorId === null) return;
  await notify(tx, { kind: 'exchange.offer/mentor', subject: { type: 'exchange.offer', id }, to: { personId: tutorId }, link: `${schemeLink(schemeId)}?tab=offers`, title: { zh: '单位已将您列为带教导师，报名截止后请您给学员排序', en: 'Your institution offers you as a mentor; you will be asked to order the mentees' } });
}

/** When hosts order, each mentor orders those who wish for them. */
export async function askMentors(system: Tx, { id, title }: SchemeRow): Promise<void> {
  const { rows } = await sql<{ id: string; tutorId: string }>`select id, tutor_id from exchange.offer o where scheme_id = ${id} and one_to_one and state = 'published' and tutor_id is not null
    and exists (select from exchange.wish w join exchange.application a on a.id = w.application_id where w.offer_id = o.id and a.state in ('nominated', 'reserve'))`.execute(system.db);
  for (const { id: offer, tutorId } of rows) {
    // oxlint-disable-next-line no-await-in-loop -- tasks are opened one by one
    await openTask(system, { kind: 'exchange.offer/order', subject: { type: 'exchange.offer', id: offer }, to: { personId: tutorId }, link: `${schemeLink(id)}?tab=ordering`, title: { zh: `请给报名您的学员排序：${title}`, en: `Please order those who wish for you: ${title}` } });
  }
}
