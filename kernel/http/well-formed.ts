import { createMiddleware } from 'hono/factory';
import { declareRefusals, refuse } from '#kernel/refusal.ts';
import type { Env } from './env.ts';

const refusals = declareRefusals('http', {
  noText: { status: 422, zh: '填写的内容含有无法识别的字符，请删去后重试。', en: 'What was sent has characters that are no text; please take them out.' },
});

/** U+0000 and half a surrogate pair come into a JSON body only as an escape. */
const suspicious = /\\u(?:0000|d[89a-f])/i;

/**
 * Refuses a JSON body with text that has no UTF-8 form, or that PostgreSQL does not store, before anything is done with it:
 * stored, it would be silently another text than the one that was sent, and the journal could not digest it.
 */
export const wellFormedBody = createMiddleware<Env>(async (c, next) => {
  if (/^application\/([\w.]+\+)?json\b/i.test(c.req.header('content-type') ?? '')) {
    const body = await c.req.text(); // kept: what reads it as JSON later reads it from here
    if (suspicious.test(body)) checkTexts(body);
  }
  await next();
});

function checkTexts(body: string): void {
  const isText = (text: string) => text.isWellFormed() && !text.includes('\0');
  let found = false;
  try {
    JSON.parse(body, (key, value: unknown) => {
      found ||= !isText(key) || (typeof value === 'string' && !isText(value));
      return value;
    });
  } catch {
    return; // no JSON at all: whoever reads it says so
  }
  if (found) throw refuse(refusals.noText);
}
