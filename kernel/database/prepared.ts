import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import type pg from 'pg';

/** A statement that has come this often is prepared from then on. */
const worthIt = 3;

/** So many statements at most are prepared on a connection, and so many counted: a list of changing length makes a new text each time. */
const mostPrepared = 400;
const mostCounted = 5_000;

/**
 * Lets the pool's connections prepare the statements that come again and again: PostgreSQL then parses and plans each once a connection,
 * which takes longer than to run them. Queries stay as they are; the name follows from the text.
 */
export function prepareRepeated(pool: pg.Pool): void {
  const nameOf = statementNames();
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
    const prepared = (asked: unknown, values: unknown, ...rest: unknown[]) => {
      // What is asked in one go leaves in one write: begin with the query after it.
      stream.cork();
      process.nextTick(() => stream.uncork());
      const config = typeof asked === 'string' ? { text: asked, values } : isText(asked) ? asked : undefined;
      const name = config !== undefined && Array.isArray(config.values) && config.values.length > 0 ? nameOf(config.text) : undefined;
      return name === undefined ? query(asked, values, ...rest) : query({ ...config, name }, ...rest);
    };
    client.query = prepared as typeof client.query;
  });
}

function isText(asked: unknown): asked is { text: string; values?: unknown; name?: undefined } {
  return typeof asked === 'object' && asked !== null && 'text' in asked && typeof asked.text === 'string' && !('name' in asked) && !('submit' in asked);
}

/** The name for a text that is worth preparing; `undefined` before it has come often enough, and for what is not a query with a plan. */
export function statementNames(): (text: string) => string | undefined {
  const counts = new Map<string, number>();
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined || names.size >= mostPrepared) return known;
    if (!/^\s*(select|insert|update|delete|with)\b/i.test(text)) return undefined;
    const count = (counts.get(text) ?? 0) + 1;
    if (count < worthIt) {
      if (counts.size >= mostCounted) counts.clear();
      counts.set(text, count);
      return undefined;
    }
    counts.delete(text);
    const name = `d${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
    names.set(text, name);
    return name;
  };
}
