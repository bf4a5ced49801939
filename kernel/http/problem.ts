import type { Context } from 'hono';
import { z } from 'zod';
import { Refusal } from '#kernel/refusal.ts';
import type { Text } from '#kernel/text.ts';
import type { Env } from './env.ts';

/** Problem details (RFC 9457) as the platform answers them; `text` has the sentence in both languages. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  text: Text;
  requestId: string;
  field?: string;
  errors?: readonly FieldError[];
  [extension: string]: unknown;
};

/** What is wrong with one field; `field` is a JSON pointer (RFC 6901), with `query:` or `param:` before it where it is not in the body. */
export type FieldError = { readonly field: string; readonly text: Text };

/** Turns a refusal into the answer that the person gets, in their language. */
export function problemOf(refusal: Refusal, requestId: string, language: 'zh' | 'en'): Problem {
  const { kind, text, field, details } = refusal;
  return {
    type: `/problems/${kind.code}`,
    title: text[language],
    status: kind.status,
    detail: text[language],
    code: kind.code,
    text,
    requestId,
    ...(field === undefined ? {} : { field }),
    ...details,
  };
}

export function answerProblem(c: Context<Env>, refusal: Refusal): Response {
  const language = c.var.session?.language ?? (c.req.header('accept-language')?.toLowerCase().startsWith('en') ? 'en' : 'zh');
  return c.body(JSON.stringify(problemOf(refusal, c.var.requestId, language)), refusal.kind.status, { 'content-type': 'application/problem+json; charset=utf-8' });
}

const places: Readonly<Record<string, string>> = { json: '', form: '', query: 'query:', param: 'param:', header: 'header:', cookie: 'cookie:' };
const chinese = z.locales.zhCN().localeError;
const english = z.locales.en().localeError;

/** The issues of a schema as field errors in both languages; at most 50, so that rubbish does not answer with a flood. */
export function describeIssues(error: z.core.$ZodError, target: string): FieldError[] {
  return error.issues.slice(0, 50).map((issue) => ({
    field: `${places[target] ?? ''}/${issue.path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`,
    text: { zh: say(chinese, issue), en: say(english, issue) },
  }));
}

function say(locale: typeof chinese, issue: z.core.$ZodIssue): string {
  if (issue.code === 'custom') return issue.message;
  const said = locale(issue as z.core.$ZodRawIssue);
  return typeof said === 'string' ? said : (said?.message ?? issue.message);
}
