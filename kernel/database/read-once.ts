import { createHash } from 'node:crypto';
import type { QueryId, RawBuilder } from 'kysely';
import pg from 'pg';
import type { Actor } from '#kernel/actor/actor.ts';
import { camelCase, type Database } from './database.ts';
import { actorSettingNames, actorValues } from './transaction.ts';

/**
 * One query that only reads, as the actor: who acts travels with it, in one round trip and one transaction.
 * For what is read most; anything that takes two queries or changes something belongs in `inTransaction`. Its parameters are plain values.
 */
export async function readOnce<R>(database: Database, actor: Actor, query: RawBuilder<R>): Promise<R[]> {
  const { sql: text, parameters, queryId } = query.compile(database.kysely);
  const client = await database.pool.connect();
  let rows: unknown[][];
  try {
    rows = await new Promise((done, fail) => void client.query(new Reading({ settings: actorValues(actor), text, values: parameters.map(plain), types: client, done, fail })));
  } catch (error) {
    client.release(true); // whatever it was: one that is about to break looks the same at first, and what it had prepared is not known
    throw error;
  }
  client.release();
  const names = propertyNames.get(text) ?? (await namesOf(shapes.get(text)?.columns ?? [], queryId));
  propertyNames.set(text, names);
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]]))) as R[];
}

/** What the columns of each such query are called here, found out once. */
const propertyNames = new Map<string, readonly string[]>();

async function namesOf(columns: readonly string[], queryId: QueryId): Promise<string[]> {
  const { rows } = await camelCase.transformResult({ queryId, result: { rows: columns.map((name) => ({ [name]: null })) } });
  return rows.flatMap((row) => Object.keys(row));
}

function plain(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError('a query that is read once takes plain values');
}

/** Who acts, and that nothing is changed, until the transaction ends. */
const acting = `select num_nulls(${[...actorSettingNames.map((name, i) => `set_config('delta.${name}', $${i + 1}, true)`), "set_config('transaction_read_only', 'on', true)"].join(', ')})`;

/** What the columns of a query are and how their texts are read: told by the database once. */
type Shape = { readonly columns: readonly string[]; readonly read: readonly ((text: string) => unknown)[] };
const shapes = new Map<string, Shape>();

/** The statements that a connection has prepared, by text. */
const prepared = new WeakMap<object, Set<string>>();

type Wire = pg.Connection & {
  parse: (message: { name: string; text: string; types: [] }) => void;
  bind: (message: { statement: string; values: readonly (string | null)[] }) => void;
  describe: (message: { type: 'P' }) => void;
  execute: (message: object) => void;
};
type Asked = {
  readonly settings: readonly string[]; readonly text: string; readonly values: readonly (string | null)[]; readonly types: pg.CustomTypesConfig;
  readonly done: (rows: unknown[][]) => void; readonly fail: (error: Error) => void;
};

/**
 * Both statements before one Sync: the protocol makes a transaction of what stands before it, so neither begin nor commit is sent,
 * and the columns are described only the first time.
 * https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 */
class Reading extends pg.Query {
  readonly #asked: Asked;
  readonly #rows: unknown[][] = [];
  #shape: Shape | undefined;
  #acts = false;

  constructor(asked: Asked) {
    super(asked.text);
    this.#asked = asked;
    this.#shape = shapes.get(asked.text);
  }

  override submit = (connection: pg.Connection): null => {
    const wire = connection as Wire;
    const { settings, text, values } = this.#asked;
    const known = prepared.get(wire) ?? new Set<string>();
    prepared.set(wire, known);
    this.#run(wire, known, acting, settings);
    this.#run(wire, known, text, values, this.#shape === undefined);
    wire.sync();
    return null;
  };

  #run(wire: Wire, known: Set<string>, text: string, values: readonly (string | null)[], describe = false): void {
    const name = nameOf(text);
    if (!known.has(text)) {
      wire.parse({ name, text, types: [] });
      known.add(text);
    }
    wire.bind({ statement: name, values });
    if (describe) wire.describe({ type: 'P' });
    wire.execute({});
  }

  handleRowDescription({ fields }: { fields: readonly pg.FieldDef[] }): void {
    this.#shape = { columns: fields.map(({ name }) => name), read: fields.map(({ dataTypeID }) => this.#asked.types.getTypeParser(dataTypeID, 'text') as (text: string) => unknown) };
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    if (!this.#acts) return; // the answer to the settings
    const read = this.#shape?.read ?? [];
    this.#rows.push(fields.map((text, i) => (text === null ? null : read[i]?.(text))));
  }

  handleCommandComplete(): void {
    if (this.#acts && this.#shape !== undefined) shapes.set(this.#asked.text, this.#shape);
    this.#acts = true;
  }

  handleReadyForQuery(): void {
    this.#asked.done(this.#rows);
  }

  handleError(error: Error): void {
    shapes.delete(this.#asked.text); // it may be that the columns have changed
    propertyNames.delete(this.#asked.text);
    this.#asked.fail(error);
  }
}

const names = new Map<string, string>();

/** Short and the same for the same text; other than those of `prepareRepeated`, which keeps its own. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `r${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
  names.set(text, name);
  return name;
}
