import { setTimeout as wait } from 'node:timers/promises';
import { networkSource, type Ask, type Source } from '#kernel/journal/audit/source.ts';

/** How the command line signs in at a platform: by a session's token, or by login and password, from the environment. */
export type SignIn = { readonly token: string | undefined; readonly login: string | undefined; readonly password: string | undefined };

export function signInFromEnvironment(env: NodeJS.ProcessEnv): SignIn {
  return { token: env['DELTA_TOKEN'], login: env['DELTA_LOGIN'], password: env['DELTA_PASSWORD'] };
}

/** The journal of the platform at `url`. With login and password it signs in again when its session has ended. */
export function journalAt(url: string, { token, login, password }: SignIn): Source {
  const base = url.replace(/\/$/, '');
  const secure = base.startsWith('https:');
  let cookie = token === undefined ? undefined : `${secure ? '__Host-delta_session' : 'delta_session'}=${token}`;
  const signIn = async () => {
    if (login === undefined || password === undefined) throw new Error('请用环境变量 DELTA_TOKEN，或 DELTA_LOGIN 和 DELTA_PASSWORD 说明以谁的身份登录。 Name who signs in by DELTA_TOKEN, or DELTA_LOGIN and DELTA_PASSWORD.');
    const response = await fetch(`${base}/api/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ login, password }) });
    cookie = response.headers.getSetCookie().map((line) => line.split(';')[0]).find((pair) => pair?.includes('delta_session='));
    if (!response.ok || cookie === undefined) throw new Error(`${login}: 登录未成功（${response.status}）· could not sign in`);
  };
  const send: Ask = (path, init) => fetch(`${base}${path}`, { ...init, headers: { ...init?.headers, ...(cookie === undefined ? {} : { cookie }) } });
  const ask: Ask = async (path, init) => {
    if (cookie === undefined) await signIn();
    const response = await send(path, init);
    if (response.status === 429) {
      await wait(1000 * Number(response.headers.get('retry-after') ?? 1));
      return ask(path, init);
    }
    if (response.status !== 401 || login === undefined) return response;
    await signIn();
    return send(path, init);
  };
  return networkSource(ask);
}
