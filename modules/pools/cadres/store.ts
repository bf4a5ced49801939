import { sql } from 'kysely';
import type { PartyCode } from '#kernel/domain.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import type { Grade, PostField, PostKind, PostLevel } from './messages.ts';

/** A post wanted or offered, as the annual scheme is drafted from it; days are 'YYYY-MM-DD', both inside. */
export type CadrePost = { id: string; party: PartyCode; institutionId: string; kind: PostKind; level: PostLevel; field: PostField; count: number; from: string; until: string; about: string | null };

/** The open posts that begin in a year, as far as the actor may see them: the four's officers see all. In the order of party, institution, and when they came. */
export async function loadCadrePosts(tx: Tx, { year }: { readonly year: number }): Promise<CadrePost[]> {
  const { rows } = await sql<CadrePost>`
    select id, party, institution_id, kind, level, field, count, about, lower(during)::text as "from", (upper(during) - 1)::text as until
    from pools.post where state = 'open' and lower(during) >= make_date(${year}, 1, 1) and lower(during) < make_date(${year + 1}, 1, 1) order by party, institution_id, id`.execute(tx.db);
  return rows;
}

export type PostRow = CadrePost & { division: string; institutionName: string; state: 'open' | 'withdrawn'; version: number };
export type PostFilter = { year?: number | undefined; kind?: PostKind | undefined; party?: PartyCode | undefined; level?: PostLevel | undefined; field?: PostField | undefined };

const postColumns = sql`p.id, p.party, p.division, p.institution_id, i.name as institution_name, p.kind, p.level, p.field, p.count, lower(p.during)::text as "from", (upper(p.during) - 1)::text as until, p.about, p.state, p.version`;

export async function loadPost(tx: Tx, id: string): Promise<PostRow | undefined> {
  const { rows } = await sql<PostRow>`select ${postColumns} from pools.post p join directory.institution i on i.id = p.institution_id where p.id = ${id}`.execute(tx.db);
  return rows[0];
}

/** Open posts, newest first, before a key where given. */
export async function loadPosts(tx: Tx, { year, kind, party, level, field }: PostFilter, { limit, before }: { limit: number; before?: string | undefined }): Promise<PostRow[]> {
  const conditions = [
    sql`p.state = 'open'`,
    ...(year === undefined ? [] : [sql`lower(p.during) >= make_date(${year}, 1, 1) and lower(p.during) < make_date(${year + 1}, 1, 1)`]),
    ...(kind === undefined ? [] : [sql`p.kind = ${kind}`]),
    ...(party === undefined ? [] : [sql`p.party = ${party}`]),
    ...(level === undefined ? [] : [sql`p.level = ${level}`]),
    ...(field === undefined ? [] : [sql`p.field = ${field}`]),
    ...(before === undefined ? [] : [sql`p.id < ${before}::uuid`]),
  ];
  const { rows } = await sql<PostRow>`select ${postColumns} from pools.post p join directory.institution i on i.id = p.institution_id where ${sql.join(conditions, sql` and `)} order by p.id desc limit ${limit}`.execute(tx.db);
  return rows;
}

export type CadreRecord = { id: string; kind: 'training' | 'assessment'; title: string; from: string; until: string; hours: number | null; grade: Grade | null; about: string | null };

/** What a cadre learned and, for those who may know it, how they were assessed; newest first. */
export async function loadCadreRecords(tx: Tx, memberId: string): Promise<CadreRecord[]> {
  const { rows } = await sql<CadreRecord>`
    select id, kind, title, lower(during)::text as "from", (upper(during) - 1)::text as until, hours, grade, about from pools.cadre_record where member_id = ${memberId} order by upper(during) desc, id desc limit 200`.execute(tx.db);
  return rows;
}
