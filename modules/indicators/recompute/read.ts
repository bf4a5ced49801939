import { publishedContent } from '../api.ts';
import type { PublishedContent } from '../store.ts';

/** A published result from its file; `undefined` where the text is none. */
export function readPublished(text: string): PublishedContent | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  const read = publishedContent.safeParse(parsed);
  return read.success ? (parsed as PublishedContent) : undefined; // the schema says that it is one
}
