import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import type { LearningKind } from '../messages.ts';

export type Learnt = {
  readonly title: string; readonly hostTitle: string | null; readonly hours: number; readonly credits: number;
  readonly grade: string | null; readonly scale: string | null; readonly homeGrade: string | null; readonly homeScale: string | null;
};

/** What a home recognises of one stay: whose, where, when, by which record and certificate. Days are dates, the last one counts. */
export type Recognition = {
  readonly personId: string; readonly institutionId: string; readonly party: PartyCode; readonly hostId: string; readonly kind: LearningKind; readonly from: string; readonly to: string;
  readonly source: { readonly type: string; readonly id: string; readonly link: string }; readonly certificate: string; readonly recognisedOn: string; readonly recognisedBy: string | null; readonly lines: readonly Learnt[];
};

/** Enters in a person's record what their home recognised; the platform acts, in the transaction of the certificate. Entered once, whatever is asked again. */
export async function enterLearning(tx: Tx, { lines, source, ...of }: Recognition): Promise<void> {
  const rows = JSON.stringify(lines.map((line, i) => ({ ...line, line: i + 1 })));
  await sql`
    insert into directory.learning (person_id, institution_id, party, kind, host_id, during, source_type, source_id, source_link, certificate, recognised_on, recognised_by, line, title, host_title, hours, credits, grade, scale, home_grade, home_scale)
    select ${of.personId}, ${of.institutionId}, ${of.party}, ${of.kind}, ${of.hostId}, daterange(${of.from}, ${of.to}, '[]'), ${source.type}, ${source.id}, ${source.link}, ${of.certificate}, ${of.recognisedOn}, ${of.recognisedBy},
      line, title, "hostTitle", hours, credits, grade, scale, "homeGrade", "homeScale"
    from json_to_recordset(${rows}::json) as r(line integer, title text, "hostTitle" text, hours numeric, credits numeric, grade text, scale text, "homeGrade" text, "homeScale" text)
    on conflict do nothing`.execute(tx.db);
}

export type LearningRow = Learnt & { id: string; kind: LearningKind; institutionName: string; hostName: string; from: string; to: string; certificate: string; sourceLink: string; recognisedOn: string; recognisedBy: string | null };

/** A person keeps no more lines than this for years. */
const mostShown = 1000;

/** A person's recognised learning as far as the actor may see it, the latest first. */
export async function listLearning(platform: Platform, actor: Actor, personId: string): Promise<LearningRow[]> {
  return inTransaction(platform.database, actor, async (tx) => {
    const { rows } = await sql<LearningRow>`
      select l.id, l.kind, l.title, l.host_title, l.hours::float8 as hours, l.credits::float8 as credits, l.grade, l.scale, l.home_grade, l.home_scale, h.name as institution_name, i.name as host_name,
        lower(l.during)::text as from, (upper(l.during) - 1)::text as to, l.certificate, l.source_link, l.recognised_on::text as recognised_on, l.recognised_by
      from directory.learning l join directory.institution h on h.id = l.institution_id join directory.institution i on i.id = l.host_id
      where l.person_id = ${personId} order by l.recognised_on desc, l.source_id, l.line limit ${mostShown}`.execute(tx.db);
    return rows;
  });
}

/** One's own. */
export async function listOwnLearning(platform: Platform, actor: Actor): Promise<LearningRow[]> {
  if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
  return listLearning(platform, actor, actor.personId);
}
