import type { OpenAPIHono } from '@hono/zod-openapi';
import { createHttpApp, type Mount } from '#kernel/http/server.ts';
import type { Env } from '#kernel/http/env.ts';
import type { Platform } from '#kernel/platform.ts';
import type { TestDatabase } from '#kernel/database/testing.ts';
import type { PersonRole } from './actor.ts';
import { accountApi } from './account-api.ts';
import { accountsApi } from './accounts-api.ts';
import { sessionMiddleware } from './middleware.ts';
import { oidcApi } from './oidc-api.ts';
import { passkeyApi } from './passkey-api.ts';
import { hashPassword } from './password.ts';
import { sessionApi } from './session-api.ts';

export const testPassword = 'correct horse battery';

/** The interfaces of this folder alone, in front of people who are but ids. */
export function actorApp(platform: Platform): OpenAPIHono<Env> {
  const noNames = async () => new Map<string, string>();
  const people = { add: async () => crypto.randomUUID(), nameOf: async () => '许海涛' };
  const mount = (path: string, api: unknown): Mount => ({ path, api: api as OpenAPIHono<Env> });
  const mounts = [
    mount('/api/session', sessionApi(platform, noNames)), mount('/api/session/passkey', passkeyApi(platform)), mount('/api/session/oidc', oidcApi(platform)),
    mount('/api/account', accountApi(platform)), mount('/api/accounts', accountsApi(platform, { scopeNames: noNames, people })),
  ];
  return createHttpApp(platform, { mounts, session: sessionMiddleware(platform), webRoot: '/nowhere' });
}

/** A browser as far as the interfaces are concerned: keeps its cookies, says where a request comes from. */
export function browser(app: OpenAPIHono<Env>) {
  const jar = new Map<string, string>();
  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await app.request(path, {
      method, body: body === undefined ? null : JSON.stringify(body),
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), 'sec-fetch-site': 'same-origin', cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '), ...headers },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  return { jar, send, json: async (method: string, path: string, body?: unknown) => (await send(method, path, body)).json() as Promise<Record<string, never>> };
}

/** An account with one role, put there by the database's owner. */
export async function anAccount(db: TestDatabase, { login, party = null, role = 'member' }: { login: string; party?: string | null; role?: PersonRole }): Promise<{ id: string; personId: string; grantId: string }> {
  const personId = crypto.randomUUID();
  const { rows } = await db.admin.query<{ id: string }>('insert into kernel.account (person_id, login, name, party, password_hash) values ($1, $2, $3, $4, $5) returning id', [personId, login, '许海涛', party, await passwordHash()]);
  const id = rows[0]?.id ?? '';
  const { rows: grants } = await db.admin.query<{ id: string }>("insert into kernel.role_grant (account_id, role, party, reason) values ($1, $2, $3, '任职') returning id", [id, role, party]);
  return { id, personId, grantId: grants[0]?.id ?? '' };
}

let hashed: Promise<string> | undefined;
const passwordHash = () => (hashed ??= hashPassword(testPassword));
