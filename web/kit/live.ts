import { useQueryClient, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { useEffect } from 'react';

/**
 * While the page is looked at, loads `queryKeys` anew whenever `subject` has changed on the platform.
 * A page in the background holds no connection (a browser gives a site but six); it catches up when it is looked at again.
 */
export function useLive(subject: { readonly type: string; readonly id: string } | undefined, queryKeys: readonly QueryKey[]): void {
  const queries = useQueryClient();
  const { type, id } = subject ?? {};
  const keys = JSON.stringify(queryKeys);
  useEffect(() => {
    if (type === undefined || id === undefined) return undefined;
    return follow(`/api/live?${new URLSearchParams({ type, id })}`, () => reload(queries, JSON.parse(keys) as QueryKey[]));
  }, [queries, type, id, keys]);
}

function reload(queries: QueryClient, keys: readonly QueryKey[]): void {
  for (const queryKey of keys) void queries.invalidateQueries({ queryKey });
}

/** One stream for each subject, however many parts of the page follow it. */
const streams = new Map<string, { readonly listeners: Set<() => void>; readonly close: () => void }>();

function follow(url: string, changed: () => void): () => void {
  const stream = streams.get(url) ?? openStream(url);
  streams.set(url, stream);
  stream.listeners.add(changed);
  return () => {
    stream.listeners.delete(changed);
    if (stream.listeners.size > 0) return;
    stream.close();
    if (streams.get(url) === stream) streams.delete(url);
  };
}

/** Tells its listeners when the stream says so, and whenever it was opened: nobody knows what happened before. */
function openStream(url: string): { listeners: Set<() => void>; close: () => void } {
  const listeners = new Set<() => void>();
  const changed = () => { for (const heard of listeners) heard(); };
  let source: EventSource | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    clearTimeout(again);
    source?.close();
    source = undefined;
  };
  const open = () => {
    end();
    if (document.hidden) return;
    source = new EventSource(url);
    source.addEventListener('open', changed);
    source.addEventListener('changed', changed);
    // The browser tries again by itself, unless it was answered with an error: a restart, or a proxy in between.
    source.addEventListener('error', () => { if (source?.readyState === EventSource.CLOSED) again = setTimeout(open, 5_000); });
  };
  open();
  document.addEventListener('visibilitychange', open);
  return { listeners, close: () => { document.removeEventListener('visibilitychange', open); end(); } };
}
