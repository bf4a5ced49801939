import { signedIn } from '#kernel/actor/requests.ts';
import { createRoute, newApi, z } from '#kernel/http/api.ts';
import { declareRefusals, refuse } from '#kernel/refusal.ts';
import type { Live } from './live.ts';

const refusals = declareRefusals('live', {
  tooManyStreams: { status: 429, zh: '同时打开的页面过多，请关闭一些后重试。', en: 'Too many pages are open at once; close some and try again.' },
});

/** A stream ends after so long, in milliseconds, and the browser opens it anew: whoever has signed out meanwhile hears no more. */
const longest = 10 * 60_000;
/** Something goes over the line this often, in milliseconds, so that no proxy takes it for dead. */
const heartbeat = 20_000;
/** The most streams of one account in one server process. */
const mostOfOne = 40;

/** Server-sent events: `/api/live?type=…&id=…` says only that a subject has changed; the page asks again under its own rights. */
export const liveApi = (live: Live) => {
  const open = new Map<string, number>();
  return newApi().openapi(
    createRoute({
      method: 'get', path: '/', summary: 'Server-sent events: “changed” whenever the named subject has changed; nothing of what it holds',
      request: { query: z.strictObject({ type: z.string().min(1).max(100), id: z.string().min(1).max(100) }) },
      responses: { 200: { description: 'A stream of events', content: { 'text/event-stream': { schema: z.string() } } } },
    }),
    (c) => {
      const { accountId } = signedIn(c.var.actor);
      const held = open.get(accountId) ?? 0;
      if (held >= mostOfOne) throw refuse(refusals.tooManyStreams);
      open.set(accountId, held + 1);
      const release = () => {
        const left = (open.get(accountId) ?? 1) - 1;
        if (left === 0) open.delete(accountId);
        else open.set(accountId, left);
      };
      return new Response(eventStream(live, c.req.valid('query'), release), { headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' } });
    },
  );
};

function eventStream(live: Live, subject: { type: string; id: string }, release: () => void): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder();
  let end = () => undefined as void;
  return new ReadableStream({
    start: (stream) => {
      const send = (text: string) => stream.enqueue(bytes.encode(text));
      let unsubscribe = () => undefined as void;
      const beat = setInterval(() => send(':\n\n'), heartbeat).unref();
      const late = setTimeout(() => { end(); stream.close(); }, longest).unref();
      end = () => {
        end = () => undefined;
        clearInterval(beat);
        clearTimeout(late);
        unsubscribe();
        release();
      };
      send('retry: 2000\n\n');
      unsubscribe = live.subscribe(subject, { heard: () => send('event: changed\ndata: changed\n\n'), ended: () => { end(); stream.close(); } });
    },
    cancel: () => end(),
  });
}
