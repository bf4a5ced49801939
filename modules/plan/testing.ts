import type { OpenAPIHono } from '@hono/zod-openapi';
import { readFile } from 'node:fs/promises';
import { isPerson, systemActor, type PersonActor, type PersonRole } from '#kernel/actor/actor.ts';
import { sessionMiddleware } from '#kernel/actor/middleware.ts';
import { createSession } from '#kernel/actor/session.ts';
import { browser } from '#kernel/actor/testing.ts';
import type { TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { filesApi } from '#kernel/files/api.ts';
import type { BlobStore } from '#kernel/files/blobs.ts';
import type { Env } from '#kernel/http/env.ts';
import { createHttpApp } from '#kernel/http/server.ts';
import type { Platform } from '#kernel/platform.ts';
import { plan } from './index.ts';

/** The provided three-year action plan. */
export const realPlan = await readFile(new URL('./document/fixtures/three-year-action-plan.txt', import.meta.url), 'utf8');

/** The plan's interfaces and the files that hang on reports, behind sessions as on the platform. */
export function planApp(platform: Platform, blobs: BlobStore): OpenAPIHono<Env> {
  const mounts = [
    { path: '/api/plan', api: plan.api?.(platform, { blobs }) as unknown as OpenAPIHono<Env> }, // each API's type names its own routes
    { path: '/api/files', api: filesApi(platform, blobs, plan.fileSubjects ?? {}) as unknown as OpenAPIHono<Env>, uploads: ['', '/'] },
  ];
  return createHttpApp(platform, { mounts, session: sessionMiddleware(platform), webRoot: '/nowhere' });
}

export type Somebody = PersonActor & { name: string; cookie: string; send: ReturnType<typeof browser>['send'] };

/** A person of the directory with an account and one role, signed in. */
export async function somebody(db: TestDatabase, app: OpenAPIHono<Env>, { role, party = null, organizationId = null, name = '许海涛' }: { role: PersonRole; party?: PartyCode | null; organizationId?: string | null; name?: string }): Promise<Somebody> {
  const { rows: [person] } = await db.admin.query<{ id: string }>("insert into directory.person (name, party, visibility) values ($1, $2, 'region') returning id", [name, party]);
  const { rows: [account] } = await db.admin.query<{ id: string }>('insert into kernel.account (person_id, login, name, party) values ($1, $2, $3, $4) returning id', [person?.id, `u${crypto.randomUUID()}`, name, party]);
  const { rows: [grant] } = await db.admin.query<{ id: string }>("insert into kernel.role_grant (account_id, role, party, organization_id, reason) values ($1, $2, $3, $4, '任职') returning id", [account?.id, role, party, organizationId]);
  const { token } = await inTransaction(db, systemActor('test'), (tx) => createSession(tx, { accountId: account?.id ?? '', grantId: grant?.id, signedInBy: 'password' }));
  const { jar, send } = browser(app);
  jar.set('delta_session', token);
  const actor = { role, accountId: account?.id ?? '', personId: person?.id ?? '', ...(party === null ? {} : { party }), ...(organizationId === null ? {} : { organizationId }) };
  if (!isPerson(actor)) throw new Error('no person');
  return { ...actor, name, cookie: `delta_session=${token}`, send };
}

/** How many rows every table has, and the state of the plan's: what a refused request must leave as it was. */
export async function traces(db: TestDatabase): Promise<Record<string, string>> {
  const { rows } = await db.admin.query<{ name: string; found: string }>(`
    select n.nspname || '.' || c.relname as name,
      (xpath('/row/found/text()', query_to_xml(format('select count(*) || '':'' || coalesce(sum(hashtext(t::text)::bigint), 0) as found from %I.%I t', n.nspname, c.relname), false, true, '')))[1]::text as found
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker') and c.oid <> 'kernel.session'::regclass order by 1`);
  return Object.fromEntries(rows.map(({ name, found }) => [name, found]));
}
