import type { OpenAPIHono } from '@hono/zod-openapi';
import type { MigrationSource } from '#kernel/database/migrate.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import type { BlobStore } from '#kernel/files/blobs.ts';
import type { Env } from '#kernel/http/env.ts';
import type { Platform } from '#kernel/platform.ts';
import type { Text } from '#kernel/text.ts';

/** How a module announces itself: its front door (`index.ts`) exports one of these, and the server puts them together. */
export type Module = {
  /** The folder's name; also the name of its PostgreSQL schema and of its API: `/api/<name>`. */
  readonly name: string;
  readonly label: Text;
  readonly migrations: MigrationSource;
  /** The routes, to be mounted at `/api/<name>`. */
  readonly api?: (platform: Platform, means: ApiMeans) => OpenAPIHono<Env, never, string> | OpenAPIHono<Env>;
  /** Paths of the API that take a file as their body and bound it themselves. */
  readonly uploads?: readonly string[];
  /** Work that runs in the queue; a job may run twice and must do no harm by it. */
  readonly jobs?: Readonly<Record<string, JobHandler>>;
  /** Jobs at fixed times: crontab (UTC) → job name. */
  readonly schedule?: readonly { readonly cron: string; readonly job: string }[];
  /** For each type of record that files may hang on: throws a refusal unless the actor may attach, or read. */
  readonly fileSubjects?: Readonly<Record<string, FileSubject>>;
  /** For each type of record that is put before the four: what follows, in the same transaction, when they have decided. */
  readonly outcomes?: Readonly<Record<string, Outcomes>>;
  /** What becomes of a person's records here when they delete their account. */
  readonly departure?: Departure;
  /** What moves here when two records turn out to be one person. */
  readonly merging?: Merging;
  /** Runs once when the database is first filled, also without demonstration data: reference data. */
  readonly loadReferenceData?: (tx: Tx) => Promise<void>;
};

/** What routes may need beside the platform: the content of files. */
export type ApiMeans = { readonly blobs: BlobStore };

export type JobHandler = (platform: Platform, payload: unknown, job: JobControl) => Promise<void>;

export type JobControl = {
  /** Tells the page how far the work is, 0 to 1, and what it is at. */
  readonly report: (progress: number, step: Text) => Promise<void>;
};

/** What the owner of a record does when the four have decided on it; the platform acts, since the last party's officer does not own the record. */
export type Outcomes = {
  /** A proposal about the record was answered by as many as its rule asks for, or can no longer be. */
  readonly onDecided?: (tx: Tx, decision: Decision) => Promise<void>;
  /** Every required party has signed the same digest. */
  readonly onSigned?: (tx: Tx, signed: Signed) => Promise<void>;
};

export type Decision = { readonly subjectId: string; readonly proposalId: string; readonly round: number; readonly result: 'agreed' | 'refused'; /** SHA-256 of the text that was answered, hex. */ readonly digest: string };

export type Signed = { readonly subjectId: string; readonly documentId: string; /** Digests of the canonical document, hex. */ readonly sm3: string; readonly sha256: string };

/** Somebody deletes their account: the module says beforehand what that touches, and does it when they have confirmed. The platform acts in both. */
export type Departure = {
  readonly touched: (tx: Tx, who: Leaving) => Promise<Touched[]>;
  /** Gives the records that were about the person, and the name in them: what the inboxes of others say of these loses it. */
  readonly leave: (tx: Tx, platform: Platform, who: Leaving & { readonly pseudonym: string; readonly reason: string }) => Promise<readonly Mentioned[]>;
};

export type Leaving = { readonly personId: string; readonly accountId: string };

export type Mentioned = { readonly type: string; readonly id: string; readonly name: string };

/** Two records turn out to be one person's: the module says what has to be settled first, and moves what hangs on the one that goes. The platform acts in both. */
export type Merging = {
  /** Each as the end of a sentence, in words by which a keeper can have it settled; nothing that the keepers of a person may not know. */
  readonly obstacles: (tx: Tx, who: Merged) => Promise<Text[]>;
  readonly move: (tx: Tx, who: Merged) => Promise<void>;
};

export type Merged = { readonly goneId: string; readonly keptId: string };

/** One thing that it touches: the record and its state, by which a change meanwhile is seen; what it is and what becomes of it; whether it has to be settled first. */
export type Touched = { readonly id: string; readonly state: string; readonly title: Text; readonly consequence: Text; readonly blocks: boolean };

export type FileSubject = {
  readonly mayAttach: (tx: Tx, id: string) => Promise<boolean>;
  readonly maySee: (tx: Tx, id: string) => Promise<boolean>;
};
