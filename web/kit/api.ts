import type { Hono } from 'hono';
import { hc, type ClientResponse } from 'hono/client';
import type { Text } from '#kernel/text.ts';
import { connectionStore } from './connection-store.ts';
import { currentLanguage } from './texts.tsx';

/** Problem details (RFC 9457) as the platform answers them. */
export type Problem = {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly text: Text;
  readonly requestId?: string;
  readonly field?: string;
  readonly errors?: readonly { readonly field: string; readonly text: Text }[];
  readonly [extension: string]: unknown;
};

/** A request that the platform refused, with the words to show. */
export class ProblemError extends Error {
  override name = 'ProblemError';
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** The typed client of an API under `path`. */
// oxlint-disable-next-line typescript/no-explicit-any -- hono's own bound on an application's type
export function apiClient<Api extends Hono<any, any, any>>(path: string) {
  return hc<Api>(path, { fetch: deltaFetch });
}

/** `fetch` that tells the page when the platform cannot be reached. */
export async function deltaFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const headers = new Headers(init?.headers);
  headers.set('accept-language', currentLanguage());
  try {
    const response = await fetch(input, { ...init, headers });
    if (response.status === 502 || response.status === 503) connectionStore.set('lost');
    return response;
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'AbortError')) connectionStore.set('lost');
    throw error;
  }
}

type Answered<R> = R extends ClientResponse<infer T, infer S, 'json'> ? (S extends 200 ? T : never) : never;

/** What a request answered; throws the problem when it was refused. */
export async function answer<R extends Response | ClientResponse<unknown>>(request: Promise<R>): Promise<Answered<R>> {
  const response = await request;
  if (response.ok) return (await response.json()) as Answered<R>;
  throw await problemOf(response as Response);
}

export async function problemOf(response: Response): Promise<ProblemError> {
  const known: unknown = await response.json().catch(() => undefined);
  if (typeof known === 'object' && known !== null && 'code' in known && 'text' in known) return new ProblemError(known as Problem);
  const text = { zh: `服务没有应答（${response.status}），请稍后再试。`, en: `The service did not answer (${response.status}); try again shortly.` };
  return new ProblemError({ status: response.status, code: 'common/unavailable', detail: text[currentLanguage()], text });
}

/** What to tell a person about any error. */
export function wordsFor(error: unknown): string {
  const language = currentLanguage();
  if (error instanceof ProblemError) {
    const { text, errors } = error.problem;
    return [text[language], ...(errors ?? []).slice(0, 5).map(({ field, text: why }) => `${field.split('/').at(-1) ?? ''}${language === 'zh' ? '：' : ': '}${why[language]}`)].join('\n');
  }
  return language === 'zh' ? '连接不上服务器，请检查网络后重试。' : 'The server cannot be reached; check the network and try again.';
}
